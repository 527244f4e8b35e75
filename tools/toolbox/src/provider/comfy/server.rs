//! The doors of a server, one request each.

use std::time::Duration;

use bytes::Bytes;
use http::Method;
use reqwest::{Request, Url};
use serde::Serialize;
use serde_json::{Map, Value};

use super::call::Upload;
use super::graph::Output;
use super::history::{File, Queue, Sight, explained, in_history};
use crate::provider::over_http::{Endpoint, EndpointError, Multipart, Transport};
use crate::provider::{Fault, FaultClass};

/// Largest answer that is no picture, bytes.
const ANSWER_BYTES_MAX: usize = 1 << 20;
/// Largest picture, bytes.
const PICTURE_BYTES_MAX: usize = 32 << 20;
/// Longest name of a prompt, bytes.
const ID_BYTES_MAX: usize = 64;
/// How often a prompt is taken back that may still be on its way.
const CANCELS_MAX: u32 = 4;
/// Longest time that it is tried for.
const CANCEL_WAIT_MAX: Duration = Duration::from_secs(10);

/// A server.
pub(super) struct Server {
    endpoint: Endpoint,
    answers: Transport,
    /// For pictures and for queues, which hold the workflows of everybody.
    large: Transport,
    prompt: Url,
    queue: Url,
    interrupt: Url,
    upload: Url,
    /// Time between two questions.
    pub(super) poll: Duration,
    /// How long it is asked in vain.
    pub(super) patience: Duration,
    /// Whether it is listened to.
    pub(super) has_socket: bool,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

/// A prompt as it is sent.
#[derive(Serialize)]
struct Post<'a> {
    prompt: &'a Map<String, Value>,
    client_id: &'a str,
    prompt_id: &'a str,
}

impl Server {
    pub(super) fn new(
        endpoint: Endpoint,
        poll: Duration,
        patience: Duration,
        has_socket: bool,
    ) -> Result<Self, EndpointError> {
        Ok(Self {
            answers: endpoint.transport().up_to(ANSWER_BYTES_MAX),
            large: endpoint.transport().up_to(PICTURE_BYTES_MAX),
            prompt: endpoint.url("/prompt")?,
            queue: endpoint.url("/queue")?,
            interrupt: endpoint.url("/interrupt")?,
            upload: endpoint.url("/upload/image")?,
            endpoint,
            poll,
            patience,
            has_socket,
        })
    }

    pub(super) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Largest picture, bytes.
    pub(super) fn picture_bytes_max(&self) -> usize {
        self.endpoint.settings().answer_bytes_max.min(PICTURE_BYTES_MAX)
    }

    /// The text without keys and private headers, should the server have recited them.
    pub(super) fn hide(&self, text: &str) -> String {
        self.answers.hide(text)
    }

    fn get(&self, url: &Url) -> Result<Request, Fault> {
        self.endpoint.request(Method::GET, url)
    }

    /// The address of a door with names behind it, each written so that it is one.
    fn door(&self, names: &[&str]) -> Result<Url, Fault> {
        let bad = || Fault::new(FaultClass::Invalid, "the request could not be made");
        let mut url = self.endpoint.url("").map_err(|_| bad())?;
        url.path_segments_mut().map_err(|()| bad())?.pop_if_empty().extend(names);
        Ok(url)
    }

    /// Sends a prompt under a name; the name that it has there, which servers of old choose.
    pub(super) async fn submit(&self, id: &str, graph: &Map<String, Value>) -> Result<String, Fault> {
        let post = Post { prompt: graph, client_id: id, prompt_id: id };
        let body =
            serde_json::to_vec(&post).map_err(|_| Fault::new(FaultClass::Invalid, "the workflow has no JSON form"))?;
        let request = self.endpoint.post(&self.prompt, Bytes::from(body))?;
        let answer: Value = self
            .answers
            .json(request)
            .await
            .map_err(|refusal| explained(refusal.fault, &refusal.body, &|text| self.hide(text)))?;
        let own = answer.get("prompt_id").and_then(Value::as_str);
        let is_name =
            |own: &&str| own.len() <= ID_BYTES_MAX && own.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let own = own.filter(is_name).filter(|own| !own.is_empty());
        own.map(str::to_owned).ok_or_else(|| Fault::new(FaultClass::Unreadable, "its answer names no prompt"))
    }

    /// Brings a picture there, which may be there already: it has the name of what it holds.
    pub(super) async fn upload(&self, upload: &Upload) -> Result<(), Fault> {
        let form = Multipart::new(&upload.sha256)
            .text("type", "input")
            .text("subfolder", Upload::FOLDER)
            .text("overwrite", "true")
            .png("image", &upload.name, &upload.png);
        let (kind, body) = form.end();
        let request = self.endpoint.post_as(&self.upload, &kind, body)?;
        let answer: Value = self.answers.json(request).await.map_err(|refusal| refusal.fault)?;
        let said = |name: &str| answer.get(name).and_then(Value::as_str).unwrap_or_default();
        if said("name") == upload.name && said("subfolder") == Upload::FOLDER {
            return Ok(());
        }
        Err(Fault::new(FaultClass::Unreadable, "it keeps a picture that was brought to it under another name"))
    }

    /// Where a prompt is.
    pub(super) async fn look(&self, id: &str, outputs: &[Output]) -> Result<Sight, Fault> {
        let request = self.get(&self.door(&["history", id])?)?;
        let history: Value = self.answers.json(request).await.map_err(|refusal| refusal.fault)?;
        match in_history(&history, id, outputs, &|text| self.hide(text)) {
            Some(sight) => Ok(sight),
            None => self.in_queue(id).await,
        }
    }

    async fn in_queue(&self, id: &str) -> Result<Sight, Fault> {
        let request = self.get(&self.queue)?;
        let queue: Queue = self.large.json(request).await.map_err(|refusal| refusal.fault)?;
        Ok(queue.sight(id))
    }

    /// A picture that it keeps.
    pub(super) async fn view(&self, file: &File) -> Result<Bytes, Fault> {
        let mut url = self.door(&["view"])?;
        url.query_pairs_mut()
            .append_pair("filename", &file.name)
            .append_pair("subfolder", &file.folder)
            .append_pair("type", file.kind);
        let response = self.large.begin(self.get(&url)?).await?;
        self.large.picture(response, self.picture_bytes_max()).await
    }

    /// The inputs of a class of nodes; `None` where it has no such class.
    pub(super) async fn inputs_of(&self, class: &str) -> Result<Option<Vec<String>>, Fault> {
        let request = self.get(&self.door(&["object_info", class])?)?;
        let info: Value = self.answers.json(request).await.map_err(|refusal| refusal.fault)?;
        let Some(known) = info.get(class) else { return Ok(None) };
        let inputs = ["required", "optional"].into_iter();
        let inputs = inputs.filter_map(|kind| known.get("input")?.get(kind)?.as_object());
        Ok(Some(inputs.flat_map(Map::keys).cloned().collect()))
    }

    /// Takes a prompt back, wherever it is. One that may still be on its way is looked for some more times.
    pub(super) async fn cancel(&self, id: &str, is_sure: bool) {
        let taken = tokio::time::timeout(CANCEL_WAIT_MAX, async {
            for _ in 0..CANCELS_MAX {
                // It may begin to run meanwhile, so it is looked for afterwards.
                let deleted = self.tell(&self.queue, &serde_json::json!({ "delete": [id] })).await;
                match self.in_queue(id).await {
                    // Servers of old interrupt whatever runs, so they are told only where it is this.
                    Ok(Sight::Running) => {
                        return self.tell(&self.interrupt, &serde_json::json!({ "prompt_id": id })).await;
                    }
                    Ok(Sight::Absent) if is_sure => return deleted,
                    _ => tokio::time::sleep(self.poll).await,
                }
            }
            Ok(())
        });
        match taken.await {
            Ok(Ok(())) => tracing::debug!(prompt = id, "taken back"),
            Ok(Err(fault)) => tracing::info!(prompt = id, class = fault.class.name(), "not taken back"),
            Err(_) => tracing::info!(prompt = id, "not taken back in time"),
        }
    }

    async fn tell(&self, door: &Url, body: &Value) -> Result<(), Fault> {
        self.answers.done(self.endpoint.post(door, Bytes::from(body.to_string()))?).await
    }
}
