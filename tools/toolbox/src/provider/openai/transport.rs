//! One attempt over HTTP: times for its parts, a largest size, and one kind of error for all that servers send instead of an
//! answer.

use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use bytes::{Bytes, BytesMut};
use futures_util::stream;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, StatusCode};
use reqwest::{Body, Response};
use serde_json::Value;
use tower::Service;

use super::super::settings::ms;
use super::super::{Fault, FaultClass, ProviderSettings};
use crate::toolbox::BoxFuture;

/// Most bytes read of an answer that is an error.
const ERROR_BYTES_MAX: usize = 64 * 1024;

/// Where a transport leaves what went wrong: the body is read elsewhere, and by then nobody could tell.
#[derive(Clone, Default)]
pub(super) struct Slot(Arc<Mutex<Option<Fault>>>);

impl Slot {
    pub(super) fn take(&self) -> Option<Fault> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn put(&self, fault: Fault) -> Fault {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(fault.clone());
        fault
    }
}

/// What an answer is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expect {
    Json,
    Events,
}

#[derive(Clone)]
pub(super) struct Transport {
    http: reqwest::Client,
    first_byte: Duration,
    idle: Duration,
    bytes_max: usize,
    expect: Expect,
    slot: Slot,
}

impl Transport {
    pub(super) fn new(http: reqwest::Client, settings: &ProviderSettings, expect: Expect, slot: Slot) -> Self {
        Self {
            http,
            first_byte: ms(settings.first_byte_ms),
            idle: ms(settings.idle_ms),
            bytes_max: settings.answer_bytes_max,
            expect,
            slot,
        }
    }

    async fn send(self, factory: HttpRequestFactory) -> Result<Response, Fault> {
        let request = factory.build().await;
        let request = request.map_err(|error| Fault::new(FaultClass::Invalid, error.to_string()))?;
        let answer = tokio::time::timeout(self.first_byte, self.http.execute(request)).await;
        let late = |_| Fault::new(FaultClass::Stalled, format!("no answer within {} ms", self.first_byte.as_millis()));
        let response = answer.map_err(late)?.map_err(|error| of_reqwest(&error))?;
        let status = response.status();
        if !status.is_success() {
            return Err(self.refused(status, response).await);
        }
        let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let wanted = match self.expect {
            Expect::Json => "json",
            Expect::Events => "event-stream",
        };
        if !kind.is_empty() && !kind.to_ascii_lowercase().contains(wanted) {
            let shown: String = kind.chars().take(60).collect();
            let mut fault = Fault::new(FaultClass::Unreadable, format!("it answered with {shown:?}, not {wanted}"));
            fault.request_id = request_id(response.headers());
            return Err(fault);
        }
        match self.expect {
            Expect::Json => self.whole(response).await,
            Expect::Events => Ok(self.streamed(response)),
        }
    }

    /// Reads an answer that is not a success.
    async fn refused(&self, status: StatusCode, response: Response) -> Fault {
        let headers = response.headers().clone();
        let body = self.read(response, ERROR_BYTES_MAX).await.unwrap_or_default();
        let said = Said::read(&body);
        let mut fault = Fault::new(FaultClass::of_status(status.as_u16(), said.code.as_deref()), said.message);
        fault.status = Some(status.as_u16());
        fault.code = said.code;
        fault.retry_after = retry_after(&headers, SystemTime::now());
        fault.request_id = request_id(&headers);
        fault
    }

    /// Reads a whole JSON answer; servers send errors as successes too.
    async fn whole(&self, response: Response) -> Result<Response, Fault> {
        let (status, headers) = (response.status(), response.headers().clone());
        let body = self.read(response, self.bytes_max).await?;
        let value: Value = serde_json::from_slice(&body)
            .map_err(|error| Fault::new(FaultClass::Unreadable, format!("it answered with broken JSON: {error}")))?;
        if let Some(fault) = error_in(&value) {
            return Err(Fault { request_id: request_id(&headers), ..fault });
        }
        let mut answer = http::Response::new(Body::from(body));
        *answer.status_mut() = status;
        *answer.headers_mut() = headers;
        Ok(answer.into())
    }

    async fn read(&self, response: Response, bytes_max: usize) -> Result<Bytes, Fault> {
        let mut response = response;
        let mut body = BytesMut::new();
        while let Some(piece) = self.piece(&mut response).await? {
            if body.len() + piece.len() > bytes_max {
                return Err(too_large(bytes_max));
            }
            body.extend_from_slice(&piece);
        }
        Ok(body.freeze())
    }

    async fn piece(&self, response: &mut Response) -> Result<Option<Bytes>, Fault> {
        let piece = tokio::time::timeout(self.idle, response.chunk()).await;
        let stalled = |_| Fault::new(FaultClass::Stalled, format!("nothing came for {} ms", self.idle.as_millis()));
        piece.map_err(stalled)?.map_err(|error| of_reqwest(&error))
    }

    /// Passes a stream on, within its limits.
    fn streamed(self, response: Response) -> Response {
        let (status, headers) = (response.status(), response.headers().clone());
        let pieces = stream::unfold(Some((self, response, 0)), |state| async {
            let (transport, mut response, read) = state?;
            let piece = match transport.piece(&mut response).await {
                Ok(Some(piece)) if read + piece.len() > transport.bytes_max => Err(too_large(transport.bytes_max)),
                Ok(Some(piece)) => Ok(piece),
                Ok(None) => return None,
                Err(fault) => Err(fault),
            };
            match piece {
                Ok(piece) => {
                    let read = read + piece.len();
                    Some((Ok(piece), Some((transport, response, read))))
                }
                Err(fault) => Some((Err(transport.slot.put(fault)), None)),
            }
        });
        let mut answer = http::Response::new(Body::wrap_stream(pieces));
        *answer.status_mut() = status;
        *answer.headers_mut() = headers;
        answer.into()
    }
}

impl Service<HttpRequestFactory> for Transport {
    type Response = Response;
    type Error = OpenAIError;
    type Future = BoxFuture<Result<Response, OpenAIError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), OpenAIError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, factory: HttpRequestFactory) -> Self::Future {
        let transport = self.clone();
        let slot = self.slot.clone();
        Box::pin(async move {
            let sent = transport.send(factory).await;
            sent.map_err(|fault| OpenAIError::Boxed(Box::new(slot.put(fault))))
        })
    }
}

fn too_large(bytes_max: usize) -> Fault {
    Fault::new(FaultClass::Unreadable, format!("its answer is larger than {bytes_max} bytes"))
}

fn of_reqwest(error: &reqwest::Error) -> Fault {
    let class = match error {
        error if error.is_builder() => FaultClass::Invalid,
        error if error.is_connect() => FaultClass::Connect,
        error if error.is_timeout() => FaultClass::Stalled,
        _ => FaultClass::Broken,
    };
    // The address may hold what is nobody's business.
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    Fault::new(class, cause.to_string())
}

/// What an error says, in whichever of its shapes.
struct Said {
    message: String,
    code: Option<String>,
}

impl Said {
    fn read(body: &[u8]) -> Self {
        serde_json::from_slice(body).map_or_else(
            |_| {
                let text = String::from_utf8_lossy(body);
                let text = text.trim();
                let plain = !text.is_empty() && !text.starts_with('<');
                Self { message: if plain { text.to_owned() } else { "it did not say why".to_owned() }, code: None }
            },
            |value| Self::of(&value),
        )
    }

    fn of(value: &Value) -> Self {
        let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let message = text("/error/message")
            .or_else(|| text("/error"))
            .or_else(|| text("/detail"))
            .or_else(|| text("/detail/0/msg"))
            .or_else(|| text("/message"));
        let code = text("/error/code")
            .or_else(|| value.pointer("/error/code").and_then(Value::as_i64).map(|code| code.to_string()))
            .or_else(|| text("/error/type"))
            .or_else(|| text("/code"));
        let code = code.map(|code| code.chars().take(64).collect());
        Self { message: message.unwrap_or_else(|| "it did not say why".to_owned()), code }
    }
}

/// The fault that a success is: an answer, or a piece of one, that is an error in truth.
pub(super) fn error_in(value: &Value) -> Option<Fault> {
    let error = value.get("error").filter(|error| !error.is_null());
    if error.is_none()
        && !(value.get("detail").is_some() && value.get("choices").is_none() && value.get("data").is_none())
    {
        return None;
    }
    let said = Said::of(value);
    let status = said.code.as_deref().and_then(|code| code.parse::<u16>().ok());
    let class = match status {
        Some(status @ 400..=599) => FaultClass::of_status(status, None),
        // Nothing is known but its name, and the answer did begin.
        _ => match FaultClass::of_status(400, said.code.as_deref()) {
            FaultClass::Invalid => FaultClass::Server,
            known => known,
        },
    };
    Some(Fault { status, code: said.code, ..Fault::new(class, said.message) })
}

fn request_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get("x-request-id").and_then(|id| id.to_str().ok())?;
    Some(id.chars().take(128).collect())
}

/// How long a provider asks to be left alone: in milliseconds, in seconds, or until a date.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    if let Some(after) = header("retry-after-ms").and_then(|after| after.parse().ok()) {
        return Some(Duration::from_millis(after));
    }
    let after = header(RETRY_AFTER.as_str())?;
    if let Ok(seconds) = after.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(after).ok()?;
    Some(until.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn errors_are_read_in_every_shape_that_servers_send() {
        let check = |body: Value, message: &str, code: Option<&str>| {
            let said = Said::read(body.to_string().as_bytes());
            assert_eq!((said.message.as_str(), said.code.as_deref()), (message, code), "{body}");
        };
        check(
            json!({ "error": { "message": "no", "code": "rate_limit_exceeded" } }),
            "no",
            Some("rate_limit_exceeded"),
        );
        check(json!({ "error": { "message": "no", "code": 429 } }), "no", Some("429"));
        check(
            json!({ "error": { "message": "no", "type": "insufficient_quota", "code": null } }),
            "no",
            Some("insufficient_quota"),
        );
        check(json!({ "error": "no" }), "no", None);
        check(json!({ "detail": "no" }), "no", None);
        check(json!({ "detail": [{ "msg": "no", "loc": ["body"] }] }), "no", None);
        check(json!({ "message": "no" }), "no", None);
        check(json!(["no"]), "it did not say why", None);
        assert_eq!(Said::read(b"busy\n").message, "busy");
        assert_eq!(Said::read(b"<html>").message, "it did not say why");
    }

    #[test]
    fn a_success_may_be_an_error() {
        let class = |value: Value| error_in(&value).map(|fault| fault.class);
        assert_eq!(class(json!({ "choices": [], "error": null })), None);
        assert_eq!(class(json!({ "error": { "code": 429, "message": "slowly" } })), Some(FaultClass::RateLimited));
        assert_eq!(class(json!({ "error": { "code": 502 } })), Some(FaultClass::Server));
        assert_eq!(class(json!({ "error": { "code": "insufficient_quota" } })), Some(FaultClass::Quota));
        assert_eq!(class(json!({ "error": { "message": "what?" } })), Some(FaultClass::Server));
        assert_eq!(class(json!({ "detail": "overloaded" })), Some(FaultClass::Server));
    }

    #[test]
    fn a_rest_is_read_in_each_of_its_forms() {
        let now = httpdate::parse_http_date("Thu, 26 Nov 2026 12:00:00 GMT").unwrap();
        let check = |name: &'static str, value: &'static str, want: Option<u64>| {
            let headers = HeaderMap::from_iter([(http::HeaderName::from_static(name), value.parse().unwrap())]);
            assert_eq!(retry_after(&headers, now), want.map(Duration::from_millis), "{name}: {value}");
        };
        check("retry-after", "2", Some(2_000));
        check("retry-after-ms", "250", Some(250));
        check("retry-after", "Thu, 26 Nov 2026 12:00:30 GMT", Some(30_000));
        check("retry-after", "Thu, 26 Nov 2026 11:00:00 GMT", Some(0));
        check("retry-after", "soon", None);
        check("retry-after", "-1", None);
    }
}
