//! A layered design that lies on disk: opened with its kit and pictures, written in other forms, scored.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use design::document::Content;
use design::{BlobRef, BrandKit, Copy, CopyBlock, CopyRole, Critique, Document, Role};
use render::{FontBook, Layout, Picture, RenderError, SvgText, decode_picture};

use crate::run_folder::RunFolder;

/// Largest design file, bytes.
const DESIGN_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Largest picture file, bytes.
const PICTURE_BYTES_MAX: u64 = 32 * 1024 * 1024;
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
}

/// A layered design with everything that it takes to draw it.
pub struct DesignFile {
    path: PathBuf,
    layout: Layout,
}

impl DesignFile {
    /// Opens a design. Its pictures, and unless `kit` is given its brand kit, are looked up in the run beside it.
    ///
    /// # Errors
    ///
    /// [`DesignFileError`] when the file is not a design, its kit is unknown, or it cannot be laid out.
    pub fn open(path: &Path, kit: Option<BrandKit>) -> Result<Self, DesignFileError> {
        let bytes = read(path, DESIGN_BYTES_MAX)?;
        let document: Document = serde_json::from_slice(&bytes)
            .map_err(|source| DesignFileError::NotADesign { path: path.to_owned(), source })?;
        let run = find_run(path);
        let kit = match kit {
            Some(kit) => kit,
            None => kit_of(&document, run.as_ref())?,
        };
        let blobs: BTreeMap<BlobRef, Arc<[u8]>> =
            document.blobs().into_iter().filter_map(|name| Some((name, run.as_ref()?.blob(&name).ok()??))).collect();
        let drawn = |source| DesignFileError::Render { path: path.to_owned(), source };
        let (fonts, _) = FontBook::for_kit(&kit).map_err(drawn)?;
        let layout = render::lay_out(&document, &kit, &fonts, &blobs).map_err(drawn)?;
        Ok(Self { path: path.to_owned(), layout })
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
        let path = PathBuf::from("design.json");
        let drawn = |source| DesignFileError::Render { path: path.clone(), source };
        let (fonts, _) = FontBook::for_kit(kit).map_err(drawn)?;
        let layout = render::lay_out(document, kit, &fonts, &pictures).map_err(drawn)?;
        Ok(Self { path, layout })
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
        .map_err(|source| DesignFileError::Render { path: self.path.clone(), source })
    }

    /// Critiques it. What must appear is not known outside its run, so its own text counts as its copy.
    ///
    /// # Errors
    ///
    /// [`DesignFileError`] when the design cannot be drawn.
    pub fn critique(&self) -> Result<Critique, DesignFileError> {
        let copy = copy_of(self.layout.document());
        measure::critique(&self.layout, &copy)
            .map_err(|source| DesignFileError::Render { path: self.path.clone(), source })
    }
}

/// Critiques a picture without layers (PNG, JPEG, WebP or SVG) by its pixels alone.
///
/// # Errors
///
/// [`DesignFileError`] when the file is no picture that can be decoded within limits.
pub fn critique_picture(path: &Path) -> Result<Critique, DesignFileError> {
    let bytes = read(path, PICTURE_BYTES_MAX)?;
    let picture = decode_picture(&bytes).and_then(Picture::into_pixels);
    let pixels = picture.map_err(|source| DesignFileError::Render { path: path.to_owned(), source })?;
    Ok(measure::critique_pixels(&pixels))
}

fn read(path: &Path, max: u64) -> Result<Vec<u8>, DesignFileError> {
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

fn kit_of(document: &Document, run: Option<&RunFolder>) -> Result<BrandKit, DesignFileError> {
    let neutral = BrandKit::builtin();
    if document.kit.sha256 == neutral.sha256 {
        return Ok((*neutral).clone());
    }
    run.and_then(|run| run.kit().ok())
        .filter(|kit| kit.sha256 == document.kit.sha256)
        .ok_or_else(|| DesignFileError::KitUnknown { id: document.kit.id.clone() })
}

fn copy_of(document: &Document) -> Copy {
    let block = |role: Role, text: String| {
        let role = match role {
            Role::Headline => CopyRole::Headline,
            Role::Subhead => CopyRole::Subhead,
            Role::Cta => CopyRole::Cta,
            Role::Legal => CopyRole::Legal,
            _ => CopyRole::Body,
        };
        CopyBlock { role, kind: None, text, required: false, rank: 1 }
    };
    let blocks = document
        .walk()
        .filter_map(|node| match &node.content {
            Content::Text { text, .. } => Some(block(node.role, text.plain())),
            _ => None,
        })
        .collect();
    Copy { blocks, language: "en".to_owned() }
}
