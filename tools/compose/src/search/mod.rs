//! The search for candidates: many arrangements tried, the best of every kind kept, ten that are good and far apart
//! chosen.
//!
//! A candidate is a point of a named space (archetype, variant, lead, voice, scheme, palette, imagery, motif, seed). The
//! proposals of [`propose`](crate::propose) are the first generation; later ones are elites with one or two axes changed.
//! Each is composed, illustrated, and looked at on a small picture by the rules of craft. Everything is drawn from one
//! seed in a fixed order, so the same request finds the same plans everywhere.

mod archive;
#[cfg(test)]
mod tests;

use design::{Critique, DesignPlan, Document, Random, Score};

use crate::begun::Begun;
use crate::colour::SCHEMES;
use crate::compose::{Composer, Composition};
use crate::imagery::ImageryError;
use crate::photo::{self, Contacts};
use crate::picture::{Painted, Pictures, picture};
use crate::plans::{ProposeRequest, Studio};
use crate::propose;
pub use archive::distance;
use archive::{Archive, Tried};

/// Plans of the first generation.
const FIRST: usize = 52;
/// Generations after it.
const GENERATIONS: u64 = 4;
/// Plans of a later generation.
const CHILDREN: usize = 16;
/// Elites from among which parents are drawn.
const PARENTS: usize = 24;
/// What the glance counts against how well the design suits the brief.
const GLANCE_SHARE: f64 = 0.4;
/// Longer side of a photograph that is looked at, px.
const CONTACT_PX: u32 = 320;
/// What presence counts in how well a design suits the brief.
const PRESENCE_SHARE: f64 = 0.45;

/// Searches for `request.count` plans that are good, suit the brief and differ; fewer if no more can be composed.
///
/// Without a way to look at any of them, and in later turns, which stay close to a plan, these are the proposals of
/// [`propose`]. About 115 designs are tried.
#[must_use]
pub fn search(request: &ProposeRequest<'_>) -> Vec<Found> {
    search_while(request, &|| true)
}

/// [`search`] as long as `wanted` says so: what is wanted by nobody is not found.
#[must_use]
pub fn search_while(request: &ProposeRequest<'_>, wanted: &dyn Fn() -> bool) -> Vec<Found> {
    let studio = Studio::new(request, request.seed);
    let proposed = || {
        let fit = |plan: &DesignPlan| Score::from_f64(studio.suits(plan, plan.imagery == "none"));
        propose(request).into_iter().map(|plan| Found { fit: fit(&plan), plan }).collect()
    };
    if request.around.is_some() {
        return proposed();
    }
    let search = explored(request, &studio, wanted);
    if !wanted() {
        return Vec::new();
    }
    let spread = search.archive.spread(request.count, studio.bare_max(request.count));
    if spread.is_empty() {
        return proposed();
    }
    spread.into_iter().map(|tried| Found { fit: Score::from_f64(tried.fit), plan: tried.plan.clone() }).collect()
}

/// Tries many designs for a brief: a first generation, then changes of the best.
fn explored<'a>(request: &'a ProposeRequest<'a>, studio: &'a Studio<'a>, wanted: &'a dyn Fn() -> bool) -> Search<'a> {
    let mut search = Search::new(request, studio, wanted);
    for plan in studio.plans(FIRST).into_iter().take_while(|_| wanted()) {
        search.attempt(plan);
    }
    let mut random = Random::new(request.seed).fork("search");
    for _ in 0..GENERATIONS {
        let elites: Vec<DesignPlan> =
            search.archive.elites().into_iter().take(PARENTS).map(|tried| tried.plan.clone()).collect();
        if elites.is_empty() {
            break;
        }
        for _ in (0..CHILDREN).take_while(|_| wanted()) {
            let parent = &elites[random.index(elites.len())];
            if let Some(child) = changed(studio, parent, &mut random) {
                search.attempt(child);
            }
        }
    }
    search
}

/// Designs that were tried and looked at small, for who chooses among them: for a new brief the best of every kind, best first; around
/// a plan `request.count` others, as they were proposed. What cannot be composed is left out, and all where `wanted` says no.
#[must_use]
pub fn drafts(request: &ProposeRequest<'_>, wanted: &dyn Fn() -> bool) -> Vec<Draft> {
    let studio = Studio::new(request, request.seed);
    let tried: Vec<Tried> = if request.around.is_some() {
        let mut search = Search::new(request, &studio, wanted);
        propose(request).into_iter().take_while(|_| wanted()).filter_map(|plan| search.look(plan)).collect()
    } else {
        explored(request, &studio, wanted).archive.elites().into_iter().cloned().collect()
    };
    if !wanted() {
        return Vec::new();
    }
    let draft = |tried: Tried| Draft { fit: Score::from_f64(tried.fit), plan: tried.plan, critique: tried.critique };
    tried.into_iter().map(draft).collect()
}

/// A design that was tried and looked at small.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Its plan.
    pub plan: DesignPlan,
    /// What a glance at it said.
    pub critique: Critique,
    /// How well it suits the brief.
    pub fit: Score,
}

/// How much a page says at a glance, 0–1: type that carries down to its details, a picture that fills its part, no half of the page left over.
fn presence(critique: &Critique) -> f64 {
    let feature = |name: &str| critique.features.get(name).map_or(0.0, |value| value.as_f64());
    let ramp = |value: f64, zero: f64, one: f64| ((value - zero) / (one - zero)).clamp(0.0, 1.0);
    let weight = ramp(feature("type_weight"), 0.3, 0.65);
    0.20 * ramp(feature("scale"), 0.10, 0.34)
        + 0.15 * weight
        + 0.25 * ramp(feature("image_share"), 0.10, 0.38)
        + 0.20 * ramp(feature("void"), 0.55, 0.22)
        + 0.20 * ramp(feature("detail"), 0.45, 0.85)
}

/// A plan that a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The plan.
    pub plan: DesignPlan,
    /// How well its choices suit the brief.
    pub fit: Score,
}

struct Search<'a> {
    request: &'a ProposeRequest<'a>,
    studio: &'a Studio<'a>,
    composer: Composer<'a>,
    archive: Archive,
    seen: Vec<DesignPlan>,
    contacts: Contacts,
    wanted: &'a dyn Fn() -> bool,
}

impl<'a> Search<'a> {
    fn new(request: &'a ProposeRequest<'a>, studio: &'a Studio<'a>, wanted: &'a dyn Fn() -> bool) -> Self {
        let composer = Composer::new(request.copy, request.kit, request.fonts, request.format).as_long_as(wanted);
        Self {
            request,
            studio,
            composer,
            archive: Archive::default(),
            seen: Vec::new(),
            contacts: Contacts::new(CONTACT_PX),
            wanted,
        }
    }

    /// Tries a plan that was not tried before; what cannot be composed is left out.
    fn attempt(&mut self, plan: DesignPlan) {
        if self.seen.contains(&plan) {
            return;
        }
        self.seen.push(plan.clone());
        if let Some(tried) = self.look(plan) {
            self.archive.keep(tried);
        }
    }

    /// Composes a plan and looks at it; `None` when it cannot be composed.
    fn look(&mut self, plan: DesignPlan) -> Option<Tried> {
        let composition = self.composer.compose(&plan).ok()?;
        // A picture that found no room is none.
        let bare = composition.images.is_empty();
        if !bare && self.studio.is_bare() {
            return None;
        }
        let composition = match self.request.begun {
            Some(begun) => begun.whole(composition).ok()?,
            None => composition,
        };
        (self.wanted)().then_some(())?;
        let (document, pictures) = self.illustrated(composition)?;
        (self.wanted)().then_some(())?;
        // What somebody began with may have colours that are not to be used for what is added.
        let kit = self.request.begun.map_or(self.request.kit, Begun::kit);
        let layout = render::lay_out(&document, kit, self.request.fonts, &pictures).ok()?;
        let critique = measure::glance(&layout, self.request.copy).ok()?;
        let suits = self.studio.suits(&plan, bare);
        let fit = (1.0 - PRESENCE_SHARE) * suits + PRESENCE_SHARE * presence(&critique);
        let worth = GLANCE_SHARE * critique.total().as_f64() + (1.0 - GLANCE_SHARE) * fit;
        Some(Tried { plan, critique, fit, worth, bare })
    }

    /// The design with its pictures, its photographs developed from small ones.
    fn illustrated(&mut self, composition: Composition) -> Option<(Document, Pictures)> {
        let (kit, contacts) = (self.request.kit, &mut self.contacts);
        let small = composition.illustrated_by(|request| {
            if !photo::is_treatment(&request.imagery) {
                return picture(request, kit);
            }
            let size = || ImageryError::Size { width: request.width, height: request.height };
            contacts.develop(request, kit)?.to_png().map(Painted::Png).map_err(|_| size())
        });
        let (document, mut pictures) = small.ok()?;
        if let Some(begun) = self.request.begun {
            pictures.extend(begun.pictures().iter().map(|(name, bytes)| (*name, bytes.clone())));
        }
        Some((document, pictures))
    }
}

/// The plan with one axis or two changed to another of the better values; `None` when that changes nothing.
fn changed(studio: &Studio<'_>, parent: &DesignPlan, random: &mut Random) -> Option<DesignPlan> {
    let mut plan = parent.clone();
    for _ in 0..1 + random.index(2) {
        match random.index(6) {
            0 => plan.variant = plan.variant.wrapping_add(1 + random.index(2) as u32),
            1 => plan.voice = random.pick(&studio.best_voices())?.to_string(),
            2 => {
                plan.scheme = random.pick(&SCHEMES)?.to_string();
                plan.palette = studio.best_palette(&plan.scheme, random.index(3));
            }
            3 => plan.palette = studio.best_palette(&plan.scheme, random.index(5)),
            4 => plan.motif = random.pick(&studio.other_motifs())?.clone(),
            _ => plan.imagery = studio.other_imagery(&plan, random)?,
        }
    }
    plan.seed = random.next_u64() >> 12;
    studio.make_whole(&mut plan);
    (plan.axes() != parent.axes() || plan.variant != parent.variant || plan.palette != parent.palette).then_some(plan)
}
