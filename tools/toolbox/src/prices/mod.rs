//! What calls cost: a book of prices, true upper bounds before a call, and what it really was after.
//!
//! Rates are whole pico-dollars a unit; a call is summed up in them and rounded up to nano-dollars once. A model that is not
//! in the book has no price, and what has no price is not called.

mod decimal;
mod import;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use planner::NanoUsd;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::quote::Quote;

pub use import::{Import, ImportError, import};

/// Tokens that a provider adds to a message of its own accord, at most: role marks, separators.
pub const MESSAGE_TOKENS: u64 = 16;
/// Tokens that it adds to a call.
pub const CALL_TOKENS: u64 = 32;
/// The line of a book for every model that it does not name: whoever writes it knows what all of them cost.
pub const ANY_MODEL: &str = "*";
/// Pico-dollars of a nano-dollar.
const PICO: u128 = 1_000;

/// A rate, in pico-dollars a unit (1 USD = 10¹² pico-dollars).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PicoUsd(pub u64);

impl PicoUsd {
    fn times(self, units: u64) -> u128 {
        u128::from(self.0) * u128::from(units)
    }
}

/// What tokens cost from a size of the input on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRates {
    /// More input tokens than these.
    #[serde(default)]
    pub above: u64,
    /// A token in.
    pub input: PicoUsd,
    /// A token in that the provider had kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cached: Option<PicoUsd>,
    /// A token in that it keeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<PicoUsd>,
    /// A token out, thought or said.
    pub output: PicoUsd,
}

/// What images cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageRate {
    /// The size it is for, `1024x1024`; any where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// The quality it is for; any where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<String>,
    /// An image.
    pub image: PicoUsd,
}

/// The prices of a model from a day on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prices {
    /// The first day that they are for, `YYYY-MM-DD`; always, where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Tokens, the smallest inputs first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tokens: Vec<TokenRates>,
    /// Images.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<ImageRate>,
    /// A second of a machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<PicoUsd>,
}

/// The prices of models by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PriceBook(pub BTreeMap<String, Vec<Prices>>);

/// Why there is no price.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PriceError {
    /// The book does not know the model.
    #[error("the price book has no `{model}`; add a line such as {line}")]
    UnknownModel {
        /// The model.
        model: String,
        /// A line that would do, with rates to be filled in.
        line: String,
    },
    /// The book knows the model, but not what is asked of it.
    #[error("the price book has no price for {what} of `{model}` on {day}")]
    NotPriced {
        /// The model.
        model: String,
        /// What is asked: `tokens`, `a 512x512 image of quality low`.
        what: String,
        /// The day.
        day: String,
    },
    /// Nothing bounds what the call may cost.
    #[error("a call of `{model}` without a largest number of tokens has no largest price; set `max_tokens`")]
    Unbounded {
        /// The model.
        model: String,
    },
}

/// What a call of a chat model may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChatShape {
    /// Bytes of all that is sent as UTF-8: messages, names, tools, schemas. No tokenizer makes more tokens than that.
    pub bytes: u64,
    /// Messages and tools.
    pub messages: u64,
    /// Most tokens of the answer, as sent; nothing bounds a call without.
    pub max_tokens: Option<u64>,
}

/// What a call of a chat model took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens in, those below included.
    pub input: u64,
    /// Tokens in that the provider had kept.
    pub cached: u64,
    /// Tokens in that it keeps from now on.
    pub kept: u64,
    /// Tokens out.
    pub output: u64,
}

/// Where a provider's answer says what a call took, as JSON pointers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UsagePointers {
    /// Tokens in.
    pub input: String,
    /// Tokens in that were kept; `None` for a provider that does not tell.
    pub cached: Option<String>,
    /// Tokens in that are kept from now on.
    pub kept: Option<String>,
    /// Tokens out.
    pub output: String,
}

impl Default for UsagePointers {
    /// Those of the OpenAI dialect.
    fn default() -> Self {
        Self {
            input: "/usage/prompt_tokens".to_owned(),
            cached: Some("/usage/prompt_tokens_details/cached_tokens".to_owned()),
            kept: None,
            output: "/usage/completion_tokens".to_owned(),
        }
    }
}

impl UsagePointers {
    /// What an answer says that it took; `None` when it does not say how many tokens went in or came out.
    #[must_use]
    pub fn read(&self, answer: &Value) -> Option<Usage> {
        let number = |pointer: &str| at(answer, pointer).and_then(Value::as_u64);
        let part = |pointer: &Option<String>| pointer.as_deref().and_then(number).unwrap_or(0);
        let input = number(&self.input)?;
        let cached = part(&self.cached).min(input);
        let kept = part(&self.kept).min(input - cached);
        Some(Usage { input, cached, kept, output: number(&self.output)? })
    }

    /// Whether all that it says is in one field of the answer.
    #[cfg(feature = "openai")]
    pub(crate) fn are_within(&self, field: &str) -> bool {
        let all = [Some(&self.input), self.cached.as_ref(), self.kept.as_ref(), Some(&self.output)];
        let within = |pointer: &str| {
            let rest = pointer.strip_prefix('/').and_then(|rest| rest.strip_prefix(field));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        all.into_iter().flatten().all(|pointer| within(pointer))
    }
}

/// The part of a value that a JSON pointer names. Most have nothing in them to be unescaped, and most pieces of an answer have
/// no such part.
fn at<'v>(value: &'v Value, pointer: &str) -> Option<&'v Value> {
    if pointer.contains('~') || !pointer.starts_with('/') {
        return value.pointer(pointer);
    }
    pointer.split('/').skip(1).try_fold(value, |value, name| match value {
        Value::Object(fields) => fields.get(name),
        Value::Array(_) => value.pointer(&format!("/{name}")),
        _ => None,
    })
}

impl PriceBook {
    /// Puts the prices of `over` in the place of those of the same models here.
    pub fn overridden_by(&mut self, over: Self) {
        self.0.extend(over.0);
    }

    /// A true upper bound on what a chat call may take on a day (`YYYY-MM-DD`).
    ///
    /// # Errors
    ///
    /// [`PriceError`] when the model has no price on that day, or nothing bounds the answer.
    pub fn quote_chat(&self, model: &str, shape: &ChatShape, day: &str) -> Result<Quote, PriceError> {
        let most_out = shape.max_tokens.ok_or_else(|| PriceError::Unbounded { model: model.to_owned() })?;
        let most_in =
            shape.bytes.saturating_add(shape.messages.saturating_mul(MESSAGE_TOKENS)).saturating_add(CALL_TOKENS);
        let rates = self.tokens(model, day)?;
        // Whatever size the input turns out to have, and whether it is kept or not.
        let reachable = rates.iter().enumerate().filter(|(place, rates)| *place == 0 || rates.above < most_in);
        let (mut input, mut output) = (PicoUsd(0), PicoUsd(0));
        for (_, rates) in reachable {
            input = input.max(rates.input).max(rates.kept.unwrap_or_default()).max(rates.cached.unwrap_or_default());
            output = output.max(rates.output);
        }
        let money = rounded_up(input.times(most_in).saturating_add(output.times(most_out)));
        Ok(Quote { money, tokens: most_in.saturating_add(most_out), calls: 1, ..Quote::FREE })
    }

    /// What a chat call took, by what the provider says of it.
    ///
    /// # Errors
    ///
    /// [`PriceError`] when the model has no price on that day.
    pub fn chat(&self, model: &str, usage: &Usage, day: &str) -> Result<Quote, PriceError> {
        let rates = self.tokens(model, day)?;
        // The first are for whatever is too small for the others.
        let found = rates.iter().rev().find(|rates| usage.input > rates.above).or(rates.first());
        let rates = found.copied().unwrap_or_default();
        let plain = usage.input.saturating_sub(usage.cached).saturating_sub(usage.kept);
        let parts = [
            rates.input.times(plain),
            rates.cached.unwrap_or(rates.input).times(usage.cached),
            rates.kept.unwrap_or(rates.input).times(usage.kept),
            rates.output.times(usage.output),
        ];
        let sum = parts.into_iter().fold(0, u128::saturating_add);
        let tokens = usage.input.saturating_add(usage.output);
        Ok(Quote { money: rounded_up(sum), tokens, calls: 1, ..Quote::FREE })
    }

    /// What images cost: their number times the price of that size and quality.
    ///
    /// # Errors
    ///
    /// [`PriceError`] when the model has no price for such an image on that day.
    pub fn quote_images(
        &self,
        model: &str,
        size: &str,
        quality: Option<&str>,
        count: u64,
        day: &str,
    ) -> Result<Quote, PriceError> {
        let prices = self.on(model, day)?;
        let fits = |rate: &&ImageRate| {
            rate.size.as_deref().is_none_or(|own| own == size)
                && rate.quality.as_deref().is_none_or(|own| Some(own) == quality)
        };
        let rates = prices.iter().flat_map(|prices| &prices.images).filter(fits);
        // Of several that fit, the particular one; of equals, the dearer.
        let named = |rate: &ImageRate| usize::from(rate.size.is_some()) + usize::from(rate.quality.is_some());
        let rate = rates.max_by_key(|rate| (named(rate), rate.image)).ok_or_else(|| PriceError::NotPriced {
            model: model.to_owned(),
            what: format!("a {size} image of {}", quality.map_or("any quality".to_owned(), |q| format!("quality {q}"))),
            day: day.to_owned(),
        })?;
        Ok(Quote { money: rounded_up(rate.image.times(count)), images: count, calls: 1, ..Quote::FREE })
    }

    /// What so many seconds of a machine cost, at most.
    ///
    /// # Errors
    ///
    /// [`PriceError`] when the model has no price by time on that day.
    pub fn quote_seconds(&self, model: &str, seconds: u64, day: &str) -> Result<Quote, PriceError> {
        let prices = self.on(model, day)?;
        let rate = prices.and_then(|prices| prices.second).ok_or_else(|| PriceError::NotPriced {
            model: model.to_owned(),
            what: "a second".to_owned(),
            day: day.to_owned(),
        })?;
        Ok(Quote { money: rounded_up(rate.times(seconds)), calls: 1, ..Quote::FREE })
    }

    /// The prices of a model that are for a day.
    fn on(&self, model: &str, day: &str) -> Result<Option<&Prices>, PriceError> {
        let all = self
            .0
            .get(model)
            .or_else(|| self.0.get(ANY_MODEL))
            .ok_or_else(|| PriceError::UnknownModel { model: model.to_owned(), line: line_for(model) })?;
        // Days of that form are in the order of their letters.
        let begun = all.iter().filter(|prices| prices.from.as_deref().is_none_or(|from| from <= day));
        Ok(begun.max_by(|a, b| a.from.cmp(&b.from)))
    }

    fn tokens(&self, model: &str, day: &str) -> Result<&[TokenRates], PriceError> {
        let priced = self.on(model, day)?.map(|prices| &*prices.tokens).filter(|tokens| !tokens.is_empty());
        priced.ok_or_else(|| PriceError::NotPriced {
            model: model.to_owned(),
            what: "tokens".to_owned(),
            day: day.to_owned(),
        })
    }
}

fn rounded_up(pico: u128) -> NanoUsd {
    NanoUsd(u64::try_from(pico.div_ceil(PICO)).unwrap_or(u64::MAX))
}

fn line_for(model: &str) -> String {
    let name = Value::String(model.chars().take(120).collect());
    format!(
        "{name}: [{{\"tokens\": [{{\"input\": 2500000, \"output\": 10000000}}]}}] (pico-dollars a token: these are $2.50 and $10 a million)"
    )
}
