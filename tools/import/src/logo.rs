//! Marks: what a picture shows of a brand, and what it may lie on.

use design::Srgb;
use design::kit::{LogoGround, LogoVariant};
use render::Pixels;

use measure::{Swatch, palette};

/// Opacity from which a pixel is drawn.
const SEEN: u8 = 40;
/// Contrast with a ground from which a form is seen on it.
const VISIBLE: f64 = 1.8;
/// Share of a mark that must be seen on a ground.
const SEEN_SHARE: f64 = 0.9;
/// Most pixels that are looked at.
const SAMPLES_MAX: usize = 400_000;

/// What is seen of a picture.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    /// Colours of what is drawn, a plain ground around it left out.
    pub(crate) swatches: Vec<Swatch>,
    /// Width by height of what is drawn.
    pub(crate) aspect: f64,
    /// Whether it lies on a ground of its own.
    pub(crate) opaque: bool,
    pub(crate) on: Vec<LogoGround>,
}

/// Looks at a picture; `None` when nothing is drawn.
pub(crate) fn look(pixels: &Pixels) -> Option<Look> {
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    let at = |x: usize, y: usize| pixels.data.get((y * width + x) * 4..(y * width + x) * 4 + 4);
    let corners = [at(0, 0)?, at(width - 1, 0)?, at(0, height - 1)?, at(width - 1, height - 1)?];
    let opaque = corners.iter().all(|corner| corner[3] > 250);
    let ground = corners.iter().all(|corner| like(corner, corners[0])).then_some(corners[0]).filter(|_| opaque);
    let (mut left, mut top, mut right, mut bottom) = (width, height, 0, 0);
    let mut drawn = Pixels { width: 0, height: 1, data: Vec::new() };
    let step = (width * height).div_ceil(SAMPLES_MAX).max(1);
    for (index, pixel) in pixels.data.chunks_exact(4).enumerate().step_by(step) {
        if pixel[3] < SEEN || ground.is_some_and(|ground| like(pixel, ground)) {
            continue;
        }
        let (x, y) = (index % width, index / width);
        (left, top, right, bottom) = (left.min(x), top.min(y), right.max(x), bottom.max(y));
        drawn.data.extend_from_slice(pixel);
        drawn.width += 1;
    }
    if drawn.width == 0 {
        return None;
    }
    let aspect = (right - left + 1) as f64 / (bottom - top + 1) as f64;
    let on = grounds(&drawn, opaque);
    Some(Look { swatches: palette(&drawn), aspect, opaque, on })
}

fn like(a: &[u8], b: &[u8]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= 8)
}

fn grounds(drawn: &Pixels, opaque: bool) -> Vec<LogoGround> {
    if opaque {
        return vec![LogoGround::Light, LogoGround::Dark, LogoGround::Photo];
    }
    let (mut on_white, mut on_black, mut all) = (0usize, 0usize, 0usize);
    for pixel in drawn.data.chunks_exact(4).step_by((drawn.width as usize).div_ceil(40_000).max(1)) {
        let color = Srgb::new(pixel[0], pixel[1], pixel[2]);
        all += 1;
        on_white += usize::from(color.contrast(Srgb::WHITE) >= VISIBLE);
        on_black += usize::from(color.contrast(Srgb::BLACK) >= VISIBLE);
    }
    let share = |count: usize| count as f64 / all.max(1) as f64;
    let (white, black) = (share(on_white), share(on_black));
    let mut on = Vec::new();
    on.extend((white >= SEEN_SHARE).then_some(LogoGround::Light));
    on.extend((black >= SEEN_SHARE).then_some(LogoGround::Dark));
    if on.is_empty() {
        on.push(if white >= black { LogoGround::Light } else { LogoGround::Dark });
    }
    on
}

/// The words of a file's name.
pub(crate) fn words(file: &str) -> Vec<String> {
    let stem = file.rsplit('/').next().unwrap_or(file);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let words = crate::token::words_of_camel(&stem.replace(['_', ' ', '.', '@'], "-"));
    words.split('-').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether a file's name or folder says that it is a mark.
pub(crate) fn is_named(file: &str) -> bool {
    let file = file.to_lowercase();
    ["logo", "brand", "mark", "lockup", "emblem", "crest"].iter().any(|word| file.contains(word))
}

/// How much of the mark a picture shows: as its name says, else as it looks.
pub(crate) fn variant(file: &str, look: &Look) -> (LogoVariant, &'static str) {
    let words = words(file);
    let has = |list: &[&str]| list.iter().any(|word| words.iter().any(|other| other == word));
    if has(&["mono", "monochrome", "white", "black", "reversed", "negative", "knockout", "inverted", "mask"]) {
        return (LogoVariant::Mono, "its name");
    }
    if has(&["mark", "icon", "symbol", "glyph", "avatar", "favicon", "emblem", "logomark", "crest"]) {
        return (LogoVariant::Mark, "its name");
    }
    if has(&["wordmark", "lockup", "full", "horizontal", "vertical", "stacked", "logotype"]) {
        return (LogoVariant::Full, "its name");
    }
    let grey = |swatch: &Swatch| swatch.color.to_lch().c < 0.03;
    if look.swatches.len() == 1 && look.swatches.iter().all(grey) {
        return (LogoVariant::Mono, "its one colour");
    }
    if (0.75..=1.34).contains(&look.aspect) {
        (LogoVariant::Mark, "its shape")
    } else {
        (LogoVariant::Full, "its shape")
    }
}

/// Clear space by variant, as a share of the height: marks need less than names.
pub(crate) fn clear_space(variant: LogoVariant) -> f64 {
    match variant {
        LogoVariant::Full | LogoVariant::Mono => 0.5,
        LogoVariant::Mark => 0.25,
    }
}
