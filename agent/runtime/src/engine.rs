//! The engine: one brand kit and one toolbox, many runs.

use std::collections::BTreeMap;
use std::sync::Arc;

use design::{BrandKit, Finding};
use planner::Pin;
use render::{FaceFile, FaceInfo, FontBook, RenderError};
use tokio::sync::Semaphore;
use toolbox::builtin::{self, GenerateImage};
use toolbox::{AnyImageModel, ImageModel, Stack, Tool, Toolbox, ToolboxBuilder, ToolboxError};

use crate::error::RunError;
use crate::request::Request;
use crate::run::{self, Run};

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
    /// No thread to work on.
    #[error("an engine needs one worker at least")]
    NoWorkers,
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
pub struct Maquette(Arc<Engine>);

pub(crate) struct Engine {
    pub(crate) kit: Arc<BrandKit>,
    pub(crate) fonts: FontBook,
    /// The installed files among the faces; a run keeps them, so that it can be made again.
    pub(crate) installed: Vec<FaceFile>,
    pub(crate) toolbox: Toolbox,
    pub(crate) stack: Stack,
    pub(crate) compute: Arc<Semaphore>,
    pub(crate) pin: Pin,
    pub(crate) findings: Vec<Finding>,
}

impl std::fmt::Debug for Maquette {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Maquette").field("kit", &self.0.kit.id).field("tools", &self.0.toolbox).finish_non_exhaustive()
    }
}

impl Maquette {
    /// An engine with the built-in tools, the neutral kit and a worker for every core.
    pub fn builder() -> Builder {
        Builder {
            kit: BrandKit::builtin(),
            fonts: Vec::new(),
            workers: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            toolbox: builtin::standard(),
        }
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
        &self.0.toolbox
    }

    /// Starts a run; call it inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// [`RunError`] for settings out of range or an output folder that cannot be used; nothing was made then.
    pub async fn run(&self, request: Request) -> Result<Run, RunError> {
        run::start(self.0.clone(), request).await
    }
}

/// What an engine is built from.
#[must_use = "a builder does nothing until it is built"]
#[derive(Debug)]
pub struct Builder {
    kit: Arc<BrandKit>,
    fonts: Vec<FaceFile>,
    workers: usize,
    toolbox: ToolboxBuilder,
}

impl Builder {
    /// Sets the brand kit; the neutral one is the default.
    pub fn kit(self, kit: impl Into<Arc<BrandKit>>) -> Self {
        Self { kit: kit.into(), ..self }
    }

    /// Sets the installed faces, as [`FontFolder::read`](crate::FontFolder::read) gives them; none is the default, and
    /// nothing is looked for. Every run keeps their bytes.
    pub fn fonts(self, fonts: Vec<FaceFile>) -> Self {
        Self { fonts, ..self }
    }

    /// Sets how many threads compute at a time; what is made does not depend on it.
    pub fn workers(self, workers: usize) -> Self {
        Self { workers, ..self }
    }

    /// Adds a tool.
    pub fn tool(self, tool: impl Tool) -> Self {
        Self { toolbox: self.toolbox.tool(tool), ..self }
    }

    /// Puts a tool in the place of the one that has its name.
    pub fn replace_tool(self, tool: impl Tool) -> Self {
        Self { toolbox: self.toolbox.replace(tool), ..self }
    }

    /// Sets what makes pictures; the embedded procedural back end is the default.
    pub fn images(self, model: impl ImageModel) -> Self {
        self.replace_tool(GenerateImage::new(AnyImageModel::new(model)))
    }

    /// Starts from other tools than the built-in ones.
    pub fn toolbox(self, toolbox: ToolboxBuilder) -> Self {
        Self { toolbox, ..self }
    }

    /// The engine.
    ///
    /// # Errors
    ///
    /// [`BuildError`] for a tool that is refused, or a kit whose faces or pictures cannot be used.
    pub fn build(self) -> Result<Maquette, BuildError> {
        if self.workers == 0 {
            return Err(BuildError::NoWorkers);
        }
        if BrandKit::from_files(&self.kit.files).ok().as_ref() != Some(&*self.kit) {
            return Err(BuildError::KitDiffers);
        }
        let (fonts, findings) = FontBook::with(&self.kit, &self.fonts)?;
        check_pictures(&self.kit)?;
        let toolbox = self.toolbox.build()?;
        let pin = pin(&self.kit, &fonts, &toolbox);
        let compute = Arc::new(Semaphore::new(self.workers.min(Semaphore::MAX_PERMITS)));
        Ok(Maquette(Arc::new(Engine {
            kit: self.kit,
            fonts,
            installed: self.fonts,
            toolbox,
            stack: Stack::new(),
            compute,
            pin,
            findings,
        })))
    }
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
        toolbox.specs().map(|spec| (spec.name.to_owned(), spec.version.to_owned())).collect();
    Pin { engine: ENGINE.to_owned(), kit: kit.sha256, fonts: fonts.hashes(), tools }
}
