//! The decisions: events in, effects out.
