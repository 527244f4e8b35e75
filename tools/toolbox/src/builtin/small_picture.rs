//! Pictures as a model is shown them: small, whatever they are of.

use render::Pixels;

/// Longer side, px.
const SIDE_PX: u32 = 512;
/// Largest file, bytes.
pub(super) const SHOWN_BYTES_MAX: u64 = 40 * 1024;
/// Qualities that a picture is tried at until it is small enough.
const QUALITIES: [u8; 3] = [70, 45, 20];

/// The picture as a JPEG of at most [`SHOWN_BYTES_MAX`], where it can be made so small.
pub(super) fn small_jpeg(pixels: &Pixels) -> Option<Vec<u8>> {
    let small = pixels.within(SIDE_PX);
    let jpegs = QUALITIES.iter().filter_map(|&quality| small.to_jpeg(quality).ok());
    jpegs.into_iter().find(|jpeg| jpeg.len() as u64 <= SHOWN_BYTES_MAX)
}
