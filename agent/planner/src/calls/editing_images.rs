//! Pictures that are changed by an image model.

use design::{ImageEdit, ImageRequest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Has a picture changed, or made like others, for the design that waits for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EditImage {
    /// The picture that the design waits for: it is developed for that.
    pub request: ImageRequest,
    /// What is done for it.
    pub edit: ImageEdit,
}
