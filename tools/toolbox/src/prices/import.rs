//! From the table that the field shares (`model_prices_and_context_window` of the package `litellm`, MIT) to a price book.
//!
//! What cannot be represented is left out and named: a model that may charge in a way that is not known here must not look
//! cheaper than it is.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::decimal::pico;
use super::{ImageRate, PicoUsd, PriceBook, Prices, TokenRates};

/// Largest table, bytes.
const TABLE_BYTES_MAX: usize = 64 << 20;
/// What comes with the service levels and inputs that are never asked for here.
const NOT_ASKED: &[&str] = &[
    "_batches",
    "_flex",
    "_priority",
    "_above_1hr",
    "audio",
    "video",
    "input_cost_per_image_token",
    "dbu",
    "grounding",
    "file_search",
    "code_interpreter",
    "vector_store",
    "computer_use",
    "tool_use",
];

/// A table, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Import {
    /// What could be represented.
    pub book: PriceBook,
    /// What could not, by model, and why.
    pub dropped: BTreeMap<String, String>,
}

/// Why a table could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is too large.
    #[error("the table of prices is larger than 64 MiB")]
    TooLarge,
    /// It is not an object of models.
    #[error("the table of prices is not an object of models: {0}")]
    Malformed(#[from] serde_json::Error),
}

/// Reads a table.
///
/// # Errors
///
/// [`ImportError`] when it is no such table; single entries are dropped, and named, instead.
pub fn import(table: &[u8]) -> Result<Import, ImportError> {
    if table.len() > TABLE_BYTES_MAX {
        return Err(ImportError::TooLarge);
    }
    let entries: BTreeMap<String, Value> = serde_json::from_slice(table)?;
    let mut import = Import::default();
    for (name, entry) in entries {
        let Value::Object(entry) = entry else {
            import.dropped.insert(name, "it is no object".to_owned());
            continue;
        };
        match prices(&name, &entry) {
            Ok((model, prices)) => merge(&mut import.book, model, prices),
            Err(why) => drop(import.dropped.insert(name, why)),
        }
    }
    Ok(import)
}

/// Adds prices to those of a model: one that is listed by size and quality has many entries.
fn merge(book: &mut PriceBook, model: String, prices: Prices) {
    let all = book.0.entry(model).or_default();
    match all.first_mut() {
        Some(first) if prices.tokens.is_empty() => {
            first.images.extend(prices.images);
            first.second = first.second.or(prices.second);
        }
        Some(first) if first.tokens.is_empty() => first.tokens = prices.tokens,
        _ => all.push(prices),
    }
}

fn prices(name: &str, entry: &Map<String, Value>) -> Result<(String, Prices), String> {
    let rates: BTreeMap<&str, PicoUsd> = entry
        .iter()
        .filter(|(key, value)| key.contains("cost") && !value.is_object())
        .map(|(key, value)| {
            // The shortest decimal that reads as the same number: the one that was written.
            let rate = pico(&value.to_string()).ok_or_else(|| format!("`{key}` is {value}, which is no rate"))?;
            Ok((key.as_str(), rate))
        })
        .collect::<Result<_, String>>()?;
    let mode = entry.get("mode").and_then(Value::as_str).unwrap_or_default();
    match mode {
        "chat" | "completion" | "responses" | "embedding" => {
            let tokens = token_rates(entry, &rates)?;
            Ok((name.to_owned(), Prices { tokens, ..Prices::default() }))
        }
        "image_generation" => image_prices(name, &rates),
        "" => Err("it has no mode".to_owned()),
        other => Err(format!("its mode is {other}, which is not used here")),
    }
}

fn token_rates(entry: &Map<String, Value>, rates: &BTreeMap<&str, PicoUsd>) -> Result<Vec<TokenRates>, String> {
    let mut tiers: BTreeMap<u64, TokenRates> = BTreeMap::new();
    let mut thought: BTreeMap<u64, PicoUsd> = BTreeMap::new();
    for (&key, &rate) in rates {
        if NOT_ASKED.iter().any(|part| key.contains(part)) {
            continue;
        }
        let (kind, above) = tier(key).ok_or_else(|| format!("`{key}` names a size that is no number"))?;
        let at = tiers.entry(above).or_insert(TokenRates { above, ..TokenRates::default() });
        match kind {
            "input_cost_per_token" => at.input = rate,
            "output_cost_per_token" => at.output = rate,
            "output_cost_per_reasoning_token" => drop(thought.insert(above, rate)),
            "cache_read_input_token_cost" | "input_cost_per_token_cache_hit" => at.cached = Some(rate),
            "cache_creation_input_token_cost" => at.kept = Some(rate),
            _ if rate.0 == 0 => {}
            other => return Err(format!("it charges by `{other}`, which is not represented")),
        }
    }
    let embeds = entry.get("mode").and_then(Value::as_str) == Some("embedding");
    if !rates.contains_key("input_cost_per_token") || !embeds && !rates.contains_key("output_cost_per_token") {
        return Err("it has no price of a token in, or none of one out".to_owned());
    }
    // Searching the web costs apart, and some models always do.
    let provider = entry.get("litellm_provider").and_then(Value::as_str).unwrap_or_default();
    if provider == "perplexity" && entry.contains_key("search_context_cost_per_query") {
        return Err("it charges for a search with every call, which is not represented".to_owned());
    }
    // A larger size that names one rate only has the others of the size before.
    let mut filled: Vec<TokenRates> = Vec::new();
    let (mut thinking, mut dearest) = (PicoUsd(0), Vec::new());
    for (above, mut at) in tiers {
        let before = filled.last().copied().unwrap_or_default();
        if above > 0 {
            at.input = if at.input.0 == 0 { before.input } else { at.input };
            at.output = if at.output.0 == 0 { before.output } else { at.output };
            at.cached = at.cached.or(before.cached);
            at.kept = at.kept.or(before.kept);
        }
        thinking = thought.get(&above).copied().unwrap_or(thinking);
        filled.push(at);
        dearest.push(thinking);
    }
    // What is thought is paid for as what is said, at the dearer rate of both.
    for (at, thinking) in filled.iter_mut().zip(dearest) {
        at.output = at.output.max(thinking);
    }
    Ok(filled)
}

/// A key without the size that it is for: `input_cost_per_token_above_200k_tokens`.
fn tier(key: &str) -> Option<(&str, u64)> {
    let Some((kind, size)) = key.split_once("_above_") else { return Some((key, 0)) };
    let thousands: u64 = size.strip_suffix("k_tokens")?.parse().ok()?;
    Some((kind, thousands.checked_mul(1_000)?))
}

fn image_prices(name: &str, rates: &BTreeMap<&str, PicoUsd>) -> Result<(String, Prices), String> {
    let parts: Vec<&str> = name.split('/').collect();
    let size_at = parts.iter().position(|part| size_of(part).is_some());
    let size = size_at.and_then(|at| size_of(parts[at]));
    let rate = |key: &str| rates.get(key).copied().filter(|rate| rate.0 > 0);
    let pixels = size.and_then(|(w, h)| w.checked_mul(h));
    let by_pixel = rate("input_cost_per_pixel").or_else(|| rate("output_cost_per_pixel"));
    let image = rate("output_cost_per_image")
        .or_else(|| rate("input_cost_per_image"))
        .or_else(|| by_pixel?.0.checked_mul(pixels?).map(PicoUsd));
    if let Some(second) = rate("output_cost_per_second").or_else(|| rate("input_cost_per_second"))
        && image.is_none()
    {
        return Ok((name.to_owned(), Prices { second: Some(second), ..Prices::default() }));
    }
    let Some(image) = image else {
        return Err("it has no price of an image: one by its tokens bounds nothing before the call".to_owned());
    };
    // `high/1024-x-1024/gpt-image-1`: quality, size, model; a provider may stand before them.
    let quality = size_at.and_then(|at| at.checked_sub(1)).map(|at| parts[at]);
    let quality = quality.filter(|word| matches!(*word, "low" | "medium" | "high" | "hd" | "standard" | "auto"));
    let named = |part: &&str| size_of(part).is_none() && Some(*part) != quality;
    let model = parts.iter().copied().filter(named).collect::<Vec<_>>().join("/");
    let size = size.map(|(w, h)| format!("{w}x{h}"));
    Ok((
        model,
        Prices { images: vec![ImageRate { size, quality: quality.map(str::to_owned), image }], ..Prices::default() },
    ))
}

/// A size as the table writes it: `1024-x-1024`.
fn size_of(part: &str) -> Option<(u64, u64)> {
    let (w, h) = part.split_once("-x-")?;
    Some((w.parse().ok()?, h.parse().ok()?))
}
