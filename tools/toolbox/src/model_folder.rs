//! Models in folders of this machine: their files, within limits, and how texts become tokens.

use std::fs::File;
use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use tokenizers::{PaddingParams, Tokenizer, TruncationParams};

/// Largest file that says how texts become tokens, bytes.
pub(crate) const TOKENIZER_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// Why the model of a folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LocalModelError {
    /// A file is not there or cannot be read.
    #[error("{}: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A file is larger than what is read.
    #[error("{}: larger than {most} bytes", file.display())]
    TooLarge {
        /// The file.
        file: PathBuf,
        /// The limit.
        most: u64,
    },
    /// A file does not hold what it should.
    #[error("{}: {reason}", file.display())]
    Content {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

/// The bytes of a file of at most `most` bytes.
///
/// # Errors
///
/// [`LocalModelError`] that names the file.
pub fn read(file: &Path, most: u64) -> Result<Vec<u8>, LocalModelError> {
    let io = |source| LocalModelError::Io { file: file.to_owned(), source };
    // Not a pipe, which may never end.
    if !std::fs::metadata(file).map_err(io)?.is_file() {
        return Err(io(std::io::Error::other("is no file")));
    }
    let mut bytes = Vec::new();
    File::open(file).and_then(|file| file.take(most + 1).read_to_end(&mut bytes)).map_err(io)?;
    if bytes.len() as u64 > most { Err(LocalModelError::TooLarge { file: file.to_owned(), most }) } else { Ok(bytes) }
}

/// What a file of tokens panics over is an error: its reader checks less than its user needs.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err("it is damaged: reading a text with it fails".to_owned()))
}

/// How texts become tokens, cut to at most `tokens`, whatever the file says of that; padded where asked. Tried once.
pub(crate) fn tokenizer(bytes: &[u8], tokens: usize, padding: Option<PaddingParams>) -> Result<Tokenizer, String> {
    guarded(|| {
        let mut tokenizer = Tokenizer::from_bytes(bytes).map_err(|error| error.to_string())?;
        let marks =
            tokenizer.get_post_processor().map_or(0, |marks| tokenizers::PostProcessor::added_tokens(marks, false));
        if marks >= tokens {
            return Err(format!("it adds {marks} tokens to a text, and the model is given {tokens} in all"));
        }
        tokenizer.with_padding(padding);
        let truncation = TruncationParams { max_length: tokens, ..TruncationParams::default() };
        tokenizer.with_truncation(Some(truncation)).map_err(|error| error.to_string())?;
        tokenizer.encode("a word, or two", true).map_err(|error| error.to_string())?;
        Ok(tokenizer)
    })
}
