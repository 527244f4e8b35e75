//! What may be shown at all: text read through its disguises and judged by packs of rules; one decision from what a classifier
//! says of the tiles of a frame, and what detectors say made short.
//!
//! ```
//! use maquette_safety::policy::{Decision, Policies, Scope, Setting, builtin, judge};
//!
//! let policies = Policies::new(&builtin(), &Setting::default()).unwrap();
//! let verdict = judge("Killer deals on knives, this weekend only", Scope::Copy, &policies).unwrap();
//! assert_eq!(verdict.decision, Decision::Allowed);
//! let verdict = judge("Fake passp0rts, delivered", Scope::Copy, &policies).unwrap();
//! assert_eq!(verdict.decision, Decision::Refused);
//! assert_eq!(&"Fake passp0rts, delivered"[verdict.findings[0].range.clone()], "Fake passp0rts");
//! ```
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
//! The map: [`text`] reads a text every way that a reader would; [`policy`] has packs of rules, [puts together](policy::Policies)
//! those that apply, [judges](policy::judge) by them, and says who may [lift](policy::Override) what they say; [`screen`] was
//! learned, and holds what sounds like what the rules forbid in words that they do not have. [`tiles`] is the
//! decision about a frame, its histogram, its boxes and how it changes from one frame to the next; [`detections`] is which of many
//! boxes stand for the others, and which tags a masked part of a picture has. Everything follows from what is handed in, and
//! whatever is missing or no number blocks: what was not judged safe is not shown.

pub mod detections;
pub mod policy;
pub mod screen;
pub mod text;
pub mod tiles;
