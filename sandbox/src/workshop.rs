//! Where tools are made: begun from a template, built with whatever compiler is there, and checked.

mod build;
mod check;

pub use build::{BuildError, Built, build};
pub use check::{Checked, Line, check, run};

use std::path::{Path, PathBuf};

use crate::manifest::MANIFEST_FILE;

/// A language that a tool may be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Rust, for wasm32-unknown-unknown.
    Rust,
    /// C, without a standard library.
    C,
    /// JavaScript, with an interpreter in the component.
    JavaScript,
}

impl Language {
    /// By its name: `rust`, `c`, `js`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "rust" => Some(Self::Rust),
            "c" => Some(Self::C),
            "js" => Some(Self::JavaScript),
            _ => None,
        }
    }

    fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Rust => &[
                (MANIFEST_FILE, include_str!("../templates/rust/tool.toml")),
                ("Cargo.toml", include_str!("../templates/rust/Cargo.toml.txt")),
                ("src/lib.rs", include_str!("../templates/rust/lib.rs.txt")),
                ("src/maquette_tool.rs", include_str!("../guest/maquette_tool.rs")),
                ("examples/long_headline.json", include_str!("../templates/example.json")),
                (".gitignore", "/target\n"),
            ],
            Self::C => &[
                (MANIFEST_FILE, include_str!("../templates/c/tool.toml")),
                ("tool.c", include_str!("../templates/c/tool.c")),
                ("examples/long_headline.json", include_str!("../templates/example.json")),
            ],
            Self::JavaScript => &[
                (MANIFEST_FILE, include_str!("../templates/js/tool.toml")),
                ("tool.js", include_str!("../templates/js/tool.js")),
                ("package.json", include_str!("../templates/js/package.json")),
                ("examples/long_headline.json", include_str!("../templates/example.json")),
                (".gitignore", "/node_modules\n"),
            ],
        }
    }
}

/// Why a tool was not begun.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScaffoldError {
    /// There is something in its place.
    #[error("{} is there already; give another folder", folder.display())]
    Exists {
        /// The folder.
        folder: PathBuf,
    },
    /// A file cannot be written.
    #[error("cannot write {}: {source}", file.display())]
    Unwritable {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
}

/// Begins a tool in a folder that is not there: a linter that works, to be made into another.
///
/// # Errors
///
/// [`ScaffoldError`]
pub fn scaffold(folder: &Path, id: &str, language: Language) -> Result<(), ScaffoldError> {
    if folder.exists() {
        return Err(ScaffoldError::Exists { folder: folder.to_owned() });
    }
    for (name, text) in language.files() {
        let file = folder.join(name);
        let unwritable = |source| ScaffoldError::Unwritable { file: file.clone(), source };
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent).map_err(unwritable)?;
        }
        std::fs::write(&file, text.replace("TOOL_ID", id)).map_err(unwritable)?;
    }
    Ok(())
}
