//! The mark is seen whole and as it is: nothing lies over it, and nothing but its ground reaches into its clear space.

use design::document::{Content, Role};
use design::geometry::Rect;
use design::kit::Logo;
use design::{Finding, Severity};
use render::{Pixels, decode_picture};

use super::logo::about;
use crate::subject::{Element, Subject};

/// Longest side at which the mark is drawn by itself, px.
const DRAWN_PX_MAX: f64 = 1024.0;
/// Channels further apart than this are another colour.
const SAME_COLOR: u8 = 24;
/// Channels nearer than this are one flat colour.
const FLAT: u8 = 6;
/// Fewest pixels of flat colour by which a mark is judged.
const SAMPLES_MIN: u32 = 16;
/// Share of them that may be hidden or of another colour.
const HIDDEN_MAX: f64 = 0.02;
/// Share of the clear space that something may take that is no ground.
const INTRUSION_MAX: f64 = 0.02;
/// About how many pixels of the clear space are looked at.
const SAMPLES: f64 = 20_000.0;

/// Something that is drawn later hides the mark, or changes its colours: where the mark's own drawing is one flat colour, the
/// page is of another.
pub(super) fn covered(subject: &Subject<'_>, element: &Element<'_>, logo: &Logo, shown: Rect) -> Option<Finding> {
    let later = |other: &&Element<'_>| {
        let common = other.area.intersection(shown);
        other.z > element.z
            && other.opacity > 0.0
            // Words there stand in the clear space, which is told.
            && !matches!(other.node.content, Content::Text { .. })
            && common.w > 0.5
            && common.h > 0.5
    };
    let cover = subject.elements.iter().find(later)?;
    let bytes = subject.layout.kit().file(&logo.file)?;
    let side = shown.w.max(shown.h).ceil().clamp(1.0, DRAWN_PX_MAX) as u32;
    let own = decode_picture(bytes).ok()?.thumbnail(side).ok()?;
    let (mut seen, mut hidden) = (0_u32, 0_u32);
    let inside = shown.intersection(subject.page());
    let (x0, x1, y0, y1) = (inside.x as u32, inside.right() as u32, inside.y as u32, inside.bottom() as u32);
    for y in y0..y1 {
        for x in x0..x1 {
            let place = |at: u32, start: f64, length: f64, side: u32| {
                let share = (f64::from(at) + 0.5 - start) / length;
                (share >= 0.0).then_some((share * f64::from(side)) as u32)
            };
            let (u, v) = (place(x, shown.x, shown.w, own.width), place(y, shown.y, shown.h, own.height));
            let Some(color) = u.zip(v).and_then(|(u, v)| flat(&own, u, v)) else { continue };
            let Some(page) = subject.pixels.at(x, y) else { continue };
            seen += 1;
            hidden += u32::from(apart(&color, &page) > SAME_COLOR);
        }
    }
    let share = f64::from(hidden) / f64::from(seen.max(1));
    (seen >= SAMPLES_MIN && share > HIDDEN_MAX).then(|| {
        let message = format!(
            "{:.0} % of the mark is hidden, or of another colour than its own: `{}` lies over it.",
            share * 100.0,
            cover.node.id
        );
        about(element, message).measured(share, HIDDEN_MAX)
    })
}

/// The colour of an opaque pixel all of whose neighbours are of the same.
fn flat(picture: &Pixels, x: u32, y: u32) -> Option<[u8; 4]> {
    let color = picture.at(x, y).filter(|rgba| rgba[3] == 255)?;
    let (left, top) = (x.checked_sub(1)?, y.checked_sub(1)?);
    let same = |x: u32, y: u32| picture.at(x, y).is_some_and(|other| other[3] == 255 && apart(&color, &other) <= FLAT);
    (0..9).all(|at| same(left + at % 3, top + at / 3)).then_some(color)
}

fn apart(a: &[u8; 4], b: &[u8; 4]) -> u8 {
    (0..3).map(|channel| a[channel].abs_diff(b[channel])).max().unwrap_or(0)
}

/// A picture or form that reaches into the clear space and shows there. What holds the mark wholly is its ground.
pub(super) fn intruder(subject: &Subject<'_>, element: &Element<'_>, clear: Rect, shown: Rect) -> Option<Finding> {
    let intrudes = |other: &&Element<'_>| {
        let common = other.area.intersection(clear);
        other.z != element.z
            && other.opacity > 0.0
            && !matches!(other.node.role, Role::Background | Role::Logo)
            && !matches!(other.node.content, Content::Text { .. })
            && common.w > 0.5
            && common.h > 0.5
            && !other.area.contains(shown, 0.5)
    };
    let ground = Clear::of(subject, clear, shown)?;
    let near = subject.elements.iter().filter(intrudes).find(|other| ground.taken(other.area) > INTRUSION_MAX)?;
    let share = ground.taken(near.area);
    let message = format!("`{}` reaches into the clear space of the mark.", near.node.id);
    Some(Finding { severity: Severity::Warn, ..about(element, message).measured(share, INTRUSION_MAX) })
}

/// The clear space, as places and colours of the page without text.
struct Clear {
    pixels: Vec<(f64, f64, [u8; 4])>,
    /// The colour that most of it has on each channel.
    ground: [u8; 4],
}

impl Clear {
    fn of(subject: &Subject<'_>, clear: Rect, shown: Rect) -> Option<Self> {
        let area = clear.intersection(subject.page());
        let step = libm::sqrt(area.area() / SAMPLES).floor().max(1.0) as usize;
        let mut pixels = Vec::new();
        for y in (area.y as u32..area.bottom() as u32).step_by(step) {
            for x in (area.x as u32..area.right() as u32).step_by(step) {
                let (fx, fy) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
                let mark = shown.inset(-1.0);
                let on_mark = fx >= mark.x && fx <= mark.right() && fy >= mark.y && fy <= mark.bottom();
                pixels.extend(subject.ground.at(x, y).filter(|_| !on_mark).map(|rgba| (fx, fy, rgba)));
            }
        }
        let mut ground = [255; 4];
        for (channel, middle) in ground.iter_mut().enumerate() {
            let mut values: Vec<u8> = pixels.iter().map(|(_, _, rgba)| rgba[channel]).collect();
            values.sort_unstable();
            *middle = *values.get(values.len() / 2)?;
        }
        Some(Self { pixels, ground })
    }

    /// The share of the clear space that lies in `area` and is of another colour than the ground.
    fn taken(&self, area: Rect) -> f64 {
        let inside = |(x, y): (f64, f64)| x >= area.x && x <= area.right() && y >= area.y && y <= area.bottom();
        let other = |(x, y, rgba): &&(f64, f64, [u8; 4])| inside((*x, *y)) && apart(rgba, &self.ground) > SAME_COLOR;
        self.pixels.iter().filter(other).count() as f64 / self.pixels.len().max(1) as f64
    }
}
