//! A file that was judged: what it scores, what that is made of, and how it looks.

use std::collections::BTreeMap;
use std::path::Path;

use design::{Critique, Finding, Rect, Score, ScorePart, Severity, Sha256};
use measure::{Head, lettering};
use render::{Drawing, Picture, Pixels, decode_picture};

use crate::design_file::{DesignFile, DesignFileError, read};

/// Largest picture file, bytes.
const PICTURE_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// From so likely on a picture is said to have writing in it.
const LETTERING_LIKELY: f64 = 0.5;
/// Most lines of it that are told.
const LINES_TOLD_MAX: usize = 12;

/// A design or a picture, judged.
#[derive(Debug, Clone)]
pub struct Judged {
    /// Its critique.
    pub critique: Critique,
    /// What the total is made of.
    pub parts: Vec<ScorePart>,
    /// What the learned head of the house says of it, beside the total. It looks at layers.
    pub second: Option<SecondOpinion>,
    /// The picture that was judged.
    pub pixels: Pixels,
    /// Whether it has layers. Without them there are no gates: what a picture says and how legible it is, pixels do not tell.
    pub layered: bool,
}

/// What the small learned head of the house says of a design: whether it looks like one that nothing was done to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SecondOpinion {
    /// The head, by the digest of its weights.
    pub head: Sha256,
    /// Standard deviations from the designs that it was trained with; more is better.
    pub answer: f64,
    /// The same as a score, 0.5 for designs like those.
    pub score: Score,
}

impl Judged {
    /// Judges a picture by its pixels alone: PNG, JPEG, WebP or SVG. A layered design is judged by [`DesignFile::judged`].
    ///
    /// # Errors
    ///
    /// [`DesignFileError`] when it is none, or cannot be drawn within limits.
    pub fn of_picture(path: &Path) -> Result<Self, DesignFileError> {
        let bytes = read(path, PICTURE_BYTES_MAX)?;
        let picture = decode_picture(&bytes).and_then(Picture::into_pixels);
        let pixels = picture.map_err(|source| DesignFileError::Render { path: path.to_owned(), source })?;
        let mut critique = measure::critique_pixels(&pixels);
        critique.findings = writing(&pixels);
        let part = |scorer: &String| ScorePart { scorer: scorer.clone(), weight: None, percentile: None };
        let weighted = |scorer: &String| ScorePart { weight: (scorer != "total").then_some(1), ..part(scorer) };
        let parts = critique.scores.keys().map(weighted).collect();
        Ok(Self { critique, parts, second: None, pixels, layered: false })
    }
}

/// Where a picture has writing: what it says and how well it is read, nothing here tells.
fn writing(pixels: &Pixels) -> Vec<Finding> {
    let found = lettering::find(pixels);
    if found.score.as_f64() < LETTERING_LIKELY {
        return Vec::new();
    }
    let message = "There is writing here, which pixels alone do not judge.";
    let at = |area| Finding { area: Some(area), ..Finding::new("lettering", Severity::Info, message) };
    let mut lines: Vec<Rect> = found.lines.into_iter().take(LINES_TOLD_MAX).collect();
    lines.sort_by(|a, b| a.y.total_cmp(&b.y));
    lines.into_iter().map(at).collect()
}

impl DesignFile {
    fn second_opinion(&self, drawing: &Drawing, critique: &Critique) -> SecondOpinion {
        let answer = self.head(drawing, critique);
        SecondOpinion { head: Head::shipped_id(), answer, score: Head::score(answer) }
    }

    /// Judges it: its critique, with what that is made of.
    ///
    /// # Errors
    ///
    /// [`DesignFileError`] when the design cannot be drawn.
    pub fn judged(&self) -> Result<Judged, DesignFileError> {
        let drawing = self.draw()?;
        let critique = self.critique_drawn(&drawing)?;
        let parts = measure::parts(&critique, &BTreeMap::new());
        let second = Some(self.second_opinion(&drawing, &critique));
        Ok(Judged { critique, parts, second, pixels: drawing.page, layered: true })
    }
}
