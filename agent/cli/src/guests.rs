//! `--tool DIR`: foreign tools for a run.

use std::path::PathBuf;

use maquette::Builder;

use crate::failure::Failure;

/// The engine with foreign tools, as they were agreed to.
#[cfg(feature = "sandbox")]
pub(crate) fn with(builder: Builder, folders: &[PathBuf]) -> Result<Builder, Failure> {
    Ok(crate::tool::packages(folders)?.iter().fold(builder, Builder::guest))
}

/// A build without them says so.
#[cfg(not(feature = "sandbox"))]
pub(crate) fn with(builder: Builder, folders: &[PathBuf]) -> Result<Builder, Failure> {
    if folders.is_empty() {
        return Ok(builder);
    }
    Err(Failure::usage("foreign tools are not in this build").hint("build it with feature `sandbox`"))
}
