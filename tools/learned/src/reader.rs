//! Manifests from bytes: strict, within limits, with the place of what is wrong.

use std::collections::{BTreeMap, BTreeSet};

use design::{DataError, Sha256, clip, read_data};

use crate::encoders::{EncoderManifest, TOKENS_MAX, TextEncoder};
use crate::manifest::{Encoder, Head, Input, Manifest, Read};

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

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    ///
    /// [`DataError`] with the place of what is wrong first.
    pub fn from_json(bytes: &[u8]) -> Result<Self, DataError> {
        let manifest: Self = read_data(bytes, MANIFEST_BYTES_MAX)?;
        manifest.check()?;
        Ok(manifest)
    }

    /// Looks over everything in it.
    ///
    /// # Errors
    ///
    /// [`DataError`] with the pointer of what is wrong first.
    pub fn check(&self) -> Result<(), DataError> {
        check_text("/name", &self.name)?;
        check_text("/version", &self.version)?;
        self.encoder.check("/encoder")?;
        if self.heads.is_empty() || self.heads.len() > HEADS_MAX {
            return Err(DataError::invalid(
                "/heads",
                format!("expected 1 to {HEADS_MAX} heads, found {}", self.heads.len()),
            ));
        }
        let mut names = BTreeSet::new();
        let mut files = BTreeMap::from([(self.encoder.file.as_str(), self.encoder.sha256)]);
        for (at, head) in self.heads.iter().enumerate() {
            let pointer = format!("/heads/{at}");
            head.check(&pointer)?;
            if !names.insert(&head.name) {
                return Err(DataError::invalid(format!("{pointer}/name"), format!("`{}` is taken", clip(&head.name))));
            }
            check_file(&pointer, head, &mut files)?;
        }
        Ok(())
    }
}

/// A head's file has a hash, and one file one hash.
fn check_file<'m>(pointer: &str, head: &'m Head, files: &mut BTreeMap<&'m str, Sha256>) -> Result<(), DataError> {
    match (&head.file, head.sha256) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(DataError::invalid(format!("{pointer}/sha256"), "a file needs its SHA-256 beside it")),
        (None, Some(_)) => Err(DataError::invalid(format!("{pointer}/file"), "a SHA-256 needs its file beside it")),
        (Some(file), Some(sha256)) => {
            check_path(&format!("{pointer}/file"), file)?;
            if *files.entry(file).or_insert(sha256) != sha256 {
                return Err(DataError::invalid(
                    format!("{pointer}/sha256"),
                    "another part has another SHA-256 for this file",
                ));
            }
            Ok(())
        }
    }
}

impl EncoderManifest {
    /// Reads a manifest.
    ///
    /// # Errors
    ///
    /// [`DataError`] with the place of what is wrong first.
    pub fn from_json(bytes: &[u8]) -> Result<Self, DataError> {
        let manifest: Self = read_data(bytes, MANIFEST_BYTES_MAX)?;
        manifest.check()?;
        Ok(manifest)
    }

    /// Looks over everything in it.
    ///
    /// # Errors
    ///
    /// [`DataError`] with the pointer of what is wrong first.
    pub fn check(&self) -> Result<(), DataError> {
        check_text("/name", &self.name)?;
        check_text("/version", &self.version)?;
        if self.text.is_none() && self.image.is_none() {
            return Err(DataError::invalid("", "expected an encoder of texts, of pictures, or both"));
        }
        self.image.as_ref().map_or(Ok(()), |image| image.check("/image"))?;
        self.text.as_ref().map_or(Ok(()), TextEncoder::check)?;
        // One name with two hashes would be two files.
        let text = self
            .text
            .iter()
            .flat_map(|text| [("/text/file", &text.file), ("/text/tokenizer/file", &text.tokenizer.file)]);
        let mut files = BTreeSet::new();
        for (pointer, file) in text.chain(self.image.iter().map(|image| ("/image/file", &image.file))) {
            if !files.insert(file) {
                return Err(DataError::invalid(pointer, "another part has this file"));
            }
        }
        Ok(())
    }
}

impl TextEncoder {
    fn check(&self) -> Result<(), DataError> {
        check_path("/text/file", &self.file)?;
        check_path("/text/tokenizer/file", &self.tokenizer.file)?;
        if !(2..=TOKENS_MAX).contains(&self.tokens) {
            let reason = format!("expected 2 to {TOKENS_MAX} tokens, found {}", self.tokens);
            return Err(DataError::invalid("/text/tokens", reason));
        }
        check_port("/text/output", self.output.as_deref())?;
        let named = [
            ("/text/inputs/ids", Some(&self.inputs.ids)),
            ("/text/inputs/mask", self.inputs.mask.as_ref()),
            ("/text/inputs/kinds", self.inputs.kinds.as_ref()),
        ];
        let mut names = BTreeSet::new();
        for (pointer, name) in named {
            let Some(name) = name else { continue };
            check_port(pointer, Some(name))?;
            if !names.insert(name) {
                return Err(DataError::invalid(pointer, format!("`{}` is taken", clip(name))));
            }
        }
        Ok(())
    }
}

impl Encoder {
    fn check(&self, pointer: &str) -> Result<(), DataError> {
        check_path(&format!("{pointer}/file"), &self.file)?;
        check_port(&format!("{pointer}/output"), self.output.as_deref())?;
        self.input.check(&format!("{pointer}/input"))
    }
}

impl Input {
    fn check(&self, pointer: &str) -> Result<(), DataError> {
        check_port(&format!("{pointer}/name"), self.name.as_deref())?;
        for (side, length) in [("width", self.width), ("height", self.height)] {
            if length == 0 || length > SIDE_MAX {
                let reason = format!("expected 1 to {SIDE_MAX} px, found {length}");
                return Err(DataError::invalid(format!("{pointer}/{side}"), reason));
            }
        }
        check_finite(&format!("{pointer}/mean"), &self.mean)?;
        check_finite(&format!("{pointer}/std"), &self.std)?;
        match self.std.iter().position(|std| *std < f32::MIN_POSITIVE) {
            Some(at) => Err(DataError::invalid(format!("{pointer}/std/{at}"), "expected a number above 0")),
            None => Ok(()),
        }
    }
}

impl Head {
    fn check(&self, pointer: &str) -> Result<(), DataError> {
        let mut letters = self.name.bytes();
        let snake = letters.next().is_some_and(|first| first.is_ascii_lowercase())
            && letters.all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_');
        if !snake || self.name.len() > NAME_CHARS_MAX {
            let reason = format!("expected 1 to {NAME_CHARS_MAX} of a–z, 0–9 and `_`, beginning with a letter");
            return Err(DataError::invalid(format!("{pointer}/name"), reason));
        }
        match &self.read {
            Read::Value(_) | Read::Softmax(_) => {}
            Read::Expected(values) => check_values(&format!("{pointer}/read/expected"), values)?,
            Read::Mean(values) => check_values(&format!("{pointer}/read/mean"), values)?,
        }
        self.check_percentiles(&format!("{pointer}/percentiles"))
    }

    fn check_percentiles(&self, pointer: &str) -> Result<(), DataError> {
        let count = self.percentiles.len();
        if !(2..=PERCENTILES_MAX).contains(&count) {
            return Err(DataError::invalid(pointer, format!("expected 2 to {PERCENTILES_MAX} numbers, found {count}")));
        }
        check_finite(pointer, &self.percentiles)?;
        match self.percentiles.windows(2).position(|pair| pair[0] >= pair[1]) {
            Some(at) => {
                Err(DataError::invalid(format!("{pointer}/{}", at + 1), "expected more than the number before it"))
            }
            None => Ok(()),
        }
    }
}

fn check_values(pointer: &str, values: &[f32]) -> Result<(), DataError> {
    if values.len() < 2 {
        return Err(DataError::invalid(pointer, format!("expected 2 numbers or more, found {}", values.len())));
    }
    check_finite(pointer, values)
}

fn check_finite(pointer: &str, values: &[f32]) -> Result<(), DataError> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(at) => Err(DataError::invalid(format!("{pointer}/{at}"), "expected a number of 32 bits")),
        None => Ok(()),
    }
}

fn check_text(pointer: &str, text: &str) -> Result<(), DataError> {
    if text.trim().is_empty() || text.chars().count() > NAME_CHARS_MAX || text.chars().any(char::is_control) {
        return Err(DataError::invalid(pointer, format!("expected 1 to {NAME_CHARS_MAX} characters on one line")));
    }
    Ok(())
}

/// What a model calls its inputs and outputs may be anything within reason.
fn check_port(pointer: &str, name: Option<&str>) -> Result<(), DataError> {
    if name.is_some_and(|name| name.is_empty() || name.len() > PATH_BYTES_MAX) {
        return Err(DataError::invalid(pointer, format!("expected 1 to {PATH_BYTES_MAX} bytes, or nothing at all")));
    }
    Ok(())
}

/// A path that stays in its folder on every system: no root, no drive, no way up.
fn check_path(pointer: &str, path: &str) -> Result<(), DataError> {
    let strange = |c: char| c.is_control() || matches!(c, '\\' | ':');
    if path.len() > PATH_BYTES_MAX || path.contains(strange) {
        let reason = format!("expected at most {PATH_BYTES_MAX} bytes without control characters, `\\` and `:`");
        return Err(DataError::invalid(pointer, reason));
    }
    if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Err(DataError::invalid(pointer, format!("`{}` leaves the folder; name a file below it", clip(path))));
    }
    Ok(())
}
