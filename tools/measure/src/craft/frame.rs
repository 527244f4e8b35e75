//! The frame that a page's content stands in: what carries it, and how far it keeps off the edges of that.

use design::document::{Align, Content, Role};
use design::geometry::Rect;

use super::furniture::{SEEN, is_level_shape, is_rule, plate_of};
use super::ramp;
use crate::Subject;
use crate::subject::{Element, TextElement};

/// Content that comes as near to an edge stands on the margin of that side, units.
const REACHED: f64 = 12.0;
/// Margins of a frame that differ by no more are alike, and by so much they are not one frame, units.
const ALIKE: f64 = 0.5;
const UNLIKE: f64 = 6.0;
/// What is set to the middle and is off by no more stands in it; by so much it is not, units.
const MIDDLE: f64 = 0.3;
const ASIDE: f64 = 6.0;
/// What stands farther from the middle is set in a column of its own, units; of which nothing is known.
const COLUMN: f64 = 12.0;
const UNKNOWN: f64 = 0.5;
/// A panel covers less of the page, share; what covers more is its ground.
const PANEL: f64 = 0.95;

/// What the content of a page stands in.
struct Margins {
    /// The panel that carries every text, or the page.
    within: Rect,
    /// The box around what is set in it: texts, and what keeps off its edges as they do.
    content: Rect,
}

impl Margins {
    /// `None` where nothing is set.
    fn of(subject: &Subject<'_>) -> Option<Self> {
        let texts = subject.texts.iter().map(|text| text.ink).reduce(Rect::union)?;
        let (page, unit) = (subject.page(), subject.unit());
        let first = subject.texts.iter().map(|text| text.element.z).min()?;
        let carries = |element: &&Element<'_>| {
            let panel = element.area;
            element.z < first
                && is_level_shape(element)
                && panel.area() < PANEL * page.area()
                && panel.contains(texts, 0.0)
        };
        let panels = subject.elements.iter().filter(carries).map(|element| element.area.intersection(page));
        let within = panels.min_by(|a, b| a.area().total_cmp(&b.area())).unwrap_or(page);
        let set = set_elements(subject);
        let keeps_off =
            |area: &Rect| within.contains(*area, 0.0) && gaps(within, *area).into_iter().all(|gap| gap > unit);
        Some(Self { within, content: set.filter(keeps_off).fold(texts, Rect::union) })
    }

    /// How alike the margins are of those sides whose margin the content stands on: 1 to 0; `None` where there are none to compare.
    ///
    /// A ragged side has no margin of its own, but it may not come nearer to the edge than the others do.
    fn even(&self, subject: &Subject<'_>) -> Option<f64> {
        let (unit, gaps) = (subject.unit(), gaps(self.within, self.content));
        let ragged = [self.is_ragged(subject, 0), false, self.is_ragged(subject, 2), false];
        let sides = || gaps.into_iter().zip(ragged).filter(|(gap, _)| *gap <= REACHED * unit);
        let straight = || sides().filter(|(_, ragged)| !ragged).map(|(gap, _)| gap);
        let most = straight().reduce(f64::max)?;
        let least = straight().fold(most, f64::min);
        // Nearer than all of the others, it is as uneven as any of them would be.
        let ends = sides().filter(|(gap, ragged)| *ragged && *gap < least).map(|(gap, _)| gap);
        let (count, least) = (straight().count() + ends.clone().count(), ends.fold(least, f64::min));
        (count > 1).then(|| ramp(most - least, UNLIKE * unit, ALIKE * unit))
    }

    /// Whether nothing that is set to the left (0) or right (2) side of the content stands on it.
    fn is_ragged(&self, subject: &Subject<'_>, side: usize) -> bool {
        let on = |area: Rect| {
            let off = if side == 0 { area.x - self.content.x } else { self.content.right() - area.right() };
            off.abs() <= subject.unit()
        };
        let set = if side == 0 { Align::Start } else { Align::End };
        let text = subject.texts.iter().any(|text| text.text.align == set && on(text.ink));
        !text && !set_elements(subject).any(on)
    }

    /// How far a text is off the middle, px.
    fn off_middle(&self, text: &TextElement<'_>) -> f64 {
        super::edges::gap([self.within.center().0; 2], super::edges::anchors(text)[1])
    }
}

/// Distance of `area` from the left, top, right and bottom edge of what it is in, px; negative outside.
pub(super) fn gaps(within: Rect, area: Rect) -> [f64; 4] {
    [area.x - within.x, area.y - within.y, within.right() - area.right(), within.bottom() - area.bottom()]
}

/// Where what is set with the texts lies.
pub(super) fn set_elements<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = Rect> + 's {
    subject.elements.iter().filter(|element| is_set(element, subject)).map(|element| element.area)
}

/// Whether an element that shows is set with the texts: level pictures, marks, plates and rules are, ornaments are not.
fn is_set(element: &Element<'_>, subject: &Subject<'_>) -> bool {
    let shows = match &element.node.content {
        Content::Shape { .. } => is_level_shape(element),
        Content::Image { .. } | Content::Svg { .. } => element.turn % 180.0 == 0.0 && element.opacity > SEEN,
        Content::Text { .. } | Content::Group { .. } => false,
    };
    match element.node.role {
        Role::Image | Role::Logo | Role::Underlay => shows,
        _ => is_rule(element, subject),
    }
}

/// Whether content is set in one frame: its margins are alike, and what is set to the middle stands in it.
pub(super) fn framed(subject: &Subject<'_>) -> f64 {
    let Some(margins) = Margins::of(subject) else { return 1.0 };
    let unit = subject.unit();
    // Where the content as a whole stands in the middle, what is far off it is a column of that.
    let whole = (margins.content.center().0 - margins.within.center().0).abs() <= ASIDE / 2.0 * unit;
    let middle = |text: &TextElement<'_>| {
        let off = margins.off_middle(text).abs();
        if whole && off > COLUMN * unit { UNKNOWN } else { ramp(off, ASIDE * unit, MIDDLE * unit) }
    };
    let centred: Vec<f64> = subject
        .texts
        .iter()
        .filter(|text| text.is_level() && text.text.align == Align::Center && plate_of(text, subject).is_none())
        .map(middle)
        .collect();
    let centred = (!centred.is_empty()).then(|| centred.iter().sum::<f64>() / centred.len() as f64);
    let judged: Vec<f64> = margins.even(subject).into_iter().chain(centred).collect();
    if judged.is_empty() { 1.0 } else { judged.iter().sum::<f64>() / judged.len() as f64 }
}
