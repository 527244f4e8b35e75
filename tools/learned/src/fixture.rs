//! Files of models that nobody runs, for tests of whoever loads some.

/// The bytes of one field of a protocol buffer.
fn field(number: u8, content: &[u8]) -> Vec<u8> {
    assert!(content.len() < 128, "one byte says how long it is");
    [&[number << 3 | 2, content.len() as u8][..], content].concat()
}

/// An ONNX file with inputs (name, element type as ONNX numbers them, sides) and an output of floats, and nothing between them; a
/// side of 0 is free. For tests with an engine that plays the model.
///
/// # Panics
///
/// When something in it is longer than 127 bytes.
#[must_use]
pub fn model(inputs: &[(&str, u8, &[u8])], output: &str, sides: &[u8]) -> Vec<u8> {
    let value = |name: &str, element: u8, sides: &[u8]| {
        let sides: Vec<u8> = sides.iter().flat_map(|side| field(1, &[1 << 3, *side])).collect();
        let tensor = [&[1 << 3, element][..], &field(2, &sides)].concat();
        [field(1, name.as_bytes()), field(2, &field(1, &tensor))].concat()
    };
    let inputs = inputs.iter().flat_map(|(name, element, sides)| field(11, &value(name, *element, sides)));
    let graph: Vec<u8> = inputs.chain(field(12, &value(output, 1, sides))).collect();
    let length = graph.len();
    [&[7 << 3 | 2, (length & 127) as u8 | 128, (length >> 7) as u8][..], &graph].concat()
}
