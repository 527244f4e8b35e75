//! The PDF writer: the drawing that the SVG holds, with text as text and the boxes that print needs.

mod convert;
mod drawing;
#[cfg(test)]
mod tests;
mod words;

use krilla::geom::{Rect, Transform};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::{Document, SerializeSettings};

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
    /// A page with bleed gets a trim box and a bleed box, and what reaches its edge reaches into the bleed. There is no
    /// date or random id in it: the same layout gives the same bytes.
    ///
    /// # Errors
    ///
    /// [`RenderError::Encode`] when a face or a picture cannot be embedded.
    pub fn to_pdf(&self) -> Result<Vec<u8>, RenderError> {
        let page = &self.document().page;
        let scale = POINTS_PER_INCH / f64::from(page.dpi.clamp(18, 4800));
        let points = |px: f64| (px * scale) as f32;
        let (width, height) = (points(page.w + 2.0 * page.bleed), points(page.h + 2.0 * page.bleed));
        let failed = |reason: String| RenderError::Encode { format: "PDF", reason };
        let mut settings =
            PageSettings::from_wh(width, height).ok_or_else(|| failed("the page has no area".to_owned()))?;
        if page.bleed > 0.0 {
            let trim = Rect::from_xywh(points(page.bleed), points(page.bleed), points(page.w), points(page.h));
            settings = settings.with_bleed_box(Rect::from_xywh(0.0, 0.0, width, height)).with_trim_box(trim);
        }
        let svg = self.write_svg(View { words: SvgText::Outlined, layers: Layers::All, bleed: page.bleed });
        let tree = usvg::Tree::from_str(&svg, &vector::usvg_options()).map_err(|error| failed(error.to_string()))?;

        let mut pdf = Document::new_with(SerializeSettings::default());
        pdf.set_metadata(self.metadata());
        let mut sheet = pdf.start_page_with(settings);
        let mut surface = sheet.surface();
        surface.push_transform(&Transform::from_scale(scale as f32, scale as f32));
        let drawn = Drawing::new(self, &mut surface).draw(&tree);
        surface.pop();
        surface.finish();
        sheet.finish();
        drawn?;
        pdf.finish().map_err(|error| failed(format!("{error:?}")))
    }

    fn metadata(&self) -> Metadata {
        let metadata = Metadata::new().creator("Maquette".to_owned());
        match &self.document().idea {
            Some(idea) => metadata.title(idea.clone()),
            None => metadata,
        }
    }
}
