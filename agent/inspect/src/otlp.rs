//! The same spans in the binary encoding of OTLP, for collectors that take no JSON
//! (open-telemetry/opentelemetry-proto, `trace_service.proto`).

use prost::{Message, Oneof};
use serde_json::Value;

/// A request of spans in JSON, as [`otlp_request`](crate::otlp_request) makes it, in protobuf.
#[must_use]
pub fn otlp_protobuf(request: &Value) -> Vec<u8> {
    let resources = each(request, "resourceSpans", |resource| ResourceSpans {
        resource: Some(Resource { attributes: attributes(&resource["resource"]) }),
        scope_spans: each(resource, "scopeSpans", |scope| ScopeSpans {
            scope: Some(Scope { name: text(&scope["scope"]["name"]), version: text(&scope["scope"]["version"]) }),
            spans: each(scope, "spans", span),
        }),
    });
    Request { resource_spans: resources }.encode_to_vec()
}

fn span(span: &Value) -> Span {
    let nanos = |name: &str| span[name].as_str().and_then(|nanos| nanos.parse().ok()).unwrap_or_default();
    let number = |value: &Value| value.as_i64().and_then(|number| i32::try_from(number).ok()).unwrap_or_default();
    Span {
        trace_id: bytes(&span["traceId"]),
        span_id: bytes(&span["spanId"]),
        parent_span_id: bytes(&span["parentSpanId"]),
        name: text(&span["name"]),
        kind: number(&span["kind"]),
        start: nanos("startTimeUnixNano"),
        end: nanos("endTimeUnixNano"),
        attributes: attributes(span),
        status: Some(Status { message: text(&span["status"]["message"]), code: number(&span["status"]["code"]) }),
    }
}

fn each<T>(value: &Value, name: &str, make: impl Fn(&Value) -> T) -> Vec<T> {
    value[name].as_array().into_iter().flatten().map(make).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Ids are hexadecimal in JSON.
fn bytes(value: &Value) -> Vec<u8> {
    let digits = value.as_str().unwrap_or_default().as_bytes();
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.chunks(2).filter_map(pair).collect()
}

fn attributes(of: &Value) -> Vec<KeyValue> {
    each(of, "attributes", |held| KeyValue { key: text(&held["key"]), value: Some(any(&held["value"])) })
}

fn any(value: &Value) -> AnyValue {
    let held = if let Some(number) = value["intValue"].as_str().and_then(|number| number.parse().ok()) {
        Held::Int(number)
    } else if let Some(number) = value["doubleValue"].as_f64() {
        Held::Double(number)
    } else if value["arrayValue"].is_object() {
        Held::Array(Array { values: each(&value["arrayValue"], "values", any) })
    } else {
        Held::Text(text(&value["stringValue"]))
    };
    AnyValue { held: Some(held) }
}

#[derive(Clone, PartialEq, Message)]
struct Request {
    #[prost(message, repeated, tag = "1")]
    resource_spans: Vec<ResourceSpans>,
}

#[derive(Clone, PartialEq, Message)]
struct ResourceSpans {
    #[prost(message, optional, tag = "1")]
    resource: Option<Resource>,
    #[prost(message, repeated, tag = "2")]
    scope_spans: Vec<ScopeSpans>,
}

#[derive(Clone, PartialEq, Message)]
struct Resource {
    #[prost(message, repeated, tag = "1")]
    attributes: Vec<KeyValue>,
}

#[derive(Clone, PartialEq, Message)]
struct ScopeSpans {
    #[prost(message, optional, tag = "1")]
    scope: Option<Scope>,
    #[prost(message, repeated, tag = "2")]
    spans: Vec<Span>,
}

#[derive(Clone, PartialEq, Message)]
struct Scope {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, tag = "2")]
    version: String,
}

#[derive(Clone, PartialEq, Message)]
struct Span {
    #[prost(bytes = "vec", tag = "1")]
    trace_id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    span_id: Vec<u8>,
    #[prost(bytes = "vec", tag = "4")]
    parent_span_id: Vec<u8>,
    #[prost(string, tag = "5")]
    name: String,
    #[prost(int32, tag = "6")]
    kind: i32,
    #[prost(fixed64, tag = "7")]
    start: u64,
    #[prost(fixed64, tag = "8")]
    end: u64,
    #[prost(message, repeated, tag = "9")]
    attributes: Vec<KeyValue>,
    #[prost(message, optional, tag = "15")]
    status: Option<Status>,
}

#[derive(Clone, PartialEq, Message)]
struct Status {
    #[prost(string, tag = "2")]
    message: String,
    #[prost(int32, tag = "3")]
    code: i32,
}

#[derive(Clone, PartialEq, Message)]
struct KeyValue {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(message, optional, tag = "2")]
    value: Option<AnyValue>,
}

#[derive(Clone, PartialEq, Message)]
struct AnyValue {
    #[prost(oneof = "Held", tags = "1, 3, 4, 5")]
    held: Option<Held>,
}

#[derive(Clone, PartialEq, Oneof)]
enum Held {
    #[prost(string, tag = "1")]
    Text(String),
    #[prost(int64, tag = "3")]
    Int(i64),
    #[prost(double, tag = "4")]
    Double(f64),
    #[prost(message, tag = "5")]
    Array(Array),
}

#[derive(Clone, PartialEq, Message)]
struct Array {
    #[prost(message, repeated, tag = "1")]
    values: Vec<AnyValue>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_json_says_is_what_protobuf_says() {
        let request = json!({ "resourceSpans": [{
            "resource": { "attributes": [{ "key": "service.name", "value": { "stringValue": "maquette" } }] },
            "scopeSpans": [{ "scope": { "name": "maquette", "version": "1" }, "spans": [{
                "traceId": "00ff", "spanId": "0a", "name": "chat", "kind": 3,
                "startTimeUnixNano": "1010000000", "endTimeUnixNano": "1050000000",
                "attributes": [
                    { "key": "n", "value": { "intValue": "40" } },
                    { "key": "why", "value": { "arrayValue": { "values": [{ "stringValue": "stop" }] } } },
                    { "key": "usd", "value": { "doubleValue": 0.25 } },
                ],
                "status": { "code": 2, "message": "late" },
            }] }],
        }] });
        let read = Request::decode(&*otlp_protobuf(&request)).unwrap();
        let span = &read.resource_spans[0].scope_spans[0].spans[0];
        assert_eq!((&span.trace_id[..], &span.span_id[..], span.parent_span_id.len()), (&[0, 255][..], &[10][..], 0));
        assert_eq!((span.kind, span.start, span.end), (3, 1_010_000_000, 1_050_000_000));
        assert_eq!(span.status.as_ref().map(|status| (status.code, status.message.as_str())), Some((2, "late")));
        let held: Vec<_> = span.attributes.iter().map(|held| held.value.clone().unwrap().held.unwrap()).collect();
        let why = Array { values: vec![AnyValue { held: Some(Held::Text("stop".to_owned())) }] };
        assert_eq!(held, [Held::Int(40), Held::Array(why), Held::Double(0.25)]);
        assert_eq!(read.resource_spans[0].resource.as_ref().unwrap().attributes[0].key, "service.name");
    }
}
