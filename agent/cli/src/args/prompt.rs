//! Arguments of `maquette prompt`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// List, show, fill in, compare and promote what models are told.
#[derive(Debug, Args)]
#[command(
    after_help = "NAME may say which: plan@1.2.0, plan@production, plan@canary; without it is the file as it is now.

Examples:
  maquette prompt ls
  maquette prompt render write_variants --example six
  maquette prompt lint --prompts prompts
  maquette prompt promote design_turn --to canary --why \"shorter rules\" --prompts prompts"
)]
pub(crate) struct PromptArgs {
    /// Folder of prompts; without one those that are built in
    #[arg(long, value_name = "DIR", env = "MAQUETTE_PROMPTS", global = true)]
    pub(crate) prompts: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: PromptCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PromptCommand {
    /// List the prompts with their versions and what is in use.
    Ls(PromptLsArgs),
    /// Show the file of a prompt.
    Show(PromptNameArgs),
    /// Fill a prompt in, as a model would be told it.
    Render(PromptRenderArgs),
    /// Say what changed of a prompt since it was agreed on, or since NAME@VERSION.
    Diff(PromptNameArgs),
    /// Check that every prompt is as it was agreed on; exits with 7 when not.
    Lint(PromptLintArgs),
    /// Let an alias stand for a version.
    Promote(PromptMoveArgs),
    /// Let an alias stand for what it stood for before.
    Rollback(PromptMoveArgs),
}

#[derive(Debug, Args)]
pub(crate) struct PromptLsArgs {
    /// Write one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PromptNameArgs {
    /// The prompt, and which of it: NAME or NAME@WHICH
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Write one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PromptRenderArgs {
    /// The prompt, and which of it: NAME or NAME@WHICH
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// File of the variables, JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) variables: Option<PathBuf>,
    /// Take one of its examples
    #[arg(long, value_name = "NAME", conflicts_with = "variables")]
    pub(crate) example: Option<String>,
    /// Write one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PromptLintArgs {
    /// Agree on the prompts as they are now, where their versions say how far they changed
    #[arg(long)]
    pub(crate) update: bool,
    /// Write one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PromptMoveArgs {
    /// The prompt, or NAME@VERSION
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// The alias: production or canary
    #[arg(long = "to", alias = "of", value_name = "ALIAS")]
    pub(crate) alias: String,
    /// Why; it is kept
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: String,
    /// Who says so [default: whoever is logged in]
    #[arg(long, value_name = "NAME")]
    pub(crate) who: Option<String>,
}
