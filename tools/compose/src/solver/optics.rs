//! Edges and gaps by ink: what looks aligned, and where letters of neighbouring lines meet.

use design::document::Align;

use super::setting::SetLine;
use crate::ruler::Ink;

/// Letters whose round or pointed left side reaches over an edge to look flush with it.
const ROUND: &str = "OCGQSoceqdgsAVWYvwy0689&@€";
/// How far they reach, em.
const OVERSHOOT: f64 = 0.011;
/// Punctuation that hangs out at the start of a line.
const HANGS: &str = "“”„‘’‚«»\"'([¿¡–—-•";
/// Punctuation that is not seen at the end of a centred line.
const TRAILS: &str = ".,:;!-–—”’\"'";
/// How near letters of two lines must be sideways for their heights to matter, em of the smaller.
const BESIDE: f64 = 0.07;

/// Puts the ink of every line on the edge that it is aligned with: the letters' own space is taken away, round letters
/// reach over it, opening quotes and dashes hang out by up to `hang_max` px. Says how far the ink of some line hangs out,
/// px: the lines are to start that much before the edge.
pub(super) fn align(lines: &mut [SetLine], align: Align, hang_max: f64) -> f64 {
    match align {
        Align::Start => flush(lines, hang_max),
        Align::Center => {
            lines.iter_mut().for_each(|line| line.nudge = trailing(line));
            0.0
        }
        Align::End => 0.0,
    }
}

fn flush(lines: &mut [SetLine], hang_max: f64) -> f64 {
    // Where the first ink of each line is to stand, px from the edge.
    let outs: Vec<f64> = lines
        .iter()
        .map(|line| {
            let hanging = line.text.chars().take_while(|c| HANGS.contains(*c)).count();
            let first = line.inks.first();
            let letter = line.inks.get(hanging).filter(|_| hanging < line.text.chars().count());
            let sign = match (first, letter) {
                (Some(first), Some(letter)) if hanging > 0 => (letter.left - first.left).max(0.0) * line.size,
                _ => 0.0,
            };
            let round = line.text.chars().nth(hanging).is_some_and(|c| ROUND.contains(c));
            sign.min(hang_max) + if round { OVERSHOOT * line.size } else { 0.0 }
        })
        .collect();
    let hang = outs.iter().copied().fold(0.0, f64::max);
    for (line, out) in lines.iter_mut().zip(outs) {
        line.nudge = (hang - out) / line.size.max(1e-6) - line.measure.ink_left;
    }
    hang
}

/// How much further right a centred line stands so that its letters, not its last point or comma, are centred, em.
fn trailing(line: &SetLine) -> f64 {
    let shown = line.text.chars().rev().take_while(|c| TRAILS.contains(*c)).count();
    let opening = line.text.chars().take_while(|c| HANGS.contains(*c)).count();
    let inked = line.inks.len();
    if shown >= inked || opening >= inked {
        return 0.0;
    }
    let after = if shown > 0 { line.measure.ink_right - line.inks[inked - 1 - shown].right } else { 0.0 };
    let before = if opening > 0 { line.inks[opening].left - line.measure.ink_left } else { 0.0 };
    // The line is centred with its shift, which takes back half of it.
    after - before
}

/// The base-line distance at which some letter of `below` would touch one of `above`, px. Letters that are not over
/// each other may share their heights.
pub(super) fn reach(above: &SetLine, below: &SetLine, align: Align) -> f64 {
    let start = |line: &SetLine| match align {
        Align::Start => line.nudge * line.size,
        Align::Center => (line.nudge - line.measure.width) * line.size / 2.0,
        Align::End => -line.measure.width * line.size,
    };
    let (a0, b0) = (start(above), start(below));
    let beside = BESIDE * above.size.min(below.size);
    let meet = |a: &Ink, b: &Ink| {
        a0 + a.left * above.size < b0 + b.right * below.size + beside
            && b0 + b.left * below.size < a0 + a.right * above.size + beside
    };
    let pairs = above.inks.iter().flat_map(|a| below.inks.iter().map(move |b| (a, b)));
    pairs.filter(|(a, b)| meet(a, b)).map(|(a, b)| b.top * below.size - a.bottom * above.size).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ruler::{Ruler, Style};
    use design::document::FontRef;
    use render::FontBook;

    fn lines(texts: &[&str]) -> Vec<SetLine> {
        let fonts = FontBook::embedded();
        let mut ruler = Ruler::new(&fonts, "en");
        let font = FontRef::new("Inter", 800);
        let style = Style { font, tracking: 0, upper: false, features: Vec::new() };
        texts.iter().map(|text| SetLine::display(&mut ruler, &style, text, 100.0)).collect()
    }

    #[test]
    fn stems_stand_on_the_edge_and_round_letters_reach_over_it() {
        let mut set = lines(&["Hills", "Over", "Town"]);
        let hang = align(&mut set, Align::Start, 40.0);
        let lefts: Vec<f64> = set.iter().map(|line| line.ink_left() - hang).collect();
        assert!(lefts[0].abs() < 1e-6 && lefts[2].abs() < 1e-6, "{lefts:?}");
        assert!((lefts[1] + 1.1).abs() < 1e-6, "{lefts:?}");
    }

    #[test]
    fn an_opening_quote_hangs_out_as_far_as_there_is_room() {
        let mut set = lines(&["“Hills", "Hedges"]);
        let hang = align(&mut set, Align::Start, 1_000.0);
        assert!(hang > 20.0);
        let letter = (set[0].inks[1].left + set[0].nudge) * 100.0;
        assert!((letter - set[1].ink_left()).abs() < 1e-6, "{letter} {}", set[1].ink_left());
        assert!(set.iter().all(|line| line.ink_left() >= -1e-6), "no ink before the start of the lines");
        assert!((align(&mut set, Align::Start, 7.0) - 7.0).abs() < 1e-6);
    }

    #[test]
    fn lines_meet_only_where_their_letters_are_over_each_other() {
        let over = lines(&["ggg", "lll"]);
        let apart = lines(&["noong", "lnoon"]);
        assert!(reach(&over[0], &over[1], Align::Start) > reach(&apart[0], &apart[1], Align::Start) + 15.0);
    }
}
