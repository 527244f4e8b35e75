//! Prices: bounds that hold, and a table that says what it leaves out.

use proptest::prelude::*;
use serde_json::json;

use super::*;

const DAY: &str = "2026-11-26";

fn book(value: Value) -> PriceBook {
    serde_json::from_value(value).unwrap()
}

fn house() -> PriceBook {
    book(json!({
        "small": [{ "tokens": [{ "input": 2_500_000, "cached": 1_250_000, "kept": 3_125_000, "output": 10_000_000 },
                               { "above": 200_000, "input": 5_000_000, "output": 15_000_000 }] }],
        "brush": [{ "images": [{ "image": 40_000_000_000_u64 },
                               { "size": "1536x1024", "quality": "high", "image": 250_000_000_000_u64 }] }],
        "later": [{ "from": "2026-12-01", "tokens": [{ "input": 9, "output": 9 }] }]
    }))
}

#[test]
fn a_quote_is_rounded_up_once_and_counts_what_keeping_may_cost() {
    let shape = ChatShape { bytes: 1_000, messages: 2, max_tokens: Some(500) };
    let quote = house().quote_chat("small", &shape, DAY).unwrap();
    // (1000 + 2·16 + 32) tokens in at the dearest of plain, cached and kept, 500 out.
    assert_eq!((quote.money, quote.tokens, quote.calls), (NanoUsd(1_064 * 3_125 + 500 * 10_000), 1_564, 1));
    let tiny = book(json!({ "m": [{ "tokens": [{ "input": 1, "output": 0 }] }] }));
    let one = ChatShape { bytes: 1, messages: 0, max_tokens: Some(0) };
    assert_eq!(tiny.quote_chat("m", &one, DAY).unwrap().money, NanoUsd(1));
}

#[test]
fn what_cannot_be_bounded_or_is_not_known_is_refused() {
    let shape = ChatShape { bytes: 10, messages: 1, max_tokens: None };
    assert!(matches!(house().quote_chat("small", &shape, DAY), Err(PriceError::Unbounded { .. })));
    let bounded = ChatShape { max_tokens: Some(1), ..shape };
    let unknown = house().quote_chat("gpt-9 \"x\"", &bounded, DAY).unwrap_err().to_string();
    assert!(unknown.contains(r#"add a line such as "gpt-9 \"x\"": [{"tokens""#), "{unknown}");
    assert!(matches!(house().quote_chat("brush", &bounded, DAY), Err(PriceError::NotPriced { .. })));
    assert!(matches!(house().quote_chat("later", &bounded, DAY), Err(PriceError::NotPriced { .. })));
    assert!(house().quote_chat("later", &bounded, "2026-12-01").is_ok());
    assert!(house().quote_images("small", "1x1", None, 1, DAY).is_err());
    assert!(house().quote_seconds("small", 1, DAY).is_err());
}

#[test]
fn images_have_the_price_of_their_size_and_quality() {
    let images = |size: &str, quality, count| house().quote_images("brush", size, quality, count, DAY).unwrap().money;
    assert_eq!(images("512x512", None, 10), NanoUsd(400_000_000));
    assert_eq!(images("1536x1024", Some("high"), 2), NanoUsd(500_000_000));
    assert_eq!(images("1536x1024", Some("low"), 1), NanoUsd(40_000_000));
    assert_eq!(images("1x1", None, u64::MAX), NanoUsd(u64::MAX), "too much is more than any budget");
}

#[test]
fn numbers_beyond_all_reason_are_dear_not_cheap() {
    let dear = book(json!({ "m": [{ "tokens": [{ "input": u64::MAX, "output": u64::MAX }] }] }));
    let usage = Usage { input: u64::MAX, output: u64::MAX, ..Usage::default() };
    assert_eq!(dear.chat("m", &usage, DAY).unwrap().money, NanoUsd(u64::MAX));
}

#[test]
fn what_a_provider_says_is_read_where_it_says_it() {
    let answer = json!({ "usage": { "prompt_tokens": 100, "completion_tokens": 7, "prompt_tokens_details": { "cached_tokens": 900 } } });
    let usage = UsagePointers::default().read(&answer).unwrap();
    assert_eq!(usage, Usage { input: 100, cached: 100, kept: 0, output: 7 });
    for answer in
        [json!(null), json!({ "usage": { "prompt_tokens": "many" } }), json!({ "usage": { "prompt_tokens": 1 } })]
    {
        assert_eq!(UsagePointers::default().read(&answer), None, "{answer}");
    }
}

#[test]
fn a_table_is_taken_as_far_as_it_can_be_represented() {
    let table = json!({
        "chatty": { "mode": "chat", "input_cost_per_token": 2.5e-06, "output_cost_per_token": 1e-05, "output_cost_per_reasoning_token": 1.2e-05,
                    "cache_read_input_token_cost": 1.25e-06, "input_cost_per_token_batches": 1e-06,
                    "input_cost_per_token_above_200k_tokens": 5e-06 },
        "searcher": { "mode": "chat", "litellm_provider": "perplexity", "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06,
                      "search_context_cost_per_query": { "search_context_size_low": 0.005 } },
        "asker": { "mode": "chat", "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06, "input_cost_per_request": 0.01 },
        "high/1024-x-1024/gpt-image-1": { "mode": "image_generation", "input_cost_per_pixel": 1.59263611e-07 },
        "low/1024-x-1024/gpt-image-1": { "mode": "image_generation", "output_cost_per_image": 0.011 },
        "gpt-image-9": { "mode": "image_generation", "output_cost_per_image_token": 4e-05 },
        "listener": { "mode": "audio_transcription", "input_cost_per_second": 0.0001 },
        "odd": 7,
        "null": { "mode": "chat", "input_cost_per_token": null, "output_cost_per_token": 1e-6, "input_cost_per_token_above_200k_tokens": 1e-6 },
        "mute": { "mode": "chat", "input_cost_per_token": 1e-6 },
        "painter": { "mode": "chat", "input_cost_per_token": 1e-6, "output_cost_per_token": 1e-6, "output_cost_per_image_token": 3e-5 },
        "thinker": { "mode": "chat", "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6, "output_cost_per_reasoning_token": 9e-6,
                     "output_cost_per_token_above_128k_tokens": 4e-6 }
    });
    let Import { book, dropped } = import(table.to_string().as_bytes()).unwrap();
    let chatty = &book.0["chatty"][0].tokens;
    assert_eq!(chatty[0].output, PicoUsd(12_000_000), "what is thought is paid for as what is said");
    assert_eq!(
        (chatty[1].above, chatty[1].input, chatty[1].output),
        (200_000, PicoUsd(5_000_000), PicoUsd(12_000_000))
    );
    let high = book.quote_images("gpt-image-1", "1024x1024", Some("high"), 1, DAY).unwrap();
    assert_eq!(high.money, NanoUsd(167_000_409), "1,048,576 pixels at 159,264 pico-dollars: up, not down");
    assert_eq!(book.quote_images("gpt-image-1", "1024x1024", Some("low"), 1, DAY).unwrap().money, NanoUsd(11_000_000));
    assert_eq!(book.0.len(), 3, "{:?}", book.0.keys());
    assert_eq!(book.0["thinker"][0].tokens[1].output, PicoUsd(9_000_000));
    for model in ["null", "mute", "painter"] {
        assert!(dropped.contains_key(model), "{model} may cost more than it seems to");
    }
    let why = |model: &str| dropped[model].clone();
    assert!(why("searcher").contains("search") && why("asker").contains("input_cost_per_request"));
    assert!(why("gpt-image-9").contains("tokens") && why("listener").contains("audio_transcription"));
    assert!(why("odd").contains("no object"));
    assert!(import(b"[]").is_err() && import(b"{").is_err());
}

/// The table of the field itself (`MAQUETTE_PRICES`, see `scripts/check-prices.sh`): most of it is taken, what is not is
/// named, and nothing that is taken costs nothing by mistake.
#[test]
fn the_shared_table_is_read() {
    let Ok(path) = std::env::var("MAQUETTE_PRICES") else {
        println!("skipped: MAQUETTE_PRICES names no table");
        return;
    };
    let table = std::fs::read(path).unwrap();
    let entries: BTreeMap<String, Value> = serde_json::from_slice(&table).unwrap();
    let Import { book, dropped } = import(&table).unwrap();
    let listed = |entry: &Value, mode: &str| entry["mode"] == mode;
    let chat = entries.iter().filter(|(_, entry)| listed(entry, "chat") && entry["input_cost_per_token"].is_number());
    let (chat, taken): (Vec<_>, Vec<_>) = chat.map(|(name, _)| (name, book.0.contains_key(name))).unzip();
    let taken = taken.into_iter().filter(|taken| *taken).count();
    println!(
        "{} entries: {} models, {} dropped; {taken} of {} chat models with a price",
        entries.len(),
        book.0.len(),
        dropped.len(),
        chat.len()
    );
    assert!(taken * 100 >= chat.len() * 97, "{taken} of {}", chat.len());
    let shape = ChatShape { bytes: 8_000, messages: 4, max_tokens: Some(1_000) };
    for (model, entry) in entries.iter().filter(|(model, entry)| listed(entry, "chat") && book.0.contains_key(*model)) {
        let quote = book.quote_chat(model, &shape, DAY).unwrap().money.0 as f64 / 1e9;
        let rate = |key: &str| entry[key].as_f64().unwrap_or(0.0);
        let plain = 2_000.0 * rate("input_cost_per_token") + 1_000.0 * rate("output_cost_per_token");
        assert!(quote >= plain - 1e-9, "{model}: {quote} is less than {plain}");
    }
}

proptest! {
    /// Whatever a call turns out to take within its shape, it costs no more than its quote.
    #[test]
    fn no_usage_costs_more_than_its_quote(
        bytes in 0..2_000_000_u64,
        messages in 0..200_u64,
        max_tokens in 0..200_000_u64,
        parts in [0.0..=1.0, 0.0..=1.0, 0.0..=1.0, 0.0..=1.0],
        rates in proptest::collection::vec((0..400_000_u64, 0..9_000_000_u64, 0..9_000_000_u64, 0..9_000_000_u64, 0..90_000_000_u64), 1..4),
    ) {
        let mut tokens: Vec<TokenRates> = rates
            .iter()
            .map(|&(above, input, cached, kept, output)| TokenRates {
                above,
                input: PicoUsd(input),
                cached: (cached % 2 == 0).then_some(PicoUsd(cached)),
                kept: (kept % 2 == 0).then_some(PicoUsd(kept)),
                output: PicoUsd(output),
            })
            .collect();
        // Not every table has prices for the smallest.
        tokens.sort_by_key(|rates| rates.above);
        let book = PriceBook([("m".to_owned(), vec![Prices { tokens, ..Prices::default() }])].into());
        let shape = ChatShape { bytes, messages, max_tokens: Some(max_tokens) };
        let quote = book.quote_chat("m", &shape, DAY).unwrap();
        let most = bytes + messages * MESSAGE_TOKENS + CALL_TOKENS;
        let share = |of: u64, part: f64| (of as f64 * part) as u64;
        let input = share(most, parts[0]);
        let cached = share(input, parts[1]);
        let usage = Usage { input, cached, kept: share(input - cached, parts[2]), output: share(max_tokens, parts[3]) };
        let spent = book.chat("m", &usage, DAY).unwrap();
        prop_assert!(spent.beyond(&quote).is_none(), "{usage:?}: {spent:?} of {quote:?}");
    }

    #[test]
    fn no_table_makes_it_panic(table in ".{0,400}") {
        let _ = import(table.as_bytes());
        let _ = import(json!({ "m": { "mode": "chat", (table.clone()): 1e-6, "input_cost_per_token": 1e-9 } }).to_string().as_bytes());
    }
}
