//! A design that was made, as it is chosen among, offered and narrowed from.

use std::collections::BTreeSet;

use design::{BlobRef, Copy, Critique, DesignPlan, KeptLayer, Role, Score};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::aspect::Aspect;
use crate::lane::Made;
use crate::money::NanoUsd;
use crate::photograph::Photograph;
use crate::taste::Look;

/// Name of the score for how well a design suits the brief.
pub const FIT: &str = "fit";
/// What it counts in the total, per cent.
pub const FIT_PERCENT: u32 = 45;

/// A complete candidate: what [`choose`](crate::choose) chooses from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Its lane, unique in the run.
    pub id: String,
    /// What it was to be.
    pub plan: DesignPlan,
    /// The idea behind it, where somebody had one.
    pub idea: Option<String>,
    /// The words it shows.
    pub copy: Copy,
    /// Whether its arrangement has a place for a picture; the plan of one that has none may name one.
    pub is_pictured: bool,
    /// The photographs in it that a model made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photographs: Vec<Photograph>,
    /// Its document.
    pub design: BlobRef,
    /// Its picture.
    pub png: BlobRef,
    /// Its critique.
    pub critique: Critique,
    /// What it cost.
    pub cost: NanoUsd,
    /// What of it is locked, layer by layer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
}

/// Layers that a person locked: designs that are made from there on have them as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Kept {
    /// The document that they are in.
    pub design: BlobRef,
    /// Which they are.
    pub layers: Vec<KeptLayer>,
}

impl Kept {
    pub(crate) fn of(made: &Made) -> Option<Self> {
        (!made.locked.is_empty()).then(|| Self { design: made.design, layers: made.locked.clone() })
    }

    /// Those of the layers that `is_wanted` says; none, where it says none.
    pub(crate) fn only(&self, is_wanted: impl Fn(&KeptLayer) -> bool) -> Option<Self> {
        let layers: Vec<_> = self.layers.iter().filter(|layer| is_wanted(layer)).cloned().collect();
        (!layers.is_empty()).then_some(Self { layers, ..*self })
    }

    /// The aspects that stay as they are with them. Where one layer stays in its place, the others lie around it as they did.
    pub(crate) fn fixed(&self) -> BTreeSet<Aspect> {
        let is_worded =
            |role| !matches!(role, Role::Background | Role::Underlay | Role::Image | Role::Logo | Role::Embellishment);
        let mut fixed: BTreeSet<Aspect> = [Aspect::Layout].into();
        fixed.extend(self.layers.iter().any(|layer| is_worded(layer.role)).then_some(Aspect::Words));
        fixed.extend(self.layers.iter().any(|layer| layer.role == Role::Image).then_some(Aspect::Picture));
        fixed
    }
}

/// The critique with how well the design suits the brief, which the rules of craft do not ask: they like large type on an
/// empty page whatever it is for.
pub(crate) fn fitted(critique: &Critique, fit: Score, percent: u32) -> Critique {
    let mut fitted = critique.clone();
    fitted.scores.insert(FIT.to_owned(), fit);
    if critique.passes() {
        let (craft, fit) = (u32::from(critique.total().steps()), u32::from(fit.steps()));
        let total = (craft * (100 - percent) + fit * percent) / 100;
        fitted.scores.insert("total".to_owned(), Score::from_f64(f64::from(total) / f64::from(Score::BEST.steps())));
    }
    fitted
}

impl Candidate {
    /// How it looks, as tastes know it.
    #[must_use]
    pub fn look(&self) -> Look {
        Look::of(&self.plan, &self.critique.features)
    }

    /// How those look that may be chosen among.
    #[must_use]
    pub fn looks<'a>(candidates: impl IntoIterator<Item = &'a Self>) -> Vec<Look> {
        let look = |candidate: &Self| (candidate.look(), candidate.critique.total());
        Look::among(&candidates.into_iter().map(look).collect::<Vec<_>>())
    }
}
