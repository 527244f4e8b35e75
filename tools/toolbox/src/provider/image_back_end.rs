//! What all image models behind the stack have in common.

use super::CallError;
use crate::error::ToolError;

/// The tool that has pictures made.
const GENERATE: &str = "generate_image";
/// The tool that has pictures changed.
const EDIT: &str = "edit_image";

/// What an image model behind the stack says of itself: it makes photographs, each of them once, and the stack says what leaves.
macro_rules! behind_the_stack {
    () => {
        fn deterministic(&self) -> bool {
            false
        }

        fn photographs(&self) -> bool {
            true
        }

        fn marks(&self) -> bool {
            true
        }
    };
}
pub(super) use behind_the_stack;

/// What a call comes to that was granted a tier which there is not.
pub(super) fn no_such_tier() -> ToolError {
    ToolError::Internal { tool: GENERATE.to_owned(), reason: "no such tier".to_owned() }
}

/// What a call for a picture comes to that a provider did not answer.
pub(super) fn unanswered(source: CallError) -> ToolError {
    ToolError::Provider { tool: GENERATE.to_owned(), source }
}

/// What a call for an edit comes to that a provider did not answer.
pub(super) fn unedited(source: CallError) -> ToolError {
    ToolError::Provider { tool: EDIT.to_owned(), source }
}
