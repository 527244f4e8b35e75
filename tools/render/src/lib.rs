//! Text laid out once; SVG, PNG and PDF written from it.

mod error;
#[cfg(test)]
mod fixture;
mod fonts;
mod layout;
mod mask;
mod pdf;
mod picture;
mod pixels;
mod svg;
mod text;
mod vector;

pub use error::{PIXELS_MAX, RenderError};
pub use fonts::FontBook;
pub use layout::{BlobSource, Layout, lay_out};
pub use mask::InkMask;
pub use picture::{PICTURE_BYTES_MAX, PICTURE_PIXELS_MAX, Picture, decode_picture};
pub use pixels::Pixels;
pub use svg::{Layers, SvgText};
pub use text::{Glyph, GlyphRun, Line, OVERFLOW_SLACK_PX, TextLayout, lay_out_text};
pub use vector::Vector;
