//! What detectors and taggers say of a picture, made short: which of many boxes stand for the others, and which tags a
//! masked part of it has.

mod suppression;
mod tags;

pub use suppression::{DETECTIONS_MAX, Detection, KEPT_MAX, Kept, TooManyError, suppress};
pub use tags::{PoolError, TAGS_MAX, Tag, pooled};
