//! What is drawn at stressed words: a marker's bar behind them, a pen's line under them.

use design::Rect;
use design::document::Shape;
use design::geometry::round_px;
use render::TextLayout;

use crate::colour::{CONTRAST_MIN, Colours, Surface, Swatch};
use crate::solver::Stress;

/// Height of a bar, and how much of it is under the base line, em.
const BAR: (f64, f64) = (0.46, 0.09);
/// How far a bar reaches out beside the words, em.
const BAR_OUT: f64 = 0.07;
/// Where a pen's line starts under the base line, and its height, em.
const STROKE: (f64, f64) = (0.085, 0.13);

/// The colour of a bar on a surface: one that the surface's ink can be read on, and that is seen; `None` when the kit has
/// none.
pub(crate) fn marker<'c>(colours: &'c Colours, surface: &'c Surface) -> Option<&'c Swatch> {
    let swatches =
        [&surface.plate, &colours.spark, &surface.accent, &colours.accent.fill, &colours.panel.fill, &colours.support];
    swatches.into_iter().find(|swatch| {
        let seen = swatch.contrast(&surface.fill) >= 1.25 || libm::fabs(swatch.hue() - surface.fill.hue()) > 40.0;
        swatch.color != surface.fill.color
            && seen
            && swatch.chroma() > 0.06
            && swatch.contrast(&surface.ink) >= CONTRAST_MIN + 0.2
    })
}

/// The colour of what is drawn.
pub(crate) fn paint<'c>(colours: &'c Colours, surface: &'c Surface, stress: Stress) -> Option<&'c Swatch> {
    match stress {
        Stress::Bar => marker(colours, surface),
        Stress::Stroke => Some(&surface.accent),
    }
}

/// The form to be drawn at one run of a text, in a box of the page.
pub(crate) fn node(laid: &TextLayout, run: usize, stress: Stress) -> Option<(Rect, Shape, Stress)> {
    let glyphs = laid.runs.iter().find(|glyphs| glyphs.style == run)?;
    let ink = laid.runs.iter().filter(|one| one.style == run && one.line == glyphs.line).flat_map(|one| one.inks());
    let ink = ink.reduce(Rect::union)?;
    let (baseline, size) = (laid.lines.get(glyphs.line)?.baseline, glyphs.size);
    match stress {
        Stress::Bar => {
            let out = BAR_OUT * size;
            let top = baseline - (BAR.0 - BAR.1) * size;
            let area =
                Rect::new(round_px(ink.x - out), round_px(top), round_px(ink.w + 2.0 * out), round_px(BAR.0 * size));
            Some((area, Shape::Rect { radius: 0.0 }, stress))
        }
        Stress::Stroke => {
            let (w, h) = (round_px(ink.w), round_px(STROKE.1 * size));
            let area = Rect::new(round_px(ink.x), round_px(baseline + STROKE.0 * size), w, h);
            Some((area, Shape::Path { d: pen(w, h) }, stress))
        }
    }
}

/// A line drawn with one sweep of a broad pen: it sets down thin, swells, and lifts off.
fn pen(w: f64, h: f64) -> String {
    let x = |part: f64| round_px(part * w);
    let y = |part: f64| round_px(part * h);
    format!(
        "M0 {}C{} {} {} {} {w} {}L{} {}C{} {} {} {} 0 {}Z",
        y(0.72),
        x(0.24),
        y(0.16),
        x(0.66),
        y(0.0),
        y(0.26),
        x(0.995),
        y(0.5),
        x(0.64),
        y(0.44),
        x(0.26),
        y(0.72),
        y(1.0),
    )
}
