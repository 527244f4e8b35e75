//! Why a provider gave no answer: one class for each thing that is done about it.
//!
//! | class | what was seen | happened? | tried again | counts against the provider |
//! |---|---|---|---|---|
//! | `connect` | no connection, or none in time | no | yes | yes |
//! | `rate_limited` | 429 | no | yes, after `Retry-After` | no, but nobody sends before that time |
//! | `quota` | 429 with `insufficient_quota`, or 402 | no | no | opens the breaker at once |
//! | `busy` | 409, 425 | no | yes | yes |
//! | `busy` | 408, 503: somebody on the way may have passed it on | in doubt | yes | yes |
//! | `server` | any other 5xx | in doubt | yes | yes |
//! | `stalled` | first byte late, a gap, or the whole too slow | in doubt | yes | yes |
//! | `broken` | reset, truncated, or ended without saying why | in doubt | yes | yes |
//! | `unreadable` | another content type, not JSON, a missing part | in doubt | no | yes |
//! | `denied` | 401, 403 | no | no | no |
//! | `invalid` | any other 4xx, 3xx | no | no | no |
//! | `blocked` | refused for what it asks for | no, unless the provider charges for it | no | no |
//! | `lost` | taken, or perhaps taken, by a queue, and nothing says what became of it | in doubt | no: it might be made twice | yes |
//! | `expired` | made and charged for, and what was made cannot be had | yes | no | no |
//!
//! Where the settings say that a provider does not charge for errors of its own, no 5xx happened. A stream that breaks off
//! after words have come is in doubt whatever it says.

use std::time::Duration;

use planner::WorldOutcome;

use crate::quote::Refused;

/// Longest message kept of a provider, characters.
pub(crate) const MESSAGE_CHARS_MAX: usize = 300;

/// What kind of thing went wrong at a provider; the table of this module says what is done about each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FaultClass {
    /// No connection.
    Connect,
    /// Too many calls.
    RateLimited,
    /// The account has nothing left.
    Quota,
    /// Not now.
    Busy,
    /// It failed inside.
    Server,
    /// It did not answer in time.
    Stalled,
    /// The answer broke off.
    Broken,
    /// The answer is none.
    Unreadable,
    /// The key is not accepted.
    Denied,
    /// The request is not accepted.
    Invalid,
    /// What it asks for is not accepted.
    Blocked,
    /// A queue took it, or may have, and nobody knows what became of it.
    Lost,
    /// It was made and cannot be had any more.
    Expired,
}

impl FaultClass {
    /// Its name in traces.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::RateLimited => "rate_limited",
            Self::Quota => "quota",
            Self::Busy => "busy",
            Self::Server => "server",
            Self::Stalled => "stalled",
            Self::Broken => "broken",
            Self::Unreadable => "unreadable",
            Self::Denied => "denied",
            Self::Invalid => "invalid",
            Self::Blocked => "blocked",
            Self::Lost => "lost",
            Self::Expired => "expired",
        }
    }

    /// What the call did to the world, and may therefore have cost.
    #[must_use]
    pub fn outcome(self) -> WorldOutcome {
        match self {
            Self::Connect
            | Self::RateLimited
            | Self::Quota
            | Self::Busy
            | Self::Denied
            | Self::Invalid
            | Self::Blocked => WorldOutcome::DidNotHappen,
            Self::Server | Self::Stalled | Self::Broken | Self::Unreadable | Self::Lost => WorldOutcome::InDoubt,
            Self::Expired => WorldOutcome::Landed,
        }
    }

    /// Whether the same request may fare better later.
    #[must_use]
    pub fn is_passing(self) -> bool {
        match self {
            Self::Connect | Self::RateLimited | Self::Busy | Self::Server | Self::Stalled | Self::Broken => true,
            Self::Quota
            | Self::Unreadable
            | Self::Denied
            | Self::Invalid
            | Self::Blocked
            | Self::Lost
            | Self::Expired => false,
        }
    }

    /// Whether it says something of the provider's health, not of the request.
    #[must_use]
    pub fn is_ill(self) -> bool {
        match self {
            Self::Connect
            | Self::Quota
            | Self::Busy
            | Self::Server
            | Self::Stalled
            | Self::Broken
            | Self::Unreadable
            | Self::Lost => true,
            Self::RateLimited | Self::Denied | Self::Invalid | Self::Blocked | Self::Expired => false,
        }
    }

    /// The class of an HTTP status that is not a success, and of the provider's own code where it sends one.
    #[must_use]
    pub fn of_status(status: u16, code: Option<&str>) -> Self {
        match (status, code) {
            (402, _) | (_, Some("insufficient_quota" | "billing_hard_limit_reached")) => Self::Quota,
            (400..=499, Some("content_policy_violation" | "content_filter" | "moderation_blocked")) => Self::Blocked,
            (429, _) | (_, Some("rate_limit_exceeded")) => Self::RateLimited,
            (401 | 403, _) => Self::Denied,
            (408 | 409 | 425 | 503, _) => Self::Busy,
            (500..=599, _) => Self::Server,
            _ => Self::Invalid,
        }
    }
}

/// What went wrong at a provider.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", status.map_or_else(String::new, |status| format!("{status}: ")))]
pub struct Fault {
    /// Its class.
    pub class: FaultClass,
    /// The HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// The provider's own code.
    pub code: Option<String>,
    /// What it said, or what was seen; 300 characters at most.
    pub message: String,
    /// How long it asks to be left alone.
    pub retry_after: Option<Duration>,
    /// Its name for the request.
    pub request_id: Option<String>,
    /// What the call did to the world.
    pub outcome: WorldOutcome,
}

impl Fault {
    /// A fault of a class, without an answer.
    #[must_use]
    pub fn new(class: FaultClass, message: impl AsRef<str>) -> Self {
        Self {
            class,
            status: None,
            code: None,
            message: message.as_ref().chars().take(MESSAGE_CHARS_MAX).collect(),
            retry_after: None,
            request_id: None,
            outcome: class.outcome(),
        }
    }
}

/// Why a call to a provider gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// The provider gave none.
    #[error("{provider} gave no answer in {attempts} {}: {fault}", if *attempts == 1 { "attempt" } else { "attempts" })]
    Fault {
        /// Which.
        provider: String,
        /// How often it was asked.
        attempts: u32,
        /// What it said the last time.
        fault: Box<Fault>,
    },
    /// The call's own time was over.
    #[error("{provider} did not answer within the time of the call")]
    Deadline {
        /// Which.
        provider: String,
        /// Whether an attempt had left.
        sent: bool,
    },
    /// Too many calls wait, or this one gave way to one that a person waits for.
    #[error("{provider} was not asked: {waiting} calls wait already")]
    Overloaded {
        /// Which.
        provider: String,
        /// How many.
        waiting: usize,
    },
    /// It failed too often lately and is left alone for a while.
    #[error("{provider} is left alone for {} ms: it failed too often", retry_in.as_millis())]
    Open {
        /// Which.
        provider: String,
        /// For how long.
        retry_in: Duration,
    },
    /// Our own limit of calls or tokens a minute would outlast the call.
    #[error("{provider} takes no more calls for {} ms, which is longer than this one has", retry_in.as_millis())]
    Paced {
        /// Which.
        provider: String,
        /// For how long.
        retry_in: Duration,
    },
    /// There is no money for one more attempt.
    #[error("{provider} was not asked once more after {fault}: {refused}")]
    NoMoney {
        /// Which.
        provider: String,
        /// Why it should have been.
        fault: Box<Fault>,
        /// Why it was not.
        refused: Box<Refused>,
    },
    /// A call outside of a live run.
    #[error("{provider} was not asked: nothing was granted for the call")]
    NotGranted {
        /// Which.
        provider: String,
    },
}

impl CallError {
    /// What the last attempt did to the world; those before it are settled.
    #[must_use]
    pub fn outcome(&self) -> WorldOutcome {
        match self {
            Self::Fault { fault, .. } => fault.outcome,
            Self::Deadline { sent: true, .. } => WorldOutcome::InDoubt,
            Self::Deadline { sent: false, .. }
            | Self::Overloaded { .. }
            | Self::Open { .. }
            | Self::Paced { .. }
            | Self::NoMoney { .. }
            | Self::NotGranted { .. } => WorldOutcome::DidNotHappen,
        }
    }

    /// The class of the fault, when there was one.
    #[must_use]
    pub fn class(&self) -> Option<FaultClass> {
        match self {
            Self::Fault { fault, .. } | Self::NoMoney { fault, .. } => Some(fault.class),
            Self::Deadline { .. }
            | Self::Overloaded { .. }
            | Self::Open { .. }
            | Self::Paced { .. }
            | Self::NotGranted { .. } => None,
        }
    }

    /// Its kind in traces: a fault's class, or what was decided here.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Fault { fault, .. } => fault.class.name(),
            Self::Deadline { .. } => "deadline",
            Self::Overloaded { .. } => "overloaded",
            Self::Open { .. } => "open",
            Self::Paced { .. } => "paced",
            Self::NoMoney { .. } => "no_money",
            Self::NotGranted { .. } => "not_granted",
        }
    }
}
