//! Plans close to another one, for later turns.

use std::collections::BTreeMap;

use design::DesignPlan;

use super::{COUNT_MAX, ProposeRequest, Studio, pictures};
use crate::photo;

/// Plans that keep everything of `base` but the axes named.
pub(super) fn around(request: &ProposeRequest<'_>, base: &DesignPlan, count: usize) -> Vec<DesignPlan> {
    let varies = |axis: &str| request.vary.is_empty() || request.vary.iter().any(|name| name == axis);
    let mut plans: Vec<DesignPlan> = Vec::new();
    for round in 0..4u64 {
        let studio = Studio::new(request, request.seed.wrapping_add(round.wrapping_mul(0x9e37_79b9)));
        for (index, fresh) in studio.plans(COUNT_MAX.min(count * 2 + 6)).into_iter().enumerate() {
            let mut plan = base.clone();
            if varies("archetype") {
                plan.archetype = fresh.archetype.clone();
                plan.variant = fresh.variant;
            }
            if varies("variant") {
                plan.variant = if varies("archetype") { fresh.variant } else { index as u32 + round as u32 };
            }
            if varies("voice") {
                plan.voice = fresh.voice.clone();
            }
            if varies("scheme") {
                plan.scheme = fresh.scheme.clone();
                plan.palette = fresh.palette;
            }
            if varies("palette") {
                plan.palette = studio.palettes(&plan.scheme).get(index).copied().unwrap_or(index as u32);
            }
            if varies("lead") {
                plan.lead = fresh.lead.clone();
            }
            if varies("imagery") {
                plan.imagery = fresh.imagery.clone();
            }
            if varies("motif") {
                plan.motif = fresh.motif.clone();
            }
            if varies("mirrored") && !request.vary.is_empty() {
                plan.mirrored = index % 2 == 1;
            }
            if varies("seed") {
                plan.seed = fresh.seed;
            }
            studio.settle(&mut plan);
            let told_apart = |other: &DesignPlan| {
                *other == plan
                    || (other.axes() == plan.axes()
                        && other.variant == plan.variant
                        && other.palette == plan.palette
                        && other.seed == plan.seed)
            };
            if !plans.iter().any(told_apart) && plan != *base {
                plans.push(plan);
            }
            if plans.len() >= count {
                return plans;
            }
        }
    }
    plans
}

impl Studio<'_> {
    /// Makes a mixed plan consistent: a picture where the arrangement has a place for one, none where not.
    pub(super) fn settle(&self, plan: &mut DesignPlan) {
        let Some(archetype) = crate::archetype::find(&plan.archetype.0) else { return };
        let layout = archetype.layout(self.request.format.aspect(), plan.variant);
        let shown = photo::is_photograph(&plan.motif);
        if plan.imagery == photo::CUT_OUT && !self.cuts.contains(&plan.motif) {
            plan.imagery = photo::FRAMED.to_owned();
        }
        if shown != photo::is_treatment(&plan.imagery) {
            let treatment = layout.arts.first().and_then(|art| self.treatments(art.kind, &plan.motif).first());
            match (shown, treatment) {
                (true, Some(treatment)) => plan.imagery = (*treatment).to_owned(),
                (true, None) => plan.motif = self.best_motifs().swap_remove(0),
                (false, _) => plan.imagery = "none".to_owned(),
            }
        }
        match layout.arts.first() {
            Some(art) if plan.imagery == "none" || !pictures::suits(&plan.imagery, art.kind) => {
                plan.imagery = pictures::family(self.request.brief, &plan.motif, art.kind, &BTreeMap::new());
            }
            _ => {}
        }
    }
}
