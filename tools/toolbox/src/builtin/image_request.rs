//! What is asked of whoever makes pictures, checked before anything is sent or paid.

use design::{ImageEdit, ImageRequest};
use safety::policy::Scope;

use crate::context::Context;
use crate::error::ToolError;
use crate::image_edit::Capabilities;

/// Largest side of a picture that a design waits for, px.
const SIDE_MAX: f64 = 16_384.0;
/// Largest side of an edit, px.
const EDIT_PX_MAX: f64 = 8_192.0;
/// Longest words of a request, characters.
const WORDS_CHARS_MAX: usize = 4_000;

/// Checks the size of a picture that a design waits for, and how much is said of it.
///
/// # Errors
///
/// [`ToolError::InvalidInput`] that names the field.
pub(super) fn check(tool: &str, request: &ImageRequest) -> Result<(), ToolError> {
    within(tool, "/request/width", request.width, SIDE_MAX)?;
    within(tool, "/request/height", request.height, SIDE_MAX)?;
    no_longer(tool, "/request/prompt", &request.prompt)?;
    no_longer(tool, "/request/negative", &request.negative)
}

/// Checks the size of an edit, and how much is said of it.
///
/// # Errors
///
/// [`ToolError::InvalidInput`] that names the field.
pub(super) fn check_edit(tool: &str, edit: &ImageEdit) -> Result<(), ToolError> {
    within(tool, "/edit/width", f64::from(edit.width), EDIT_PX_MAX)?;
    within(tool, "/edit/height", f64::from(edit.height), EDIT_PX_MAX)?;
    no_longer(tool, "/edit/prompt", &edit.prompt)?;
    no_longer(tool, "/edit/negative", &edit.negative)
}

fn within(tool: &str, pointer: &str, side: f64, most: f64) -> Result<(), ToolError> {
    if (1.0..=most).contains(&side) {
        return Ok(());
    }
    Err(ToolError::invalid(tool, pointer, format!("{side} px is not between 1 and {most}")))
}

fn no_longer(tool: &str, pointer: &str, words: &str) -> Result<(), ToolError> {
    let is_long = words.chars().nth(WORDS_CHARS_MAX).is_some();
    let message = || format!("is longer than {WORDS_CHARS_MAX} characters");
    if is_long { Err(ToolError::invalid(tool, pointer, message())) } else { Ok(()) }
}

/// Refuses what a picture is not to show where the back end is not told that apart: it would show it, and be paid.
///
/// # Errors
///
/// [`ToolError::InvalidInput`] that names the field.
pub(super) fn check_negative(
    (tool, pointer): (&str, &str),
    negative: &str,
    (by, capabilities): (&str, &Capabilities),
) -> Result<(), ToolError> {
    if negative.is_empty() || capabilities.negative {
        return Ok(());
    }
    let message = format!("{by} is not told apart what a picture is not to show; say it in the prompt");
    Err(ToolError::invalid(tool, pointer, message))
}

/// Holds what a model is asked to show against the policy of the run.
///
/// # Errors
///
/// [`ToolError::Refused`] with the reason.
pub(super) fn permitted(tool: &str, context: &Context, request: &ImageRequest) -> Result<(), ToolError> {
    let words = format!("{}\n{}", request.prompt, request.motif);
    match context.permission().rule(&words, Scope::Prompt).stopped {
        None => Ok(()),
        Some(reason) => Err(ToolError::Refused { tool: tool.to_owned(), reason }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::image_request;

    #[test]
    fn what_is_too_large_or_too_long_is_refused_by_its_field() {
        let refused = |request: ImageRequest| match check("generate_image", &request) {
            Err(ToolError::InvalidInput { problems, .. }) => problems[0].pointer.clone(),
            other => panic!("{other:?}"),
        };
        check("generate_image", &image_request()).unwrap();
        assert_eq!(refused(ImageRequest { width: 0.5, ..image_request() }), "/request/width");
        assert_eq!(refused(ImageRequest { height: f64::NAN, ..image_request() }), "/request/height");
        assert_eq!(refused(ImageRequest { prompt: "é".repeat(4_001), ..image_request() }), "/request/prompt");
        assert_eq!(refused(ImageRequest { negative: "é".repeat(4_001), ..image_request() }), "/request/negative");
        check("generate_image", &ImageRequest { prompt: "é".repeat(4_000), ..image_request() }).unwrap();
    }

    #[test]
    fn what_a_picture_is_not_to_show_is_taken_by_who_is_told_it() {
        let (deaf, told) = (Capabilities::default(), Capabilities { negative: true, ..Capabilities::default() });
        let checked = |negative, capabilities| check_negative(("x", "/p"), negative, ("studio", capabilities));
        checked("", &deaf).unwrap();
        checked("text", &told).unwrap();
        assert!(checked("text", &deaf).unwrap_err().to_string().contains("studio is not told"));
    }
}
