//! A run as OpenTelemetry spans, made from its records alone: the same log gives the same spans, so sending them twice changes
//! nothing. Names follow the `gen_ai.*` conventions (open-telemetry/semantic-conventions-genai).

use std::collections::BTreeMap;

use design::Sha256;
use planner::record::kind;
use planner::{Effect, EffectId, Event, NanoUsd, Outcome, Record};
use serde_json::{Value, json};

/// The spans of a run, in the JSON encoding of OTLP: the run itself, then its calls.
#[must_use]
pub fn spans(records: &[Record]) -> Vec<Value> {
    let Some((first, last)) = records.first().zip(records.last()) else { return Vec::new() };
    let run = first.p.get("run").and_then(Value::as_str).unwrap_or_default();
    let trace = Sha256::of(run.as_bytes()).short(16);
    let mut calls: BTreeMap<EffectId, Call<'_>> = BTreeMap::new();
    let mut order = Vec::new();
    let (mut spent, mut failed) = (NanoUsd::ZERO, None);
    for record in records {
        let id = EffectId { lane: record.lane.clone(), ord: record.ord };
        match record.kind.as_str() {
            kind::EFFECT_REQUESTED => {
                order.push(id.clone());
                calls.insert(id, Call { asked: record, end: None, spent: NanoUsd::ZERO, error: None, instead: None });
            }
            kind::EFFECT_COMPLETED | kind::EFFECT_FAILED => {
                if let Some(call) = calls.get_mut(&id) {
                    call.end = Some(record);
                    let code = record.p.pointer("/error/code").and_then(Value::as_str);
                    call.error = code.map(str::to_owned);
                }
            }
            kind::BUDGET_RESERVED => {
                let instead = match record.event() {
                    Ok(Some(Event::BudgetReserved { instead: Some(instead), .. })) => u64::from(instead.tier),
                    _ => continue,
                };
                if let Some(call) = calls.get_mut(&id) {
                    call.instead = Some(instead);
                }
            }
            kind::BUDGET_SETTLED => {
                let Ok(Some(Event::BudgetSettled { amount, .. })) = record.event() else { continue };
                spent = spent.checked_add(amount).unwrap_or(spent);
                if let Some(call) = calls.get_mut(&id) {
                    call.spent = call.spent.checked_add(amount).unwrap_or(call.spent);
                }
            }
            kind::RUN_FAILED => {
                if let Ok(Some(Effect::Finish(Outcome::Failed { code, .. }))) = record.effect() {
                    failed = Some(code);
                }
            }
            _ => {}
        }
    }
    let root = span_id(first);
    let mut attributes = vec![
        text("gen_ai.operation.name", "invoke_agent"),
        text("gen_ai.agent.name", "maquette"),
        text("gen_ai.conversation.id", run),
        number("maquette.records", records.len() as u64),
    ];
    cost(&mut attributes, spent);
    let whole = Timed { name: "invoke_agent maquette", begin: first.ts, end: last.ts };
    let mut spans = vec![span(&trace, &root, None, whole, attributes, failed.as_deref())];
    for id in order {
        let Some(call) = calls.get(&id) else { continue };
        let tool = call.asked.p.get("tool").and_then(Value::as_str).unwrap_or("unknown");
        let is_chat = ["/args/model", "/args/prompt/name"];
        let is_chat = is_chat.iter().all(|pointer| call.asked.p.pointer(pointer).is_some_and(Value::is_string));
        let (mut attributes, name) = if is_chat {
            chat(tool, &call.asked.p, call.instead, call.end.map(|end| &end.p))
        } else {
            let attributes = vec![
                text("gen_ai.operation.name", "execute_tool"),
                text("gen_ai.tool.name", tool),
                text("gen_ai.tool.call.id", &id.to_string()),
                text("gen_ai.tool.type", "function"),
            ];
            (attributes, format!("execute_tool {tool}"))
        };
        attributes.push(number("maquette.seq", call.asked.seq));
        attributes.push(text("maquette.lane", &id.lane));
        cost(&mut attributes, call.spent);
        let end = call.end.map_or(last.ts, |end| end.ts);
        let timed = Timed { name: &name, begin: call.asked.ts, end };
        let error = if call.end.is_none() { Some("unfinished") } else { call.error.as_deref() };
        let mut made = span(&trace, &span_id(call.asked), Some(&root), timed, attributes, error);
        if is_chat {
            made["kind"] = json!(CLIENT);
        }
        spans.push(made);
    }
    spans
}

/// Kinds of spans.
const INTERNAL: u32 = 1;
const CLIENT: u32 = 3;

/// What is told of a model that was asked: which one, by which prompt, and what it took.
fn chat(tool: &str, asked: &Value, instead: Option<u64>, answered: Option<&Value>) -> (Vec<Value>, String) {
    let said =
        |from: &Value, pointer: &str| from.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let count = |from: &Value, pointer: &str| from.pointer(pointer).and_then(Value::as_u64);
    // There may have been money for a cheaper one alone.
    let granted =
        instead.and_then(|tier| tier.checked_sub(1)).map(|place| said(asked, &format!("/args/cheaper/{place}")));
    let model = granted.filter(|name| !name.is_empty()).unwrap_or_else(|| said(asked, "/args/model"));
    let mut attributes = vec![
        text("gen_ai.operation.name", "chat"),
        text("gen_ai.provider.name", "openai"),
        text("gen_ai.request.model", &model),
        text("maquette.tool", tool),
        text("gen_ai.prompt.name", &said(asked, "/args/prompt/name")),
        text("maquette.prompt.version", &said(asked, "/args/prompt/version")),
        text("maquette.prompt.digest", &said(asked, "/args/prompt/digest")),
    ];
    let limits = [("gen_ai.request.max_tokens", "/args/max_tokens"), ("gen_ai.request.seed", "/args/seed")];
    attributes.extend(limits.iter().filter_map(|(name, pointer)| Some(number(name, count(asked, pointer)?))));
    if let Some(answered) = answered {
        let took =
            [("gen_ai.usage.input_tokens", "/output/tokens_in"), ("gen_ai.usage.output_tokens", "/output/tokens_out")];
        attributes.extend(took.iter().filter_map(|(name, pointer)| Some(number(name, count(answered, pointer)?))));
        let finish = said(answered, "/output/finish");
        if !finish.is_empty() {
            let reasons = json!({ "arrayValue": { "values": [{ "stringValue": finish }] } });
            attributes.push(json!({ "key": "gen_ai.response.finish_reasons", "value": reasons }));
        }
        let who = said(answered, "/output/model");
        if !who.is_empty() {
            attributes.push(text("gen_ai.response.model", &who));
        }
    }
    (attributes, format!("chat {model}"))
}

/// The body of a request to a collector: `POST …/v1/traces`, `application/json`.
#[must_use]
pub fn otlp_request(records: &[Record]) -> Value {
    let pinned = records.iter().rev().find(|record| record.kind.as_str() == kind::CONFIG_PINNED);
    let version = pinned.and_then(|record| record.p.get("engine")).and_then(Value::as_str).unwrap_or_default();
    json!({ "resourceSpans": [{
        "resource": { "attributes": [text("service.name", "maquette"), text("service.version", version)] },
        "scopeSpans": [{ "scope": { "name": "maquette", "version": version }, "spans": spans(records) }],
    }] })
}

struct Call<'r> {
    asked: &'r Record,
    end: Option<&'r Record>,
    spent: NanoUsd,
    error: Option<String>,
    /// Which of its cheaper ways it was made in, from 1.
    instead: Option<u64>,
}

struct Timed<'a> {
    name: &'a str,
    begin: u64,
    end: u64,
}

fn span(
    trace: &str,
    id: &str,
    parent: Option<&str>,
    timed: Timed<'_>,
    mut attributes: Vec<Value>,
    error: Option<&str>,
) -> Value {
    let nanos = |ms: u64| ms.saturating_mul(1_000_000).to_string();
    // Of a status, 2 is an error.
    let mut status = json!({});
    if let Some(error) = error {
        attributes.push(text("error.type", error));
        status = json!({ "code": 2, "message": error });
    }
    let mut span = json!({
        "traceId": trace,
        "spanId": id,
        "name": timed.name,
        "kind": INTERNAL,
        "startTimeUnixNano": nanos(timed.begin),
        "endTimeUnixNano": nanos(timed.end.max(timed.begin)),
        "attributes": attributes,
        "status": status,
    });
    if let Some(parent) = parent {
        span["parentSpanId"] = json!(parent);
    }
    span
}

/// The first eight bytes of a record's hash.
fn span_id(record: &Record) -> String {
    record.h.chars().take(16).collect()
}

fn text(key: &str, value: &str) -> Value {
    json!({ "key": key, "value": { "stringValue": value } })
}

fn number(key: &str, value: u64) -> Value {
    // 64-bit integers are strings in this encoding.
    json!({ "key": key, "value": { "intValue": value.to_string() } })
}

fn cost(attributes: &mut Vec<Value>, spent: NanoUsd) {
    if !spent.is_zero() {
        attributes.push(number("maquette.cost_nano_usd", spent.0));
        attributes.push(json!({ "key": "gen_ai.usage.cost.amount", "value": { "doubleValue": spent.0 as f64 / 1e9 } }));
        attributes.push(text("gen_ai.usage.cost.currency", "USD"));
    }
}

#[cfg(test)]
mod tests {
    use planner::{Chain, Entry, RecordKind};

    use super::*;

    fn records() -> Vec<Record> {
        let mut chain = Chain::default();
        let mut at = |kind: &str, lane: &str, ts: u64, p: Value| {
            chain.seal(Entry { lane: lane.to_owned(), ord: 0, kind: RecordKind::from(kind), p }, ts)
        };
        let id = json!({ "lane": "t1.c00", "ord": 0 });
        vec![
            at(kind::RUN_STARTED, "main", 1_000, json!({ "run": "r1" })),
            at(kind::CONFIG_PINNED, "main", 1_001, json!({ "engine": "0.1.0" })),
            at(kind::EFFECT_REQUESTED, "t1.c00", 1_010, json!({ "tool": "generate_image" })),
            at(kind::BUDGET_SETTLED, "t1.c00", 1_040, json!({ "id": id, "amount": 40_000_000 })),
            at(kind::EFFECT_COMPLETED, "t1.c00", 1_050, json!({ "id": id, "output": {} })),
            at(kind::EFFECT_REQUESTED, "t1.c01", 1_060, json!({ "tool": "render" })),
        ]
    }

    #[test]
    fn the_same_log_gives_the_same_spans_under_one_root() {
        let records = records();
        let made = spans(&records);
        assert_eq!(made, spans(&records));
        assert_eq!(made.len(), 3);
        let root = made[0]["spanId"].as_str().unwrap();
        assert!(root.len() == 16 && made[0].get("parentSpanId").is_none());
        assert!(made[1..].iter().all(|span| span["parentSpanId"] == root && span["traceId"] == made[0]["traceId"]));
        assert_eq!(
            (&made[1]["startTimeUnixNano"], &made[1]["endTimeUnixNano"]),
            (&json!("1010000000"), &json!("1050000000"))
        );
        let has =
            |span: &Value, key: &str| span["attributes"].as_array().unwrap().iter().any(|held| held["key"] == key);
        assert!(has(&made[1], "gen_ai.usage.cost.amount") && has(&made[0], "maquette.cost_nano_usd"));
        assert_eq!(made[2]["status"]["code"], 2, "a call without a result is no good one");
        assert_eq!(otlp_request(&records)["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array().unwrap().len(), 3);
        assert!(spans(&[]).is_empty());
    }
}
