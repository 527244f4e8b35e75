//! The engine: one tenant's brand kit, many runs.

use std::collections::BTreeMap;
use std::sync::Arc;

use design::{BrandKit, Finding};
use planner::calls::{GeneratedImage, JUDGE_BY_RUBRIC};
use planner::{Event, Pin, PinShapes, Policy, PromptRef, Record, Settings};
use render::{FaceFile, FaceInfo, FontBook, RenderError};
use serde::Deserialize;
use toolbox::builtin::{Catalogue, Moderation};
use toolbox::provider::Lane;
use toolbox::{ChatModel, ImageModel, Moderator, Reader, Stack, TenantId, Tool, Toolbox, ToolboxBuilder, ToolboxError};

use crate::error::RunError;
use crate::fork::{self, Fork};
use crate::ledger::Ledger;
use crate::request::Request;
use crate::resume::{self, Resume};
use crate::run::{self, Run};
use crate::runtime::{Runtime, RuntimeBuilder, Shared};

/// The version that traces name.
pub(crate) const ENGINE: &str = env!("CARGO_PKG_VERSION");

/// Why an engine could not be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A tool was refused.
    #[error(transparent)]
    Toolbox(#[from] ToolboxError),
    /// A face of the kit, or an installed one, cannot be used.
    #[error("a face cannot be used")]
    Fonts(#[from] RenderError),
    /// A logo or picture of the kit cannot be used.
    #[error("the brand kit's picture `{file}` cannot be used")]
    Picture {
        /// The file's path inside the kit.
        file: String,
        /// What is wrong with it.
        source: RenderError,
    },
    /// The kit is not what its files say, so a run could not be replayed from them.
    #[error("the brand kit is not what its files say; read it with `BrandKit::from_files`")]
    KitDiffers,
    /// The scratch folder cannot be used.
    #[error("cannot write to the scratch folder {}", folder.display())]
    Scratch {
        /// The folder.
        folder: std::path::PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A model is to judge, and none answers.
    #[error("a model is to judge designs, and the engine was built without an endpoint that models answer at")]
    NoModel,
    /// A model is to judge that has no name, or one that is too long.
    #[error("a model that judges has a name of 1 to {} characters", crate::request::MODEL_CHARS_MAX)]
    JudgeName,
    /// A model is to judge by a rubric that the prompts do not have.
    #[error("a model is to judge designs, and the prompts here do not have `judge_design` and `compare_designs`")]
    NoRubric,
    /// No thread to work on.
    #[error("one worker and one run at a time are needed at least")]
    NoWorkers,
}

/// Whether two names are one model's: whatever their case, and with the tag that goes without saying.
fn is_one_model(one: &str, other: &str) -> bool {
    let plain = |name: &str| {
        let name = name.trim().to_lowercase();
        name.strip_suffix(":latest").map_or(name.clone(), str::to_owned)
    };
    plain(one) == plain(other)
}

/// Makes designs for one brand. Cheap to clone; runs share its workers.
///
/// ```
/// use maquette::{Brief, Maquette, Request};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let engine = Maquette::builder().build()?;
/// let brief = Brief::read("A poster for our winter book swap, 9 December, town library")?;
/// let delivered = engine.run(Request::new(brief).candidates(4)).await?.finish().await?;
/// let png = delivered.bytes("final.png").expect("every delivery has a picture");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Maquette(pub(crate) Arc<Engine>);

#[derive(Clone)]
pub(crate) struct Engine {
    pub(crate) shared: Arc<Shared>,
    pub(crate) tenant: TenantId,
    pub(crate) ledger: Option<Ledger>,
    /// A tenant's calls wait for its own alone, and those of people not for those of the batch lane.
    interactive: Stack,
    batch: Stack,
    pub(crate) kit: Arc<BrandKit>,
    pub(crate) fonts: FontBook,
    pub(crate) pinned: PinShapes,
    pub(crate) findings: Vec<Finding>,
}

impl Engine {
    /// The engine of a tenant with a kit that was checked.
    pub(crate) fn new(shared: Arc<Shared>, tenant: TenantId, kit: Arc<BrandKit>) -> Result<Self, BuildError> {
        let (fonts, findings) = FontBook::with(&kit, &shared.installed)?;
        let pinned = pin(&kit, &fonts, &shared.toolbox).into();
        let (interactive, batch) = (Stack::new(), Stack::new());
        Ok(Self { shared, tenant, ledger: None, interactive, batch, kit, fonts, pinned, findings })
    }

    /// Whether there is an image model here, where one makes the photographs of a run.
    pub(crate) fn can_photograph(&self, settings: &Settings, records: &[Record]) -> Result<(), RunError> {
        if !settings.photographs || self.shared.photographs {
            return Ok(());
        }
        let made_by = |record: &Record| match record.event() {
            Ok(Some(Event::EffectCompleted { output, .. })) => {
                Some(GeneratedImage::deserialize(&output).ok()?.made?.by)
            }
            _ => None,
        };
        Err(RunError::NoImages { by: records.iter().rev().find_map(made_by) })
    }

    /// Whether runs of these settings can be led here: the model's endpoint is there, and the prompts that it was told.
    pub(crate) fn can_lead(&self, settings: &Settings) -> Result<(), RunError> {
        let Some(model) = settings.model.as_ref().filter(|_| settings.policy == Policy::Model) else { return Ok(()) };
        self.may_be_judged(settings, settings)?;
        let wrong = |reason: String| RunError::Model { reason };
        if !self.shared.converses {
            return Err(wrong("the engine was built without one; name its endpoint".to_owned()));
        }
        for PromptRef { name, version, digest } in [&model.prompt, &model.writer] {
            let known = version.parse().ok().and_then(|version| self.shared.prompts.exact(name, version, digest));
            if known.is_none() {
                return Err(wrong(format!(
                    "the prompt {name}@{version} that it is told is not among the prompts here"
                )));
            }
        }
        Ok(())
    }

    /// Whether what was made under `made` may be judged as `settings` say: nobody judges their own work. What an endpoint calls one
    /// model by two names nobody can know here.
    pub(crate) fn may_be_judged(&self, settings: &Settings, made: &Settings) -> Result<(), RunError> {
        let is_asked = settings.judges.iter().any(|judge| judge.tool == JUDGE_BY_RUBRIC);
        let (Some(grader), Some(model)) = (self.shared.grader.as_ref().filter(|_| is_asked), &made.model) else {
            return Ok(());
        };
        let leads = [Some(&model.model), model.write.as_ref()].into_iter().flatten().chain(&model.cheaper);
        match leads.into_iter().find(|leads| is_one_model(leads, grader)) {
            None => Ok(()),
            Some(own) => Err(RunError::Model {
                reason: format!(
                    "`{}` judges the designs of this engine, and nobody judges their own work",
                    design::clip(own)
                ),
            }),
        }
    }

    /// The stack around the calls of a lane.
    pub(crate) fn stack(&self, lane: Lane) -> &Stack {
        match lane {
            Lane::Interactive => &self.interactive,
            Lane::Batch => &self.batch,
        }
    }
}

impl std::fmt::Debug for Maquette {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Maquette")
            .field("kit", &self.0.kit.id)
            .field("tools", &self.0.shared.toolbox)
            .finish_non_exhaustive()
    }
}

impl Maquette {
    /// An engine with the built-in tools, the neutral kit and a worker for every core.
    pub fn builder() -> Builder {
        Builder { kit: BrandKit::builtin(), runtime: Runtime::builder() }
    }

    /// The engine with its tenant's ledger: none of its runs spends what that does not grant.
    #[must_use]
    pub fn with_ledger(&self, ledger: &Ledger) -> Self {
        Self(Arc::new(Engine { ledger: Some(ledger.clone()), ..(*self.0).clone() }))
    }

    /// Whose engine it is.
    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.0.tenant
    }

    /// The brand kit.
    #[must_use]
    pub fn kit(&self) -> &BrandKit {
        &self.0.kit
    }

    /// What is worth knowing about the kit: a face that it names and does not hold.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.0.findings
    }

    /// The families of faces that designs may be set in.
    #[must_use]
    pub fn families(&self) -> Vec<String> {
        self.0.fonts.families()
    }

    /// The faces that designs may be set in: the kit's, the installed, the embedded.
    #[must_use]
    pub fn faces(&self) -> Vec<FaceInfo> {
        self.0.fonts.faces()
    }

    /// The tools.
    #[must_use]
    pub fn toolbox(&self) -> &Toolbox {
        &self.0.shared.toolbox
    }

    /// Starts a run; call it inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// [`RunError`] for settings out of range or an output folder that cannot be used; nothing was made then.
    pub async fn run(&self, request: Request) -> Result<Run, RunError> {
        run::start(self.0.clone(), request).await
    }

    /// Goes on with a run that was interrupted; call it inside a tokio runtime. Of a run that has its end, what it delivered
    /// is put back where it belongs.
    ///
    /// # Errors
    ///
    /// [`RunError`] when the run cannot be read, was begun by another engine, or broke off in a call of which somebody has to
    /// say whether it happened.
    pub async fn resume(&self, resume: Resume) -> Result<Run, RunError> {
        resume::start(self.0.clone(), resume).await
    }

    /// Branches a run off a recorded one; call it inside a tokio runtime. An engine with another brand kit goes on with that.
    ///
    /// # Errors
    ///
    /// [`RunError`] when the other run cannot be read, the point is none, or the output folder cannot be used.
    pub async fn fork(&self, fork: Fork) -> Result<Run, RunError> {
        fork::start(self.0.clone(), fork).await
    }
}

/// What an engine is built from that shares nothing with others.
#[must_use = "a builder does nothing until it is built"]
#[derive(Debug)]
pub struct Builder {
    kit: Arc<BrandKit>,
    runtime: RuntimeBuilder,
}

impl Builder {
    /// Sets the brand kit; the neutral one is the default.
    pub fn kit(self, kit: impl Into<Arc<BrandKit>>) -> Self {
        Self { kit: kit.into(), ..self }
    }

    /// Sets the installed faces; see [`RuntimeBuilder::fonts`].
    pub fn fonts(self, fonts: Vec<FaceFile>) -> Self {
        Self { runtime: self.runtime.fonts(fonts), ..self }
    }

    /// Sets how many threads compute at a time; what is made does not depend on it.
    pub fn workers(self, workers: usize) -> Self {
        Self { runtime: self.runtime.workers(workers), ..self }
    }

    /// Adds a tool.
    pub fn tool(self, tool: impl Tool) -> Self {
        Self { runtime: self.runtime.tool(tool), ..self }
    }

    /// Puts a tool in the place of the one that has its name.
    pub fn replace_tool(self, tool: impl Tool) -> Self {
        Self { runtime: self.runtime.replace_tool(tool), ..self }
    }

    /// Adds a foreign tool; see [`RuntimeBuilder::guest`].
    #[cfg(feature = "sandbox")]
    pub fn guest(self, package: &sandbox::Package) -> Self {
        Self { runtime: self.runtime.guest(package), ..self }
    }

    /// Sets what makes pictures; the embedded procedural back end is the default.
    pub fn images(self, model: impl ImageModel) -> Self {
        Self { runtime: self.runtime.images(model), ..self }
    }

    /// The same under terms of use that go on record with every picture; see [`RuntimeBuilder::images_under`].
    pub fn images_under(self, model: impl ImageModel, licence: &str) -> Self {
        Self { runtime: self.runtime.images_under(model, licence), ..self }
    }

    /// Has a classifier judge every design before anybody sees it; see [`RuntimeBuilder::moderator`].
    pub fn moderator(self, moderator: impl Moderator, moderation: Moderation) -> Self {
        Self { runtime: self.runtime.moderator(moderator, moderation), ..self }
    }

    /// Has what is written in pictures read and judged before anybody sees it; see [`RuntimeBuilder::reader`].
    pub fn reader(self, reader: impl Reader) -> Self {
        Self { runtime: self.runtime.reader(reader), ..self }
    }

    /// Has a model judge every design by a rubric; see [`RuntimeBuilder::rubric_judge`].
    pub fn rubric_judge(self, model: impl Into<String>, weight: u32) -> Self {
        Self { runtime: self.runtime.rubric_judge(model, weight), ..self }
    }

    /// Has a learned judge score the picture of every design; see [`RuntimeBuilder::picture_judge`].
    #[cfg(feature = "onnx-models")]
    pub fn picture_judge(self, judge: learned::Judge, weight: u32) -> Self {
        Self { runtime: self.runtime.picture_judge(judge, weight), ..self }
    }

    /// Sets where assets are found beside the kit; see [`RuntimeBuilder::catalogue`].
    pub fn catalogue(self, catalogue: Catalogue) -> Self {
        Self { runtime: self.runtime.catalogue(catalogue), ..self }
    }

    /// Sets the model that leads runs; see [`RuntimeBuilder::chat`].
    pub fn chat(self, model: impl ChatModel) -> Self {
        Self { runtime: self.runtime.chat(model), ..self }
    }

    /// Sets what models are told; see [`RuntimeBuilder::prompts`].
    pub fn prompts(self, prompts: prompts::Library) -> Self {
        Self { runtime: self.runtime.prompts(prompts), ..self }
    }

    /// Starts from other tools than the built-in ones.
    pub fn toolbox(self, toolbox: ToolboxBuilder) -> Self {
        Self { runtime: self.runtime.toolbox(toolbox), ..self }
    }

    /// The engine.
    ///
    /// # Errors
    ///
    /// [`BuildError`] for a tool that is refused, or a kit whose faces or pictures cannot be used.
    pub fn build(self) -> Result<Maquette, BuildError> {
        self.runtime.build()?.tenant(TenantId::local(), self.kit)
    }
}

/// Whether a kit is what its files say, and its pictures can be shown.
pub(crate) fn check_kit(kit: &BrandKit) -> Result<(), BuildError> {
    if BrandKit::from_files(&kit.files).ok().as_ref() != Some(kit) {
        return Err(BuildError::KitDiffers);
    }
    check_pictures(kit)
}

/// Every logo and picture of a kit can be shown: better said before a run than by a design without its logo.
fn check_pictures(kit: &BrandKit) -> Result<(), BuildError> {
    let files = kit.logos.iter().map(|logo| &logo.file).chain(kit.imagery.iter().map(|image| &image.file));
    for file in files {
        let bytes = kit.file(file).map_or(&[][..], |bytes| bytes);
        render::decode_picture(bytes).map_err(|source| BuildError::Picture { file: file.clone(), source })?;
    }
    Ok(())
}

/// What shapes every request besides its arguments.
pub(crate) fn pin(kit: &BrandKit, fonts: &FontBook, toolbox: &Toolbox) -> Pin {
    let tools: BTreeMap<String, String> =
        toolbox.specs().map(|spec| (spec.name.clone().into_owned(), spec.pinned_version.clone())).collect();
    let live = toolbox.specs().filter(|spec| !spec.deterministic).map(|spec| spec.name.clone().into_owned()).collect();
    let foreign = toolbox.specs().filter(|spec| spec.is_foreign).map(|spec| spec.name.clone().into_owned()).collect();
    Pin { engine: ENGINE.to_owned(), kit: kit.sha256, fonts: fonts.hashes(), tools, live, foreign }
}
