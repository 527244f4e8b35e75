//! What is set for a queue and its models.

use std::collections::BTreeMap;

use design::{EditKind, ImageRequest};
use planner::NanoUsd;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::QueueImagesError;
use super::dialect::{Dialect, QueueDialect, SizeField};
use super::hosts::is_entry;
use crate::prices::PriceBook;
use crate::provider::sizes::nearest;
use crate::quote::Quote;

/// Largest side that is asked for, px.
pub(super) const SIDE_MAX: u32 = 4_096;
/// Longest name of a model, bytes.
const MODEL_BYTES_MAX: usize = 200;
/// Fields that are filled in for every picture.
const FILLED_IN: [&str; 6] = ["prompt", "seed", "image_size", "width", "height", "aspect_ratio"];
/// Longest name of a field, bytes.
const FIELD_BYTES_MAX: usize = 64;
/// Most tiers, sizes of a tier, and hosts.
const LIST_MAX: usize = 64;
/// Longest prompt, characters.
const PROMPT_CHARS_MAX: usize = 4_000;
/// Seeds are below this: queues take what fits 31 bits.
const SEED_END: u64 = 1 << 31;
/// Fields that would make a picture cost more than it is quoted, put it elsewhere, or send word of it to others.
const UNBOUNDED: [&str; 10] = [
    "n",
    "num_images",
    "num_outputs",
    "number_of_images",
    "max_images",
    "batch_size",
    "sync_mode",
    "webhook",
    "webhook_url",
    "webhook_secret",
];

/// A queue of image jobs and what is asked of it. Times are in milliseconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueueSettings {
    /// Whose queue it is: `fal`, `bfl` or `replicate`.
    pub dialect: QueueDialect,
    /// Its base URL; the dialect's own where none is named.
    #[serde(default)]
    pub base_url: Option<String>,
    /// The models: the first is what is wanted, those after it are for when there is no money for that.
    pub tiers: Vec<QueueTier>,
    /// Hosts besides its own and the dialect's that it may name for asking after a job: `host` (port 443), `host:port`, or
    /// `.host` for it and all under it. The key is sent there.
    #[serde(default)]
    pub queue_hosts: Vec<String>,
    /// Hosts besides its own and the dialect's that pictures are fetched from. The key is not sent there.
    #[serde(default)]
    pub picture_hosts: Vec<String>,
    /// A header that names a call to the queue, the same in all its attempts, for a queue that does nothing twice under one
    /// name.
    #[serde(default)]
    pub idempotency_header: Option<String>,
    /// What is done to pictures, by kind.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub edits: BTreeMap<EditKind, QueueEdit>,
    /// Time before a job is asked after, 1–60 000; it grows by a half each time.
    #[serde(default = "poll_ms")]
    pub poll_ms: u64,
    /// The longest that it grows to, `poll_ms`–600 000.
    #[serde(default = "poll_max_ms")]
    pub poll_max_ms: u64,
    /// Largest picture, bytes, 1 KiB–32 MiB.
    #[serde(default = "picture_bytes_max")]
    pub picture_bytes_max: usize,
}

fn poll_ms() -> u64 {
    500
}

fn poll_max_ms() -> u64 {
    3_000
}

fn picture_bytes_max() -> usize {
    32 << 20
}

fn yes() -> bool {
    true
}

/// A way of having something done to a picture: the model, and what its fields for pictures are called.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueueEdit {
    /// The model.
    pub model: QueueTier,
    /// Whether it is told a size.
    #[serde(default)]
    pub sized: bool,
    /// Whether pictures are sent in base64 alone, and not as `data:` addresses.
    #[serde(default)]
    pub bare_base64: bool,
    /// The field of the picture that is changed, such as `image_url`.
    #[serde(default)]
    pub image: Option<String>,
    /// The field of the mask.
    #[serde(default)]
    pub mask: Option<String>,
    /// The field of the pictures that the result is to look like: a list.
    #[serde(default)]
    pub references: Option<String>,
    /// The fields of how much is painted on at the left, the top, the right and the bottom.
    #[serde(default)]
    pub padding: Option<[String; 4]>,
}

/// A way of having a picture made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueueTier {
    /// What it is for people, from the second on: `a smaller picture is made`.
    #[serde(default)]
    pub what: String,
    /// The model, as the queue names it: `fal-ai/flux/dev`, `flux-2-pro`, `black-forest-labs/flux-schnell`, `name:version`.
    pub model: String,
    /// Widths and heights that it makes, px; that of the nearest proportions is taken. Of a model that is told proportions
    /// alone, those (`[2, 3]`).
    pub sizes: Vec<(u32, u32)>,
    /// How it is told the size; as the dialect does where nothing is said.
    #[serde(default)]
    pub size_field: Option<SizeField>,
    /// What its sides are multiples of, px; as the dialect says where nothing is said.
    #[serde(default)]
    pub multiple_of: Option<u32>,
    /// Whether it takes a seed.
    #[serde(default = "yes")]
    pub seed: bool,
    /// The field in which it is told what a picture is not to show, such as `negative_prompt`, where it has one.
    #[serde(default)]
    pub negative: Option<String>,
    /// Price of a picture, nano-USD, in the place of the price book's: 0 for a machine of one's own.
    #[serde(default)]
    pub image_nano_usd: Option<u64>,
    /// More fields of what it is told, as it names them; those that would break the bound on its price are left out.
    #[serde(default)]
    pub more: Map<String, Value>,
}

/// A tier with what it costs.
#[derive(Debug)]
pub(super) struct Priced {
    pub(super) tier: QueueTier,
    quotes: Vec<Quote>,
    /// A second of its machine, where that has a price.
    pub(super) second: Option<NanoUsd>,
}

impl QueueSettings {
    /// Checks all but the models.
    pub(super) fn check(&self) -> Result<(), QueueImagesError> {
        let hosts = self.queue_hosts.iter().chain(&self.picture_hosts);
        if let Some(host) = hosts.clone().find(|host| !is_entry(host)) {
            return Err(QueueImagesError::Host { host: host.chars().take(80).collect() });
        }
        let checks = [
            ("queue_hosts", hosts.count() <= LIST_MAX, "64 at most with `picture_hosts`"),
            ("tiers", (1..=LIST_MAX).contains(&self.tiers.len()), "1 to 64"),
            ("poll_ms", (1..=60_000).contains(&self.poll_ms), "1 to 60,000"),
            ("poll_max_ms", (self.poll_ms..=600_000).contains(&self.poll_max_ms), "`poll_ms` to 600,000"),
            ("picture_bytes_max", (1_024..=32 << 20).contains(&self.picture_bytes_max), "1 KiB to 32 MiB"),
        ];
        match checks.into_iter().find(|(_, sound, _)| !sound) {
            Some((setting, _, allowed)) => Err(QueueImagesError::Setting { setting, allowed }),
            None => Ok(()),
        }
    }
}

impl Priced {
    /// A tier at the prices of a day.
    pub(super) fn new(
        tier: &QueueTier,
        place: usize,
        dialect: &Dialect,
        prices: &PriceBook,
        day: &str,
    ) -> Result<Self, QueueImagesError> {
        if !is_model(&tier.model) {
            return Err(QueueImagesError::Model { place });
        }
        if tier.negative.as_ref().is_some_and(|field| !is_field(field) || FILLED_IN.contains(&field.as_str())) {
            return Err(QueueImagesError::Setting { setting: "negative", allowed: "the name of a field of its own" });
        }
        let (field, multiple) = dialect.size;
        let tier = QueueTier {
            size_field: tier.size_field.or(Some(field)),
            multiple_of: tier.multiple_of.or(Some(if tier.size_field.is_none_or(|own| own == field) {
                multiple
            } else {
                1
            })),
            ..tier.clone()
        };
        let multiple = tier.multiple_of.filter(|multiple| *multiple > 0).unwrap_or(1);
        let side = |side: u32| (1..=SIDE_MAX).contains(&side) && side.is_multiple_of(multiple);
        if !(1..=LIST_MAX).contains(&tier.sizes.len()) || !tier.sizes.iter().all(|&(w, h)| side(w) && side(h)) {
            return Err(QueueImagesError::Size { place, multiple });
        }
        let quote = |(w, h): &(u32, u32)| match tier.image_nano_usd {
            Some(money) => Ok(Quote { images: 1, calls: 1, ..Quote::money(NanoUsd(money)) }),
            None => prices.quote_images(&tier.model, &format!("{w}x{h}"), None, 1, day),
        };
        let quotes = tier.sizes.iter().map(quote).collect::<Result<_, _>>()?;
        let second = prices.quote_seconds(&tier.model, 1, day).ok().map(|second| second.money);
        Ok(Self { tier, quotes, second })
    }

    /// The size of the nearest proportions, and what it costs.
    pub(super) fn size(&self, request: &ImageRequest) -> Option<((u32, u32), Quote)> {
        let place = nearest(&self.tier.sizes, request)?;
        Some((*self.tier.sizes.get(place)?, *self.quotes.get(place)?))
    }

    /// What a picture costs at most.
    pub(super) fn quote(&self, request: &ImageRequest) -> Quote {
        self.size(request).map_or(Quote::UNLIMITED, |(_, quote)| quote)
    }

    /// The body of a submission.
    pub(super) fn body(&self, dialect: &Dialect, request: &ImageRequest) -> Value {
        let mut fields = self.tier.more.clone();
        fields.retain(|name, _| !UNBOUNDED.contains(&name.as_str()));
        fields.insert("prompt".to_owned(), json!(request.prompt.chars().take(PROMPT_CHARS_MAX).collect::<String>()));
        if let Some(((w, h), _)) = self.size(request) {
            match self.tier.size_field.unwrap_or(dialect.size.0) {
                SizeField::ImageSize => {
                    drop(fields.insert("image_size".to_owned(), json!({ "width": w, "height": h })))
                }
                SizeField::WidthHeight => {
                    fields.extend([("width".to_owned(), json!(w)), ("height".to_owned(), json!(h))])
                }
                SizeField::AspectRatio => drop(fields.insert("aspect_ratio".to_owned(), json!(ratio(w, h)))),
            }
        }
        if let (Some(field), false) = (&self.tier.negative, request.negative.is_empty()) {
            fields.insert(field.clone(), json!(request.negative.chars().take(PROMPT_CHARS_MAX).collect::<String>()));
        }
        if let Some(seed) = self.seed(request) {
            fields.insert("seed".to_owned(), json!(seed));
        }
        let Some(input) = dialect.input else { return Value::Object(fields) };
        let mut body = Map::from_iter([(input.to_owned(), Value::Object(fields))]);
        if let Some((_, version)) = self.tier.model.split_once(':') {
            body.insert("version".to_owned(), json!(version));
        }
        Value::Object(body)
    }

    /// The seed that is asked for.
    pub(super) fn seed(&self, request: &ImageRequest) -> Option<u64> {
        self.tier.seed.then_some(request.seed % SEED_END)
    }

    /// The first two parts of the model's name, under which some queues keep its jobs.
    pub(super) fn app(&self) -> String {
        self.tier.model.split('/').take(2).collect::<Vec<_>>().join("/")
    }

    /// Where a job is submitted.
    pub(super) fn path(&self, dialect: &Dialect) -> String {
        match dialect.submit_version {
            Some(path) if self.tier.model.contains(':') => path.to_owned(),
            _ => dialect.submit.replace("{model}", &self.tier.model),
        }
    }
}

/// Proportions in their smallest numbers: `2:3`.
fn ratio(w: u32, h: u32) -> String {
    let (mut a, mut b) = (w, h);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    let common = a.max(1);
    format!("{}:{}", w / common, h / common)
}

/// Whether a text is the name of a field that may be filled in, and none that breaks the bound on the price.
pub(super) fn is_field(name: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    (1..=FIELD_BYTES_MAX).contains(&name.len()) && name.bytes().all(is_plain) && !UNBOUNDED.contains(&name)
}

/// Whether a text is a model's name, and no way to another door.
fn is_model(name: &str) -> bool {
    let part = |part: &str| {
        let sound = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'_' | b'.' | b':');
        !part.is_empty() && part.bytes().all(sound) && !part.bytes().all(|sign| sign == b'.')
    };
    name.len() <= MODEL_BYTES_MAX && name.split('/').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proportions_and_names() {
        assert_eq!((ratio(1024, 1536), ratio(16, 9), ratio(512, 512)), ("2:3".into(), "16:9".into(), "1:1".into()));
        for name in ["fal-ai/flux/dev", "flux-pro-1.1", "a/b:0f3c"] {
            assert!(is_model(name), "{name}");
        }
        for name in ["", "/a", "a/", "a/../b", "a//b", "a?b", "a#b", "a b", "https://x.example/y?"] {
            assert!(!is_model(name), "{name}");
        }
    }
}
