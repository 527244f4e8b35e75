//! What a call may use: the kit, the store, the page, the seed, and threads to compute on.

mod drawn;

use std::any::Any;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use design::{BlobRef, BrandKit, Document, Format, Sha256};
use planner::NanoUsd;
use render::{BlobSource, FontBook, Layout};
use tokio::sync::Semaphore;
use tokio::time::Instant;

pub use self::drawn::Drawn;
use self::drawn::Recent;
use crate::blobs::BlobStore;
use crate::builtin::Searched;
use crate::chat_model::Message;
use crate::error::ToolError;
use crate::grant::Grant;
use crate::image_progress::ProgressSink;
use crate::permitted::Permission;
use crate::provider::Lane;
use crate::tenant::TenantId;

/// Longest message kept of a panic, characters.
const PANIC_CHARS_MAX: usize = 300;
/// Largest design that is read, bytes of JSON.
const DOCUMENT_BYTES_MAX: usize = 16 * 1024 * 1024;

/// What is fixed for all calls of a run.
pub struct Surroundings {
    /// The brand kit.
    pub kit: Arc<BrandKit>,
    /// The faces that text is set in.
    pub fonts: FontBook,
    /// Where bytes are kept.
    pub blobs: Arc<dyn BlobStore>,
    /// The page.
    pub format: Format,
    /// Seed of everything random.
    pub seed: u64,
    /// When the run began, ms since 1970: on record, and the same for all of its calls.
    pub began_ms: u64,
    /// What texts are held against.
    pub permission: Arc<Permission>,
    /// Whose calls they are.
    pub tenant: TenantId,
    /// How urgent they are.
    pub lane: Lane,
    /// One permit for every thread that may compute at a time.
    pub compute: Arc<Semaphore>,
}

/// A conversation by the digest of what was said last. A run has one at a time.
type Conversation = (Sha256, Vec<Arc<Message>>);

/// What one call may use; cheap to clone.
#[derive(Clone)]
pub struct Context {
    around: Arc<Surroundings>,
    drawn: Arc<Recent>,
    searched: Arc<Searched>,
    conversation: Arc<Mutex<Option<Conversation>>>,
    progress: Option<ProgressSink>,
    /// Whether nobody sees pictures before they are done.
    is_unseen: bool,
    call: Call,
}

/// What belongs to one call.
#[derive(Clone, Default)]
struct Call {
    grant: Option<Grant>,
    deadline: Option<Instant>,
    tier: u32,
    key: Option<Arc<str>>,
    stopped: Arc<AtomicBool>,
}

/// Reads pictures from a store; the bytes that cannot be read are missing.
pub(crate) struct Pictures<'a>(pub(crate) &'a dyn BlobStore);

impl BlobSource for Pictures<'_> {
    fn blob(&self, name: &BlobRef) -> Option<Arc<[u8]>> {
        self.0.get(name).ok().flatten()
    }
}

impl Context {
    /// A context for the calls of one run.
    #[must_use]
    pub fn new(around: Surroundings) -> Self {
        Self {
            around: Arc::new(around),
            drawn: Arc::default(),
            searched: Arc::default(),
            conversation: Arc::default(),
            progress: None,
            is_unseen: false,
            call: Call::default(),
        }
    }

    /// The same surroundings for one call, which that grant pays for.
    #[must_use]
    pub(crate) fn for_call(
        &self,
        grant: Option<Grant>,
        deadline: Option<Instant>,
        tier: u32,
        key: Option<Arc<str>>,
    ) -> Self {
        Self { call: Call { grant, deadline, tier, key, stopped: Arc::default() }, ..self.clone() }
    }

    /// The same for calls that say there how far their pictures are.
    #[must_use]
    pub fn with_progress(&self, progress: ProgressSink) -> Self {
        Self { progress: Some(progress), ..self.clone() }
    }

    /// The same, which shows nothing of what is not done.
    pub(crate) fn without_previews(&self) -> Self {
        Self { is_unseen: true, ..self.clone() }
    }

    /// The same for a question that belongs to the call, which that grant pays for.
    pub(crate) fn paid_by(&self, grant: Option<Grant>) -> Self {
        Self { call: Call { grant, ..self.call.clone() }, ..self.clone() }
    }

    /// Where it is said how far a picture is, where anybody who runs the call wants to hear it.
    #[must_use]
    pub fn progress(&self) -> Option<&ProgressSink> {
        self.progress.as_ref()
    }

    /// The same, and where whoever makes the picture says it too.
    #[must_use]
    pub fn sinks(&self, own: Option<&ProgressSink>) -> Vec<ProgressSink> {
        let all = own.into_iter().chain(&self.progress).cloned();
        all.map(|sink| if self.is_unseen { sink.without_previews() } else { sink }).collect()
    }

    /// Whether nobody waits for the call any more: work that takes long looks now and then, and stops.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.call.stopped.load(Ordering::Relaxed)
    }

    /// Goes on with long work, or not.
    ///
    /// # Errors
    ///
    /// [`ToolError::Internal`] when [nobody waits](Self::is_stopped) for the call any more.
    pub fn wanted(&self, tool: &str) -> Result<(), ToolError> {
        if self.is_stopped() { Err(given_up(tool)) } else { Ok(()) }
    }

    /// The money of the call; none outside of a live run.
    #[must_use]
    pub fn grant(&self) -> Option<&Grant> {
        self.call.grant.as_ref()
    }

    /// When the call's time is over; calls that only compute have all the time that they need.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.call.deadline
    }

    /// Which of its [tiers](crate::Tool::tiers) the call was granted: 0 is what was asked for.
    #[must_use]
    pub fn tier(&self) -> u32 {
        self.call.tier
    }

    /// What to give a provider so that it does a thing once, however often it is asked: of a call whose
    /// [effect](crate::Tool::effect) is idempotent, the same in all attempts and after a crash.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.call.key.as_deref()
    }

    /// What texts are held against.
    #[must_use]
    pub fn permission(&self) -> &Permission {
        &self.around.permission
    }

    /// Whose call it is.
    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.around.tenant
    }

    /// How urgent it is.
    #[must_use]
    pub fn lane(&self) -> Lane {
        self.around.lane
    }

    /// Forgets what is at hand to be quick, as a run does that waits for a person.
    pub fn rest(&self) {
        self.drawn.clear();
        self.searched.clear();
        // A person is asked between conversations.
        *self.conversation.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.blobs().rest();
    }

    /// The brand kit.
    #[must_use]
    pub fn kit(&self) -> &BrandKit {
        &self.around.kit
    }

    /// What is in the kit, by its words.
    pub(crate) fn searched(&self) -> &Searched {
        &self.searched
    }

    /// The conversation that ends with that, where it is at hand.
    pub(crate) fn conversation(&self, last: &Sha256) -> Option<Vec<Arc<Message>>> {
        let at_hand = self.conversation.lock().unwrap_or_else(PoisonError::into_inner);
        at_hand.as_ref().filter(|(digest, _)| digest == last).map(|(_, told)| told.clone())
    }

    /// Has a conversation at hand for the next time that it goes on.
    pub(crate) fn have_at_hand(&self, last: Sha256, told: Vec<Arc<Message>>) {
        *self.conversation.lock().unwrap_or_else(PoisonError::into_inner) = Some((last, told));
    }

    /// The faces that text is set in.
    #[must_use]
    pub fn fonts(&self) -> &FontBook {
        &self.around.fonts
    }

    /// Where bytes are kept.
    #[must_use]
    pub fn blobs(&self) -> &dyn BlobStore {
        &*self.around.blobs
    }

    /// The page.
    #[must_use]
    pub fn format(&self) -> &Format {
        &self.around.format
    }

    /// Seed of everything random.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.around.seed
    }

    /// When the run began, ms since 1970.
    #[must_use]
    pub fn began_ms(&self) -> u64 {
        self.around.began_ms
    }

    /// What says that nobody waits for the call any more, for work that cannot ask now and then.
    #[must_use]
    pub fn stopper(&self) -> Arc<AtomicBool> {
        self.call.stopped.clone()
    }

    /// Says what the call has really cost so far; a call that never says is settled at its quote.
    pub fn charge(&self, cost: NanoUsd) {
        if let Some(grant) = &self.call.grant {
            grant.charge(cost);
        }
    }

    /// Keeps bytes for `tool`.
    ///
    /// # Errors
    ///
    /// [`ToolError::Storage`] when they cannot be kept.
    pub fn keep(&self, tool: &str, bytes: &[u8]) -> Result<BlobRef, ToolError> {
        self.blobs().put(bytes).map_err(|source| ToolError::Storage { tool: tool.to_owned(), source })
    }

    /// The bytes that `tool` was given the name of.
    ///
    /// # Errors
    ///
    /// [`ToolError::MissingBlob`] when there are none, [`ToolError::Storage`] when the store cannot be read.
    pub fn fetch(&self, tool: &str, blob: &BlobRef) -> Result<Arc<[u8]>, ToolError> {
        match self.blobs().get(blob) {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => Err(ToolError::MissingBlob { tool: tool.to_owned(), blob: *blob }),
            Err(source) => Err(ToolError::Storage { tool: tool.to_owned(), source }),
        }
    }

    /// The document that `tool` was given the name of.
    ///
    /// # Errors
    ///
    /// As [`fetch`](Self::fetch); [`ToolError::InvalidInput`] when the blob is not a document.
    pub fn document(&self, tool: &str, design: &BlobRef) -> Result<Document, ToolError> {
        let bytes = self.fetch(tool, design)?;
        if bytes.len() > DOCUMENT_BYTES_MAX {
            return Err(ToolError::invalid(tool, "/design", format!("a design of {} bytes is not read", bytes.len())));
        }
        serde_json::from_slice(&bytes)
            .map_err(|error| ToolError::invalid(tool, "/design", format!("{design} is not a design: {error}")))
    }

    /// The document that `tool` was given the name of, laid out; recent ones are not laid out again.
    ///
    /// # Errors
    ///
    /// As [`document`](Self::document); [`ToolError::DoesNotFit`] when it cannot be laid out.
    pub fn drawn(&self, tool: &str, design: &BlobRef) -> Result<Arc<Drawn>, ToolError> {
        match self.drawn.get(design) {
            Some(drawn) => Ok(drawn),
            None => self.lay_out(tool, *design, &self.document(tool, design)?),
        }
    }

    /// Lays a document out that may come to nothing; it is not kept.
    ///
    /// # Errors
    ///
    /// [`ToolError::DoesNotFit`] when it cannot be laid out.
    pub fn try_out(&self, tool: &str, document: &Document) -> Result<Layout, ToolError> {
        render::lay_out(document, self.kit(), self.fonts(), &Pictures(self.blobs()))
            .map_err(|error| does_not_fit(tool, &error))
    }

    /// Whether a document is at hand, laid out.
    #[must_use]
    pub fn is_drawn(&self, design: &BlobRef) -> bool {
        self.drawn.get(design).is_some()
    }

    /// Lays out `document`, whose bytes are named `design`.
    pub(crate) fn lay_out(&self, tool: &str, design: BlobRef, document: &Document) -> Result<Arc<Drawn>, ToolError> {
        let layout = self.try_out(tool, document)?;
        let drawn = Arc::new(Drawn::new(layout));
        self.drawn.put(design, drawn.clone());
        Ok(drawn)
    }

    #[cfg(test)]
    pub(crate) fn compute_permits(&self) -> Arc<Semaphore> {
        self.around.compute.clone()
    }

    /// Computes on a thread that may block, as soon as one is free; a panic is an error of the tool.
    ///
    /// # Errors
    ///
    /// What `work` says; [`ToolError::Internal`] when it panicked.
    pub async fn compute<R: Send + 'static>(
        &self,
        tool: &str,
        work: impl FnOnce() -> Result<R, ToolError> + Send + 'static,
    ) -> Result<R, ToolError> {
        let internal = |reason: String| ToolError::Internal { tool: tool.to_owned(), reason };
        let permit = self.around.compute.clone().acquire_owned().await;
        let permit = permit.map_err(|_| internal("the run is shutting down".to_owned()))?;
        let span = tracing::Span::current();
        let (call, name) = (self.clone(), tool.to_owned());
        let task = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            call.wanted(&name)?;
            span.in_scope(work)
        });
        match task.await {
            Ok(result) => result,
            Err(error) if error.is_panic() => Err(internal(panic_message(&*error.into_panic()))),
            Err(_) => Err(internal("the run is shutting down".to_owned())),
        }
    }
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context").field("kit", &self.kit().id).field("format", self.format()).finish_non_exhaustive()
    }
}

/// What a call says that nobody waits for any more.
pub(crate) fn given_up(tool: &str) -> ToolError {
    ToolError::Internal { tool: tool.to_owned(), reason: "it was given up".to_owned() }
}

/// What a pure room says of arguments that are sound but cannot be made into anything, with its causes.
pub(crate) fn does_not_fit(tool: &str, error: &dyn std::error::Error) -> ToolError {
    let mut reason = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        reason = format!("{reason}: {cause}");
        source = cause.source();
    }
    ToolError::DoesNotFit { tool: tool.to_owned(), reason }
}

/// What a panic said.
pub(crate) fn panic_message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    format!("it panicked: {}", text.unwrap_or("without a message").chars().take(PANIC_CHARS_MAX).collect::<String>())
}
