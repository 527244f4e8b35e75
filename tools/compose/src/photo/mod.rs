//! Photographs of a kit, made to belong: cropped to what matters, in the colours of the design, in a form of it, and quiet
//! where words lie.
//!
//! A plan asks for one by a motif of `kit:` and the id of the kit's picture, and by one of the [`TREATMENTS`] as its imagery.
//! Everything is arithmetic on pixels in a fixed order: the same request gives the same bytes.

mod crop;
pub(crate) mod cut;
pub(crate) mod cut_out;
#[cfg(test)]
mod edit_tests;
pub(crate) mod edits;
mod frame;
mod grade;
pub(crate) mod made;
pub(crate) mod outward;
mod scrim;
mod shadow;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use design::kit::KitImage;
use design::{BrandKit, Brief, ImageRequest, Rect, Srgb};
use render::{Picture, Pixels, decode_picture};

use crate::imagery::ImageryError;
use crop::Crop;
use frame::Frame;

/// What stands before the id of a kit's picture in a motif.
const KIT: &str = "kit:";
/// In its own colours, drawn a little towards those of the design.
pub(crate) const GRADED: &str = "photo";
/// From the darkest colour of the design to a light one.
pub(crate) const DUOTONE: &str = "photo_duotone";
/// Graded, inside a disc, an arch or a soft form.
pub(crate) const FRAMED: &str = "photo_framed";
/// The imagery that shows a photograph.
pub const TREATMENTS: [&str; 3] = [GRADED, DUOTONE, FRAMED];
/// Graded, and cut out of its ground by an image model; framed, where nobody cuts it out.
pub(crate) const CUT_OUT: &str = "photo_cut_out";
/// Longest side of what is looked at for where the subject is, px.
const LOOK_PX: u32 = 96;
/// Longest side of a developed photograph, px.
const SIDE_MAX: f64 = 4096.0;
/// Most words of a tag.
const TAG_WORDS_MAX: usize = 6;
/// Most photographs that one brief is offered.
const OFFERED_MAX: usize = 4;

/// The id of the kit's picture that a motif names.
#[must_use]
pub(crate) fn id_of(motif: &str) -> Option<&str> {
    motif.strip_prefix(KIT)
}

/// Whether a motif is a photograph: the kit's, or one that an image model makes.
#[must_use]
pub(crate) fn is_photograph(motif: &str) -> bool {
    id_of(motif).is_some() || design::made_subject(motif).is_some()
}

/// Whether an imagery is one that shows photographs.
#[must_use]
pub(crate) fn is_treatment(imagery: &str) -> bool {
    TREATMENTS.contains(&imagery) || imagery == CUT_OUT
}

/// What a picture of the kit shows, in its own words.
#[must_use]
pub(crate) fn described<'k>(kit: &'k BrandKit, motif: &str) -> Option<&'k KitImage> {
    let id = id_of(motif)?;
    kit.imagery.iter().find(|image| image.id == id)
}

/// The photographs of the kit whose tags the brief names, best first, as motifs.
///
/// One that may be used until a day is left out: what day it is, nobody here knows.
#[must_use]
pub(crate) fn photographs(brief: &Brief, kit: &BrandKit) -> Vec<String> {
    let said = words(&brief.text);
    let named = |tag: &str| {
        let tag = words(tag);
        !tag.is_empty()
            && tag.len() <= TAG_WORDS_MAX
            && said.windows(tag.len()).any(|run| run.iter().zip(&tag).all(|(a, b)| singular(a) == singular(b)))
    };
    let mut found: Vec<(usize, &KitImage)> = kit
        .imagery
        .iter()
        .filter(|image| image.expires.is_none() && is_raster(kit, &image.file))
        .map(|image| (image.tags.iter().filter(|tag| named(tag)).count(), image))
        .filter(|(count, _)| *count > 0)
        .collect();
    found.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    found.into_iter().take(OFFERED_MAX).map(|(_, image)| format!("{KIT}{}", image.id)).collect()
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|stem| stem.len() > 2).unwrap_or(word)
}

fn is_raster(kit: &BrandKit, file: &str) -> bool {
    // Forms are drawn as they are; only pixels can be developed.
    kit.file(file).is_some_and(|bytes| !bytes.trim_ascii_start().starts_with(b"<"))
}

/// Photographs that were read and made small, for looking at many designs with the same few.
#[derive(Debug, Default)]
pub(crate) struct Contacts {
    side: u32,
    seen: BTreeMap<String, Option<Arc<Pixels>>>,
}

impl Contacts {
    /// Contact prints with a longer side of `side` px at most.
    pub(crate) fn new(side: u32) -> Self {
        Self { side, seen: BTreeMap::new() }
    }

    /// The photograph of a request, small.
    pub(crate) fn develop(&mut self, request: &ImageRequest, kit: &BrandKit) -> Result<Pixels, ImageryError> {
        let side = self.side;
        let read = || read(request, kit).ok().map(|pixels| Arc::new(reduced(&pixels, side)));
        let source = self.seen.entry(request.motif.clone()).or_insert_with(read).clone();
        let source = source.ok_or_else(|| ImageryError::UnknownMotif { name: request.motif.clone() })?;
        develop(&source, request, kit, f64::from(side))
    }
}

/// Develops the photograph that a request names.
///
/// # Errors
///
/// [`ImageryError::UnknownMotif`] when the kit has no such picture, or none that can be read; [`ImageryError::NoColours`],
/// [`ImageryError::UnknownColour`].
pub(crate) fn photograph(request: &ImageRequest, kit: &BrandKit) -> Result<Pixels, ImageryError> {
    develop(&read(request, kit)?, request, kit, SIDE_MAX)
}

/// Develops what an image model made for a request: cropped to what matters with room for words, in the colours of the design,
/// in a form of it, and quiet where words lie.
///
/// # Errors
///
/// [`ImageryError::NoColours`], [`ImageryError::UnknownColour`]; [`ImageryError::Size`] where it cannot be encoded.
pub fn developed(made: &Pixels, request: &ImageRequest, kit: &BrandKit) -> Result<Vec<u8>, ImageryError> {
    encoded(develop(made, request, kit, SIDE_MAX)?, request)
}

/// The same of a photograph that was painted on for the request: it has the proportions of its place, and is not cropped closer.
///
/// # Errors
///
/// As [`developed`].
pub fn developed_whole(made: &Pixels, request: &ImageRequest, kit: &BrandKit) -> Result<Vec<u8>, ImageryError> {
    encoded(develop_by(made, request, kit, SIDE_MAX, Crop::widest)?, request)
}

fn encoded(print: Pixels, request: &ImageRequest) -> Result<Vec<u8>, ImageryError> {
    print.to_png().map_err(|_| ImageryError::Size { width: request.width, height: request.height })
}

/// A picture at another size, of opaque pixels.
#[must_use]
pub fn resized(picture: &Pixels, width: u32, height: u32) -> Pixels {
    let whole = Rect::new(0.0, 0.0, f64::from(picture.width), f64::from(picture.height));
    crop::sampled(picture, whole, width.max(1), height.max(1))
}

fn read(request: &ImageRequest, kit: &BrandKit) -> Result<Pixels, ImageryError> {
    if design::made_subject(&request.motif).is_some() {
        return Ok(made::stand_in());
    }
    let unknown = || ImageryError::UnknownMotif { name: request.motif.clone() };
    let image = described(kit, &request.motif).ok_or_else(unknown)?;
    match kit.file(&image.file).map(|bytes| decode_picture(bytes)) {
        Some(Ok(Picture::Raster(pixels))) => Ok(pixels),
        _ => Err(unknown()),
    }
}

/// The photograph, cropped, coloured, framed and quiet where words lie, `side_max` px at most.
fn develop(source: &Pixels, request: &ImageRequest, kit: &BrandKit, side_max: f64) -> Result<Pixels, ImageryError> {
    develop_by(source, request, kit, side_max, Crop::of)
}

/// The same, cropped by `crop`: of a small print, for a size, away from areas.
fn develop_by(
    source: &Pixels,
    request: &ImageRequest,
    kit: &BrandKit,
    side_max: f64,
    crop: fn(&Pixels, f64, f64, &[Rect]) -> Crop,
) -> Result<Pixels, ImageryError> {
    let role = |name: &str| role_of(request, kit, name);
    let sheet = Rect::new(0.0, 0.0, request.width, request.height);
    let framed = request.imagery == FRAMED || request.imagery == CUT_OUT;
    let place = if framed { place_of(request) } else { sheet };
    let frame = framed.then(|| Frame::of(place, request.seed));
    let window = frame.as_ref().map_or(place, |frame| frame.area);
    let scale = (side_max / request.width.max(request.height)).min(1.0);
    let (width, height) = (px(request.width * scale), px(request.height * scale));
    let clear: Vec<Rect> = request.keep_clear.iter().map(|area| area.translate(-window.x, -window.y)).collect();
    let crop = crop(&reduced(source, LOOK_PX), window.w, window.h, &clear);
    let inside = (px(window.w * scale), px(window.h * scale));
    let mut print = crop.cut(source, inside.0, inside.1);
    if request.imagery == DUOTONE {
        let (dark, light) = (role("shade")?, role("light")?);
        grade::duotone(&mut print, dark, light, role("accent").unwrap_or(light));
    } else {
        grade::toward(&mut print, role("shade")?, role("light")?);
    }
    let Some(frame) = frame else {
        scrim::quieten(&mut print, &request.keep_clear, scale, role("ground")?, role("ink")?);
        return Ok(print);
    };
    Ok(frame.mount(&print, width, height, scale))
}

/// A colour of the design by its role.
fn role_of(request: &ImageRequest, kit: &BrandKit, name: &str) -> Result<Srgb, ImageryError> {
    let token = request.palette.get(name).ok_or(ImageryError::NoColours)?;
    kit.color(token).ok_or_else(|| ImageryError::UnknownColour { token: token.clone() })
}

/// Where on its sheet a picture of a thing stands.
fn place_of(request: &ImageRequest) -> Rect {
    let sheet = Rect::new(0.0, 0.0, request.width, request.height);
    let place = request.focus.map_or(sheet, |focus| focus.intersection(sheet));
    if place.w < 4.0 || place.h < 4.0 { sheet } else { place }
}

fn px(length: f64) -> u32 {
    libm::round(length).clamp(1.0, SIDE_MAX) as u32
}

/// The picture with its longer side `side` px at most: means of whole boxes of pixels, in whole numbers.
fn reduced(source: &Pixels, side: u32) -> Pixels {
    let long = source.width.max(source.height).max(1);
    if long <= side {
        return source.clone();
    }
    let shorter = |length: u32| (u64::from(length) * u64::from(side) / u64::from(long)).max(1) as u32;
    let whole = Rect::new(0.0, 0.0, f64::from(source.width), f64::from(source.height));
    crop::sampled(source, whole, shorter(source.width), shorter(source.height))
}
