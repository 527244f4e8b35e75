//! A server in this process, which does in the order of a real one what that was seen to do, and fails as servers do.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Message, Role};

use super::workshop::work;
use crate::provider::bare::tests::png_of;

/// What it sends where a picture is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum View {
    Picture,
    Page,
    Noise,
    Truncated,
    Redirect,
    /// A picture of so many pixels a side.
    Large(u32),
}

/// What it does about a prompt that is sent to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Taking {
    Takes,
    /// Takes the first and hangs up without an answer.
    TakesAndHangsUp,
    /// Hangs up on the first without taking it.
    HangsUp,
    Refuses,
    Page,
    /// Gives it a name of its own, as servers of old do.
    Renames,
}

/// What it does about a picture that is brought to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Bringing {
    Takes,
    /// Keeps it under another name.
    Renames,
    Page,
    HangsUp,
}

/// What becomes of the prompts that it runs, until so many have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fate {
    Made,
    Fails(&'static str),
    Interrupted,
    /// It is gone with all that it knew, in the middle of it.
    Restarts,
}

/// How it is.
#[derive(Debug, Clone)]
pub(super) struct Manner {
    pub(super) has_socket: bool,
    /// Steps of each node with a seed, and the time that each takes.
    pub(super) steps: u32,
    pub(super) step_ms: u64,
    /// From the word that a prompt is done until the history has it.
    pub(super) race_ms: u64,
    /// Whether it tells what nodes made.
    pub(super) tells_files: bool,
    /// Whether prompts stay in the queue.
    pub(super) is_held: bool,
    /// The fate of the first prompts that run; those after them are made.
    pub(super) fates: Vec<Fate>,
    pub(super) view: View,
    pub(super) taking: Taking,
    pub(super) bringing: Bringing,
    /// How long it is away when it restarts.
    pub(super) away_ms: u64,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            has_socket: true,
            steps: 4,
            step_ms: 2,
            race_ms: 0,
            tells_files: true,
            is_held: false,
            fates: Vec::new(),
            view: View::Picture,
            taking: Taking::Takes,
            bringing: Bringing::Takes,
            away_ms: 60,
        }
    }
}

#[derive(Clone)]
pub(super) struct Prompt {
    pub(super) id: String,
    pub(super) client: String,
    pub(super) graph: Value,
}

#[derive(Default)]
pub(super) struct World {
    pub(super) waiting: VecDeque<Prompt>,
    pub(super) running: Option<Prompt>,
    pub(super) interrupted: bool,
    pub(super) history: BTreeMap<String, Value>,
    pub(super) sockets: BTreeMap<String, mpsc::UnboundedSender<Message>>,
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// Pictures that were brought to it, by what workflows call them.
    pub(super) brought: BTreeMap<String, Vec<u8>>,
    /// The workflow that it ran last, and the file that came of it: nothing older is remembered.
    pub(super) cache: Option<(String, String)>,
    pub(super) is_away: bool,
    /// How often a graph was really run.
    pub(super) runs: usize,
    pub(super) begun: usize,
    pub(super) seen: Vec<String>,
    pub(super) heads: Vec<String>,
    pub(super) prompts: Vec<(String, Value)>,
}

pub(super) struct Shared {
    pub(super) manner: Manner,
    pub(super) large: Vec<u8>,
    pub(super) world: Mutex<World>,
    pub(super) more: Notify,
}

impl Shared {
    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    pub(super) fn tell(&self, client: &str, kind: &str, data: Value) {
        self.send(client, Message::text(json!({ "type": kind, "data": data }).to_string()));
    }

    pub(super) fn send(&self, client: &str, message: Message) {
        if let Some(socket) = self.world().sockets.get(client) {
            let _ = socket.send(message);
        }
    }
}

/// The server.
pub(super) struct Double {
    pub(super) base: String,
    shared: Arc<Shared>,
}

impl Double {
    pub(super) async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let large = match manner.view {
            View::Large(side) => {
                png_of(side, side, &vec![9; side as usize * side as usize * 3], &[(b"tEXt", b"prompt\0{}")])
            }
            _ => Vec::new(),
        };
        let shared = Arc::new(Shared { manner, large, world: Mutex::default(), more: Notify::new() });
        tokio::spawn(work(shared.clone()));
        let doors = shared.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(doors.clone(), socket));
            }
        });
        Self { base, shared }
    }

    /// Prompts that were sent to it: their names and workflows.
    pub(super) fn prompts(&self) -> Vec<(String, Value)> {
        self.shared.world().prompts.clone()
    }

    /// How often a workflow was really run.
    pub(super) fn runs(&self) -> usize {
        self.shared.world().runs
    }

    /// Requests that were made of it and begin like that.
    pub(super) fn seen(&self, start: &str) -> usize {
        self.shared.world().seen.iter().filter(|seen| seen.starts_with(start)).count()
    }

    /// The heads of all requests.
    pub(super) fn heads(&self) -> Vec<String> {
        self.shared.world().heads.clone()
    }

    /// Waits until that holds of what waits and of what runs.
    pub(super) async fn until(&self, holds: impl Fn(usize, bool) -> bool) {
        for _ in 0..2_000 {
            {
                let world = self.shared.world();
                if holds(world.waiting.len(), world.running.is_some()) {
                    return;
                }
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        panic!("it never came to that");
    }

    /// Waits until so many requests began like that.
    pub(super) async fn until_seen(&self, start: &str, count: usize) {
        for _ in 0..2_000 {
            if self.seen(start) >= count {
                return;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        panic!("{start} was not seen {count} times: {:?}", self.shared.world().seen);
    }

    /// It forgets everything, hangs up, and is away for a while.
    pub(super) fn restart(&self) {
        restart(&self.shared);
    }
}

/// It forgets everything, hangs up, and is away for a while.
pub(super) fn restart(shared: &Arc<Shared>) {
    {
        let mut world = shared.world();
        world.waiting.clear();
        world.running = None;
        world.history.clear();
        world.brought.clear();
        world.sockets.clear();
        world.is_away = true;
    }
    let shared = shared.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(shared.manner.away_ms)).await;
        shared.world().is_away = false;
    });
}

/// A request: its line, its head, its body.
async fn read(socket: &mut TcpStream) -> Option<(String, String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut piece = [0; 8192];
    loop {
        let read = socket.read(&mut piece).await.ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&piece[..read]);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let length =
            head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if bytes.len() >= end + 4 + length.unwrap_or(0_usize) {
            let line = head.lines().next()?.trim_end_matches(" HTTP/1.1").to_owned();
            return Some((line, head, bytes.split_off(end + 4)));
        }
    }
}

async fn serve(shared: Arc<Shared>, mut socket: TcpStream) {
    let away = shared.world().is_away;
    if away {
        let _ = socket.set_zero_linger();
        return;
    }
    let Some((line, head, body)) = read(&mut socket).await else { return };
    {
        let mut world = shared.world();
        world.seen.push(line.clone());
        world.heads.push(head.clone());
    }
    if let Some(query) = line.strip_prefix("GET /ws?clientId=") {
        if shared.manner.has_socket {
            return listen(shared, socket, query.to_owned(), &head).await;
        }
        return answer(&mut socket, "404 Not Found", "text/plain", "", b"404: Not Found").await;
    }
    if line == "POST /upload/image" {
        return bring(&shared, &mut socket, &body).await;
    }
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    match line.as_str() {
        "POST /prompt" => take(&shared, &mut socket, &body).await,
        "GET /queue" => {
            let list = |prompt: &Prompt| json!([1, prompt.id, prompt.graph, {}, []]);
            let queue = {
                let world = shared.world();
                let (running, waiting) = (world.running.iter().map(list), world.waiting.iter().map(list));
                json!({ "queue_running": running.collect::<Vec<_>>(), "queue_pending": waiting.collect::<Vec<_>>() })
            };
            says(&mut socket, "200 OK", &queue).await;
        }
        "POST /queue" => {
            let gone: Vec<String> = serde_json::from_value(body["delete"].clone()).unwrap();
            shared.world().waiting.retain(|prompt| !gone.contains(&prompt.id));
            answer(&mut socket, "200 OK", "application/octet-stream", "", b"").await;
        }
        "POST /interrupt" => {
            {
                let mut world = shared.world();
                let own = world.running.as_ref().is_some_and(|running| body["prompt_id"] == *running.id);
                world.interrupted |= own;
            }
            answer(&mut socket, "200 OK", "application/octet-stream", "", b"").await;
        }
        other => {
            if let Some(id) = other.strip_prefix("GET /history/") {
                let entry = shared.world().history.get(id).cloned();
                says(&mut socket, "200 OK", &entry.map_or_else(|| json!({}), |entry| json!({ id: entry }))).await;
            } else if let Some(query) = other.strip_prefix("GET /view?") {
                view(&shared, &mut socket, query).await;
            } else if let Some(class) = other.strip_prefix("GET /object_info/") {
                says(&mut socket, "200 OK", &info(class)).await;
            } else {
                answer(&mut socket, "404 Not Found", "text/plain", "", b"404: Not Found").await;
            }
        }
    }
}

fn info(class: &str) -> Value {
    let inputs = match class {
        "EmptyImage" => {
            json!({ "required": { "width": ["INT"], "height": ["INT"], "batch_size": ["INT"] }, "optional": { "color": ["INT"] } })
        }
        "ImageAddNoise" => json!({ "required": { "image": ["IMAGE"], "seed": ["INT"], "strength": ["FLOAT"] } }),
        "LoadImage" => json!({ "required": { "image": [["a.png"]] } }),
        "LoadImageMask" => json!({ "required": { "image": [["a.png"]], "channel": [["red"]] } }),
        "ImagePadForOutpaint" => {
            json!({ "required": { "image": ["IMAGE"], "left": ["INT"], "top": ["INT"], "right": ["INT"], "bottom": ["INT"] } })
        }
        "JoinImageWithAlpha" => json!({ "required": { "image": ["IMAGE"], "alpha": ["MASK"] } }),
        "ImageBlend" => json!({ "required": { "image1": ["IMAGE"], "image2": ["IMAGE"] } }),
        "SaveImage" => json!({ "required": { "images": ["IMAGE"], "filename_prefix": ["STRING"] } }),
        _ => return json!({}),
    };
    json!({ class: { "input": inputs, "output_node": class == "SaveImage" } })
}

/// Keeps a picture that comes in a form.
async fn bring(shared: &Arc<Shared>, socket: &mut TcpStream, body: &[u8]) {
    let find =
        |part: &[u8], from: usize| body[from..].windows(part.len()).position(|own| own == part).map(|at| from + at);
    let head = find(b"filename=\"", 0).unwrap() + 10;
    let name = String::from_utf8_lossy(&body[head..find(b"\"", head).unwrap()]).into_owned();
    let start = find(b"\r\n\r\n", head).unwrap() + 4;
    let end = find(b"\r\n--maquette-", start).unwrap();
    let text = String::from_utf8_lossy(body);
    assert!(text.contains("name=\"subfolder\"\r\n\r\nmaquette\r\n") && text.contains("name=\"overwrite\"\r\n\r\ntrue"));
    match shared.manner.bringing {
        Bringing::HangsUp => drop(socket.set_zero_linger()),
        Bringing::Page => answer(socket, "200 OK", "text/html", "", b"<html>Sign in</html>").await,
        Bringing::Renames => {
            says(socket, "200 OK", &json!({ "name": "a (1).png", "subfolder": "maquette", "type": "input" })).await;
        }
        Bringing::Takes => {
            shared.world().brought.insert(format!("maquette/{name}"), body[start..end].to_vec());
            says(socket, "200 OK", &json!({ "name": name, "subfolder": "maquette", "type": "input" })).await;
        }
    }
}

async fn take(shared: &Arc<Shared>, socket: &mut TcpStream, body: &Value) {
    let taking = shared.manner.taking;
    if taking == Taking::Page {
        return answer(socket, "200 OK", "text/html", "", b"<html><body>Sign in</body></html>").await;
    }
    if taking == Taking::Refuses {
        let error = json!({
            "error": { "type": "prompt_outputs_failed_validation", "message": "Prompt outputs failed validation", "details": "" },
            "node_errors": { "2": { "class_type": "ImageAddNoise", "dependent_outputs": ["3"], "errors": [{
                "type": "value_bigger_than_max", "message": "Value 9 bigger than max of 1.0", "details": "strength",
                "extra_info": { "input_name": "strength", "received_value": "a secret" } }] } },
        });
        return says(socket, "400 Bad Request", &error).await;
    }
    let id = body["prompt_id"].as_str().unwrap().to_owned();
    let is_first = {
        let mut world = shared.world();
        world.prompts.push((id.clone(), body["prompt"].clone()));
        world.prompts.len() == 1
    };
    if taking == Taking::HangsUp && is_first {
        let _ = socket.set_zero_linger();
        return;
    }
    let id = if taking == Taking::Renames { "of-the-server-1".to_owned() } else { id };
    let client = body["client_id"].as_str().unwrap().to_owned();
    shared.world().waiting.push_back(Prompt { id: id.clone(), client, graph: body["prompt"].clone() });
    shared.more.notify_one();
    if taking == Taking::TakesAndHangsUp && is_first {
        let _ = socket.set_zero_linger();
        return;
    }
    says(socket, "200 OK", &json!({ "prompt_id": id, "number": 1, "node_errors": {} })).await;
}

async fn view(shared: &Arc<Shared>, socket: &mut TcpStream, query: &str) {
    let name = query.split('&').find_map(|pair| pair.strip_prefix("filename=")).unwrap();
    assert!(query.contains("subfolder=of+a+test") && query.contains("type=output"), "{query}");
    let Some(file) = shared.world().files.get(name).cloned() else {
        return answer(socket, "404 Not Found", "text/plain", "", b"").await;
    };
    match shared.manner.view {
        View::Picture => answer(socket, "200 OK", "image/png", "", &file).await,
        View::Page => answer(socket, "200 OK", "text/html", "", b"<html>").await,
        View::Noise => answer(socket, "200 OK", "image/png", "", &[7; 4_000]).await,
        View::Truncated => answer(socket, "200 OK", "image/png", "", &file[..file.len() - 9]).await,
        View::Redirect => {
            answer(socket, "302 Found", "text/plain", "location: http://127.0.0.1:1/x.png\r\n", b"").await;
        }
        View::Large(_) => answer(socket, "200 OK", "image/png", "", &shared.large).await,
    }
}

async fn says(socket: &mut TcpStream, status: &str, body: &Value) {
    answer(socket, status, "application/json; charset=utf-8", "", body.to_string().as_bytes()).await;
}

async fn answer(socket: &mut TcpStream, status: &str, kind: &str, more: &str, body: &[u8]) {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\n{more}content-length: {length}\r\nconnection: close\r\n\r\n"
    );
    let _ = socket.write_all(head.as_bytes()).await;
    let _ = socket.write_all(body).await;
    let _ = socket.shutdown().await;
}

/// Holds a socket open until the client or the server goes.
async fn listen(shared: Arc<Shared>, mut socket: TcpStream, client: String, head: &str) {
    let key = head
        .lines()
        .find_map(|line| line.split_once(": ").filter(|(name, _)| name.eq_ignore_ascii_case("sec-websocket-key")));
    let accept = derive_accept_key(key.unwrap().1.as_bytes());
    let upgrade = format!(
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: {accept}\r\n\r\n"
    );
    if socket.write_all(upgrade.as_bytes()).await.is_err() {
        return;
    }
    let (mut out, mut back) = WebSocketStream::from_raw_socket(socket, Role::Server, None).await.split();
    let (sender, mut messages) = mpsc::unbounded_channel();
    shared.world().sockets.insert(client.clone(), sender);
    shared.tell(&client, "status", json!({ "status": { "exec_info": { "queue_remaining": 0 } }, "sid": client }));
    loop {
        tokio::select! {
            message = messages.recv() => match message {
                Some(message) => if out.send(message).await.is_err() { return },
                None => return,
            },
            said = back.next() => if said.is_none_or(|said| said.is_err()) { return },
        }
    }
}
