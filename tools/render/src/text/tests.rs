use design::document::{Align, Case, Feature, VAlign};
use proptest::prelude::*;

use super::*;
use crate::fixture::{run, text};

const AREA: Rect = Rect { x: 100.0, y: 50.0, w: 400.0, h: 300.0 };

fn set(text: &Text) -> TextLayout {
    lay_out_text(&FontBook::embedded(), text, AREA)
}

#[track_caller]
fn check_lines(words: &str, size: f64, wrap: bool, want: &[&str]) {
    let layout = set(&Text { wrap, ..text(words, size) });
    let lines: Vec<&str> = layout.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(lines, want, "{words:?} at {size}");
}

#[test]
fn lines_break_between_words_and_at_hard_breaks() {
    check_lines("Fresh herbs and tomato seedlings", 48.0, true, &["Fresh herbs and", "tomato seedlings"]);
    check_lines("Fresh herbs and tomato seedlings", 48.0, false, &["Fresh herbs and tomato seedlings"]);
    check_lines("one\ntwo", 20.0, false, &["one", "two"]);
    check_lines("one\n\ntwo\r\nthree", 20.0, true, &["one", "", "two", "three"]);
    check_lines("", 20.0, true, &[]);
    check_lines("a\tb", 20.0, true, &["a b"]);
}

#[test]
fn base_lines_are_a_multiple_of_the_size_apart() {
    let layout = set(&Text { leading: 0.9, ..text("one\ntwo\nthree", 50.0) });
    let baselines: Vec<f64> = layout.lines.iter().map(|line| line.baseline).collect();
    assert_eq!(baselines[1] - baselines[0], 45.0);
    assert_eq!(baselines[2] - baselines[1], 45.0);
    assert!(layout.lines[0].cap_top < baselines[0] - 30.0);
}

#[test]
fn a_bigger_run_pushes_its_line_down() {
    let mut mixed = text("small ", 20.0);
    mixed.runs.push(run("Big", "Inter", 900, 80.0));
    mixed.runs.push(run("\nsmall", "Inter", 400, 20.0));
    let layout = set(&mixed);
    assert_eq!(layout.lines.len(), 2);
    // The break belongs to the small run, so the second line is as far below as a small line is.
    assert_eq!(layout.lines[1].baseline - layout.lines[0].baseline, 24.0);
    let sizes: Vec<f64> = layout.runs.iter().map(|run| run.size).collect();
    assert_eq!(sizes, [20.0, 80.0, 20.0]);
}

#[test]
fn alignment_moves_what_is_seen() {
    for (align, tracking) in [(Align::Start, 0.0), (Align::Center, 0.2), (Align::End, 0.2)] {
        let mut words = Text { align, wrap: false, ..text("HHH ", 40.0) };
        words.runs[0].tracking = tracking;
        let line = &set(&words).lines[0];
        let (left, right) = (line.ink.x - AREA.x, AREA.right() - line.ink.right());
        // Spaces and the spacing behind the last letter do not count, so only side bearings are left.
        let gap = match align {
            Align::Start => left,
            Align::Center => (left - right).abs(),
            Align::End => right,
        };
        assert!(gap < 5.0, "{align:?}: {left} {right}");
    }
}

#[test]
fn vertical_alignment_uses_ascent_descent_and_capitals() {
    let at = |valign| set(&Text { valign, ..text("Hxg\nHxg", 40.0) });
    assert_eq!(at(VAlign::Top).bounds.y, AREA.y);
    assert!((at(VAlign::Bottom).bounds.bottom() - AREA.bottom()).abs() < 0.05);
    let middle = at(VAlign::Middle);
    let seen = (middle.lines[0].cap_top + middle.lines[1].baseline) / 2.0;
    assert!((seen - AREA.center().1).abs() < 0.05, "{seen}");
}

#[test]
fn hebrew_runs_from_right_to_left() {
    let layout = set(&text("שלום abc", 40.0));
    assert!((layout.lines[0].bounds.right() - AREA.right()).abs() < 0.05, "it starts at the right");
    let hebrew = layout.runs.iter().find(|run| run.text.contains('ש')).unwrap();
    let latin = layout.runs.iter().find(|run| !run.rtl && run.text.contains("abc")).unwrap();
    assert_eq!((hebrew.family.as_str(), hebrew.rtl), ("Libertinus Serif", true), "Inter has no Hebrew");
    assert!(latin.glyphs[0].x < hebrew.glyphs[0].x, "what comes second lies to the left");
    let ends: Vec<usize> = hebrew.glyphs.iter().map(|glyph| glyph.text.start).collect();
    assert!(ends.is_sorted_by(|a, b| a > b), "from left to right, letters come last first: {ends:?}");
}

#[test]
fn the_language_decides_where_lines_start() {
    let layout = set(&Text { language: "he".to_owned(), ..text("2026", 40.0) });
    assert!((layout.lines[0].bounds.right() - AREA.right()).abs() < 0.05);
}

#[test]
fn capitals_are_shown_and_the_text_keeps_its_spelling() {
    let show = |words: &str, language: &str| {
        let layout = set(&Text { case: Case::Upper, language: language.to_owned(), ..text(words, 30.0) });
        layout.lines[0].text.clone()
    };
    assert_eq!(show("Straße & café", "de"), "STRAẞE & CAFÉ");
    assert_eq!(show("Μαΐου, άυλη ώρα ή τσάι", "el"), "ΜΑΪΟΥ, ΑΫΛΗ ΩΡΑ Ή ΤΣΑΪ");
    assert_eq!(show("istanbul", "tr"), "İSTANBUL");
    assert_eq!(show("istanbul", "en"), "ISTANBUL");
}

#[test]
fn a_shifted_run_moves_alone() {
    let mut plain = text("30", 100.0);
    plain.wrap = false;
    plain.runs.push(run("%", "Inter", 400, 50.0));
    plain.runs.push(run(" off", "Inter", 400, 100.0));
    let mut shifted = plain.clone();
    shifted.runs[1].shift = [0.1, 0.5];
    let (a, b) = (set(&plain), set(&shifted));
    assert_eq!(a.lines[0].text, b.lines[0].text);
    assert_eq!(
        (a.runs[0].glyphs.clone(), a.runs[2].glyphs.clone()),
        (b.runs[0].glyphs.clone(), b.runs[2].glyphs.clone())
    );
    let (before, after) = (&a.runs[1].glyphs[0], &b.runs[1].glyphs[0]);
    assert_eq!((after.x - before.x, after.y - before.y), (5.0, -25.0));
}

#[test]
fn a_line_may_ask_for_its_own_distance() {
    let mut lines = text("one\n", 50.0);
    lines.runs.push(run("two\n", "Inter", 400, 80.0));
    lines.runs.push(run("three", "Inter", 400, 50.0));
    lines.runs[1].leading = Some(0.8);
    let baselines: Vec<f64> = set(&lines).lines.iter().map(|line| line.baseline).collect();
    assert_eq!((baselines[1] - baselines[0], baselines[2] - baselines[1]), (64.0, 60.0));
}

#[test]
fn figures_in_tables_are_of_one_width() {
    let width = |words: &str, features: &[Feature]| {
        let mut words = text(words, 100.0);
        words.runs[0].features = features.to_vec();
        set(&words).lines[0].bounds.w
    };
    assert!(width("111", &[]) < width("000", &[]) - 5.0);
    let tabular = [Feature::TabularFigures];
    assert!((width("111", &tabular) - width("000", &tabular)).abs() < 0.5);
}

#[test]
fn the_ink_of_glyphs_is_told_one_by_one() {
    let layout = set(&text("Hi", 100.0));
    let inks: Vec<Rect> = layout.runs[0].inks().collect();
    assert_eq!(inks.len(), 2);
    let whole = inks.into_iter().reduce(Rect::union).unwrap();
    assert!((whole.x - layout.ink.x).abs() < 0.02 && (whole.right() - layout.ink.right()).abs() < 0.02);
}

#[test]
fn weights_differ_in_their_ink() {
    let ink = |weight| {
        let mut words = text("Spring", 60.0);
        words.runs[0].font.weight = weight;
        let layout = set(&words);
        let run = &layout.runs[0];
        let outline = run.instance.outline(run.glyphs[4].id); // n
        let [left, _, right, _] = outline.bounds.unwrap();
        (layout.ink.w, right - left)
    };
    let (thin, regular, black) = (ink(100), ink(400), ink(900));
    assert!(thin.0 < regular.0 && regular.0 < black.0, "{thin:?} {regular:?} {black:?}");
    assert!(thin.1 < black.1);
}

#[test]
fn italics_lean_by_their_own_drawing() {
    for family in ["Inter", "Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono"] {
        let mut upright = text("lll", 100.0);
        upright.runs[0].font.family = family.to_owned();
        let mut italic = upright.clone();
        italic.runs[0].font.italic = true;
        let (a, b) = (set(&upright), set(&italic));
        let instance = |layout: &TextLayout| {
            let run = &layout.runs[0];
            (run.instance.face.file.clone(), run.instance.coords(), run.family.clone())
        };
        assert_ne!(instance(&a), instance(&b), "{family}");
        assert_eq!(a.runs[0].family, family);
        assert_eq!(b.runs[0].family, family);
    }
}

#[test]
fn what_nobody_can_draw_is_named_and_left_out() {
    let layout = set(&text("ok 🎉🎉\u{fe0f} \u{10ffff}ok", 40.0));
    assert_eq!(layout.missing, ['🎉', '\u{10ffff}']);
    assert!(layout.runs.iter().flat_map(|run| &run.glyphs).all(|glyph| glyph.id != 0));
    assert_eq!(layout.lines[0].text, "ok 🎉🎉\u{fe0f} \u{10ffff}ok");
    assert!(set(&text("plain", 40.0)).missing.is_empty());
}

#[test]
fn what_does_not_fit_overflows() {
    assert!(!set(&text("short", 40.0)).overflows);
    assert!(set(&Text { wrap: false, ..text("a line that is wider than its box", 40.0) }).overflows);
    assert!(set(&text("Incomprehensibilities", 90.0)).overflows, "a word wider than the box");
    assert!(set(&text("many\nlines\nin\na\nlow\nbox", 60.0)).overflows);
    // Spaces that reach out of the box are not seen.
    assert!(!set(&Text { wrap: false, ..text(&format!("short{}", " ".repeat(90)), 40.0) }).overflows);
}

#[test]
fn an_area_made_to_measure_holds_its_line() {
    let mut words = Text { wrap: false, ..text("Every second Saturday", 37.3) };
    words.runs[0].tracking = 0.07;
    let free = lay_out_text(&FontBook::embedded(), &words, Rect::new(0.0, 0.0, 4000.0, 100.0));
    let area = Rect::new(0.0, 0.0, free.bounds.w, free.bounds.h);
    let tight = lay_out_text(&FontBook::embedded(), &Text { wrap: true, ..words }, area);
    assert_eq!((tight.lines.len(), tight.overflows), (1, false));
}

#[test]
fn ink_is_where_the_outlines_are() {
    let layout = set(&text("H", 100.0));
    let line = &layout.lines[0];
    assert!((layout.ink.y - line.cap_top).abs() < 1.0, "{layout:?}");
    assert!((layout.ink.bottom() - line.baseline).abs() < 0.1);
    assert!(layout.ink.x > line.bounds.x && layout.ink.right() < line.bounds.right());
    let blank = set(&text(" ", 100.0));
    assert_eq!((blank.ink.w, blank.ink.h), (0.0, 0.0));
}

#[test]
fn every_length_lies_on_the_grid() {
    let layout = set(&Text { align: Align::Center, ..text("Grid of a sixty-fourth", 33.33) });
    for glyph in layout.runs.iter().flat_map(|run| &run.glyphs) {
        for length in [glyph.x, glyph.y, glyph.advance] {
            assert_eq!(length * 64.0, libm::round(length * 64.0));
        }
    }
}

#[test]
fn a_warm_cache_changes_nothing() {
    let book = FontBook::embedded();
    let words = text("Same words, same places", 41.0);
    let places =
        |layout: &TextLayout| -> Vec<Glyph> { layout.runs.iter().flat_map(|run| run.glyphs.clone()).collect() };
    let first = places(&lay_out_text(&book, &words, AREA));
    for size in [9.0, 41.0, 77.0] {
        let _ = lay_out_text(&book, &text("other words in between", size), AREA);
    }
    assert_eq!(places(&lay_out_text(&book, &words, AREA)), first);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_text_can_be_laid_out(
        words in "\\PC{0,60}|[\\x00-\\x1f \\u{200b}-\\u{202f}\\u{590}-\\u{6ff}a-z\\n]{0,60}",
        size in prop_oneof![Just(f64::NAN), Just(-3.0), Just(1e9), 0.0..200.0f64],
        tracking in prop_oneof![Just(f64::INFINITY), -2.0..2.0f64],
        leading in prop_oneof![Just(f64::NAN), -1.0..3.0f64],
        width in prop_oneof![Just(0.0), 1.0..900.0f64],
        weight: u16,
        upper: bool,
        wrap: bool,
    ) {
        let mut words = text(&words, size);
        words.runs[0].tracking = tracking;
        words.runs[0].font.weight = weight;
        words.leading = leading;
        words.wrap = wrap;
        words.case = if upper { Case::Upper } else { Case::AsIs };
        let layout = lay_out_text(&FontBook::embedded(), &words, Rect::new(0.0, 0.0, width, 100.0));
        for run in &layout.runs {
            prop_assert!(run.line < layout.lines.len());
            for glyph in &run.glyphs {
                prop_assert!(run.text.get(glyph.text.clone()).is_some());
                prop_assert!(glyph.x.is_finite() && glyph.y.is_finite());
            }
        }
    }
}

#[test]
fn ink_that_hangs_out_at_the_start_is_moved_in() {
    let mut words = Text { wrap: false, ..text("Join us\nfor jazz", 120.0) };
    words.runs[0].font.family = "Libertinus Serif".to_owned();
    words.runs[0].font.italic = true;
    let layout = set(&words);
    assert!(!layout.overflows);
    assert!(layout.ink.x >= AREA.x - 0.05, "{:?}", layout.ink);
    // Moved as one: the lines still start at the same edge.
    assert_eq!(layout.lines[0].bounds.x, layout.lines[1].bounds.x);
}

#[test]
fn what_is_remembered_is_what_would_be_shaped() {
    let fonts = FontBook::embedded();
    let variants = |words: &str| {
        let plain = Text { wrap: false, ..text(words, 40.0) };
        let mut spaced = plain.clone();
        spaced.runs[0].tracking = 0.1;
        let mut bold = plain.clone();
        bold.runs[0].font.weight = 800;
        [
            Text { align: Align::End, ..plain.clone() },
            Text { wrap: true, ..plain.clone() },
            Text { case: Case::Upper, ..plain.clone() },
            Text { leading: 2.0, ..text("one\ntwo", 40.0) },
            plain,
            spaced,
            bold,
        ]
    };
    let narrow = Rect { w: 160.0, ..AREA };
    let laid = |words: &str| {
        let all = variants(words);
        all.iter()
            .flat_map(|text| [lay_out_text(&fonts, text, AREA), lay_out_text(&fonts, text, narrow)])
            .map(|laid| (laid.ink, laid.lines.len(), laid.bounds))
            .collect::<Vec<_>>()
    };
    let first = laid("Fresh herbs and seedlings");
    assert_eq!(first, laid("Fresh herbs and seedlings"), "from memory");
    // More texts than are remembered push the first ones out.
    for index in 0..600 {
        let _ = lay_out_text(&fonts, &text(&format!("text {index}"), 12.0), AREA);
    }
    assert_eq!(first, laid("Fresh herbs and seedlings"), "shaped again");
    for (index, one) in first.iter().enumerate().step_by(2).filter(|(index, _)| *index != 2) {
        assert!(first[..index].iter().all(|other| other != one), "variant {index} is told apart");
    }
}
