//! Image models behind a queue: a job is submitted, asked after until it is over, and its picture fetched. One machine of states
//! for all of them; how they differ is [data](dialect).
//!
//! What was submitted may cost, so nothing is submitted twice whose answer was lost, and a job that nobody waits for any more is
//! called off, where its queue can. Asking after a job is free, and repeated within an attempt. Addresses in answers are
//! followed where their host is on a list, and never to another machine by a redirect.

mod dialect;
mod edits;
mod hosts;
mod job;
mod picture;
mod settings;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use bytes::Bytes;
use design::{EditKind, ImageEdit, ImageRequest};
use planner::NanoUsd;
use reqwest::Url;
use secrecy::SecretString;
use serde_json::Value;
use tower::service_fn;

use super::image_back_end::{behind_the_stack, no_such_tier, unanswered};
use super::over_http::{Endpoint, EndpointError, Transport};
use super::settings::ms;
use super::sizes::expected;
use super::{Asked, Fault, FaultClass, Provider, ProviderCall, ProviderSettings};
use crate::context::Context;
use crate::error::ToolError;
use crate::image_edit::{AskedEdit, Capabilities};
use crate::image_model::{ImageModel, Picture};
use crate::prices::{PriceBook, PriceError};
use crate::quote::Quote;
use crate::tool::Tier;

pub use dialect::{QueueDialect, SizeField};
pub use settings::{QueueEdit, QueueSettings, QueueTier};

use dialect::{Cost, Dialect};
use edits::PricedEdit;
use hosts::Hosts;
use job::Job;
use settings::{Priced, SIDE_MAX};

/// Largest answer that is no picture, bytes.
const ANSWER_BYTES_MAX: usize = 1 << 20;

/// The share of an attempt's time that a job has.
const OWN_SHARE: f64 = 0.98;

/// Why a queue cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueueImagesError {
    /// The endpoint cannot be used.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// A tier has no price: what has none is not called.
    #[error(transparent)]
    Price(#[from] PriceError),
    /// A tier has no size, or one that its model does not make.
    #[error("tier {place} must name sizes of 1 to {SIDE_MAX} px a side, in multiples of {multiple}")]
    Size {
        /// Which, from 1.
        place: usize,
        /// What the sides are multiples of, px.
        multiple: u32,
    },
    /// A tier's model has a name that no model has.
    #[error("tier {place} must name its model in letters, figures and any of `-_.:/`")]
    Model {
        /// Which, from 1.
        place: usize,
    },
    /// A host is none.
    #[error("{host:?} is no host; give a name such as cdn.example.com, .example.com or 127.0.0.1:9000")]
    Host {
        /// What was given.
        host: String,
    },
    /// A setting is out of its range.
    #[error("the queue's `{setting}` must be {allowed}")]
    Setting {
        /// Which.
        setting: &'static str,
        /// What it may be.
        allowed: &'static str,
    },
}

/// What is asked of a queue.
#[derive(Debug)]
struct QueueCall {
    url: Url,
    /// The model's app.
    app: String,
    body: Bytes,
    price: Quote,
    second: Option<NanoUsd>,
    seed: Option<u64>,
    /// What the call is called, where the queue is told.
    name: Option<String>,
    expected: u64,
}

impl ProviderCall for QueueCall {
    type Answer = Arc<Picture>;
    const OPERATION: &'static str = "generate_content";

    fn expected(&self) -> u64 {
        self.expected
    }
}

/// A queue as its jobs see it.
struct Queue {
    endpoint: Endpoint,
    dialect: &'static Dialect,
    settings: QueueSettings,
    /// For answers that are no pictures.
    api: Transport,
    /// Where jobs may be asked after.
    jobs: Hosts,
    /// Where pictures may be.
    pictures: Hosts,
}

/// Image models behind a queue. Cheap to clone; clones share the queue's stack.
#[derive(Debug, Clone)]
pub struct QueueImages {
    name: Arc<str>,
    dialect: QueueDialect,
    tiers: Arc<[Priced]>,
    /// What is done to pictures.
    edits: Arc<BTreeMap<EditKind, PricedEdit>>,
    submits: Arc<[Url]>,
    names_calls: bool,
    provider: Provider<QueueCall>,
}

impl QueueImages {
    /// The image models of a queue, with the key that it wants, behind a stack, at the prices of a day (`YYYY-MM-DD`): a book that
    /// is edited later changes nothing. A job has the time of one attempt (`attempt_ms` of the stack).
    ///
    /// # Errors
    ///
    /// [`QueueImagesError`] when a tier has no price, no size or nothing to be called by, or a setting cannot be.
    pub fn new(
        settings: QueueSettings,
        key: Option<SecretString>,
        stack: ProviderSettings,
        prices: &PriceBook,
        day: &str,
    ) -> Result<Self, QueueImagesError> {
        settings.check()?;
        let dialect = settings.dialect.data();
        let base = settings.base_url.as_deref().unwrap_or(dialect.base);
        let mut endpoint = Endpoint::with_key(base, key, dialect.key, stack.clone())?;
        for (name, value) in dialect.headers {
            endpoint = endpoint.with_plain_header(name, value)?;
        }
        if let Some(header) = &settings.idempotency_header {
            // Whether it can be one.
            let _ = endpoint.clone().with_plain_header(header, "")?;
        }
        let (mut tiers, mut submits) = (Vec::new(), Vec::new());
        for (place, tier) in (1..).zip(&settings.tiers) {
            let priced = Priced::new(tier, place, dialect, prices, day)?;
            submits.push(endpoint.url(&priced.path(dialect))?);
            tiers.push(priced);
        }
        let mut edits = BTreeMap::new();
        for (kind, own) in &settings.edits {
            own.check(*kind)?;
            let priced = Priced::new(&own.model, 1, dialect, prices, day)?;
            let url = endpoint.url(&priced.path(dialect))?;
            edits.insert(*kind, PricedEdit { priced, own: own.clone(), url });
        }
        let model = settings.tiers.first().map_or("", |tier| &tier.model);
        let name = format!("{}/{model}", stack.name).into();
        let (kind, names_calls) = (settings.dialect, settings.idempotency_header.is_some());
        let queue = Arc::new(Queue::new(endpoint, dialect, settings)?);
        let adaptor = service_fn(move |asked: Asked<QueueCall>| make(queue.clone(), asked));
        let provider = Provider::new(stack, adaptor).map_err(EndpointError::from)?;
        let (tiers, submits, edits) = (tiers.into(), submits.into(), Arc::new(edits));
        Ok(Self { name, dialect: kind, tiers, edits, submits, names_calls, provider })
    }

    /// The stack around its calls.
    #[cfg(test)]
    fn provider(&self) -> &Provider<QueueCall> {
        &self.provider
    }

    fn call(&self, context: &Context, request: &ImageRequest) -> Option<QueueCall> {
        let tier = usize::try_from(context.tier()).ok()?;
        let (priced, url) = (self.tiers.get(tier)?, self.submits.get(tier)?);
        let body = priced.body(self.dialect.data(), request).to_string().into();
        // What is drawn for a call without a key only has to be another's for no other.
        let drawn = || format!("{:016x}", RandomState::new().hash_one(&request.prompt));
        let name = self.names_calls.then(|| context.idempotency_key().map_or_else(drawn, str::to_owned));
        let (price, seed) = (priced.quote(request), priced.seed(request));
        let (second, app) = (priced.second, priced.app());
        let expected = priced.size(request).map_or(0, |(size, _)| expected(size, &priced.tier.more));
        Some(QueueCall { url: url.clone(), app, body, price, second, seed, name, expected })
    }
}

impl ImageModel for QueueImages {
    fn name(&self) -> &str {
        &self.name
    }

    behind_the_stack!();

    fn quote(&self, request: &ImageRequest) -> Quote {
        self.tiers.first().map_or(Quote::UNLIMITED, |tier| tier.quote(request))
    }

    fn tiers(&self, request: &ImageRequest) -> Vec<Tier> {
        let cheaper = self.tiers.iter().skip(1);
        cheaper.map(|priced| Tier { what: priced.tier.what.clone(), quote: priced.quote(request) }).collect()
    }

    fn proportions(&self, request: &ImageRequest, tier: u32) -> f64 {
        let tier = usize::try_from(tier).ok().and_then(|tier| self.tiers.get(tier));
        let size = tier.and_then(|tier| tier.size(request));
        size.map_or(request.width / request.height, |((width, height), _)| f64::from(width) / f64::from(height.max(1)))
    }

    /// A queue that is told of each call by a name takes it up once.
    fn makes_once(&self) -> bool {
        self.names_calls
    }

    fn capabilities(&self) -> Capabilities {
        self.own_capabilities()
    }

    fn edit_size(&self, edit: &ImageEdit) -> (u32, u32) {
        self.size_of(edit)
    }

    fn quote_edit(&self, edit: &ImageEdit) -> Quote {
        self.quote_of_edit(edit)
    }

    async fn edit(&self, context: &Context, asked: AskedEdit) -> Result<Picture, ToolError> {
        self.edited(context, asked).await
    }

    async fn generate(&self, context: &Context, request: ImageRequest) -> Result<Picture, ToolError> {
        let call = self.call(context, &request);
        let call = call.ok_or_else(no_such_tier)?;
        let answer = self.provider.ask(context, call).await;
        let picture = answer.map_err(unanswered)?;
        Ok(Arc::unwrap_or_clone(picture))
    }
}

impl Queue {
    fn new(endpoint: Endpoint, dialect: &'static Dialect, settings: QueueSettings) -> Result<Self, EndpointError> {
        let own = endpoint.url("")?;
        let list = |set: &[String], known: &[&str]| {
            let known = known.iter().map(|host| (*host).to_owned());
            set.iter().cloned().chain(known).collect::<Vec<_>>()
        };
        let jobs = Hosts::new(own.clone(), list(&settings.queue_hosts, dialect.queue_hosts), false);
        let pictures = Hosts::new(own, list(&settings.picture_hosts, dialect.picture_hosts), true);
        let api = endpoint.transport().up_to(ANSWER_BYTES_MAX);
        Ok(Self { endpoint, dialect, settings, api, jobs, pictures })
    }

    /// What a job was charged: what the queue says, where that is less than was quoted.
    fn charge(&self, call: &QueueCall, said: &[&Value]) -> Quote {
        let number = |pointer: &&str| said.iter().find_map(|answer| answer.pointer(pointer)?.as_f64());
        let known = match &self.dialect.cost {
            Cost::Unsaid => None,
            Cost::Credits { pointers, nano_usd } => pointers.iter().find_map(number).map(|credits| credits * nano_usd),
            Cost::Seconds { pointer } => {
                let second = call.second.map(|second| second.0 as f64);
                number(pointer).zip(second).map(|(seconds, second)| seconds * second)
            }
        };
        let known = known.filter(|cost| cost.is_finite() && *cost >= 0.0).map(|cost| libm::ceil(cost) as u64);
        let money = known.map_or(call.price.money, |known| call.price.money.min(NanoUsd(known)));
        if known.is_some_and(|known| known > call.price.money.0) {
            tracing::warn!(quoted = %call.price.money, "the queue says that a picture cost more than it was quoted");
        }
        Quote { money, ..call.price }
    }
}

/// One attempt, within its time: one that is broken off from outside would be made once more.
async fn make(queue: Arc<Queue>, asked: Asked<QueueCall>) -> Result<Arc<Picture>, Fault> {
    let limit = ms(queue.endpoint.settings().attempt_ms).mul_f64(OWN_SHARE);
    let lost = || Fault::new(FaultClass::Lost, format!("the job was not over within {} ms", limit.as_millis()));
    tokio::time::timeout(limit, run(&queue, &asked)).await.unwrap_or_else(|_| Err(lost()))
}

/// A job from its submission to its picture.
async fn run(queue: &Arc<Queue>, asked: &Asked<QueueCall>) -> Result<Arc<Picture>, Fault> {
    let mut job = Job::submit(queue, asked).await?;
    let result = job.result().await.map_err(|fault| job.named(fault))?;
    asked.around.grant.charge_all(queue.charge(&asked.request, &[&result, job.said()]));
    let made = |pointers: &[&str]| pointers.iter().find_map(|pointer| result.pointer(pointer)?.as_u64());
    if let Some(seed) = made(queue.dialect.seeds)
        && asked.request.seed.is_some_and(|wanted| wanted != seed)
    {
        tracing::info!(seed, "the queue made the picture with another seed");
    }
    let filtered = queue.dialect.filtered.and_then(|flag| result.pointer(flag)?.as_bool());
    if filtered == Some(true) {
        let fault = Fault::new(FaultClass::Blocked, "the picture was taken away for what it shows");
        return Err(job.named(picture::landed(fault)));
    }
    let address = queue.dialect.pictures.iter().find_map(|pointer| result.pointer(pointer)?.as_str());
    picture::fetch(queue, address).await.map(Arc::new).map_err(|fault| job.named(fault))
}
