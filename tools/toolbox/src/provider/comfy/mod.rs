//! Pictures from a ComfyUI server: somebody's own workflow, filled in and run.
//!
//! A call has a name that both sides know before it leaves (its prompt id, the digest of what is asked), so it is looked for before
//! it is sent: what an earlier attempt, or an earlier life of this process, has left there is waited for and never sent twice.
//! The socket tells how far it is; what has become of it, the history says too, so a server without a socket does as well. What
//! nobody waits for any more is taken from the queue or interrupted. Words beside the pixels are left out of the picture: the server
//! writes the whole workflow there.
//!
//! Source: ComfyUI's `server.py`, `execution.py` and `protocol.py`, and the orders of events that a real server was seen to send.

mod attempt;
mod call;
mod edits;
mod error;
mod graph;
mod history;
mod server;
mod slots;
mod socket;
#[cfg(test)]
mod tests;
mod watch;

use std::collections::BTreeMap;
use std::sync::Arc;

use design::{EditKind, ImageEdit, ImageRequest};
use planner::NanoUsd;
use serde::{Deserialize, Serialize};
use serde_json::Map;
use tower::service_fn;

use super::image_back_end::{behind_the_stack, no_such_tier, unanswered};
use super::settings::ms;
use super::sizes::{expected, nearest};
use super::{Asked, Fault, FaultClass, Provider, ProviderSettings};
use crate::context::Context;
use crate::error::ToolError;
use crate::image_edit::{AskedEdit, Capabilities};
use crate::image_model::{ImageModel, Picture};
use crate::image_progress::ProgressSink;
use crate::prices::PriceBook;
use crate::quote::Quote;

pub use super::over_http::{Endpoint, EndpointError};
pub use edits::ComfyEdit;
pub use error::ComfyError;
pub use graph::WORKFLOW_BYTES_MAX;
pub use slots::{Places, Slot};

use call::ComfyCall;
use edits::Edit;
use graph::Graph;
use server::Server;
use slots::Values;

/// What pictures are not to show, where nobody says anything.
const NEGATIVE: &str = "text, lettering, watermark, signature, logo, frame";
/// Longest prompt, characters.
const PROMPT_CHARS_MAX: usize = 4_000;
/// Largest side that is asked for, px.
const SIDE_MAX: u32 = 8_192;
/// The price book's size for a workflow that makes any.
const ANY_SIZE: &str = "any";

/// What is set for a ComfyUI server and the workflow that it runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ComfySettings {
    /// The workflow's name in traces, and in the price book where no price is given here; 1 to 128 characters.
    pub model: String,
    /// Where each slot is in the workflow: `prompt = "6.text"`, `seed = ["3.seed", "12.noise_seed"]`. Those that stand in the
    /// workflow itself (`"text": "{{prompt}}"`) need not be named.
    pub slots: BTreeMap<Slot, Places>,
    /// Slots that the workflow goes without knowingly, though nodes of it look as if they wanted them.
    pub without: Vec<Slot>,
    /// The nodes whose pictures are the result, the first that has one; the only node that keeps pictures where none is named.
    pub output: Vec<String>,
    /// What pictures are not to show, for workflows with that slot.
    pub negative: String,
    /// Widths and heights that the workflow makes well, px; that of the nearest proportions is taken. Where none is named, it is
    /// the size that is wanted, in steps of `side_step` and with no side longer than `side_max`.
    pub sizes: Vec<(u32, u32)>,
    /// Sides are whole multiples of it, 1–256 px.
    pub side_step: u32,
    /// Longest side, 64–8,192 px.
    pub side_max: u32,
    /// What a run of the workflow costs, nano-USD; 0 is free, and has to be said. Where there is none, the price book has it.
    pub image_nano_usd: Option<u64>,
    /// Whether progress is listened for; a server without a socket is asked now and then.
    pub socket: bool,
    /// Time between two questions where there is no socket, 20–10,000 ms.
    pub poll_ms: u64,
    /// How long a server is asked that does not answer, 0–600,000 ms: time to restart in.
    pub patience_ms: u64,
}

impl Default for ComfySettings {
    fn default() -> Self {
        Self {
            model: "workflow".to_owned(),
            slots: BTreeMap::new(),
            without: Vec::new(),
            output: Vec::new(),
            negative: NEGATIVE.to_owned(),
            sizes: Vec::new(),
            side_step: 8,
            side_max: 2_048,
            image_nano_usd: None,
            socket: true,
            poll_ms: 500,
            patience_ms: 30_000,
        }
    }
}

impl ComfySettings {
    fn check(&self) -> Result<(), ComfyError> {
        let side = |&(w, h): &(u32, u32)| (1..=SIDE_MAX).contains(&w) && (1..=SIDE_MAX).contains(&h);
        let checks = [
            ("model", (1..=128).contains(&self.model.chars().count()), "1 to 128 characters long"),
            ("negative", self.negative.chars().count() <= PROMPT_CHARS_MAX, "4,000 characters long at most"),
            ("sizes", self.sizes.len() <= 64 && self.sizes.iter().all(side), "64 sizes at most, 1 to 8,192 px a side"),
            ("side_step", (1..=256).contains(&self.side_step), "1 to 256"),
            ("side_max", (64..=SIDE_MAX).contains(&self.side_max), "64 to 8,192"),
            ("side_max", self.side_max >= self.side_step, "`side_step` at least"),
            ("poll_ms", (20..=10_000).contains(&self.poll_ms), "20 to 10,000"),
            ("patience_ms", self.patience_ms <= 600_000, "600,000 at most"),
        ];
        match checks.into_iter().find(|(_, sound, _)| !sound) {
            Some((setting, _, allowed)) => Err(ComfyError::Setting { setting, allowed }),
            None => Ok(()),
        }
    }

    /// The size to ask for, px.
    fn size(&self, request: &ImageRequest) -> (u32, u32) {
        if let Some(size) = nearest(&self.sizes, request).and_then(|place| self.sizes.get(place)) {
            return *size;
        }
        let most = self.side_max - self.side_max % self.side_step;
        let scale = (f64::from(most) / request.width.max(request.height)).min(1.0);
        let steps = |side: f64| libm::ceil(side * scale / f64::from(self.side_step)) as u32;
        let side = |side: f64| steps(side).saturating_mul(self.side_step).clamp(self.side_step, most);
        (side(request.width), side(request.height))
    }
}

/// A workflow at a ComfyUI server. Cheap to clone; clones share the endpoint's stack.
#[derive(Debug, Clone)]
pub struct ComfyUi {
    name: Arc<str>,
    settings: Arc<ComfySettings>,
    graph: Arc<Graph>,
    /// The workflows of what it does to pictures.
    edits: BTreeMap<EditKind, Edit>,
    /// By size, in the order of the settings; a single one where any size costs the same.
    quotes: Arc<[Quote]>,
    server: Arc<Server>,
    progress: Option<ProgressSink>,
    provider: Provider<ComfyCall>,
}

impl ComfyUi {
    /// Settings for a server of one's own, which makes one picture after the other and takes minutes for some.
    #[must_use]
    pub fn usual(name: impl Into<String>) -> ProviderSettings {
        ProviderSettings {
            running_max: 4,
            batch_running_max: 3,
            attempts: 2,
            attempt_ms: 600_000,
            call_ms: 900_000,
            ..ProviderSettings::named(name)
        }
    }

    /// A workflow in the API format (its JSON, 256 KiB at most) at an endpoint (`http://127.0.0.1:8188`), at the prices of a day
    /// (`YYYY-MM-DD`) where the settings give none. Nothing is sent; [`check`](Self::check) asks the server about it.
    ///
    /// # Errors
    ///
    /// [`ComfyError`] when the workflow cannot be read or filled, has no price, or a setting is out of its range.
    pub fn new(
        endpoint: Endpoint,
        workflow: &str,
        settings: ComfySettings,
        prices: &PriceBook,
        day: &str,
    ) -> Result<Self, ComfyError> {
        settings.check()?;
        let graph = Graph::read(workflow, &settings.slots, &settings.without, &settings.output)?;
        graph.check_for(None)?;
        let quotes = quotes(&settings, prices, day)?;
        let name = format!("{}/{}", endpoint.settings().name, settings.model).into();
        let stack = endpoint.settings().clone();
        let endpoint = endpoint.over_http1()?;
        let waits = (ms(settings.poll_ms), ms(settings.patience_ms));
        let server = Arc::new(Server::new(endpoint, waits.0, waits.1, settings.socket)?);
        let asked = server.clone();
        let adaptor = service_fn(move |asking: Asked<ComfyCall>| {
            let server = asked.clone();
            async move {
                let (made, price) = attempt::attempt(&server, &asking.request, &asking.around.grant).await?;
                asking.around.grant.charge_all(price);
                Ok(made)
            }
        });
        let provider = Provider::new(stack, adaptor).map_err(EndpointError::from)?;
        let (settings, graph) = (Arc::new(settings), Arc::new(graph));
        Ok(Self {
            name,
            settings,
            graph,
            edits: BTreeMap::new(),
            quotes: quotes.into(),
            server,
            progress: None,
            provider,
        })
    }

    /// Tells there how far pictures are, and shows what comes of them meanwhile.
    #[must_use]
    pub fn with_progress(self, progress: ProgressSink) -> Self {
        Self { progress: Some(progress), ..self }
    }

    /// Asks the server whether it has the workflow's nodes, and the inputs that are filled; in the time of a call at most.
    ///
    /// # Errors
    ///
    /// [`ComfyError`] for the first that it has not, and when it cannot be asked.
    pub async fn check(&self) -> Result<(), ComfyError> {
        let limit = ms(self.provider.settings().call_ms);
        let late = |_| ComfyError::Server(Fault::new(FaultClass::Stalled, "it did not say in time"));
        tokio::time::timeout(limit, self.check_nodes()).await.map_err(late)?
    }

    async fn check_nodes(&self) -> Result<(), ComfyError> {
        let mut known: BTreeMap<&str, Option<Vec<String>>> = BTreeMap::new();
        for graph in std::iter::once(&*self.graph).chain(self.edits.values().map(|edit| &*edit.graph)) {
            for (node, class) in graph.classes() {
                let inputs = match known.get(class) {
                    Some(inputs) => inputs,
                    None => {
                        let inputs = self.server.inputs_of(class).await.map_err(ComfyError::Server)?;
                        known.entry(class).or_insert(inputs)
                    }
                };
                check_node(graph, (node, class), inputs.as_deref())?;
            }
        }
        Ok(())
    }

    fn quote_of(&self, size: (u32, u32)) -> Quote {
        let place = self.settings.sizes.iter().position(|own| *own == size).unwrap_or(0);
        self.quotes.get(place).copied().unwrap_or(Quote::UNLIMITED)
    }
}

/// Checks that a server has a node's class, and what is filled of it.
fn check_node(graph: &Graph, (node, class): (&str, &str), inputs: Option<&[String]>) -> Result<(), ComfyError> {
    let (node, class) = (node.to_owned(), class.to_owned());
    let Some(inputs) = inputs else { return Err(ComfyError::UnknownClass { node, class }) };
    // What has a dot in its name belongs to another, and is listed with it.
    let mut own = graph.places().filter(|(own, input)| *own == node && !input.contains('.'));
    match own.find(|(_, input)| !inputs.iter().any(|known| known == input)) {
        Some((_, input)) => Err(ComfyError::UnknownInput { node, class, input: input.to_owned() }),
        None => Ok(()),
    }
}

/// What a picture costs in each of the sizes.
fn quotes(settings: &ComfySettings, prices: &PriceBook, day: &str) -> Result<Vec<Quote>, ComfyError> {
    if let Some(money) = settings.image_nano_usd {
        let quote = Quote { money: NanoUsd(money), images: 1, calls: 1, ..Quote::FREE };
        return Ok(vec![quote; settings.sizes.len().max(1)]);
    }
    let quote = |size: &str| Ok(prices.quote_images(&settings.model, size, None, 1, day)?);
    match settings.sizes.as_slice() {
        [] => Ok(vec![quote(ANY_SIZE)?]),
        sizes => sizes.iter().map(|(w, h)| quote(&format!("{w}x{h}"))).collect(),
    }
}

impl ImageModel for ComfyUi {
    fn name(&self) -> &str {
        &self.name
    }

    // The same on one machine it may be; on the next it is not.
    behind_the_stack!();

    fn quote(&self, request: &ImageRequest) -> Quote {
        self.quote_of(self.settings.size(request))
    }

    fn proportions(&self, request: &ImageRequest, _: u32) -> f64 {
        let (width, height) = self.settings.size(request);
        f64::from(width) / f64::from(height.max(1))
    }

    /// A prompt has the name that was made for it, and is looked for before it is sent.
    fn makes_once(&self) -> bool {
        true
    }

    async fn generate(&self, context: &Context, request: ImageRequest) -> Result<Picture, ToolError> {
        if context.tier() != 0 {
            return Err(no_such_tier());
        }
        let size = self.settings.size(&request);
        let values = Values {
            prompt: request.prompt.chars().take(PROMPT_CHARS_MAX).collect(),
            negative: self.negative(&request.negative),
            size,
            seed: request.seed,
            ..Values::default()
        };
        let parts = call::Parts {
            graph: self.graph.filled(&values),
            outputs: self.graph.outputs().to_vec(),
            uploads: Vec::new(),
            price: self.quote_of(size),
            expected: expected(size, &Map::new()),
            node: request.node,
            progress: context.sinks(self.progress.as_ref()),
        };
        let call = ComfyCall::new(self.server.clone(), context, parts);
        let made = self.provider.ask(context, call).await;
        made.map_err(unanswered)
    }

    fn capabilities(&self) -> Capabilities {
        self.own_capabilities()
    }

    fn edit_size(&self, edit: &ImageEdit) -> (u32, u32) {
        self.size_of(edit)
    }

    fn quote_edit(&self, edit: &ImageEdit) -> Quote {
        self.edits.get(&edit.kind()).map_or(Quote::UNLIMITED, |own| own.quote)
    }

    async fn edit(&self, context: &Context, asked: AskedEdit) -> Result<Picture, ToolError> {
        self.edited(context, asked).await
    }
}
