//! `maquette.toml`: defaults for flags that were not given.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::args::DesignArgs;
use crate::failure::Failure;
use crate::file;

/// Largest configuration file, bytes.
const FILE_BYTES_MAX: usize = 64 * 1024;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Configuration {
    brand: Option<PathBuf>,
    catalogue: Option<PathBuf>,
    encoder: Option<PathBuf>,
    fonts: Option<PathBuf>,
    format: Option<String>,
    candidates: Option<u32>,
    options: Option<u32>,
    turns: Option<u32>,
    seed: Option<u64>,
    budget: Option<String>,
    turn_budget: Option<String>,
    threads: Option<usize>,
    /// Back ends that make photographs, by name; read where one is meant.
    #[cfg_attr(not(feature = "openai"), expect(dead_code, reason = "a build without a client for models takes none"))]
    #[serde(default)]
    images: BTreeMap<String, toml::Table>,
    /// Who signs what is written.
    #[cfg(feature = "c2pa")]
    #[serde(default)]
    credentials: Option<crate::credentials::CredentialsTable>,
    /// The same, for a build that signs nothing.
    #[cfg(not(feature = "c2pa"))]
    #[serde(default, rename = "credentials")]
    _credentials: Option<toml::Table>,
}

impl Configuration {
    /// Reads `maquette.toml` in `folder`, when there is one.
    pub(crate) fn read(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join("maquette.toml");
        if matches!(path.try_exists(), Ok(false)) {
            return Ok(Self::default());
        }
        let text = file::text(&path, FILE_BYTES_MAX)?;
        toml::from_str(&text).map_err(|error| Failure::usage(format!("{}: {}", path.display(), error.message())))
    }

    /// Its tables of back ends that make photographs.
    #[cfg(feature = "openai")]
    pub(crate) fn images(self) -> BTreeMap<String, toml::Table> {
        self.images
    }

    /// Who signs what is written.
    #[cfg(feature = "c2pa")]
    pub(crate) fn credentials(self) -> Option<crate::credentials::CredentialsTable> {
        self.credentials
    }

    /// The font folder that it names.
    pub(crate) fn fonts(self) -> Option<PathBuf> {
        self.fonts
    }

    /// Fills in what neither a flag nor the environment said.
    pub(crate) fn complete(self, args: &mut DesignArgs) {
        fn fill<T>(slot: &mut Option<T>, default: Option<T>) {
            if slot.is_none() {
                *slot = default;
            }
        }
        fill(&mut args.brand, self.brand);
        fill(&mut args.catalogue.catalogue, self.catalogue);
        fill(&mut args.catalogue.encoder, self.encoder);
        fill(&mut args.fonts, self.fonts);
        fill(&mut args.format, self.format);
        fill(&mut args.candidates, self.candidates);
        fill(&mut args.options, self.options);
        fill(&mut args.turns, self.turns);
        fill(&mut args.seed, self.seed);
        fill(&mut args.budget, self.budget);
        fill(&mut args.turn_budget, self.turn_budget);
        fill(&mut args.threads, self.threads);
    }
}
