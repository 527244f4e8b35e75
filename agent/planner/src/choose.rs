//! Which of the candidates that passed are shown together: good ones that differ.
//!
//! Where something is believed of the person's taste, those of which one is likeliest to be liked
//! ([`taste::most_useful`]); else greedy maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998) from every
//! start, so that a good first pick cannot spoil the set, in integers. Where photographs were made, at most one option of a first
//! look does without: they were paid for to be seen.

use std::collections::BTreeMap;

use design::score::Arrangement;
use design::{DesignPlan, Score};

use crate::candidate::Candidate;
use crate::option_set::Reveal;
use crate::photograph;
use crate::taste::{self, Belief};

/// Least PDQ distance between two options, bits of 256: nearer pictures look alike.
pub const PDQ_BITS_MIN: u32 = 32;
/// PDQ distance from which more is no more different, bits: unrelated pictures lie at about 128.
const PDQ_BITS_FAR: u32 = 128;
/// Least measured arrangement distance between two options that are to differ at a glance, steps: from here on people
/// see two layouts ([`Arrangement::distance`]).
const ARRANGEMENT_MIN: u32 = 1_200;
/// Least distance from which two arrangements lie apart for somebody who is to find out what there is, steps: more than a picture
/// that one of them has.
const ARRANGED_APART: u32 = 2 * ARRANGEMENT_MIN;
/// Arrangement distance from which more is no more different, steps.
const ARRANGEMENT_FAR: u32 = 5_000;
/// What the total weighs against the distance to the nearest other option, tenths.
const QUALITY_TENTHS: u64 = 6;
/// Steps of a distance, as those of a score.
const STEPS: u32 = 10_000;
/// Bound on the search for a set that the greedy choice does not find.
const VISITS_MAX: u32 = 100_000;

/// A rule that was dropped because the set would have been short; the weaker rule is dropped first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relaxation {
    /// Options differ at a glance, though not in what this turn is about.
    Axis,
    /// Some options look alike.
    Picture,
}

impl Relaxation {
    pub(crate) fn what(self) -> &'static str {
        match self {
            Self::Axis => "some options share their arrangement",
            Self::Picture => "some options look alike",
        }
    }

    pub(crate) fn why(self) -> &'static str {
        match self {
            Self::Axis => "too few candidates with different arrangements passed",
            Self::Picture => "too few candidates that look different passed",
        }
    }
}

/// What is asked of two options that are shown together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// They differ, and where photographs were made one of them shows some.
    Photographs,
    /// They differ.
    Strict,
    /// They differ as far as that is asked still.
    Relaxed(Relaxation),
}

/// What is asked one after another, until there are as many that keep to it.
const RULES: [Rule; 3] = [Rule::Photographs, Rule::Strict, Rule::Relaxed(Relaxation::Axis)];

impl Rule {
    fn relaxed(self) -> Option<Relaxation> {
        match self {
            Self::Photographs | Self::Strict => None,
            Self::Relaxed(relaxed) => Some(relaxed),
        }
    }
}

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// Indices of the candidates, best total first.
    pub members: Vec<usize>,
    /// What had to be relaxed.
    pub relaxed: Option<Relaxation>,
}

/// Chooses `count` of `candidates`, or as many as there are, by what is believed of the person's taste where that is known. That
/// photographs are seen is asked before anything is relaxed, and given up without a word: what is shown instead differs more.
///
/// Independent of the order of `candidates` as long as their ids differ.
#[must_use]
pub fn choose(candidates: &[Candidate], count: usize, reveal: Reveal, belief: Option<&Belief>) -> Chosen {
    choose_by(&RULES, candidates, count, reveal, belief)
}

/// As [`choose`] did in runs whose sets are 0 ([`Settings::sets`](crate::Settings)).
pub(crate) fn choose_unphotographed(
    candidates: &[Candidate],
    count: usize,
    reveal: Reveal,
    belief: Option<&Belief>,
) -> Chosen {
    choose_by(&RULES[1..], candidates, count, reveal, belief)
}

fn choose_by(
    rules: &[Rule],
    candidates: &[Candidate],
    count: usize,
    reveal: Reveal,
    belief: Option<&Belief>,
) -> Chosen {
    let pairs = Pairs::new(candidates, reveal);
    let count = count.min(candidates.len());
    for rule in rules.iter().filter(|rule| pairs.has_photographs || **rule != Rule::Photographs) {
        let useful = belief.and_then(|belief| pairs.most_useful(belief, candidates, count, *rule));
        if let Some(members) = useful.or_else(|| pairs.best_set(count, *rule)) {
            return Chosen { members, relaxed: rule.relaxed() };
        }
    }
    Chosen { members: pairs.farthest_set(count), relaxed: Some(Relaxation::Picture) }
}

/// The first two of `members` that look alike.
pub(crate) fn first_alike(candidates: &[Candidate], members: &[usize]) -> Option<(usize, usize)> {
    let alike = |a: usize, b: usize| {
        let both = candidates.get(a).zip(candidates.get(b));
        both.and_then(|(a, b)| look_apart(a, b)).is_some_and(|bits| bits < PDQ_BITS_MIN)
    };
    let pairs = members.iter().enumerate().flat_map(|(at, a)| members[at + 1..].iter().map(move |b| (*a, *b)));
    pairs.into_iter().find(|(a, b)| alike(*a, *b))
}

/// Indices by falling total; equals by id.
pub(crate) fn by_total(candidates: &[Candidate]) -> Vec<usize> {
    let mut order: Vec<_> = (0..candidates.len()).collect();
    order.sort_by(|&a, &b| {
        let (a, b) = (&candidates[a], &candidates[b]);
        b.critique.total().cmp(&a.critique.total()).then_with(|| a.id.cmp(&b.id))
    });
    order
}

/// Bits in which the looks of two candidates differ, none where both show one photograph that was made for each; `None` when a hash
/// cannot be read.
pub(crate) fn look_apart(a: &Candidate, b: &Candidate) -> Option<u32> {
    let bits = pdq_distance(&a.critique.pdq, &b.critique.pdq)?;
    Some(if photograph::are_copies(&a.photographs, &b.photographs) { 0 } else { bits })
}

/// Bits in which two PDQ hashes differ; `None` when either cannot be read.
#[must_use]
pub fn pdq_distance(a: &str, b: &str) -> Option<u32> {
    Some(bits_apart(pdq_bits(a)?, pdq_bits(b)?))
}

/// The bits of a PDQ hash of 64 hex digits.
fn pdq_bits(hash: &str) -> Option<[u128; 2]> {
    let half = |digits: Option<&str>| u128::from_str_radix(digits?, 16).ok();
    let is_hash = hash.len() == 64 && hash.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_hash.then_some([half(hash.get(..32))?, half(hash.get(32..))?])
}

fn bits_apart(a: [u128; 2], b: [u128; 2]) -> u32 {
    a.iter().zip(b).map(|(a, b)| (a ^ b).count_ones()).sum()
}

/// What of a candidate is compared with every other one, read once.
struct Look<'a> {
    candidate: &'a Candidate,
    pdq: Option<[u128; 2]>,
    arrangement: Option<Arrangement>,
    axes: BTreeMap<&'static str, String>,
}

impl<'a> Look<'a> {
    fn of(candidate: &'a Candidate) -> Self {
        let critique = &candidate.critique;
        let (pdq, arrangement) = (pdq_bits(&critique.pdq), critique.arrangement());
        Self { candidate, pdq, arrangement, axes: candidate.plan.axes() }
    }
}

/// How two candidates differ.
#[derive(Debug, Clone, Copy, Default)]
struct Pair {
    pdq: u32,
    /// 0 alike … 10 000 as different as can be.
    distance: u32,
    /// Whether they differ in what the turn is about.
    differ: bool,
    /// Whether it is worth something to show both while hardly anything is known of the person.
    apart: bool,
    /// Whether neither shows a photograph while it is open what the design is to be.
    drawn: bool,
}

/// Every pair of candidates, these in order of falling total.
struct Pairs {
    order: Vec<usize>,
    totals: Vec<u64>,
    rows: Vec<Vec<Pair>>,
    has_photographs: bool,
}

impl Pairs {
    fn new(candidates: &[Candidate], reveal: Reveal) -> Self {
        let order = by_total(candidates);
        let looks: Vec<_> = order.iter().map(|&index| Look::of(&candidates[index])).collect();
        let mut rows = vec![vec![Pair::default(); looks.len()]; looks.len()];
        for (a, look) in looks.iter().enumerate() {
            for (b, other) in looks.iter().enumerate().skip(a) {
                rows[a][b] = pair(look, other, reveal);
                rows[b][a] = rows[a][b];
            }
        }
        let totals = looks.iter().map(|look| u64::from(look.candidate.critique.total().steps())).collect();
        let has_photographs = candidates.iter().any(|candidate| !candidate.photographs.is_empty());
        Self { order, totals, rows, has_photographs }
    }

    fn allowed(&self, a: usize, b: usize, rule: Rule) -> bool {
        let pair = self.rows[a][b];
        match rule {
            Rule::Photographs => self.allowed(a, b, Rule::Strict) && !pair.drawn,
            Rule::Strict => pair.pdq >= PDQ_BITS_MIN && pair.differ,
            Rule::Relaxed(Relaxation::Axis) => pair.pdq >= PDQ_BITS_MIN,
            Rule::Relaxed(Relaxation::Picture) => true,
        }
    }

    /// The full set of which one is likeliest to be liked; `None` when no full set was found that way.
    fn most_useful(&self, belief: &Belief, candidates: &[Candidate], count: usize, rule: Rule) -> Option<Vec<usize>> {
        let looks = Candidate::looks(self.order.iter().map(|&index| &candidates[index]));
        // Far apart is what looks so, and what is arranged so.
        let apart = |a: usize, b: usize| {
            let pair = self.rows[a][b];
            let far = looks[a].distance(&looks[b]) + f64::from(pair.distance) / f64::from(STEPS);
            if pair.apart { belief.apart() * far } else { 0.0 }
        };
        let members = taste::most_useful(belief, &looks, count, &apart, &|a, b| self.allowed(a, b, rule));
        (members.len() == count).then(|| self.named(members))
    }

    fn nearest(&self, candidate: usize, members: &[usize]) -> u32 {
        members.iter().map(|&member| self.rows[candidate][member].distance).min().unwrap_or(STEPS)
    }

    fn worth(&self, candidate: usize, members: &[usize]) -> u64 {
        QUALITY_TENTHS * self.totals[candidate] + (10 - QUALITY_TENTHS) * u64::from(self.nearest(candidate, members))
    }

    /// The full set of the greatest worth; `None` when no full set was found.
    fn best_set(&self, count: usize, rule: Rule) -> Option<Vec<usize>> {
        let starts = (0..self.order.len()).filter_map(|start| self.greedy(start, count, rule));
        // The first of equals wins, so the set with the better first pick.
        let mut best: Option<(u64, Vec<usize>)> = None;
        for (worth, members) in starts {
            if best.as_ref().is_none_or(|(most, _)| worth > *most) {
                best = Some((worth, members));
            }
        }
        let members = best.map(|(_, members)| members).or_else(|| self.search(count, rule))?;
        Some(self.named(members))
    }

    fn greedy(&self, start: usize, count: usize, rule: Rule) -> Option<(u64, Vec<usize>)> {
        let mut members = vec![start];
        while members.len() < count {
            let fits = |&c: &usize| members.iter().all(|&m| m != c && self.allowed(c, m, rule));
            let next = (0..self.order.len()).filter(fits).rev().max_by_key(|&c| self.worth(c, &members))?;
            members.push(next);
        }
        let others = |c: usize| members.iter().copied().filter(|&m| m != c).collect::<Vec<_>>();
        let worth = members.iter().map(|&c| self.worth(c, &others(c))).sum();
        Some((worth, members))
    }

    /// The first full set in order of totals, by backtracking within [`VISITS_MAX`].
    fn search(&self, count: usize, rule: Rule) -> Option<Vec<usize>> {
        let mut members: Vec<usize> = Vec::new();
        let mut next = 0;
        for _ in 0..VISITS_MAX {
            if members.len() == count {
                return Some(members);
            }
            if next < self.order.len() {
                if members.iter().all(|&member| self.allowed(next, member, rule)) {
                    members.push(next);
                }
                next += 1;
            } else {
                next = members.pop()? + 1;
            }
        }
        None
    }

    /// Starts with the best and adds whatever looks least like what is there.
    fn farthest_set(&self, count: usize) -> Vec<usize> {
        let mut members: Vec<usize> = Vec::new();
        while members.len() < count {
            let look = |c: usize| members.iter().map(|&m| self.rows[c][m].pdq).min().unwrap_or(0).min(PDQ_BITS_MIN);
            let free = (0..self.order.len()).filter(|c| !members.contains(c)).rev();
            let Some(next) = free.max_by_key(|&c| (look(c), self.worth(c, &members))) else { break };
            members.push(next);
        }
        self.named(members)
    }

    fn named(&self, mut members: Vec<usize>) -> Vec<usize> {
        members.sort_unstable();
        members.into_iter().map(|member| self.order[member]).collect()
    }
}

/// Both ways alike.
fn pair(a: &Look<'_>, b: &Look<'_>, reveal: Reveal) -> Pair {
    let are_copies = photograph::are_copies(&a.candidate.photographs, &b.candidate.photographs);
    let pdq = a.pdq.zip(b.pdq).filter(|_| !are_copies).map_or(0, |(a, b)| bits_apart(a, b));
    let look = pdq.min(PDQ_BITS_FAR) * STEPS / PDQ_BITS_FAR;
    let measured = a.arrangement.zip(b.arrangement).map(|(a, b)| Score::from_f64(a.distance(&b)));
    let measured = measured.map(|distance| u32::from(distance.steps()));
    let layout = measured.map_or_else(
        || planned_arrangement(&a.candidate.plan, &b.candidate.plan),
        |steps| steps.min(ARRANGEMENT_FAR) * STEPS / ARRANGEMENT_FAR,
    );
    let distance = (2 * look + 2 * layout + plan_distance(&a.axes, &b.axes)) / 5;
    let differ = match (reveal, measured) {
        (Reveal::Direction | Reveal::Layout, Some(steps)) => steps >= ARRANGEMENT_MIN,
        _ => differ(a.candidate, b.candidate, reveal),
    };
    let apart = match (reveal, measured) {
        (Reveal::Direction | Reveal::Layout, Some(steps)) => steps >= ARRANGED_APART,
        _ => differ,
    };
    let is_drawn = |look: &Look<'_>| look.candidate.photographs.is_empty();
    let drawn = reveal == Reveal::Direction && is_drawn(a) && is_drawn(b);
    Pair { pdq, distance, differ, apart, drawn }
}

fn planned_arrangement(a: &DesignPlan, b: &DesignPlan) -> u32 {
    let parts = [(a.archetype != b.archetype, 6_000), (a.lead != b.lead, 2_500), (a.variant != b.variant, 1_500)];
    parts.iter().filter(|(differs, _)| *differs).map(|(_, steps)| steps).sum()
}

fn plan_distance(a: &BTreeMap<&str, String>, b: &BTreeMap<&str, String>) -> u32 {
    let differing = a.iter().filter(|(axis, value)| b.get(*axis) != Some(value)).count();
    u32::try_from(differing).unwrap_or(0) * STEPS / u32::try_from(a.len()).unwrap_or(1).max(1)
}

/// Whether two candidates were planned to differ in what `reveal` is about; mirroring and recolouring alone are no
/// other arrangement.
fn differ(a: &Candidate, b: &Candidate, reveal: Reveal) -> bool {
    let (p, q) = (&a.plan, &b.plan);
    match reveal {
        Reveal::Direction => p.archetype != q.archetype || p.lead != q.lead,
        Reveal::Layout => p.archetype != q.archetype || p.lead != q.lead || p.variant != q.variant,
        Reveal::Style => p.voice != q.voice || p.scheme != q.scheme || p.palette != q.palette || p.imagery != q.imagery,
        Reveal::Words => a.copy != b.copy,
        Reveal::Fine => a.design != b.design,
    }
}

#[cfg(test)]
mod tests {
    use design::score::arrangement_feature;
    use proptest::prelude::*;

    use super::*;
    use crate::fixture;

    /// A candidate with that archetype and total; of `look` only the first digit counts, and digits differ in 64 bits
    /// or more, except `a` and `b`, which differ in 16.
    fn candidate(archetype: &str, look: char, total: f64) -> Candidate {
        let mut candidate = fixture::candidate(&format!("t1.{archetype}{look}{total}"), total);
        candidate.plan.archetype.0 = archetype.to_owned();
        candidate.critique.pdq = match look {
            'b' => format!("{}{}", "b".repeat(16), "a".repeat(48)),
            digit => digit.to_string().repeat(64),
        };
        candidate
    }

    #[track_caller]
    fn check(candidates: &[(&str, char, f64)], count: usize, want: &[usize], relaxed: Option<Relaxation>) {
        let candidates: Vec<_> = candidates.iter().map(|&(a, look, total)| candidate(a, look, total)).collect();
        assert_eq!(choose(&candidates, count, Reveal::Direction, None), Chosen { members: want.to_vec(), relaxed });
    }

    #[test]
    fn good_ones_that_differ_are_chosen() {
        check(&[], 3, &[], None);
        check(&[("orbit", '0', 0.5)], 3, &[0], None);
        // Best first.
        check(&[("orbit", '0', 0.5), ("spine", '3', 0.9), ("chorus", 'c', 0.7)], 3, &[1, 2, 0], None);
        // The second best looks like the best.
        check(&[("orbit", 'a', 0.9), ("spine", 'b', 0.8), ("chorus", '5', 0.3)], 2, &[0, 2], None);
        // The second best is arranged like the best.
        check(&[("orbit", '0', 0.9), ("orbit", '3', 0.8), ("chorus", 'f', 0.3)], 2, &[0, 2], None);
        // The best looks like both of the others, which differ: without it the set is full.
        check(
            &[("orbit", '0', 0.9), ("orbit", '3', 0.8), ("chorus", 'c', 0.8), ("spine", '5', 0.8)],
            3,
            &[0, 2, 3],
            None,
        );
    }

    #[test]
    fn rules_are_relaxed_in_order_and_only_for_want_of_others() {
        let axis = Some(Relaxation::Axis);
        check(&[("orbit", '0', 0.9), ("orbit", '3', 0.8), ("orbit", 'a', 0.7)], 2, &[0, 1], axis);
        let picture = Some(Relaxation::Picture);
        check(&[("orbit", 'a', 0.9), ("spine", 'b', 0.8)], 2, &[0, 1], picture);
        // One pair must look alike, so the third is one that does not.
        check(&[("orbit", 'a', 0.9), ("spine", 'b', 0.8), ("chorus", '5', 0.1)], 3, &[0, 1, 2], picture);
    }

    #[test]
    fn photographs_that_were_paid_for_are_seen() {
        let shown = |reveal: Reveal, photographed: &[usize]| {
            let drawn = [
                ("orbit", '0', 0.9),
                ("spine", '3', 0.89),
                ("chorus", 'c', 0.88),
                ("grid", '5', 0.6),
                ("echo", 'a', 0.59),
            ];
            let mut all: Vec<_> = drawn.iter().map(|&(a, look, total)| candidate(a, look, total)).collect();
            photographed.iter().for_each(|&at| all[at].photographs = vec![photograph::tests::photograph("0", true)]);
            choose(&all, 3, reveal, None)
        };
        let chosen = |members: &[usize]| Chosen { members: members.to_vec(), relaxed: None };
        assert_eq!(shown(Reveal::Direction, &[]), chosen(&[0, 1, 2]));
        // At most one of them does without.
        assert_eq!(shown(Reveal::Direction, &[3, 4]).members[1..], [3, 4]);
        assert_eq!(shown(Reveal::Direction, &[1, 2]), chosen(&[0, 1, 2]));
        // There are too few of them, and what was picked has none: nothing is relaxed for their sake.
        assert_eq!(shown(Reveal::Direction, &[4]), chosen(&[0, 1, 2]));
        assert_eq!(shown(Reveal::Layout, &[3, 4]), chosen(&[0, 1, 2]));
    }

    #[test]
    fn a_set_that_greed_misses_is_found() {
        // A ring: each looks like its two neighbours, so from any start a wrong second pick leaves no third.
        let mut ring: Vec<_> = (0..6).map(|i| fixture::candidate(&format!("t1.c{i}"), 0.5)).collect();
        let words = |bits: [u8; 4]| bits.map(|byte| format!("{byte:02x}").repeat(8)).concat();
        let looks = [
            words([0xff, 0xff, 0xff, 0xff]),
            words([0xff, 0xff, 0xff, 0xfc]),
            words([0x00, 0xff, 0x00, 0xff]),
            words([0x00, 0xff, 0x00, 0xfc]),
            words([0x0f, 0x00, 0xff, 0x00]),
            words([0x0f, 0x00, 0xff, 0x03]),
        ];
        for ((i, candidate), look) in ring.iter_mut().enumerate().zip(looks) {
            candidate.critique.pdq = look;
            candidate.plan.archetype.0 = format!("a{i}");
        }
        let pairs = Pairs::new(&ring, Reveal::Direction);
        let found = pairs.search(3, Rule::Strict).unwrap();
        let apart = |a: usize, b: usize| pairs.allowed(a, b, Rule::Strict);
        assert!(apart(found[0], found[1]) && apart(found[0], found[2]) && apart(found[1], found[2]), "{found:?}");
        assert_eq!(pairs.search(4, Rule::Strict), None);
    }

    #[test]
    fn what_was_measured_outweighs_what_was_planned() {
        let arranged = |archetype: &str, look, y: f64| {
            let mut candidate = candidate(archetype, look, 0.5);
            for (side, value) in [("x", 0.5), ("y", y), ("w", 0.8), ("h", 0.2)] {
                candidate.critique.features.insert(arrangement_feature("head", side), Score::from_f64(value));
            }
            candidate
        };
        // Two archetypes that came out alike, one that came out differently with another variant.
        let alike = [arranged("orbit", '0', 0.2), arranged("spine", '3', 0.22)];
        assert_eq!(choose(&alike, 2, Reveal::Direction, None).relaxed, Some(Relaxation::Axis));
        let apart = [arranged("orbit", '0', 0.2), arranged("orbit", '3', 0.8)];
        assert_eq!(choose(&apart, 2, Reveal::Direction, None).relaxed, None);
    }

    #[test]
    fn hashes_are_compared_bit_by_bit() {
        let zero = "0".repeat(64);
        assert_eq!(pdq_distance(&zero, &zero), Some(0));
        assert_eq!(pdq_distance(&zero, &"f".repeat(64)), Some(256));
        assert_eq!(pdq_distance(&zero, &format!("{}8", "0".repeat(63))), Some(1));
        assert_eq!(pdq_distance(&zero, "0"), None);
        assert_eq!(pdq_distance(&zero, &"x".repeat(64)), None);
    }

    proptest! {
        #[test]
        fn a_set_keeps_its_rules_and_no_order_changes_it(
            candidates in proptest::collection::vec((0..4u8, 0..16u32, 0.0..1.0f64), 0..12), count in 1..7usize, turn in any::<prop::sample::Index>(),
        ) {
            let named = |(i, (archetype, look, total)): (usize, (u8, u32, f64))| {
                let look = char::from_digit(look, 16).unwrap();
                let mut candidate = candidate(&format!("a{archetype}"), look, total);
                candidate.id = format!("t1.c{i:02}");
                candidate
            };
            let candidates: Vec<_> = candidates.into_iter().enumerate().map(named).collect();
            let chosen = choose(&candidates, count, Reveal::Direction, None);
            prop_assert_eq!(chosen.members.len(), count.min(candidates.len()));
            for (place, &a) in chosen.members.iter().enumerate() {
                for &b in &chosen.members[..place] {
                    prop_assert_ne!(a, b);
                    let (a, b) = (&candidates[a], &candidates[b]);
                    let bits = pdq_distance(&a.critique.pdq, &b.critique.pdq).unwrap();
                    prop_assert!(chosen.relaxed == Some(Relaxation::Picture) || bits >= PDQ_BITS_MIN);
                    prop_assert!(chosen.relaxed.is_some() || a.plan.archetype != b.plan.archetype);
                }
            }
            if !candidates.is_empty() {
                let mut turned = candidates.clone();
                turned.rotate_left(turn.index(candidates.len()));
                let ids = |all: &[Candidate], members: &[usize]| -> Vec<String> { members.iter().map(|&m| all[m].id.clone()).collect() };
                let other = choose(&turned, count, Reveal::Direction, None);
                prop_assert_eq!(ids(&candidates, &chosen.members), ids(&turned, &other.members));
            }
        }
    }
}
