//! A job of a queue: submitted once, asked after until it is over, called off when nobody waits for it any more.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http::Method;
use http::header::{CONTENT_LENGTH, HeaderName, HeaderValue};
use planner::WorldOutcome;
use reqwest::{Request, Url};
use serde_json::Value;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep, timeout};

use super::dialect::{Door, State};
use super::{Queue, QueueCall};
use crate::provider::settings::ms;
use crate::provider::{Asked, Fault, FaultClass};

/// Longest time that is given to calling a job off, or to learning its name when nobody waits any more.
const CANCEL_WAIT: Duration = Duration::from_secs(5);
/// How often in a row asking after a job may fail.
const TROUBLES_MAX: u32 = 5;
/// How often a job is asked after at all; its time is over long before.
const POLLS_MAX: u32 = 100_000;
/// Longest rest that a queue is left alone for while a job of it is under way.
const REST_MAX: Duration = Duration::from_secs(30);
/// Shortest time after which a queue is told to stop a job by itself, seconds.
const STOP_AFTER_MIN: u64 = 5;
/// Longest name of a job, bytes.
const ID_BYTES_MAX: usize = 128;
/// What is said of an answer that names no job.
const NO_ID: &str = "it took the job and did not say which it is";

/// A job under way. Dropped before it is over, it is called off: once, and without anybody waiting for that.
pub(super) struct Job {
    queue: Arc<Queue>,
    id: String,
    /// What the queue said when it took the job.
    said: Value,
    status: Url,
    result: Option<Url>,
    cancel: Option<(Method, Url)>,
    under_way: bool,
}

impl Drop for Job {
    fn drop(&mut self) {
        let Some((method, url)) = self.cancel.take().filter(|_| self.under_way) else { return };
        let Ok(runtime) = Handle::try_current() else { return };
        let queue = self.queue.clone();
        runtime.spawn(async move {
            let Ok(mut request) = queue.endpoint.request(method, &url) else { return };
            // Some servers take nothing else for an empty body.
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
            match timeout(CANCEL_WAIT, queue.api.begin_any(request)).await {
                Ok(Ok(answer)) => tracing::info!(status = answer.status().as_u16(), "a job was called off"),
                Ok(Err(fault)) => tracing::warn!(class = fault.class.name(), "a job could not be called off"),
                Err(_) => tracing::warn!("a job could not be called off in time"),
            }
        });
    }
}

impl Job {
    /// Submits a job. Should nobody wait for it any more, its answer is waited for a little all the same where a job can be called
    /// off, for which its name is needed.
    pub(super) async fn submit(queue: &Arc<Queue>, asked: &Asked<QueueCall>) -> Result<Self, Fault> {
        let request = queue.submission(asked)?;
        let (mut tell, told) = oneshot::channel();
        let (queue, call) = (queue.clone(), asked.request.clone());
        tokio::spawn(async move {
            let mut taken = pin!(queue.take(request, &call.app));
            let taken = tokio::select! {
                taken = &mut taken => taken,
                () = tell.closed() => {
                    if queue.dialect.cancel.is_none() {
                        return;
                    }
                    let Ok(taken) = timeout(CANCEL_WAIT, taken).await else { return };
                    taken
                }
            };
            // A job that nobody takes from here is dropped, and so called off.
            let _ = tell.send(taken);
        });
        let lost = || Err(Fault::new(FaultClass::Lost, "the process is shutting down"));
        told.await.unwrap_or_else(|_| lost())
    }

    /// A fault of this job, which a person may look for by its name.
    pub(super) fn named(&self, fault: Fault) -> Fault {
        Fault { request_id: Some(self.id.clone()), ..fault }
    }

    /// What the queue said when it took the job.
    pub(super) fn said(&self) -> &Value {
        &self.said
    }

    /// Waits until the job is over, and has its result.
    pub(super) async fn result(&mut self) -> Result<Value, Fault> {
        let mut pause = Pause::new(&self.queue);
        let mut unknown = 0;
        for _ in 0..POLLS_MAX {
            sleep(pause.next()).await;
            let answer = self.queue.ask(&self.status, &mut pause).await?;
            let word = answer.pointer(self.queue.dialect.state).and_then(Value::as_str);
            match word.map(|word| self.queue.dialect.state_of(word)) {
                Some(None) => unknown = 0,
                Some(Some(State::Ended(class, outcome))) => {
                    self.under_way = false;
                    return Err(self.queue.ended(class, outcome, &answer));
                }
                Some(Some(State::Done)) => {
                    self.under_way = false;
                    return self.done(answer, &mut pause).await;
                }
                Some(Some(State::Unknown)) | None => {
                    unknown += 1;
                    if unknown > TROUBLES_MAX {
                        return Err(Fault::new(FaultClass::Lost, "the queue does not know the job that it took"));
                    }
                }
            }
        }
        Err(Fault::new(FaultClass::Lost, "the job did not come to an end"))
    }

    /// The result of a job that is done, as its last answer says.
    async fn done(&self, answer: Value, pause: &mut Pause) -> Result<Value, Fault> {
        let queue = &self.queue;
        let failed = queue.problem(&answer).is_some();
        let Some(result) = &self.result else {
            let fault = || queue.ended(FaultClass::Server, WorldOutcome::InDoubt, &answer);
            return if failed { Err(fault()) } else { Ok(answer) };
        };
        if !failed {
            return queue.ask(result, pause).await;
        }
        // In the place of a result is what was wrong with the job, which says more than its state does.
        let fault = match queue.api.value(queue.endpoint.request(Method::GET, result)?).await {
            Err(fault) if !fault.class.is_passing() => after_submission(&fault, false),
            Ok(_) | Err(_) => queue.ended(FaultClass::Server, WorldOutcome::InDoubt, &answer),
        };
        Err(fault)
    }
}

impl Queue {
    fn submission(&self, asked: &Asked<QueueCall>) -> Result<Request, Fault> {
        let mut request = self.endpoint.post(&asked.request.url, asked.request.body.clone())?;
        let left = asked.around.deadline.saturating_duration_since(Instant::now());
        let left = left.min(ms(self.endpoint.settings().attempt_ms)).as_secs().max(STOP_AFTER_MIN);
        let stop = self.dialect.stop_after.map(|header| (header, format!("{left}s")));
        let name = self.settings.idempotency_header.as_deref().zip(asked.request.name.clone());
        for (header, value) in stop.into_iter().chain(name) {
            let bad = || Fault::new(FaultClass::Invalid, "a header cannot be sent");
            let header = HeaderName::try_from(header).map_err(|_| bad())?;
            request.headers_mut().insert(header, HeaderValue::try_from(value).map_err(|_| bad())?);
        }
        Ok(request)
    }

    /// Has the queue take a job. Where the answer is lost, so is the job: the queue may have it, and it is not submitted again.
    async fn take(self: &Arc<Self>, request: Request, app: &str) -> Result<Job, Fault> {
        let lost = |mut fault: Fault| {
            let free = self.endpoint.settings().errors_are_free && fault.status.is_some_and(|status| status >= 500);
            if fault.outcome != WorldOutcome::DidNotHappen && fault.class.is_passing() && !free {
                fault.class = FaultClass::Lost;
            }
            fault
        };
        let said = self.api.value(request).await.map_err(lost)?;
        let id = said.pointer(self.dialect.id).and_then(Value::as_str).filter(|id| is_id(id)).map(str::to_owned);
        let Some(id) = id else {
            let fault = self.api.error_in(&said).unwrap_or_else(|| Fault::new(FaultClass::Unreadable, NO_ID));
            return Err(lost(fault));
        };
        let own = |door: &Door| self.own_door(door, app, &id);
        let cancel = self.dialect.cancel.as_ref().and_then(|(method, door)| {
            let named = self.named_door(door, &said).ok().flatten();
            Some((method.clone(), named.or_else(|| own(door).ok())?))
        });
        let status = own(&self.dialect.status)?;
        // From here on it is called off when it is dropped: an address that is not followed ends it too.
        let (queue, name) = (self.clone(), id.clone());
        let mut job = Job { queue, id: name, status, result: None, cancel, under_way: true, said };
        if let Some(named) = self.named_door(&self.dialect.status, &job.said)? {
            job.status = named;
        }
        if let Some(door) = &self.dialect.result {
            let named = self.named_door(door, &job.said)?;
            job.result = Some(named.map_or_else(|| own(door), Ok)?);
        }
        Ok(job)
    }

    /// The address that the queue names for a job, if it names one; it may be one that is not followed.
    fn named_door(&self, door: &Door, said: &Value) -> Result<Option<Url>, Fault> {
        let Some(address) = said.pointer(door.pointer).and_then(Value::as_str) else { return Ok(None) };
        let not_followed = |host: String| {
            let what = format!("it has jobs asked after at {host}, which is not on the list; see `queue_hosts`");
            Fault::new(FaultClass::Unreadable, what)
        };
        self.jobs.follow(address).map(Some).map_err(not_followed)
    }

    fn own_door(&self, door: &Door, app: &str, id: &str) -> Result<Url, Fault> {
        let url = self.endpoint.url(&door.path.replace("{app}", app).replace("{id}", id));
        url.map_err(|_| Fault::new(FaultClass::Unreadable, "the job has no address"))
    }

    /// Asks after a job, again where that may help: it is free.
    async fn ask(&self, url: &Url, pause: &mut Pause) -> Result<Value, Fault> {
        let mut troubles = 0;
        loop {
            let fault = match self.api.value(self.endpoint.request(Method::GET, url)?).await {
                Ok(answer) => return Ok(answer),
                Err(fault) => fault,
            };
            troubles += 1;
            // What was taken a moment ago need not be known everywhere yet.
            let unknown = fault.status == Some(404);
            let passing = fault.class.is_passing() || fault.class == FaultClass::Unreadable || unknown;
            if !passing || troubles > TROUBLES_MAX {
                return Err(after_submission(&fault, passing));
            }
            tracing::info!(troubles, class = fault.class.name(), "asking after the job once more");
            sleep(pause.next().max(fault.retry_after.unwrap_or_default().min(REST_MAX))).await;
        }
    }

    /// What went wrong with a job, in the queue's words.
    fn problem(&self, answer: &Value) -> Option<String> {
        let said = self.dialect.problems.iter().filter_map(|pointer| answer.pointer(pointer));
        let text = said
            .filter(|said| !said.is_null())
            .map(|said| said.as_str().map_or_else(|| said.to_string(), str::to_owned));
        text.map(|text| self.api.hide(&text)).find(|text| !text.is_empty())
    }

    fn ended(&self, class: FaultClass, outcome: WorldOutcome, answer: &Value) -> Fault {
        let problem = self.problem(answer);
        let refused = problem.as_deref().is_some_and(|text| self.dialect.is_refusal(text));
        let class = if refused && class == FaultClass::Server { FaultClass::Blocked } else { class };
        let state = answer.pointer(self.dialect.state).and_then(Value::as_str).unwrap_or_default();
        let state: String = self.api.hide(state).chars().take(40).collect();
        let what = problem.map_or_else(|| format!("the job ended as {state:?}"), |text| format!("{state}: {text}"));
        Fault { outcome, ..Fault::new(class, what) }
    }
}

/// A fault of asking after a job that was submitted: whatever it says, it says nothing of the job, which may cost.
fn after_submission(fault: &Fault, passing: bool) -> Fault {
    let class = if passing { FaultClass::Lost } else { fault.class };
    let outcome = WorldOutcome::InDoubt;
    let said = Fault::new(class, format!("the job was taken, and then: {fault}"));
    Fault { outcome, retry_after: fault.retry_after, code: fault.code.clone(), ..said }
}

/// Whether a text can be the name of a job in an address.
fn is_id(id: &str) -> bool {
    let sound = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'_' | b'.');
    (1..=ID_BYTES_MAX).contains(&id.len()) && id.bytes().all(sound) && !id.bytes().all(|sign| sign == b'.')
}

/// How long to wait before a job is asked after.
pub(super) struct Pause {
    next: Duration,
    most: Duration,
}

impl Pause {
    pub(super) fn new(queue: &Queue) -> Self {
        Self { next: ms(queue.settings.poll_ms), most: ms(queue.settings.poll_max_ms) }
    }

    pub(super) fn next(&mut self) -> Duration {
        let next = self.next;
        self.next = next.saturating_add(next / 2).min(self.most);
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_their_bound_and_names_are_plain() {
        let mut pause = Pause { next: ms(100), most: ms(300) };
        let waits: Vec<_> = (0..5).map(|_| pause.next().as_millis()).collect();
        assert_eq!(waits, [100, 150, 225, 300, 300]);
        assert!(is_id("764cabcf-b745-4b3e-ae38-1200304cf45b") && is_id("rrr4z55ocneqzikepnug6xezpe"));
        for id in ["", "..", "a/b", "a?b", "a b", "é"] {
            assert!(!is_id(id), "{id}");
        }
    }
}
