//! Stacking a column: fixed parts take what they need, the leading text gets the rest.

use design::Rect;
use design::brief::FactKind;
use design::document::{Align, Feature, FontRef, Role};

use super::display::{self, Room};
use super::emphasis::{self, Accented, Device};
use super::lockup;
use super::orders::Order;
use super::parts::build;
use super::setting::{Mark, SetLine, Setting, Stacked, Tint};
use crate::archetype::{Column, Fit, On, Part, Show};
use crate::content::{Content, Piece};
use crate::ruler::{Ruler, Style};
use crate::scale::{self, Scale};
use crate::sense;
use crate::voice::Voice;

/// The size below which nobody can read type on a screen, with a little to spare, px.
const LEGIBLE_PX: f64 = 6.25;
/// The leeway down to which type stays legible.
const LEGIBLE_MERCY_MIN: f64 = 0.5;

/// What every column of a design is set with.
pub(crate) struct Shop<'r, 'f> {
    pub(crate) ruler: &'r mut Ruler<'f>,
    pub(crate) scale: Scale,
    pub(crate) voice: Voice,
    /// Whether labels are set in spaced capitals.
    pub(crate) spaced: bool,
    /// How words of the headline are stressed.
    pub(crate) device: Device,
    /// What the colours can stress.
    pub(crate) accented: Accented,
    /// Factor on the sizes of facts and supporting lines where there is room to spare.
    pub(crate) grow: f64,
    /// Factor on the sizes of everything that does not lead.
    pub(crate) shrink: f64,
    /// Factor on the smallest sizes of what leads.
    pub(crate) mercy: f64,
    /// Factor on the smallest size of everything else: the guide's floor holds but for the last resort.
    pub(crate) leeway: f64,
}

/// A column with everything in its place, in page px.
#[derive(Debug, Clone, Default)]
pub(crate) struct Solved {
    pub(crate) area: Rect,
    pub(crate) marks: Vec<Mark>,
    /// Where the ink of the head stack ends; the top of the column when there is none.
    pub(crate) head_end: f64,
    /// Where the ink of the tail stack begins; the bottom of the column when there is none.
    pub(crate) tail_start: f64,
    /// Width in use.
    pub(crate) width: f64,
    /// Clockwise turn of the marks about the middle of the area, degrees.
    pub(crate) turn: f64,
}

impl Shop<'_, '_> {
    /// Smallest size of anything, px. Only the last resort goes below what can be read, so that it says by how much.
    pub(super) fn floor(&self) -> f64 {
        let floor = self.scale.px(self.scale.floor) * self.leeway;
        if self.leeway >= LEGIBLE_MERCY_MIN { floor.max(LEGIBLE_PX) } else { floor }
    }

    /// A size between the ends of a span, shrunk as far as the floor allows, px.
    pub(super) fn size(&self, span: scale::Span, t: f64) -> f64 {
        (self.scale.px(span.0 + (span.1 - span.0) * t) * self.shrink).max(self.floor())
    }

    /// As [`size`](Self::size), larger where there is room to spare by a share of the factor.
    pub(super) fn grown(&self, span: scale::Span, t: f64, share: f64) -> f64 {
        self.size(span, t) * (1.0 + (self.grow - 1.0) * share)
    }

    pub(super) fn style(&self, font: &FontRef, size: f64, upper: bool) -> Style {
        let r = size / self.scale.body_px();
        let mono = font.family.contains("Mono");
        let still = mono || !self.ruler.script().tracked;
        let em = if still { 0.0 } else { scale::tracking(r, font.weight, upper) };
        let features = if upper { vec![Feature::CaseForms] } else { Vec::new() };
        Style { font: font.clone(), tracking: libm::round(em * 1000.0) as i32, upper, features }
    }

    /// Sets running text in lines no wider than `w`.
    fn lines(&mut self, text: &str, style: &Style, size: f64, w: f64) -> Vec<SetLine> {
        let space = self.ruler.space(style);
        let ruler = &mut *self.ruler;
        let lines = sense::fill(text, (w / size) * 0.995, space, &mut |word| ruler.line(style, word).width);
        lines
            .into_iter()
            .map(|text| {
                let measure = self.ruler.line(style, &text);
                SetLine::plain(text, size, measure)
            })
            .collect()
    }

    /// The larger of the sizes at which every text stays on one line; the usual size when one is too long anyway.
    pub(super) fn one_line(&mut self, texts: &[&str], font: &FontRef, grown: f64, usual: f64, w: f64) -> f64 {
        for step in [1.0, 0.66, 0.33, 0.0] {
            let size = usual + (grown - usual).max(0.0) * step;
            let style = self.style(font, size, false);
            if texts.iter().all(|text| self.ruler.line(&style, text).width * size <= w * 0.985) {
                return size;
            }
        }
        usual
    }

    pub(super) fn setting(
        &mut self,
        id: &str,
        piece: &Piece,
        font: &FontRef,
        size: f64,
        w: f64,
        tint: Tint,
    ) -> Setting {
        let style = self.style(font, size, false);
        self.styled(id, piece, style, size, w, tint)
    }

    /// A small line that names what follows: in spaced capitals where the design sets its labels so and the words bear it.
    pub(super) fn label(&mut self, id: &str, piece: &Piece, font: &FontRef, size: f64, w: f64, tint: Tint) -> Setting {
        if !self.spaced || !bears_capitals(&piece.text) {
            return self.setting(id, piece, font, size, w, tint);
        }
        // Capitals look larger than small letters of the same size.
        let size = (size * 0.8).max(self.floor());
        let style = self.style(font, size, true);
        self.styled(id, piece, style, size, w, tint)
    }

    pub(super) fn styled(&mut self, id: &str, piece: &Piece, style: Style, size: f64, w: f64, tint: Tint) -> Setting {
        // A word wider than the column makes its text smaller rather than leave the column.
        let widest = sense::units(&piece.text, usize::MAX)
            .iter()
            .map(|unit| self.ruler.line(&style, unit.text))
            .map(|m| m.width.max(m.ink_right))
            .fold(0.0, f64::max);
        let size = if widest * size > w * 0.99 { w * 0.985 / widest } else { size };
        let lines = self.lines(&piece.text, &style, size, w);
        let r = size / self.scale.body_px();
        let leading = if lines.len() > 1 { scale::leading(r, false).min(1.36) - 0.04 } else { 1.2 };
        let leading = leading + self.ruler.script().lead;
        let (align, optical, hang) = (Align::Start, true, 0.0);
        Setting { id: id.to_owned(), role: piece.role, style, lines, leading, tint, align, optical, hang }
    }

    fn display_font(&self, lockup: bool) -> FontRef {
        if lockup { self.voice.numeral.clone() } else { self.voice.display.clone() }
    }
}

/// Whether a label may be set in capitals: a few plain words. Names that have capitals inside, addresses and what mixes
/// figures with letters keep their case.
fn bears_capitals(text: &str) -> bool {
    let plain = |word: &str| {
        let inner = word.chars().skip(1).any(char::is_uppercase);
        let shouted = word.chars().all(|c| !c.is_lowercase());
        let mixed = word.chars().any(|c| c.is_ascii_digit()) && word.chars().any(char::is_alphabetic);
        (!inner || shouted) && !mixed && !word.contains(['@', '/', '.'])
    };
    let words = text.split_whitespace().count();
    (1..=4).contains(&words) && text.chars().count() <= 28 && text.split_whitespace().all(plain)
}

/// Stacks a column in `area`; `None` when the text does not fit.
pub(crate) fn stack(
    shop: &mut Shop<'_, '_>,
    column: &Column,
    order: &Order<'_>,
    area: Rect,
    room: f64,
) -> Option<Solved> {
    if area.w < 1.0 || area.h < 1.0 {
        return None;
    }
    let mut fixed_head: Vec<(Part, Option<Stacked>)> = Vec::new();
    let mut fixed_tail: Vec<(Part, Option<Stacked>)> = Vec::new();
    for (parts, into) in [(&order.head, &mut fixed_head), (&order.tail, &mut fixed_tail)] {
        for &part in parts {
            let built = build(shop, part, order.content, column, area.w);
            let stunted = built.as_ref().is_some_and(|built| is_stunted(shop, built));
            if stunted || built.is_none() && matches!(part, Part::Bands(_)) {
                return None;
            }
            if built.is_some() || leads(part, order.content) {
                into.push((part, built));
            }
        }
    }
    // First with the leading texts empty, to know what is left for them.
    let rest = |side: &[(Part, Option<Stacked>)], shop: &Shop<'_, '_>| -> f64 {
        side.iter().filter_map(|(_, built)| built.as_ref()).map(|b| b.height).sum::<f64>() + gaps(shop, side)
    };
    let between = if order.head.is_empty() || order.tail.is_empty() || fixed_tail.is_empty() || fixed_head.is_empty() {
        0.0
    } else {
        shop.scale.step(2) * shop.shrink
    };
    let free = area.h - rest(&fixed_head, shop) - rest(&fixed_tail, shop) - between.max(room * area.h);
    let shows: Vec<(usize, bool)> = fixed_head
        .iter()
        .enumerate()
        .filter(|(_, (_, built))| built.is_none())
        .map(|(index, _)| (index, true))
        .chain(fixed_tail.iter().enumerate().filter(|(_, (_, b))| b.is_none()).map(|(index, _)| (index, false)))
        .collect();
    let mut left = free;
    let total: f64 = shows
        .iter()
        .map(|&(i, head)| show_of(if head { fixed_head[i].0 } else { fixed_tail[i].0 }).map_or(0.0, |s| s.sizes.1))
        .sum();
    for &(index, head) in &shows {
        let part = if head { fixed_head[index].0 } else { fixed_tail[index].0 };
        let show = show_of(part)?;
        let mine = if shows.len() > 1 { free * (show.sizes.1 / total) } else { left };
        let h = mine.min(left).min(show.share * area.h);
        let built = lead(shop, part, &show, order.content, column, area.w, h)?;
        left -= built.height;
        if head { fixed_head[index].1 = Some(built) } else { fixed_tail[index].1 = Some(built) }
    }
    let spread = |side: Vec<(Part, Option<Stacked>)>| -> Vec<(Part, Stacked)> {
        side.into_iter().filter_map(|(part, built)| built.map(|built| (part, built))).collect()
    };
    place(shop, column, area, spread(fixed_head), spread(fixed_tail), between)
}

/// Whether a text had to become smaller than anything may be, for the sake of a word that is wider than the column.
fn is_stunted(shop: &Shop<'_, '_>, built: &Stacked) -> bool {
    let least = shop.floor() * 0.995;
    let small = |mark: &Mark| matches!(mark, Mark::Text { setting, .. } if setting.size() < least);
    shop.leeway >= 1.0 && built.marks.iter().any(small)
}

fn place(
    shop: &Shop<'_, '_>,
    column: &Column,
    area: Rect,
    head: Vec<(Part, Stacked)>,
    tail: Vec<(Part, Stacked)>,
    between: f64,
) -> Option<Solved> {
    let mut solved = Solved { area, head_end: area.y, tail_start: area.bottom(), ..Solved::default() };
    let offsets = |side: &[(Part, Stacked)]| -> (Vec<f64>, f64) {
        let mut y = 0.0;
        let mut tops = Vec::with_capacity(side.len());
        for (index, (_, built)) in side.iter().enumerate() {
            if index > 0 {
                y += gap(shop, &side[index - 1], &side[index]);
            }
            tops.push(y);
            y += built.height;
        }
        (tops, y)
    };
    let (head_tops, head_height) = offsets(&head);
    let (tail_tops, tail_height) = offsets(&tail);
    let head_drop = head.last().map_or(0.0, |(_, b)| b.drop);
    let tail_rise = tail.first().map_or(0.0, |(_, b)| b.rise);
    let needed = head_height
        + tail_height
        + if head.is_empty() || tail.is_empty() { 0.0 } else { between.max(head_drop + tail_rise) };
    if needed > area.h + 0.75 {
        return None;
    }
    let head_y = if column.middle { area.y + (area.h - head_height) / 2.0 } else { area.y };
    let tail_y = area.bottom() - tail_height;
    for (side, tops, y) in [(&head, &head_tops, head_y), (&tail, &tail_tops, tail_y)] {
        for ((_, built), top) in side.iter().zip(tops) {
            for mark in &built.marks {
                solved.marks.push(shifted(mark.clone(), area.x, y + top));
            }
            solved.width = solved.width.max(built.width);
        }
    }
    if !head.is_empty() {
        solved.head_end = head_y + head_height + head_drop;
    }
    if !tail.is_empty() {
        solved.tail_start = tail_y - tail_rise;
    }
    Some(solved)
}

pub(crate) fn shifted(mark: Mark, dx: f64, dy: f64) -> Mark {
    match mark {
        Mark::Text { setting, x, y, w } => Mark::Text { setting, x: x + dx, y: y + dy, w },
        Mark::Plate { x, y, w, h } => Mark::Plate { x: x + dx, y: y + dy, w, h },
        Mark::Rule { x, y, w, h, strong } => Mark::Rule { x: x + dx, y: y + dy, w, h, strong },
        Mark::Dot { x, y, d } => Mark::Dot { x: x + dx, y: y + dy, d },
    }
}

fn gaps(shop: &Shop<'_, '_>, side: &[(Part, Option<Stacked>)]) -> f64 {
    let empty = Stacked::default();
    side.windows(2)
        .map(|pair| {
            let a = (pair[0].0, pair[0].1.clone().unwrap_or_else(|| empty.clone()));
            let b = (pair[1].0, pair[1].1.clone().unwrap_or_else(|| empty.clone()));
            let open = pair.iter().any(|(_, built)| built.is_none());
            // A leading text's own overhang is not known yet; a fifth of its likely size is kept for it.
            gap(shop, &a, &b) + if open { shop.scale.px(shop.scale.headline.0) * 0.2 * shop.shrink } else { 0.0 }
        })
        .sum()
}

/// Space between two parts: by how they belong together, never less than their ink needs.
fn gap(shop: &Shop<'_, '_>, above: &(Part, Stacked), below: &(Part, Stacked)) -> f64 {
    let step = match (above.0, below.0) {
        (Part::Gap(step), _) | (_, Part::Gap(step)) => shop.scale.step(step) / 2.0,
        (Part::Kicker, _) => shop.scale.step(1) * 1.3,
        (_, Part::Kicker) => shop.scale.step(2),
        (Part::Rule | Part::Bar, _) | (_, Part::Rule | Part::Bar) => shop.scale.step(1),
        (Part::Headline(_) | Part::Lockup(_), Part::Headline(_) | Part::Lockup(_)) => shop.scale.step(2),
        (Part::Headline(_) | Part::Lockup(_), Part::Sub | Part::Body) => shop.scale.step(2) * 1.15,
        (Part::Sub, Part::Body) => shop.scale.step(1),
        (_, Part::Legal) => shop.scale.step(1) * 1.2,
        (_, part) if part.holds_facts() => shop.scale.step(2) * 1.25,
        _ => shop.scale.step(2),
    };
    let clear = above.1.drop + below.1.rise + shop.scale.step(0) * 0.45;
    // Larger facts are further apart.
    let air = shop.shrink.max(0.3) * (1.0 + (shop.grow - 1.0) * 0.5);
    (step * air).max(above.1.after).max(below.1.before).max(clear)
}

fn show_of(part: Part) -> Option<Show> {
    match part {
        Part::Headline(show) | Part::Lockup(show) => Some(show),
        _ => None,
    }
}

/// Whether the part is a text that leads and has something to say.
fn leads(part: Part, content: &Content) -> bool {
    match part {
        Part::Headline(_) => !content.headline.text.is_empty(),
        Part::Lockup(_) => content.lockup.is_some(),
        _ => false,
    }
}

/// Sets a leading text in the room that is left.
fn lead(
    shop: &mut Shop<'_, '_>,
    part: Part,
    show: &Show,
    content: &Content,
    column: &Column,
    w: f64,
    h: f64,
) -> Option<Stacked> {
    let largest = shop.scale.px(shop.scale.headline.1);
    let body = shop.scale.body_px() * shop.shrink;
    let room = Room {
        w,
        h,
        // Facts may only grow while what leads stays far larger.
        least: (largest * show.sizes.0 * shop.mercy.min(1.0) * (1.0 + (shop.grow - 1.0) * 0.35))
            .max(body * shop.mercy.min(1.0)),
        most: largest * show.sizes.1,
        body: shop.scale.body_px(),
        floor: shop.floor(),
        align: column.align,
        hang: if column.on == On::Ground { shop.scale.px(shop.scale.margin) * 0.6 } else { 0.0 },
    };
    let upper = show.upper && shop.voice.capitals && content.headline.text.chars().count() <= 30;
    let font = shop.display_font(matches!(part, Part::Lockup(_)));
    let style = shop.style(&font, largest * (show.sizes.0 + show.sizes.1) / 2.0, upper);
    // On a low page the figure is the headline, and as a lockup it is far larger than as a line.
    let roomy = matches!(part, Part::Headline(_)) && shop.mercy > 0.8;
    let figure = content.figure.as_ref().filter(|_| roomy).and_then(|figure| {
        let room = Room { most: room.most.max(shop.scale.px(shop.scale.hero.1)), ..room };
        let style = shop.style(&shop.voice.numeral.clone(), room.most, false);
        lockup::fit(shop.ruler, figure, &style, &room).map(|setting| Setting { id: "headline".to_owned(), ..setting })
    });
    let mut setting = match part {
        Part::Lockup(_) => lockup::fit(shop.ruler, content.lockup.as_ref()?, &style, &room)?,
        Part::Headline(_) if figure.is_some() => figure?,
        _ => {
            let setting = display::fit(shop.ruler, &content.headline.text, &style, show, &room)?;
            // Only what is said is stressed, not who says it; and beside a figure that leads nothing is.
            let plain = content.lockup.is_some() || content.headline.kind == Some(FactKind::Name);
            let device = if plain { &Device::Plain } else { &shop.device };
            emphasis::apply(shop.ruler, setting, device, &shop.accented, column.on, &room)
        }
    };
    if content.lockup.is_some() && matches!(part, Part::Headline(_)) {
        setting.role = Role::Subhead;
    }
    setting.align = column.align;
    // The words of a lockup are about a third of its figure.
    let size = setting
        .lines
        .last()
        .map_or(0.0, |line| if line.spans.len() > 1 && setting.id != "headline" { line.size * 0.4 } else { line.size });
    let mut stacked = Stacked::text(setting, w);
    stacked.after = size * 0.34 + shop.scale.step(0) * 0.5;
    if show.fit == Fit::Stack {
        stacked.before = shop.scale.step(1);
    }
    Some(stacked)
}
