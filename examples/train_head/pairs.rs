//! Originals and what damage makes of them, as the figures that the head reads.

use std::collections::BTreeMap;

use compose::archetype::CATALOGUE;
use compose::{Pictures, ProposeRequest};
use design::{BrandKit, Brief, Copy, Document, Format};
use measure::damage::{Amount, Damage};
use measure::{ScorerKind, Subject};
use render::FontBook;

/// What the designs are of; every fourth is kept from training.
const BRIEFS: [&str; 16] = [
    "Poster for a jazz night at the Blue Room, Friday 14 March, 8pm. Tickets £12 at the door. Live trio, late bar.",
    "Instagram post for a sourdough bakery: new rye loaf, baked every Thursday. Order at www.crust.example.",
    "Summer sale, 30% off all garden furniture until 31 July. Visit us at 4 Mill Lane.",
    "Invitation to the opening of 'Salt and Paper', an exhibition of prints by Ines Okafor, 5 October, 18:00, Gallery North, Dock Street 9.",
    "Flyer for a children's swimming course: ten lessons, from 6 years, Mondays 4pm, city pool. Call 020 7946 0101.",
    "We are hiring a night nurse and a pharmacist. Apply to jobs@harbourclinic.example by 1 May. Calm, serious.",
    "Menu for a lunch bar: leek soup £5.50, grilled trout £14, beet salad £8, lemon tart £6.",
    "Quote poster: 'Make it simple, then make it kind.' by an unknown gardener.",
    "Announce the 5th Conference on Quiet Machines, 3-5 June, Rotterdam. Registration until 1 March, https://quiet.example, 40 talks.",
    "Advertisement for an electric bicycle: 120 km with one charge, from €1,890. Test it in our shop, Kanalstrasse 12.",
    "Street festival: music, food and a flea market. Sunday 22 June, 11am to 7pm, Rose Square. Free entry.",
    "Yoga in the park, every Saturday at 9am. Bring a mat. First class free. Modern, green.",
    "Repair cafe: bring your broken lamp, radio or chair. Last Wednesday of the month, 17:00, Old Fire Station.",
    "Half-marathon along the river, 18 May, start 9:00 at Pier 3. Sign up at www.riverrun.example until 30 April, fee $35.",
    "Book launch: 'The Cartographer's Daughter' by Lena Brandt. Reading and wine, 9 November, 7.30pm, Folio Books.",
    "Coffee subscription: two bags a month for £18, roasted on Mondays, posted on Tuesdays. Cancel at any time.",
];
const FORMATS: [&str; 3] = ["1080x1080", "A5", "1200x630"];
/// Designs of each brief and page.
const DESIGNS: usize = 3;
/// Originals whose rules give them less are no good designs.
const GOOD: f64 = 0.6;

/// The name of the total among the figures; the head does not read it.
pub(crate) const TOTAL: &str = "total";

/// What of a pair was kept from training.
pub(crate) struct Held {
    pub(crate) brief: bool,
    pub(crate) kind: bool,
    pub(crate) archetype: bool,
}

/// A design and what damage made of it.
pub(crate) struct Pair {
    pub(crate) held: Held,
    pub(crate) damage: Damage,
    pub(crate) amount: Amount,
    pub(crate) original: BTreeMap<String, f64>,
    pub(crate) damaged: BTreeMap<String, f64>,
}

/// Every fourth, from the second on: one kind that changes colours, one that changes sizes, one that changes places.
fn kept_kind(damage: Damage) -> bool {
    Damage::ALL.iter().position(|one| *one == damage).is_some_and(|at| at % 4 == 1)
}

/// Every third of the catalogue.
fn kept_archetype(name: &str) -> bool {
    CATALOGUE.iter().position(|archetype| archetype.name == name).is_some_and(|at| at % 3 == 2)
}

/// What a design is judged with.
struct Stage<'a> {
    kit: &'a BrandKit,
    fonts: &'a FontBook,
    copy: &'a Copy,
}

impl Stage<'_> {
    /// Nothing, where it cannot even be laid out.
    fn figures(&self, document: &Document, pictures: &Pictures) -> Option<BTreeMap<String, f64>> {
        let layout = render::lay_out(document, self.kit, self.fonts, pictures).ok()?;
        let drawing = layout.to_drawing(1.0).ok()?;
        let subject = Subject::new(&layout, self.copy, &drawing);
        let critique = measure::judge(&subject, measure::house().map(|rule| rule as &dyn measure::Scorer));
        let mut figures = measure::figures(&subject, &critique);
        figures.insert(TOTAL.to_owned(), critique.total().as_f64());
        Some(figures)
    }

    /// All pairs of one design.
    fn pairs(&self, document: &Document, pictures: &Pictures, [brief, archetype]: [bool; 2], seed: u64) -> Vec<Pair> {
        let Some(original) = self.figures(document, pictures).filter(|figures| figures[TOTAL] >= GOOD) else {
            return Vec::new();
        };
        let mut pairs = Vec::new();
        for damage in Damage::ALL {
            for amount in Amount::ALL {
                let operations = damage.operations(document, self.kit, amount, seed);
                let mut damaged = document.clone();
                let applied = operations.iter().all(|operation| damaged.apply(operation).is_ok());
                if operations.is_empty() || !applied {
                    continue;
                }
                let Some(damaged) = self.figures(&damaged, pictures) else { continue };
                let held = Held { brief, kind: kept_kind(damage), archetype };
                pairs.push(Pair { held, damage, amount, original: original.clone(), damaged });
            }
        }
        pairs
    }
}

/// The mean of the weighted rules, whether anything gates or not.
pub(crate) fn mean_of_rules(figures: &BTreeMap<String, f64>) -> f64 {
    let (mut sum, mut weights) = (0.0, 0.0);
    for rule in measure::house() {
        if let ScorerKind::Weighted(weight) = rule.kind {
            sum += f64::from(weight) * figures[&format!("score_{}", rule.name)];
            weights += f64::from(weight);
        }
    }
    sum / weights
}

/// Composes and damages: a thread for each brief, pairs in the order of the briefs.
pub(crate) fn gather() -> anyhow::Result<Vec<Pair>> {
    let (kit, fonts) = (BrandKit::builtin(), FontBook::embedded());
    std::thread::scope(|scope| {
        let (kit, fonts) = (&*kit, &fonts);
        let threads: Vec<_> = (0..BRIEFS.len()).map(|index| scope.spawn(move || of_brief(index, kit, fonts))).collect();
        let mut pairs = Vec::new();
        for thread in threads {
            pairs.extend(thread.join().map_err(|_| anyhow::anyhow!("a thread panicked"))??);
        }
        Ok(pairs)
    })
}

/// All pairs of the designs of one brief.
fn of_brief(index: usize, kit: &BrandKit, fonts: &FontBook) -> anyhow::Result<Vec<Pair>> {
    let brief = Brief::read(BRIEFS[index])?;
    let copy = compose::write_copy(&brief, kit, 1);
    let stage = Stage { kit, fonts, copy: &copy };
    let mut pairs = Vec::new();
    for (page, name) in FORMATS.iter().enumerate() {
        let format = Format::parse(name)?;
        let seed = (index * FORMATS.len() + page) as u64;
        let request = ProposeRequest {
            brief: &brief,
            copy: &copy,
            kit,
            fonts,
            format: &format,
            count: DESIGNS,
            seed,
            around: None,
            vary: &[],
            photographed: false,
            begun: None,
            edits: &[],
        };
        for (at, plan) in compose::propose(&request).into_iter().enumerate() {
            let Ok(composition) = compose::compose(&plan, &copy, kit, fonts, &format) else { continue };
            let (document, pictures) = composition.illustrated(kit)?;
            let kept = [index % 4 == 3, kept_archetype(&plan.archetype.0)];
            pairs.extend(stage.pairs(&document, &pictures, kept, seed * DESIGNS as u64 + at as u64));
        }
    }
    eprintln!("brief {index}: {} pairs", pairs.len());
    Ok(pairs)
}
