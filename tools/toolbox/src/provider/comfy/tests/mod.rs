//! The adaptor against a server that does what a real one was seen to do.

mod cancelled;
mod double;
mod edits;
mod edits_engine;
mod engine;
mod faults;
mod made;
mod workshop;

use std::time::Duration;

use design::ImageRequest;
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::*;
use crate::prices::{ImageRate, PicoUsd, Prices};
use crate::provider::CallError;
use crate::provider::tests::{ATTEMPT, Purse};
use double::{Double, Fate, Manner, Taking, View};
use workshop::noise;

const KEY: &str = "sk-test-1234567890";

/// A workflow without weights, which makes noise.
fn workflow() -> Value {
    json!({
        "1": { "class_type": "EmptyImage", "inputs": { "width": 64, "height": 64, "batch_size": 4, "color": 0 } },
        "2": { "class_type": "ImageAddNoise", "inputs": { "image": ["1", 0], "seed": 0, "strength": 0.5 } },
        "3": { "class_type": "SaveImage", "inputs": { "images": ["2", 0], "filename_prefix": "maquette" } },
    })
}

fn settings() -> ComfySettings {
    let slots =
        [(Slot::Width, "1.width"), (Slot::Height, "1.height"), (Slot::Seed, "2.seed"), (Slot::Batch, "1.batch_size")];
    ComfySettings {
        slots: slots.into_iter().map(|(slot, place)| (slot, place.into())).collect(),
        image_nano_usd: Some(ATTEMPT),
        poll_ms: 20,
        patience_ms: 2_000,
        ..ComfySettings::default()
    }
}

fn stack() -> ProviderSettings {
    ProviderSettings {
        backoff_ms: 1,
        backoff_max_ms: 2,
        first_byte_ms: 1_000,
        attempt_ms: 10_000,
        breaker_failures: 100,
        attempts: 1,
        ..ComfyUi::usual("test")
    }
}

fn comfy_with(double: &Double, stack: ProviderSettings, settings: ComfySettings, workflow: &Value) -> ComfyUi {
    let endpoint = Endpoint::new(&double.base, Some(SecretString::from(KEY)), stack).unwrap();
    ComfyUi::new(endpoint, &workflow.to_string(), settings, &PriceBook::default(), "2026-11-26").unwrap()
}

fn comfy(double: &Double) -> ComfyUi {
    comfy_with(double, stack(), settings(), &workflow())
}

fn request(seed: u64) -> ImageRequest {
    serde_json::from_value(json!({
        "node": "art", "prompt": "a red bicycle", "imagery": "scene", "motif": "bicycle", "width": 20.0, "height": 12.0,
        "keep_clear": [], "focus": null, "palette": {}, "transparent": false, "seed": seed,
    }))
    .unwrap()
}

/// The context of a call, which is another one for each key.
fn paid(purse: &Purse, time: u64, key: &str) -> Context {
    let context = crate::fixture::context((*design::BrandKit::builtin()).clone());
    let deadline = Instant::now() + Duration::from_millis(time);
    context.for_call(Some(purse.grant()), Some(deadline), 0, Some(key.into()))
}

/// The pixels of a PNG, three bytes each.
fn pixels(bytes: &[u8]) -> Vec<u8> {
    let pixels = render::decode_picture(bytes).unwrap().into_pixels().unwrap();
    pixels.data.chunks(4).flat_map(|rgba| rgba[..3].to_vec()).collect()
}

/// Has a call meet that server: what came of it, and what was spent.
async fn meet(double: &Double, comfy: &ComfyUi) -> (Result<Picture, CallError>, u64) {
    let purse = Purse::with(1_000);
    let context = paid(&purse, 8_000, "one");
    let result = comfy.generate(&context, request(7)).await;
    drop(context);
    let (left, spent) = purse.sums();
    assert_eq!(left + spent, 1_000, "nothing leaks");
    let result = result.map_err(|error| match error {
        ToolError::Provider { source, .. } => source,
        other => panic!("{other}"),
    });
    if let Err(error) = &result {
        let said = format!("{error} {error:?}");
        assert!(!said.contains(&KEY[..3]) && !said.contains(&double.base) && !said.contains("clientId"), "{said}");
    }
    (result, spent)
}

#[track_caller]
fn is_whole(picture: &Picture, seed: u64) {
    // 20 × 12 px in steps of 8.
    assert_eq!(pixels(&picture.bytes), noise(seed, 24, 16));
    assert!(!picture.bytes.windows(4).any(|kind| kind == b"tEXt"), "the workflow is in it");
}

#[test]
fn sizes_are_whole_steps_within_bounds() {
    let wanted = |width: f64, height: f64| ImageRequest { width, height, ..request(1) };
    let own = ComfySettings { side_max: 1_000, ..ComfySettings::default() };
    assert_eq!(own.size(&wanted(20.0, 12.0)), (24, 16));
    assert_eq!(own.size(&wanted(4_000.0, 2_000.0)), (1_000, 504));
    assert_eq!(own.size(&wanted(16_000.0, 1.0)), (1_000, 8));
    assert_eq!(own.size(&wanted(f64::NAN, 100.0)), (8, 104));
    let some = ComfySettings { sizes: vec![(1024, 1024), (832, 1216), (1216, 832)], ..own };
    assert_eq!(some.size(&wanted(600.0, 900.0)), (832, 1216));
}

#[test]
fn what_cannot_be_is_refused_before_anything_is_sent() {
    let endpoint = || Endpoint::new("http://127.0.0.1:1", None, stack()).unwrap();
    let made = |settings: ComfySettings, prices: &PriceBook| {
        ComfyUi::new(endpoint(), &workflow().to_string(), settings, prices, "2026-11-26")
    };
    let unpriced = ComfySettings { image_nano_usd: None, ..settings() };
    let error = made(unpriced.clone(), &PriceBook::default()).unwrap_err();
    assert!(matches!(&error, ComfyError::Price(_)) && error.to_string().contains("image_nano_usd"), "{error}");
    let images = vec![ImageRate { size: None, quality: None, image: PicoUsd(5_000) }];
    let book = PriceBook([("workflow".to_owned(), vec![Prices { images, ..Prices::default() }])].into());
    assert_eq!(made(unpriced, &book).unwrap().quote(&request(1)).money, NanoUsd(5));
    let free = made(ComfySettings { image_nano_usd: Some(0), ..settings() }, &PriceBook::default()).unwrap();
    assert_eq!(free.quote(&request(1)), Quote { images: 1, calls: 1, ..Quote::FREE });
    let error = made(ComfySettings { poll_ms: 0, ..settings() }, &book).unwrap_err();
    assert_eq!(error.to_string(), "`poll_ms` must be 20 to 10,000");
}

#[test]
fn settings_are_read_as_they_are_written_down() {
    let written = r#"{ "model": "sdxl", "slots": { "prompt": "6.text", "seed": ["3.seed", "12.noise_seed"] }, "without": ["width"],
        "output": ["9"], "image_nano_usd": 0, "sizes": [[1024, 1024]] }"#;
    let read: ComfySettings = serde_json::from_str(written).unwrap();
    let two = Places::Several(vec!["3.seed".to_owned(), "12.noise_seed".to_owned()]);
    assert_eq!(read.slots, [(Slot::Prompt, "6.text".into()), (Slot::Seed, two)].into());
    assert_eq!((read.image_nano_usd, read.without, read.poll_ms), (Some(0), vec![Slot::Width], 500));
    for wrong in [r#"{ "slot": {} }"#, r#"{ "slots": { "promt": "6.text" } }"#] {
        serde_json::from_str::<ComfySettings>(wrong).unwrap_err();
    }
}

#[tokio::test]
async fn a_server_is_asked_whether_it_has_the_nodes() {
    let double = Double::start(Manner::default()).await;
    comfy(&double).check().await.unwrap();
    let mut other = workflow();
    other["2"]["class_type"] = json!("ImageAddGrain/../x");
    let error = comfy_with(&double, stack(), settings(), &other).check().await.unwrap_err();
    assert!(matches!(&error, ComfyError::UnknownClass { node, .. } if node == "2"), "{error}");
    let mut other = workflow();
    other["2"]["inputs"]["sed"] = json!("{{seed}}");
    let error = comfy_with(&double, stack(), settings(), &other).check().await.unwrap_err();
    assert!(matches!(&error, ComfyError::UnknownInput { input, .. } if input == "sed"), "{error}");
    double.restart();
    let error = comfy(&double).check().await.unwrap_err();
    assert!(matches!(&error, ComfyError::Server(_)), "{error}");
}
