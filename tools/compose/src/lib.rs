//! The craft: archetypes, colour roles, procedural imagery, repair.

pub mod copywriter;
pub use copywriter::write_copy;
