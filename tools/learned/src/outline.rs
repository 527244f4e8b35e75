//! What an ONNX file takes and gives, read off before an engine sees it. Source: ONNX, `onnx.proto`, IR version 10.

use std::collections::BTreeSet;

use design::clip;

use crate::model::Element;
use crate::wire::{Field, Fields, numbers};

/// Deepest graph within a graph.
const DEPTH_MAX: usize = 8;
/// Most operators of a file, all graphs together: ten times what large models have, and seconds of planning.
const OPERATORS_MAX: usize = 20_000;
/// Most operators, tensors, attributes and ports of a file, all graphs together.
const PARTS_MAX: usize = 1_000_000;
/// Most inputs or outputs of a graph that are kept.
const PORTS_MAX: usize = 1_000;
/// Most dimensions of a tensor.
const RANK_MAX: usize = 16;
/// Largest number of a window, a step or a margin of an operator.
const WINDOW_MAX: i64 = 65_536;
/// ONNX's numbers for floats of 32 bits and whole numbers of 64.
const FLOAT: u64 = 1;
const INT64: u64 = 7;

/// Why an ONNX file is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OutlineError {
    /// Its bytes are no ONNX model, or damaged.
    #[error("this is no ONNX model, or it is damaged")]
    Damaged,
    /// It is larger or deeper than what is read.
    #[error("the model has more than {max} {what}")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much is read.
        max: usize,
    },
    /// Some of its numbers lie in another file.
    #[error("the tensor `{tensor}` lies in another file; save the model in one file, without external data")]
    External {
        /// The tensor's name.
        tensor: String,
    },
    /// It has an operator that repeats others, as often as its numbers say.
    #[error("the operator `{operator}` may run without end; export the model without loops")]
    Loop {
        /// Its name in ONNX.
        operator: String,
    },
    /// An operator has a window, step or margin that no picture has.
    #[error("an operator has {value} as one of its `{attribute}`; at most {WINDOW_MAX} is taken")]
    Window {
        /// The attribute's name.
        attribute: String,
        /// Its number.
        value: i64,
    },
}

/// One side of a tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// As long as whoever runs the model wants it.
    Free,
    /// Always this long.
    Fixed(usize),
}

/// A tensor that goes into a model or comes out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// What the model calls it.
    pub name: String,
    /// What its numbers are; `None` where they are of a kind that nothing here takes.
    pub element: Option<Element>,
    /// Its sides; `None` where the model does not say how many there are.
    pub shape: Option<Vec<Dimension>>,
}

/// What an ONNX file takes and gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// What it is run with.
    pub inputs: Vec<Value>,
    /// What it answers.
    pub outputs: Vec<Value>,
}

/// What is left of the limits of one file.
struct Budget {
    operators: usize,
    parts: usize,
}

impl Budget {
    fn operator(&mut self) -> Result<(), OutlineError> {
        let left = self.operators.checked_sub(1);
        self.operators = left.ok_or(OutlineError::TooLarge { what: "operators", max: OPERATORS_MAX })?;
        Ok(())
    }

    fn part(&mut self) -> Result<(), OutlineError> {
        self.parts = self.parts.checked_sub(1).ok_or(OutlineError::TooLarge { what: "parts", max: PARTS_MAX })?;
        Ok(())
    }
}

/// The fields of a message that are texts or messages themselves, or whole numbers.
fn fields(message: &[u8]) -> impl Iterator<Item = Result<(u64, Field<'_>), OutlineError>> {
    Fields::new(message).map(|field| field.ok_or(OutlineError::Damaged))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Outline {
    /// Reads the outline of a file, and looks through all of it for what is refused: numbers in other files, loops, sizes beyond
    /// reason.
    ///
    /// # Errors
    ///
    /// [`OutlineError`] with what is refused first.
    pub fn read(bytes: &[u8]) -> Result<Self, OutlineError> {
        let mut budget = Budget { operators: OPERATORS_MAX, parts: PARTS_MAX };
        let mut outline = None;
        for field in fields(bytes) {
            match field? {
                // A second one would be merged with the first by one reader, and replace it for another.
                (7, Field::Bytes(graph)) if outline.is_none() => outline = Some(read_graph(graph, 0, &mut budget)?),
                (7, _) => return Err(OutlineError::Damaged),
                // Functions of the model's own: their nodes (7) lie where those of a graph do not.
                (25, Field::Bytes(function)) => {
                    for field in fields(function) {
                        if let (7, Field::Bytes(node)) = field? {
                            check_node(node, 0, &mut budget)?;
                        }
                    }
                }
                _ => {}
            }
        }
        outline.ok_or(OutlineError::Damaged)
    }
}

/// Looks through a graph; what it is run with are those of its inputs that have no numbers of their own.
fn read_graph(graph: &[u8], depth: usize, budget: &mut Budget) -> Result<Outline, OutlineError> {
    if depth > DEPTH_MAX {
        return Err(OutlineError::TooLarge { what: "graphs within graphs", max: DEPTH_MAX });
    }
    let (mut inputs, mut outputs, mut given) = (Vec::new(), Vec::new(), BTreeSet::new());
    for field in fields(graph) {
        let (number, Field::Bytes(part)) = field? else { continue };
        budget.part()?;
        match number {
            1 => check_node(part, depth, budget)?,
            5 => {
                given.insert(check_tensor(part)?);
            }
            11 => inputs.push(read_value(part)?),
            12 => outputs.push(read_value(part)?),
            15 => check_sparse(part)?,
            _ => {}
        }
        if inputs.len().max(outputs.len()) > PORTS_MAX {
            // Old files list every tensor of theirs among the inputs.
            return Err(OutlineError::TooLarge { what: "inputs or outputs", max: PORTS_MAX });
        }
    }
    inputs.retain(|input| !given.contains(input.name.as_bytes()));
    Ok(Outline { inputs, outputs })
}

fn check_node(node: &[u8], depth: usize, budget: &mut Budget) -> Result<(), OutlineError> {
    budget.operator()?;
    for field in fields(node) {
        match field? {
            (4, Field::Bytes(operator)) if matches!(operator, b"Loop" | b"Scan" | b"SequenceMap") => {
                return Err(OutlineError::Loop { operator: text(operator) });
            }
            (5, Field::Bytes(attribute)) => {
                budget.part()?;
                check_attribute(attribute, depth, budget)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn check_attribute(attribute: &[u8], depth: usize, budget: &mut Budget) -> Result<(), OutlineError> {
    let mut name: &[u8] = b"";
    let mut largest = 0;
    for field in fields(attribute) {
        match field? {
            (1, Field::Bytes(bytes)) => name = bytes,
            (5, Field::Bytes(tensor)) | (10, Field::Bytes(tensor)) => {
                budget.part()?;
                check_tensor(tensor)?;
            }
            (6, Field::Bytes(graph)) | (11, Field::Bytes(graph)) => {
                budget.part()?;
                read_graph(graph, depth + 1, budget)?;
            }
            (22, Field::Bytes(sparse)) | (23, Field::Bytes(sparse)) => check_sparse(sparse)?,
            (8, row) => {
                for number in numbers(row) {
                    let number = number.ok_or(OutlineError::Damaged)?.cast_signed();
                    largest = if number.unsigned_abs() > i64::unsigned_abs(largest) { number } else { largest };
                }
            }
            _ => {}
        }
    }
    let is_window = matches!(
        name,
        b"pads" | b"kernel_shape" | b"strides" | b"dilations" | b"output_padding" | b"output_shape" | b"sizes"
    );
    if is_window && largest.unsigned_abs() > WINDOW_MAX.unsigned_abs() {
        return Err(OutlineError::Window { attribute: text(name), value: largest });
    }
    Ok(())
}

/// Both tensors of a sparse one.
fn check_sparse(sparse: &[u8]) -> Result<(), OutlineError> {
    for field in fields(sparse) {
        if let (1 | 2, Field::Bytes(tensor)) = field? {
            check_tensor(tensor)?;
        }
    }
    Ok(())
}

/// Looks whether a tensor's numbers are all here, and gives its name.
fn check_tensor(tensor: &[u8]) -> Result<&[u8], OutlineError> {
    let (mut name, mut external): (&[u8], bool) = (b"", false);
    let (mut rank, mut count) = (0, 1_u64);
    for field in fields(tensor) {
        match field? {
            (1, dims) => {
                for side in numbers(dims).take(RANK_MAX + 1) {
                    rank += 1;
                    count = count.saturating_mul(side.ok_or(OutlineError::Damaged)?);
                }
            }
            (8, Field::Bytes(bytes)) => name = bytes,
            (13, _) => external = true,
            (14, Field::Number(location)) => external |= location != 0,
            _ => {}
        }
        if rank > RANK_MAX {
            return Err(OutlineError::TooLarge { what: "dimensions in one tensor", max: RANK_MAX });
        }
    }
    if external {
        return Err(OutlineError::External { tensor: clip(&text(name)) });
    }
    // The smallest numbers take half a byte. An engine would make room for what is not there.
    if count > 2 * tensor.len() as u64 {
        return Err(OutlineError::Damaged);
    }
    Ok(name)
}

fn read_value(value: &[u8]) -> Result<Value, OutlineError> {
    let mut read = Value { name: String::new(), element: None, shape: None };
    for field in fields(value) {
        match field? {
            (1, Field::Bytes(name)) => read.name = text(name),
            (2, Field::Bytes(kind)) => {
                for field in fields(kind) {
                    if let (1, Field::Bytes(tensor)) = field? {
                        read_type(tensor, &mut read)?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(read)
}

fn read_type(tensor: &[u8], value: &mut Value) -> Result<(), OutlineError> {
    for field in fields(tensor) {
        match field? {
            (1, Field::Number(kind)) => {
                value.element = match kind {
                    FLOAT => Some(Element::Float),
                    INT64 => Some(Element::Whole),
                    _ => None,
                };
            }
            (2, Field::Bytes(shape)) => {
                let mut sides = Vec::new();
                for field in fields(shape) {
                    if let (1, Field::Bytes(side)) = field? {
                        sides.push(read_dimension(side)?);
                    }
                    if sides.len() > RANK_MAX {
                        return Err(OutlineError::TooLarge { what: "dimensions in one tensor", max: RANK_MAX });
                    }
                }
                value.shape = Some(sides);
            }
            _ => {}
        }
    }
    Ok(())
}

/// A side with a name, or with nothing, is free; some exporters write that as −1 or 0.
fn read_dimension(side: &[u8]) -> Result<Dimension, OutlineError> {
    let mut dimension = Dimension::Free;
    for field in fields(side) {
        if let (1, Field::Number(length)) = field? {
            let length = usize::try_from(length.cast_signed()).unwrap_or(0);
            dimension = if length == 0 { Dimension::Free } else { Dimension::Fixed(length) };
        }
    }
    Ok(dimension)
}
