//! Text as text: every character at its place, for those who have the faces; selectable for all.

use std::fmt::Write as _;

use design::document::{Node, Paint, Text};

use super::{Writer, number, push_escaped};
use crate::text::GlyphRun;

impl Writer<'_> {
    pub(super) fn live_run(&mut self, run: &GlyphRun, paint: &Paint, node: &Node, text: &Text) {
        let (Some(first), Some(style)) = (run.glyphs.first(), text.runs.get(run.style)) else { return };
        let fill = self.paint(paint, node.area);
        let _ = write!(self.out, r#"<text xml:space="preserve" y="{}" x=""#, number(first.y));
        if run.rtl {
            // Readers order and join the letters themselves, from the right end.
            let end = run.glyphs.iter().map(|glyph| glyph.x + glyph.advance).fold(first.x, f64::max);
            let _ = write!(self.out, r#"{}" direction="rtl"#, number(end));
        } else {
            for (index, x) in character_places(run).iter().enumerate() {
                let _ = write!(self.out, "{}{}", if index > 0 { " " } else { "" }, number(*x));
            }
        }
        self.out.push_str("\" font-family=\"'");
        push_escaped(&mut self.out, &run.family.replace('\'', ""));
        let generic = match run.family.as_str() {
            "Libertinus Serif" | "New Computer Modern" => "serif",
            "DejaVu Sans Mono" => "monospace",
            _ => "sans-serif",
        };
        let _ = write!(
            self.out,
            r#"', {generic}" font-size="{}" font-weight="{}""#,
            number(run.size),
            style.font.weight.clamp(1, 1000)
        );
        if style.font.italic {
            self.out.push_str(r#" font-style="italic""#);
        }
        self.axes(run);
        let _ = write!(self.out, r#" fill="{fill}">"#);
        push_escaped(&mut self.out, &run.text);
        self.out.push_str("</text>");
    }

    /// Places on axes that CSS has no property for; weight and the upright's slant it has.
    fn axes(&mut self, run: &GlyphRun) {
        let own = run.instance.variations.iter().filter(|(tag, _)| tag != b"wght");
        let settings: Vec<String> = own
            .filter_map(|(tag, place)| {
                Some(format!("'{}' {}", std::str::from_utf8(tag).ok()?, number(f64::from(*place))))
            })
            .collect();
        if !settings.is_empty() {
            let _ = write!(self.out, r#" style="font-variation-settings:{}""#, settings.join(","));
        }
    }
}

/// Where each UTF-16 unit of the run's words stands (SVG 2, "addressable characters"); letters of a ligature share its
/// advance.
fn character_places(run: &GlyphRun) -> Vec<f64> {
    let mut places = Vec::with_capacity(run.text.len());
    for (at, c) in run.text.char_indices() {
        let place = run.glyphs.iter().find(|glyph| glyph.text.contains(&at)).map(|glyph| {
            let source = run.text.get(glyph.text.clone()).unwrap_or_default();
            let letters = source.chars().count().max(1) as f64;
            let before = source.char_indices().filter(|(byte, _)| glyph.text.start + byte < at).count() as f64;
            glyph.x + glyph.advance * before / letters
        });
        let place = place.or_else(|| places.last().copied()).unwrap_or_default();
        places.extend(std::iter::repeat_n(place, c.len_utf16()));
    }
    places
}
