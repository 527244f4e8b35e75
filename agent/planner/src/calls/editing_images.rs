//! Pictures that are changed by an image model.

use design::{ImageEdit, ImageRequest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::MadeBy;

/// Has a picture changed, or made like others, for the design that waits for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EditImage {
    /// The picture that the design waits for: it is developed for that.
    pub request: ImageRequest,
    /// What is done for it.
    pub edit: ImageEdit,
    /// How it was done already: then nobody is asked, and what came of it is developed for its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<Box<MadeBy>>,
}
