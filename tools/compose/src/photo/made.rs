//! Pictures that an image model makes: what they are asked to show, what stands in for them while designs are looked for, and what
//! is drawn where they cannot be had.

use design::{Brief, ImageRequest};
use render::Pixels;

use super::FRAMED;
use crate::imagery;

/// What stands before what such a picture shows in a motif.
const MADE: &str = "made:";
/// Longest words for what a picture shows, characters.
const SUBJECT_CHARS_MAX: usize = 80;
/// Things of the brief that are named beside its subject.
const THINGS_MAX: usize = 2;
/// Side of the stand-in, px.
const STAND_IN_PX: u32 = 64;

/// What a picture for a brief is to show, as a motif.
pub(crate) fn motif(brief: &Brief) -> String {
    let subject = brief.subject.as_deref().unwrap_or_default();
    let plain: String = subject.chars().filter(|c| !c.is_control()).take(SUBJECT_CHARS_MAX).collect();
    let things: Vec<String> =
        imagery::subjects(brief).into_iter().take(THINGS_MAX).map(|name| name.replace('_', " ")).collect();
    let named = match (plain.trim(), things.is_empty()) {
        ("", true) => "a quiet still life".to_owned(),
        (plain, true) => plain.to_owned(),
        ("", false) => things.join(" and "),
        (plain, false) => format!("{plain}, with {}", things.join(" and ")),
    };
    format!("{MADE}{named}")
}

/// What the picture shows that a motif asks an image model for; `None` for a motif that is drawn or is the kit's.
#[must_use]
pub fn subject_of(motif: &str) -> Option<&str> {
    motif.strip_prefix(MADE)
}

/// A picture as photographs are in the middle: light from above, a darker thing below, no edge of any weight.
pub(super) fn stand_in() -> Pixels {
    let mut pixels = Vec::with_capacity((STAND_IN_PX * STAND_IN_PX * 4) as usize);
    for y in 0..STAND_IN_PX {
        for x in 0..STAND_IN_PX {
            let (across, down) = (x.abs_diff(STAND_IN_PX / 2), y.abs_diff(STAND_IN_PX * 5 / 8));
            let near = 255_u32.saturating_sub((across * across + down * down) / 3);
            let light = (200 - y * 100 / STAND_IN_PX).saturating_sub(near / 3);
            let light = u8::try_from(light).unwrap_or(u8::MAX);
            pixels.extend([light, light, light, u8::MAX]);
        }
    }
    Pixels { width: STAND_IN_PX, height: STAND_IN_PX, data: pixels }
}

/// The request for a drawing in its place.
pub(crate) fn drawn(request: &ImageRequest) -> ImageRequest {
    let told = subject_of(&request.motif).unwrap_or_default();
    let thing = Brief::read(told).ok().and_then(|brief| imagery::subjects(&brief).into_iter().next());
    let family = match (thing, request.imagery.as_str()) {
        (Some(_), FRAMED) => "mono_line",
        (Some(_), _) => "cut_paper",
        (None, _) => "cutouts",
    };
    let motif = thing.unwrap_or("abstract").to_owned();
    ImageRequest { imagery: family.to_owned(), motif, ..request.clone() }
}
