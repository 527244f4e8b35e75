//! A layered design that lies on disk: opened with its kit and pictures, written in other forms, made anew for other
//! pages, scored.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use compose::reflow::{self, ReflowError, ReflowRequest, words_of};
use design::import::{self, ImportError};
use design::{BlobRef, BrandKit, Critique, Document, Finding, Format, Severity};
use planner::{Event, Safety};
use render::{BlobSource, Drawing, FaceFile, FontBook, Layout, RenderError, SvgText};

use toolbox::{Permission, SafetyError};

use crate::run_folder::RunFolder;

/// Largest design file, bytes.
const DESIGN_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Quality of JPEG pictures, 1–100.
const JPEG_QUALITY: u8 = 90;
/// Folders above a design that are searched for its run.
const FOLDERS_UP_MAX: usize = 4;

/// What a design can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputFormat {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP, lossless.
    Webp,
    /// SVG with outlined text.
    Svg,
    /// SVG with live text.
    LiveSvg,
    /// PDF.
    Pdf,
}

/// Why a design file could not be opened, written or scored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DesignFileError {
    /// The file cannot be read.
    #[error("{} cannot be read", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is too large.
    #[error("{} is larger than {max} bytes", path.display())]
    TooLarge {
        /// Which.
        path: PathBuf,
        /// The limit.
        max: u64,
    },
    /// The file is no design.
    #[error("{} is not a design", path.display())]
    NotADesign {
        /// Which.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
    /// The file is a layered document of another program that cannot be read.
    #[error("{} cannot be imported", path.display())]
    NotImported {
        /// Which.
        path: PathBuf,
        /// Why.
        source: ImportError,
    },
    /// The design cannot be made anew for a page.
    #[error("the design cannot be made for the format {format}")]
    DoesNotReflow {
        /// The page.
        format: String,
        /// Why.
        source: ReflowError,
    },
    /// The kit that the design was made with is not at hand.
    #[error("the design was made with the brand kit `{id}`, which is not beside it; name its folder with --brand")]
    KitUnknown {
        /// The kit's id.
        id: String,
    },
    /// The name of the file to write says nothing about its form.
    #[error("`{name}` has no ending that says what to write; use .png, .jpg, .webp, .svg, .live.svg or .pdf")]
    UnknownFormat {
        /// The name.
        name: String,
    },
    /// The scale is out of range.
    #[error("a scale of {scale} is out of range; use 0.05 to 8")]
    Scale {
        /// The scale.
        scale: f64,
    },
    /// The design cannot be drawn.
    #[error("{} cannot be drawn", path.display())]
    Render {
        /// Which.
        path: PathBuf,
        /// Why.
        source: RenderError,
    },
}

impl OutputFormat {
    /// Its media type.
    #[must_use]
    pub fn media(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Svg | Self::LiveSvg => "image/svg+xml",
            Self::Pdf => "application/pdf",
        }
    }

    /// The form that a file's name asks for.
    ///
    /// # Errors
    ///
    /// [`DesignFileError::UnknownFormat`] when its ending is none that can be written.
    pub fn of(path: &Path) -> Result<Self, DesignFileError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let endings = [
            (".live.svg", Self::LiveSvg),
            (".png", Self::Png),
            (".jpg", Self::Jpeg),
            (".jpeg", Self::Jpeg),
            (".webp", Self::Webp),
            (".svg", Self::Svg),
            (".pdf", Self::Pdf),
        ];
        endings
            .into_iter()
            .find(|(ending, _)| name.ends_with(ending))
            .map(|(_, format)| format)
            .ok_or(DesignFileError::UnknownFormat { name })
    }

    /// The file beside `path` for one page of several: `card.png` becomes `card.story.png`.
    ///
    /// # Errors
    ///
    /// [`DesignFileError::UnknownFormat`] when the name's ending is none that can be written.
    pub fn path_for(path: &Path, page: &Format) -> Result<PathBuf, DesignFileError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let ending = match Self::of(path)? {
            Self::LiveSvg => ".live.svg".len(),
            _ => name.rfind('.').map_or(0, |dot| name.len() - dot),
        };
        let (stem, ending) = name.split_at(name.len() - ending);
        Ok(path.with_file_name(format!("{stem}.{}{ending}", page.name)))
    }
}

/// A layered design with everything that it takes to draw it.
pub struct DesignFile {
    path: PathBuf,
    layout: Layout,
    fonts: FontBook,
    pictures: Pictures,
    findings: Vec<Finding>,
    permission: Arc<Permission>,
    /// What lies beside it.
    run: Option<RunFolder>,
}

/// The design for one page, and what is good and bad about it.
pub struct Page {
    /// The page.
    pub format: Format,
    /// The design.
    pub design: DesignFile,
    /// Its critique; when a gate failed, no arrangement passed them all.
    pub critique: Critique,
}

/// The pictures of a design: its run's blobs, and what was painted since.
#[derive(Clone, Default)]
struct Pictures(BTreeMap<BlobRef, Arc<[u8]>>);

impl BlobSource for Pictures {
    fn blob(&self, name: &BlobRef) -> Option<Arc<[u8]>> {
        self.0.get(name).cloned()
    }
}

impl DesignFile {
    /// Opens a design. Its pictures, and unless `kit` is given its brand kit, are looked up in the run beside it, as are
    /// the installed faces that it was made with.
    ///
    /// A LICA layout is opened too: its texts and boxes are taken over in the colours of `kit` (or the neutral kit's), its
    /// pictures are replaced by painted ones.
    ///
    /// # Errors
    ///
    /// [`DesignFileError`] when the file is not a design, its kit is unknown, or it cannot be laid out.
    pub fn open(path: &Path, kit: Option<BrandKit>) -> Result<Self, DesignFileError> {
        Self::open_with(path, kit, Vec::new())
    }

    /// Opens a design as [`open`](Self::open) does, with installed faces behind those of its run.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn open_with(path: &Path, kit: Option<BrandKit>, fonts: Vec<FaceFile>) -> Result<Self, DesignFileError> {
        let bytes = read(path, DESIGN_BYTES_MAX)?;
        if import::is_foreign(&bytes) {
            return Self::import(path, &bytes, kit, &fonts);
        }
        let document: Document = serde_json::from_slice(&bytes)
            .map_err(|source| DesignFileError::NotADesign { path: path.to_owned(), source })?;
        let run = find_run(path);
        let kit = match kit {
            Some(kit) => kit,
            None => kit_of(&document, run.as_ref())?,
        };
        let pictures =
            document.blobs().into_iter().filter_map(|name| Some((name, run.as_ref()?.blob(&name).ok()??))).collect();
        let (fonts, findings) = faces(path, &kit, &known_faces(run.as_ref(), fonts))?;
        let permission =
            run.as_ref().and_then(safety_of).map_or_else(Permission::house, |safety| Permission::of(&safety));
        Ok(Self { permission, run, ..Self::lay_out(path, &document, &kit, fonts, Pictures(pictures), findings)? })
    }

    fn import(path: &Path, bytes: &[u8], kit: Option<BrandKit>, fonts: &[FaceFile]) -> Result<Self, DesignFileError> {
        let kit = kit.unwrap_or_else(|| (*BrandKit::builtin()).clone());
        let imported = import::read_foreign(bytes, &kit)
            .map_err(|source| DesignFileError::NotImported { path: path.to_owned(), source })?;
        let (fonts, mut findings) = faces(path, &kit, fonts)?;
        let furnished = reflow::furnish(imported, &kit, &fonts);
        findings.extend(furnished.findings);
        Self::lay_out(path, &furnished.document, &kit, fonts, Pictures(furnished.pictures), findings)
    }

    fn lay_out(
        path: &Path,
        document: &Document,
        kit: &BrandKit,
        fonts: FontBook,
        pictures: Pictures,
        findings: Vec<Finding>,
    ) -> Result<Self, DesignFileError> {
        let layout = render::lay_out(document, kit, &fonts, &pictures)
            .map_err(|source| DesignFileError::Render { path: path.to_owned(), source })?;
        let permission = Permission::house();
        Ok(Self { path: path.to_owned(), layout, fonts, pictures, findings, permission, run: None })
    }

    /// The design.
    #[must_use]
    pub fn document(&self) -> &Document {
        self.layout.document()
    }

    /// The bytes of one of its pictures.
    pub(crate) fn picture(&self, name: &BlobRef) -> Option<Arc<[u8]>> {
        self.pictures.blob(name)
    }

    /// What is worth knowing about it: faces that are not here, layers that could not be imported.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The design, held against that in place of what its run was held against, or of the house's policy for everybody where it
    /// lies in no run.
    ///
    /// # Errors
    ///
    /// [`SafetyError`] when that has no meaning.
    pub fn held_against(self, safety: &Safety) -> Result<Self, SafetyError> {
        Permission::check(safety)?;
        Ok(Self { permission: Permission::of(safety), ..self })
    }

    /// What its texts say and its pictures show that may not be shown.
    #[must_use]
    pub fn refusals(&self) -> Vec<Finding> {
        let mut critique = Critique::default();
        self.hold(&mut critique);
        critique.findings.retain(|finding| finding.severity == Severity::Gate);
        critique.findings
    }

    /// Makes the design anew for another page: composed from its words, voice, colours and motif, not scaled. A page of
    /// the design's own size gives the design itself.
    ///
    /// # Errors
    ///
    /// [`DesignFileError::DoesNotReflow`] when the text fits no arrangement on that page.
    pub fn reflow(&self, format: &Format) -> Result<Page, DesignFileError> {
        let page = &self.document().page;
        if (page.w, page.h) == (f64::from(format.width), f64::from(format.height)) && self.is_ours() {
            let design = Self {
                path: self.path.clone(),
                layout: self.again()?,
                fonts: self.fonts.clone(),
                pictures: self.pictures.clone(),
                findings: self.findings.clone(),
                permission: self.permission.clone(),
                run: self.run.clone(),
            };
            return Ok(Page { format: format.clone(), critique: design.critique()?, design });
        }
        let reflowed = reflow::reflow(&ReflowRequest {
            document: self.document(),
            kit: self.layout.kit(),
            fonts: &self.fonts,
            blobs: &self.pictures,
            format,
        });
        let reflowed =
            reflowed.map_err(|source| DesignFileError::DoesNotReflow { format: format.name.clone(), source })?;
        let mut pictures = self.pictures.clone();
        pictures.0.extend(reflowed.pictures);
        let design = Self {
            path: self.path.clone(),
            layout: reflowed.layout,
            fonts: self.fonts.clone(),
            pictures,
            findings: self.findings.clone(),
            permission: self.permission.clone(),
            run: self.run.clone(),
        };
        let mut critique = reflowed.critique;
        design.hold(&mut critique);
        Ok(Page { format: format.clone(), design, critique })
    }

    /// Whether it was composed here, and not taken over from another program.
    fn is_ours(&self) -> bool {
        self.document().source.is_some()
    }

    fn again(&self) -> Result<Layout, DesignFileError> {
        render::lay_out(self.document(), self.layout.kit(), &self.fonts, &self.pictures)
            .map_err(|source| self.fails(source))
    }

    /// A design in memory, drawn with the faces of `kit` and `pictures` by the names of their blobs.
    ///
    /// # Errors
    ///
    /// [`DesignFileError::Render`] when it cannot be laid out.
    pub fn in_memory(
        document: &Document,
        kit: &BrandKit,
        pictures: BTreeMap<BlobRef, Arc<[u8]>>,
    ) -> Result<Self, DesignFileError> {
        let path = Path::new("design.json");
        let (fonts, findings) = faces(path, kit, &[])?;
        Self::lay_out(path, document, kit, fonts, Pictures(pictures), findings)
    }

    /// Writes it as `format`; `scale` is pixels per page px and applies to pictures.
    ///
    /// # Errors
    ///
    /// [`DesignFileError`] when the scale is out of range or the design cannot be drawn.
    pub fn write(&self, format: OutputFormat, scale: f64) -> Result<Vec<u8>, DesignFileError> {
        if !(0.05..=8.0).contains(&scale) {
            return Err(DesignFileError::Scale { scale });
        }
        match format {
            OutputFormat::Png => self.layout.to_png(scale),
            OutputFormat::Jpeg => self.layout.to_jpeg(scale, JPEG_QUALITY),
            OutputFormat::Webp => self.layout.to_webp(scale),
            OutputFormat::Svg => Ok(self.layout.to_svg(SvgText::Outlined).into_bytes()),
            OutputFormat::LiveSvg => Ok(self.layout.to_svg(SvgText::Live).into_bytes()),
            OutputFormat::Pdf => self.layout.to_pdf(),
        }
        .map_err(|source| self.fails(source))
    }

    /// What it is made of, as far as it, its kit and its run say.
    #[cfg(feature = "c2pa")]
    #[must_use]
    pub fn origins(&self) -> crate::credentials::Origins {
        crate::credentials::Origins::of(self.document(), self.layout.kit(), self.run.as_ref())
    }

    /// Critiques it. Where the design does not say what it was composed from, its own text counts as its copy.
    ///
    /// # Errors
    ///
    /// [`DesignFileError`] when the design cannot be drawn.
    pub fn critique(&self) -> Result<Critique, DesignFileError> {
        self.critique_drawn(&self.draw()?)
    }

    pub(crate) fn draw(&self) -> Result<Drawing, DesignFileError> {
        self.layout.to_drawing(1.0).map_err(|source| self.fails(source))
    }

    /// The critique of what [`draw`](Self::draw) gave.
    pub(crate) fn critique_drawn(&self, drawing: &Drawing) -> Result<Critique, DesignFileError> {
        let critique = measure::critique_drawn(&self.layout, &self.copy(), drawing);
        let mut critique = critique.map_err(|source| self.fails(source))?;
        self.hold(&mut critique);
        Ok(critique)
    }

    /// What the learned head says of what [`draw`](Self::draw) gave, and of its critique.
    pub(crate) fn head(&self, drawing: &Drawing, critique: &Critique) -> f64 {
        measure::learned_head(&self.layout, &self.copy(), drawing, critique)
    }

    fn copy(&self) -> design::Copy {
        let document = self.document();
        document.source.as_ref().map_or_else(|| words_of(document), |source| source.copy.clone())
    }

    /// Holds what it says and shows against its policy.
    fn hold(&self, critique: &mut Critique) {
        let bytes = |blob: &BlobRef| self.pictures.0.get(blob).cloned();
        self.permission.judge_texts(self.document(), critique);
        self.permission.judge_pictures(self.document(), bytes, critique);
    }

    fn fails(&self, source: RenderError) -> DesignFileError {
        DesignFileError::Render { path: self.path.clone(), source }
    }
}

fn faces(path: &Path, kit: &BrandKit, installed: &[FaceFile]) -> Result<(FontBook, Vec<Finding>), DesignFileError> {
    FontBook::with(kit, installed).map_err(|source| DesignFileError::Render { path: path.to_owned(), source })
}

pub(crate) fn read(path: &Path, max: u64) -> Result<Vec<u8>, DesignFileError> {
    let unreadable = |source| DesignFileError::Unreadable { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    // A pipe or a device does not say how long it is, and may have no end.
    std::fs::File::open(path).and_then(|file| file.take(max + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > max {
        return Err(DesignFileError::TooLarge { path: path.to_owned(), max });
    }
    Ok(bytes)
}

/// The run whose output folder holds the design, if any.
fn find_run(path: &Path) -> Option<RunFolder> {
    let path = std::path::absolute(path).ok()?;
    path.ancestors().skip(1).take(FOLDERS_UP_MAX).find_map(|folder| RunFolder::open(folder).ok())
}

/// What the designs of a run are held against, and what was lifted of it.
fn safety_of(run: &RunFolder) -> Option<Safety> {
    let records = run.read_records().ok()?;
    records.iter().rev().find_map(|record| match record.event() {
        Ok(Some(Event::RunStarted { settings, .. })) => Some(settings.safety),
        Ok(Some(Event::Forked(forked))) => Some(forked.settings.safety),
        _ => None,
    })
}

fn kit_of(document: &Document, run: Option<&RunFolder>) -> Result<BrandKit, DesignFileError> {
    let neutral = BrandKit::builtin();
    if document.kit.sha256 == neutral.sha256 {
        return Ok((*neutral).clone());
    }
    run.and_then(|run| run.kit().ok())
        .filter(|kit| kit.sha256 == document.kit.sha256)
        .ok_or_else(|| DesignFileError::KitUnknown { id: document.kit.id.clone() })
}

/// The faces that the run beside a design was made with, and of other families those at hand.
fn known_faces(run: Option<&RunFolder>, at_hand: Vec<FaceFile>) -> Vec<FaceFile> {
    let mut faces = run.and_then(|run| run.fonts().ok()).unwrap_or_default();
    let own: std::collections::BTreeSet<String> = faces.iter().map(|face| face.family.clone()).collect();
    faces.extend(at_hand.into_iter().filter(|face| !own.contains(&face.family)));
    faces
}
