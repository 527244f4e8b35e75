//! Makes weights of texts.

use anyhow::Result;
use design::Random;
use maquette_safety::policy::Category;
use maquette_safety::screen::features::{BUCKET_BITS, BUCKETS, Features, GROUPS};
use maquette_safety::screen::meaning::MEANING;
use maquette_safety::screen::{
    CATEGORY_BITS, CategoryWeights, LENGTHS, MEANING_STEPS, Screen, UNKNOWN, Weights, digest, parts, suffices,
};
use maquette_safety::text::readings;

use crate::constants::*;
use crate::corpus::{Corpus, framed};
use crate::grammar::Grammar;
use crate::training::{Example, Known, Machine, Point, Task};

/// What a text scores that says too little to be held.
const TOO_LITTLE: i32 = i32::MIN / 2;

/// Thresholds of whole texts and of parts of texts, by length.
pub(crate) type Thresholds = [[i32; LENGTHS.len() + 1]; 2];

/// How a text scores that was kept from training: whole, and the worst part of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    pub(crate) whole: i32,
    pub(crate) part: Option<i32>,
    pub(crate) words: usize,
}

/// All that is needed to make weights.
pub(crate) struct Maker<'a> {
    corpus: &'a Corpus,
    pub(crate) features: Vec<Features>,
    examples: Vec<Example>,
    /// What is in every text, as it stands and as disguises are read: each bucket once.
    buckets: Vec<Vec<u32>>,
    /// Every text in other words, each with its place in the corpus and what it costs to be wrong about it.
    altered: Vec<(usize, f64, Example)>,
    /// What was put together of phrases: whether it is unsafe, and what it costs.
    said: Vec<(bool, f64, Example)>,
    random: Random,
}

/// What is in a text as it stands.
fn features(text: &str) -> Result<Features> {
    Ok(readings(text)?.first().map(Features::of).unwrap_or_default())
}

/// A text as disguises are read.
fn disguised(text: &str) -> Result<Example> {
    Ok(example(&readings(text)?.first().map(Features::disguised).unwrap_or_default()))
}

/// The buckets of a text that is read two ways, each once.
fn buckets(own: &Example, disguised: &Example) -> Vec<u32> {
    let mut buckets: Vec<u32> = own.features.iter().chain(&disguised.features).map(|feature| feature.bucket).collect();
    buckets.sort_unstable();
    buckets.dedup();
    buckets
}

fn example(features: &Features) -> Example {
    Example::of(features, 0..features.words())
}

impl<'a> Maker<'a> {
    pub(crate) fn new(corpus: &'a Corpus, random: &Random) -> Result<Self> {
        let grammar = corpus.grammar()?;
        let all: Vec<Features> = corpus.texts.iter().map(|text| features(&text.text)).collect::<Result<_>>()?;
        let altered = altered(corpus, &grammar, random)?;
        let said = said(&grammar, random)?;
        let examples: Vec<Example> = all.iter().map(example).collect();
        let texts = corpus.texts.iter().zip(&examples);
        let buckets = texts.map(|(text, own)| Ok(buckets(own, &disguised(&text.text)?))).collect::<Result<_>>()?;
        Ok(Self { corpus, features: all, examples, buckets, altered, said, random: random.clone() })
    }

    /// The part that a text belongs to.
    pub(crate) fn fold(&self, at: usize) -> usize {
        self.random.fork(&format!("fold {}", self.corpus.texts[at].text)).index(FOLDS)
    }

    /// How every text scores by what was learned of the other parts.
    pub(crate) fn held_out(&self) -> Vec<Held> {
        let mut held = vec![Held { whole: 0, part: None, words: 0 }; self.examples.len()];
        for fold in 0..FOLDS {
            let screen = self.screen(|at| self.fold(at) != fold);
            (0..held.len()).filter(|at| self.fold(*at) == fold).for_each(|at| held[at] = self.score(&screen, at));
        }
        held
    }

    pub(crate) fn score(&self, screen: &Screen, at: usize) -> Held {
        score(screen, &self.features[at])
    }

    /// A screen that learned of some of the texts, and knows neither categories nor thresholds.
    pub(crate) fn screen(&self, learns: impl Fn(usize) -> bool) -> Screen {
        self.learned(learns).0
    }

    /// The same, and what it knows.
    fn learned(&self, learns: impl Fn(usize) -> bool) -> (Screen, Known) {
        let cost = |at: usize| {
            let text = &self.corpus.texts[at];
            match text.file {
                _ if !learns(at) || text.file == "disguised" => 0.0,
                "allowed" => SUITE_COST,
                _ if text.is_ordinary() && self.features[at].words() <= SHORT_WORDS => SHORT_COST,
                _ if text.is_ordinary() => SUITE_COST,
                _ => 1.0,
            }
        };
        let is_unsafe = |at: usize| self.corpus.texts[at].is_unsafe;
        let learned = self.buckets.iter().enumerate().filter(|(at, _)| cost(*at) > 0.0);
        let known = Known::of(learned.map(|(_, buckets)| buckets.as_slice()));
        let own = self.examples.iter().enumerate().map(|(at, text)| (text, is_unsafe(at), cost(at)));
        let altered = self.altered.iter().map(|(at, share, text)| (text, is_unsafe(*at), share * cost(*at)));
        let said = self.said.iter().map(|(is_unsafe, cost, text)| (text, *is_unsafe, *cost));
        let tasks = own.chain(altered).chain(said).filter(|(.., cost)| *cost > 0.0);
        let mut tasks: Vec<Task> = tasks.map(|(text, sought, cost)| (text.known(&known), sought, cost)).collect();
        balance(&mut tasks);
        let machine = Machine::trained(known.buckets.len(), &tasks, &mut self.random.fork("unsafe"));
        (Screen::new(rounded(&machine, &known)), known)
    }

    /// The weights that come of all texts.
    pub(crate) fn weights(&self, thresholds: &Thresholds) -> Result<Weights> {
        let (screen, known) = self.learned(|_| true);
        let mut weights = screen.weights().clone();
        let files: Vec<&str> = self.corpus.files.iter().map(String::as_str).collect();
        weights.corpus = digest(&files);
        [weights.whole, weights.part] = *thresholds;
        weights.categories = self.categories(&known);
        Ok(weights)
    }

    /// A table for each category: against all others of what is unsafe.
    fn categories(&self, known: &Known) -> Vec<CategoryWeights> {
        let bits = BUCKET_BITS - CATEGORY_BITS;
        let texts = self.corpus.texts.iter().zip(&self.examples);
        let points: Vec<(Category, Point)> = texts
            .filter(|(text, _)| text.is_unsafe && text.file != "disguised")
            .filter_map(|(text, example)| Some((text.category()?, example.known(known).coarse(known, bits))))
            .collect();
        let of = |category: Category| {
            let mut tasks: Vec<Task> =
                points.iter().map(|(other, point)| (point.clone(), *other == category, 1.0)).collect();
            balance(&mut tasks);
            let machine = Machine::trained(1 << CATEGORY_BITS, &tasks, &mut self.random.fork("category"));
            let table = machine.weights.iter().map(|weight| step(*weight)).collect();
            let (bias, meaning) = (thousandths(machine.bias), meant(&machine));
            CategoryWeights { category, bias, meaning, table }
        };
        Category::ALL.into_iter().map(of).collect()
    }
}

/// Every text in other words: framed, with words left out, and spelt as disguises are read.
fn altered(corpus: &Corpus, grammar: &Grammar, random: &Random) -> Result<Vec<(usize, f64, Example)>> {
    let (mut frames, mut lost) = (random.fork("frames"), random.fork("lost"));
    let mut altered = Vec::new();
    for (at, text) in corpus.texts.iter().enumerate() {
        let text = &text.text;
        altered.push((at, FRAMED_COST, example(&features(&framed(text, grammar, &mut frames))?)));
        for share in LOST {
            let left: Vec<&str> = text.split_whitespace().filter(|_| !lost.chance(share)).collect();
            altered.push((at, LOST_COST, example(&features(&left.join(" "))?)));
        }
        if !corpus.texts[at].is_unsafe
            && let Some(part) = part(&features(text)?, &mut lost)
        {
            altered.push((at, PART_COST, part));
        }
        altered.push((at, DISGUISED_COST, disguised(text)?));
    }
    Ok(altered)
}

/// A part of a text that is long enough to have some.
fn part(features: &Features, random: &mut Random) -> Option<Example> {
    let parts: Vec<_> = parts(features.words()).collect();
    random.pick(&parts).map(|part| Example::of(features, part.clone()))
}

/// Texts that are put together of phrases: ordinary ones, and of each category those that are unsafe and those that sound so.
fn said(grammar: &Grammar, random: &Random) -> Result<Vec<(bool, f64, Example)>> {
    let mut say = random.fork("ordinary");
    let mut said = Vec::new();
    for _ in 0..ORDINARY {
        let features = features(&grammar.say("text", &mut say))?;
        said.push((false, ORDINARY_COST, example(&features)));
        said.extend(part(&features, &mut say).map(|part| (false, PART_COST, part)));
    }
    for (is_unsafe, kind) in [(true, "unsafe"), (false, "safe")] {
        for category in Category::ALL {
            let slot = format!("{kind}_{}", category.name());
            let mut say = random.fork(&slot);
            for at in 0..SAID {
                let text = grammar.say(&slot, &mut say);
                let text = if at % 2 == 0 { text } else { framed(&text, grammar, &mut say) };
                said.push((is_unsafe, SAID_COST, example(&features(&text)?)));
            }
        }
    }
    Ok(said)
}

/// How a text scores.
pub(crate) fn score(screen: &Screen, features: &Features) -> Held {
    let words = features.words();
    let part = parts(words).map(|part| screen.score(features, part)).max();
    let whole = if suffices(features) { screen.score(features, 0..words) } else { TOO_LITTLE };
    Held { whole, part, words }
}

/// Gives what is sought and what is not the same weight as a whole.
fn balance(tasks: &mut [Task]) {
    let sum =
        |tasks: &[Task], sought: bool| tasks.iter().filter(|task| task.1 == sought).map(|task| task.2).sum::<f64>();
    let (sought, other) = (sum(tasks, true), sum(tasks, false));
    let half = f64::midpoint(sought, other);
    for task in tasks {
        task.2 *= COST * half / if task.1 { sought } else { other };
    }
}

/// Weights as a screen reads them.
fn rounded(machine: &Machine, known: &Known) -> Weights {
    let mut table = vec![UNKNOWN; BUCKETS];
    known.buckets.iter().zip(&machine.weights).for_each(|(bucket, weight)| table[*bucket as usize] = step(*weight));
    Weights {
        corpus: digest(&[]),
        scales: std::array::from_fn::<_, GROUPS, _>(|at| (WORTH[at] * f64::from(STEP) * 256_000.0).round() as i32),
        bias: thousandths(machine.bias),
        slope: SLOPE,
        whole: [i32::MAX; LENGTHS.len() + 1],
        part: [i32::MAX; LENGTHS.len() + 1],
        meaning: meant(machine),
        unsafe_: table,
        categories: Vec::new(),
    }
}

fn thousandths(score: f32) -> i32 {
    (score * 1000.0).round() as i32
}

/// How far each number of a meaning speaks, as the screen weighs it.
fn meant(machine: &Machine) -> [i32; MEANING] {
    let worth = MEANING_WORTH * 1000.0 * f64::from(MEANING_STEPS);
    machine.meaning.map(|weight| (f64::from(weight) * worth).round() as i32)
}

fn step(weight: f32) -> i8 {
    (weight / STEP).round().clamp(-127.0, 127.0) as i8
}
