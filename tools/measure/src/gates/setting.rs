//! Text lies in its box, on the page, clear of other text, and is seen.

use design::document::{Content, Role, VAlign};
use design::geometry::Rect;
use design::{Finding, Operation, Score, Severity};
use render::{InkMask, OVERFLOW_SLACK_PX};

use super::verdict;
use crate::subject::{Subject, TextElement};

/// How far boxes of ink may run into each other, px: half the reach of anti-aliasing on either side.
const OVERLAP_SLACK_PX: f64 = 1.0;
/// Smallest share of its size to which type may be shrunk. Source: the design guide's fit policy.
const SHRINK_MIN: f64 = 0.82;
/// Smallest type that can be read at all, px; on paper, points. The floors of the design guide lie well above.
const LEGIBLE_PX_MIN: f64 = 6.0;
const LEGIBLE_PT_MIN: f64 = 4.5;

/// Signs of a run that are read with larger ones beside them: a currency mark, an ordinal, the cents of a price.
const SIGNS_MAX: usize = 3;

/// No text is set so small that nobody can read it, nor any words of it.
pub(super) fn legible_size(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let page = &subject.layout.document().page;
    let on_paper = page.bleed > 0.0;
    let least = if on_paper { LEGIBLE_PT_MIN * f64::from(page.dpi) / 72.0 } else { LEGIBLE_PX_MIN };
    let small = subject.texts.iter().filter_map(|text| {
        let size = smallest_words(text);
        (size < least && text.characters() > 0).then_some((text, size))
    });
    let tell = |(text, size): (&TextElement<'_>, f64)| {
        let message = format!("`{}` is set at {size:.1} px; nobody can read type below {least:.1} px here.", text.id());
        Finding::new("legible_size", Severity::Gate, message).at(text.id(), text.ink).measured(size, least)
    };
    verdict(small.map(tell).collect())
}

/// The size of a text's smallest words, px; of its largest glyphs where it has nothing but signs.
fn smallest_words(text: &TextElement<'_>) -> f64 {
    let letters = |run: &&render::GlyphRun| run.text.chars().filter(|c| c.is_alphanumeric()).count();
    let words = text.set.runs.iter().filter(|run| letters(run) > SIGNS_MAX);
    words.map(|run| run.size).fold(text.size, f64::min)
}

/// Every text's ink lies in its box and on the page, and no line is wider than its box.
pub(super) fn overflow(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let page = subject.page();
    let mut findings = Vec::new();
    for text in &subject.texts {
        let (set, node) = (text.set, text.element.node);
        let by = excess(node.area, set.ink).max((set.bounds.w - node.area.w).max(0.0));
        if set.overflows || by > OVERFLOW_SLACK_PX {
            let message = format!("The text of `{}` is {by:.1} px larger than its box.", node.id);
            let finding = Finding::new("overflow", Severity::Gate, message).at(&node.id, text.ink);
            findings.push(mended(finding.measured(by, OVERFLOW_SLACK_PX), fitted(subject, text)));
        } else if excess(page, text.ink) > OVERFLOW_SLACK_PX {
            let by = excess(page, text.ink);
            let message = format!("The text of `{}` runs {by:.1} px off the page.", node.id);
            let finding = Finding::new("overflow", Severity::Gate, message).at(&node.id, text.ink);
            findings.push(mended(finding.measured(by, OVERFLOW_SLACK_PX), moved_onto_page(text, page)));
        }
    }
    verdict(findings)
}

pub(super) fn mended(finding: Finding, repair: Option<Operation>) -> Finding {
    match repair {
        Some(repair) => finding.mended_by(repair),
        None => finding,
    }
}

/// How far `inner` reaches out of `outer`, px; 0 when it does not.
fn excess(outer: Rect, inner: Rect) -> f64 {
    let out = [outer.x - inner.x, outer.y - inner.y, inner.right() - outer.right(), inner.bottom() - outer.bottom()];
    out.into_iter().fold(0.0, f64::max)
}

/// A larger box where there is room for it; else smaller type.
fn fitted(subject: &Subject<'_>, text: &TextElement<'_>) -> Option<Operation> {
    let (node, set) = (text.element.node, text.set);
    let grown = node.area.union(set.ink).union(set.bounds);
    let free = subject.texts.iter().filter(|other| other.id() != &node.id).all(|other| !collide(grown, other.ink));
    if text.is_level() && free && subject.page().contains(grown, 0.0) {
        return Some(Operation::SetBox { id: node.id.clone(), area: grown });
    }
    let wide = node.area.w / set.bounds.w.max(set.ink.w).max(1.0);
    // Type shrinks towards the edge that it is set to.
    let reach = match text.text.valign {
        VAlign::Top => set.ink.bottom() - node.area.y,
        VAlign::Middle => set.ink.h,
        VAlign::Bottom => node.area.bottom() - set.ink.y,
    };
    let high = node.area.h / reach.max(1.0);
    // A wrapped text that gets smaller also gets shorter by lines: about half of the shrinking is in each direction.
    let high = if text.text.wrap && set.lines.len() > 1 { libm::sqrt(high) } else { high };
    let scale = wide.min(high).min(1.0) * 0.98;
    if !(SHRINK_MIN..1.0).contains(&scale) {
        return None;
    }
    let mut smaller = text.text.clone();
    smaller.runs.iter_mut().for_each(|run| run.size = design::geometry::round_px(run.size * scale));
    Some(Operation::SetText { id: node.id.clone(), text: smaller })
}

fn moved_onto_page(text: &TextElement<'_>, page: Rect) -> Option<Operation> {
    let (ink, node) = (text.ink, text.element.node);
    if ink.w > page.w || ink.h > page.h || !text.is_level() {
        return None;
    }
    let dx = (page.x - ink.x).max(0.0) - (ink.right() - page.right()).max(0.0);
    let dy = (page.y - ink.y).max(0.0) - (ink.bottom() - page.bottom()).max(0.0);
    Some(Operation::SetBox { id: node.id.clone(), area: node.area.translate(dx, dy) })
}

pub(super) fn collide(a: Rect, b: Rect) -> bool {
    let common = a.intersection(b);
    common.w > OVERLAP_SLACK_PX && common.h > OVERLAP_SLACK_PX
}

/// The ink of lines of different texts does not collide. Boxes are compared first, ink where a text is turned.
pub(super) fn text_overlap(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let mut findings = Vec::new();
    for (index, a) in subject.texts.iter().enumerate() {
        for b in subject.texts[index + 1..].iter().filter(|b| collide(a.ink, b.ink)) {
            let common = a
                .lines
                .iter()
                .flat_map(|line| {
                    b.lines.iter().filter(|other| collide(*line, **other)).map(|other| line.intersection(*other))
                })
                .reduce(Rect::union);
            let Some(common) = common else { continue };
            if (a.is_level() && b.is_level()) || inks_meet(a, b) {
                let message = format!("The texts `{}` and `{}` run into each other.", a.id(), b.id());
                let finding = Finding::new("text_overlap", Severity::Gate, message);
                findings.push(finding.at(b.id(), common).measured(common.w.min(common.h), OVERLAP_SLACK_PX));
            }
        }
    }
    verdict(findings)
}

/// Whether any pixel is mostly ink of both.
fn inks_meet(a: &TextElement<'_>, b: &TextElement<'_>) -> bool {
    let second: Vec<InkMask> = b.inks(|_| true).map(|(_, ink)| ink).collect();
    a.inks(|_| true).any(|(_, one)| {
        second.iter().any(|two| {
            let (x0, y0) = (one.x.max(two.x), one.y.max(two.y));
            let x1 = (one.x + one.width).min(two.x + two.width);
            let y1 = (one.y + one.height).min(two.y + two.height);
            let at = |mask: &InkMask, x: u32, y: u32| {
                mask.coverage[(y - mask.y) as usize * mask.width as usize + (x - mask.x) as usize]
            };
            (y0..y1).any(|y| (x0..x1).any(|x| at(&one, x, y) > 127 && at(two, x, y) > 127))
        })
    })
}

/// Some face has a glyph for every character.
pub(super) fn missing_glyph(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let nodes = subject.elements.iter().filter_map(|element| Some((element, subject.layout.text(&element.node.id)?)));
    let lacking = nodes.filter(|(_, set)| !set.missing.is_empty());
    let tell = |(element, set): (&crate::Element<'_>, &render::TextLayout)| {
        let missing: String = set.missing.iter().take(12).collect();
        let message = format!("No face has the characters \"{missing}\" of `{}`.", element.node.id);
        let finding = Finding::new("missing_glyph", Severity::Gate, message).at(&element.node.id, element.area);
        finding.measured(set.missing.len() as f64, 0.0)
    };
    verdict(lacking.map(tell).collect())
}

/// Nothing that matters lies off the page; what is too small to be seen is told.
pub(super) fn off_page(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let page = subject.page();
    let mut findings = Vec::new();
    for element in &subject.elements {
        let node = element.node;
        let seen = page.intersection(element.area).area();
        let matters = matches!(node.content, Content::Text { .. }) || matches!(node.role, Role::Logo | Role::Cta);
        if seen <= 0.0 {
            let severity = if matters { Severity::Gate } else { Severity::Warn };
            let message = format!("Nothing of `{}` lies on the page.", node.id);
            findings.push(Finding::new("off_page", severity, message).at(&node.id, element.area).measured(0.0, 0.0));
        } else if seen < page.area() * 1e-5 {
            let message = format!("`{}` is too small to be seen.", node.id);
            let finding = Finding::new("off_page", Severity::Info, message).at(&node.id, element.area);
            findings.push(finding.measured(seen / page.area(), 1e-5));
        }
    }
    verdict(findings)
}
