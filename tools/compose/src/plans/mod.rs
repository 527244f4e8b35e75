//! Proposing: plans that suit a brief and differ from each other.

mod around;
mod fit;
mod mood;
mod nature;
mod pictures;
mod suitability;

pub(crate) use pictures::family_of;

use std::collections::BTreeMap;

use design::{
    Archetype as ArchetypeName, BrandKit, Brief, Copy, CopyRole, DesignPlan, EditKind, FactKind, Format, Random, Srgb,
};
use render::FontBook;

use crate::archetype::{Archetype, Art, CATALOGUE, Depth, Kind, NOTICE};
use crate::begun::Begun;
use crate::colour::{Colours, Paintbox, SCHEMES};
use crate::content::Content;
use crate::photo;
use crate::voice::{Voice, VoiceEntry, voices};
use around::around;
use fit::fit;
use mood::Moods;

/// Most plans that are proposed at once.
const COUNT_MAX: usize = 64;
/// One plan in so many shows a photograph of the kit, where there is one of the subject.
const PHOTOGRAPH_EVERY: usize = 2;
/// One plan in so many may go without a picture.
const BARE_EVERY: usize = 10;
/// How often a figure that could lead may.
const FIGURES_LEAD: f64 = 0.7;
/// How often a price may that is no bargain.
const PRICES_LEAD: f64 = 0.15;
/// From so many facts on a page is read rather than looked at, and needs no picture.
const READ_FACTS_MIN: usize = 8;

/// From so many rows on a list of prices is a menu.
const PRICE_ROWS_MIN: usize = 3;

/// What plans are proposed for.
#[derive(Debug, Clone, Copy)]
pub struct ProposeRequest<'a> {
    /// What the person asked for.
    pub brief: &'a Brief,
    /// What the designs say.
    pub copy: &'a Copy,
    /// The brand.
    pub kit: &'a BrandKit,
    /// The faces at hand.
    pub fonts: &'a FontBook,
    /// The page.
    pub format: &'a Format,
    /// How many plans.
    pub count: usize,
    /// Seed of everything left to chance.
    pub seed: u64,
    /// The plan to stay close to, in later turns.
    pub around: Option<&'a DesignPlan>,
    /// The axes that may differ from `around`: `archetype`, `variant`, `voice`, `scheme`, `palette`, `lead`,
    /// `imagery`, `motif`, `seed`, `mirrored`; empty means all.
    pub vary: &'a [String],
    /// Whether an image model makes photographs: every arrangement that has a place for one shows one.
    pub photographed: bool,
    /// The document that is added to, where somebody began one; then copy and format are those of its room.
    pub begun: Option<&'a Begun<'a>>,
    /// What can be done to pictures: where things can be cut out of their ground, those of the kit are.
    pub edits: &'a [EditKind],
}

/// Proposes distinct plans, best first, spread over archetypes, schemes, voices and imagery.
///
/// The content decides which archetypes can be had, the brief's words rank them, the seed breaks ties. At most 64 plans;
/// fewer than asked only if there are no more that differ. The same request gives the same plans.
#[must_use]
pub fn propose(request: &ProposeRequest<'_>) -> Vec<DesignPlan> {
    let count = request.count.min(COUNT_MAX);
    let Some(base) = request.around else {
        return Studio::new(request, request.seed).plans(count);
    };
    around(request, base, count)
}

fn headline<'a>(request: &ProposeRequest<'a>) -> &'a str {
    request.copy.blocks.iter().find(|block| block.role == CopyRole::Headline).map_or("", |block| block.text.as_str())
}

/// Whether the brief is about what somebody said: the words lead, not who said them.
fn is_quotation(brief: &Brief) -> bool {
    let text = brief.text.to_lowercase();
    text.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "quote" | "quotation" | "proverb" | "verse"))
}

/// Whether the price is the news: something is sold for less than one thinks.
fn is_bargain(brief: &Brief) -> bool {
    const SAYING: &[&str] = &[
        "only",
        "just",
        "discount",
        "deal",
        "deals",
        "clearance",
        "bargain",
        "bargains",
        "special",
        "half-price",
        "promo",
    ];
    mood::words(&brief.text).iter().any(|word| SAYING.contains(&word.as_str()))
}

/// Whether a voice is one for so many words.
fn is_short_enough(request: &ProposeRequest<'_>, voice: &VoiceEntry) -> bool {
    headline(request).split_whitespace().take(voice.words_max.saturating_add(1)).count() <= voice.words_max
}

/// Whether the face that speaks in a voice has the letters of the headline.
fn has_letters(request: &ProposeRequest<'_>, voice: &str) -> bool {
    // Without anything said no face gives way to another.
    let nothing = Copy { blocks: Vec::new(), language: request.copy.language.clone() };
    request.fonts.covers(&Voice::of(voice, request.kit, request.fonts, &nothing).display, headline(request))
}

/// Everything about a request that the choice of plans looks at, measured once.
pub(crate) struct Studio<'a> {
    request: &'a ProposeRequest<'a>,
    moods: Moods,
    random: Random,
    /// Leads that the content allows, with the content sorted by each.
    leads: Vec<(&'static str, Content)>,
    /// Assignments by scheme, ranked: index and worth.
    palettes: BTreeMap<&'static str, Vec<(u32, f64, f64)>>,
    voices: Vec<(&'static str, f64)>,
    motifs: Vec<String>,
    /// Photographs of the kit that show what the brief names, as motifs.
    photographs: Vec<String>,
    /// Those of them that show a thing which can be cut out.
    cuts: Vec<String>,
    /// How well each archetype that holds the content suits the brief, 0–1; the seed has its say.
    suitability: BTreeMap<String, f64>,
}

/// Whether a name stands before the day and the hour in a brief: one that comes after them is where it is, not what it is.
fn is_told_first(brief: &Brief, name: &str) -> bool {
    let text = brief.text.to_lowercase();
    let at = |part: &str| text.find(&part.to_lowercase());
    let when = brief.facts.iter().filter(|fact| matches!(fact.kind, FactKind::Date | FactKind::Time));
    match (at(name), when.filter_map(|fact| at(&fact.text)).min()) {
        (Some(name), Some(when)) => name < when,
        _ => true,
    }
}

impl<'a> Studio<'a> {
    pub(crate) fn new(request: &'a ProposeRequest<'a>, seed: u64) -> Self {
        let moods = Moods::of(request.brief);
        let random = Random::new(seed).fork("plans");
        let cheap = is_bargain(request.brief);
        let price_leads = random.fork("prices").chance(if cheap { FIGURES_LEAD } else { PRICES_LEAD });
        let mut leads = vec![("headline", Content::of(request.copy, "headline"))];
        for lead in ["offer", "date", "name"] {
            let content = Content::of(request.copy, lead);
            let leads_so = match lead {
                "name" if is_quotation(request.brief) => false,
                "name" => {
                    let name = &content.headline;
                    name.kind.is_some() && name.text.chars().count() <= 28 && is_told_first(request.brief, &name.text)
                }
                // A price is what one reads last, unless the price is the news.
                _ => content.lockup.as_ref().is_some_and(|lockup| !lockup.is_price() || price_leads),
            };
            if leads_so {
                leads.push((lead, content));
            }
        }
        let wishes = mood::wishes(request.brief);
        let implied = nature::implied(request.brief);
        let motifs = pictures::motifs(request.brief);
        let hero = motifs.first().map(String::as_str);
        let paintbox = Paintbox::of(request.kit);
        let mut jitter = random.fork("palettes");
        let palettes = SCHEMES
            .iter()
            .map(|&scheme| {
                let mut ranked: Vec<(u32, f64, f64)> = paintbox
                    .assignments(scheme)
                    .iter()
                    .enumerate()
                    .map(|(index, colours)| {
                        let itself = nature::can_be_itself(colours, hero);
                        let worth = worth(colours, &moods, &wishes, &implied) + 0.6 * itself + 0.12 * jitter.unit();
                        (index as u32, worth, colours.ground.fill.hue())
                    })
                    .collect();
                ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
                (scheme, ranked)
            })
            .collect();
        let mut jitter = random.fork("voices");
        let mut ranked: Vec<(&'static str, f64)> = voices(request.fonts)
            .map(|voice| {
                (
                    voice,
                    moods.match_with(voice.says)
                        + 0.25 * jitter.unit()
                        + 0.5 * moods.volume() * (f64::from(voice.loudness) / 10.0),
                )
            })
            .filter(|(voice, _)| is_short_enough(request, voice))
            .map(|(voice, worth)| (voice.name, worth))
            .collect();
        // Letters that no voice has are the same to all of them.
        if ranked.iter().any(|(voice, _)| has_letters(request, voice)) {
            ranked.retain(|(voice, _)| has_letters(request, voice));
        }
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        let suitability = BTreeMap::new();
        let mut photographs = photo::photographs(request.brief, request.kit);
        if request.photographed {
            photographs.push(photo::made::motif(request.brief));
        }
        let cuts = if request.edits.contains(&EditKind::RemoveBackground) {
            photo::cut::things(&photographs, request.kit)
        } else {
            Vec::new()
        };
        let mut studio =
            Self { request, moods, random, leads, palettes, voices: ranked, motifs, photographs, cuts, suitability };
        studio.suitability =
            studio.ranked().into_iter().map(|(archetype, _, score)| (archetype.name.to_owned(), score)).collect();
        studio
    }

    fn palettes(&self, scheme: &str) -> Vec<u32> {
        self.palettes.get(scheme).map(|ranked| ranked.iter().map(|entry| entry.0).collect()).unwrap_or_default()
    }

    /// Archetypes with the lead that suits each, best first.
    fn ranked(&self) -> Vec<(&'static Archetype, &'static str, f64)> {
        let mut jitter = self.random.fork("archetypes");
        let mut ranked: Vec<(&'static Archetype, &'static str, f64)> = Vec::new();
        for archetype in CATALOGUE.iter().filter(|archetype| archetype.name != NOTICE) {
            let chance = jitter.unit();
            // Loud tiles are no way to say something tender.
            if archetype.name == "tile-mosaic" && self.moods.match_with("romantic care luxe") > 0.5 {
                continue;
            }
            // Every discount could lead by its figure; the seed sees to it that not every one does.
            if archetype.name == "numeral-lead" && !self.random.fork("figures").chance(FIGURES_LEAD) {
                continue;
            }
            if archetype.avoids.contains(&self.request.format.aspect()) {
                continue;
            }
            let best = self
                .leads
                .iter()
                .filter_map(|(lead, content)| fit(archetype, content, lead).map(|fit| (*lead, fit)))
                .max_by(|a, b| a.1.total_cmp(&b.1));
            if let Some((lead, fit)) = best {
                let shown = !archetype.pictured || !self.motifs.is_empty();
                let score = 0.35 * fit + 0.35 * self.moods.match_with(archetype.moods) + 0.3 * chance
                    - if shown { 0.0 } else { 0.12 };
                ranked.push((archetype, lead, score));
            }
        }
        ranked.sort_by(|a, b| b.2.total_cmp(&a.2));
        ranked
    }

    pub(crate) fn plans(&self, count: usize) -> Vec<DesignPlan> {
        let ranked = self.ranked();
        let mut plans: Vec<DesignPlan> = Vec::new();
        let mut used: BTreeMap<String, usize> = BTreeMap::new();
        let mut grounds: Vec<(String, u32)> = Vec::new();
        let mut hues: Vec<f64> = Vec::new();
        let mut random = self.random.fork("choices");
        // Type alone is one voice among many, unless the brief asks for it: a page with a picture says more at a glance.
        let bare_max = self.bare_max(count);
        let mut bare = 0;
        for round in 0..12u32 {
            // The first round takes each archetype once; later ones return to the best with another arrangement.
            let depth = if round == 0 { ranked.len() } else { (ranked.len() / 2).max(1) };
            for (archetype, lead, _) in ranked.iter().take(depth) {
                if plans.len() >= count {
                    return plans;
                }
                let layouts = archetype.layouts(self.request.format.aspect()).len() as u32;
                if round >= layouts.max(2) * 3 {
                    continue;
                }
                let variant = (random.index(layouts as usize) as u32 + round) % layouts.max(1);
                let Some(variant) = self.pictured_variant(archetype, variant, bare < bare_max || round >= 6) else {
                    continue;
                };
                let scheme = self.scheme(archetype, &used);
                let palette = self.palette(scheme, &grounds, &hues);
                let voice = self.voice(archetype, &used);
                let layout = archetype.layout(self.request.format.aspect(), variant);
                let motif = self.motif(&used);
                let imagery = match layout.arts.first() {
                    Some(art) => pictures::family(self.request.brief, &motif, art.kind, &used),
                    None => "none".to_owned(),
                };
                let (imagery, motif) = self.photographed(layout.arts.first(), plans.len()).unwrap_or((imagery, motif));
                let motif = if imagery == "none" { "abstract".to_owned() } else { motif };
                let pictureless = imagery == "none";
                let plan = DesignPlan {
                    archetype: ArchetypeName(archetype.name.to_owned()),
                    variant,
                    mirrored: false,
                    voice: voice.to_owned(),
                    scheme: scheme.to_owned(),
                    palette,
                    lead: (*lead).to_owned(),
                    imagery,
                    motif,
                    seed: random.next_u64() >> 12,
                };
                if plans.iter().any(|other| {
                    other.archetype == plan.archetype && other.variant == plan.variant && other.scheme == plan.scheme
                }) {
                    continue;
                }
                for (axis, value) in [
                    ("scheme", &plan.scheme),
                    ("voice", &plan.voice),
                    ("imagery", &plan.imagery),
                    ("motif", &plan.motif),
                ] {
                    *used.entry(format!("{axis}:{value}")).or_default() += 1;
                }
                if let Some(hue) = self.palettes.get(scheme).and_then(|p| p.iter().find(|entry| entry.0 == palette)) {
                    hues.push(hue.2);
                }
                bare += usize::from(pictureless);
                grounds.push((scheme.to_owned(), palette));
                plans.push(plan);
            }
        }
        plans
    }

    /// How many of `count` plans may go without a picture.
    pub(crate) fn bare_max(&self, count: usize) -> usize {
        let reads = self.leads.first().is_some_and(|(_, content)| content.facts.len() >= READ_FACTS_MIN);
        let plain = reads || mood::asks_for_little(self.request.brief) || self.is_bare();
        if plain {
            return usize::MAX;
        }
        // With something to show, every other set shows it in all of its designs.
        let shown = !self.motifs.is_empty() && self.random.fork("bare").chance(0.5);
        if shown { count / (2 * BARE_EVERY) } else { count.div_ceil(BARE_EVERY) }
    }

    /// Whether no picture is to be added: there is one already.
    pub(crate) fn is_bare(&self) -> bool {
        self.request.begun.is_some_and(Begun::is_pictured)
    }

    /// The arrangement to take: `wanted`, or the next that has a picture when no more may be without one.
    fn pictured_variant(&self, archetype: &Archetype, wanted: u32, bare_allowed: bool) -> Option<u32> {
        let aspect = self.request.format.aspect();
        let layouts = archetype.layouts(aspect).len() as u32;
        (0..layouts).map(|step| (wanted + step) % layouts.max(1)).find(|&variant| {
            let is_bare = archetype.layout(aspect, variant).arts.is_empty();
            if self.is_bare() { is_bare } else { bare_allowed || !is_bare }
        })
    }

    /// The scheme that suits the archetype and the brief's words, has good colours for it, and was not used too often.
    fn scheme(&self, archetype: &Archetype, used: &BTreeMap<String, usize>) -> &'static str {
        let worth =
            |scheme: &str| self.palettes.get(scheme).and_then(|ranked| ranked.first()).map_or(0.0, |best| best.1);
        let cost = |scheme: &&&'static str| {
            let often = used.get(&format!("scheme:{scheme}")).copied().unwrap_or(0) as f64;
            let place = archetype.schemes.iter().position(|own| own == *scheme).unwrap_or(5) as f64;
            0.8 * often + 0.3 * place - 1.6 * worth(scheme) - 1.4 * self.moods.scheme(scheme)
        };
        SCHEMES.iter().min_by(|a, b| cost(a).total_cmp(&cost(b))).copied().unwrap_or("paper")
    }

    /// The best assignment whose ground is not among those already used, nor close to them in hue.
    fn palette(&self, scheme: &str, grounds: &[(String, u32)], hues: &[f64]) -> u32 {
        let Some(ranked) = self.palettes.get(scheme) else { return 0 };
        let cost = |entry: &&(u32, f64, f64)| {
            let again = grounds.iter().filter(|(s, p)| s == scheme && *p == entry.0).count() as f64;
            let near =
                hues.iter().filter(|&&hue| libm::fabs((hue - entry.2 + 540.0) % 360.0 - 180.0) < 24.0).count() as f64;
            0.5 * again + 0.05 * near - entry.1
        };
        ranked.iter().take(24).min_by(|a, b| cost(a).total_cmp(&cost(b))).map_or(0, |entry| entry.0)
    }

    fn voice(&self, archetype: &Archetype, used: &BTreeMap<String, usize>) -> &'static str {
        let loud = ["monument", "fitted-stack", "numeral-lead", "tilted-axis", "ticker-bands", "overprint", "sandwich"]
            .contains(&archetype.name);
        let quiet = ["whisper", "crest", "hung-quote"].contains(&archetype.name);
        let suits = |name: &str| match name {
            "grotesk" | "black" | "condensed" | "expanded" if loud => 0.35,
            "grotesk" | "black" | "condensed" | "expanded" if quiet => -0.5,
            "grotesk" | "black" | "condensed" => 0.1,
            "light" | "italic" | "literary" | "didone" if quiet => 0.4,
            "light" | "italic" | "literary" | "didone" if loud => -0.25,
            "mono" if quiet => -0.2,
            _ => 0.0,
        };
        let cost = |entry: &&(&'static str, f64)| {
            let often = used.get(&format!("voice:{}", entry.0)).copied().unwrap_or(0);
            0.32 * often as f64 - entry.1 - suits(entry.0)
        };
        self.voices.iter().min_by(|a, b| cost(a).total_cmp(&cost(b))).map_or("grotesk", |entry| entry.0)
    }

    /// The best motif most of the time, the others for variety.
    fn motif(&self, used: &BTreeMap<String, usize>) -> String {
        let cost = |(place, motif): &(usize, &String)| {
            used.get(&format!("motif:{motif}")).copied().unwrap_or(0) as f64 + 3.5 * *place as f64
        };
        let motifs = self.motifs.iter().take(4).enumerate();
        motifs
            .min_by(|a, b| cost(a).total_cmp(&cost(b)))
            .map_or_else(|| "abstract".to_owned(), |(_, motif)| motif.clone())
    }

    /// What a photograph can be made to be that kind of picture.
    pub(super) fn treatments(&self, kind: Kind, motif: &str) -> &'static [&'static str] {
        let is_thing = kind == Kind::Object && self.cuts.iter().any(|own| own == motif);
        if is_thing { &[photo::CUT_OUT] } else { pictures::treatments(kind) }
    }

    /// A photograph of the kit, for every other plan that has a place for one: treatment and motif.
    fn photographed(&self, art: Option<&Art>, place: usize) -> Option<(String, String)> {
        let every = if self.request.photographed { 1 } else { PHOTOGRAPH_EVERY };
        let art = art.filter(|art| art.depth == Depth::Apart && place.is_multiple_of(every))?;
        let turn = place / every;
        let motif = self.photographs.get(turn % self.photographs.len().max(1))?;
        let treatments = self.treatments(art.kind, motif);
        let treatment = treatments.get(turn % treatments.len().max(1))?;
        Some(((*treatment).to_owned(), motif.clone()))
    }
}

/// How far a colour reaches that a brief names: people name a colour for many shades of it.
const WISHED: nature::Reach = nature::Reach { chroma: 0.08, hue: 28.0, light: 0.30 };

/// How well colours answer the brief: its moods, and above all the colours that it names.
fn worth(colours: &Colours, moods: &Moods, wishes: &[Srgb], implied: &[Srgb]) -> f64 {
    let mood = if colours.moods.is_empty() { 0.12 } else { 0.25 + 0.75 * moods.match_with(colours.moods) };
    if wishes.is_empty() {
        // What the subject is known for weighs as much as the mood; without either, mood alone.
        return if implied.is_empty() { mood } else { 0.5 * mood + 0.65 * nature::likeness(colours, implied) };
    }
    let fields = [
        (&colours.ground.fill, 1.0),
        (&colours.panel.fill, 0.9),
        (&colours.accent.fill, 0.9),
        (&colours.ground.ink, 0.75),
        (&colours.spark, 0.5),
    ];
    let wished = |wish: &Srgb| {
        fields.iter().map(|(swatch, share)| share * nature::near(swatch, *wish, &WISHED)).fold(0.0, f64::max)
    };
    // Colours that nobody asked for count against: the ground above all.
    let strange = fields[..3]
        .iter()
        .filter(|(swatch, _)| swatch.chroma() > 0.07)
        .filter(|(swatch, _)| {
            wishes.iter().all(|wish| {
                let wish = wish.to_lch();
                wish.c < 0.04 || libm::fabs((swatch.hue() - wish.h + 540.0) % 360.0 - 180.0) > 40.0
            })
        })
        .count() as f64;
    let met = wishes.iter().map(wished).sum::<f64>() / wishes.len() as f64;
    0.3 * mood + 1.6 * met - 0.25 * strange
}
