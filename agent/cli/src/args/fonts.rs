//! Arguments of `maquette fonts`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// List the faces that designs may be set in, or add families to a font folder.
#[derive(Debug, Args)]
#[command(
    after_help = "A design uses installed faces only when it is told their folder: --fonts DIR, MAQUETTE_FONTS, or `fonts` in
maquette.toml. A run keeps the faces that it was given, so that it can be made again anywhere.

Examples:
  maquette fonts add fraunces anton noto-sans-arabic
  maquette fonts ls
  maquette fonts ls --brand brands/acme --json"
)]
pub(crate) struct FontsArgs {
    #[command(subcommand)]
    pub(crate) command: FontsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FontsCommand {
    /// List embedded, kit and installed families with styles, licences and digests, and the face book.
    Ls(FontsLsArgs),
    /// Fetch families as npm packages (@fontsource-variable, @fontsource; OFL only) and pin them by SHA-256.
    Add(FontsAddArgs),
}

/// List embedded, kit and installed families with styles, licences and digests, and the face book.
#[derive(Debug, Args)]
pub(crate) struct FontsLsArgs {
    /// The font folder [default: maquette/fonts in the person's data folder]
    #[arg(long, value_name = "DIR", env = "MAQUETTE_FONTS")]
    pub(crate) fonts: Option<PathBuf>,
    /// Folder of a brand kit whose faces are listed too
    #[arg(long, value_name = "DIR", env = "MAQUETTE_BRAND")]
    pub(crate) brand: Option<PathBuf>,
    /// Write the list to stdout as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Fetch families as npm packages (@fontsource-variable, @fontsource; OFL only) and pin them by SHA-256.
#[derive(Debug, Args)]
pub(crate) struct FontsAddArgs {
    /// Families, as packages write them: barlow-condensed
    #[arg(value_name = "FAMILY", required = true)]
    pub(crate) families: Vec<String>,
    /// The font folder [default: maquette/fonts in the person's data folder]
    #[arg(long, value_name = "DIR", env = "MAQUETTE_FONTS")]
    pub(crate) fonts: Option<PathBuf>,
    /// Write what was added to stdout as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}
