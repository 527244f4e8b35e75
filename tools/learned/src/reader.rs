//! Manifests from bytes: strict, within limits, with the place of what is wrong.

use std::collections::{BTreeMap, BTreeSet};

use design::{Sha256, clip};

use crate::manifest::{Head, Input, Manifest, Read};

/// Longest manifest that is read, bytes.
pub const MANIFEST_BYTES_MAX: usize = 64 * 1024;
/// Most heads of a judge.
pub const HEADS_MAX: usize = 32;
/// Longest side of what a model sees, px.
pub const SIDE_MAX: u32 = 1024;
/// Most percentiles of a head.
pub const PERCENTILES_MAX: usize = 101;
/// Longest name or version, characters.
const NAME_CHARS_MAX: usize = 64;
/// Longest path of a file, bytes.
const PATH_BYTES_MAX: usize = 200;

/// Why a manifest is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// It is larger than what is read.
    #[error("{found} bytes of manifest; at most {MANIFEST_BYTES_MAX} are read")]
    TooLarge {
        /// Its bytes.
        found: usize,
    },
    /// It is no JSON of this form.
    #[error("line {line}, column {column}: {reason}")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What was expected.
        reason: String,
    },
    /// A part of it has no meaning.
    #[error("{pointer}: {reason}")]
    Invalid {
        /// Which part, as a JSON pointer.
        pointer: String,
        /// What was expected.
        reason: String,
    },
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    ///
    /// [`ManifestError`] with the place of what is wrong first.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ManifestError> {
        if bytes.len() > MANIFEST_BYTES_MAX {
            return Err(ManifestError::TooLarge { found: bytes.len() });
        }
        let manifest: Self = serde_json::from_slice(bytes).map_err(|error| malformed(&error))?;
        manifest.check()?;
        Ok(manifest)
    }

    /// Looks over everything in it.
    ///
    /// # Errors
    ///
    /// [`ManifestError`] with the pointer of what is wrong first.
    pub fn check(&self) -> Result<(), ManifestError> {
        check_text("/name", &self.name)?;
        check_text("/version", &self.version)?;
        check_path("/encoder/file", &self.encoder.file)?;
        check_port("/encoder/output", self.encoder.output.as_deref())?;
        self.encoder.input.check()?;
        if self.heads.is_empty() || self.heads.len() > HEADS_MAX {
            return Err(invalid("/heads", format!("expected 1 to {HEADS_MAX} heads, found {}", self.heads.len())));
        }
        let mut names = BTreeSet::new();
        let mut files = BTreeMap::from([(self.encoder.file.as_str(), self.encoder.sha256)]);
        for (at, head) in self.heads.iter().enumerate() {
            let pointer = format!("/heads/{at}");
            head.check(&pointer)?;
            if !names.insert(&head.name) {
                return Err(invalid(format!("{pointer}/name"), format!("`{}` is taken", clip(&head.name))));
            }
            check_file(&pointer, head, &mut files)?;
        }
        Ok(())
    }
}

/// A head's file has a hash, and one file one hash.
fn check_file<'m>(pointer: &str, head: &'m Head, files: &mut BTreeMap<&'m str, Sha256>) -> Result<(), ManifestError> {
    match (&head.file, head.sha256) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(invalid(format!("{pointer}/sha256"), "a file needs its SHA-256 beside it")),
        (None, Some(_)) => Err(invalid(format!("{pointer}/file"), "a SHA-256 needs its file beside it")),
        (Some(file), Some(sha256)) => {
            check_path(&format!("{pointer}/file"), file)?;
            if *files.entry(file).or_insert(sha256) != sha256 {
                return Err(invalid(format!("{pointer}/sha256"), "another part has another SHA-256 for this file"));
            }
            Ok(())
        }
    }
}

impl Input {
    fn check(&self) -> Result<(), ManifestError> {
        check_port("/encoder/input/name", self.name.as_deref())?;
        for (pointer, side) in [("/encoder/input/width", self.width), ("/encoder/input/height", self.height)] {
            if side == 0 || side > SIDE_MAX {
                return Err(invalid(pointer, format!("expected 1 to {SIDE_MAX} px, found {side}")));
            }
        }
        check_finite("/encoder/input/mean", &self.mean)?;
        check_finite("/encoder/input/std", &self.std)?;
        match self.std.iter().position(|std| *std < f32::MIN_POSITIVE) {
            Some(at) => Err(invalid(format!("/encoder/input/std/{at}"), "expected a number above 0")),
            None => Ok(()),
        }
    }
}

impl Head {
    fn check(&self, pointer: &str) -> Result<(), ManifestError> {
        let mut letters = self.name.bytes();
        let snake = letters.next().is_some_and(|first| first.is_ascii_lowercase())
            && letters.all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_');
        if !snake || self.name.len() > NAME_CHARS_MAX {
            let reason = format!("expected 1 to {NAME_CHARS_MAX} of a–z, 0–9 and `_`, beginning with a letter");
            return Err(invalid(format!("{pointer}/name"), reason));
        }
        match &self.read {
            Read::Value(_) | Read::Softmax(_) => {}
            Read::Expected(values) => check_values(&format!("{pointer}/read/expected"), values)?,
            Read::Mean(values) => check_values(&format!("{pointer}/read/mean"), values)?,
        }
        self.check_percentiles(&format!("{pointer}/percentiles"))
    }

    fn check_percentiles(&self, pointer: &str) -> Result<(), ManifestError> {
        let count = self.percentiles.len();
        if !(2..=PERCENTILES_MAX).contains(&count) {
            return Err(invalid(pointer, format!("expected 2 to {PERCENTILES_MAX} numbers, found {count}")));
        }
        check_finite(pointer, &self.percentiles)?;
        match self.percentiles.windows(2).position(|pair| pair[0] >= pair[1]) {
            Some(at) => Err(invalid(format!("{pointer}/{}", at + 1), "expected more than the number before it")),
            None => Ok(()),
        }
    }
}

fn check_values(pointer: &str, values: &[f32]) -> Result<(), ManifestError> {
    if values.len() < 2 {
        return Err(invalid(pointer, format!("expected 2 numbers or more, found {}", values.len())));
    }
    check_finite(pointer, values)
}

fn check_finite(pointer: &str, values: &[f32]) -> Result<(), ManifestError> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(at) => Err(invalid(format!("{pointer}/{at}"), "expected a number of 32 bits")),
        None => Ok(()),
    }
}

fn check_text(pointer: &str, text: &str) -> Result<(), ManifestError> {
    if text.trim().is_empty() || text.chars().count() > NAME_CHARS_MAX || text.chars().any(char::is_control) {
        return Err(invalid(pointer, format!("expected 1 to {NAME_CHARS_MAX} characters on one line")));
    }
    Ok(())
}

/// What a model calls its inputs and outputs may be anything within reason.
fn check_port(pointer: &str, name: Option<&str>) -> Result<(), ManifestError> {
    if name.is_some_and(|name| name.is_empty() || name.len() > PATH_BYTES_MAX) {
        return Err(invalid(pointer, format!("expected 1 to {PATH_BYTES_MAX} bytes, or nothing at all")));
    }
    Ok(())
}

/// A path that stays in its folder on every system: no root, no drive, no way up.
fn check_path(pointer: &str, path: &str) -> Result<(), ManifestError> {
    let strange = |c: char| c.is_control() || matches!(c, '\\' | ':');
    if path.len() > PATH_BYTES_MAX || path.contains(strange) {
        let reason = format!("expected at most {PATH_BYTES_MAX} bytes without control characters, `\\` and `:`");
        return Err(invalid(pointer, reason));
    }
    if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Err(invalid(pointer, format!("`{}` leaves the folder; name a file below it", clip(path))));
    }
    Ok(())
}

fn invalid(pointer: impl Into<String>, reason: impl Into<String>) -> ManifestError {
    ManifestError::Invalid { pointer: pointer.into(), reason: reason.into() }
}

fn malformed(error: &serde_json::Error) -> ManifestError {
    let (line, column) = (error.line(), error.column());
    let text = error.to_string();
    // The place is said once, in front.
    let reason = text.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&text);
    ManifestError::Malformed { line, column, reason: clip(reason) }
}
