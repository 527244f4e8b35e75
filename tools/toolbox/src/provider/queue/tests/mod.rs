//! The queues against doubles on this machine that answer as they do, and fail in every way.

mod double;
mod edits;
mod faults;
mod stops;
mod ways;

use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::*;
use crate::prices::{ImageRate, PicoUsd, Prices};
use crate::provider::tests::{ATTEMPT, Purse};
use crate::{Context, ImageModel, Picture, ToolError};
use double::{Door, Double};

const KEY: &str = "sk-test-1234567890";
const DAY: &str = "2026-11-26";
const ALL: [QueueDialect; 3] = [QueueDialect::Fal, QueueDialect::Bfl, QueueDialect::Replicate];

fn model(dialect: QueueDialect) -> &'static str {
    match dialect {
        QueueDialect::Fal => "fal-ai/flux/dev",
        QueueDialect::Bfl => "flux-2-pro",
        QueueDialect::Replicate => "black-forest-labs/flux-schnell",
    }
}

fn settings(dialect: QueueDialect, base: &str) -> QueueSettings {
    let sizes = match dialect {
        QueueDialect::Replicate => vec![(1, 1), (2, 3), (16, 9)],
        QueueDialect::Fal | QueueDialect::Bfl => vec![(1024, 1024), (1024, 1536), (1536, 1024)],
    };
    let tier =
        json!({ "model": model(dialect), "sizes": sizes, "more": { "num_images": 4, "num_outputs": 4, "steps": 20 } });
    let settings = json!({
        "dialect": dialect, "base_url": base, "tiers": [tier], "poll_ms": 5, "poll_max_ms": 10, "picture_bytes_max": 1 << 20,
    });
    serde_json::from_value(settings).unwrap()
}

fn stack() -> ProviderSettings {
    ProviderSettings {
        name: "test".to_owned(),
        backoff_ms: 1,
        backoff_max_ms: 2,
        first_byte_ms: 400,
        idle_ms: 400,
        attempt_ms: 8_000,
        breaker_failures: 100,
        ..ProviderSettings::default()
    }
}

/// A book in which a picture costs as much as an attempt is granted, and a second two nano-dollars.
fn prices() -> PriceBook {
    let images = vec![ImageRate { size: None, quality: None, image: PicoUsd(ATTEMPT * 1_000) }];
    let prices = Prices { images, second: Some(PicoUsd(2_000)), ..Prices::default() };
    PriceBook(ALL.map(|dialect| (model(dialect).to_owned(), vec![prices.clone()])).into())
}

fn images(settings: QueueSettings, stack: ProviderSettings) -> QueueImages {
    QueueImages::new(settings, Some(SecretString::from(KEY)), stack, &prices(), DAY).unwrap()
}

fn request() -> ImageRequest {
    serde_json::from_value(json!({
        "node": "n", "prompt": "a red bicycle", "imagery": "scene", "motif": "bicycle", "width": 600.0, "height": 900.0,
        "keep_clear": [], "focus": null, "palette": {}, "transparent": false, "seed": 7,
    }))
    .unwrap()
}

fn paid(purse: &Purse, time: u64) -> Context {
    let context = crate::fixture::context((*design::BrandKit::builtin()).clone());
    context.for_call(Some(purse.grant()), Some(Instant::now() + Duration::from_millis(time)), 0, None)
}

/// What came of asking a double for a picture once.
struct Met {
    result: Result<Picture, ToolError>,
    spent: u64,
    double: Double,
}

impl Met {
    /// How often a door was knocked at.
    fn asked(&self, door: Door) -> usize {
        self.double.world.asked(door)
    }
}

async fn meet_with(double: Double, settings: QueueSettings, stack: ProviderSettings, time: u64) -> Met {
    let purse = Purse::with(1_000);
    let context = paid(&purse, time);
    let begun = Instant::now();
    let result = images(settings, stack).generate(&context, request()).await;
    assert!(begun.elapsed() < Duration::from_millis(time + 500), "{:?}", begun.elapsed());
    drop(context);
    let (left, spent) = purse.sums();
    assert_eq!(left + spent, 1_000, "nothing leaks");
    if let Err(error) = &result {
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(KEY) && !shown.contains(double::SIGNATURE), "{shown}");
    }
    Met { result, spent, double }
}

async fn meet(dialect: QueueDialect, script: double::Script) -> Met {
    let double = Double::start(dialect, |_| 0, script).await;
    let settings = settings(dialect, &double.server.base);
    meet_with(double, settings, stack(), 20_000).await
}
