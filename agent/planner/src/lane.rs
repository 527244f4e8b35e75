//! One candidate at work, as the planner remembers it.

use std::collections::{BTreeMap, BTreeSet};

use design::{
    BlobRef, Copy, Critique, DesignPlan, Finding, ImageEdit, ImageRequest, KeptLayer, NodeId, Operation, Score,
};
use serde::{Deserialize, Serialize};

use crate::calls::{GeneratedImage, JudgedDesign, MadeBy};
use crate::option_set::Rejected;
use crate::photograph::Photograph;
use crate::settings::Judge;
use crate::wording;

/// One candidate at work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Lane {
    pub(crate) plan: DesignPlan,
    /// The idea behind it, where somebody had one.
    pub(crate) idea: Option<String>,
    pub(crate) copy: Copy,
    /// How well the plan suits the brief, where that is known.
    pub(crate) fit: Option<Score>,
    /// What composing found.
    pub(crate) findings: Vec<Finding>,
    /// The document before its pictures.
    pub(crate) composed: Option<BlobRef>,
    pub(crate) images: Vec<ImageRequest>,
    /// The photographs that are shown again, by the index of their request; asked for anew where they do not fit.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) carried: BTreeMap<u32, Box<MadeBy>>,
    /// The requests whose edits are made anew, for what came of them before cannot be used.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) anew: BTreeSet<u32>,
    /// What is done to pictures for it, by the nodes that show them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) edits: BTreeMap<NodeId, ImageEdit>,
    /// The photographs that it shows, by the index of their request.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) photographs: BTreeMap<u32, Photograph>,
    /// Pictures that a filter is changing, by the index of their request.
    pub(crate) unfiltered: BTreeMap<u32, Unfiltered>,
    /// The answer to each request by its index; `Err` says why there is none.
    pub(crate) pictures: BTreeMap<u32, Result<Operation, String>>,
    /// What was drawn last and waits for its critique.
    pub(crate) drawn: Option<(BlobRef, BlobRef)>,
    /// What the house found, as long as foreign tools are asked about the same design.
    pub(crate) judging: Option<Box<Judging>>,
    /// The better of what was criticised.
    pub(crate) best: Option<Made>,
    /// Whether the one repair pass was used.
    pub(crate) repaired: bool,
    /// The repairs of the house, while those of foreign tools are tried along with them.
    pub(crate) without_foreign: Option<(BlobRef, Vec<Operation>)>,
    /// What a model that made it by hand is told besides.
    pub(crate) notes: Vec<String>,
    /// What was understood of the exact values of the brief, and what was not; told with the first set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) exactly: Vec<String>,
    /// The layers of the design that was drawn last of which something is locked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) locked: Vec<KeptLayer>,
    /// How it ended.
    pub(crate) end: Option<End>,
}

/// A design that the house criticised, and what foreign tools say of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Judging {
    pub(crate) made: Made,
    pub(crate) repairs: Vec<Operation>,
    /// Who was asked.
    pub(crate) judges: Vec<Judge>,
    /// By their place among those; `Err` says why there is none.
    pub(crate) said: BTreeMap<u32, Result<JudgedDesign, String>>,
}

/// A picture on its way through the filters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Unfiltered {
    pub(crate) made: GeneratedImage,
    pub(crate) filters: Vec<String>,
    /// How many of them had it.
    pub(crate) done: u32,
}

/// How a lane ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum End {
    /// There is a design: `best`.
    Made,
    /// There is none.
    Rejected { code: String, reason: String },
}

/// A design that was drawn and criticised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Made {
    pub(crate) design: BlobRef,
    pub(crate) png: BlobRef,
    pub(crate) critique: Critique,
    /// The layers of it of which something is locked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) locked: Vec<KeptLayer>,
}

impl Lane {
    pub(crate) fn new(plan: DesignPlan, copy: Copy) -> Self {
        Self {
            plan,
            idea: None,
            copy,
            fit: None,
            findings: Vec::new(),
            composed: None,
            images: Vec::new(),
            carried: BTreeMap::new(),
            anew: BTreeSet::new(),
            edits: BTreeMap::new(),
            photographs: BTreeMap::new(),
            unfiltered: BTreeMap::new(),
            pictures: BTreeMap::new(),
            drawn: None,
            judging: None,
            best: None,
            repaired: false,
            without_foreign: None,
            notes: Vec::new(),
            exactly: Vec::new(),
            locked: Vec::new(),
            end: None,
        }
    }

    pub(crate) fn rejection(&self, id: &str) -> Option<Rejected> {
        let (reason, findings) = match (self.end.as_ref()?, &self.best) {
            (End::Rejected { reason, .. }, best) => {
                let findings =
                    best.as_ref().map_or_else(|| self.findings.clone(), |made| made.critique.findings.clone());
                (reason.clone(), findings)
            }
            (End::Made, Some(made)) if !made.critique.passes() => {
                (wording::gate_failure(&made.critique), made.critique.findings.clone())
            }
            (End::Made, _) => return None,
        };
        Some(Rejected { id: id.to_owned(), reason, findings })
    }
}
