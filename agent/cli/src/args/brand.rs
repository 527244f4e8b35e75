//! What `maquette brand` is told.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::CatalogueArgs;

/// Begin, check, show, import and search brand kits.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  maquette brand import web/styles/tokens.css --out brands/acme --name Acme
  maquette brand import press-kit/logos --out brands/acme
  maquette brand check brands/acme
  maquette brand search brands/acme \"the dark logo for a photo background\"
  maquette brand index photos --catalogue catalogue
  maquette brand search brands/acme \"harbour at dawn\" --catalogue catalogue
  maquette brand consent brands/acme --person ada.jsonl
  maquette brand choices brands/acme people/*.jsonl --out acme-choices.json")]
pub(crate) struct BrandArgs {
    #[command(subcommand)]
    pub(crate) command: BrandCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BrandCommand {
    /// Begin a kit in a new folder: a name and a few colours, to be written over.
    New(BrandNewArgs),
    /// Read a kit, and say what is wrong with it or worth a word.
    Check(BrandFolderArgs),
    /// Show what is in a kit, and what was inferred.
    Show(BrandFolderArgs),
    /// Make a kit of tokens, style sheets, logos, faces and a page on voice that are there already.
    Import(BrandImportArgs),
    /// Find logos, faces, colours, pictures and words of a kit.
    Search(BrandSearchArgs),
    /// Bring a catalogue up to a folder of pictures, faces and texts: more than a kit holds.
    Index(BrandIndexArgs),
    /// Mark something of a kit as a favourite of a person: searches for that person find it sooner.
    Mark(BrandMarkArgs),
    /// Agree that what a person chose with a kit is counted with what others chose, or agree no more.
    Consent(BrandConsentArgs),
    /// Count what people who agreed to it chose with a kit: where runs begin for those of whom nothing is known.
    Choices(BrandChoicesArgs),
}

#[derive(Debug, Args)]
pub(crate) struct BrandConsentArgs {
    /// Folder of the kit
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// The person's file; made where there is none
    #[arg(long, value_name = "FILE", env = "MAQUETTE_PERSON")]
    pub(crate) person: PathBuf,
    /// Agree no more: what is counted from now on is counted without them
    #[arg(long)]
    pub(crate) withdraw: bool,
}

#[derive(Debug, Args)]
pub(crate) struct BrandChoicesArgs {
    /// Folder of the kit
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// The files of the people; who did not agree is left out
    #[arg(value_name = "PERSON", required = true)]
    pub(crate) people: Vec<PathBuf>,
    /// Where the middles of what they like are written, for `maquette design --past-choices`
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct BrandIndexArgs {
    /// The folder of files; what is said of one may stand in FILE.json beside it (name, tags, licence, expires, …)
    #[arg(value_name = "DIR")]
    pub(crate) from: PathBuf,
    /// The catalogue's folder; made where there is none
    #[arg(long, value_name = "DIR", env = "MAQUETTE_CATALOGUE")]
    pub(crate) catalogue: PathBuf,
    /// What tells it apart from other folders in the catalogue [default: the name of the folder]
    #[arg(long, value_name = "NAME")]
    pub(crate) label: Option<String>,
    /// Folder of an encoder (`encoder.json` with ONNX models, or a sentence encoder): what files mean is kept with them
    #[arg(long, value_name = "DIR")]
    pub(crate) encoder: Option<PathBuf>,
    /// First forget what the catalogue knows under that label
    #[arg(long)]
    pub(crate) anew: bool,
    /// Write one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct BrandMarkArgs {
    /// Folder of the kit
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// What is marked, by the id that a search shows
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// The person's file; made where there is none
    #[arg(long, value_name = "FILE", env = "MAQUETTE_PERSON")]
    pub(crate) person: PathBuf,
    /// Folder of a catalogue that has it, where the kit has not
    #[arg(long, value_name = "DIR", env = "MAQUETTE_CATALOGUE")]
    pub(crate) catalogue: Option<PathBuf>,
    /// Take the mark off
    #[arg(long)]
    pub(crate) undo: bool,
}

#[derive(Debug, Args)]
pub(crate) struct BrandNewArgs {
    /// The folder to make
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// What the brand is called [default: the name of the folder]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct BrandFolderArgs {
    /// Folder of the kit
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// Write one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct BrandImportArgs {
    /// A file, or a folder of files
    #[arg(value_name = "FROM")]
    pub(crate) from: PathBuf,
    /// The folder to make
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// What the brand is called [default: the name of the folder to make]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Write one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct BrandSearchArgs {
    /// Folder of the kit
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// What is looked for, in words, names or #hex
    #[arg(value_name = "QUERY")]
    pub(crate) query: String,
    /// Only things of this kind
    #[arg(long, value_name = "KIND", value_parser = ["logo", "font", "color", "imagery", "voice", "template"])]
    pub(crate) kind: Option<String>,
    /// Only what is made for this background, or for any
    #[arg(long, value_name = "light|dark|photo", value_parser = ["light", "dark", "photo"])]
    pub(crate) on: Option<String>,
    #[command(flatten)]
    pub(crate) catalogue: CatalogueArgs,
    /// A picture that what is found should look like
    #[arg(long, value_name = "FILE")]
    pub(crate) like: Option<PathBuf>,
    /// File of what a person used and marked: what it names comes sooner
    #[arg(long, value_name = "FILE", env = "MAQUETTE_PERSON")]
    pub(crate) person: Option<PathBuf>,
    /// Most hits
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=100))]
    pub(crate) limit: u8,
    /// Write one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}
