//! The archive of a search: the best design of every kind that was tried, and the choice of some that are far apart.

use std::collections::BTreeMap;

use design::{Critique, DesignPlan};

/// What kind of design it is, on the axes that option sets name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cell {
    /// The arrangement.
    archetype: String,
    /// How colours are handed out.
    scheme: String,
    /// What the picture is made of.
    imagery: String,
}

impl Cell {
    fn of(plan: &DesignPlan) -> Self {
        let (archetype, scheme, imagery) = (plan.archetype.0.clone(), plan.scheme.clone(), plan.imagery.clone());
        Self { archetype, scheme, imagery }
    }
}

/// A design that was tried.
#[derive(Debug, Clone)]
pub(crate) struct Tried {
    pub(crate) plan: DesignPlan,
    /// What a glance at it said.
    pub(crate) critique: Critique,
    /// How well it suits the brief, 0–1.
    pub(crate) fit: f64,
    /// How good it is for the brief, 0–1.
    pub(crate) worth: f64,
    /// Whether it shows no picture.
    pub(crate) bare: bool,
}

/// The best design of every cell (Mouret and Clune, "Illuminating search spaces by mapping elites", 2015).
#[derive(Debug, Default)]
pub(crate) struct Archive {
    cells: BTreeMap<Cell, Tried>,
}

impl Archive {
    /// Keeps a design if it is the first of its cell or better than the one there.
    pub(crate) fn keep(&mut self, tried: Tried) {
        let cell = Cell::of(&tried.plan);
        if self.cells.get(&cell).is_none_or(|elite| tried.worth > elite.worth) {
            self.cells.insert(cell, tried);
        }
    }

    /// The elites, best first; equals in the order of their cells.
    pub(crate) fn elites(&self) -> Vec<&Tried> {
        let mut elites: Vec<&Tried> = self.cells.values().collect();
        elites.sort_by(|a, b| b.worth.total_cmp(&a.worth));
        elites
    }

    /// At most `count` elites that are good and far apart, the best first: greedy, each the one that adds most.
    /// No more than `bare_max` go without a picture as long as others are left, and no archetype comes again before the
    /// others that are nearly as good have been.
    pub(crate) fn spread(&self, count: usize, bare_max: usize) -> Vec<&Tried> {
        let mut left = self.elites();
        let best = left.first().map_or(1.0, |tried| tried.worth).max(1e-6);
        let mut chosen: Vec<&Tried> = Vec::new();
        while chosen.len() < count && !left.is_empty() {
            let bare = chosen.iter().filter(|tried| tried.bare).count();
            let gain = |tried: &Tried| {
                let apart = chosen.iter().map(|other| apart(other, tried)).fold(1.0, f64::min);
                let bare = tried.bare && bare >= bare_max;
                WORTH_SHARE * tried.worth / best + (1.0 - WORTH_SHARE) * apart - if bare { 1.0 } else { 0.0 }
            };
            let most = (0..left.len()).max_by(|&a, &b| gain(left[a]).total_cmp(&gain(left[b])).then(b.cmp(&a)));
            let Some(at) = most else { break };
            chosen.push(left.remove(at));
        }
        chosen
    }
}

/// What worth counts against distance in the choice.
const WORTH_SHARE: f64 = 0.62;
/// Distance of two arrangements from which more is no more different.
const ARRANGED_APART: f64 = 0.4;

/// How different two designs that were tried are, 0–1.
pub(crate) fn apart(a: &Tried, b: &Tried) -> f64 {
    distance((&a.plan, &a.critique), (&b.plan, &b.critique))
}

/// How different two designs are, 0–1, by plan and critique: where things stand, and what they are made of.
#[must_use]
pub fn distance((x, one): (&DesignPlan, &Critique), (y, other): (&DesignPlan, &Critique)) -> f64 {
    let differ = |differ: bool, share: f64| if differ { share } else { 0.0 };
    let [one, other] = [one, other].map(|critique| critique.arrangement().unwrap_or_default());
    let arranged = (one.distance(&other) / ARRANGED_APART).min(1.0);
    0.38 * arranged
        + differ(x.archetype != y.archetype, 0.18)
        + differ(x.scheme != y.scheme || x.palette != y.palette, 0.10)
        + differ(x.scheme != y.scheme, 0.08)
        + differ(x.voice != y.voice, 0.12)
        + differ(x.imagery != y.imagery, 0.09)
        + differ(x.motif != y.motif, 0.05)
}

#[cfg(test)]
mod tests {
    use design::Archetype;

    use super::*;

    fn tried(archetype: &str, scheme: &str, imagery: &str, worth: f64) -> Tried {
        let plan = DesignPlan {
            archetype: Archetype(archetype.to_owned()),
            variant: 0,
            mirrored: false,
            voice: "grotesk".to_owned(),
            scheme: scheme.to_owned(),
            palette: 0,
            lead: "headline".to_owned(),
            imagery: imagery.to_owned(),
            motif: "cup".to_owned(),
            seed: 1,
        };
        Tried { plan, critique: Critique::default(), fit: worth, worth, bare: imagery == "none" }
    }

    fn names(chosen: &[&Tried]) -> Vec<String> {
        let name = |plan: &DesignPlan| format!("{}/{}/{}", plan.archetype.0, plan.scheme, plan.imagery);
        chosen.iter().map(|tried| name(&tried.plan)).collect()
    }

    #[test]
    fn a_cell_keeps_its_best() {
        let mut archive = Archive::default();
        for worth in [0.5, 0.8, 0.6] {
            archive.keep(tried("spine", "paper", "rings", worth));
        }
        assert_eq!(archive.elites().iter().map(|tried| tried.worth).collect::<Vec<_>>(), [0.8]);
    }

    #[test]
    fn the_choice_begins_with_the_best_and_goes_far() {
        let mut archive = Archive::default();
        archive.keep(tried("spine", "paper", "rings", 0.9));
        archive.keep(tried("spine", "paper", "strata", 0.89));
        archive.keep(tried("badge", "dark", "modules", 0.8));
        assert_eq!(names(&archive.spread(2, 9)), ["spine/paper/rings", "badge/dark/modules"]);
        assert_eq!(archive.spread(9, 9).len(), 3, "all there are");
    }

    #[test]
    fn few_go_without_a_picture() {
        let mut archive = Archive::default();
        archive.keep(tried("monument", "dark", "none", 0.9));
        archive.keep(tried("fitted-stack", "flood", "none", 0.9));
        archive.keep(tried("spine", "paper", "rings", 0.7));
        assert_eq!(names(&archive.spread(2, 1)), ["fitted-stack/flood/none", "spine/paper/rings"]);
    }
}
