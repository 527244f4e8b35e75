//! ONNX files looked through: what is read, and what never reaches an engine.

use proptest::prelude::*;

use super::{ENCODER, HEAD};
use crate::{Dimension, Element, Outline, OutlineError};

/// A field of bytes.
fn bytes(number: u8, content: &[u8]) -> Vec<u8> {
    [&[u8::try_from(u32::from(number) << 3 | 2).unwrap()][..], &varint(content.len() as u64), content].concat()
}

/// A field of a whole number.
fn number(number: u8, value: u64) -> Vec<u8> {
    [vec![number << 3], varint(value)].concat()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while value > 127 {
        out.push(value as u8 | 128);
        value >>= 7;
    }
    out.push(value as u8);
    out
}

fn model(graph: &[u8]) -> Vec<u8> {
    bytes(7, graph)
}

#[track_caller]
fn check(graph: &[u8], want: &str) {
    assert_eq!(Outline::read(&model(graph)).unwrap_err().to_string(), want);
}

#[test]
fn a_file_says_what_it_takes_and_gives() {
    let outline = Outline::read(ENCODER).unwrap();
    let [input] = &outline.inputs[..] else { panic!("{outline:?}") };
    assert_eq!((input.name.as_str(), input.element), ("pixels", Some(Element::Float)));
    let sides = [3, 32, 32].map(Dimension::Fixed);
    assert_eq!(input.shape.as_deref(), Some(&[&[Dimension::Free][..], &sides].concat()[..]));
    assert_eq!(outline.outputs[0].name, "embedding");
    assert_eq!(outline.outputs[0].shape.as_deref(), Some(&[Dimension::Free, Dimension::Fixed(6)][..]));
}

#[test]
fn numbers_in_another_file_are_refused() {
    let names = bytes(8, b"weights\n1");
    let location = [bytes(1, b"location"), bytes(2, b"/etc/passwd")].concat();
    let want = "the tensor `weights\u{fffd}1` lies in another file; save the model in one file, without external data";
    check(&bytes(5, &[names.clone(), number(14, 1)].concat()), want);
    check(&bytes(5, &[names.clone(), bytes(13, &location)].concat()), want);
    // Wherever it hides: in an attribute of a node, in a list of one, in a graph of one, in a sparse tensor.
    let tensor = [names, number(14, 1)].concat();
    for attribute in
        [bytes(5, &tensor), bytes(10, &tensor), bytes(6, &bytes(5, &tensor)), bytes(11, &bytes(15, &bytes(1, &tensor)))]
    {
        check(&bytes(1, &bytes(5, &attribute)), want);
    }
    // A location of 0 is here.
    let here = Outline::read(&model(&bytes(5, &number(14, 0)))).unwrap();
    assert!(here.inputs.is_empty());
}

#[test]
fn loops_and_endless_windows_are_refused() {
    check(&bytes(1, &bytes(4, b"Loop")), "the operator `Loop` may run without end; export the model without loops");
    let within = bytes(1, &bytes(5, &bytes(6, &bytes(1, &bytes(4, b"Scan")))));
    check(&within, "the operator `Scan` may run without end; export the model without loops");
    let function = bytes(7, &bytes(4, b"SequenceMap"));
    // Field 25 has a key of two bytes.
    let file = [vec![0xca, 0x01], varint(function.len() as u64), function].concat();
    assert!(matches!(Outline::read(&file), Err(OutlineError::Loop { .. })));
    let pads = [bytes(1, b"pads"), bytes(8, &[varint(1), varint(1 << 40)].concat())].concat();
    let want = "an operator has 1099511627776 as one of its `pads`; at most 65536 is taken";
    check(&bytes(1, &bytes(5, &pads)), want);
    let strides = [number(8, (-70_000_i64).cast_unsigned()), bytes(1, b"strides")].concat();
    check(&bytes(1, &bytes(5, &strides)), "an operator has -70000 as one of its `strides`; at most 65536 is taken");
}

#[test]
fn a_tensor_is_no_larger_than_its_bytes() {
    let huge = bytes(5, &[number(1, 1 << 31), number(1, 1 << 31), bytes(9, &[0; 64])].concat());
    check(&huge, "this is no ONNX model, or it is damaged");
    let negative = bytes(5, &number(1, u64::MAX));
    check(&negative, "this is no ONNX model, or it is damaged");
    check(&bytes(5, &bytes(1, &[1; 17])), "the model has more than 16 dimensions in one tensor");
}

#[test]
fn graphs_within_graphs_have_an_end() {
    let mut graph = bytes(1, &bytes(4, b"Relu"));
    for _ in 0..8 {
        graph = bytes(1, &bytes(5, &bytes(6, &graph)));
    }
    assert!(Outline::read(&model(&graph)).is_ok());
    let deeper = bytes(1, &bytes(5, &bytes(6, &graph)));
    check(&deeper, "the model has more than 8 graphs within graphs");
    check(&bytes(1, &[]).repeat(20_001), "the model has more than 20000 operators");
    check(&bytes(13, &[]).repeat(1_000_001), "the model has more than 1000000 parts");
    check(&bytes(11, &[]).repeat(1_001), "the model has more than 1000 inputs or outputs");
}

#[test]
fn inputs_that_have_numbers_are_none() {
    let graph = [bytes(11, &bytes(1, b"x")), bytes(11, &bytes(1, b"w")), bytes(5, &bytes(8, b"w"))].concat();
    let outline = Outline::read(&model(&graph)).unwrap();
    assert_eq!(outline.inputs.iter().map(|input| input.name.as_str()).collect::<Vec<_>>(), ["x"]);
}

#[test]
fn what_is_no_model_is_damaged() {
    let twice = [model(&[]), model(&[])].concat();
    for file in [&b""[..], b"not a model", &ENCODER[..ENCODER.len() / 2], &number(7, 1), &twice] {
        assert_eq!(Outline::read(file), Err(OutlineError::Damaged));
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(random in proptest::collection::vec(any::<u8>(), 0..300), at in 0..HEAD.len(), byte in any::<u8>()) {
        let _ = Outline::read(&random);
        let _ = Outline::read(&model(&random));
        let mut damaged = HEAD.to_vec();
        damaged[at] = byte;
        let _ = Outline::read(&damaged);
        let _ = Outline::read(&damaged[..at]);
    }
}
