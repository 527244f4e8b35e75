//! Checks of this crate against the files that are committed beside it.

mod brands;
mod briefs;
mod schema;
