//! A queue on this machine that answers as the real ones do, but for where a test has it do something else.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::provider::fault_server::{Act, FaultServer, answer, refuses, says};
use crate::provider::queue::QueueDialect;

/// A picture, as far as its beginning goes.
pub(super) const PNG: &[u8] = b"\x89PNG\r\n\x1a\nand what is in it";
/// What is in the query of the pictures' addresses.
pub(super) const SIGNATURE: &str = "c2lnbmVkLWJ5LXRoZS1xdWV1ZQ";

/// What is asked of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Door {
    Submit,
    Status,
    Result,
    Cancel,
    Picture,
}

/// A request, as a script sees it.
#[derive(Debug)]
pub(super) struct Knock<'a> {
    pub(super) door: Door,
    /// How often that door was knocked at before.
    pub(super) nth: usize,
    pub(super) host: &'a str,
    /// What the double would answer.
    pub(super) usual: Value,
}

/// What is answered instead; `None` for the usual.
pub(super) type Script = fn(&Knock<'_>) -> Option<Vec<Act>>;

/// What a double has seen.
#[derive(Default)]
pub(super) struct World {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    asked: BTreeMap<Door, usize>,
    begun: Vec<Instant>,
    open: usize,
    most_open: usize,
}

impl World {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(super) fn asked(&self, door: Door) -> usize {
        self.state().asked.get(&door).copied().unwrap_or(0)
    }

    /// Most jobs at a time whose picture was not fetched yet.
    pub(super) fn most_open(&self) -> usize {
        self.state().most_open
    }

    /// Waits until a door was knocked at.
    pub(super) async fn knocked(&self, door: Door) {
        let begun = Instant::now();
        while self.asked(door) == 0 {
            assert!(begun.elapsed() < Duration::from_secs(8), "nobody knocked at {door:?}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Counts a knock: how many there were before at that door, and whether the job it is for is done.
    fn knock(&self, door: Door, id: Option<usize>, latency: fn(usize) -> u64) -> (usize, usize, bool) {
        let mut state = self.state();
        let count = state.asked.entry(door).or_default();
        let nth = *count;
        *count += 1;
        match door {
            Door::Submit => {
                state.begun.push(Instant::now());
                state.open += 1;
                state.most_open = state.most_open.max(state.open);
            }
            Door::Picture => state.open = state.open.saturating_sub(1),
            Door::Status | Door::Result | Door::Cancel => {}
        }
        let id = id.unwrap_or(state.begun.len().saturating_sub(1));
        let begun = state.begun.get(id);
        (nth, id, begun.is_some_and(|begun| begun.elapsed() >= Duration::from_millis(latency(id))))
    }
}

/// A queue's double.
pub(super) struct Double {
    pub(super) server: FaultServer,
    pub(super) world: Arc<World>,
}

impl Double {
    /// A double whose n-th job takes so many milliseconds.
    pub(super) async fn start(dialect: QueueDialect, latency: fn(usize) -> u64, script: Script) -> Self {
        let world = Arc::new(World::default());
        let seen = world.clone();
        let server = FaultServer::answering(move |_, request| {
            let (line, host) = (request.lines().next().unwrap(), header(request, "host").unwrap());
            let door = door(line);
            let (nth, id, done) = seen.knock(door, job_in(line), latency);
            let usual = usual(dialect, door, host, id, done);
            let knock = Knock { door, nth, host, usual };
            script(&knock).unwrap_or_else(|| match door {
                Door::Picture => answer("200 OK", "image/png", "", PNG),
                Door::Submit => refuses("201 Created", "", &knock.usual),
                Door::Status | Door::Result | Door::Cancel => says(&knock.usual),
            })
        });
        Self { server: server.await, world }
    }
}

/// A header of a request.
pub(super) fn header<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    let (head, _) = request.split_once("\r\n\r\n")?;
    let mut pairs = head.lines().filter_map(|line| line.split_once(": "));
    pairs.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn door(line: &str) -> Door {
    let path = line.split(' ').nth(1).unwrap().split('?').next().unwrap();
    match line.split(' ').next().unwrap() {
        "PUT" | "POST" if path.ends_with("/cancel") => Door::Cancel,
        "POST" => Door::Submit,
        _ if path.starts_with("/pictures/") => Door::Picture,
        _ if path.contains("/requests/") && !path.ends_with("/status") => Door::Result,
        _ => Door::Status,
    }
}

fn job_in(line: &str) -> Option<usize> {
    let (_, rest) = line.split_once("job-")?;
    rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
}

fn usual(dialect: QueueDialect, door: Door, host: &str, id: usize, done: bool) -> Value {
    let (base, id) = (format!("http://{host}/v1"), format!("job-{id}"));
    let picture = format!("http://{host}/pictures/{id}.png?sig={SIGNATURE}");
    match (dialect, door) {
        (_, Door::Cancel | Door::Picture) => json!({}),
        (QueueDialect::Fal, Door::Submit) => {
            let job = format!("{base}/fal-ai/flux/requests/{id}");
            json!({
                "status": "IN_QUEUE", "request_id": id, "response_url": job, "status_url": format!("{job}/status"),
                "cancel_url": format!("{job}/cancel"), "queue_position": 0,
            })
        }
        (QueueDialect::Fal, Door::Status) => json!({ "status": if done { "COMPLETED" } else { "IN_PROGRESS" } }),
        (QueueDialect::Fal, Door::Result) => {
            json!({ "images": [{ "url": picture }], "seed": 8, "has_nsfw_concepts": [false], "timings": {} })
        }
        (QueueDialect::Bfl, Door::Submit) => {
            json!({ "id": id, "polling_url": format!("{base}/get_result?id={id}"), "cost": 0.000_000_5 })
        }
        (QueueDialect::Bfl, _) if done => {
            json!({ "id": id, "status": "Ready", "result": { "sample": picture, "seed": 7 } })
        }
        (QueueDialect::Bfl, _) => json!({ "id": id, "status": "Pending", "result": null }),
        (QueueDialect::Replicate, Door::Submit) => {
            let job = format!("{base}/predictions/{id}");
            json!({
                "id": id, "status": "starting", "error": null, "output": null,
                "urls": { "get": job, "cancel": format!("{job}/cancel") },
            })
        }
        (QueueDialect::Replicate, _) if done => {
            json!({ "id": id, "status": "succeeded", "error": null, "output": [picture], "metrics": { "predict_time": 1.6 } })
        }
        (QueueDialect::Replicate, _) => json!({ "id": id, "status": "processing", "error": null, "output": null }),
    }
}
