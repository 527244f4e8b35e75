//! What a server tells of its own accord: where a prompt is, how far, and what it looks like.

use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use http::Method;
use http::header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE};
use reqwest::{StatusCode, Upgraded};
use serde_json::Value;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Message, Role, WebSocketConfig};

use super::history::File;
use super::server::Server;
use crate::image_model::Media;

/// Longest wait for a socket: without one it goes as well.
const OPEN_WAIT_MAX: Duration = Duration::from_secs(3);
/// Largest report, bytes.
const REPORT_BYTES_MAX: usize = 1 << 20;
/// What stands before a picture, bytes.
const HEAD_BYTES: usize = 8;
/// The kind of message that is a picture. Source: `BinaryEventTypes.PREVIEW_IMAGE` of `protocol.py`.
const PICTURE: u32 = 1;

/// What a server tells.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Event {
    /// A prompt has begun.
    Begun,
    /// A node is under way.
    Node(String),
    /// So many steps of so many are made.
    Steps(u32, u32),
    /// A node has made something.
    Made(String, Option<File>),
    /// The prompt is done.
    Done,
    /// It failed in one of its nodes; what is said of that.
    Failed(Value),
    /// Somebody stopped it.
    Interrupted,
    /// A picture, of whichever node is under way.
    Picture(Media, Bytes),
    /// Nothing that matters here.
    Other,
}

/// A connection over which a server tells what becomes of the prompts of one client.
pub(super) struct Socket(WebSocketStream<Upgraded>);

impl Socket {
    /// Listens for what becomes of the prompts of a client; `None` where that cannot be had.
    pub(super) async fn open(server: &Server, client: &str) -> Option<Self> {
        if !server.has_socket {
            return None;
        }
        let opened = tokio::time::timeout(OPEN_WAIT_MAX, Self::connect(server, client)).await;
        let opened = opened.ok().flatten();
        if opened.is_none() {
            tracing::debug!("no socket: the server is asked now and then");
        }
        opened
    }

    /// Source: RFC 6455, 4.1.
    async fn connect(server: &Server, client: &str) -> Option<Self> {
        let endpoint = server.endpoint();
        let mut url = endpoint.url("/ws").ok()?;
        url.query_pairs_mut().append_pair("clientId", client);
        let key = generate_key();
        let mut request = endpoint.request(Method::GET, &url).ok()?;
        for (name, value) in [
            (CONNECTION, "Upgrade"),
            (UPGRADE, "websocket"),
            (SEC_WEBSOCKET_VERSION, "13"),
            (SEC_WEBSOCKET_KEY, key.as_str()),
        ] {
            request.headers_mut().insert(name, value.parse().ok()?);
        }
        let response = endpoint.http().execute(request).await.ok()?;
        let accepted = response
            .headers()
            .get(SEC_WEBSOCKET_ACCEPT)
            .is_some_and(|own| own.as_bytes() == derive_accept_key(key.as_bytes()).as_bytes());
        if response.status() != StatusCode::SWITCHING_PROTOCOLS || !accepted {
            return None;
        }
        let largest = Some(server.picture_bytes_max() + HEAD_BYTES);
        let config = WebSocketConfig::default().max_message_size(largest).max_frame_size(largest);
        let upgraded = response.upgrade().await.ok()?;
        Some(Self(WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await))
    }

    /// What it tells next of a prompt; `None` when nothing more comes. May be dropped while it waits.
    pub(super) async fn next(&mut self, id: &str) -> Option<Event> {
        match self.0.next().await?.ok()? {
            Message::Text(text) => Some(event_of(text.as_str(), id)),
            Message::Binary(bytes) => Some(picture_of(&bytes)),
            Message::Close(_) => None,
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Some(Event::Other),
        }
    }
}

/// A report of a prompt; those of others are nothing that matters.
fn event_of(text: &str, id: &str) -> Event {
    let whole: Option<Value> = if text.len() <= REPORT_BYTES_MAX { serde_json::from_str(text).ok() } else { None };
    let Some(whole) = whole else { return Event::Other };
    let data = whole.get("data").unwrap_or(&Value::Null);
    if data.get("prompt_id").and_then(Value::as_str).is_some_and(|own| own != id) {
        return Event::Other;
    }
    let is_own = data.get("prompt_id").is_some();
    let node = || data.get("node").and_then(Value::as_str).map(str::to_owned);
    match whole.get("type").and_then(Value::as_str).unwrap_or_default() {
        "execution_start" if is_own => Event::Begun,
        // Servers of old say with an empty one that a prompt is over; which one, not all of them say.
        "executing" => match (node(), is_own) {
            (Some(node), _) => Event::Node(node),
            (None, true) => Event::Done,
            (None, false) => Event::Other,
        },
        "progress" => steps_of(data).unwrap_or(Event::Other),
        "progress_state" if is_own => {
            let nodes = data.get("nodes").and_then(Value::as_object).into_iter().flatten();
            let mut running =
                nodes.map(|(_, node)| node).filter(|node| node.get("state").and_then(Value::as_str) == Some("running"));
            running.find_map(steps_of).unwrap_or(Event::Other)
        }
        "executed" if is_own => match node() {
            Some(node) => Event::Made(node, data.get("output").and_then(File::first_of)),
            None => Event::Other,
        },
        "execution_success" if is_own => Event::Done,
        "execution_error" if is_own => Event::Failed(data.clone()),
        "execution_interrupted" if is_own => Event::Interrupted,
        _ => Event::Other,
    }
}

/// Steps of a node that counts: every node begins with none of one, and most never say more.
fn steps_of(data: &Value) -> Option<Event> {
    // Some nodes count in fractions.
    let count =
        |name: &str| data.get(name)?.as_f64().filter(|count| (0.0..1e9).contains(count)).map(|count| count as u32);
    let of = count("max").filter(|of| *of > 1)?;
    Some(Event::Steps(count("value")?, of))
}

fn picture_of(bytes: &Bytes) -> Event {
    let number = |at: usize| bytes.get(at..)?.first_chunk::<4>().map(|four| u32::from_be_bytes(*four));
    let media = match (number(0), number(4)) {
        (Some(PICTURE), Some(1)) => Media::Jpeg,
        (Some(PICTURE), Some(2)) => Media::Png,
        _ => return Event::Other,
    };
    Event::Picture(media, bytes.slice(HEAD_BYTES..))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(kind: &str, data: &Value) -> Event {
        event_of(&json!({ "type": kind, "data": data }).to_string(), "a")
    }

    #[test]
    fn reports_are_read_as_servers_of_each_age_send_them() {
        let file = File { name: "x.png".to_owned(), folder: String::new(), kind: "output" };
        let cases = [
            ("status", json!({ "status": { "exec_info": { "queue_remaining": 1 } }, "sid": "a" }), Event::Other),
            ("execution_start", json!({ "prompt_id": "a", "timestamp": 1 }), Event::Begun),
            ("execution_start", json!({ "prompt_id": "b" }), Event::Other),
            ("execution_cached", json!({ "nodes": ["1"], "prompt_id": "a" }), Event::Other),
            ("executing", json!({ "node": "3", "display_node": "3", "prompt_id": "a" }), Event::Node("3".to_owned())),
            ("executing", json!({ "node": "3" }), Event::Node("3".to_owned())),
            ("executing", json!({ "node": null, "prompt_id": "a" }), Event::Done),
            ("executing", json!({ "node": null }), Event::Other),
            ("progress", json!({ "value": 3, "max": 20, "prompt_id": "a", "node": "3" }), Event::Steps(3, 20)),
            ("progress", json!({ "value": 2.5, "max": 4.0 }), Event::Steps(2, 4)),
            ("progress", json!({ "value": 0, "max": 1, "prompt_id": "a", "node": "9" }), Event::Other),
            ("progress", json!({ "value": -1, "max": 20 }), Event::Other),
            (
                "progress_state",
                json!({ "prompt_id": "a", "nodes": { "1": { "state": "finished", "value": 20, "max": 20 },
                    "2": { "state": "running", "value": 0.0, "max": 1.0 }, "3": { "state": "running", "value": 2, "max": 9 } } }),
                Event::Steps(2, 9),
            ),
            (
                "progress_state",
                json!({ "prompt_id": "a", "nodes": { "2": { "state": "running", "value": 0.0, "max": 1.0 } } }),
                Event::Other,
            ),
            (
                "executed",
                json!({ "node": "9", "prompt_id": "a", "output": { "images": [{ "filename": "x.png", "subfolder": "", "type": "output" }] } }),
                Event::Made("9".to_owned(), Some(file)),
            ),
            ("executed", json!({ "node": "9", "prompt_id": "a", "output": null }), Event::Made("9".to_owned(), None)),
            ("execution_success", json!({ "prompt_id": "a" }), Event::Done),
            ("execution_interrupted", json!({ "prompt_id": "a" }), Event::Interrupted),
            ("crystools.monitor", json!({ "cpu": 1 }), Event::Other),
        ];
        for (kind, data, wanted) in cases {
            assert_eq!(event(kind, &data), wanted, "{kind} {data}");
        }
        for text in ["", "[]", "{\"type\": 3}", "{\"type\": \"progress\", \"data\": \"x\"}"] {
            assert_eq!(event_of(text, "a"), Event::Other, "{text}");
        }
    }

    #[test]
    fn pictures_have_a_head_of_two_numbers() {
        let picture = |head: [u32; 2]| {
            let bytes: Vec<u8> = head.into_iter().flat_map(u32::to_be_bytes).chain(*b"xyz").collect();
            picture_of(&bytes.into())
        };
        assert_eq!(picture([1, 1]), Event::Picture(Media::Jpeg, Bytes::from_static(b"xyz")));
        assert_eq!(picture([1, 2]), Event::Picture(Media::Png, Bytes::from_static(b"xyz")));
        for head in [[1, 3], [3, 1], [0, 0], [4, 1]] {
            assert_eq!(picture(head), Event::Other);
        }
        assert_eq!(picture_of(&Bytes::from_static(b"\0\0\0\x01\0\0")), Event::Other);
    }
}
