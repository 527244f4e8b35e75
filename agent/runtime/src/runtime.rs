//! What the engines of many tenants share: tools, threads to compute on, places at work.

use std::path::PathBuf;
use std::sync::Arc;

use design::{BrandKit, EditKind};
use planner::Judge;
#[cfg(feature = "onnx-models")]
use planner::calls::JUDGE_BY_PICTURE;
use planner::calls::{JUDGE_BY_RUBRIC, MODERATE};
use prompts::Library;
use render::FaceFile;
use tokio::sync::Semaphore;
use toolbox::builtin::{
    self, BrandSearch, Catalogue, CompareDesigns, Converse, EditImage, GenerateImage, JudgeByRubric, Moderate,
    Moderation, WriteVariants,
};
use toolbox::{
    AnyChatModel, AnyImageModel, AnyModerator, AnyReader, ChatModel, ImageModel, Moderator, Reader, TenantId, Tool,
    Toolbox, ToolboxBuilder,
};

use crate::engine::{BuildError, Engine, Maquette, check_kit};
use crate::request::MODEL_CHARS_MAX;
use crate::scratch::Scratch;
use crate::threads::Threads;

/// Runs that are at work at a time, unless said otherwise; those that wait for a person do not count.
const ACTIVE_MAX: usize = 256;

/// What many tenants share in one process. Cheap to clone.
///
/// Everything that is kept or shared is kept by tenant: kits and faces by their engine, blobs by their run, answers of
/// providers and equal requests under way by the tenant's name, money by the tenant's ledger.
///
/// ```
/// use maquette::{Brief, BrandKit, Request, Runtime, TenantId};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let runtime = Runtime::builder().workers(2).build()?;
/// let acme = runtime.tenant(TenantId::new("acme")?, BrandKit::builtin())?;
/// let brief = Brief::read("A poster for our winter book swap, 9 December, town library")?;
/// let delivered = acme.run(Request::new(brief).candidates(4)).await?.finish().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Runtime(pub(crate) Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) toolbox: Toolbox,
    pub(crate) compute: Arc<Semaphore>,
    /// The installed files among the faces; a run keeps them, so that it can be made again.
    pub(crate) installed: Vec<FaceFile>,
    pub(crate) active: Arc<Semaphore>,
    /// Threads that drive runs.
    pub(crate) threads: Threads,
    pub(crate) scratch: Option<Scratch>,
    pub(crate) prompts: Arc<Library>,
    /// Whether a model can lead runs.
    pub(crate) converses: bool,
    /// The model that judges by a rubric.
    pub(crate) grader: Option<String>,
    /// Tools that judge designs, and those that change pictures.
    pub(crate) judges: Vec<Judge>,
    pub(crate) filters: Vec<String>,
    /// Those that a model may call.
    pub(crate) called: Vec<String>,
    /// Whether an image model makes photographs.
    pub(crate) photographs: bool,
    /// What it can do to pictures.
    pub(crate) edits: Vec<EditKind>,
}

impl std::fmt::Debug for Runtime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runtime").field("tools", &self.0.toolbox).finish_non_exhaustive()
    }
}

impl Runtime {
    /// A runtime with the built-in tools and a worker for every core.
    pub fn builder() -> RuntimeBuilder {
        RuntimeBuilder {
            fonts: Vec::new(),
            workers: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            active: ACTIVE_MAX,
            scratch: None,
            toolbox: builtin::standard(),
            chat: None,
            moderate: None,
            reader: None,
            rubric: None,
            #[cfg(feature = "onnx-models")]
            pictures: None,
            judges: Vec::new(),
            filters: Vec::new(),
            called: Vec::new(),
            images: None,
            prompts: Arc::new(Library::embedded().clone()),
        }
    }

    /// The engine of a tenant with its brand kit; keep it, for its faces are read here.
    ///
    /// # Errors
    ///
    /// [`BuildError`] for a kit whose faces or pictures cannot be used.
    pub fn tenant(&self, tenant: TenantId, kit: impl Into<Arc<BrandKit>>) -> Result<Maquette, BuildError> {
        let kit = kit.into();
        check_kit(&kit)?;
        Engine::new(self.0.clone(), tenant, kit).map(|engine| Maquette(Arc::new(engine)))
    }

    /// The tools.
    #[must_use]
    pub fn toolbox(&self) -> &Toolbox {
        &self.0.toolbox
    }

    /// Threads that compute nothing at the moment.
    #[must_use]
    pub fn idle_workers(&self) -> usize {
        self.0.compute.available_permits()
    }
}

/// What a runtime is built from.
#[must_use = "a builder does nothing until it is built"]
#[derive(Debug)]
pub struct RuntimeBuilder {
    fonts: Vec<FaceFile>,
    workers: usize,
    active: usize,
    scratch: Option<PathBuf>,
    toolbox: ToolboxBuilder,
    chat: Option<AnyChatModel>,
    moderate: Option<Moderate>,
    reader: Option<AnyReader>,
    /// The model that judges by a rubric, and what it counts.
    rubric: Option<(String, u32)>,
    /// The learned judge of pictures, and what it counts.
    #[cfg(feature = "onnx-models")]
    pictures: Option<(toolbox::judge_by_picture::JudgeByPicture, u32)>,
    judges: Vec<Judge>,
    filters: Vec<String>,
    images: Option<AnyImageModel>,
    called: Vec<String>,
    prompts: Arc<Library>,
}

impl RuntimeBuilder {
    /// Sets the installed faces, as [`FontFolder::read`](crate::FontFolder::read) gives them; none is the default, and
    /// nothing is looked for. Every run keeps their bytes.
    pub fn fonts(self, fonts: Vec<FaceFile>) -> Self {
        Self { fonts, ..self }
    }

    /// Sets how many threads compute at a time; what is made does not depend on it.
    pub fn workers(self, workers: usize) -> Self {
        Self { workers, ..self }
    }

    /// Sets how many runs are at work at a time; the others wait for their turn. A run that waits for a person is not at work.
    pub fn active_runs(self, active: usize) -> Self {
        Self { active, ..self }
    }

    /// Sets a folder for what runs without an output folder make, each in a folder of its own below its tenant's, which goes
    /// with the run; what a process leaves that is killed goes with the next. Without one they hold it in memory, which many
    /// runs that wait for people do not want.
    pub fn scratch(self, folder: impl Into<PathBuf>) -> Self {
        Self { scratch: Some(folder.into()), ..self }
    }

    /// Adds a tool.
    pub fn tool(self, tool: impl Tool) -> Self {
        Self { toolbox: self.toolbox.tool(tool), ..self }
    }

    /// Puts a tool in the place of the one that has its name.
    pub fn replace_tool(self, tool: impl Tool) -> Self {
        Self { toolbox: self.toolbox.replace(tool), ..self }
    }

    /// Adds a foreign tool: its operations are tools, those that score or find faults judge every design, and those that change
    /// pictures change every picture. What it is was agreed to before; see [`sandbox::Package::open`].
    #[cfg(feature = "sandbox")]
    pub fn guest(mut self, package: &sandbox::Package) -> Self {
        for tool in package.tools() {
            match tool.op().kind {
                sandbox::OpKind::Score | sandbox::OpKind::Lint => {
                    let (tool, weight) = (tool.name().to_owned(), tool.op().weight);
                    self.judges.push(Judge { tool, weight, required: false, by: None });
                }
                sandbox::OpKind::Filter => self.filters.push(tool.name().to_owned()),
                sandbox::OpKind::Call => self.called.push(tool.name().to_owned()),
            }
            self.toolbox = self.toolbox.foreign(tool);
        }
        self
    }

    /// Sets what makes pictures; the embedded procedural back end is the default.
    pub fn images(self, model: impl ImageModel) -> Self {
        Self { images: Some(AnyImageModel::new(model)), ..self }
    }

    /// The same under terms of use that go on record with every picture that it makes; see [`AnyImageModel::under`].
    pub fn images_under(self, model: impl ImageModel, licence: &str) -> Self {
        Self { images: Some(AnyImageModel::new(model).under(licence)), ..self }
    }

    /// Has a classifier judge every design, its words and where it sees its picture, before anybody sees it: what it holds or
    /// refuses, and what it could not be asked about, is not shown.
    pub fn moderator(self, moderator: impl Moderator, moderation: Moderation) -> Self {
        Self { moderate: Some(Moderate::new(AnyModerator::new(moderator), moderation)), ..self }
    }

    /// Has what is written in pictures read, in every design as it is seen and in every picture that a model makes, before anybody
    /// sees it: its words are held against the policy, and told to the [`moderator`](Self::moderator), where there is one, which is asked about
    /// made pictures, too, then. What could not be read is not shown.
    pub fn reader(self, reader: impl Reader) -> Self {
        Self { reader: Some(AnyReader::new(reader)), ..self }
    }

    /// Has a model that sees look at every design and answer a rubric of twelve questions with yes or no, each with what it saw:
    /// what it says counts `weight` per cent of the critique's total, 0–50, and is never a gate. Of the two best options of a set, where they are
    /// close, it says which it prefers, asked in both orders. It answers at the endpoint of [`chat`](Self::chat); a run that it leads itself is refused, for nobody judges their own work.
    pub fn rubric_judge(self, model: impl Into<String>, weight: u32) -> Self {
        Self { rubric: Some((model.into(), weight)), ..self }
    }

    /// Has a learned judge score the picture of every design: the mean of its heads counts `weight` per cent of the critique's total, 0–50, and
    /// is never a gate. One that is set again takes the place of the one before.
    #[cfg(feature = "onnx-models")]
    pub fn picture_judge(self, judge: learned::Judge, weight: u32) -> Self {
        Self { pictures: Some((toolbox::judge_by_picture::JudgeByPicture::new(judge), weight)), ..self }
    }

    /// Sets where the assets of brands are found beside their kits; without it the kit alone is searched. What it answers is
    /// recorded, so a replay needs none.
    pub fn catalogue(self, catalogue: Catalogue) -> Self {
        self.replace_tool(BrandSearch::with(catalogue))
    }

    /// Sets the model that leads runs of which [`Request::model`](crate::Request::model) says so; none is the default.
    pub fn chat(self, model: impl ChatModel) -> Self {
        Self { chat: Some(AnyChatModel::new(model)), ..self }
    }

    /// Sets what models are told; the built-in prompts are the default.
    pub fn prompts(self, prompts: Library) -> Self {
        Self { prompts: Arc::new(prompts), ..self }
    }

    /// Starts from other tools than the built-in ones.
    pub fn toolbox(self, toolbox: ToolboxBuilder) -> Self {
        Self { toolbox, ..self }
    }

    /// The runtime.
    ///
    /// # Errors
    ///
    /// [`BuildError`] for a tool that is refused, a scratch folder that cannot be used, or when nothing could ever run.
    pub fn build(mut self) -> Result<Runtime, BuildError> {
        if self.workers == 0 || self.active == 0 {
            return Err(BuildError::NoWorkers);
        }
        let open = |folder: PathBuf| Scratch::open(&folder).map_err(|source| BuildError::Scratch { folder, source });
        let scratch = self.scratch.take().map(open).transpose()?;
        let converses = self.chat.is_some();
        let photographs = self.images.as_ref().is_some_and(AnyImageModel::photographs);
        let edits = self.images.as_ref().map(AnyImageModel::edits).unwrap_or_default();
        if let Some(reader) = self.reader.take() {
            self.moderate = Some(Moderate::reading(self.moderate.take(), reader));
        }
        let (judged, grader) = self.with_images().with_judges()?;
        let Self { toolbox, judges, filters, called, prompts, fonts, workers, active, .. } = judged.with_models();
        let permits = |count: usize| Arc::new(Semaphore::new(count.min(Semaphore::MAX_PERMITS)));
        Ok(Runtime(Arc::new(Shared {
            toolbox: toolbox.build()?,
            compute: permits(workers),
            installed: fonts,
            active: permits(active),
            threads: Threads::default(),
            scratch,
            prompts,
            converses,
            grader,
            judges,
            filters,
            called,
            photographs,
            edits,
        })))
    }

    /// What makes pictures, where it is not the house.
    fn with_images(mut self) -> Self {
        if let Some(model) = self.images.take() {
            let (mut edit, mut generate) =
                (EditImage::asking(model.clone(), &self.prompts), GenerateImage::asking(model.clone(), &self.prompts));
            if let Some(moderate) = &self.moderate {
                (edit, generate) = (edit.moderated_by(moderate.clone()), generate.moderated_by(moderate.clone()));
            }
            self.toolbox = self.toolbox.replace(generate);
            if model.photographs() {
                self.toolbox = self.toolbox.replace(edit);
            }
        }
        self
    }

    /// The tools by which a model leads and writes, where there is one.
    fn with_models(mut self) -> Self {
        if let Some(model) = &self.chat {
            let converse = Converse::new(model.clone(), self.prompts.clone());
            let converse = converse.with_foreign(self.toolbox.specs().filter(|spec| spec.is_foreign));
            let write = WriteVariants::new(model.clone(), self.prompts.clone());
            self.toolbox = self.toolbox.tool(converse).tool(write);
        }
        self
    }

    /// The tools that judge designs, before those of others, of which only so many are asked; and the model that does, where one does.
    fn with_judges(mut self) -> Result<(Self, Option<String>), BuildError> {
        #[cfg(feature = "onnx-models")]
        if let Some((judge, weight)) = self.pictures.take() {
            self.judges.insert(0, optional(JUDGE_BY_PICTURE, weight, judge.by()));
            self.toolbox = self.toolbox.tool(judge);
        }
        let mut grader = None;
        if let Some((model, weight)) = self.rubric.take() {
            if model.trim().is_empty() || model.chars().count() > MODEL_CHARS_MAX {
                return Err(BuildError::JudgeName);
            }
            let chat = self.chat.clone().ok_or(BuildError::NoModel)?;
            let judge = JudgeByRubric::new(chat.clone(), &model, &self.prompts).ok_or(BuildError::NoRubric)?;
            let pairs = CompareDesigns::new(chat, &model, &self.prompts).ok_or(BuildError::NoRubric)?;
            let by = format!("{} {}", judge.by(), pairs.prompt());
            self.judges.insert(0, optional(JUDGE_BY_RUBRIC, weight, by));
            self.toolbox = self.toolbox.tool(judge).tool(pairs);
            grader = Some(model);
        }
        if let Some(moderate) = self.moderate.take() {
            self.toolbox = self.toolbox.guard_briefs(&moderate);
            let judge = Judge { required: true, ..optional(MODERATE, 0, moderate.by()) };
            self.judges.insert(0, judge);
            self.toolbox = self.toolbox.tool(moderate);
        }
        Ok((self, grader))
    }
}

/// A judge that counts its share, and without which designs are shown as well.
fn optional(tool: &str, weight: u32, by: String) -> Judge {
    Judge { tool: tool.to_owned(), weight, required: false, by: Some(by) }
}
