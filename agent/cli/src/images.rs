//! What makes the photographs of designs, where it is not the house: a table of `maquette.toml`.
//!
//! ```toml
//! [images.studio]
//! kind = "openai"                     # or "queue"
//! base_url = "http://127.0.0.1:8000/v1"
//! tiers = [{ what = "as it is", model = "flux", sizes = [[1024, 1024], [1024, 1536]] }]
//! usd = "0"                           # a picture, where the price book says nothing
//! stack = { running_max = 4 }
//! ```

use maquette::Builder;
use maquette::NanoUsd;
use maquette::tools::PriceBook;
use maquette::tools::prices::{ImageRate, PicoUsd, Prices};
use maquette::tools::provider::ProviderSettings;
use maquette::tools::provider::openai::{Endpoint, ImageTier, OpenAiImages};
use maquette::tools::provider::queue::{QueueImages, QueueSettings};
use secrecy::SecretString;
use serde::Deserialize;

use crate::failure::{Failure, chain};

/// The name of what the house draws itself.
const PROCEDURAL: &str = "procedural";

/// A back end as its table says it.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum BackEnd {
    /// Image generations of the OpenAI dialect.
    Openai {
        base_url: String,
        #[serde(default)]
        key_env: Option<String>,
        tiers: Vec<ImageTier>,
        #[serde(default)]
        usd: Option<String>,
        #[serde(default)]
        stack: ProviderSettings,
    },
    /// A queue of jobs: fal, Black Forest Labs, Replicate.
    Queue {
        #[serde(default)]
        key_env: Option<String>,
        queue: QueueSettings,
        #[serde(default)]
        stack: ProviderSettings,
    },
}

/// The engine with the back end of that name.
pub(crate) fn with(builder: Builder, name: &str, prices: PriceBook) -> Result<Builder, Failure> {
    if name == PROCEDURAL {
        return Ok(builder);
    }
    let tables = crate::configuration::Configuration::read(std::path::Path::new("."))?.images();
    let table = tables.get(name).cloned().ok_or_else(|| {
        let known: Vec<&str> = std::iter::once(PROCEDURAL).chain(tables.keys().map(String::as_str)).collect();
        Failure::usage(format!("there is no [images.{name}] in maquette.toml"))
            .hint(format!("there is: {}", known.join(", ")))
    })?;
    let wrong = |why: String| Failure::usage(format!("maquette.toml: [images.{name}]: {why}"));
    let back_end: BackEnd = table.try_into().map_err(|error: toml::de::Error| wrong(error.message().to_owned()))?;
    let (day, named) =
        (maquette::today(), |stack: ProviderSettings| ProviderSettings { name: name.to_owned(), ..stack });
    Ok(match back_end {
        BackEnd::Openai { base_url, key_env, tiers, usd, stack } => {
            let endpoint = Endpoint::new(&base_url, key(key_env.as_deref()), named(stack));
            let endpoint = endpoint.map_err(|error| wrong(chain(&error)))?;
            let prices = priced(prices, &tiers, usd.as_deref()).map_err(wrong)?;
            builder.images(OpenAiImages::new(endpoint, tiers, &prices, &day).map_err(|error| wrong(chain(&error)))?)
        }
        BackEnd::Queue { key_env, queue, stack } => {
            let images = QueueImages::new(queue, key(key_env.as_deref()), named(stack), &prices, &day);
            builder.images(images.map_err(|error| wrong(chain(&error)))?)
        }
    })
}

/// The key in an environment variable: keys do not stand in files that are shared.
fn key(variable: Option<&str>) -> Option<SecretString> {
    let value = std::env::var(variable.unwrap_or("MAQUETTE_IMAGES_KEY")).ok()?;
    Some(value).filter(|key| !key.is_empty()).map(SecretString::from)
}

/// The price book with what a table says of its own models, where the book does not.
fn priced(mut prices: PriceBook, tiers: &[ImageTier], usd: Option<&str>) -> Result<PriceBook, String> {
    let Some(usd) = usd else { return Ok(prices) };
    let amount = NanoUsd::parse_usd(usd).ok_or_else(|| format!("`usd` is {usd:?}, no amount such as \"0.03\""))?;
    let pico = amount.0.checked_mul(1_000).ok_or_else(|| format!("`usd` is {usd:?}, which no picture costs"))?;
    for tier in tiers {
        let rate = ImageRate { size: None, quality: None, image: PicoUsd(pico) };
        let own = Prices { images: vec![rate], ..Prices::default() };
        prices.0.entry(tier.model.clone()).or_insert_with(|| vec![own]);
    }
    Ok(prices)
}
