//! Flags of a catalogue that is searched.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Default, Args)]
pub(crate) struct CatalogueArgs {
    /// Folder of a catalogue of the brand's assets (see `maquette brand index`), searched beside the kit
    #[arg(long, value_name = "DIR", env = "MAQUETTE_CATALOGUE")]
    pub(crate) catalogue: Option<PathBuf>,
    /// Folder of the encoder that the catalogue was made with: what is meant is compared too
    #[arg(long, value_name = "DIR")]
    pub(crate) encoder: Option<PathBuf>,
}
