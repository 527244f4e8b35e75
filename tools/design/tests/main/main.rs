//! Checks of this crate against the files that are committed beside it.

mod brands;
mod schema;
