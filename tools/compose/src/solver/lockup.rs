//! Figures as lockups: a price, a percentage or a date with its words set around it as one form.
//!
//! All lengths are em of the figure, x to the right, y up from the lowest base line. The words stay one line of live text
//! in reading order; each part is moved to its place on it.

use design::document::{Align, Role};

use super::display::{Room, SAFETY};
use super::setting::{SetLine, Setting, Span, Tint};
use crate::content::Lockup;
use crate::ruler::{Ink, Ruler, Style};
use crate::sense::splits;

/// A raised sign, as a multiple of the figure. Source: the design guide, "numerals, prices, dates".
const SIGN: f64 = 0.52;
/// A raised percent sign beside its figure.
const PERCENT: f64 = 0.62;
/// Raised cents.
const CENTS: f64 = 0.46;
/// An ordinal, "pm", "k".
const ENDING: f64 = 0.42;
/// The words above a figure.
const BEFORE: f64 = 0.25;
/// The unit of a price.
const UNIT: f64 = 0.25;
/// The least and the most that words beside a figure are of its size.
const WORDS: (f64, f64) = (0.17, 0.46);
/// Space between a figure and what stands above, under or beside it.
const GAP: f64 = 0.115;
/// Space between a figure and its sign.
const SIGN_GAP: f64 = 0.05;
/// Base-line distance of the words beside a figure.
const LEADING: f64 = 1.02;

/// A figure taken apart: "£12.50" is `£`, `12`, `.50`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Figure<'t> {
    sign: &'t str,
    digits: &'t str,
    cents: &'t str,
    ending: &'t str,
}

impl<'t> Figure<'t> {
    fn of(text: &'t str) -> Self {
        let first = text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
        let last = text.rfind(|c: char| c.is_ascii_digit()).map_or(text.len(), |at| at + 1);
        let (sign, core, ending) = (&text[..first], &text[first..last], &text[last..]);
        let point = core.len().checked_sub(3).filter(|&at| at > 0 && core.is_char_boundary(at));
        let cents = point.filter(|&at| core[at..].starts_with(['.', ',']) && !sign.is_empty() | ending.contains('€'));
        let (digits, cents) = core.split_at(cents.unwrap_or(core.len()));
        Self { sign, digits, cents, ending }
    }
}

/// Parts with their places.
#[derive(Debug, Clone, Default)]
struct Board {
    /// A part, where its ink starts and its base line.
    parts: Vec<(Span, f64, f64)>,
    /// From the lowest base line to the top of the highest line.
    height: f64,
    width: f64,
    /// The smallest part that is read as words.
    smallest: f64,
    /// How well the form suits what is said.
    charm: f64,
}

impl Board {
    fn put(&mut self, text: &str, style: &Style, scale: f64, x: f64, y: f64) {
        let first = self.parts.is_empty();
        let text = if first { text.to_owned() } else { format!(" {text}") };
        self.parts.push((Span { scale, ..Span::plain(&text, style) }, x, y));
        self.smallest = if self.smallest == 0.0 { scale } else { self.smallest.min(scale) };
    }

    fn lift(&mut self, by: f64) {
        self.parts.iter_mut().for_each(|part| part.2 += by);
        self.height += by;
    }

    /// The parts on one line of text, each moved to its place.
    fn line(&self, ruler: &Ruler<'_>, size: f64) -> SetLine {
        let mut spans: Vec<Span> = self.parts.iter().map(|part| part.0.clone()).collect();
        let (_, natural) = ruler.spans(&spans);
        for (index, (span, (_, x, y))) in spans.iter_mut().zip(&self.parts).enumerate() {
            let left = natural.iter().filter(|(of, _)| *of == index).map(|(_, ink)| ink.left).reduce(f64::min);
            span.shift = [x - left.unwrap_or(*x), *y];
        }
        let text = spans.iter().map(|span| span.text.as_str()).collect();
        let (mut measure, inks) = ruler.spans(&spans);
        measure.cap = self.height;
        let inks: Vec<Ink> = inks.into_iter().map(|(_, ink)| ink).collect();
        SetLine { inks: inks.into(), spans, ..SetLine::plain(text, size, measure) }
    }
}

/// What the parts are cut from.
struct Cutter<'r, 'f, 's> {
    ruler: &'r mut Ruler<'f>,
    style: &'s Style,
}

impl Cutter<'_, '_, '_> {
    fn width(&mut self, text: &str) -> f64 {
        let measure = self.ruler.line(self.style, text);
        (measure.ink_right - measure.ink_left).max(1e-6)
    }

    fn top(&mut self, text: &str) -> f64 {
        self.ruler.line(self.style, text).ink_top
    }

    fn drop(&mut self, text: &str) -> f64 {
        self.ruler.line(self.style, text).ink_bottom.max(0.0)
    }

    fn cap(&mut self) -> f64 {
        self.ruler.line(self.style, "H").ink_top
    }

    /// The figure alone, its base line at 0, its signs raised to the top of its digits.
    fn figure(&mut self, figure: &Figure<'_>) -> Board {
        let style = self.style.clone();
        let mut board = Board::default();
        let mut x = 0.0;
        let top = self.top(figure.digits);
        let raise = |board: &mut Board, cutter: &mut Self, text: &str, scale: f64, x: &mut f64, raised: bool| {
            let own = cutter.top(text.trim()) * scale;
            let y = if raised { top - own } else { 0.0 };
            board.parts.push((Span { scale, ..Span::plain(text, &style) }, *x, y));
            *x += cutter.width(text.trim()) * scale;
        };
        if !figure.sign.is_empty() {
            // Letters such as "US$" or "CHF" are wide; they stay small.
            let scale = if figure.sign.chars().count() > 1 { SIGN * 0.7 } else { SIGN };
            raise(&mut board, self, figure.sign, scale, &mut x, true);
            x += SIGN_GAP;
        }
        raise(&mut board, self, figure.digits, 1.0, &mut x, false);
        if !figure.cents.is_empty() {
            x += SIGN_GAP * 0.7;
            raise(&mut board, self, figure.cents, CENTS, &mut x, true);
        }
        if !figure.ending.is_empty() {
            x += SIGN_GAP;
            let ending = figure.ending.trim();
            let low = ["am", "pm", "a.m.", "p.m.", "km", "kg", "m", "h"].contains(&ending);
            let scale = if ending == "%" {
                PERCENT
            } else if ending == "€" {
                SIGN
            } else {
                ENDING
            };
            raise(&mut board, self, figure.ending, scale, &mut x, !low);
        }
        board.width = x;
        board.height = top;
        board
    }

    /// Puts lines under what is there, each to its width or flush left.
    fn under(&mut self, board: &mut Board, lines: &[String]) {
        let style = self.style.clone();
        let width = board.width;
        let fitted: Vec<f64> = lines.iter().map(|line| width / self.width(line)).collect();
        // Lines that cannot all be as wide as the figure have one size, so that their ends and not their letters differ.
        let even = fitted.iter().copied().fold(f64::INFINITY, f64::min).min(0.30);
        let all = fitted.iter().all(|scale| (0.2..=WORDS.1).contains(scale));
        for (line, fit) in lines.iter().zip(&fitted) {
            let scale = if all { *fit } else { even };
            // Descenders above count as well as the letters' tops below.
            let lowest = board.parts.iter().map(|(span, _, y)| y - self.drop(span.text.trim()) * span.scale);
            let lowest = lowest.fold(0.0, f64::min);
            let by = (self.cap() * scale + GAP).max(self.top(line) * scale + GAP * 0.5 - lowest);
            board.lift(by);
            board.put(line, &style, scale, 0.0, 0.0);
        }
    }

    /// Puts a line above everything, flush left.
    fn above(&mut self, board: &mut Board, text: &str) {
        if text.is_empty() {
            return;
        }
        let style = self.style.clone();
        let scale = BEFORE.min(board.width / self.width(text));
        let y = board.height + GAP + self.drop(text) * scale * 0.5;
        let first = Span { scale, ..Span::plain(text, &style) };
        board.parts.insert(0, (first, 0.0, y));
        if let Some((next, ..)) = board.parts.get_mut(1) {
            next.text.insert(0, ' ');
        }
        board.height = y + self.cap() * scale;
        board.smallest = if board.smallest == 0.0 { scale } else { board.smallest.min(scale) };
    }

    /// Lines beside the figure, as high as it.
    fn beside(&mut self, board: &mut Board, lines: &[String], at_most: f64) -> bool {
        let style = self.style.clone();
        let n = lines.len() as f64 - 1.0;
        let scale = (board.height / (self.cap() + n * LEADING)).min(at_most);
        let x = board.width + GAP;
        let mut widest = 0.0_f64;
        for (index, line) in lines.iter().enumerate() {
            board.put(line, &style, scale, x, (n - index as f64) * LEADING * scale);
            widest = widest.max(self.width(line) * scale);
        }
        board.width = x + widest;
        scale >= WORDS.0
    }

    /// The percent sign over the word after it, both as wide as each other, beside the digits.
    fn tucked(&mut self, figure: &Figure<'_>, word: &str) -> Board {
        let style = self.style.clone();
        let bare = Figure { ending: "", ..figure.clone() };
        let mut board = self.figure(&bare);
        let ending = figure.ending.trim();
        let aspect = |cutter: &mut Self, text: &str| cutter.top(text) / cutter.width(text);
        let (sign, rest) = (aspect(self, ending), aspect(self, word));
        let gap = GAP * 0.62;
        let wide = (board.height - gap) / (sign + rest);
        let x = board.width + SIGN_GAP * 1.2;
        let (sign_scale, word_scale) = (wide / self.width(ending), wide / self.width(word));
        let raised = board.height - self.top(ending) * sign_scale;
        board.parts.push((Span { scale: sign_scale, ..Span::plain(figure.ending, &style) }, x, raised));
        board.put(word, &style, word_scale, x, 0.0);
        board.width = x + wide;
        board
    }

    /// Ways of breaking words into up to `most` lines, best first.
    fn ways(&mut self, text: &str, most: usize) -> Vec<Vec<String>> {
        let space = self.ruler.space(self.style);
        let (style, ruler) = (self.style, &mut *self.ruler);
        let mut ways = splits(text, most, space, &mut |word| ruler.line(style, word).width);
        ways.sort_by(|a, b| a.penalty.total_cmp(&b.penalty));
        let mut seen = Vec::new();
        ways.retain(|way| {
            !seen.contains(&way.lines.len()) && {
                seen.push(way.lines.len());
                true
            }
        });
        ways.into_iter().map(|way| way.lines).collect()
    }
}

/// The forms that a lockup may take.
fn forms(cutter: &mut Cutter<'_, '_, '_>, lockup: &Lockup) -> Vec<Board> {
    let figure = Figure::of(&lockup.figure);
    let after = lockup.after.as_str();
    let mut boards = Vec::new();
    if after.is_empty() {
        boards.push(cutter.figure(&figure));
    } else if after.starts_with('/') || after.starts_with("per ") || after == "each" {
        let mut board = cutter.figure(&figure);
        if cutter.beside(&mut board, &[after.to_owned()], UNIT) {
            board.charm = 0.4;
            boards.push(board);
        }
        let mut board = cutter.figure(&figure);
        cutter.under(&mut board, &[after.to_owned()]);
        boards.push(board);
    } else {
        let words: Vec<&str> = after.split_whitespace().collect();
        let short = words[0].chars().count() <= 4 && words[0].chars().all(char::is_alphabetic);
        if figure.ending.trim() == "%" && short {
            let mut board = cutter.tucked(&figure, words[0]);
            let rest = words[1..].join(" ");
            let below = cutter.ways(&rest, 3);
            board.charm = 0.5;
            for lines in below {
                let mut board = board.clone();
                cutter.under(&mut board, &lines);
                boards.push(board);
            }
            if rest.is_empty() {
                boards.push(board);
            }
        }
        for lines in cutter.ways(after, 3) {
            let mut board = cutter.figure(&figure);
            let several = lines.len() > 1;
            if cutter.beside(&mut board, &lines, 0.42) {
                board.charm = if several { 0.35 } else { 0.1 };
                boards.push(board);
            }
            let mut board = cutter.figure(&figure);
            cutter.under(&mut board, &lines);
            boards.push(board);
        }
    }
    for board in &mut boards {
        cutter.above(board, &lockup.before);
    }
    boards
}

/// Sets a figure with its words in the form that comes out largest and reads best; `None` when none fits.
pub(crate) fn fit(ruler: &mut Ruler<'_>, lockup: &Lockup, style: &Style, room: &Room) -> Option<Setting> {
    let style = Style { upper: false, ..style.clone() };
    let mut cutter = Cutter { ruler, style: &style };
    let sized = |board: &Board| (room.w * SAFETY / board.width).min(room.h / board.height).min(room.most);
    let boards: Vec<(f64, Board)> =
        forms(&mut cutter, lockup).into_iter().map(|board| (sized(&board), board)).collect();
    let fits = |size: f64, board: &Board| {
        let read = if board.smallest > 0.0 { board.smallest } else { 1.0 };
        size >= room.least && size * read >= room.floor
    };
    let best = boards.iter().map(|(size, _)| *size).reduce(f64::max)?;
    // A larger figure is worth more than a better form, within reason.
    let worth = |(size, board): &(f64, Board)| 2.2 * size / best + board.charm + board.smallest.min(0.3);
    let (size, board) =
        boards.into_iter().filter(|(size, board)| fits(*size, board)).max_by(|a, b| worth(a).total_cmp(&worth(b)))?;
    let line = board.line(cutter.ruler, size);
    Some(Setting {
        id: "offer".to_owned(),
        role: Role::Headline,
        style,
        lines: vec![line],
        leading: 1.0,
        tint: Tint::Ink,
        align: Align::Start,
        optical: true,
        hang: 0.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use design::brief::FactKind;
    use design::document::FontRef;
    use render::FontBook;

    use crate::content::Piece;

    fn lockup(kind: FactKind, text: &str) -> Lockup {
        let text = text.to_owned();
        Lockup::of(&Piece { text, role: Role::Body, kind: Some(kind), required: true, rank: 2 }).unwrap()
    }

    fn style(family: &str, weight: u16) -> Style {
        let font = FontRef::new(family, weight);
        Style { font, tracking: -18, upper: false, features: Vec::new() }
    }

    const SAID: &[(FactKind, &str)] = &[
        (FactKind::Offer, "30% off everything"),
        (FactKind::Offer, "Up to 50% off"),
        (FactKind::Offer, "20 % Rabatt auf alles"),
        (FactKind::Offer, "30 days free"),
        (FactKind::Price, "£12"),
        (FactKind::Price, "From £12.50"),
        (FactKind::Price, "€14 / 250 g"),
        (FactKind::Price, "50 cents"),
        (FactKind::Date, "Friday 14 March"),
        (FactKind::Date, "3–5 June"),
    ];

    #[test]
    fn a_lockup_says_what_it_was_made_of_in_reading_order() {
        let fonts = FontBook::embedded();
        for (kind, text) in SAID {
            let mut ruler = Ruler::new(&fonts, "en");
            for style in [style("Inter", 900), style("Libertinus Serif", 400)] {
                let lockup = lockup(*kind, text);
                let boards = forms(&mut Cutter { ruler: &mut ruler, style: &style }, &lockup);
                assert!(!boards.is_empty(), "{text}");
                for board in boards {
                    assert_eq!(board.line(&ruler, 100.0).text, *text);
                }
            }
        }
    }

    #[test]
    fn the_parts_of_a_lockup_keep_clear_of_each_other_and_fill_its_box() {
        let fonts = FontBook::embedded();
        for (kind, text) in SAID {
            let mut ruler = Ruler::new(&fonts, "en");
            let style = style("Inter", 900);
            let lockup = lockup(*kind, text);
            for board in forms(&mut Cutter { ruler: &mut ruler, style: &style }, &lockup) {
                let line = board.line(&ruler, 100.0);
                let (measure, inks) = ruler.spans(&line.spans);
                assert!(measure.ink_left.abs() < 0.01, "{text}: {measure:?}");
                assert!((measure.ink_right - board.width).abs() < 0.02, "{text}: {measure:?} {}", board.width);
                assert!(measure.ink_top >= board.height - 0.06 && measure.ink_top < board.height + 0.1, "{text}");
                for (index, (a, ink)) in inks.iter().enumerate() {
                    for (b, other) in inks[index + 1..].iter().filter(|(b, _)| a != b) {
                        let across = ink.right.min(other.right) - ink.left.max(other.left);
                        let along = ink.top.min(other.top) - ink.bottom.max(other.bottom);
                        assert!(across < 0.005 || along < 0.005, "{text}: parts {a} and {b} meet in {board:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_sign_is_raised_to_the_top_of_its_figure() {
        let fonts = FontBook::embedded();
        let mut ruler = Ruler::new(&fonts, "en");
        let style = style("Inter", 800);
        let board = Cutter { ruler: &mut ruler, style: &style }.figure(&Figure::of("£12.50"));
        let line = board.line(&ruler, 100.0);
        let (_, inks) = ruler.spans(&line.spans);
        let top = |span: usize| inks.iter().filter(|(of, _)| *of == span).map(|(_, ink)| ink.top).fold(0.0, f64::max);
        assert!((top(0) - top(1)).abs() < 0.005 && (top(2) - top(1)).abs() < 0.005, "{inks:?}");
        assert_eq!(line.text, "£12.50");
        assert!(line.spans[0].scale >= 0.45 && line.spans[0].scale <= 0.6);
    }

    #[test]
    fn figures_come_apart_at_their_signs_and_points() {
        let parts = |text: &'static str| {
            let Figure { sign, digits, cents, ending } = Figure::of(text);
            [sign, digits, cents, ending]
        };
        assert_eq!(parts("£12.50"), ["£", "12", ".50", ""]);
        assert_eq!(parts("1,200"), ["", "1,200", "", ""]);
        assert_eq!(parts("30%"), ["", "30", "", "%"]);
        assert_eq!(parts("3–5"), ["", "3–5", "", ""]);
        assert_eq!(parts("14,50€"), ["", "14", ",50", "€"]);
        assert_eq!(parts("7.30pm"), ["", "7.30", "", "pm"]);
    }
}
