//! Memory for layers, used again within one drawing: most pages are composed of several layers about as large as themselves, and
//! fresh memory costs more than what is drawn on it.

use std::cell::RefCell;

use resvg::tiny_skia::{IntSize, Mask, Pixmap};

/// Most buffers that are kept.
const KEPT_MAX: usize = 3;

/// Buffers that are free.
pub(super) struct Scratch {
    free: RefCell<Vec<Vec<u8>>>,
    /// Largest buffer that is kept, bytes.
    largest: usize,
}

impl Scratch {
    /// For drawing on that canvas: what is larger by a quarter than it is not kept.
    pub(super) fn new(canvas: &Pixmap) -> Self {
        Self { free: RefCell::default(), largest: canvas.data().len() / 4 * 5 }
    }

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
        let mut free = self.free.borrow_mut();
        if buffer.capacity() > self.largest {
            return;
        }
        free.push(buffer);
        if free.len() > KEPT_MAX {
            let smallest = free.iter().enumerate().min_by_key(|(_, buffer)| buffer.capacity()).map(|(at, _)| at);
            smallest.map(|at| free.swap_remove(at));
        }
    }

    fn zeroed(&self, bytes: usize) -> Vec<u8> {
        let Some(mut buffer) = self.take(bytes) else { return vec![0; bytes] };
        buffer.clear();
        buffer.resize(bytes, 0);
        buffer
    }

    /// The smallest buffer that is large enough.
    fn take(&self, bytes: usize) -> Option<Vec<u8>> {
        let mut free = self.free.borrow_mut();
        let large = free.iter().enumerate().filter(|(_, buffer)| buffer.capacity() >= bytes);
        let at = large.min_by_key(|(_, buffer)| buffer.capacity())?.0;
        Some(free.swap_remove(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_is_kept_however_many_layers_there_were() {
        let scratch = Scratch::new(&Pixmap::new(100, 100).unwrap());
        let held = || scratch.free.borrow().iter().map(Vec::capacity).sum::<usize>();
        for side in 1..=400 {
            let mut layer = scratch.layer(side, side).unwrap();
            assert!(layer.data().iter().all(|byte| *byte == 0), "{side}");
            layer.data_mut().fill(7);
            scratch.free(layer.take());
            assert!(held() <= KEPT_MAX * 50_000, "{side}: {}", held());
        }
        let mask = scratch.mask(90, 90).unwrap();
        assert!(mask.data().iter().all(|share| *share == 0));
        let mut canvas = Pixmap::new(100, 100).unwrap();
        canvas.data_mut().fill(9);
        assert!(scratch.copy(&canvas) == canvas);
    }
}
