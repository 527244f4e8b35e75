//! How the queues differ, as data: where the doors are, what the answers call things, and what is charged for.

use http::Method;
use planner::WorldOutcome::{self, DidNotHappen, InDoubt, Landed};
use serde::{Deserialize, Serialize};

use crate::provider::FaultClass;

/// Whose queue it is, or is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueDialect {
    /// fal: `https://queue.fal.run`.
    Fal,
    /// Black Forest Labs: `https://api.bfl.ai/v1`.
    Bfl,
    /// Replicate: `https://api.replicate.com/v1`.
    Replicate,
}

/// How a model is told the size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SizeField {
    /// `"image_size": {"width": 1024, "height": 1536}`.
    ImageSize,
    /// `"width": 1024, "height": 1536`.
    WidthHeight,
    /// `"aspect_ratio": "2:3"`.
    AspectRatio,
}

/// What a job's state means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It is over, and went well.
    Done,
    /// It is over: how, and what that did to the world.
    Ended(FaultClass, WorldOutcome),
    /// The queue does not know it, or not yet.
    Unknown,
}

/// An address: where the answer to a submission names it, and what it is where that names none.
pub(super) struct Door {
    pub(super) pointer: &'static str,
    pub(super) path: &'static str,
}

/// What an answer says that a picture cost.
pub(super) enum Cost {
    /// Nothing.
    Unsaid,
    /// So many credits, each of so many nano-dollars.
    Credits { pointers: &'static [&'static str], nano_usd: f64 },
    /// So many seconds of a machine, whose price is in the book.
    Seconds { pointer: &'static str },
}

/// A queue's dialect. In paths, `{model}` is the model, `{app}` its first two parts, and `{id}` the job.
pub(super) struct Dialect {
    /// Its base URL.
    pub(super) base: &'static str,
    /// The header of the key, and what stands before the key.
    pub(super) key: (&'static str, &'static str),
    /// Headers of a submission.
    pub(super) headers: &'static [(&'static str, &'static str)],
    /// The header that has the queue stop a job by itself, in seconds.
    pub(super) stop_after: Option<&'static str>,
    /// Where jobs are submitted.
    pub(super) submit: &'static str,
    /// Where those of a model with a version (`name:version`) are.
    pub(super) submit_version: Option<&'static str>,
    /// The field that holds what the model is told; none where all of the body is for it.
    pub(super) input: Option<&'static str>,
    /// The job's name.
    pub(super) id: &'static str,
    /// Where its state is asked for.
    pub(super) status: Door,
    /// Where its result is, if not in the same answer.
    pub(super) result: Option<Door>,
    /// How it is called off.
    pub(super) cancel: Option<(Method, Door)>,
    /// Its state, and what the words for it mean; any other word means that it is under way.
    pub(super) state: &'static str,
    pub(super) states: &'static [(&'static str, State)],
    /// What went wrong; with such a text even a job that is done has failed.
    pub(super) problems: &'static [&'static str],
    /// What is in such a text, in small letters, when the content was refused.
    pub(super) refusals: &'static [&'static str],
    /// Where it is true of a result that the picture was taken away for what it shows.
    pub(super) filtered: Option<&'static str>,
    /// The picture's address.
    pub(super) pictures: &'static [&'static str],
    /// The seed that it was made with.
    pub(super) seeds: &'static [&'static str],
    /// What it cost.
    pub(super) cost: Cost,
    /// How models are told the size, unless they are set otherwise, and what its sides are multiples of.
    pub(super) size: (SizeField, u32),
    /// Hosts besides its own that it may answer at; those that begin with a dot stand for all under them.
    pub(super) queue_hosts: &'static [&'static str],
    /// Hosts of its pictures.
    pub(super) picture_hosts: &'static [&'static str],
}

impl QueueDialect {
    pub(super) fn data(self) -> &'static Dialect {
        match self {
            Self::Fal => &FAL,
            Self::Bfl => &BFL,
            Self::Replicate => &REPLICATE,
        }
    }
}

impl Dialect {
    /// What a word for a state means; `None` while the job is under way.
    pub(super) fn state_of(&self, word: &str) -> Option<State> {
        self.states.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, state)| *state)
    }

    /// Whether a text says that the content was refused.
    pub(super) fn is_refusal(&self, text: &str) -> bool {
        let text = text.to_ascii_lowercase();
        self.refusals.iter().any(|sign| text.contains(sign))
    }
}

/// Source: fal's documentation of its queue (submit, status, response, cancel; `X-Fal-No-Retry`: the stack owns repeats).
/// It does not say whether a job that its content checker refused is charged. A picture that the checker took away was made.
static FAL: Dialect = Dialect {
    base: "https://queue.fal.run",
    key: ("authorization", "Key "),
    headers: &[("x-fal-no-retry", "1")],
    stop_after: None,
    submit: "/{model}",
    submit_version: None,
    input: None,
    id: "/request_id",
    status: Door { pointer: "/status_url", path: "/{app}/requests/{id}/status" },
    result: Some(Door { pointer: "/response_url", path: "/{app}/requests/{id}" }),
    cancel: Some((Method::PUT, Door { pointer: "/cancel_url", path: "/{app}/requests/{id}/cancel" })),
    state: "/status",
    states: &[("COMPLETED", State::Done)],
    problems: &["/error"],
    refusals: &["content_policy", "content checker", "nsfw", "flagged"],
    filtered: Some("/has_nsfw_concepts/0"),
    pictures: &["/images/0/url", "/image/url"],
    seeds: &["/seed"],
    cost: Cost::Unsaid,
    size: (SizeField::ImageSize, 1),
    queue_hosts: &[],
    picture_hosts: &[".fal.media"],
};

/// Source: the documentation of the BFL API (`polling_url` on a regional host, result addresses that expire after ten
/// minutes, errors; a credit is a cent). It takes nothing back. A request is moderated before, a picture after it is made.
static BFL: Dialect = Dialect {
    base: "https://api.bfl.ai/v1",
    key: ("x-key", ""),
    headers: &[],
    stop_after: None,
    submit: "/{model}",
    submit_version: None,
    input: None,
    id: "/id",
    status: Door { pointer: "/polling_url", path: "/get_result?id={id}" },
    result: None,
    cancel: None,
    state: "/status",
    states: &[
        ("Ready", State::Done),
        ("Request Moderated", State::Ended(FaultClass::Blocked, DidNotHappen)),
        ("Content Moderated", State::Ended(FaultClass::Blocked, Landed)),
        ("Error", State::Ended(FaultClass::Server, InDoubt)),
        ("Failed", State::Ended(FaultClass::Server, InDoubt)),
        ("Task not found", State::Unknown),
    ],
    problems: &["/error", "/details/error"],
    refusals: &["moderat"],
    filtered: None,
    pictures: &["/result/sample"],
    seeds: &["/result/seed"],
    cost: Cost::Credits { pointers: &["/cost", "/result/cost"], nano_usd: 10_000_000.0 },
    size: (SizeField::WidthHeight, 16),
    queue_hosts: &[".bfl.ai"],
    picture_hosts: &[".bfl.ai"],
};

/// Source: Replicate's HTTP API reference and its note on deadlines (`Cancel-After`: `aborted` before a job began, which is not
/// charged, `canceled` after, which is). A job that failed on a machine that is paid by the second may be charged.
static REPLICATE: Dialect = Dialect {
    base: "https://api.replicate.com/v1",
    key: ("authorization", "Bearer "),
    headers: &[],
    stop_after: Some("cancel-after"),
    submit: "/models/{model}/predictions",
    submit_version: Some("/predictions"),
    input: Some("input"),
    id: "/id",
    status: Door { pointer: "/urls/get", path: "/predictions/{id}" },
    result: None,
    cancel: Some((Method::POST, Door { pointer: "/urls/cancel", path: "/predictions/{id}/cancel" })),
    state: "/status",
    states: &[
        ("succeeded", State::Done),
        ("failed", State::Ended(FaultClass::Server, InDoubt)),
        ("canceled", State::Ended(FaultClass::Lost, Landed)),
        ("aborted", State::Ended(FaultClass::Busy, DidNotHappen)),
    ],
    problems: &["/error"],
    refusals: &["nsfw", "flagged as sensitive", "content policy", "moderat"],
    filtered: None,
    pictures: &["/output/0", "/output", "/output/0/url", "/output/url"],
    seeds: &["/metrics/seed"],
    cost: Cost::Seconds { pointer: "/metrics/predict_time" },
    size: (SizeField::AspectRatio, 1),
    queue_hosts: &[],
    picture_hosts: &[".replicate.delivery"],
};
