//! A tool's folder, agreed to and loaded.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jsonschema::Validator;
use toolbox::foreign::validator;

use crate::fault::{Fault, LoadError};
use crate::host::{Guest, Sandbox};
use crate::limits::Limits;
use crate::lock::{Lock, LockError};
use crate::manifest::{Capability, Manifest, ManifestError, OpKind};
use crate::tool::{FuelPrice, GuestTool};

/// A foreign tool that is ready: its component compiled, its schemas read, nothing of it run. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Package {
    pub(crate) folder: PathBuf,
    pub(crate) manifest: Arc<Manifest>,
    pub(crate) guest: Guest,
    pub(crate) granted: Arc<BTreeSet<Capability>>,
    pub(crate) limits: Limits,
    pub(crate) price: FuelPrice,
    /// What checks the results of each operation.
    outputs: Arc<Vec<Validator>>,
}

impl Package {
    /// Loads the tool in a folder as somebody agreed to it: what is not in the lock, or changed since, is not loaded.
    ///
    /// # Errors
    ///
    /// [`LockError`]
    pub fn open(sandbox: &Sandbox, folder: &Path, lock: &Lock) -> Result<Self, LockError> {
        let manifest = Manifest::read(folder)?;
        let component = manifest.component(folder)?;
        lock.check(&manifest, &component, folder)?;
        let granted = lock.granted(&manifest);
        Ok(Self::load(sandbox, folder, manifest, &component, granted).map_err(ManifestError::from)?)
    }

    /// Loads the tool in a folder with all that its manifest wants, whoever agreed: for whoever makes it.
    ///
    /// # Errors
    ///
    /// [`ManifestError`]
    pub fn open_unlocked(sandbox: &Sandbox, folder: &Path) -> Result<Self, ManifestError> {
        let manifest = Manifest::read(folder)?;
        let component = manifest.component(folder)?;
        let granted = manifest.grants.clone();
        Ok(Self::load(sandbox, folder, manifest, &component, granted)?)
    }

    fn load(
        sandbox: &Sandbox,
        folder: &Path,
        manifest: Manifest,
        component: &[u8],
        granted: BTreeSet<Capability>,
    ) -> Result<Self, LoadError> {
        let mut outputs = Vec::new();
        for op in &manifest.ops {
            let invalid = |reason: String| LoadError::SchemaInvalid { op: op.name.clone(), reason };
            validator(&op.input).map_err(invalid)?;
            if op.kind == OpKind::Call {
                // Models are offered it.
                let strict = toolbox::schema::to_strict(&op.input);
                strict.map_err(|error| invalid(format!("models cannot be offered it: {error}")))?;
            }
            outputs.push(validator(&op.output).map_err(invalid)?);
        }
        let limits = manifest.limits();
        let guest = sandbox.load(component, &limits)?;
        Ok(Self {
            folder: folder.to_owned(),
            manifest: Arc::new(manifest),
            guest,
            granted: Arc::new(granted),
            limits,
            price: FuelPrice::default(),
            outputs: Arc::new(outputs),
        })
    }

    /// What checks the results of an operation.
    pub(crate) fn output_validator(&self, op: usize) -> &Validator {
        &self.outputs[op]
    }

    /// What it is granted, by name.
    pub(crate) fn granted_names(&self) -> Vec<&'static str> {
        self.granted.iter().map(|grant| grant.name()).collect()
    }

    /// Sets what its fuel costs; nothing, unless somebody says so.
    #[must_use]
    pub fn priced(self, price: FuelPrice) -> Self {
        Self { price, ..self }
    }

    /// What it says of itself in its manifest.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Its component.
    #[must_use]
    pub fn guest(&self) -> &Guest {
        &self.guest
    }

    /// What it may take.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its operations as tools.
    pub fn tools(&self) -> impl Iterator<Item = GuestTool> + '_ {
        (0..self.manifest.ops.len()).map(|op| GuestTool::new(self.clone(), op))
    }

    /// Runs it to hear what it says of itself, and compares that with its manifest.
    ///
    /// # Errors
    ///
    /// [`DescribeError`] when it fails to say so, or says something else.
    pub fn check_description(&self) -> Result<(), DescribeError> {
        let said = self.guest.describe(&self.limits)?;
        let meant = self.manifest.described();
        let sorted = |mut value: serde_json::Value| {
            if let Some(ops) = value.get_mut("ops").and_then(serde_json::Value::as_array_mut) {
                ops.sort_by_key(|op| op.get("name").map(ToString::to_string));
            }
            value
        };
        if sorted(said.clone()) == meant {
            return Ok(());
        }
        let said = crate::fault::quoted(&said.to_string());
        Err(LoadError::DescribeMismatch { reason: format!("it says {said}, and its manifest {meant}") }.into())
    }
}

/// Why a tool's word for itself does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DescribeError {
    /// It failed to say.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// It says something else than its manifest.
    #[error(transparent)]
    Load(#[from] LoadError),
}
