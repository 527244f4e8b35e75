//! Models of files: held against what a manifest says of them, loaded, run.

use std::collections::BTreeMap;

use design::{Sha256, clip};

use crate::error::LearnedError;
use crate::model::{Element, Engine, Feed, MODEL_BYTES_MAX, Network, Numbers, Port, Tensor, guarded};
use crate::outline::{Dimension, Outline, Value};

/// Furthest that an answer among others may lie from the answer alone, as a share of it.
const MIXED_MAX: f32 = 1e-3;

/// A model of a file, ready.
pub(crate) struct Loaded {
    file: String,
    network: Box<dyn Network>,
    /// The sides of what it takes for one picture or text, by its inputs.
    shapes: Vec<Vec<usize>>,
    /// Most numbers that it may answer for one.
    most: usize,
    /// How many numbers it answers for one; known once it has run.
    length: Option<usize>,
    /// Whether it gives each of many pictures what it gives it alone; known once it was tried.
    pub(crate) many: bool,
}

impl Loaded {
    /// How many numbers it takes for one picture or text.
    pub(crate) fn size(&self) -> usize {
        self.shapes.iter().map(|shape| shape.iter().product::<usize>()).sum()
    }

    /// Notes how many numbers it answers for one, by an answer of its own.
    pub(crate) fn settle(&mut self, length: usize) {
        self.length = Some(length);
    }

    /// Its answers for two pictures, one at a time, and whether it says the same when it is given both: some models say that they
    /// take any number and do not, or mix what they see of one with what they see of the other.
    pub(crate) fn tried(&mut self, [first, second]: [Vec<f32>; 2]) -> Result<[Vec<f32>; 2], LearnedError> {
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

    /// The answer for `pictures` pictures, by a model of one input.
    pub(crate) fn run(&self, numbers: Vec<f32>, pictures: usize) -> Result<Vec<f32>, LearnedError> {
        self.answer(vec![Numbers::Floats(numbers)], pictures)
    }

    /// The answer for `count` pictures or texts, given the numbers of each input: as many finite numbers for each as it ever had.
    pub(crate) fn answer(&self, inputs: Vec<Numbers>, count: usize) -> Result<Vec<f32>, LearnedError> {
        let file = || self.file.clone();
        let tensor = |(data, shape): (Numbers, &Vec<usize>)| {
            let shape = std::iter::once(count).chain(shape.iter().copied()).collect();
            Tensor { shape, data }
        };
        let tensors = inputs.into_iter().zip(&self.shapes).map(tensor).collect();
        let answer = guarded(|| self.network.run(tensors));
        let answer = answer.map_err(|source| LearnedError::Engine { file: file(), source })?;
        let length = answer.len() / count;
        let whole = length * count == answer.len() && (1..=self.most).contains(&length);
        if !whole || self.length.is_some_and(|known| known != length) {
            return Err(LearnedError::Output { file: file(), count, found: answer.len(), most: self.most });
        }
        if answer.iter().any(|number| !number.is_finite()) {
            return Err(LearnedError::NotFinite { file: file() });
        }
        Ok(answer)
    }
}

/// What a manifest says of a model.
pub(crate) struct Asked<'m> {
    pub(crate) file: &'m str,
    /// Its inputs, all of them.
    pub(crate) inputs: Vec<Wanted<'m>>,
    /// Its output; the first, unless said.
    pub(crate) output: Option<&'m str>,
    /// How many sides its answer has, that of how many there are among them; any, unless said.
    pub(crate) rank: Option<usize>,
    /// Most numbers that it may answer for one picture or text.
    pub(crate) most: usize,
    /// Whether it may be given many at once.
    pub(crate) many: bool,
}

/// What a manifest says of an input of a model.
pub(crate) struct Wanted<'m> {
    /// Its name; not needed where there is one input only.
    pub(crate) name: Option<&'m str>,
    pub(crate) element: Element,
    /// The sides of one picture or text.
    pub(crate) shape: Vec<usize>,
}

impl Asked<'_> {
    /// Loads the model, if its file is there, has what is asked for, and the engine takes it.
    pub(crate) fn load(&self, files: &BTreeMap<String, Vec<u8>>, engine: &dyn Engine) -> Result<Loaded, LearnedError> {
        let file = self.file.to_owned();
        let bytes = files.get(&file).ok_or_else(|| LearnedError::Missing { file: file.clone() })?;
        let outline = Outline::read(bytes).map_err(|source| LearnedError::Outline { file: file.clone(), source })?;
        let port = self.port(&outline)?;
        let network = guarded(|| engine.load(bytes, &port));
        let network = network.map_err(|source| LearnedError::Engine { file: file.clone(), source })?;
        let shapes = port.inputs.into_iter().map(|feed| feed.shape).collect();
        Ok(Loaded { file, network, shapes, most: self.most, length: None, many: false })
    }

    fn unfit(&self, reason: String) -> LearnedError {
        LearnedError::Port { file: self.file.to_owned(), reason }
    }

    /// Where numbers go in and come out, if the model has such places.
    fn port(&self, outline: &Outline) -> Result<Port, LearnedError> {
        let names = |values: &[Value]| {
            values.iter().take(4).map(|value| format!("`{}`", clip(&value.name))).collect::<Vec<_>>().join(", ")
        };
        if outline.inputs.len() != self.inputs.len() {
            let (wanted, found) = (self.inputs.len(), outline.inputs.len());
            let some = if found == 0 { String::new() } else { format!(": {}", names(&outline.inputs)) };
            let inputs = if wanted == 1 { "one input".to_owned() } else { format!("{wanted} inputs") };
            return Err(self.unfit(format!("expected {inputs}, found {found}{some}")));
        }
        let mut many = self.many;
        let mut inputs = Vec::with_capacity(self.inputs.len());
        for wanted in &self.inputs {
            let input = outline.inputs.iter().find(|input| wanted.name.is_none_or(|name| name == input.name));
            let input = input.ok_or_else(|| {
                let name = wanted.name.unwrap_or_default();
                self.unfit(format!("expected an input `{}`, found {}", clip(name), names(&outline.inputs)))
            })?;
            many &= self.fits(wanted, input)?;
            inputs.push(Feed { name: input.name.clone(), element: wanted.element, shape: wanted.shape.clone() });
        }
        let output = match self.output {
            Some(name) => outline.outputs.iter().find(|output| output.name == name).ok_or_else(|| {
                self.unfit(format!("expected an output `{}`, found {}", clip(name), names(&outline.outputs)))
            })?,
            None => outline.outputs.first().ok_or_else(|| self.unfit("expected an output, found none".to_owned()))?,
        };
        if let (Some(rank), Some(found)) = (self.rank, output.shape.as_ref().map(Vec::len))
            && rank != found
        {
            let name = clip(&output.name);
            return Err(self.unfit(format!("expected an output of {rank} sides, and `{name}` has {found}")));
        }
        if output.element != Some(Element::Float) {
            return Err(self.unfit("expected floats of 32 bits to come out".to_owned()));
        }
        Ok(Port { inputs, output: output.name.clone(), many })
    }

    /// Whether the input takes many; an error when its numbers or sides are not those that it would be given.
    fn fits(&self, wanted: &Wanted<'_>, input: &Value) -> Result<bool, LearnedError> {
        if input.element != Some(wanted.element) {
            let element = match wanted.element {
                Element::Float => "floats of 32 bits",
                Element::Whole => "whole numbers of 64 bits",
            };
            return Err(self.unfit(format!("expected {element} to go into `{}`", clip(&input.name))));
        }
        let sides = input.shape.as_deref().unwrap_or_default();
        let fits = |(side, wanted): (&Dimension, &usize)| {
            matches!(side, Dimension::Free) || *side == Dimension::Fixed(*wanted)
        };
        if let [first, rest @ ..] = sides
            && rest.len() == wanted.shape.len()
            && rest.iter().zip(&wanted.shape).all(fits)
            && matches!(first, Dimension::Free | Dimension::Fixed(1))
        {
            return Ok(*first == Dimension::Free);
        }
        let found = sides.iter().map(|side| match side {
            Dimension::Free => "any".to_owned(),
            Dimension::Fixed(length) => length.to_string(),
        });
        let wanted = wanted.shape.iter().map(usize::to_string);
        let wanted: Vec<_> = std::iter::once("1 or any".to_owned()).chain(wanted).collect();
        let found: Vec<_> = found.collect();
        Err(self.unfit(format!("expected an input of {}, found {}", wanted.join(" × "), found.join(" × "))))
    }
}

/// The files that a manifest names, each the one that it means.
pub(crate) fn checked(
    named: &BTreeMap<&str, Sha256>,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<BTreeMap<String, Vec<u8>>, LearnedError> {
    let mut taken = BTreeMap::new();
    for (&file, &expected) in named {
        let (file, bytes) = files.remove_entry(file).ok_or_else(|| LearnedError::Missing { file: file.to_owned() })?;
        if bytes.len() > MODEL_BYTES_MAX {
            return Err(LearnedError::TooLarge { file, found: bytes.len() });
        }
        let found = Sha256::of(&bytes);
        if found != expected {
            return Err(LearnedError::Hash { file, expected, found });
        }
        taken.insert(file, bytes);
    }
    Ok(taken)
}
