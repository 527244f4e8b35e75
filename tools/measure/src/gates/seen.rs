//! Text that is drawn is seen: nothing lies over it, and nothing makes it too faint.

use design::document::{Content, Role};
use design::geometry::Rect;
use design::{Finding, Operation, Score, Severity};
use render::InkMask;

use super::contrast::{linear_table, luminance, on_white};
use super::setting::{collide, mended};
use super::verdict;
use crate::subject::{Subject, TextElement};

/// Largest share of one letter that may be hidden: of which less is seen is not read.
const LETTER_COVERED_MAX: f64 = 0.33;
/// Share of a headline's ink that may lie behind something; less of any other text.
const COVERED_MAX: f64 = 0.08;
const COVERED_SMALL_MAX: f64 = 0.01;
/// Contrast with what is behind it, by its drawn pixels, below which ink hardly shows. What the gate of contrast passes is far
/// from it, unless something lies over it.
const FAINT: f64 = 1.5;
/// Share of a text's ink that may be so faint.
const FAINT_MAX: f64 = 0.25;
/// Fewest pixels wholly covered by a run's ink by which it is judged; thinner type is judged by its darkest pixels.
const WHOLE_MIN: usize = 8;

/// Nothing that is drawn later hides a text: where its ink covers a pixel wholly, the page shows something else than
/// the page without text. Nor does a veil over it, or the group that it fades with, leave it hardly seen: where something
/// lies over a text or it is see-through, no more than a quarter of its drawn ink has a contrast below 1.5 with the page
/// without text.
pub(super) fn covered_text(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let linear = linear_table();
    let mut findings = Vec::new();
    for text in &subject.texts {
        let later = subject.elements.iter().any(|element| {
            element.z > text.element.z
                && !matches!(element.node.content, Content::Text { .. })
                && collide(element.area, text.ink)
        });
        if !later && text.element.opacity >= 1.0 {
            continue;
        }
        let Hidden { share, letter, faint } = hidden(subject, text, &linear);
        let most = if text.role() == Role::Headline { COVERED_MAX } else { COVERED_SMALL_MAX };
        let judged = [
            (share, most, "of the text", "is hidden behind something"),
            (letter, LETTER_COVERED_MAX, "of a letter of the text", "is hidden behind something"),
            (faint, FAINT_MAX, "of the text", "hardly shows"),
        ];
        let Some((share, most, what, how)) = judged.into_iter().find(|(share, most, ..)| share > most) else {
            continue;
        };
        let message = format!("{:.0} % {what} `{}` {how}.", share * 100.0, text.id());
        let finding = Finding::new("covered_text", Severity::Gate, message).at(text.id(), text.ink);
        let top = subject.layout.document().nodes.len();
        let level = later && subject.layout.document().nodes.iter().any(|node| node.id == *text.id());
        let raised = level.then(|| Operation::Reorder { id: text.id().clone(), index: top.saturating_sub(1) });
        findings.push(mended(finding.measured(share, most), raised));
    }
    verdict(findings)
}

/// How much of a text is not seen.
struct Hidden {
    /// Share of the pixels wholly covered by its ink that look the same without it.
    share: f64,
    /// The same share of the letter of which least is seen; 0 for turned texts, whose letters have no level boxes.
    letter: f64,
    /// Share of those pixels that look nearly the same.
    faint: f64,
}

/// Pixels that are mostly ink, and how many of them do not show it.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    inked: u64,
    same: u64,
    faint: u64,
}

impl Count {
    fn share(self, of: u64) -> f64 {
        if self.inked == 0 { 0.0 } else { of as f64 / self.inked as f64 }
    }
}

fn hidden(subject: &Subject<'_>, text: &TextElement<'_>, linear: &[f64; 256]) -> Hidden {
    let (mut all, mut letter) = (Count::default(), 0.0_f64);
    for (run, mask) in text.inks(|_| true) {
        let look = Look { subject, mask: &mask, least: least_ink(&mask), linear };
        let whole = Rect::new(f64::from(mask.x), f64::from(mask.y), f64::from(mask.width), f64::from(mask.height));
        let counted = look.count(whole);
        all.inked += counted.inked;
        all.same += counted.same;
        all.faint += counted.faint;
        if counted.same > 0 && text.element.turn == 0.0 {
            let letters = run.inks().map(|ink| look.count(ink)).map(|count| count.share(count.same));
            letter = letters.fold(letter, f64::max);
        }
    }
    Hidden { share: all.share(all.same), letter, faint: all.share(all.faint) }
}

/// How much ink a pixel has that is judged: all of it, unless the type is too thin to cover any.
fn least_ink(mask: &InkMask) -> u8 {
    let whole = mask.coverage.iter().filter(|ink| **ink == 255).take(WHOLE_MIN).count();
    let most = mask.coverage.iter().copied().max().unwrap_or(255);
    if whole == WHOLE_MIN { 255 } else { (u16::from(most) * 3 / 4).max(1) as u8 }
}

/// The ink of a run on the page with and without text.
struct Look<'l, 'a> {
    subject: &'l Subject<'a>,
    mask: &'l InkMask,
    least: u8,
    linear: &'l [f64; 256],
}

impl Look<'_, '_> {
    /// The inked pixels of `area`, and how many of them look the same, or nearly, without the text.
    fn count(&self, area: Rect) -> Count {
        let (mask, subject) = (self.mask, self.subject);
        let clamp = |value: f64, first: u32, count: u32| (value.max(0.0) as u32).clamp(first, first + count) - first;
        let (x0, x1) = (clamp(area.x, mask.x, mask.width), clamp(libm::ceil(area.right()), mask.x, mask.width));
        let (y0, y1) = (clamp(area.y, mask.y, mask.height), clamp(libm::ceil(area.bottom()), mask.y, mask.height));
        let width = subject.pixels.width as usize;
        let mut count = Count::default();
        for y in y0..y1 {
            let row = (y * mask.width) as usize;
            let inked = |x: &u32| mask.coverage.get(row + *x as usize).is_some_and(|ink| *ink >= self.least);
            for x in (x0..x1).filter(inked) {
                let at = ((mask.y + y) as usize * width + (mask.x + x) as usize) * 4;
                let both = (subject.pixels.data.get(at..at + 4), subject.ground.data.get(at..at + 4));
                let (Some(with), Some(without)) = both else { continue };
                count.inked += 1;
                count.same += u64::from(with[..3] == without[..3]);
                // Ink that covers a pixel in part is faint by nature.
                count.faint += u64::from(self.least == 255 && self.is_faint(with, without));
            }
        }
        count
    }

    fn is_faint(&self, with: &[u8], without: &[u8]) -> bool {
        let [a, b] = [with, without].map(|rgba| luminance(on_white(rgba), self.linear) + 0.05);
        a.max(b) / a.min(b) < FAINT
    }
}
