//! Facts about the room; what is pinned to Pillow and the ONNX Runtime lies in `fixtures/`, written by `scripts/judges/make.py`.

#[cfg(any(feature = "ort", feature = "tract"))]
mod engines;
mod heads;
mod judges;
mod manifests;
mod outlines;
mod pictures;

use std::collections::BTreeMap;

use design::Sha256;
use render::Pixels;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::manifest::Filter;

pub(super) const JUDGE: &str = include_str!("../../fixtures/judge.json");
pub(super) const ENCODER: &[u8] = include_bytes!("../../fixtures/encoder.onnx");
pub(super) const HEAD: &[u8] = include_bytes!("../../fixtures/head.onnx");

/// What Pillow and the ONNX Runtime said.
#[derive(Deserialize)]
pub(super) struct Expected {
    pub(super) resized: Vec<Resized>,
    pub(super) answers: Vec<Answer>,
}

#[derive(Deserialize)]
pub(super) struct Resized {
    pub(super) filter: Filter,
    pub(super) from: (u32, u32),
    pub(super) to: (u32, u32),
    pub(super) pixels: Vec<u8>,
}

#[derive(Deserialize)]
pub(super) struct Answer {
    pub(super) size: (u32, u32),
    /// The hash of the numbers that went into the encoder, as bytes.
    pub(super) tensor: Sha256,
    #[cfg_attr(not(any(feature = "ort", feature = "tract")), expect(dead_code, reason = "engines answer"))]
    pub(super) scores: Vec<Said>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(not(any(feature = "ort", feature = "tract")), expect(dead_code, reason = "engines answer"))]
pub(super) struct Said {
    pub(super) head: String,
    pub(super) raw: f64,
    pub(super) score: f64,
}

pub(super) fn expected() -> Expected {
    serde_json::from_str(include_str!("../../fixtures/expected.json")).unwrap()
}

/// Noise by the formula that the script has too.
pub(super) fn noise(width: u32, height: u32) -> Pixels {
    let channel = |x: u32, y: u32, c: u32| {
        let mixed = x.wrapping_mul(73_856_093) ^ y.wrapping_mul(19_349_663) ^ c.wrapping_mul(83_492_791);
        ((mixed ^ (mixed >> 13)).wrapping_mul(1_274_126_177) >> 16) as u8
    };
    let pixel = move |x, y| (0..4).map(move |c| channel(x, y, c));
    let data = (0..height).flat_map(move |y| (0..width).flat_map(move |x| pixel(x, y))).collect();
    Pixels { width, height, data }
}

/// The files of the small judge.
pub(super) fn files() -> BTreeMap<String, Vec<u8>> {
    [("encoder.onnx", ENCODER), ("head.onnx", HEAD)].map(|(file, bytes)| (file.to_owned(), bytes.to_vec())).into()
}

/// The small judge's manifest, changed at a pointer.
pub(super) fn manifest_with(pointer: &str, value: Value) -> Vec<u8> {
    let mut manifest: Value = serde_json::from_str(JUDGE).unwrap();
    *manifest.pointer_mut(pointer).expect("the pointer is of the manifest") = value;
    serde_json::to_vec(&manifest).unwrap()
}

/// The small judge with another encoder, whose hash is right.
pub(super) fn with_encoder(encoder: Vec<u8>) -> (Vec<u8>, BTreeMap<String, Vec<u8>>) {
    let manifest = manifest_with("/encoder/sha256", json!(Sha256::of(&encoder)));
    let mut files = files();
    files.insert("encoder.onnx".to_owned(), encoder);
    (manifest, files)
}
