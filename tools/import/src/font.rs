//! Faces: what a font file says of itself, checked and unpacked.

use std::sync::Arc;

use design::BrandKit;
use design::kit::FontRole;
use render::{FaceFile, FontBook, RenderError, unpack_font};
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider as _};

/// Longest family that is taken over, characters.
const FAMILY_CHARS_MAX: usize = 80;

/// A face that can be used.
#[derive(Debug, Clone)]
pub(crate) struct Face {
    pub(crate) family: String,
    pub(crate) weight: u16,
    pub(crate) slanted: bool,
    /// TTF or OTF.
    pub(crate) bytes: Arc<[u8]>,
    pub(crate) ending: &'static str,
}

/// Reads a font file.
pub(crate) fn read(file: &str, bytes: &[u8]) -> Result<Face, RenderError> {
    let refuse = |reason: &str| RenderError::Font { file: file.to_owned(), reason: reason.to_owned() };
    let unpacked: Arc<[u8]> = Arc::from(&*unpack_font(file, bytes)?);
    let font = FontRef::new(&unpacked).map_err(|_| refuse("it is no TTF, OTF, WOFF or WOFF2 file, or damaged"))?;
    let named = |id: StringId| {
        let text = font.localized_strings(id).english_or_first()?;
        let text: String = text.chars().filter(|c| !c.is_control()).take(FAMILY_CHARS_MAX).collect();
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let family = named(StringId::TYPOGRAPHIC_FAMILY_NAME).or_else(|| named(StringId::FAMILY_NAME));
    let family = family.ok_or_else(|| refuse("its tables do not name a family"))?;
    // Set once, as designs would be: what cannot be is refused here and not in the first design.
    let installed = FaceFile { name: file.to_owned(), family: family.clone(), bytes: Arc::clone(&unpacked) };
    let (book, _) = FontBook::with(&BrandKit::builtin(), &[installed])?;
    let face =
        book.faces().into_iter().find(|face| face.file == file).ok_or_else(|| refuse("it holds no usable face"))?;
    let weight = libm::roundf(face.weight.clamp(1.0, 1000.0)) as u16;
    let ending = if unpacked.starts_with(b"OTTO") { "otf" } else { "ttf" };
    Ok(Face { family, weight, slanted: face.slanted, bytes: unpacked, ending })
}

/// What each face sets, as its family's name says; in a kit of one family, the bold sets headlines.
pub(crate) fn roles(faces: &[Face]) -> Vec<FontRole> {
    let named = |family: &str, words: &[&str]| {
        let family = family.to_lowercase();
        words.iter().any(|word| family.contains(word))
    };
    let display = ["display", "headline", "head", "title", "condensed", "poster", "grotesk display"];
    let code = ["mono", "code", "typewriter"];
    let of = |family: &str| match () {
        () if named(family, &display) => FontRole::Display,
        () if named(family, &code) => FontRole::Accent,
        () => FontRole::Text,
    };
    let mut roles: Vec<FontRole> = faces.iter().map(|face| of(&face.family)).collect();
    let has_display = roles.contains(&FontRole::Display);
    let has_regular = faces.iter().any(|face| face.weight < 600 && !face.slanted);
    for (role, face) in roles.iter_mut().zip(faces) {
        if !has_display && has_regular && *role == FontRole::Text && face.weight >= 600 && !face.slanted {
            *role = FontRole::Display;
        }
    }
    roles
}
