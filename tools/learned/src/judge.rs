//! A judge: pictures in, a score a head out.

use std::collections::BTreeMap;

use design::{Score, Sha256};
use render::Pixels;

use crate::error::LearnedError;
use crate::head;
use crate::loaded::{Asked, Loaded, Wanted, checked};
use crate::manifest::{Encoder, Head, Layout, Manifest};
use crate::model::{Element, Engine, OUTPUT_MAX};
use crate::prepare::prepare;

/// Most pictures that a model is given at once.
pub const BATCH_PICTURES_MAX: usize = 32;
/// Most numbers that a model is given at once, unless a single picture has more.
pub const BATCH_FLOATS_MAX: usize = 1 << 22;
/// The form of [`Judge::id`]; another when anything here computes other figures from the same files.
const ID_VERSION: u32 = 1;

/// What a head says of a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadScore {
    /// The head's name.
    pub head: String,
    /// The figure that was read off the model; finite.
    pub raw: f32,
    /// The same, calibrated.
    pub score: Score,
}

/// A judge that is ready: its models loaded, and tried once.
pub struct Judge {
    manifest: Manifest,
    id: Sha256,
    engine: String,
    encoder: Loaded,
    /// Those of heads that have a file of their own, by its name.
    heads: BTreeMap<String, Loaded>,
}

impl std::fmt::Debug for Judge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Judge").field("name", &self.manifest.name).field("id", &self.id).finish_non_exhaustive()
    }
}

impl Judge {
    /// Loads a judge from its manifest and the files that this names, by their names; others are not looked at.
    ///
    /// Each file is compared with its hash and looked through before the engine has it, and the whole is tried with two pictures of
    /// its own, so that a head that reads what is not there is found now.
    ///
    /// # Errors
    ///
    /// [`LearnedError`] with what is wrong first.
    pub fn load(
        manifest: &[u8],
        mut files: BTreeMap<String, Vec<u8>>,
        engine: &dyn Engine,
    ) -> Result<Self, LearnedError> {
        let manifest = Manifest::from_json(manifest)?;
        let bytes = checked(&manifest.files(), &mut files)?;
        let mut encoder = image_model(&manifest.encoder).load(&bytes, engine)?;
        let input = &manifest.encoder.input;
        let seen = encoder.tried([prepare(&trial(37), input)?, prepare(&trial(101), input)?])?;
        let mut heads: BTreeMap<String, Loaded> = BTreeMap::new();
        for file in manifest.heads.iter().filter_map(|head| head.file.as_ref()) {
            if !heads.contains_key(file) {
                heads.insert(file.clone(), head_model(file, seen[0].len()).load(&bytes, engine)?);
            }
        }
        let id = id(&manifest);
        let mut judge = Self { manifest, id, engine: engine.name().to_owned(), encoder, heads };
        judge.try_heads(&seen)?;
        Ok(judge)
    }

    /// Has every head read what the encoder saw of two pictures.
    fn try_heads(&mut self, seen: &[Vec<f32>; 2]) -> Result<(), LearnedError> {
        for head in &self.manifest.heads {
            let length = match head.file.as_ref().and_then(|file| self.heads.get_mut(file)) {
                Some(loaded) => loaded.tried(seen.each_ref().map(|seen| embedding(head, seen)))?[0].len(),
                None => seen[0].len(),
            };
            let unread = |needed| LearnedError::Read { head: head.name.clone(), needed, found: length };
            head.read.check(length).map_err(unread)?;
        }
        Ok(())
    }

    /// What it was made from.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// A hash over the manifest, and by way of that over every file: the version that goes on record and into keys of caches.
    #[must_use]
    pub fn id(&self) -> Sha256 {
        self.id
    }

    /// The name of what runs it; goes on record beside the id, since figures of two engines differ in their last digits.
    #[must_use]
    pub fn engine(&self) -> &str {
        &self.engine
    }

    /// Judges a picture: one score a head, in the order of the manifest.
    ///
    /// # Errors
    ///
    /// [`LearnedError`] when the picture is none, a model does not get through, or a figure is not finite: never a score then.
    pub fn score(&self, picture: &Pixels) -> Result<Vec<HeadScore>, LearnedError> {
        let seen = self.encoder.run(prepare(picture, &self.manifest.encoder.input)?, 1)?;
        let mut scores = self.read(&seen, 1)?;
        Ok(scores.remove(0))
    }

    /// Judges pictures, many at once where the models take many. What a picture is given may differ in its last digits from what
    /// [`score`](Self::score) gives it, as engines add up in another order then.
    ///
    /// # Errors
    ///
    /// As [`score`](Self::score), with the first that fails.
    pub fn score_all(&self, pictures: &[&Pixels]) -> Result<Vec<Vec<HeadScore>>, LearnedError> {
        let one = self.encoder.size();
        let at_once = if self.encoder.many { BATCH_FLOATS_MAX / one } else { 1 };
        let mut scores = Vec::with_capacity(pictures.len());
        for some in pictures.chunks(at_once.clamp(1, BATCH_PICTURES_MAX)) {
            let mut numbers = Vec::with_capacity(some.len() * one);
            for picture in some {
                numbers.extend(prepare(picture, &self.manifest.encoder.input)?);
            }
            let seen = self.encoder.run(numbers, some.len())?;
            scores.extend(self.read(&seen, some.len())?);
        }
        Ok(scores)
    }

    /// What the heads say of what the encoder saw of `pictures` pictures.
    fn read(&self, seen: &[f32], pictures: usize) -> Result<Vec<Vec<HeadScore>>, LearnedError> {
        let mut scores = vec![Vec::with_capacity(self.manifest.heads.len()); pictures];
        let length = seen.len() / pictures;
        for head in &self.manifest.heads {
            let normalised: Vec<f32> = seen.chunks_exact(length).flat_map(|one| embedding(head, one)).collect();
            let answers = match head.file.as_ref().and_then(|file| self.heads.get(file)) {
                Some(loaded) if loaded.many => loaded.run(normalised, pictures)?,
                Some(loaded) => {
                    let each: Result<Vec<_>, _> =
                        normalised.chunks_exact(length).map(|one| loaded.run(one.to_vec(), 1)).collect();
                    each?.concat()
                }
                None => normalised,
            };
            let length = answers.len() / pictures;
            for (answer, scores) in answers.chunks_exact(length).zip(&mut scores) {
                let raw = head.read.raw(answer).filter(|raw| raw.is_finite());
                let raw = raw.ok_or_else(|| LearnedError::Weights { head: head.name.clone() })?;
                scores.push(HeadScore { head: head.name.clone(), raw, score: head.calibrate(raw) });
            }
        }
        Ok(scores)
    }
}

/// What one head is given of one picture.
fn embedding(head: &Head, seen: &[f32]) -> Vec<f32> {
    let mut numbers = seen.to_vec();
    if head.normalise_embedding {
        head::normalise(&mut numbers);
    }
    numbers
}

/// The model that looks at a picture.
pub(crate) fn image_model(encoder: &Encoder) -> Asked<'_> {
    let Encoder { file, input, output, .. } = encoder;
    let (width, height) = (input.width as usize, input.height as usize);
    let shape = match input.layout {
        Layout::Nchw => vec![3, height, width],
        Layout::Nhwc => vec![height, width, 3],
    };
    let input = Wanted { name: input.name.as_deref(), element: Element::Float, shape };
    Asked { file, inputs: vec![input], output: output.as_deref(), rank: None, most: OUTPUT_MAX, many: true }
}

/// A model over what another sees.
fn head_model(file: &str, seen: usize) -> Asked<'_> {
    let input = Wanted { name: None, element: Element::Float, shape: vec![seen] };
    Asked { file, inputs: vec![input], output: None, rank: None, most: OUTPUT_MAX, many: true }
}

fn id(manifest: &Manifest) -> Sha256 {
    Sha256::of_json(&(ID_VERSION, manifest, manifest.files()))
}

/// A picture that nothing in a model divides by zero over: no two of its neighbours are alike.
pub(crate) fn trial(seed: u32) -> Pixels {
    const SIDE: u32 = 32;
    let data = (0..SIDE * SIDE).flat_map(|at| {
        let (x, y) = (at % SIDE, at / SIDE);
        [x * 8 + seed, y * 8 + 2 * seed, x * seed + y * 59, 255].map(|channel| (channel % 256) as u8)
    });
    Pixels { width: SIDE, height: SIDE, data: data.collect() }
}
