//! Good designs damaged by degrees: the critique prefers the original, and falls as the damage grows.

use std::collections::BTreeMap;
use std::path::Path;

use compose::{Pictures, ProposeRequest};
use design::{BrandKit, Brief, Copy, Document, Format};
use maquette::load_kit;
use measure::damage::{Amount, Damage};
use render::FontBook;

use crate::BRIEFS;

const FORMATS: [&str; 4] = ["1080x1080", "A4", "1200x630", "1080x1920"];
/// Designs of each brief and page, unless `MAQUETTE_LADDER` says how many. `MAQUETTE_LADDER_BRIEFS` names a file of other briefs, one
/// a line, and `MAQUETTE_LADDER_KIT` the folder of another kit, or none for the kit that is built in.
const DESIGNS: usize = 1;
/// Originals that score less are no good designs.
const GOOD: f64 = 0.6;
/// Fewest designs that a kind of damage, or an arrangement, is judged by.
const PAIRS_MIN: usize = 15;
/// Smallest share of pairs in which the original is preferred: of each kind of damage, and of each arrangement.
const PREFERRED_MIN: f64 = 0.9;
/// Smallest share of ladders on which no step of more damage is worth more than the one before: of all, and of each kind.
const FALLS_MIN: f64 = 0.93;
const KIND_FALLS_MIN: f64 = 0.77;

/// A design with what it is judged with.
struct Original<'a> {
    kit: &'a BrandKit,
    fonts: &'a FontBook,
    copy: Copy,
    document: Document,
    pictures: Pictures,
    archetype: String,
}

impl Original<'_> {
    fn total(&self, document: &Document) -> f64 {
        // What cannot even be laid out is worth nothing.
        let Ok(layout) = render::lay_out(document, self.kit, self.fonts, &self.pictures) else { return 0.0 };
        measure::critique(&layout, &self.copy).map_or(0.0, |critique| critique.total().as_f64())
    }

    /// The totals by amount, least first; nothing, where the damage does not apply.
    fn ladder(&self, damage: Damage, seed: u64) -> Option<[f64; 3]> {
        let mut totals = [0.0; 3];
        for (total, amount) in totals.iter_mut().zip(Amount::ALL) {
            let mut document = self.document.clone();
            let operations = damage.operations(&document, self.kit, amount, seed);
            if operations.is_empty() {
                return None;
            }
            operations.iter().for_each(|operation| drop(document.apply(operation).unwrap()));
            *total = self.total(&document);
        }
        Some(totals)
    }
}

/// How often the original was preferred, by amounts; how often no step of more damage was worth more; and the sums of the totals,
/// the original's first.
#[derive(Default)]
struct Tally {
    pairs: usize,
    preferred: [f64; 3],
    falls: usize,
    sums: [f64; 4],
}

impl Tally {
    fn add(&mut self, original: f64, totals: [f64; 3]) {
        self.pairs += 1;
        for (preferred, total) in self.preferred.iter_mut().zip(totals) {
            // A tie is half a preference.
            *preferred += if original > total {
                1.0
            } else if original == total {
                0.5
            } else {
                0.0
            };
        }
        let steps = [original, totals[0], totals[1], totals[2]];
        self.falls += usize::from(steps.windows(2).all(|pair| pair[1] <= pair[0]));
        self.sums.iter_mut().zip(steps).for_each(|(sum, total)| *sum += total);
    }

    /// Holds it against what is asked of every kind of damage and every arrangement.
    fn check(&self, name: &str) {
        assert!(self.pairs >= PAIRS_MIN, "{name}: {} pairs", self.pairs);
        assert!(self.mean() >= PREFERRED_MIN, "{name}: {:.3}", self.mean());
        // On average every step of damage is worth less; designs that a gate stops are worth nothing, and not less than that.
        let falls = |pair: &[f64]| pair[1] < pair[0] || pair[1] == 0.0;
        assert!(self.sums.windows(2).all(falls), "{name}: {:?}", self.sums);
    }

    fn share(&self, at: usize) -> f64 {
        self.preferred[at] / self.pairs.max(1) as f64
    }

    fn mean(&self) -> f64 {
        self.preferred.iter().sum::<f64>() / (3 * self.pairs.max(1)) as f64
    }
}

#[test]
fn the_critique_falls_as_a_design_is_damaged() {
    let designs = std::env::var("MAQUETTE_LADDER").ok().and_then(|count| count.parse().ok()).unwrap_or(DESIGNS);
    let fonts = FontBook::embedded();
    let kit = kit();
    let (mut kinds, mut archetypes): (BTreeMap<Damage, Tally>, BTreeMap<String, Tally>) = Default::default();
    let mut seed = 0;
    for brief in briefs() {
        for original in originals(&brief, &kit, &fonts, designs) {
            let best = original.total(&original.document);
            if best < GOOD {
                continue;
            }
            for damage in Damage::ALL {
                seed += 1;
                let Some(totals) = original.ladder(damage, seed) else { continue };
                kinds.entry(damage).or_default().add(best, totals);
                archetypes.entry(original.archetype.clone()).or_default().add(best, totals);
            }
        }
    }
    let tell = |name: &str, tally: &Tally| {
        let [small, medium, large] = [0, 1, 2].map(|at| tally.share(at));
        let falls = tally.falls as f64 / tally.pairs as f64;
        println!("{name:14} {:5} pairs  {small:.2} {medium:.2} {large:.2}  falls {falls:.2}", tally.pairs);
    };
    kinds.iter().for_each(|(damage, tally)| tell(damage.name(), tally));
    archetypes.iter().for_each(|(name, tally)| tell(name, tally));
    assert_eq!(kinds.len(), Damage::ALL.len(), "some kind of damage applied to no design");
    assert!(archetypes.len() >= 5, "{} arrangements", archetypes.len());
    for (damage, tally) in &kinds {
        tally.check(damage.name());
        assert!(tally.falls as f64 >= KIND_FALLS_MIN * tally.pairs as f64, "{}: {}", damage.name(), tally.falls);
    }
    archetypes.iter().for_each(|(name, tally)| tally.check(name));
    let (falls, pairs) =
        kinds.values().fold((0, 0), |(falls, pairs), tally| (falls + tally.falls, pairs + tally.pairs));
    assert!(falls as f64 >= FALLS_MIN * pairs as f64, "{falls} of {pairs} ladders fall at every step");
}

/// The briefs that designs are made of: the tests', or those of a file.
fn briefs() -> Vec<String> {
    let own = || BRIEFS.map(str::to_owned).to_vec();
    std::env::var_os("MAQUETTE_LADDER_BRIEFS").map_or_else(own, |file| {
        let text = std::fs::read_to_string(&file).unwrap();
        text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
    })
}

/// The kit that they are made with: one with a logo, unless another is named.
fn kit() -> BrandKit {
    let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/brands/northlight").into();
    let folder = std::env::var_os("MAQUETTE_LADDER_KIT").unwrap_or_else(own);
    if folder == "none" { (*BrandKit::builtin()).clone() } else { load_kit(Path::new(&folder)).unwrap() }
}

fn originals<'a>(text: &str, kit: &'a BrandKit, fonts: &'a FontBook, count: usize) -> Vec<Original<'a>> {
    let brief = Brief::read(text).unwrap();
    let copy = compose::write_copy(&brief, kit, 1);
    let mut originals = Vec::new();
    for format in FORMATS.map(|name| Format::parse(name).unwrap()) {
        let request = ProposeRequest {
            brief: &brief,
            copy: &copy,
            kit,
            fonts,
            format: &format,
            count,
            seed: 1,
            around: None,
            vary: &[],
            photographed: false,
            begun: None,
            edits: &[],
        };
        for plan in compose::propose(&request) {
            let Ok(composition) = compose::compose(&plan, &copy, kit, fonts, &format) else { continue };
            let (document, pictures) = composition.illustrated(kit).unwrap();
            let archetype = plan.archetype.to_string();
            originals.push(Original { kit, fonts, copy: copy.clone(), document, pictures, archetype });
        }
    }
    originals
}
