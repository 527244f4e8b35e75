//! The dialect against a server that fails in every way that servers do.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::*;
use crate::prices::{PicoUsd, PriceBook, Prices, TokenRates};
use crate::provider::fault_server::{Act, FaultServer, answer, refuses, says};
use crate::provider::tests::{ATTEMPT, Purse};
use crate::provider::{BreakerState, CallError, ProviderSettings};
use crate::{ChatAnswer, Context, ImageModel, ToolError};

const STREAM: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

/// Events as chunks of a stream, without its end.
fn events(pieces: &[Value]) -> Act {
    let chunk = |piece: &Value| {
        let event = format!("data: {piece}\n\n");
        format!("{:x}\r\n{event}\r\n", event.len())
    };
    Act::Send(pieces.iter().map(chunk).collect::<String>().into_bytes())
}

fn end() -> Act {
    Act::Send(b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n".to_vec())
}

fn delta(text: &str) -> Value {
    json!({ "model": "tiny-1", "choices": [{ "index": 0, "delta": { "content": text }, "finish_reason": null }] })
}

fn whole_answer() -> Value {
    json!({
        "model": "tiny-1", "system_fingerprint": "fp",
        "choices": [{ "index": 0, "message": { "role": "assistant", "content": "Swap day" }, "finish_reason": "stop" }],
        "usage": { "prompt_tokens": 3, "completion_tokens": 2 },
    })
}

/// A book in which a token costs a nano-dollar.
pub(super) fn prices() -> Arc<PriceBook> {
    let rate = PicoUsd(1_000);
    let tokens = vec![TokenRates { above: 0, input: rate, cached: None, kept: None, output: rate }];
    let images = vec![crate::prices::ImageRate { size: None, quality: None, image: PicoUsd(ATTEMPT * 1_000) }];
    let model = vec![Prices { tokens, images, ..Prices::default() }];
    Arc::new(PriceBook([("tiny".to_owned(), model)].into()))
}

pub(super) fn settings() -> ProviderSettings {
    ProviderSettings {
        name: "test".to_owned(),
        backoff_ms: 1,
        backoff_max_ms: 2,
        first_byte_ms: 150,
        idle_ms: 150,
        attempt_ms: 1_000,
        answer_bytes_max: 64 * 1024,
        breaker_failures: 100,
        ..ProviderSettings::default()
    }
}

pub(super) const KEY: &str = "sk-test-1234567890";

pub(super) fn endpoint(base: &str, settings: ProviderSettings) -> Endpoint {
    Endpoint::new(base, Some(SecretString::from(KEY)), settings).unwrap()
}

fn chat(base: &str) -> OpenAiChat {
    OpenAiChat::new(endpoint(base, settings()), prices(), "2026-11-26").unwrap()
}

fn call(stream: bool) -> ChatCall {
    let messages = vec![ChatMessage::new(ChatRole::User, "Name a book swap")];
    ChatCall { model: "tiny".to_owned(), messages, max_tokens: 8, stream, more: serde_json::Map::new() }
}

fn context() -> Context {
    crate::fixture::context((*design::BrandKit::builtin()).clone())
}

pub(super) fn paid(purse: &Purse, time: u64) -> Context {
    context().for_call(Some(purse.grant()), Some(Instant::now() + Duration::from_millis(time)), 0, None)
}

/// Has a call meet that script: its error's name, the attempts that the server saw, what was spent.
async fn meet(script: Vec<Act>, stream: bool, time: u64) -> (Result<Arc<ChatAnswer>, CallError>, usize, u64) {
    let server = FaultServer::start(vec![script]).await;
    let purse = Purse::with(1_000);
    let begun = Instant::now();
    let context = paid(&purse, time);
    let result = chat(&server.base).ask(&context, call(stream)).await;
    assert!(begun.elapsed() < Duration::from_millis(time + 200), "{:?}", begun.elapsed());
    drop(context);
    let (left, spent) = purse.sums();
    assert_eq!(left + spent, 1_000, "nothing leaks");
    (result, server.asked.load(Ordering::SeqCst), spent)
}

#[track_caller]
fn check(
    met: (Result<Arc<ChatAnswer>, CallError>, usize, u64),
    name: &str,
    attempts: usize,
    paid_for: u64,
    case: &str,
) {
    let (result, asked, spent) = met;
    let error = result.expect_err(case);
    assert_eq!((error.name(), asked, spent), (name, attempts, paid_for * ATTEMPT), "{case}: {error}");
    assert!(!error.to_string().contains(KEY), "{error}");
}

/// A refusal whose reason never ends.
fn dripping() -> Vec<Act> {
    let head = "HTTP/1.1 429 Too Many Requests\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n";
    let drops = (0..20).flat_map(|_| [Act::Send(b" ".to_vec()), Act::Wait(60)]);
    std::iter::once(Act::Send(head.as_bytes().to_vec())).chain(drops).collect()
}

#[tokio::test]
async fn statuses_map_to_their_classes() {
    let hour = "retry-after: 3600\r\n";
    let error = |code: Value| json!({ "error": { "message": format!("no, not with {KEY}"), "code": code } });
    let cases = [
        ("429", refuses("429 Too Many Requests", "", &error(json!("rate_limit_exceeded"))), "rate_limited", 3, 0),
        (
            "429, soon",
            refuses("429 Too Many Requests", "retry-after-ms: 5\r\n", &error(Value::Null)),
            "rate_limited",
            3,
            0,
        ),
        ("429, an hour", refuses("429 Too Many Requests", hour, &error(Value::Null)), "rate_limited", 1, 0),
        ("429, an integer code", refuses("429 Too Many Requests", "", &error(json!(429))), "rate_limited", 3, 0),
        ("no quota", refuses("429 Too Many Requests", "", &error(json!("insufficient_quota"))), "quota", 1, 0),
        ("500", refuses("500 Internal Server Error", "", &error(json!("server_error"))), "server", 3, 3),
        ("502 in HTML", answer("502 Bad Gateway", "text/html", "", "<html>"), "server", 3, 3),
        ("503", refuses("503 Service Unavailable", "", &json!({ "error": "busy" })), "busy", 3, 3),
        ("409", refuses("409 Conflict", "", &json!({ "error": "busy" })), "busy", 3, 0),
        (
            "429, for ever",
            refuses("429 Too Many Requests", "retry-after: 18446744073709551615\r\n", &error(Value::Null)),
            "rate_limited",
            1,
            0,
        ),
        ("429, dripping", dripping(), "rate_limited", 3, 0),
        ("401", refuses("401 Unauthorized", "", &error(Value::Null)), "denied", 1, 0),
        ("404, detail", refuses("404 Not Found", "", &json!({ "detail": "no such model" })), "invalid", 1, 0),
        ("422, details", refuses("422 Unprocessable", "", &json!({ "detail": [{ "msg": "bad" }] })), "invalid", 1, 0),
        ("blocked", refuses("400 Bad Request", "", &error(json!("content_policy_violation"))), "blocked", 1, 0),
        ("200 with an error", says(&error(json!("server_error"))), "server", 3, 3),
        ("200 with an integer code", says(&error(json!(429))), "rate_limited", 3, 0),
        ("200 with a detail", says(&json!({ "detail": "overloaded" })), "server", 3, 3),
        ("a redirect", refuses("302 Found", "location: http://127.0.0.1:1/\r\n", &json!({})), "invalid", 1, 0),
    ];
    for (case, script, name, attempts, paid_for) in cases {
        check(meet(script, false, 5_000).await, name, attempts, paid_for, case);
    }
}

#[tokio::test]
async fn connections_that_break_are_in_doubt() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{\"cho".to_vec();
    let large = answer("200 OK", "application/json", "", " ".repeat(65 * 1024));
    let cases = [
        ("a reset", vec![Act::Reset], "broken", 3, 3),
        ("a reset amid the body", vec![Act::Send(head.clone()), Act::Wait(10), Act::Reset], "broken", 3, 3),
        ("a close amid the body", vec![Act::Send(head.clone())], "broken", 3, 3),
        ("a slow first byte", vec![Act::Wait(400)], "stalled", 3, 3),
        ("a gap", vec![Act::Send(head), Act::Wait(400)], "stalled", 3, 3),
        ("another type", answer("200 OK", "text/html", "", "<html>"), "unreadable", 1, 1),
        ("broken JSON", answer("200 OK", "application/json", "", "{\"choices\":"), "unreadable", 1, 1),
        ("no choices", says(&json!({})), "unreadable", 1, 1),
        ("no reason", says(&json!({ "choices": [{ "message": { "content": "Swap" } }] })), "broken", 3, 3),
        ("too much", large, "unreadable", 1, 1),
        ("not HTTP", vec![Act::Send(b"SSH-2.0-x\r\n".to_vec())], "broken", 3, 3),
    ];
    for (case, script, name, attempts, paid_for) in cases {
        check(meet(script, false, 5_000).await, name, attempts, paid_for, case);
    }
}

#[tokio::test]
async fn streams_that_break_are_in_doubt() {
    let begun = |rest: Vec<Act>| {
        let mut script = vec![Act::Send(STREAM.as_bytes().to_vec()), events(&[delta("Swap")])];
        script.extend(rest);
        script
    };
    let error = json!({ "error": { "code": 503, "message": "overloaded" } });
    let cases = [
        ("a gap", begun(vec![Act::Wait(400)]), "stalled", 3, 3),
        ("truncated", begun(vec![]), "broken", 3, 3),
        ("a reset", begun(vec![Act::Wait(10), Act::Reset]), "broken", 3, 3),
        ("a clean end without a reason", begun(vec![end()]), "broken", 3, 3),
        ("an error amid it", begun(vec![events(std::slice::from_ref(&error)), end()]), "busy", 3, 3),
        ("an error first", vec![Act::Send(STREAM.as_bytes().to_vec()), events(&[error]), end()], "busy", 3, 0),
        ("an error instead", says(&json!({ "error": { "code": 429, "message": "slowly" } })), "rate_limited", 3, 0),
        ("JSON instead", says(&whole_answer()), "unreadable", 1, 1),
        ("not JSON", begun(vec![Act::Send(b"9\r\ndata: {x\n\r\n1\r\n\n\r\n".to_vec()), end()]), "unreadable", 1, 1),
    ];
    for (case, script, name, attempts, paid_for) in cases {
        check(meet(script, true, 5_000).await, name, attempts, paid_for, case);
    }
}

#[tokio::test]
async fn nothing_outlasts_its_deadline() {
    check(meet(vec![Act::Wait(5_000)], false, 100).await, "deadline", 1, 1, "slow");
    let refused = CallError::Open { provider: "test".to_owned(), retry_in: Duration::ZERO };
    assert_eq!(refused.class(), None);
}

#[tokio::test]
async fn an_answer_is_read_and_paid_for_as_it_was_used() {
    let (result, asked, spent) = meet(says(&whole_answer()), false, 5_000).await;
    let reply = result.unwrap();
    assert_eq!((reply.text.as_str(), reply.finish.as_str(), asked), ("Swap day", "stop", 1));
    assert_eq!((reply.model.as_deref(), reply.fingerprint.as_deref()), (Some("tiny-1"), Some("fp")));
    // Dropped by whoever made the call: what was charged counts, not what was held back.
    assert_eq!(spent, 5);

    let tool = |index: u64, id: &str, name: &str, arguments: &str| {
        let function = json!({ "name": name, "arguments": arguments });
        json!({ "choices": [{ "delta": { "tool_calls": [{ "index": index, "id": id, "function": function }] } }] })
    };
    let pieces = [
        delta("Swap "),
        delta("day"),
        tool(0, "a", "search", "{\"q\":"),
        tool(1, "b", "render", "{}"),
        tool(0, "", "", "1}"),
        json!({ "choices": [{ "delta": {}, "finish_reason": "tool_calls" }] }),
        json!({ "choices": [], "usage": { "prompt_tokens": 3, "completion_tokens": 4 } }),
    ];
    let script = vec![Act::Send(STREAM.as_bytes().to_vec()), events(&pieces), end()];
    let (result, _, spent) = meet(script, true, 5_000).await;
    let reply = result.unwrap();
    assert_eq!((reply.text.as_str(), reply.finish.as_str(), spent), ("Swap day", "tool_calls", 7));
    let calls: Vec<_> = reply.calls.iter().map(|call| (&*call.id, &*call.name, &*call.arguments)).collect();
    assert_eq!(calls, [("a", "search", "{\"q\":1}"), ("b", "render", "{}")]);
}

#[tokio::test]
async fn what_servers_put_in_the_place_of_texts_and_lists_is_read_leniently() {
    let call = json!({ "index": "0", "id": 7, "function": { "name": "search", "arguments": { "q": 1 } } });
    let pieces = [
        json!({ "model": null, "choices": [{ "message": null, "delta": { "content": null, "tool_calls": null } }] }),
        json!({ "model": "tiny-1", "error": null, "choices": [{ "delta": { "content": "a\u{301}\n" } }], "usage": null }),
        json!({ "choices": [{ "delta": { "content": [], "tool_calls": [call] }, "finish_reason": null }] }),
        json!({ "choices": null }),
        json!({ "choices": [{ "finish_reason": "tool_calls" }], "usage": { "prompt_tokens": 3, "completion_tokens": 4 } }),
    ];
    let script = vec![Act::Send(STREAM.as_bytes().to_vec()), events(&pieces), end()];
    let reply = meet(script, true, 5_000).await.0.unwrap();
    let call = crate::AskedCall { id: String::new(), name: "search".to_owned(), arguments: "{\"q\":1}".to_owned() };
    assert_eq!(
        (reply.text.as_str(), reply.model.as_deref(), &*reply.calls),
        ("a\u{301}\n", Some("tiny-1"), &[call][..])
    );

    for piece in [json!([1]), json!("{"), json!({ "choices": 1 })] {
        let script = vec![Act::Send(STREAM.as_bytes().to_vec()), events(std::slice::from_ref(&piece)), end()];
        let error = meet(script, true, 5_000).await.0.expect_err("another shape");
        assert_eq!(error.name(), "unreadable", "{piece}: {error}");
    }
}

#[tokio::test]
async fn the_request_says_what_bounds_its_price() {
    let mut server = FaultServer::start(vec![says(&whole_answer())]).await;
    let mut asked = call(false);
    asked.more.insert("temperature".to_owned(), json!(0));
    asked.more.insert("max_tokens".to_owned(), json!(1_000_000));
    asked.more.insert("n".to_owned(), json!(50));
    let chat = chat(&server.base);
    let quote = chat.quote(&asked).unwrap();
    chat.ask(&paid(&Purse::with(100), 5_000), asked).await.unwrap();
    let request = server.seen.recv().await.unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /v1/chat/completions HTTP/1.1"), "{head}");
    assert!(head.contains(&format!("authorization: Bearer {KEY}")), "{head}");
    let sent: Value = serde_json::from_str(body).unwrap();
    assert_eq!((&sent["max_tokens"], &sent["n"], &sent["temperature"]), (&json!(8), &json!(1), &json!(0)));
    assert!(quote.tokens >= body.len() as u64 + 8, "{quote:?} for {} bytes", body.len());
}

#[tokio::test]
async fn a_call_that_is_dropped_hangs_up_and_is_paid_for() {
    for stream in [false, true] {
        let begun = vec![Act::Send(STREAM.as_bytes().to_vec()), events(&[delta("Swap")]), Act::Wait(10_000)];
        let mut server = FaultServer::start(vec![if stream { begun } else { vec![Act::Wait(10_000)] }]).await;
        let unhurried = ProviderSettings { first_byte_ms: 5_000, idle_ms: 5_000, attempt_ms: 9_000, ..settings() };
        let chat = OpenAiChat::new(endpoint(&server.base, unhurried), prices(), "2026-11-26").unwrap();
        let purse = Purse::with(1_000);
        let context = paid(&purse, 9_000);
        let task = tokio::spawn(async move { chat.ask(&context, call(stream)).await.map(drop) });
        server.seen.recv().await.unwrap();
        tokio::time::sleep(Duration::from_millis(30)).await;
        let dropped = Instant::now();
        task.abort();
        let gone = server.gone.recv().await.unwrap();
        println!("hung up {:?} after it was dropped", gone.saturating_duration_since(dropped));
        assert!(gone.saturating_duration_since(dropped) <= Duration::from_secs(1), "{:?}", gone - dropped);
        assert_eq!(purse.sums(), (990, 10));
    }
}

#[tokio::test]
async fn a_server_that_comes_back_is_used_again() {
    let fails = refuses("500 Internal Server Error", "", &json!({}));
    let mut scripts = vec![fails; 5];
    scripts.push(says(&whole_answer()));
    let server = FaultServer::start(scripts).await;
    let settings = ProviderSettings { attempts: 1, breaker_failures: 5, breaker_pause_ms: 60, ..settings() };
    let chat = OpenAiChat::new(endpoint(&server.base, settings), prices(), "2026-11-26").unwrap();
    let purse = Purse::with(10_000);
    for _ in 0..5 {
        assert!(chat.ask(&paid(&purse, 5_000), call(false)).await.is_err());
    }
    assert_eq!(chat.provider().load().breaker, BreakerState::Open);
    let error = chat.ask(&paid(&purse, 5_000), call(false)).await.unwrap_err();
    assert!(matches!(error, CallError::Open { .. }), "{error}");
    tokio::time::sleep(Duration::from_millis(80)).await;
    assert!(chat.ask(&paid(&purse, 5_000), call(false)).await.is_ok());
    assert_eq!((chat.provider().load().breaker, server.asked.load(Ordering::SeqCst)), (BreakerState::Closed, 6));
}

#[tokio::test]
async fn a_charge_beyond_the_quote_is_told_as_it_is() {
    let mut much = whole_answer();
    much["usage"] = json!({ "prompt_tokens": 5_000, "completion_tokens": 2 });
    let server = FaultServer::start(vec![says(&much)]).await;
    let purse = Purse::with(1_000);
    let context = paid(&purse, 5_000);
    chat(&server.base).ask(&context, call(false)).await.unwrap();
    assert_eq!(context.grant().unwrap().charged().unwrap().0, 5_002);
}

#[tokio::test]
async fn images_are_made_in_their_tier_and_checked() {
    let png = [0x89, b'P', b'N', b'G'];
    let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, png);
    let made = says(&json!({ "created": 1, "data": [{ "b64_json": encoded }] }));
    let linked = says(&json!({ "data": [{ "url": "http://127.0.0.1:1/x.png" }] }));
    let mut server = FaultServer::start(vec![made.clone(), made, linked]).await;
    let tier = |what: &str, sizes: &[(u32, u32)], quality: Option<&str>| ImageTier {
        what: what.to_owned(),
        model: "tiny".to_owned(),
        sizes: sizes.to_vec(),
        quality: quality.map(str::to_owned),
        seed: false,
        negative: None,
        more: serde_json::Map::new(),
    };
    let tiers = vec![
        tier("", &[(1024, 1024), (1024, 1536), (1536, 1024)], Some("high")),
        tier("a smaller picture is made", &[(512, 512)], None),
    ];
    let images = OpenAiImages::new(endpoint(&server.base, settings()), tiers.clone(), &prices(), "2026-11-26").unwrap();
    let request: design::ImageRequest = serde_json::from_value(json!({
        "node": "n", "prompt": "a red bicycle", "imagery": "scene", "motif": "bicycle", "width": 600.0, "height": 900.0,
        "keep_clear": [], "focus": null, "palette": {}, "transparent": false, "seed": 1,
    }))
    .unwrap();
    assert_eq!(images.quote(&request).money.0, ATTEMPT);
    assert_eq!(images.tiers(&request)[0].what, "a smaller picture is made");
    let purse = Purse::with(1_000);
    for (tier, size) in [(0, "1024x1536"), (1, "512x512")] {
        let context = context().for_call(Some(purse.grant()), None, tier, None);
        assert_eq!(images.generate(&context, request.clone()).await.unwrap().bytes, png);
        let body = server.seen.recv().await.unwrap();
        let sent: Value = serde_json::from_str(body.split_once("\r\n\r\n").unwrap().1).unwrap();
        assert_eq!((&sent["size"], &sent["n"], &sent["prompt"]), (&json!(size), &json!(1), &json!("a red bicycle")));
    }
    // An address is data: it is not followed.
    let error = images.generate(&paid(&purse, 5_000), request.clone()).await.unwrap_err();
    assert!(matches!(&error, ToolError::Provider { source, .. } if source.name() == "unreadable"), "{error}");
    assert_eq!(purse.sums(), (970, 30));
    // Outside of a live run there is no money, and nothing is asked.
    let error = images.generate(&context(), request).await.unwrap_err();
    assert!(matches!(error, ToolError::Provider { source: CallError::NotGranted { .. }, .. }), "{error}");
    let taken = vec![ImageTier { negative: Some("prompt".to_owned()), ..tiers[0].clone() }];
    let error = OpenAiImages::new(endpoint(&server.base, settings()), taken, &prices(), "2026-11-26").unwrap_err();
    assert!(error.to_string().contains("negative_prompt"), "{error}");
    let unpriced = vec![ImageTier { model: "other".to_owned(), ..tiers[0].clone() }];
    let error = OpenAiImages::new(endpoint(&server.base, settings()), unpriced, &prices(), "2026-11-26").unwrap_err();
    assert!(error.to_string().contains("add a line such as"), "{error}");
}

#[tokio::test]
async fn servers_that_take_a_seed_and_what_not_to_show_are_told_them() {
    let made = says(&json!({ "data": [{ "b64_json": "aGVsbG8=" }] }));
    let mut server = FaultServer::start(vec![made.clone(), made]).await;
    let plain = ImageTier {
        what: String::new(),
        model: "tiny".to_owned(),
        sizes: vec![(512, 512)],
        quality: None,
        seed: false,
        negative: None,
        more: serde_json::Map::from_iter([("num_inference_steps".to_owned(), json!(20))]),
    };
    let open = ImageTier { seed: true, negative: Some("negative_prompt".to_owned()), ..plain.clone() };
    let request =
        design::ImageRequest { negative: "text".to_owned(), seed: 1_234_567_890, ..crate::fixture::image_request() };
    let purse = Purse::with(1_000);
    for (tier, is_told) in [(plain, false), (open, true)] {
        let images =
            OpenAiImages::new(endpoint(&server.base, settings()), vec![tier], &prices(), "2026-11-26").unwrap();
        let capabilities = images.capabilities();
        assert_eq!((capabilities.seed, capabilities.negative), (is_told, is_told));
        images.generate(&paid(&purse, 5_000), request.clone()).await.unwrap();
        let body = server.seen.recv().await.unwrap();
        let sent: Value = serde_json::from_str(body.split_once("\r\n\r\n").unwrap().1).unwrap();
        let told = is_told.then(|| (json!(1_234_567_890), json!("text")));
        assert_eq!(sent.get("seed").cloned().zip(sent.get("negative_prompt").cloned()), told, "{sent}");
        assert_eq!(sent["num_inference_steps"], 20);
    }
}

#[tokio::test]
async fn embeddings_come_in_the_order_of_their_texts_and_are_charged_as_the_server_says() {
    let made = says(&json!({
        "data": [{ "index": 1, "embedding": [3, 4] }, { "index": 0, "embedding": [1.5, 2] }],
        "usage": { "prompt_tokens": 3 },
    }));
    let silent = says(&json!({ "data": [{ "embedding": [1, 2] }, { "embedding": [3, 4] }] }));
    let few = says(&json!({ "data": [{ "embedding": [1, 2] }] }));
    let twice = says(&json!({ "data": [{ "index": 0, "embedding": [1, 2] }, { "index": 0, "embedding": [1, 2] }] }));
    let long = says(&json!({ "data": [{ "embedding": [1, 2, 3] }, { "embedding": [1, 2, 3] }] }));
    let server = FaultServer::start(vec![made, silent, few, twice, long]).await;
    let mut server = server;
    let embeddings =
        OpenAiEmbeddings::new(endpoint(&server.base, settings()), "tiny", 2, prices(), "2026-11-26").unwrap();
    let embedder = crate::AnyEmbedder::new(embeddings);
    let texts = || vec!["a boat".to_owned(), String::new()];
    let quote = embedder.quote(&texts());
    assert!(quote.tokens >= 6 && quote.money.0 > 0, "{quote:?}");
    let purse = Purse::with(100_000);
    let first = embedder.embed("test", &paid(&purse, 5_000), texts()).await.unwrap();
    assert_eq!(first, [[1.5, 2.0], [3.0, 4.0]]);
    let body = server.seen.recv().await.unwrap();
    assert!(body.starts_with("POST /v1/embeddings "), "{body}");
    let sent: Value = serde_json::from_str(body.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(sent, json!({ "model": "tiny", "input": ["a boat", " "], "encoding_format": "float" }));
    let by_usage = purse.sums();
    // What is known is not asked for again, and costs nothing.
    assert_eq!(embedder.embed("test", &paid(&purse, 5_000), texts()).await.unwrap(), first);
    assert_eq!(purse.sums(), by_usage);
    let others = |at: usize| vec![format!("boat {at}"), format!("quay {at}")];
    assert_eq!(embedder.embed("test", &paid(&purse, 5_000), others(0)).await.unwrap()[1], [3.0, 4.0]);
    assert!(purse.sums().0 < by_usage.0, "one that does not say is charged what it may cost: {:?}", purse.sums());
    for at in 1..=3 {
        let error = embedder.embed("test", &paid(&purse, 5_000), others(at)).await.unwrap_err();
        assert!(matches!(&error, ToolError::Provider { source, .. } if source.name() == "unreadable"), "{error}");
    }
    let many = vec!["x".to_owned(); 257];
    embedder.embed("test", &paid(&purse, 5_000), many).await.unwrap_err();
    let unpriced = OpenAiEmbeddings::new(endpoint(&server.base, settings()), "other", 2, prices(), "2026-11-26");
    assert!(unpriced.unwrap_err().to_string().contains("add a line such as"));
}

#[tokio::test]
async fn moderation_takes_the_worst_of_all_parts_and_no_answer_for_a_good_one() {
    let answers = [
        json!({ "results": [
            { "flagged": false, "category_scores": { "violence": 0.1, "hate": 0.02 } },
            { "flagged": true, "categories": { "violence": true, "illicit": true }, "category_scores": { "violence": 0.7 } },
        ] }),
        json!({ "results": [{ "flagged": true }] }),
        json!({ "results": [{ "categories": { "minors": true, "hate": false }, "category_scores": { "minors": null } }] }),
        json!({ "results": [] }),
        json!({ "results": [{}] }),
        json!({ "results": [{ "flagged": false }, { "scores": { "violence": 0.99 } }] }),
        json!({ "results": [{ "category_scores": { "violence": 7 } }] }),
        json!({ "error": "none" }),
    ];
    let mut server = FaultServer::start(answers.iter().map(says).collect()).await;
    let moderator = OpenAiModerations::new(endpoint(&server.base, settings()), "mild", true).unwrap();
    let moderator = crate::AnyModerator::new(moderator);
    let purse = Purse::with(1_000);
    let context = paid(&purse, 5_000);
    let ask = |text: &str| {
        let moderated = crate::Moderated { text: text.to_owned(), png: Some(b"png".as_slice().into()) };
        moderator.judge("moderate", &context, moderated)
    };
    let said = ask("a").await.unwrap();
    let expected = [("flagged", 0.0), ("hate", 0.02), ("illicit", 1.0), ("violence", 0.7)];
    assert!(said.iter().map(|(label, likely)| (label.as_str(), *likely)).eq(expected), "{said:?}");
    let body = server.seen.recv().await.unwrap();
    assert!(body.starts_with("POST /v1/moderations "), "{body}");
    let sent: Value = serde_json::from_str(body.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(sent["input"][1]["image_url"]["url"], "data:image/png;base64,cG5n");
    assert_eq!(ask("b").await.unwrap(), [("flagged".to_owned(), 0.5)].into());
    assert_eq!(ask("b2").await.unwrap(), [("minors".to_owned(), 1.0)].into());
    for text in ["c", "d", "e", "f", "g"] {
        ask(text).await.unwrap_err();
    }
}

#[test]
fn endpoints_that_cannot_be_used_are_refused() {
    let make = |base: &str, key: Option<&str>| Endpoint::new(base, key.map(SecretString::from), settings()).map(drop);
    for base in ["", "localhost:8080", "ftp://x/v1", "file:///etc/passwd", "https://user:word@x/v1", "https://x/v1?a=b"]
    {
        assert!(matches!(make(base, None), Err(EndpointError::BadUrl)), "{base}");
    }
    assert!(matches!(make("http://models.example/v1", Some(KEY)), Err(EndpointError::PlainKey { .. })));
    assert_eq!(make("http://models.example/v1", None), Ok(()));
    let open = Endpoint::new("http://models.example/v1", None, settings()).unwrap();
    assert!(matches!(open.with_header("api-key", KEY), Err(EndpointError::PlainKey { .. })));
    assert_eq!(make("http://127.0.0.1:8080/v1/", Some(KEY)), Ok(()));
    assert_eq!(make("https://models.example/v1", Some("a\nb")), Err(EndpointError::BadHeader));
    let endpoint = endpoint("https://models.example/v1", settings());
    assert!(!format!("{endpoint:?} {:?}", chat("https://models.example/v1")).contains(KEY));
}

/// A flood of batch calls, twenty times what the server takes, beside calls that a person waits for.
#[tokio::test]
async fn people_are_served_in_a_flood() {
    let slow: Vec<Act> = std::iter::once(Act::Wait(100)).chain(says(&whole_answer())).collect();
    let server = FaultServer::start(vec![slow]).await;
    let settings = ProviderSettings {
        running_max: 8,
        batch_running_max: 6,
        waiting_max: 64,
        first_byte_ms: 5_000,
        attempt_ms: 9_000,
        ..settings()
    };
    let chat = OpenAiChat::new(endpoint(&server.base, settings), prices(), "2026-11-26").unwrap();
    let ask = |lane, time| {
        let (chat, purse) = (chat.clone(), Purse::with(100));
        async move {
            let around = crate::provider::tests::around(&purse, lane, time);
            let begun = Instant::now();
            let result = chat.provider().ask_around(around, (&call(false)).into()).await;
            (result, begun.elapsed())
        }
    };
    let flood: Vec<_> = (0..160).map(|_| tokio::spawn(ask(crate::provider::Lane::Batch, 60_000))).collect();
    tokio::time::sleep(Duration::from_millis(20)).await;
    let shed = Arc::new(AtomicU64::new(0));
    let mut times = Vec::new();
    for _ in 0..20 {
        let (result, time) = ask(crate::provider::Lane::Interactive, 5_000).await;
        result.unwrap();
        times.push(time);
    }
    times.sort_unstable();
    println!("interactive calls in a flood: p50 {:?}, p95 {:?}", times[10], times[18]);
    // How fast is a matter of the machine; by a clock that only waits move, `a_batch_that_floods_…` has the bound.
    assert!(times[18] <= Duration::from_secs(3), "{times:?}");
    let mut done = 0;
    for call in flood {
        match call.await.unwrap().0 {
            Ok(_) => done += 1,
            Err(CallError::Overloaded { .. }) => drop(shed.fetch_add(1, Ordering::SeqCst)),
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(done + shed.load(Ordering::SeqCst), 160, "each was served or told so");
    assert!(done >= 64, "{done}");
}
