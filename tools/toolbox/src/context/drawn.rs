//! Designs of a run that are at hand: laid out, with their pixels and what was scored of them.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use design::{BlobRef, Critique, Sha256};
use render::{Drawing, Layout, Pixels, RenderError, Wanted};

/// Designs kept at hand: the candidates of a wave between being drawn and being criticised.
const DRAWN_MAX: usize = 32;
/// Most bytes of pixels kept at hand with them.
const DRAWN_BYTES_MAX: usize = 320 * 1024 * 1024;
/// Critiques kept at hand of each of them: one, unless it was asked for other copy or weights.
const CRITIQUES_MAX: usize = 4;

/// A design laid out, and what was drawn and scored of it once that was asked for.
#[derive(Debug)]
pub struct Drawn {
    layout: Layout,
    drawing: OnceLock<Drawing>,
    /// By what was asked: the scorers by their version, and all that they go by beside the design. The newest are last.
    critiques: Mutex<Vec<(Sha256, Critique)>>,
}

impl Drawn {
    pub(super) fn new(layout: Layout) -> Self {
        Self { layout, drawing: OnceLock::new(), critiques: Mutex::default() }
    }

    /// The layout.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The page at its own size with all its layers; drawn once.
    ///
    /// # Errors
    ///
    /// [`RenderError::Size`] when the page has too many pixels to be drawn; [`RenderError::GivenUp`] when it was not
    /// wanted to the end.
    pub fn pixels(&self, wanted: Wanted<'_>) -> Result<&Pixels, RenderError> {
        Ok(&self.drawing(wanted)?.page)
    }

    /// The page at its own size with its texts and without; drawn once.
    ///
    /// # Errors
    ///
    /// As [`pixels`](Self::pixels).
    pub fn drawing(&self, wanted: Wanted<'_>) -> Result<&Drawing, RenderError> {
        if let Some(drawing) = self.drawing.get() {
            return Ok(drawing);
        }
        let drawing = self.layout.to_drawing_while(1.0, wanted)?;
        Ok(self.drawing.get_or_init(|| drawing))
    }

    /// What scorers make of it, which is asked for once for each `key`: their version, and all that they go by beside the design.
    ///
    /// # Errors
    ///
    /// Those of `make`, which are not kept.
    pub(crate) fn critique<E>(&self, key: &Sha256, make: impl FnOnce() -> Result<Critique, E>) -> Result<Critique, E> {
        let kept = || self.critiques.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, critique)) = kept().iter().find(|(known, _)| known == key) {
            return Ok(critique.clone());
        }
        // Two that ask at once both work it out: none waits for another that may be given up.
        let made = make()?;
        let mut kept = kept();
        if kept.len() >= CRITIQUES_MAX {
            kept.remove(0);
        }
        kept.push((*key, made.clone()));
        Ok(made)
    }

    /// Bytes that its pixels take, or will.
    fn weight(&self) -> usize {
        let page = &self.layout.document().page;
        (page.w * page.h * 2.0 * 4.0) as usize
    }
}

/// Designs that were drawn lately, by the names of their documents.
#[derive(Default)]
pub(super) struct Recent(Mutex<Vec<(BlobRef, Arc<Drawn>)>>);

impl Recent {
    pub(super) fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Vec::new();
    }

    pub(super) fn get(&self, name: &BlobRef) -> Option<Arc<Drawn>> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.iter().find(|(key, _)| key == name).map(|(_, drawn)| drawn.clone())
    }

    pub(super) fn put(&self, name: BlobRef, drawn: Arc<Drawn>) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|(key, _)| *key != name);
        entries.push((name, drawn));
        let mut bytes: usize = entries.iter().map(|(_, drawn)| drawn.weight()).sum();
        while entries.len() > DRAWN_MAX || (bytes > DRAWN_BYTES_MAX && entries.len() > 1) {
            bytes -= entries.remove(0).1.weight();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use design::{BrandKit, Document, Format, Score};

    use super::*;

    fn scored(score: f64) -> Critique {
        Critique { scores: [("total".to_owned(), Score::from_f64(score))].into(), ..Critique::default() }
    }

    #[test]
    fn what_was_scored_is_not_scored_again_until_others_took_its_place() {
        let kit = BrandKit::builtin();
        let context = crate::fixture::context((*kit).clone());
        let document = Document::new(&Format::default(), kit.reference());
        let drawn = Drawn::new(context.try_out("test", &document).unwrap());
        let asked = Cell::new(0);
        let critique = |version: usize| {
            let made = || {
                asked.set(asked.get() + 1);
                Ok::<_, ()>(scored(version as f64 / 10.0))
            };
            drawn.critique(&Sha256::of(&[version as u8]), made).unwrap()
        };
        for _ in 0..2 {
            assert_eq!((critique(1), critique(2)), (scored(0.1), scored(0.2)));
        }
        assert_eq!(asked.get(), 2);
        // What could not be scored is tried again.
        drawn.critique(&Sha256::of(b"broken"), || Err(())).unwrap_err();
        drawn.critique(&Sha256::of(b"broken"), || Ok::<_, ()>(scored(1.0))).unwrap();
        // The oldest makes room.
        for version in 3..=2 + CRITIQUES_MAX {
            critique(version);
        }
        let before = asked.get();
        assert_eq!(critique(1), scored(0.1));
        assert_eq!(asked.get(), before + 1);
    }
}
