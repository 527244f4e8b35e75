//! Drawings that somebody else made: an SVG of shapes alone, in the colours of the kit, on the page of a picture.
//!
//! What may be in one is listed, and everything else is refused with a message that says what to do; what comes out was
//! written anew from what was understood. A drawing can say nothing: it holds no text, no names, no links and no
//! metadata.

mod ink;
mod subset;
#[cfg(test)]
mod tests;

use design::{BrandKit, ImageRequest};
use roxmltree::Document;

use ink::Inks;
use subset::Writer;

/// Largest drawing, bytes.
pub const DRAWING_BYTES_MAX: usize = 32 * 1024;
/// Most elements of a drawing.
pub const ELEMENTS_MAX: usize = 400;
/// Deepest nesting.
const DEPTH_MAX: usize = 16;
/// Most XML nodes, text and comments counted.
const XML_NODES_MAX: u32 = 4_000;
/// Largest side of the page, px.
const SIDE_MAX: f64 = 16_384.0;
/// How unlike the page a drawing's own may be before it does not fill it, as a ratio of their shapes.
const UNLIKE: f64 = 0.02;

/// A drawing that is safe, and in the colours of the kit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Illustration {
    /// The picture, as SVG.
    pub svg: String,
    /// What is otherwise than it was drawn, for whoever drew it.
    pub notes: Vec<String>,
}

/// Why a drawing cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IllustrationError {
    /// It is no SVG.
    #[error("the drawing is no SVG: {reason}")]
    Malformed {
        /// Why not.
        reason: String,
    },
    /// It holds something that a drawing may not hold.
    #[error("the drawing holds {what}; it may hold shapes alone: {}", subset::ELEMENTS.join(", "))]
    NotAllowed {
        /// What.
        what: String,
    },
    /// It is larger than drawings may be.
    #[error("the drawing is too large: {what}")]
    TooLarge {
        /// What is too large, and what would not be.
        what: String,
    },
    /// A value cannot be read.
    #[error("`{attribute}` of <{element}> cannot be read: {reason}")]
    Value {
        /// The element.
        element: String,
        /// Its attribute.
        attribute: String,
        /// What is wrong.
        reason: String,
    },
    /// The page that it is for has no size, or the kit no colours.
    #[error("there is nothing to draw on: {reason}")]
    NoPage {
        /// Why.
        reason: String,
    },
}

/// Makes a drawing into the picture that was asked for.
///
/// Every colour becomes the nearest of the request's palette, or of the kit's roles (ΔE00). A drawing whose own page has
/// another shape is cropped to fill the picture's, or fitted into it where it has no ground of its own.
///
/// # Errors
///
/// [`IllustrationError`] says what to draw otherwise.
pub fn illustrate(svg: &str, request: &ImageRequest, kit: &BrandKit) -> Result<Illustration, IllustrationError> {
    let side = |side: f64| (1.0..=SIDE_MAX).contains(&side);
    if !side(request.width) || !side(request.height) {
        let reason = format!("a picture of {} × {} px", request.width, request.height);
        return Err(IllustrationError::NoPage { reason });
    }
    if svg.len() > DRAWING_BYTES_MAX {
        let what = format!("{} bytes; at most {DRAWING_BYTES_MAX} are read", svg.len());
        return Err(IllustrationError::TooLarge { what });
    }
    let inks = Inks::of(request, kit)?;
    let options = roxmltree::ParsingOptions { nodes_limit: XML_NODES_MAX, ..roxmltree::ParsingOptions::default() };
    let xml = Document::parse_with_options(svg, options)
        .map_err(|error| IllustrationError::Malformed { reason: error.to_string() })?;
    let mut writer = Writer::new(&inks, &xml)?;
    writer.children(xml.root_element(), 0)?;
    Ok(writer.finish(request))
}

/// How the drawing's own page comes to lie on the picture's.
fn placing([x, y, w, h]: [f64; 4], request: &ImageRequest) -> String {
    let (across, down) = (request.width / w, request.height / h);
    let alike = (across / down - 1.0).abs() <= UNLIKE;
    let (sx, sy) = if alike {
        (across, down)
    } else {
        let scale = if request.transparent { across.min(down) } else { across.max(down) };
        (scale, scale)
    };
    let (tx, ty) = ((request.width - w * sx) / 2.0 - x * sx, (request.height - h * sy) / 2.0 - y * sy);
    let [tx, ty] = [tx, ty].map(subset::rounded);
    // A scale may be small, and is multiplied by what is large.
    let [sx, sy] = [sx, sy].map(|scale| libm::round(scale * 1e8) / 1e8);
    format!("matrix({sx} 0 0 {sy} {tx} {ty})")
}
