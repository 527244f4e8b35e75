//! Sets a text in the faces of a font folder and says which glyphs stand where.
//!
//! ```sh
//! maquette fonts add noto-sans-arabic --fonts fonts
//! cargo run --release -p maquette-examples --example typeset -- \
//!     fonts "Noto Sans Arabic" ar 600 "سوق الليل على الرصيف" line.png > glyphs.json
//! ```
//!
//! You will see the picture, and on stdout a JSON object: the lines as they break in a box of the width given (px), and
//! for each run its file, direction and glyphs (index, x, y, advance). Characters that no face has are named.

use std::collections::BTreeMap;

use anyhow::Context as _;
use design::document::{Align, Case, Content, FontRef, Paint, Run, Text, VAlign};
use maquette::{BrandKit, Document, FontBook, FontFolder, Format};
use render::{TextLayout, lay_out};
use serde_json::{Value, json};

const SIZE: f64 = 64.0;

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [folder, family, language, width, text, png] = &words[..] else {
        anyhow::bail!("name a font folder, a family, a language, a width in px, a text and a picture to write");
    };
    let kit = BrandKit::builtin();
    let (fonts, _) = FontBook::with(&kit, &FontFolder::open(folder.as_ref())?.read()?)?;
    let width: f64 = width.parse().context("the width is no number")?;
    let document = page(&kit, &fonts, family, language, width, text)?;
    let layout = lay_out(&document, &kit, &fonts, &BTreeMap::new())?;
    std::fs::write(png, layout.to_png(1.0)?)?;
    let set = layout.text(&"words".into()).context("the text is gone")?;
    println!("{}", told(set));
    Ok(())
}

/// A page with the text on it, as high as the text needs.
fn page(
    kit: &BrandKit,
    fonts: &FontBook,
    family: &str,
    language: &str,
    width: f64,
    text: &str,
) -> anyhow::Result<Document> {
    let run = Run::new(text, FontRef::new(family, 500), SIZE);
    let text = Text {
        runs: vec![run],
        align: Align::Start,
        valign: VAlign::Top,
        leading: 1.5,
        case: Case::AsIs,
        wrap: true,
        language: language.to_owned(),
    };
    let area = design::Rect::new(40.0, 40.0, width, 1.0);
    let height = render::lay_out_text(fonts, &text, area).bounds.h.max(64.0);
    let format = Format::parse(&format!("{}x{}", width as u32 + 80, height as u32 + 80))?;
    let mut document = Document::new(&format, kit.reference());
    let (ground, ink) = (kit.roles.ground.first(), kit.roles.ink.first());
    let fill = |token: Option<&design::TokenPath>| token.map(Paint::token).context("the kit has no colours");
    let node = |id: &str, area, content| design::Node::new(id, design::Role::Body, area, content);
    let shape = design::document::Shape::Rect { radius: 0.0 };
    let under = Content::Shape { shape, fill: Some(fill(ground)?), stroke: None };
    document.nodes.push(node("ground", format.page_box(), under));
    let area = design::Rect::new(40.0, 40.0, width, height);
    document.nodes.push(node("words", area, Content::Text { text, fill: fill(ink)? }));
    Ok(document)
}

fn told(set: &TextLayout) -> Value {
    let runs: Vec<Value> = set
        .runs
        .iter()
        .map(|run| {
            let glyphs = run.glyphs.iter().map(|glyph| json!([glyph.id, glyph.x, glyph.y, glyph.advance]));
            json!({
                "line": run.line, "family": run.family, "file": run.file(), "axes": run.variations(),
                "size": run.size, "rtl": run.rtl, "text": run.text, "glyphs": glyphs.collect::<Vec<_>>(),
            })
        })
        .collect();
    let lines: Vec<&str> = set.lines.iter().map(|line| line.text.as_str()).collect();
    json!({ "lines": lines, "runs": runs, "missing": set.missing.iter().collect::<String>() })
}
