//! A server on this machine that fails in every way that servers do, for the tests of adaptors over HTTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::Instant;

/// One thing that a server does after it has read a request.
#[derive(Debug, Clone)]
pub(super) enum Act {
    Send(Vec<u8>),
    Wait(u64),
    /// Resets the connection.
    Reset,
}

/// A server that answers each connection's request with one script, and then ends the connection.
pub(super) struct FaultServer {
    pub(super) base: String,
    pub(super) asked: Arc<AtomicUsize>,
    /// What it was sent, whole.
    pub(super) seen: mpsc::UnboundedReceiver<String>,
    /// When it noticed that a client was gone.
    pub(super) gone: mpsc::UnboundedReceiver<Instant>,
}

async fn read_request(socket: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let read = socket.read(&mut piece).await.ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&piece[..read]);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let length =
            head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned));
        if bytes.len() - end - 4 >= length.and_then(|length| length.parse().ok()).unwrap_or(0) {
            return Some(String::from_utf8_lossy(&bytes).into_owned());
        }
    }
}

impl FaultServer {
    /// Answers the n-th request with the n-th script, the last again and again.
    pub(super) async fn start(scripts: Vec<Vec<Act>>) -> Self {
        Self::answering(move |place, _| scripts[place.min(scripts.len() - 1)].clone()).await
    }

    /// Answers the n-th request, from 0, as it is told to.
    pub(super) async fn answering(script: impl Fn(usize, &str) -> Vec<Act> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/v1", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let (saw, seen) = mpsc::unbounded_channel();
        let (went, gone) = mpsc::unbounded_channel();
        let (count, script) = (asked.clone(), Arc::new(script));
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let (count, script, saw, went) = (count.clone(), script.clone(), saw.clone(), went.clone());
                tokio::spawn(async move {
                    let Some(request) = read_request(&mut socket).await else { return };
                    let acts = script(count.fetch_add(1, Ordering::SeqCst), &request);
                    let _ = saw.send(request);
                    for act in &acts {
                        match act {
                            Act::Send(bytes) => {
                                if socket.write_all(bytes).await.is_err() {
                                    return;
                                }
                            }
                            Act::Wait(time) => {
                                let mut nothing = [0; 1];
                                let left =
                                    tokio::time::timeout(Duration::from_millis(*time), socket.read(&mut nothing));
                                if let Ok(Ok(0) | Err(_)) = left.await {
                                    let _ = went.send(Instant::now());
                                    return;
                                }
                            }
                            Act::Reset => {
                                let _ = socket.set_zero_linger();
                                return;
                            }
                        }
                    }
                });
            }
        });
        Self { base, asked, seen, gone }
    }
}

pub(super) fn answer(status: &str, kind: &str, more: &str, body: impl AsRef<[u8]>) -> Vec<Act> {
    let body = body.as_ref();
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\n{more}content-length: {length}\r\nconnection: close\r\n\r\n"
    );
    vec![Act::Send([head.as_bytes(), body].concat())]
}

pub(super) fn refuses(status: &str, more: &str, body: &Value) -> Vec<Act> {
    answer(status, "application/json", more, body.to_string())
}

pub(super) fn says(body: &Value) -> Vec<Act> {
    answer("200 OK", "application/json; charset=utf-8", "", body.to_string())
}
