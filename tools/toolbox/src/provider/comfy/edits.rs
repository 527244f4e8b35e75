//! What is done to pictures at a ComfyUI server: a workflow of its own for each kind of edit, which is given its pictures by name.

use std::collections::BTreeMap;
use std::sync::Arc;

use design::{EditKind, ImageEdit};
use planner::NanoUsd;
use serde::{Deserialize, Serialize};
use serde_json::Map;

use super::call::{ComfyCall, Parts, Upload};
use super::graph::Graph;
use super::slots::{Places, Slot, Values};
use super::{ANY_SIZE, ComfyError, ComfyUi, NEGATIVE, PROMPT_CHARS_MAX, SIDE_MAX};
use crate::context::Context;
use crate::error::ToolError;
use crate::image_edit::{AskedEdit, Capabilities};
use crate::image_model::Picture;
use crate::prices::PriceBook;
use crate::provider::image_back_end::unedited;
use crate::provider::sizes::expected;
use crate::quote::Quote;

/// What is set for a workflow that does something to pictures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ComfyEdit {
    /// Where each slot is in the workflow, as of [`ComfySettings::slots`](super::ComfySettings::slots); besides those there are
    /// `image`, `mask`, `reference`, `reference2`, `left`, `top`, `right` and `bottom`, each for the edits that have it.
    pub slots: BTreeMap<Slot, Places>,
    /// Slots that the workflow goes without knowingly.
    pub without: Vec<Slot>,
    /// The nodes whose pictures are the result, as of [`ComfySettings::output`](super::ComfySettings::output).
    pub output: Vec<String>,
    /// Sides of what it makes larger, or anew, are whole multiples of it, 1–256 px.
    pub side_step: u32,
    /// Longest side of that, 64–8,192 px.
    pub side_max: u32,
    /// What a run costs, nano-USD; as much as one of the workflow that makes pictures, where there is none.
    pub image_nano_usd: Option<u64>,
}

impl Default for ComfyEdit {
    fn default() -> Self {
        Self {
            slots: BTreeMap::new(),
            without: Vec::new(),
            output: Vec::new(),
            side_step: 8,
            side_max: 1_536,
            image_nano_usd: None,
        }
    }
}

/// A workflow that does something to pictures.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    pub(super) graph: Arc<Graph>,
    pub(super) quote: Quote,
    side_step: u32,
    side_max: u32,
}

impl ComfyUi {
    /// The same with a workflow in the API format that does an edit of that kind.
    ///
    /// # Errors
    ///
    /// [`ComfyError`] when the workflow cannot be read or filled, lacks what such an edit needs, has no price, or a setting is out
    /// of its range.
    pub fn with_edit(
        mut self,
        kind: EditKind,
        workflow: &str,
        settings: &ComfyEdit,
        prices: &PriceBook,
        day: &str,
    ) -> Result<Self, ComfyError> {
        let checks = [
            ("side_step", (1..=256).contains(&settings.side_step), "1 to 256"),
            ("side_max", (64..=SIDE_MAX).contains(&settings.side_max), "64 to 8,192"),
            ("side_max", settings.side_max >= settings.side_step, "`side_step` at least"),
        ];
        if let Some((setting, _, allowed)) = checks.into_iter().find(|(_, sound, _)| !sound) {
            return Err(ComfyError::Setting { setting, allowed });
        }
        let graph = Graph::read(workflow, &settings.slots, &settings.without, &settings.output)?;
        graph.check_for(Some(kind))?;
        let quote = match settings.image_nano_usd.or(self.settings.image_nano_usd) {
            Some(money) => Quote { money: NanoUsd(money), images: 1, calls: 1, ..Quote::FREE },
            None => prices.quote_images(&self.settings.model, ANY_SIZE, None, 1, day)?,
        };
        let (side_step, side_max) = (settings.side_step, settings.side_max);
        self.edits.insert(kind, Edit { graph: Arc::new(graph), quote, side_step, side_max });
        Ok(self)
    }

    /// What a picture is not to show: what was set for all, and what is said of this one.
    pub(super) fn negative(&self, own: &str) -> String {
        let set = self.settings.negative.as_str();
        // What is there by itself stands for what is said.
        let set = if set == NEGATIVE && !own.is_empty() { "" } else { set };
        let all: Vec<&str> = [set, own].into_iter().filter(|part| !part.is_empty()).collect();
        all.join(", ").chars().take(PROMPT_CHARS_MAX).collect()
    }

    pub(super) fn own_capabilities(&self) -> Capabilities {
        let graphs = self.edits.values().map(|edit| &edit.graph);
        Capabilities {
            generate: true,
            seed: self.graph.has(Slot::Seed),
            negative: [&self.graph].into_iter().chain(graphs).all(|graph| graph.has(Slot::Negative)),
            progress: self.settings.socket,
            edits: self.edits.keys().copied().collect(),
            references_max: if self.edits.contains_key(&EditKind::StyleReference) { 2 } else { 0 },
        }
    }

    /// The size that a workflow makes larger, or anew: that which is wanted, in its steps and no longer than its longest side.
    pub(super) fn size_of(&self, edit: &ImageEdit) -> (u32, u32) {
        let Some(own) = self.edits.get(&edit.kind()) else { return (edit.width, edit.height) };
        let most = own.side_max - own.side_max % own.side_step;
        let scale = (f64::from(most) / f64::from(edit.width.max(edit.height).max(1))).min(1.0);
        let side = |side: u32| {
            let steps = libm::round(f64::from(side) * scale / f64::from(own.side_step)) as u32;
            steps.saturating_mul(own.side_step).clamp(own.side_step, most)
        };
        (side(edit.width), side(edit.height))
    }

    pub(super) async fn edited(&self, context: &Context, asked: AskedEdit) -> Result<Picture, ToolError> {
        let Some(own) = self.edits.get(&asked.edit.kind()) else {
            return Err(self.own_capabilities().refusal(&self.name, asked.edit.kind()));
        };
        let (files, uploads) = handed(&asked);
        let values = Values {
            prompt: asked.edit.prompt.chars().take(PROMPT_CHARS_MAX).collect(),
            negative: self.negative(&asked.edit.negative),
            size: (asked.edit.width, asked.edit.height),
            seed: asked.edit.seed,
            files,
            padding: asked.padding(),
        };
        let parts = Parts {
            graph: own.graph.filled(&values),
            outputs: own.graph.outputs().to_vec(),
            uploads,
            price: own.quote,
            expected: expected(values.size, &Map::new()),
            node: asked.node,
            progress: context.sinks(self.progress.as_ref()),
        };
        let call = ComfyCall::new(self.server.clone(), context, parts);
        let made = self.provider.ask(context, call).await;
        made.map_err(unedited)
    }
}

/// The pictures of an edit as they are named at the server: by their digests, so that the same is there once, and the name of a call
/// is that of its pictures too.
fn handed(asked: &AskedEdit) -> (BTreeMap<Slot, String>, Vec<Upload>) {
    let second = asked.references.get(1).or(asked.references.first());
    let pictures = [
        (Slot::Image, asked.image.as_ref()),
        (Slot::Mask, asked.mask.as_ref()),
        (Slot::Reference, asked.references.first()),
        (Slot::Reference2, second),
    ];
    let (mut files, mut uploads) = (BTreeMap::new(), Vec::<Upload>::new());
    for (slot, picture) in pictures {
        let Some(picture) = picture else { continue };
        let upload = Upload::of(picture);
        files.insert(slot, upload.path());
        if uploads.iter().all(|other| other.name != upload.name) {
            uploads.push(upload);
        }
    }
    (files, uploads)
}
