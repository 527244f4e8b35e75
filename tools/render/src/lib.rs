//! Text laid out once; SVG, PNG and PDF written from it.
//!
//! A document goes through [`lay_out`] and comes out as a [`Layout`]: every text set in the faces of a [`FontBook`], every
//! picture read within limits. What is measured (ink, lines, overflow) and what is written (SVG, pixels, PDF) come from
//! that one layout, so they cannot disagree. Nothing outside of what is handed in is ever looked at: no system fonts, no
//! files, no links; the same document gives the same bytes everywhere.
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! use design::{BrandKit, Document, Format};
//! use maquette_render::{FontBook, Layers, SvgText, lay_out};
//!
//! let kit = BrandKit::builtin();
//! let (fonts, missing) = FontBook::for_kit(&kit)?;
//! assert!(missing.is_empty());
//! let document = Document::new(&Format::parse("300x250").unwrap(), kit.reference());
//! let layout = lay_out(&document, &kit, &fonts, &BTreeMap::new())?;
//! assert!(layout.to_svg(SvgText::Outlined).starts_with("<svg"));
//! assert_eq!(layout.to_pixels(2.0, Layers::All)?.width, 600);
//! # Ok::<(), maquette_render::RenderError>(())
//! ```
//!
//! The map: `fonts` the faces and their outlines; `text` from words to positioned glyphs; `layout` a whole document;
//! `svg` the writer that all pixels are drawn from; `pixels`, `mask` and `pdf` what becomes of it; `picture` and `vector`
//! pictures from outside, made harmless.

mod error;
#[cfg(test)]
mod fixture;
mod fonts;
mod layout;
mod mask;
mod pdf;
mod picture;
mod pixels;
mod png;
mod svg;
mod text;
mod vector;

pub use error::{PIXELS_MAX, RenderError, Wanted};
pub use fonts::{Axis, FaceFile, FaceInfo, FontBook, Origin, is_of_another_script, licence, unpack_font};
pub use layout::{BlobSource, Layout, lay_out};
pub use mask::InkMask;
pub use picture::{PICTURE_BYTES_MAX, PICTURE_PIXELS_MAX, Picture, THUMBNAIL_PX, decode_picture};
pub use pixels::{Drawing, Pixels};
pub use svg::{Layers, SvgText};
pub use text::{BreakPlace, Glyph, GlyphRun, Line, OVERFLOW_SLACK_PX, TextLayout, is_rtl, lay_out_text, line_breaks};
pub use vector::Vector;
