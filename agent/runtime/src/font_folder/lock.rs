//! What a font folder holds, pinned: `fonts.lock.json`.

use design::Sha256;
use serde::{Deserialize, Serialize};

use super::{FAMILIES_MAX, SLUG_BYTES_MAX};

/// Most files of a family: a Chinese one has about a hundred.
pub(super) const FILES_MAX: usize = 512;
/// Longest text in it: a name, a version, an attribution, bytes.
const TEXT_BYTES_MAX: usize = 1_000;

/// A family in a font folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstalledFamily {
    /// Its folder, and its name among packages: `barlow-condensed`.
    pub id: String,
    /// Its name, as kits and documents write it: `Barlow Condensed`.
    pub family: String,
    /// The package that it came from.
    pub package: String,
    /// The package's version.
    pub version: String,
    /// Its licence, as the package says it: `OFL-1.1`.
    pub licence: String,
    /// Whose work it is.
    pub attribution: String,
    /// Its font files, by name.
    pub files: Vec<InstalledFile>,
}

/// A font file of a family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstalledFile {
    /// Its name inside the family's folder.
    pub name: String,
    /// Digest of its bytes.
    pub sha256: Sha256,
    /// Its length, bytes.
    pub bytes: u64,
}

impl InstalledFamily {
    /// Length of its font files together, bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().fold(0, |sum, file| sum.saturating_add(file.bytes))
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lock {
    v: u32,
    pub(super) families: Vec<InstalledFamily>,
}

impl Default for Lock {
    fn default() -> Self {
        Self { v: 1, families: Vec::new() }
    }
}

impl Lock {
    /// Reads a lock file; every name in it is one that stays inside the folder.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let lock: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if lock.v != 1 {
            return Err(format!("version {} is not known", lock.v));
        }
        if lock.families.len() > FAMILIES_MAX {
            return Err(format!("it names more than {FAMILIES_MAX} families"));
        }
        for (index, family) in lock.families.iter().enumerate() {
            family.check()?;
            if lock.families[..index].iter().any(|other| other.id == family.id || other.family == family.family) {
                return Err(format!("`{}` stands in it twice", family.id));
            }
        }
        Ok(lock)
    }

    pub(super) fn put(&mut self, family: InstalledFamily) {
        self.families.retain(|known| known.id != family.id && known.family != family.family);
        self.families.push(family);
        self.families.sort_by(|a, b| a.id.cmp(&b.id));
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

impl InstalledFamily {
    fn check(&self) -> Result<(), String> {
        if !is_slug(&self.id) {
            return Err("a family's id has other characters than a–z, 0–9 and -".to_owned());
        }
        let texts = [&self.family, &self.package, &self.version, &self.licence, &self.attribution];
        if texts.iter().any(|text| text.len() > TEXT_BYTES_MAX || text.chars().any(char::is_control)) {
            return Err(format!("a text of `{}` is too long or holds control characters", self.id));
        }
        if self.family.trim().is_empty() || self.files.is_empty() || self.files.len() > FILES_MAX {
            return Err(format!("`{}` has no name, no files or more than {FILES_MAX}", self.id));
        }
        match self.files.iter().find(|file| !is_font_name(&file.name)) {
            Some(_) => Err(format!("a file of `{}` has no name of a font file", self.id)),
            None => Ok(()),
        }
    }
}

/// Whether a text is a package's name without its scope: `a`–`z`, `0`–`9`, and `-` inside.
pub(super) fn is_slug(text: &str) -> bool {
    let sound = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=SLUG_BYTES_MAX).contains(&text.len())
        && text.bytes().all(sound)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// Whether a text names a font file that lies in its family's folder and nowhere else.
pub(super) fn is_font_name(text: &str) -> bool {
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    text.len() <= 120
        && text.rsplit_once('.').is_some_and(|(stem, ending)| {
            !stem.is_empty() && stem.bytes().all(sound) && ["woff2", "woff", "ttf", "otf"].contains(&ending)
        })
}
