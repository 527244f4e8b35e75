//! A file that was judged: what it scores, what that is made of, and how it looks.

use std::collections::BTreeMap;
use std::path::Path;

use design::{BrandKit, Critique, ScorePart};
use render::{FaceFile, Picture, Pixels, decode_picture};

use crate::design_file::{DesignFile, DesignFileError, read};

/// Largest picture file, bytes.
const PICTURE_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// A design or a picture, judged.
#[derive(Debug, Clone)]
pub struct Judged {
    /// Its critique.
    pub critique: Critique,
    /// What the total is made of.
    pub parts: Vec<ScorePart>,
    /// The picture that was judged.
    pub pixels: Pixels,
    /// Whether it has layers. Without them there are no gates: what a picture says and how legible it is, pixels do not tell.
    pub layered: bool,
}

impl Judged {
    /// Judges a layered design (`.json`), or by its pixels alone a picture: PNG, JPEG, WebP or SVG. `kit` and `fonts` are as
    /// [`DesignFile::open_with`] takes them.
    ///
    /// # Errors
    ///
    /// [`DesignFileError`] when it is neither, or cannot be drawn within limits.
    pub fn of_file(path: &Path, kit: Option<BrandKit>, fonts: Vec<FaceFile>) -> Result<Self, DesignFileError> {
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
            return DesignFile::open_with(path, kit, fonts)?.judged();
        }
        let bytes = read(path, PICTURE_BYTES_MAX)?;
        let picture = decode_picture(&bytes).and_then(Picture::into_pixels);
        let pixels = picture.map_err(|source| DesignFileError::Render { path: path.to_owned(), source })?;
        let critique = measure::critique_pixels(&pixels);
        let part = |scorer: &String| ScorePart { scorer: scorer.clone(), weight: None, percentile: None };
        let weighted = |scorer: &String| ScorePart { weight: (scorer != "total").then_some(1), ..part(scorer) };
        let parts = critique.scores.keys().map(weighted).collect();
        Ok(Self { critique, parts, pixels, layered: false })
    }
}

impl DesignFile {
    /// Judges it: its critique, with what that is made of.
    ///
    /// # Errors
    ///
    /// [`DesignFileError`] when the design cannot be drawn.
    pub fn judged(&self) -> Result<Judged, DesignFileError> {
        let pixels = self.draw()?;
        let critique = self.critique_drawn(&pixels)?;
        let parts = measure::parts(&critique, &BTreeMap::new());
        Ok(Judged { critique, parts, pixels, layered: true })
    }
}
