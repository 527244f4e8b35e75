//! Sizing the text that leads: the break and the size are chosen together.

use design::document::{Align, Role};

use super::optics::{self, reach};
use super::setting::{SetLine, Setting, Tint};
use crate::archetype::{Fit, Show};
use crate::ruler::{Ruler, Style};
use crate::scale;
use crate::sense::{Split, serves, splits};

/// Lines of a stack differ at most by this factor.
const STACK_RATIO_MAX: f64 = 3.4;
/// Kept free of the measured width, so that rounding never makes a line too wide.
pub(super) const SAFETY: f64 = 0.998;

/// Least white between letters of neighbouring lines, em.
const CLEAR: f64 = 0.06;
/// White between the lines of a stack, as a multiple of their mean size.
const STACK_GAP: f64 = 0.13;

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
    /// How lines will be aligned.
    pub(crate) align: Align,
    /// How far punctuation may hang out over the edge.
    pub(crate) hang: f64,
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
    let Candidate { lines, leading, hang, .. } = fitted.into_iter().next()?;
    Some(Setting {
        id: "headline".to_owned(),
        role: Role::Headline,
        style: style.clone(),
        lines,
        leading,
        tint: Tint::Ink,
        align: Align::Start,
        optical: true,
        hang,
    })
}

/// One way of setting a text.
struct Candidate {
    lines: Vec<SetLine>,
    leading: f64,
    /// How far ink hangs out over the edge, px.
    hang: f64,
    /// How large it is, in a unit that the candidates of one text share.
    worth: f64,
    /// How badly it reads.
    penalty: f64,
}

/// Base-line distance for lines of one size: tight, but no letter meets one of the next line.
fn leading_of(lines: &[SetLine], room: &Room, upper: bool) -> f64 {
    let size = lines.iter().map(|line| line.size).fold(0.0, f64::max);
    let wanted = scale::leading(size / room.body, upper) - 0.05;
    wanted.max(clear_leading(lines, room.align)).clamp(0.78, 1.3)
}

/// The least leading at which no letter meets one of the next line.
pub(super) fn clear_leading(lines: &[SetLine], align: Align) -> f64 {
    lines.windows(2).map(|pair| reach(&pair[0], &pair[1], align) / pair[1].size).fold(0.0, f64::max) + CLEAR
}

fn height(lines: &[SetLine], leading: f64) -> f64 {
    let pitch = |line: &SetLine| line.leading.unwrap_or(leading) * line.size;
    lines.iter().enumerate().map(|(i, line)| if i == 0 { line.measure.cap * line.size } else { pitch(line) }).sum()
}

fn hang(ruler: &mut Ruler<'_>, way: &Split, style: &Style, room: &Room) -> Option<Candidate> {
    let mut lines: Vec<SetLine> = way.lines.iter().map(|text| SetLine::display(ruler, style, text, 1.0)).collect();
    let widest = lines.iter().map(SetLine::ink_width).fold(0.0, f64::max);
    let mut size = (room.w * SAFETY / widest).min(room.most);
    // Leading depends on the size, and the size on the height: two rounds settle it.
    for _ in 0..3 {
        lines.iter_mut().for_each(|line| line.size = size);
        let tall = height(&lines, leading_of(&lines, room, style.upper));
        if tall > room.h {
            size *= room.h / tall * SAFETY;
        }
    }
    lines.iter_mut().for_each(|line| line.size = size);
    let hang = optics::align(&mut lines, room.align, room.hang);
    let leading = leading_of(&lines, room, style.upper);
    let fits = size >= room.least && height(&lines, leading) <= room.h + 0.5;
    fits.then_some(Candidate { lines, leading, hang, worth: size, penalty: way.penalty })
}

fn stack(ruler: &mut Ruler<'_>, way: &Split, style: &Style, room: &Room) -> Option<Candidate> {
    let mut lines: Vec<SetLine> = way.lines.iter().map(|text| SetLine::display(ruler, style, text, 1.0)).collect();
    lines.iter_mut().for_each(|line| line.size = room.w * SAFETY / line.ink_width());
    let smallest = lines.iter().map(|line| line.size).fold(f64::INFINITY, f64::min);
    for line in &mut lines {
        line.size = line.size.min(smallest * STACK_RATIO_MAX).min(room.most);
    }
    optics::align(&mut lines, room.align, 0.0);
    even_gaps(&mut lines, room.align);
    let tall = height(&lines, 1.0);
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
    let worth = filled * (0.45 + 0.55 * kindred);
    Some(Candidate { lines, leading: 1.0, hang: 0.0, worth, penalty: way.penalty + 18.0 * shouted })
}

/// Gives lines of different sizes the same white between them, whatever their sizes: from base line to the tops of the
/// capitals, more where descenders need it.
fn even_gaps(lines: &mut [SetLine], align: Align) {
    let mean = lines.iter().map(|line| line.size).sum::<f64>() / lines.len().max(1) as f64;
    let gap = STACK_GAP * mean;
    for index in 1..lines.len() {
        let (above, below) = (&lines[index - 1], &lines[index]);
        let capitals = below.measure.cap * below.size + gap;
        let pitch = capitals.max(reach(above, below, align) + gap * 0.5);
        let size = lines[index].size;
        lines[index].leading = Some(pitch / size);
    }
}
