//! Sizing the text that leads: the break and the size are chosen together.

use design::document::{Align, Role};

use super::setting::{SetLine, Setting, Tint};
use crate::archetype::{Fit, Show};
use crate::content::Lockup;
use crate::ruler::{Ruler, Style};
use crate::scale;
use crate::sense::{Split, serves, splits};

/// Lines of a stack differ at most by this factor.
const STACK_RATIO_MAX: f64 = 3.4;
/// Kept free of the measured width, so that rounding never makes a line too wide.
const SAFETY: f64 = 0.998;

/// The room for a leading text, px.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    pub(crate) w: f64,
    pub(crate) h: f64,
    /// Smallest size that is worth it.
    pub(crate) least: f64,
    /// Largest size.
    pub(crate) most: f64,
    /// Size of body text, against which size is large.
    pub(crate) body: f64,
    /// Smallest size of the words beside a figure.
    pub(crate) floor: f64,
}

/// Sets `text` in `room`; `None` when it does not fit at the smallest size.
pub(crate) fn fit(ruler: &mut Ruler<'_>, text: &str, style: &Style, show: &Show, room: &Room) -> Option<Setting> {
    if room.w <= 0.0 || room.h <= 0.0 {
        return None;
    }
    let space = ruler.space(style);
    let ways = splits(text, show.lines, space, &mut |word| ruler.line(style, word).width);
    let mut fitted: Vec<Candidate> = ways
        .iter()
        .filter_map(|way| match show.fit {
            Fit::Hang => hang(ruler, way, style, room),
            Fit::Stack => stack(ruler, way, style, room),
        })
        .collect();
    let best = fitted.iter().map(|candidate| candidate.worth).reduce(f64::max)?;
    let score = |candidate: &Candidate| candidate.worth / best * 3.0 - candidate.penalty / 6.0;
    fitted.sort_by(|a, b| score(b).total_cmp(&score(a)));
    let Candidate { lines, leading, .. } = fitted.into_iter().next()?;
    Some(Setting {
        id: "headline".to_owned(),
        role: Role::Headline,
        style: style.clone(),
        lines,
        leading,
        tint: Tint::Ink,
        align: Align::Start,
        optical: true,
    })
}

/// One way of setting a text.
struct Candidate {
    lines: Vec<SetLine>,
    leading: f64,
    /// How large it is, in a unit that the candidates of one text share.
    worth: f64,
    /// How badly it reads.
    penalty: f64,
}

/// Base-line distance for lines of one size: tight, but no letter meets one of the next line.
fn leading_of(lines: &[SetLine], room: &Room, upper: bool) -> f64 {
    let size = lines.iter().map(|line| line.size).fold(0.0, f64::max);
    let wanted = scale::leading(size / room.body, upper) - 0.05;
    let clear = lines
        .windows(2)
        .map(|pair| (pair[0].measure.ink_bottom * pair[0].size + pair[1].measure.ink_top * pair[1].size) / pair[1].size)
        .fold(0.0, f64::max)
        + 0.045;
    wanted.max(clear).clamp(0.80, 1.3)
}

fn height(lines: &[SetLine], leading: f64) -> f64 {
    lines
        .iter()
        .enumerate()
        .map(|(i, line)| if i == 0 { line.measure.cap * line.size } else { leading * line.size })
        .sum()
}

fn hang(ruler: &mut Ruler<'_>, way: &Split, style: &Style, room: &Room) -> Option<Candidate> {
    let measures: Vec<_> = way.lines.iter().map(|line| ruler.line(style, line)).collect();
    let left = measures.iter().map(|m| m.ink_left).fold(f64::INFINITY, f64::min);
    let right = measures.iter().map(|m| m.ink_right).fold(0.0, f64::max);
    let widest = (right - left).max(1e-6);
    let at = |size: f64| -> Vec<SetLine> {
        let lines = way.lines.iter().zip(&measures);
        lines.map(|(text, measure)| SetLine { text: text.clone(), size, measure: *measure }).collect()
    };
    let mut size = (room.w * SAFETY / widest).min(room.most);
    // Leading depends on the size, and the size on the height: two rounds settle it.
    for _ in 0..3 {
        let lines = at(size);
        let tall = height(&lines, leading_of(&lines, room, style.upper));
        if tall > room.h {
            size *= room.h / tall * SAFETY;
        }
    }
    let lines = at(size);
    let leading = leading_of(&lines, room, style.upper);
    let fits = size >= room.least && height(&lines, leading) <= room.h + 0.5;
    fits.then_some(Candidate { lines, leading, worth: size, penalty: way.penalty })
}

fn stack(ruler: &mut Ruler<'_>, way: &Split, style: &Style, room: &Room) -> Option<Candidate> {
    let mut lines: Vec<SetLine> = way
        .lines
        .iter()
        .map(|text| {
            let measure = ruler.line(style, text);
            let size = room.w * SAFETY / (measure.ink_right - measure.ink_left).max(1e-6);
            SetLine { text: text.clone(), size, measure }
        })
        .collect();
    let smallest = lines.iter().map(|line| line.size).fold(f64::INFINITY, f64::min);
    for line in &mut lines {
        line.size = line.size.min(smallest * STACK_RATIO_MAX).min(room.most);
    }
    let gap = |lines: &[SetLine]| {
        lines
            .windows(2)
            .map(|p| (p[0].measure.ink_bottom.max(0.0) * p[0].size + p[1].measure.ink_top * p[1].size) / p[1].size)
            .fold(0.0, f64::max)
            + 0.11
    };
    let leading = gap(&lines).clamp(0.72, 1.35);
    let tall = height(&lines, leading);
    let shrink = (room.h / tall).min(1.0);
    for line in &mut lines {
        line.size *= shrink;
    }
    let largest = lines.iter().map(|line| line.size).fold(0.0, f64::max);
    let smallest = lines.iter().map(|line| line.size).fold(f64::INFINITY, f64::min);
    if smallest < room.least * 0.5 || largest < room.least {
        return None;
    }
    // A good stack fills its room both ways and its lines are of kindred size.
    let filled = (tall * shrink / room.h).min(1.0) * shrink;
    let kindred = (1.6 / (largest / smallest)).min(1.0);
    // A line as wide as the others but of small words would shout what matters least.
    let shouted = lines.iter().filter(|line| serves(&line.text)).count() as f64;
    Some(Candidate { lines, leading, worth: filled * (0.45 + 0.55 * kindred), penalty: way.penalty + 18.0 * shouted })
}

/// Sets a figure with its words: the figure as large as it fits, the words before and after it to its width.
pub(crate) fn fit_lockup(ruler: &mut Ruler<'_>, lockup: &Lockup, style: &Style, room: &Room) -> Option<Setting> {
    let words = |text: &str, ruler: &mut Ruler<'_>, target: f64| -> Vec<String> {
        if text.is_empty() {
            return Vec::new();
        }
        // Words next to a figure are best on one line; long ones on two or three.
        let space = ruler.space(style);
        let ways = splits(text, 3, space, &mut |word| ruler.line(style, word).width);
        let cost = |way: &Split, ruler: &mut Ruler<'_>| {
            let widest = way.lines.iter().map(|line| ruler.line(style, line).width).fold(0.0, f64::max);
            libm::fabs(libm::log((widest / target).max(0.05))) * 6.0 + way.penalty + 2.0 * way.lines.len() as f64
        };
        let mut ranked: Vec<(f64, Vec<String>)> =
            ways.iter().map(|way| (cost(way, ruler), way.lines.clone())).collect();
        ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
        ranked.into_iter().next().map(|(_, lines)| lines).unwrap_or_default()
    };
    let figure = ruler.line(style, &lockup.figure);
    // Beside a figure its words look right at about a quarter of its size.
    let target = figure.width * 3.4;
    let mut texts = words(&lockup.before, ruler, target);
    let figure_at = texts.len();
    texts.push(lockup.figure.clone());
    texts.extend(words(&lockup.after, ruler, target));
    let mut lines: Vec<SetLine> = texts
        .into_iter()
        .map(|text| {
            let measure = ruler.line(style, &text);
            SetLine { size: room.w * SAFETY / (measure.ink_right - measure.ink_left).max(1e-6), text, measure }
        })
        .collect();
    let figure_size = lines[figure_at].size.min(room.most);
    lines[figure_at].size = figure_size;
    let width = (lines[figure_at].measure.ink_right - lines[figure_at].measure.ink_left) * figure_size;
    for (index, line) in lines.iter_mut().enumerate() {
        if index != figure_at {
            let full = width / (line.measure.ink_right - line.measure.ink_left).max(1e-6);
            line.size = full.min(figure_size * 0.46);
        }
    }
    let leading = lines
        .windows(2)
        .map(|p| (p[0].measure.ink_bottom.max(0.0) * p[0].size + p[1].measure.ink_top * p[1].size) / p[1].size)
        .fold(0.0, f64::max)
        .max(0.7)
        + 0.2;
    let leading = leading.min(1.6);
    let shrink = (room.h / height(&lines, leading)).min(1.0);
    for line in &mut lines {
        line.size *= shrink;
    }
    let smallest = lines.iter().map(|line| line.size).fold(f64::INFINITY, f64::min);
    (smallest >= room.floor && lines[figure_at].size >= room.least).then(|| Setting {
        id: "offer".to_owned(),
        role: Role::Headline,
        style: style.clone(),
        lines,
        leading,
        tint: Tint::Ink,
        align: Align::Start,
        optical: true,
    })
}
