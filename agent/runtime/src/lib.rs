//! An agentic design-generation runtime: briefs in, scored and replayable designs out.
