//! How well the choices of a plan suit the brief, and which others would.

use design::{DesignPlan, Random};

use super::{Studio, pictures};
use crate::imagery;
use crate::photo;

/// Voices and motifs that a change may turn to.
const BETTER_MAX: usize = 5;

fn square(share: f64) -> f64 {
    share * share
}

impl Studio<'_> {
    /// How well the choices of a plan suit the brief, 0–1: arrangement, colours, voice, picture; `bare` when the picture found no
    /// room.
    pub(crate) fn suits(&self, plan: &DesignPlan, bare: bool) -> f64 {
        let archetype = self.suitability.get(&plan.archetype.0).copied().unwrap_or(0.0);
        let ranked = self.palettes.get(plan.scheme.as_str());
        let palette =
            ranked.and_then(|ranked| ranked.iter().find(|entry| entry.0 == plan.palette)).map_or(0.0, |e| e.1);
        let scheme = self.moods.scheme(&plan.scheme);
        let voice = self.voices.iter().find(|(name, _)| *name == plan.voice).map_or(0.0, |(_, worth)| *worth);
        let appeal = crate::archetype::find(&plan.archetype.0).map_or(0.0, |archetype| archetype.appeal);
        0.18 * archetype.clamp(0.0, 1.0)
            + 0.18 * appeal
            + 0.24 * square((palette / self.best_worth()).clamp(0.0, 1.0))
            + 0.04 * scheme.clamp(0.0, 1.0)
            + 0.12 * voice.clamp(0.0, 1.0)
            + 0.24 * self.pictured(plan, bare)
    }

    /// The worth of the best colours of any scheme.
    fn best_worth(&self) -> f64 {
        let best = self.palettes.values().filter_map(|ranked| ranked.first()).map(|entry| entry.1);
        best.fold(1e-6, f64::max)
    }

    /// How much a plan's picture says of the brief, 0–1.
    fn pictured(&self, plan: &DesignPlan, bare: bool) -> f64 {
        if bare {
            return if self.bare_max(1) > 1 {
                0.7
            } else if self.motifs.is_empty() {
                0.45
            } else {
                0.1
            };
        }
        if photo::is_treatment(&plan.imagery) {
            // The brand's own picture of the thing says more of it than a drawing.
            let place = self.photographs.iter().position(|motif| *motif == plan.motif).unwrap_or(4);
            return 0.95 - 0.05 * place as f64;
        }
        if self.motifs.is_empty() {
            return 0.7;
        }
        let shows = if pictures::is_absurd(&plan.imagery, &plan.motif) { 0.2 } else { imagery::shows(&plan.imagery) };
        let families = imagery::families(self.request.brief, &plan.motif);
        let place = families.iter().position(|family| *family == plan.imagery).unwrap_or(families.len());
        let suits = 1.0 - place as f64 / families.len().max(1) as f64;
        // The seed has its say, or every brief would be drawn in the same manner.
        let chance = self.random.fork(&plan.imagery).unit();
        let liked = 0.6 * imagery::appeal(&plan.imagery) + 0.15 * suits + 0.25 * chance;
        match self.motifs.iter().position(|motif| *motif == plan.motif) {
            // Nearer to 1 the plainer the thing is seen, and the better it fits the words.
            Some(place) => 0.2 + shows * (0.35 - 0.1 * place as f64).max(0.0) + (0.35 + 0.1 * shows) * liked,
            None => 0.2 + 0.3 * liked,
        }
    }

    /// The voices that suit the brief best.
    pub(crate) fn best_voices(&self) -> Vec<&'static str> {
        self.voices.iter().take(BETTER_MAX).map(|(name, _)| *name).collect()
    }

    /// The `nth` best colours of a scheme.
    pub(crate) fn best_palette(&self, scheme: &str, nth: usize) -> u32 {
        let ranked = self.palettes.get(scheme);
        ranked.and_then(|ranked| ranked.get(nth).or(ranked.first())).map_or(0, |entry| entry.0)
    }

    /// The motifs that fit the brief best; that of nothing in particular where none does.
    pub(crate) fn best_motifs(&self) -> Vec<String> {
        let best: Vec<String> = self.motifs.iter().take(3).cloned().collect();
        if best.is_empty() { vec!["abstract".to_owned()] } else { best }
    }

    /// The motifs that a plan may have in the place of another: where photographs are made, those.
    pub(crate) fn other_motifs(&self) -> Vec<String> {
        let photographs = self.photographs.iter().filter(|_| self.request.photographed);
        let photographs: Vec<String> = photographs.cloned().collect();
        if photographs.is_empty() { self.best_motifs() } else { photographs }
    }

    /// Another family for the picture of a plan; `None` when it has none.
    pub(crate) fn other_imagery(&self, plan: &DesignPlan, random: &mut Random) -> Option<String> {
        let archetype = crate::archetype::find(&plan.archetype.0)?;
        let art = archetype.layout(self.request.format.aspect(), plan.variant).arts.first()?;
        if photo::is_photograph(&plan.motif) {
            return random.pick(self.treatments(art.kind, &plan.motif)).map(|treatment| (*treatment).to_owned());
        }
        let families: Vec<&'static str> = pictures::painted(art.kind);
        let fitting: Vec<&'static str> =
            families.into_iter().filter(|family| !pictures::is_absurd(family, &plan.motif)).collect();
        random.pick(&fitting).map(|family| (*family).to_owned())
    }

    /// Makes a changed plan consistent: a picture where the arrangement has a place for one, none and no motif where not.
    pub(crate) fn make_whole(&self, plan: &mut DesignPlan) {
        let Some(archetype) = crate::archetype::find(&plan.archetype.0) else { return };
        let aspect = self.request.format.aspect();
        plan.variant %= archetype.layouts(aspect).len().max(1) as u32;
        if archetype.layout(aspect, plan.variant).arts.is_empty() {
            plan.imagery = "none".to_owned();
            plan.motif = "abstract".to_owned();
        } else {
            if plan.motif == "abstract" {
                plan.motif = self.other_motifs().swap_remove(0);
            }
            self.settle(plan);
        }
    }
}
