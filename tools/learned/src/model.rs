//! What runs a model, whichever it is.

use std::panic::{AssertUnwindSafe, catch_unwind};

use design::shown;

/// Largest model file, bytes.
pub const MODEL_BYTES_MAX: usize = 512 << 20;
/// Most numbers that a model answers with for one picture.
pub const OUTPUT_MAX: usize = 65_536;
/// Longest message of an engine that is passed on, characters.
const REASON_CHARS_MAX: usize = 300;

/// Runs models. It has no state that one model could leave to another.
pub trait Engine: Send + Sync {
    /// Its name and version, for the record.
    fn name(&self) -> &str;

    /// Makes a model ready, given an ONNX file that was looked through.
    ///
    /// # Errors
    ///
    /// [`EngineError`] when it cannot run this model.
    fn load(&self, model: &[u8], port: &Port) -> Result<Box<dyn Network>, EngineError>;
}

/// A model that is ready.
pub trait Network: Send + Sync {
    /// Whether it takes many pictures at once.
    fn takes_many(&self) -> bool;

    /// Its answer, given a tensor for each input of the port: the numbers of one picture after those of the other.
    ///
    /// # Errors
    ///
    /// [`EngineError`] when it does not get through.
    fn run(&self, inputs: Vec<Tensor>) -> Result<Vec<f32>, EngineError>;
}

/// Where numbers go into a model and come out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// What goes in, in the order in which it is handed over.
    pub inputs: Vec<Feed>,
    /// The name of its output, of floats.
    pub output: String,
    /// Whether the side before the others of each input is free: how many there are at once. Otherwise it is 1.
    pub many: bool,
}

/// One input of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// What the model calls it.
    pub name: String,
    /// What kind of number it takes.
    pub element: Element,
    /// The sides of one picture or text, or of what was seen of one.
    pub shape: Vec<usize>,
}

/// Kinds of numbers that go into models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element {
    /// Floats of 32 bits.
    Float,
    /// Whole numbers of 64 bits.
    Whole,
}

/// Numbers with sides; the first side is how many pictures or texts there are.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    /// How long each side is.
    pub shape: Vec<usize>,
    /// The numbers, the last side fastest.
    pub data: Numbers,
}

/// The numbers of a tensor.
#[derive(Debug, Clone, PartialEq)]
pub enum Numbers {
    /// Floats.
    Floats(Vec<f32>),
    /// Whole numbers.
    Whole(Vec<i64>),
}

/// Why an engine does not load or run a model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The engine is not there.
    #[error("the engine is not there: {reason}")]
    Absent {
        /// What is missing.
        reason: String,
    },
    /// It does not take the model.
    #[error("the engine does not take this model: {reason}")]
    Refused {
        /// What it says.
        reason: String,
    },
    /// It did not get through.
    #[error("the model does not run: {reason}")]
    Failed {
        /// What it says.
        reason: String,
    },
    /// It panicked.
    #[error("the engine gave up on this model: {reason}")]
    Panicked {
        /// What it said last.
        reason: String,
    },
}

/// What an engine says, short and on one line.
pub(crate) fn told(message: &str) -> String {
    let mut short = shown(&message.chars().take(REASON_CHARS_MAX).collect::<String>());
    if message.chars().nth(REASON_CHARS_MAX).is_some() {
        short.push('…');
    }
    short
}

/// Does what an engine is asked for, and makes an error of a panic.
///
/// Engines check the shapes of tensors by assertions, and a damaged or strange model gets as far as those. Nothing of theirs is used
/// again after a panic while a model is loaded; one that runs keeps what it computes apart for each run.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, EngineError>) -> Result<T, EngineError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked");
        Err(EngineError::Panicked { reason: told(text) })
    })
}
