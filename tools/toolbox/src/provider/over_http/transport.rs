//! One attempt over HTTP: times for its parts, a largest size, and one kind of error for all that servers send instead of an
//! answer.

use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use planner::WorldOutcome;
use reqwest::{Request, Response, StatusCode};
use serde::Deserialize;
#[cfg(feature = "comfyui")]
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use super::super::settings::ms;
use super::super::{Fault, FaultClass, ProviderSettings};
use super::events::Events;
use super::secrets::Secrets;

/// Most bytes read of an answer that is an error.
const ERROR_BYTES_MAX: usize = 64 * 1024;
/// Longest wait for one.
const ERROR_WAIT_MAX: Duration = Duration::from_secs(2);
/// Longest rest that is understood; nobody waits for it.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(86_400);
const UNSAID: &str = "it did not say why";

/// Sends one request.
#[derive(Clone)]
pub(in crate::provider) struct Transport {
    http: reqwest::Client,
    first_byte: Duration,
    idle: Duration,
    bytes_max: usize,
    secrets: Secrets,
}

impl Transport {
    pub(super) fn new(http: reqwest::Client, settings: &ProviderSettings, secrets: Secrets) -> Self {
        Self {
            http,
            first_byte: ms(settings.first_byte_ms),
            idle: ms(settings.idle_ms),
            bytes_max: settings.answer_bytes_max,
            secrets,
        }
    }

    /// What a server says, without what is shown to nobody.
    pub(in crate::provider) fn hide(&self, text: &str) -> String {
        self.secrets.hide(text)
    }

    /// The same for answers of so many bytes at most.
    pub(in crate::provider) fn up_to(self, bytes_max: usize) -> Self {
        Self { bytes_max: self.bytes_max.min(bytes_max), ..self }
    }

    /// Sends a request and has the beginning of its answer, if that is a success.
    pub(in crate::provider) async fn begin(&self, request: Request) -> Result<Response, Fault> {
        self.begin_or(request).await.map_err(|refusal| refusal.fault)
    }

    /// The same, with what a refusal was read from.
    async fn begin_or(&self, request: Request) -> Result<Response, Refusal> {
        let response = self.begin_any(request).await?;
        if response.status().is_success() { Ok(response) } else { Err(self.refused(response).await) }
    }

    /// Sends a request and has the beginning of its answer, whatever that says.
    pub(in crate::provider) async fn begin_any(&self, request: Request) -> Result<Response, Fault> {
        let answer = tokio::time::timeout(self.first_byte, self.http.execute(request)).await;
        let late = |_| Fault::new(FaultClass::Stalled, format!("no answer within {} ms", self.first_byte.as_millis()));
        answer.map_err(late)?.map_err(|error| of_reqwest(&error))
    }

    /// Whether an answer is of that kind; one that does not say is taken at its word later.
    fn is_of(response: &Response, kind: &str) -> bool {
        let said = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        said.is_empty() || said.to_ascii_lowercase().contains(kind)
    }

    /// What an answer of another kind is.
    async fn of_another_kind(&self, response: Response, wanted: &str) -> Fault {
        let headers = response.headers().clone();
        let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        // Servers that cannot begin a stream answer with a plain error.
        if Self::is_of(&response, "json")
            && let Ok(body) = self.read(response, ERROR_BYTES_MAX).await
            && let Some(fault) = serde_json::from_slice(&body).ok().and_then(|value| self.error_in(&value))
        {
            return Fault { request_id: self.request_id(&headers), ..fault };
        }
        let shown: String = self.hide(kind).chars().take(60).collect();
        let fault = Fault::new(FaultClass::Unreadable, format!("it answered with {shown:?}, not {wanted}"));
        Fault { request_id: self.request_id(&headers), ..fault }
    }

    /// Reads an answer that is not a success.
    async fn refused(&self, response: Response) -> Refusal {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        // What it is, is known; why, is not worth waiting for.
        let body = tokio::time::timeout(self.idle.min(ERROR_WAIT_MAX), self.read(response, ERROR_BYTES_MAX)).await;
        let body = body.ok().and_then(Result::ok).unwrap_or_default();
        let said = self.said(&body);
        let class = said.class(status);
        let mut fault = Fault::new(class, said.message);
        // Somebody on the way may have passed it on before it said so.
        if matches!(status, 408 | 503) && class == FaultClass::Busy {
            fault.outcome = WorldOutcome::InDoubt;
        }
        fault.status = Some(status);
        fault.code = said.code;
        fault.retry_after = retry_after(&headers, SystemTime::now());
        fault.request_id = self.request_id(&headers);
        Refusal { fault, body }
    }

    /// Sends a request and has its whole JSON answer; servers send errors as successes too.
    pub(in crate::provider) async fn whole(&self, request: Request) -> Result<(StatusCode, HeaderMap, Bytes), Fault> {
        let response = self.begin(request).await?;
        self.whole_of(response).await
    }

    async fn whole_of(&self, response: Response) -> Result<(StatusCode, HeaderMap, Bytes), Fault> {
        let (status, headers) = (response.status(), response.headers().clone());
        let body = self.json_of(response).await?;
        let json = std::str::from_utf8(&body).map_err(|error| broken_json(&error))?;
        if let Some(fault) = self.fault_in(json)? {
            return Err(Fault { request_id: self.request_id(&headers), ..fault });
        }
        Ok((status, headers, body))
    }

    /// Sends a request and has its JSON answer, in which an `error` is a word like any other.
    pub(in crate::provider) async fn value(&self, request: Request) -> Result<Value, Fault> {
        let response = self.begin(request).await?;
        let body = self.json_of(response).await?;
        serde_json::from_slice(&body).map_err(|error| broken_json(&error))
    }

    /// Sends a request and reads its whole JSON answer, with what a refusal was read from.
    #[cfg(feature = "comfyui")]
    pub(in crate::provider) async fn json<T: DeserializeOwned>(&self, request: Request) -> Result<T, Refusal> {
        let response = self.begin_or(request).await?;
        let (_, _, body) = self.whole_of(response).await?;
        Ok(serde_json::from_slice(&body).map_err(|error| broken_json(&error))?)
    }

    /// Sends a request whose answer says nothing but that it was done.
    #[cfg(feature = "comfyui")]
    pub(in crate::provider) async fn done(&self, request: Request) -> Result<(), Fault> {
        self.begin(request).await.map(drop)
    }

    /// Reads an answer that says that it is JSON, or does not say.
    async fn json_of(&self, response: Response) -> Result<Bytes, Fault> {
        if !Self::is_of(&response, "json") {
            return Err(self.of_another_kind(response, "JSON").await);
        }
        self.read(response, self.bytes_max).await
    }

    /// Reads a picture of so many bytes at most. What comes in its place is not repeated: it may hold a signature.
    pub(in crate::provider) async fn picture(&self, response: Response, bytes_max: usize) -> Result<Bytes, Fault> {
        let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let low = kind.to_ascii_lowercase();
        if !(low.is_empty() || low.starts_with("image/") || low.contains("octet-stream")) {
            let shown: String = self.hide(kind).chars().take(60).collect();
            return Err(Fault::new(FaultClass::Unreadable, format!("{shown:?} in the place of its picture")));
        }
        if response.content_length().is_some_and(|length| length > bytes_max as u64) {
            return Err(too_large(bytes_max));
        }
        self.read(response, bytes_max).await
    }

    /// Reads a body of so many bytes at most.
    pub(in crate::provider) async fn read(&self, mut response: Response, bytes_max: usize) -> Result<Bytes, Fault> {
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

    /// Sends a request whose answer comes as events, and gives each to `take` until the last.
    pub(in crate::provider) async fn events(
        &self,
        request: Request,
        mut take: impl FnMut(&str) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut response = self.begin(request).await?;
        if !Self::is_of(&response, "event-stream") {
            return Err(self.of_another_kind(response, "events").await);
        }
        let mut events = Events::new(self.bytes_max);
        while let Some(piece) = self.piece(&mut response).await? {
            for data in events.take(&piece).ok_or_else(|| too_large(self.bytes_max))? {
                if data.trim() == "[DONE]" {
                    return Ok(());
                }
                if let Some(fault) = self.fault_in(&data)? {
                    return Err(fault);
                }
                take(&data)?;
            }
        }
        Ok(())
    }

    /// The fault that an answer, or a piece of one, is in truth. Taken apart only where it may be one: a large answer is an
    /// image.
    fn fault_in(&self, json: &str) -> Result<Option<Fault>, Fault> {
        let is_list = json.trim_start().starts_with('[');
        if !is_list {
            let signs: Signs<'_> = serde_json::from_str(json).map_err(|error| broken_json(&error))?;
            if signs.error.is_none() && signs.detail.is_none() {
                return Ok(None);
            }
        }
        if json.len() > ERROR_BYTES_MAX {
            return Ok(None);
        }
        let value = serde_json::from_str(json).map_err(|error| broken_json(&error))?;
        Ok(self.error_in(&value))
    }

    /// The fault that a success is: an answer, or a piece of one, that is an error in truth.
    pub(in crate::provider) fn error_in(&self, value: &Value) -> Option<Fault> {
        let value = value.as_array().and_then(|several| several.first()).unwrap_or(value);
        let has = |name: &str| value.get(name).is_some_and(|part| !part.is_null());
        let is_detail = has("detail") && !has("choices") && !has("data");
        if !has("error") && !is_detail {
            return None;
        }
        let said = self.said_by(value);
        let class = match said.status() {
            Some(status) => said.class(status),
            // Nothing is known but its name, and the answer did begin.
            None => match said.class(400) {
                FaultClass::Invalid => FaultClass::Server,
                known => known,
            },
        };
        Some(Fault { code: said.code, ..Fault::new(class, said.message) })
    }

    fn said(&self, body: &[u8]) -> Said {
        serde_json::from_slice(body).map_or_else(
            |_| {
                let text = String::from_utf8_lossy(body);
                let text = text.trim();
                let plain = !text.is_empty() && !text.starts_with('<');
                let message = if plain { self.secrets.hide(text) } else { UNSAID.to_owned() };
                Said { message, code: None, kind: None }
            },
            |value: Value| self.said_by(&value),
        )
    }

    fn said_by(&self, value: &Value) -> Said {
        let value = value.as_array().and_then(|several| several.first()).unwrap_or(value);
        let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).map(|text| self.secrets.hide(text));
        let message = text("/error/message")
            .or_else(|| text("/error"))
            .or_else(|| text("/detail"))
            .or_else(|| text("/detail/0/msg"))
            .or_else(|| text("/message"));
        let number = |pointer: &str| value.pointer(pointer).and_then(Value::as_i64).map(|code| code.to_string());
        let code = text("/error/code").or_else(|| number("/error/code")).or_else(|| text("/code"));
        let short = |text: String| text.chars().take(64).collect();
        Said {
            message: message.unwrap_or_else(|| UNSAID.to_owned()),
            code: code.map(short),
            kind: text("/error/type").or_else(|| text("/detail/0/type")).map(short),
        }
    }

    fn request_id(&self, headers: &HeaderMap) -> Option<String> {
        let id = headers.get("x-request-id").and_then(|id| id.to_str().ok())?;
        Some(self.secrets.hide(id).chars().take(128).collect())
    }
}

/// A refusal, and what it was read from: some servers say more in it than is understood here.
pub(in crate::provider) struct Refusal {
    pub(in crate::provider) fault: Fault,
    #[cfg_attr(not(feature = "comfyui"), expect(dead_code, reason = "only some dialects read more out of a refusal"))]
    pub(in crate::provider) body: Bytes,
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self { fault, body: Bytes::new() }
    }
}

/// What is in an answer that may be an error.
#[derive(Deserialize)]
struct Signs<'a> {
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
    #[serde(borrow, default)]
    detail: Option<&'a RawValue>,
}

fn broken_json(error: &impl fmt::Display) -> Fault {
    Fault::new(FaultClass::Unreadable, format!("it answered with broken JSON: {error}"))
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
    kind: Option<String>,
}

impl Said {
    /// The status that its code is, where it is one.
    fn status(&self) -> Option<u16> {
        self.code.as_deref()?.parse().ok().filter(|status| (400..=599).contains(status))
    }

    /// Its class: code and kind may both name it, and the first that tells more than the status does is believed.
    fn class(&self, status: u16) -> FaultClass {
        let plain = FaultClass::of_status(status, None);
        let named = [&self.code, &self.kind].into_iter().flatten();
        named.map(|name| FaultClass::of_status(status, Some(name))).find(|class| *class != plain).unwrap_or(plain)
    }
}

/// How long a provider asks to be left alone: in milliseconds, in seconds, or until a date.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let number = |after: &str| after.parse::<f64>().ok().filter(|after| *after >= 0.0);
    let seconds = |seconds: f64| Duration::from_secs_f64(seconds.min(RETRY_AFTER_MAX.as_secs_f64()));
    if let Some(after) = header("retry-after-ms").and_then(number) {
        return Some(seconds(after / 1_000.0));
    }
    let after = header(RETRY_AFTER.as_str())?;
    if let Some(after) = number(after) {
        return Some(seconds(after));
    }
    let until = httpdate::parse_http_date(after).ok()?;
    Some(until.duration_since(now).unwrap_or_default().min(RETRY_AFTER_MAX))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn transport() -> Transport {
        let _ = rustls::crypto::ring::default_provider().install_default();
        Transport::new(reqwest::Client::new(), &ProviderSettings::default(), Secrets::default())
    }

    #[test]
    fn errors_are_read_in_every_shape_that_servers_send() {
        let check = |body: Value, message: &str, code: Option<&str>| {
            let said = transport().said(body.to_string().as_bytes());
            let name = said.code.as_deref().or(said.kind.as_deref());
            assert_eq!((said.message.as_str(), name), (message, code), "{body}");
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
        check(json!([{ "error": { "message": "no", "code": 503 } }]), "no", Some("503"));
        assert_eq!(transport().said(b"busy\n").message, "busy");
        assert_eq!(transport().said(b"<html>").message, "it did not say why");
        let both = transport().said_by(&json!({ "error": { "code": 429, "type": "insufficient_quota" } }));
        assert_eq!(both.class(429), FaultClass::Quota);
    }

    #[test]
    fn a_success_may_be_an_error() {
        let class = |value: Value| transport().error_in(&value).map(|fault| fault.class);
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
        check("retry-after", "0.5", Some(500));
        check("retry-after", "18446744073709551615", Some(86_400_000));
        check("retry-after", "NaN", None);
        check("retry-after-ms", "250", Some(250));
        check("retry-after", "Thu, 26 Nov 2026 12:00:30 GMT", Some(30_000));
        check("retry-after", "Thu, 26 Nov 2026 11:00:00 GMT", Some(0));
        check("retry-after", "soon", None);
        check("retry-after", "-1", None);
    }
}
