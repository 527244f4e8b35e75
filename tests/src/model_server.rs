//! A server of the OpenAI dialect that says what somebody wrote for it, and fails in every way that servers do.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{Response, StatusCode, header};
use axum::routing::post;
use axum::serve::ListenerExt as _;
use futures_util::{Stream, StreamExt as _, stream};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What is sent when.
type Parts = Vec<(Duration, Result<Bytes, std::io::Error>)>;

/// How a server fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// 429, with seconds to wait in `Retry-After` where some are said.
    TooMany(Option<u64>),
    /// 429 with the code `insufficient_quota`: waiting does not help.
    NoQuota,
    /// 500.
    Broken,
    /// The connection ends before anything was said.
    Reset,
    /// Nothing is said for so long.
    Silent(Duration),
    /// The first words come, and then none for so long.
    Stalls(Duration),
    /// The connection breaks in the middle of a word.
    Truncated,
    /// The stream ends well without saying why.
    NoFinish,
    /// HTML in place of what was asked for.
    Html,
    /// 200 with an error inside.
    ErrorInside,
    /// An error whose code is a number.
    IntegerCode,
    /// An error of the form `{"detail": …}`.
    Detail,
}

/// What the server says to one request.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Words.
    pub text: String,
    /// Calls of tools: names and arguments.
    pub calls: Vec<(String, Value)>,
    /// How long it thinks.
    pub after: Duration,
    /// How it fails, if it does.
    pub fault: Option<Fault>,
}

impl Answer {
    /// Words alone.
    #[must_use]
    pub fn says(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// One call of a tool.
    #[must_use]
    pub fn calls(name: &str, arguments: Value) -> Self {
        Self { calls: vec![(name.to_owned(), arguments)], ..Self::default() }
    }

    /// The same, after a while.
    #[must_use]
    pub fn after(self, after: Duration) -> Self {
        Self { after, ..self }
    }

    /// A failure.
    #[must_use]
    pub fn fails(fault: Fault) -> Self {
        Self { text: "half an answer".to_owned(), fault: Some(fault), ..Self::default() }
    }
}

type Script = dyn Fn(usize, &Value) -> Answer + Send + Sync;

struct Playing {
    script: Box<Script>,
    seen: Mutex<Vec<Value>>,
}

/// A server on loopback; it goes with its value.
pub struct ModelServer {
    address: SocketAddr,
    playing: Arc<Playing>,
    task: JoinHandle<()>,
}

impl ModelServer {
    /// Serves what `script` answers to the n-th request, from 0, on `address`; port 0 takes any.
    ///
    /// # Errors
    ///
    /// When the address cannot be had.
    pub async fn start(
        address: &str,
        script: impl Fn(usize, &Value) -> Answer + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let playing = Arc::new(Playing { script: Box::new(script), seen: Mutex::default() });
        let app = Router::new()
            .route("/v1/chat/completions", post(answer))
            .layer(axum::extract::DefaultBodyLimit::max(16 << 20))
            .with_state(playing.clone());
        let task = tokio::spawn(async move {
            // Small answers leave at once.
            let listener = listener.tap_io(|stream| {
                let _ = stream.set_nodelay(true);
            });
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self { address, playing, task })
    }

    /// Where the dialect is spoken.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// What it was asked so far.
    #[must_use]
    pub fn seen(&self) -> Vec<Value> {
        self.playing.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Serves until the process ends.
    pub async fn forever(mut self) {
        let _ = (&mut self.task).await;
    }
}

impl Drop for ModelServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(State(playing): State<Arc<Playing>>, body: Bytes) -> Response<Body> {
    let request: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let number = {
        let mut seen = playing.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.push(request.clone());
        seen.len() - 1
    };
    let answer = (playing.script)(number, &request);
    if !answer.after.is_zero() {
        tokio::time::sleep(answer.after).await;
    }
    match answer.fault {
        Some(fault) => failed(fault, &answer, &request).await,
        None if request["stream"] == true => streamed(&answer, &request),
        None => respond(StatusCode::OK, "application/json", &whole(&answer, &request)),
    }
}

fn respond(status: StatusCode, kind: &str, body: &Value) -> Response<Body> {
    let body = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
    let response = Response::builder().status(status).header(header::CONTENT_TYPE, kind).body(Body::from(body));
    response.unwrap_or_default()
}

/// An answer that comes whole.
#[must_use]
pub fn whole(answer: &Answer, request: &Value) -> Value {
    let calls: Vec<Value> = answer.calls.iter().enumerate().map(|(place, call)| wire(request, place, call)).collect();
    let mut message = json!({ "role": "assistant", "content": answer.text });
    if !calls.is_empty() {
        message["tool_calls"] = calls.into();
    }
    json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 0, "model": request["model"],
        "choices": [{ "index": 0, "message": message, "finish_reason": finish(answer) }],
        "usage": usage(answer, request),
    })
}

/// A call that is asked for; its id is its own in the whole conversation, as some clients insist.
fn wire(request: &Value, place: usize, (name, arguments): &(String, Value)) -> Value {
    let id = format!("call_{}_{place}", request["messages"].as_array().map_or(0, Vec::len));
    json!({ "index": place, "id": id, "type": "function", "function": { "name": name, "arguments": arguments.to_string() } })
}

fn finish(answer: &Answer) -> &'static str {
    if answer.calls.is_empty() { "stop" } else { "tool_calls" }
}

/// About four bytes a token.
fn usage(answer: &Answer, request: &Value) -> Value {
    let input = request.to_string().len() / 4;
    let output =
        answer.text.len() / 4 + answer.calls.iter().map(|call| call.1.to_string().len() / 4 + 8).sum::<usize>() + 1;
    json!({ "prompt_tokens": input, "completion_tokens": output, "total_tokens": input + output })
}

/// The pieces of an answer that comes as it is made.
#[must_use]
pub fn pieces(answer: &Answer, request: &Value) -> Vec<String> {
    let piece = |delta: Value, finish: Option<&str>| {
        json!({
            "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0, "model": request["model"],
            "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }],
        })
    };
    let mut pieces = vec![piece(json!({ "role": "assistant", "content": "" }), None)];
    if !answer.text.is_empty() {
        pieces.push(piece(json!({ "content": answer.text }), None));
    }
    for (place, call) in answer.calls.iter().enumerate() {
        pieces.push(piece(json!({ "tool_calls": [wire(request, place, call)] }), None));
    }
    if answer.fault != Some(Fault::NoFinish) {
        pieces.push(piece(json!({}), Some(finish(answer))));
        if request["stream_options"]["include_usage"] == true {
            pieces.push(json!({ "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0, "model": request["model"], "choices": [], "usage": usage(answer, request) }));
        }
    }
    let mut lines: Vec<String> = pieces.iter().map(|piece| format!("data: {piece}\n\n")).collect();
    lines.push("data: [DONE]\n\n".to_owned());
    lines
}

fn events(body: impl Stream<Item = Result<Bytes, std::io::Error>> + Send + 'static) -> Response<Body> {
    let response = Response::builder().header(header::CONTENT_TYPE, "text/event-stream").body(Body::from_stream(body));
    response.unwrap_or_default()
}

fn streamed(answer: &Answer, request: &Value) -> Response<Body> {
    // In one piece: a model of no thought sends at once.
    let all: String = pieces(answer, request).concat();
    let response = Response::builder().header(header::CONTENT_TYPE, "text/event-stream").body(Body::from(all));
    response.unwrap_or_default()
}

/// A stream of parts, each after a while.
fn in_time(parts: Parts) -> impl Stream<Item = Result<Bytes, std::io::Error>> + Send + 'static {
    stream::iter(parts).then(|(after, part)| async move {
        tokio::time::sleep(after).await;
        part
    })
}

async fn failed(fault: Fault, answer: &Answer, request: &Value) -> Response<Body> {
    let json = "application/json";
    let error = |status: StatusCode, error: Value| respond(status, json, &json!({ "error": error }));
    let lost = || std::io::Error::other("the connection is lost");
    let first = pieces(answer, request).into_iter().take(2).collect::<String>();
    match fault {
        Fault::TooMany(wait) => {
            let mut response = error(
                StatusCode::TOO_MANY_REQUESTS,
                json!({ "message": "slow down", "type": "rate_limit", "code": "rate_limit_exceeded" }),
            );
            if let Some(wait) = wait.and_then(|wait| wait.to_string().parse().ok()) {
                response.headers_mut().insert(header::RETRY_AFTER, wait);
            }
            response
        }
        Fault::NoQuota => error(
            StatusCode::TOO_MANY_REQUESTS,
            json!({ "message": "no money", "type": "insufficient_quota", "code": "insufficient_quota" }),
        ),
        Fault::Broken => error(StatusCode::INTERNAL_SERVER_ERROR, json!({ "message": "it broke" })),
        Fault::Reset => events(stream::iter([Err(lost())])),
        Fault::Silent(how_long) => {
            tokio::time::sleep(how_long).await;
            streamed(answer, request)
        }
        Fault::Stalls(how_long) => events(in_time(vec![(Duration::ZERO, Ok(first.into())), (how_long, Err(lost()))])),
        Fault::Truncated => {
            let half = Bytes::from(first[..first.len() - 20].to_owned());
            events(in_time(vec![(Duration::ZERO, Ok(half)), (Duration::ZERO, Err(lost()))]))
        }
        Fault::NoFinish => events(stream::iter(
            pieces(answer, request)
                .into_iter()
                .map(|piece| Ok::<_, Infallible>(Bytes::from(piece)).map_err(|never| match never {})),
        )),
        Fault::Html => respond(StatusCode::OK, "text/html", &json!("<html><body>Welcome</body></html>")),
        Fault::ErrorInside => error(StatusCode::OK, json!({ "message": "the model fell over" })),
        Fault::IntegerCode => error(StatusCode::BAD_GATEWAY, json!({ "message": "upstream", "code": 502 })),
        Fault::Detail => respond(StatusCode::SERVICE_UNAVAILABLE, json, &json!({ "detail": "loading" })),
    }
}

/// The loop that agent frameworks are compared by: nineteen calls of `search_brand`, then words.
#[must_use]
pub fn twenty_calls(_: usize, request: &Value) -> Answer {
    let messages = request["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let answered = messages.iter().filter(|message| message["role"] == "tool").count();
    if answered < 19 {
        Answer::calls("search_brand", json!({ "query": format!("gold {answered}") }))
    } else {
        Answer::says("done")
    }
}
