//! Memory for layers, used again within one drawing: most pages are composed of several layers as large as themselves, and fresh
//! memory costs more than what is drawn on it.

use std::cell::RefCell;

use resvg::tiny_skia::{IntSize, Mask, Pixmap};

/// Buffers that are free.
#[derive(Default)]
pub(super) struct Scratch(RefCell<Vec<Vec<u8>>>);

impl Scratch {
    /// A layer with nothing on it; `None` where there is none of that size.
    pub(super) fn layer(&self, width: u32, height: u32) -> Option<Pixmap> {
        let size = IntSize::from_wh(width, height)?;
        Pixmap::from_vec(self.zeroed(usize::try_from(u64::from(width) * u64::from(height) * 4).ok()?), size)
    }

    /// A mask that lets nothing through.
    pub(super) fn mask(&self, width: u32, height: u32) -> Option<Mask> {
        let size = IntSize::from_wh(width, height)?;
        Mask::from_vec(self.zeroed(usize::try_from(u64::from(width) * u64::from(height)).ok()?), size)
    }

    /// A copy of a canvas.
    pub(super) fn copy(&self, canvas: &Pixmap) -> Pixmap {
        let Some(mut data) = self.take(canvas.data().len()) else { return canvas.clone() };
        data.clear();
        data.extend_from_slice(canvas.data());
        let size = IntSize::from_wh(canvas.width(), canvas.height());
        size.and_then(|size| Pixmap::from_vec(data, size)).unwrap_or_else(|| canvas.clone())
    }

    /// Gives back what is not used any more.
    pub(super) fn free(&self, buffer: Vec<u8>) {
        self.0.borrow_mut().push(buffer);
    }

    fn zeroed(&self, bytes: usize) -> Vec<u8> {
        let Some(mut buffer) = self.take(bytes) else { return vec![0; bytes] };
        buffer.clear();
        buffer.resize(bytes, 0);
        buffer
    }

    /// The smallest buffer that is large enough.
    fn take(&self, bytes: usize) -> Option<Vec<u8>> {
        let mut free = self.0.borrow_mut();
        let large = free.iter().enumerate().filter(|(_, buffer)| buffer.capacity() >= bytes);
        let at = large.min_by_key(|(_, buffer)| buffer.capacity())?.0;
        Some(free.swap_remove(at))
    }
}
