//! The critique: document rules, pixel rules, perceptual hashes.

pub mod pdq;
