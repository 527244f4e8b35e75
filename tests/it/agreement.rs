//! One document, three files: the live SVG and the PDF have the glyphs of the layout, where the layout has them.
//! `scripts/check-agreement.sh` compares the pictures that other programs draw from them.

use std::collections::BTreeMap;

use compose::ProposeRequest;
use design::document::Content;
use design::{BrandKit, Brief, Format, Node};
use render::{FontBook, Layout, SvgText, lay_out};

use crate::{BRIEFS, pdf};

/// How far a glyph may lie from its place, px.
const APART_MAX: f64 = 1.0 / 64.0;

/// A glyph where a file has it, px of the page.
#[derive(Debug)]
struct Placed {
    text: String,
    x: f64,
    y: f64,
    /// The family and the glyph's index in its file, where that is known.
    face: (String, u32),
}

/// Designs in every shape of page, with and without bleed.
fn designs() -> Vec<Layout> {
    let pages = ["540x540", "300x250", "728x90", "160x600", "business-card", "480x640"];
    pages.iter().zip(BRIEFS).map(|(page, brief)| designed(page, brief)).collect()
}

/// The first plan that composes, with its pictures.
fn designed(page: &str, brief: &str) -> Layout {
    let (kit, fonts) = (BrandKit::builtin(), FontBook::embedded());
    let (brief, format) = (Brief::read(brief).unwrap(), Format::parse(page).unwrap());
    let copy = compose::write_copy(&brief, &kit, 7);
    let plans = compose::propose(&ProposeRequest {
        brief: &brief,
        copy: &copy,
        kit: &kit,
        fonts: &fonts,
        format: &format,
        count: 12,
        seed: 7,
        around: None,
        vary: &[],
        photographed: false,
        begun: None,
        edits: &[],
    });
    let composed = plans.iter().find_map(|plan| compose::compose(plan, &copy, &kit, &fonts, &format).ok());
    let composition = composed.unwrap_or_else(|| panic!("nothing composes on {page}"));
    let (document, pictures) = composition.illustrated(&kit).unwrap();
    lay_out(&document, &kit, &fonts, &pictures).unwrap()
}

/// The glyphs of the layout, in the order of drawing, before their layers are turned.
fn laid_out(layout: &Layout) -> Vec<Placed> {
    layout.document().walk().flat_map(|node| glyphs_of(layout, node)).collect()
}

/// The glyphs of the layout where they are seen, with the turns of their layers.
fn seen(layout: &Layout, nodes: &[Node], turns: &[(f64, f64, f64)]) -> Vec<Placed> {
    let mut placed = Vec::new();
    for node in nodes {
        let (x, y) = node.area.center();
        let turns = [&[(x, y, node.rotation.to_radians())], turns].concat();
        if let Content::Group { children } = &node.content {
            placed.extend(seen(layout, children, &turns));
        }
        placed.extend(glyphs_of(layout, node).into_iter().map(|glyph| {
            turns.iter().fold(glyph, |glyph, (x, y, turn)| {
                let (dx, dy) = (glyph.x - x, glyph.y - y);
                let (sin, cos) = turn.sin_cos();
                Placed { x: x + cos * dx - sin * dy, y: y + sin * dx + cos * dy, ..glyph }
            })
        }));
    }
    placed
}

fn glyphs_of(layout: &Layout, node: &Node) -> Vec<Placed> {
    let runs = layout.text(&node.id).into_iter().flat_map(|text| &text.runs);
    let runs = runs.filter(|run| !run.text.trim().is_empty());
    runs.flat_map(|run| {
        run.glyphs.iter().map(|glyph| Placed {
            text: run.text[glyph.text.clone()].to_owned(),
            x: glyph.x,
            y: glyph.y,
            face: (run.family.clone(), glyph.id),
        })
    })
    .collect()
}

#[track_caller]
fn same_places(wanted: &[Placed], found: &[Placed]) {
    assert!(wanted.len() > 5, "there is nothing to compare");
    assert_eq!(wanted.len(), found.len(), "not the same glyphs");
    for (wanted, found) in wanted.iter().zip(found) {
        assert_eq!(wanted.text, found.text);
        let apart = (wanted.x - found.x).abs().max((wanted.y - found.y).abs());
        assert!(apart <= APART_MAX, "{wanted:?} lies at {found:?}, {apart} px away");
    }
}

#[test]
fn the_live_svg_places_every_glyph_where_the_layout_has_it() {
    for layout in designs() {
        same_places(&laid_out(&layout), &in_svg(&layout.to_svg(SvgText::Live)));
    }
}

/// The characters of a live SVG; each stands for a glyph of its own in these faces, which draw no ligatures here.
fn in_svg(svg: &str) -> Vec<Placed> {
    let tree = resvg::usvg::roxmltree::Document::parse(svg).unwrap();
    let texts = tree.descendants().filter(|node| node.has_tag_name("text"));
    let mut placed = Vec::new();
    for text in texts {
        let words = text.text().unwrap_or_default();
        if words.trim().is_empty() {
            continue;
        }
        let y: f64 = text.attribute("y").unwrap().parse().unwrap();
        let xs: Vec<f64> = text.attribute("x").unwrap().split(' ').map(|x| x.parse().unwrap()).collect();
        assert_eq!(words.encode_utf16().count(), xs.len(), "every character has its place");
        let places = words.chars().scan(0, |unit, c| {
            let x = xs[*unit];
            *unit += c.len_utf16();
            Some(Placed { text: c.to_string(), x, y, face: Default::default() })
        });
        placed.extend(places);
    }
    placed
}

#[test]
fn the_pdf_places_every_glyph_where_the_layout_has_it() {
    for layout in designs() {
        same_places(&seen(&layout, &layout.document().nodes, &[]), &in_pdf(&layout));
    }
}

/// The glyphs of the PDF. Each code of each font stands for one glyph of one face.
fn in_pdf(layout: &Layout) -> Vec<Placed> {
    let sheet = pdf::read(&layout.to_pdf().unwrap());
    let page = &layout.document().page;
    let px = f64::from(page.dpi) / 72.0;
    let wanted = laid_out(layout);
    let mut faces: BTreeMap<(String, u16), (String, u32)> = BTreeMap::new();
    for (glyph, wanted) in sheet.glyphs.iter().zip(&wanted) {
        let known = faces.entry(glyph.code.clone()).or_insert_with(|| wanted.face.clone());
        assert_eq!(*known, wanted.face, "one code stands for two glyphs");
    }
    let place = |glyph: pdf::PdfGlyph| Placed {
        text: glyph.text,
        x: glyph.x * px - page.bleed,
        y: (sheet.height - glyph.y) * px - page.bleed,
        face: (glyph.code.0, u32::from(glyph.code.1)),
    };
    sheet.glyphs.into_iter().map(place).collect()
}
