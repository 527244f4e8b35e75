//! Why no kit could be made.

use design::KitError;

/// Why no kit could be made of the files.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// There is nothing to read.
    #[error("no files were given; point at a token file, a logo, or a folder that holds some")]
    Empty,
    /// More than is read.
    #[error("{found} {what} were given; at most {limit} are read: point at the folder that holds the tokens")]
    TooLarge {
        /// What there is too much of: `files` or `bytes`.
        what: &'static str,
        /// How much there is.
        found: usize,
        /// How much is read.
        limit: usize,
    },
    /// The id, name or version that is wanted is none.
    #[error("the kit's {field} has 1 to 128 characters on one line")]
    Wanted {
        /// `id`, `name` or `version`.
        field: &'static str,
    },
    /// Not one colour was found.
    #[error("none of the {files} files holds a colour that can be read as it is written{hint}")]
    NoColors {
        /// How many files there were.
        files: usize,
        /// What was found instead.
        hint: String,
    },
    /// What was made is no kit.
    #[error("the imported files do not make a brand kit")]
    Kit(#[from] KitError),
}
