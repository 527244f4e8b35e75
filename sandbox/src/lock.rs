//! `tools.lock`: what somebody looked at and agreed to, by digest. Whatever differs is not used.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use design::Sha256;
use serde::{Deserialize, Serialize};

use crate::manifest::{Capability, Manifest, ManifestError, read_text, toml_problem};

/// Name of the file.
pub const LOCK_FILE: &str = "tools.lock";
/// Largest lock, bytes.
const LOCK_BYTES_MAX: u64 = 1024 * 1024;

/// Why a tool is not used as it is.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// The lock cannot be read or written.
    #[error("{}: {reason}", file.display())]
    Unusable {
        /// The file.
        file: PathBuf,
        /// Why not.
        reason: String,
    },
    /// Nobody agreed to the tool.
    #[error("the tool {id} is not in {}; look at what it wants with `maquette tool add {}`", lock.display(), folder.display())]
    NotAdded {
        /// Its id.
        id: String,
        /// The lock.
        lock: PathBuf,
        /// Its folder.
        folder: PathBuf,
    },
    /// It is another one than was agreed to.
    #[error("the {what} of {id} changed since it was added; look at it again with `maquette tool add {}`", folder.display())]
    Changed {
        /// Its id.
        id: String,
        /// What changed.
        what: &'static str,
        /// Its folder.
        folder: PathBuf,
    },
    /// The tool itself cannot be read.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
}

/// What was agreed to for one tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locked {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Where it was, as it was said.
    pub path: String,
    /// Digest of the component.
    pub component: Sha256,
    /// Digest of the manifest and of its schemas.
    pub manifest: Sha256,
    /// What was granted, by name.
    pub grants: BTreeSet<String>,
    /// The public key of whoever signed it, and was trusted; without one, somebody agreed to a tool that nobody vouches for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<String>,
    /// That it was agreed to unsigned.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsigned: bool,
}

impl Locked {
    /// What there is to agree to of a tool.
    #[must_use]
    pub fn of(manifest: &Manifest, component: &[u8], path: &str) -> Self {
        Self {
            id: manifest.id.clone(),
            version: manifest.version.to_string(),
            path: path.to_owned(),
            component: Sha256::of(component),
            manifest: manifest.digest,
            grants: manifest.grants.iter().map(|grant| grant.name().to_owned()).collect(),
            signed_by: None,
            unsigned: true,
        }
    }

    /// The same, signed by somebody who is trusted.
    #[must_use]
    pub fn signed_by(self, key: String) -> Self {
        Self { signed_by: Some(key), unsigned: false, ..self }
    }
}

/// What was agreed to, by the ids of tools.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    file: PathBuf,
    tools: BTreeMap<String, Locked>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    tool: Vec<Locked>,
}

impl Lock {
    /// The lock in a folder; an empty one where there is none.
    ///
    /// # Errors
    ///
    /// [`LockError::Unusable`] when it cannot be read.
    pub fn read(folder: &Path) -> Result<Self, LockError> {
        let file = folder.join(LOCK_FILE);
        if !file.exists() {
            return Ok(Self { file, tools: BTreeMap::new() });
        }
        let text = read_text(&file, LOCK_BYTES_MAX)?;
        let written: Written = toml::from_str(&text)
            .map_err(|error| LockError::Unusable { file: file.clone(), reason: toml_problem(&text, &error) })?;
        Ok(Self { file, tools: written.tool.into_iter().map(|tool| (tool.id.clone(), tool)).collect() })
    }

    /// What was agreed to.
    pub fn tools(&self) -> impl Iterator<Item = &Locked> {
        self.tools.values()
    }

    /// What was agreed to for one tool.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Locked> {
        self.tools.get(id)
    }

    /// Agrees to a tool as it is now, in the place of what was agreed to before.
    ///
    /// # Errors
    ///
    /// [`LockError::Unusable`] when it cannot be written; the lock is as it was then.
    pub fn add(&mut self, tool: Locked) -> Result<(), LockError> {
        let mut tools = self.tools.clone();
        tools.insert(tool.id.clone(), tool);
        let unusable = |reason: String| LockError::Unusable { file: self.file.clone(), reason };
        let written = Written { tool: tools.values().cloned().collect() };
        let text = toml::to_string_pretty(&written).map_err(|error| unusable(error.to_string()))?;
        let scratch = self.file.with_extension("lock.new");
        std::fs::write(&scratch, text).map_err(|error| unusable(error.to_string()))?;
        std::fs::rename(&scratch, &self.file).map_err(|error| unusable(error.to_string()))?;
        self.tools = tools;
        Ok(())
    }

    /// Whether a tool is the one that was agreed to, with all that it wants.
    ///
    /// # Errors
    ///
    /// [`LockError::NotAdded`] or [`LockError::Changed`].
    pub fn check(&self, manifest: &Manifest, component: &[u8], folder: &Path) -> Result<(), LockError> {
        let (id, folder) = (manifest.id.clone(), folder.to_owned());
        let Some(agreed) = self.tools.get(&id) else {
            return Err(LockError::NotAdded { id, lock: self.file.clone(), folder });
        };
        let now = Locked::of(manifest, component, &agreed.path);
        let what = if now.component != agreed.component {
            "component"
        } else if now.manifest != agreed.manifest || now.version != agreed.version {
            "manifest"
        } else if !now.grants.is_subset(&agreed.grants) {
            "list of grants"
        } else {
            return Ok(());
        };
        Err(LockError::Changed { id, what, folder })
    }

    /// What a tool is granted: what it wants, as far as somebody agreed.
    #[must_use]
    pub fn granted(&self, manifest: &Manifest) -> BTreeSet<Capability> {
        let agreed = self.tools.get(&manifest.id).map(|tool| &tool.grants);
        let grants = manifest.grants.iter().copied();
        grants.filter(|grant| agreed.is_some_and(|agreed| agreed.contains(grant.name()))).collect()
    }
}
