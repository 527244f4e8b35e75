//! Arguments of `maquette trace`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Read recorded runs: show, verify, salvage, compare, report.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  maquette trace show out
  maquette trace show out --step 42
  maquette trace verify out
  maquette trace diff out what-if
  maquette trace salvage broken --out saved")]
pub(crate) struct TraceArgs {
    #[command(subcommand)]
    pub(crate) command: TraceCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TraceCommand {
    /// Show what happened, as a tree with time and money, or one record whole.
    Show(TraceShowArgs),
    /// Say whether log, blobs and results are as they were written; exits with 3 when not.
    Verify(TraceRunArgs),
    /// Save what is sound of a damaged run into a new folder, in which it can be resumed.
    Salvage(TraceSalvageArgs),
    /// Set two runs side by side: where they part, what they cost, what came of them.
    Diff(TraceDiffArgs),
    /// Find which of several changes makes the difference, by forking.
    Bisect(TraceBisectArgs),
    /// Write the run's report anew, from its trace alone.
    Report(TraceReportArgs),
    /// Write the run as OpenTelemetry spans, or send them to a collector.
    Export(TraceExportArgs),
}

/// Write the run as OpenTelemetry spans, or send them to a collector.
#[derive(Debug, Args)]
#[command(after_help = "The spans are made from the log: sending them twice changes nothing.

Examples:
  maquette trace export out --jsonl > spans.jsonl
  maquette trace export out --otlp http://127.0.0.1:4318/v1/traces")]
pub(crate) struct TraceExportArgs {
    /// The output folder of a run, or its run/ folder
    #[arg(value_name = "RUN")]
    pub(crate) run: PathBuf,
    /// Write them to stdout, one JSON object a line
    #[arg(long, required_unless_present = "otlp")]
    pub(crate) jsonl: bool,
    /// Send them there, as OTLP over HTTP in JSON
    #[arg(long, value_name = "URL", conflicts_with = "jsonl")]
    pub(crate) otlp: Option<String>,
}

/// Show what happened, as a tree with time and money, or one record whole.
#[derive(Debug, Args)]
pub(crate) struct TraceShowArgs {
    /// The output folder of a run, or its run/ folder
    #[arg(value_name = "RUN")]
    pub(crate) run: PathBuf,
    /// One record, whole
    #[arg(long, value_name = "SEQ")]
    pub(crate) step: Option<u64>,
    /// Write the tree to stdout as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// A run to be read.
#[derive(Debug, Args)]
pub(crate) struct TraceRunArgs {
    /// The output folder of a run, or its run/ folder
    #[arg(value_name = "RUN")]
    pub(crate) run: PathBuf,
    /// Write the answer to stdout as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Save what is sound of a damaged run into a new folder, in which it can be resumed.
#[derive(Debug, Args)]
pub(crate) struct TraceSalvageArgs {
    /// The output folder of a run, or its run/ folder
    #[arg(value_name = "RUN")]
    pub(crate) run: PathBuf,
    /// Folder for what is saved
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Write the answer to stdout as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Set two runs side by side.
#[derive(Debug, Args)]
pub(crate) struct TraceDiffArgs {
    /// The output folder of a run, or its run/ folder
    #[arg(value_name = "A")]
    pub(crate) a: PathBuf,
    /// Another
    #[arg(value_name = "B")]
    pub(crate) b: PathBuf,
    /// Write them side by side as a page, too
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Write the comparison to stdout as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Find which of several changes makes the difference, by forking.
#[derive(Debug, Args)]
#[command(
    after_help = "The run is forked with all of the changes, with each alone, and with as few as still make the difference: that
another picture is delivered. What is asked for as before is neither made nor paid for again.

Example:
  maquette trace bisect out --at 2 --set seed=7 --set scorer.fit=70 --set kit=brands/acme"
)]
pub(crate) struct TraceBisectArgs {
    /// The output folder of a run, or its run/ folder
    #[arg(value_name = "RUN")]
    pub(crate) run: PathBuf,
    /// The record to branch off at
    #[arg(long, value_name = "SEQ")]
    pub(crate) at: u64,
    /// The changes, as for `maquette fork`; eight at most
    #[arg(long, value_name = "KEY=VALUE", required = true)]
    pub(crate) set: Vec<String>,
    /// Write the answer to stdout as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Write the run's report anew, from its trace alone.
#[derive(Debug, Args)]
pub(crate) struct TraceReportArgs {
    /// The output folder of a run, or its run/ folder
    #[arg(value_name = "RUN")]
    pub(crate) run: PathBuf,
    /// The file to write [default: report.html]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}
