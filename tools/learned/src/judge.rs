//! A judge: pictures in, a score a head out.

use std::collections::BTreeMap;

use design::{Score, Sha256, clip};
use render::Pixels;

use crate::error::JudgeError;
use crate::head;
use crate::manifest::{Encoder, Head, Layout, Manifest};
use crate::model::{Engine, MODEL_BYTES_MAX, Network, OUTPUT_MAX, Port, Tensor, guarded};
use crate::outline::{Dimension, Outline, Value};
use crate::prepare::prepare;

/// Most pictures that a model is given at once.
pub const BATCH_PICTURES_MAX: usize = 32;
/// Most numbers that a model is given at once, unless a single picture has more.
pub const BATCH_FLOATS_MAX: usize = 1 << 22;
/// Furthest that an answer among others may lie from the answer alone, as a share of it.
const MIXED_MAX: f32 = 1e-3;
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

/// A model of a file, ready.
struct Loaded {
    file: String,
    network: Box<dyn Network>,
    /// The sides of what it takes for one picture.
    shape: Vec<usize>,
    /// How many numbers it answers for one picture; known once it has run.
    length: Option<usize>,
    /// Whether it gives each of many pictures what it gives it alone; known once it was tried.
    many: bool,
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
    /// [`JudgeError`] with what is wrong first.
    pub fn load(
        manifest: &[u8],
        mut files: BTreeMap<String, Vec<u8>>,
        engine: &dyn Engine,
    ) -> Result<Self, JudgeError> {
        let manifest = Manifest::from_json(manifest)?;
        let bytes = checked(&manifest, &mut files)?;
        let Encoder { file, input, output, .. } = &manifest.encoder;
        let (width, height) = (input.width as usize, input.height as usize);
        let shape = match input.layout {
            Layout::Nchw => vec![3, height, width],
            Layout::Nhwc => vec![height, width, 3],
        };
        let asked = Asked { file, input: input.name.as_deref(), output: output.as_deref(), shape };
        let mut encoder = load(&asked, &bytes, engine)?;
        let seen = encoder.tried([prepare(&trial(37), input)?, prepare(&trial(101), input)?])?;
        let mut heads: BTreeMap<String, Loaded> = BTreeMap::new();
        for file in manifest.heads.iter().filter_map(|head| head.file.as_ref()) {
            if !heads.contains_key(file) {
                let asked = Asked { file, input: None, output: None, shape: vec![seen[0].len()] };
                heads.insert(file.clone(), load(&asked, &bytes, engine)?);
            }
        }
        let id = id(&manifest);
        let mut judge = Self { manifest, id, engine: engine.name().to_owned(), encoder, heads };
        judge.try_heads(&seen)?;
        Ok(judge)
    }

    /// Has every head read what the encoder saw of two pictures.
    fn try_heads(&mut self, seen: &[Vec<f32>; 2]) -> Result<(), JudgeError> {
        for head in &self.manifest.heads {
            let length = match head.file.as_ref().and_then(|file| self.heads.get_mut(file)) {
                Some(loaded) => loaded.tried(seen.each_ref().map(|seen| embedding(head, seen)))?[0].len(),
                None => seen[0].len(),
            };
            let unread = |needed| JudgeError::Read { head: head.name.clone(), needed, found: length };
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
    /// [`JudgeError`] when the picture is none, a model does not get through, or a figure is not finite: never a score then.
    pub fn score(&self, picture: &Pixels) -> Result<Vec<HeadScore>, JudgeError> {
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
    pub fn score_all(&self, pictures: &[&Pixels]) -> Result<Vec<Vec<HeadScore>>, JudgeError> {
        let one: usize = self.encoder.shape.iter().product();
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
    fn read(&self, seen: &[f32], pictures: usize) -> Result<Vec<Vec<HeadScore>>, JudgeError> {
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
                let raw = raw.ok_or_else(|| JudgeError::Weights { head: head.name.clone() })?;
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

impl Loaded {
    /// Its answers for two pictures, one at a time, and whether it says the same when it is given both: some models say that they
    /// take any number and do not, or mix what they see of one with what they see of the other.
    fn tried(&mut self, [first, second]: [Vec<f32>; 2]) -> Result<[Vec<f32>; 2], JudgeError> {
        let both = [&first[..], &second].concat();
        let first = self.run(first, 1)?;
        // Heads that share a file may give it numbers that are normalised, and numbers that are not.
        let so_far = self.length.replace(first.len()).is_none() || self.many;
        let second = self.run(second, 1)?;
        let close = |(together, alone): (&f32, &f32)| (together - alone).abs() <= MIXED_MAX * alone.abs().max(1.0);
        self.many = so_far
            && self.network.takes_many()
            && self.run(both, 2).is_ok_and(|both| both.iter().zip(first.iter().chain(&second)).all(close));
        Ok([first, second])
    }

    /// The answer for `pictures` pictures: as many finite numbers for each as it ever had.
    fn run(&self, numbers: Vec<f32>, pictures: usize) -> Result<Vec<f32>, JudgeError> {
        let file = || self.file.clone();
        let shape = std::iter::once(pictures).chain(self.shape.iter().copied()).collect();
        let tensor = Tensor { shape, data: numbers };
        let answer =
            guarded(|| self.network.run(tensor)).map_err(|source| JudgeError::Engine { file: file(), source })?;
        let length = answer.len() / pictures;
        let whole = length * pictures == answer.len() && (1..=OUTPUT_MAX).contains(&length);
        if !whole || self.length.is_some_and(|known| known != length) {
            return Err(JudgeError::Output { file: file(), pictures, found: answer.len() });
        }
        if answer.iter().any(|number| !number.is_finite()) {
            return Err(JudgeError::NotFinite { file: file() });
        }
        Ok(answer)
    }
}

/// What the manifest says of a model.
struct Asked<'m> {
    file: &'m str,
    input: Option<&'m str>,
    output: Option<&'m str>,
    shape: Vec<usize>,
}

impl Asked<'_> {
    fn unfit(&self, reason: String) -> JudgeError {
        JudgeError::Port { file: self.file.to_owned(), reason }
    }

    /// Where numbers go in and come out, if the model has such places.
    fn port(&self, outline: &Outline) -> Result<Port, JudgeError> {
        let [input] = &outline.inputs[..] else {
            return Err(self.unfit(format!("expected one input, found {}", outline.inputs.len())));
        };
        if let Some(name) = self.input.filter(|name| *name != input.name) {
            return Err(self.unfit(format!("expected an input `{}`, found `{}`", clip(name), clip(&input.name))));
        }
        let output = match self.output {
            Some(name) => outline.outputs.iter().find(|output| output.name == name).ok_or_else(|| {
                let found: Vec<_> = outline.outputs.iter().take(4).map(|output| clip(&output.name)).collect();
                self.unfit(format!("expected an output `{}`, found `{}`", clip(name), found.join("`, `")))
            })?,
            None => outline.outputs.first().ok_or_else(|| self.unfit("expected an output, found none".to_owned()))?,
        };
        if !input.is_float || !output.is_float {
            return Err(self.unfit("expected floats of 32 bits to go in and come out".to_owned()));
        }
        let many = self.many(input)?;
        Ok(Port { input: input.name.clone(), output: output.name.clone(), shape: self.shape.clone(), many })
    }

    /// Whether the input takes many pictures; an error when its sides are not those of a picture.
    fn many(&self, input: &Value) -> Result<bool, JudgeError> {
        let sides = input.shape.as_deref().unwrap_or_default();
        let fits = |(side, wanted): (&Dimension, &usize)| {
            matches!(side, Dimension::Free) || *side == Dimension::Fixed(*wanted)
        };
        if let [first, rest @ ..] = sides
            && rest.len() == self.shape.len()
            && rest.iter().zip(&self.shape).all(fits)
            && matches!(first, Dimension::Free | Dimension::Fixed(1))
        {
            return Ok(*first == Dimension::Free);
        }
        let found = sides.iter().map(|side| match side {
            Dimension::Free => "any".to_owned(),
            Dimension::Fixed(length) => length.to_string(),
        });
        let wanted = self.shape.iter().map(usize::to_string);
        let wanted: Vec<_> = std::iter::once("1 or any".to_owned()).chain(wanted).collect();
        let found: Vec<_> = found.collect();
        Err(self.unfit(format!("expected an input of {}, found {}", wanted.join(" × "), found.join(" × "))))
    }
}

fn load(asked: &Asked<'_>, files: &BTreeMap<String, Vec<u8>>, engine: &dyn Engine) -> Result<Loaded, JudgeError> {
    let file = asked.file.to_owned();
    let bytes = files.get(&file).ok_or_else(|| JudgeError::Missing { file: file.clone() })?;
    let outline = Outline::read(bytes).map_err(|source| JudgeError::Outline { file: file.clone(), source })?;
    let port = asked.port(&outline)?;
    let network = guarded(|| engine.load(bytes, &port));
    let network = network.map_err(|source| JudgeError::Engine { file: file.clone(), source })?;
    Ok(Loaded { file, network, shape: port.shape, length: None, many: false })
}

/// The files that a manifest names, each the one that it means.
fn checked(
    manifest: &Manifest,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<BTreeMap<String, Vec<u8>>, JudgeError> {
    let mut named = BTreeMap::new();
    for (file, expected) in manifest.files() {
        let (file, bytes) = files.remove_entry(file).ok_or_else(|| JudgeError::Missing { file: file.to_owned() })?;
        if bytes.len() > MODEL_BYTES_MAX {
            return Err(JudgeError::TooLarge { file, found: bytes.len() });
        }
        let found = Sha256::of(&bytes);
        if found != expected {
            return Err(JudgeError::Hash { file, expected, found });
        }
        named.insert(file, bytes);
    }
    Ok(named)
}

fn id(manifest: &Manifest) -> Sha256 {
    Sha256::of_json(&(ID_VERSION, manifest, manifest.files()))
}

/// A picture that nothing in a model divides by zero over: no two of its neighbours are alike.
fn trial(seed: u32) -> Pixels {
    const SIDE: u32 = 32;
    let data = (0..SIDE * SIDE).flat_map(|at| {
        let (x, y) = (at % SIDE, at / SIDE);
        [x * 8 + seed, y * 8 + 2 * seed, x * seed + y * 59, 255].map(|channel| (channel % 256) as u8)
    });
    Pixels { width: SIDE, height: SIDE, data: data.collect() }
}
