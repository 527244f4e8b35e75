//! An agentic design-generation runtime: briefs in, scored and replayable designs out.

mod chooser;
mod design_file;
mod driver;
mod engine;
mod error;
mod events;
#[cfg(test)]
mod fixture;
mod kit_folder;
mod ledger;
mod output;
mod pinned;
mod progress;
mod recorder;
mod replay;
mod request;
mod run;
mod run_folder;
#[cfg(test)]
mod tests;

pub use chooser::{Auto, AutoError, Chooser};
pub use design_file::{DesignFile, DesignFileError, OutputFormat, critique_picture};
pub use engine::{BuildError, Builder, Maquette};
pub use error::RunError;
pub use events::{RunEvent, RunEventBody};
pub use kit_folder::{KitLoadError, load_kit};
pub use ledger::{Accounts, Ledger};
pub use pinned::PinnedKitError;
pub use replay::{Difference, Replay, Report, Verdict, replay};
pub use request::{Request, new_run_id};
pub use run::{Canceller, Delivered, DeliveredFile, Run};
pub use run_folder::{ReadError, Recorded, RunFolder};

pub use design::document::Content;
pub use design::{
    BlobRef, BrandKit, Brief, BriefError, Copy, CopyBlock, CopyRole, Critique, Document, Finding, Format, FormatError,
    KitError, KitFiles, Severity,
};
pub use planner::{
    Axis, Choice, DesignOption, NanoUsd, OptionSet, Outcome, Policy, Question, Rejected, Reveal, Settings,
};
/// What tools are made of.
pub use toolbox as tools;
