//! An agentic design-generation runtime: briefs in, scored and replayable designs out.
//!
//! An engine ([`Maquette`]) holds a brand kit and tools, and makes many runs at once; a [`Runtime`] is what the engines of
//! many tenants share. A [`Run`] is a stream of events
//! with a design at its end; whoever picks from its options is a [`Chooser`]. Everything that happened is in the run's
//! folder, from which [`replay`] makes it again, without network or cost, and names the first difference.
//!
//! ```
//! use maquette::{Brief, Maquette, Request, RunEventBody};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let engine = Maquette::builder().build()?;
//! let brief = Brief::read("Winter book swap, Saturday 9 December, 2pm, Town Library")?;
//! let mut run = engine.run(Request::new(brief).format("A4").out("swap")).await?;
//! while let Some(event) = run.next().await {
//!     if let RunEventBody::Progress { message, .. } = event.body {
//!         eprintln!("{message}");
//!     }
//! }
//! println!("{}", run.finish().await?.files["final.png"].size);
//! println!("{}", maquette::replay("swap".as_ref()).await?.verdict);
//! # Ok(())
//! # }
//! ```
//!
//! The map: `engine` and `request` what to run; `run` a run under way; `driver` the loop against the world; `ledger`
//! its money; [`font_folder`] installed faces; `recorder` and `output` what it writes; `run_folder` and `replay` what is read again.
//!
//! A run is deterministic: the same brief, kit, settings and seed make the same files, byte for byte, with any number of
//! workers. Nothing here prints or reads configuration.

pub mod answer;
mod beginning;
mod chooser;
mod conversation;
#[cfg(feature = "c2pa")]
pub mod credentials;
mod design_file;
mod driver;
mod engine;
mod error;
mod events;
#[cfg(test)]
mod fixture;
pub mod font_folder;
mod fork;
mod judged;
mod kit_folder;
mod ledger;
mod manifest;
mod memory;
mod output;
mod person_file;
mod pinned;
mod progress;
mod prompt_folder;
#[cfg(test)]
mod real_tests;
mod recorder;
mod replay;
mod request;
mod rest;
mod resume;
mod run;
mod run_folder;
mod runtime;
mod salvage;
mod scratch;
mod session;
#[cfg(test)]
mod tests;
mod threads;

pub use beginning::Beginning;
pub use chooser::{Auto, AutoError, Chooser};
pub use design_file::{DesignFile, DesignFileError, OutputFormat, Page};
pub use engine::{BuildError, Builder, Maquette};
pub use error::RunError;
pub use events::{RunEvent, RunEventBody};
pub use font_folder::{FontFolder, FontFolderError};
pub use fork::Fork;
pub use judged::{Judged, SecondOpinion};
pub use kit_folder::{KitLoadError, KitMakeError, begin_kit, import_kit, load_kit};
pub use ledger::{Accounts, FileStore, Ledger, LedgerError, LedgerRecord, LedgerStore, Scope, Window, WrappingUp};
pub use manifest::{RunKit, RunManifest};
pub use person_file::{Heard, Lesson, Likes, PersonFile, PersonFileError, Signal};
pub use pinned::{PinnedFiles, PinnedFont, PinnedKitError};
pub use prompt_folder::{PromptFolder, PromptFolderError};
pub use recorder::log::{LogWriter, now_ms};
pub use replay::{Difference, PicturePair, Replay, Report, Verdict, replay};
pub use request::{Model, Request, new_run_id, today};
pub use resume::Resume;
pub use run::{Canceller, Delivered, DeliveredFile, Run};
pub use run_folder::{ReadError, Recorded, RunFolder};
pub use runtime::{Runtime, RuntimeBuilder};
pub use salvage::{Salvaged, salvage};
pub use session::{ChoiceError, Events, Session, SetId, SetIdError, Waiting};
pub use toolbox::{SafetyError, TenantId, TenantNameError};

/// What documents are made of.
pub use design::document;
pub use design::document::Content;
pub use design::{
    BlobRef, BrandKit, Brief, BriefError, Copy, CopyBlock, CopyRole, Critique, Document, Finding, Format, FormatError,
    KitError, KitFiles, Personal, PersonalError, Rect, Severity, TokenPath,
};
/// Brand kits from what a team has.
pub use import;
/// Models that were learned elsewhere, and what runs them.
#[cfg(feature = "onnx-models")]
pub use learned;
/// What the built-in tools take and give.
pub use planner::calls;
/// What a person wants, as far as their brief says it.
pub use planner::intent;
/// What a person likes, as far as what they did tells.
pub use planner::taste;
pub use planner::{
    Aspect, Axis, Borrowed, CONTROLS, Choice, Control, DesignOption, NanoUsd, OptionSet, Outcome, Person, Policy,
    Question, Rejected, Reveal, Safety, Settings, WorldOutcome,
};
/// One line of a trace.
pub use planner::{Record, RecordKind};
/// What models are told.
pub use prompts;
/// Faces and what is told of them.
pub use render::{FaceFile, FaceInfo, FontBook, Origin};
pub use retrieval;
/// What may be shown: packs of rules, roles, overrides.
pub use safety;
/// What tools are made of.
#[cfg(feature = "sandbox")]
pub use sandbox;
pub use toolbox as tools;
