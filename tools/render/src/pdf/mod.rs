//! The PDF writer: the drawing that the SVG holds, with text as text and the boxes that print needs.

mod convert;
mod drawing;
mod tags;
#[cfg(test)]
mod tests;
mod words;

use design::Role;
use design::document::{Content, Text};
use krilla::configure::{Accessibility, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::error::{KrillaError, KrillaResult};
use krilla::geom::{Point, Rect, Transform};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::{Document, SerializeSettings};
use usvg::Tree;

use crate::error::RenderError;
use crate::layout::Layout;
use crate::svg::{Layers, SvgText, View};
use crate::vector;
use drawing::Drawing;

/// PDF points per inch.
const POINTS_PER_INCH: f64 = 72.0;

impl Layout {
    /// Writes the page as PDF: text that can be selected, in subsets of its faces; forms and gradients as such; pictures
    /// as they are. What PDF cannot say directly (filters, masks, patterns) is drawn as pixels.
    ///
    /// A page with bleed gets a trim box and a bleed box, and what reaches its edge reaches into the bleed. Headings,
    /// paragraphs and pictures are tagged, the rest is marked as decoration; where nothing stands against it (a character
    /// without a glyph does) the file says that it is PDF/UA-1. There is no date or random id in it: the same layout gives
    /// the same bytes.
    ///
    /// # Errors
    ///
    /// [`RenderError::Encode`] when a face or a picture cannot be embedded.
    pub fn to_pdf(&self) -> Result<Vec<u8>, RenderError> {
        let svg =
            self.write_svg(View { words: SvgText::Outlined, layers: Layers::All, bleed: self.document().page.bleed });
        let tree = usvg::Tree::from_str(&svg, &vector::usvg_options()).map_err(|error| failed(error.to_string()))?;
        let accessible = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish();
        let plain = Configuration::default();
        match self.write_pdf(&tree, accessible.unwrap_or(plain))? {
            Err(KrillaError::Validation(_)) => self.write_pdf(&tree, plain)?,
            written => written,
        }
        .map_err(|error| failed(format!("{error:?}")))
    }

    fn write_pdf(&self, tree: &Tree, configuration: Configuration) -> Result<KrillaResult<Vec<u8>>, RenderError> {
        let page = &self.document().page;
        let scale = POINTS_PER_INCH / f64::from(page.dpi.clamp(18, 4800));
        let mut pdf = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
        pdf.set_metadata(self.metadata());
        // One page has one place to go to, and readers of tagged files look for it.
        let mut outline = Outline::new();
        outline.push_child(OutlineNode::new(self.title(), XyzDestination::new(0, Point::from_xy(0.0, 0.0))));
        pdf.set_outline(outline);
        let mut sheet = pdf.start_page_with(self.sheet(scale)?);
        let mut surface = sheet.surface();
        surface.push_transform(&Transform::from_scale(scale as f32, scale as f32));
        let drawn = Drawing::new(self, &mut surface).draw(tree);
        surface.pop();
        surface.finish();
        sheet.finish();
        pdf.set_tag_tree(drawn?.into_tree(self.language()));
        Ok(pdf.finish())
    }

    /// The page's boxes; `scale` is points per px.
    fn sheet(&self, scale: f64) -> Result<PageSettings, RenderError> {
        let page = &self.document().page;
        let points = |px: f64| (px * scale) as f32;
        let (width, height) = (points(page.w + 2.0 * page.bleed), points(page.h + 2.0 * page.bleed));
        let settings = PageSettings::from_wh(width, height).ok_or_else(|| failed("the page has no area".to_owned()))?;
        if page.bleed <= 0.0 {
            return Ok(settings);
        }
        let trim = Rect::from_xywh(points(page.bleed), points(page.bleed), points(page.w), points(page.h));
        Ok(settings.with_bleed_box(Rect::from_xywh(0.0, 0.0, width, height)).with_trim_box(trim))
    }

    /// The headline, or the idea where there is none.
    fn title(&self) -> String {
        let headline = self.texts_of(Role::Headline).next().map(Text::plain);
        let title = headline.filter(|title| !title.trim().is_empty()).or_else(|| self.document().idea.clone());
        let title = title.unwrap_or_else(|| "Untitled".to_owned());
        title.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn metadata(&self) -> Metadata {
        let document = self.document();
        let mut metadata = Metadata::new()
            .creator("Maquette".to_owned())
            .title(self.title())
            .language(self.language().unwrap_or_else(|| "en".to_owned()));
        if let Some(idea) = &document.idea {
            metadata = metadata.description(idea.clone());
        }
        metadata
    }

    fn texts_of(&self, role: Role) -> impl Iterator<Item = &Text> {
        self.document().walk().filter(move |node| node.role == role).filter_map(|node| match &node.content {
            Content::Text { text, .. } => Some(text),
            Content::Group { .. } | Content::Image { .. } | Content::Shape { .. } | Content::Svg { .. } => None,
        })
    }

    /// The language of its words.
    fn language(&self) -> Option<String> {
        self.document().walk().find_map(|node| match &node.content {
            Content::Text { text, .. } if !text.language.is_empty() => Some(text.language.clone()),
            _ => None,
        })
    }
}

fn failed(reason: String) -> RenderError {
    RenderError::Encode { format: "PDF", reason }
}
