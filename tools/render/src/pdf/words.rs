//! Text in a PDF: glyphs of embedded faces that know which characters they stand for.

use krilla::Data;
use krilla::geom::Point;
use krilla::text::{Font, GlyphId, KrillaGlyph, Tag};
use usvg::{Group, Node};

use super::convert;
use super::drawing::Drawing;
use crate::error::RenderError;
use crate::text::{GlyphRun, TextLayout};

/// File digest, index of the face in it, and place in the design space.
pub(super) type FontKey = (design::Sha256, u32, Vec<i16>);

impl Drawing<'_, '_> {
    /// Writes a text. `outlines` is the group that holds the same runs as outlines, and so their colours.
    pub(super) fn words(&mut self, text: &TextLayout, outlines: &Group) -> Result<(), RenderError> {
        let mut fills = outlines.children().iter().filter_map(|node| match node {
            Node::Path(path) => path.fill(),
            Node::Group(_) | Node::Image(_) | Node::Text(_) => None,
        });
        for run in text.runs.iter().filter(|run| run.has_ink()) {
            let Some(fill) = fills.next() else { return Ok(()) };
            let font = self.font(run)?;
            self.surface.set_fill(convert::fill(fill));
            self.surface.set_stroke(None);
            let Some(first) = run.glyphs.first() else { continue };
            if !run.glyphs.iter().all(|glyph| convert::writable([glyph.x as f32, glyph.y as f32])) {
                continue;
            }
            let start = Point::from_xy(first.x as f32, first.y as f32);
            self.surface.draw_glyphs(start, &glyphs(run), font, &run.text, run.size as f32, false);
        }
        Ok(())
    }

    fn font(&mut self, run: &GlyphRun) -> Result<Font, RenderError> {
        let instance = &run.instance;
        let face = &instance.face;
        let key = (face.sha256, face.index, instance.coords());
        if let Some(font) = self.fonts.get(&key) {
            return Ok(font.clone());
        }
        let variations: Vec<(Tag, f32)> =
            instance.variations.iter().map(|(tag, value)| (Tag::new(tag), *value)).collect();
        let data: Data = face.data.clone().into_raw_parts().0.into();
        let font = Font::new_variable(data, face.index, &variations).ok_or_else(|| RenderError::Font {
            file: face.file.clone(),
            reason: "it cannot be embedded in a PDF".to_owned(),
        })?;
        self.fonts.insert(key, font.clone());
        Ok(font)
    }
}

/// Positions as PDF counts them: each glyph from where the one before it ended, in ems.
fn glyphs(run: &GlyphRun) -> Vec<KrillaGlyph> {
    let base = run.glyphs.first().map_or(0.0, |glyph| glyph.y);
    let ends = run.glyphs.iter().skip(1).map(|glyph| Some(glyph.x)).chain([None]);
    run.glyphs
        .iter()
        .zip(ends)
        .map(|(glyph, next)| {
            let advance = next.map_or(glyph.advance, |next| next - glyph.x) / run.size;
            let raised = (base - glyph.y) / run.size;
            KrillaGlyph::new(GlyphId::new(glyph.id), advance as f32, 0.0, raised as f32, 0.0, glyph.text.clone(), None)
        })
        .collect()
}
