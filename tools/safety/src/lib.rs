//! What may be shown at all: one decision from what a classifier says of the tiles of a frame, and what detectors say
//! made short.
//!
//! ```
//! use maquette_safety::tiles::{Limit, Quantile, Threshold, Verdict, decide};
//!
//! let limit = Limit { q: Quantile::try_from(0.9).unwrap(), tau: Threshold::try_from(0.7).unwrap() };
//! let decision = decide(&[0.1, 0.2, 0.1, f32::NAN], &limit);
//! // The 4th of the 4 is no number, and what is no number is unsafe.
//! assert_eq!((decision.k, decision.count_below, decision.n), (4, 3, 4));
//! assert!(matches!(decision.verdict, Verdict::Blocked(_)));
//! ```
//!
//! The map: [`tiles`] is the decision about a frame, its histogram, its boxes and how it changes from one frame to the
//! next; [`detections`] is which of many boxes stand for the others, and which tags a masked part of a picture has.
//! Whatever is missing or no number blocks: what was not judged safe is not shown.

pub mod detections;
pub mod tiles;
