//! What `maquette tool` is told.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Begin, build, check, run and add foreign tools, which run in a sandbox.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  maquette tool new tools/grid --lang c
  maquette tool build tools/grid && maquette tool check tools/grid
  maquette tool run tools/grid check < design.json
  maquette tool add tools/grid && maquette design \"…\" --tool tools/grid")]
pub(crate) struct ToolArgs {
    #[command(subcommand)]
    pub(crate) command: ToolCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ToolCommand {
    /// Begin a tool in a new folder: a linter that works.
    New(ToolNewArgs),
    /// Compile a tool with whatever compiler is here, make a component of it, and stamp its hash.
    Build(ToolFolderArgs),
    /// Look a tool over: interface, description, examples, the same again, what it takes; exits with 7 when something fails.
    Check(ToolCheckArgs),
    /// Run the examples of a tool; exits with 7 when one comes out otherwise.
    Test(ToolCheckArgs),
    /// Call an operation of a tool with the JSON on stdin.
    Run(ToolRunArgs),
    /// Sign a tool with a key of yours; others trust it by a line in tools.trust.
    Sign(ToolSignArgs),
    /// Show what a tool wants and who made it, and agree to it: it goes into tools.lock.
    Add(ToolAddArgs),
    /// List the tools in tools.lock.
    Ls(ToolLsArgs),
    /// Compile a component within limits; what the other commands call.
    #[command(hide = true)]
    Compile(ToolCompileArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ToolCompileArgs {
    /// Seconds of a processor
    #[arg(long, default_value_t = 30)]
    pub(crate) cpu_s: u64,
    /// MiB of memory
    #[arg(long, default_value_t = 2_048)]
    pub(crate) memory_mib: u64,
    pub(crate) component: PathBuf,
    pub(crate) compiled: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ToolNewArgs {
    /// The folder to make
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// What it is written in: rust, c or js
    #[arg(long, value_name = "rust|c|js", default_value = "rust", value_parser = ["rust", "c", "js"])]
    pub(crate) lang: String,
    /// Its id, MAKER.TOOL [default: my.NAME-OF-THE-FOLDER]
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ToolFolderArgs {
    /// The tool's folder, with its tool.toml
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) folder: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ToolCheckArgs {
    /// The tool's folder, with its tool.toml
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) folder: PathBuf,
    /// Write one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ToolRunArgs {
    /// The tool's folder, with its tool.toml
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// The operation
    #[arg(value_name = "OP")]
    pub(crate) op: String,
    /// What its random bytes follow from [default: 0]
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
}

#[derive(Debug, Args)]
pub(crate) struct ToolAddArgs {
    /// The tool's folder, with its tool.toml
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// Agree without being asked
    #[arg(long)]
    pub(crate) yes: bool,
    /// Agree to a tool that nobody in tools.trust signed; the lock says so
    #[arg(long)]
    pub(crate) allow_unsigned: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ToolSignArgs {
    /// The tool's folder, with its tool.toml
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// File of the key, 64 hexadecimal digits; made where there is none
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ToolLsArgs {
    /// Write one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
}
