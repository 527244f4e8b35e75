//! The critique: document rules, pixel rules, perceptual hashes.

pub mod pdq;

/// `width × height` pixels, RGBA8, row-major, sRGB, straight alpha.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    /// px.
    pub width: u32,
    /// px.
    pub height: u32,
    /// Four bytes a pixel.
    pub data: Vec<u8>,
}
