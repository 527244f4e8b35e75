//! People who do not exist, by whom choosing is measured: each has a taste that is hidden from what chooses, and picks by it.
//!
//! What is compared: how designs are made (around the last pick, or towards what is believed) and how three of ten are shown. What
//! counts: how far the design that they end with is from their best, after so many turns, where 0 is the best of a hundred designs
//! drawn at random and 1 the middle one.

use design::Random;

use super::belief::Belief;
use super::evidence::Evidence;
use super::feature::{FEATURES, Look};
use super::prior::Said;
use super::selection::most_useful;

/// Things that designs differ in and no [`Look`] tells.
const UNSEEN: usize = 4;
/// Arrangements, which no [`Look`] tells either.
const ARRANGEMENTS: usize = 8;
/// Designs made in a turn.
const MADE: usize = 10;
/// Designs shown in a turn.
const SHOWN: usize = 3;
/// Turns at most.
pub const TURNS: usize = 8;
/// Designs by which a person's likes are put on a scale.
const SCALE: usize = 2_000;
/// Deviation of what is made around a pick in the first turn after it, and by how much it shrinks with each.
const AROUND: (f64, f64) = (0.7, 0.85);
/// Drafts around a pick that are looked at, and how much farther they reach.
const DRAFTS: (usize, f64) = (60, 1.2);
/// Of the designs made in a turn, those that are chosen among drafts by what is believed; the others are drawn from all there is.
const STEERED: usize = 8;
/// Quality against distance in maximal marginal relevance.
const RELEVANCE: f64 = 0.5;

/// What a population of people is like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Population {
    /// What the score counts in what they like, 0–1.
    pub common: f64,
    /// How noisily they pick, standard deviations of what they think of all designs.
    pub noise: f64,
    /// Whether they also go by things that no look tells.
    pub unseen: bool,
}

/// How designs are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Making {
    /// Around the last pick, closer each turn.
    AroundPick,
    /// The best of as many drafts as [`Making::TowardsBelief`] has, by score.
    AroundPickDrafted,
    /// Four of five are those of sixty drafts around the last pick that are believed to be most useful together; one is drawn from
    /// all there is.
    TowardsBelief,
}

/// How those that are shown are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    /// At random.
    Random,
    /// The best by score.
    BestByScore,
    /// The best by what is believed.
    BestByBelief,
    /// Maximal marginal relevance of the score.
    Relevance,
    /// A k-DPP, greedily.
    Determinantal,
    /// The most useful together.
    MostUseful,
}

/// A way of leading somebody to a design.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// How designs are made.
    pub making: Making,
    /// How some of them are chosen.
    pub showing: Showing,
}

impl Way {
    /// What most products do: the best by score, then around the pick.
    pub const PLAIN: Self = Self { making: Making::AroundPick, showing: Showing::BestByScore };
    /// What is done here.
    pub const FULL: Self = Self { making: Making::TowardsBelief, showing: Showing::MostUseful };
}

/// A design as far as people who do not exist can tell.
#[derive(Debug, Clone, Copy)]
struct Design {
    seen: [f64; FEATURES],
    unseen: [f64; UNSEEN],
    arrangement: usize,
}

/// Ideal and importance of some features.
struct Taste<const N: usize> {
    ideal: [f64; N],
    importance: [f64; N],
}

impl<const N: usize> Taste<N> {
    /// A few features count, each as much as chance will have it.
    fn drawn(random: &mut Random, counted: usize) -> Self {
        let mut order: Vec<usize> = (0..N).collect();
        random.shuffle(&mut order);
        let mut importance = [0.0; N];
        for &at in order.iter().take(counted) {
            importance[at] = -libm::log(1.0 - random.unit());
        }
        Self { ideal: std::array::from_fn(|_| normal(random)), importance }
    }

    fn likes(&self, values: &[f64; N]) -> f64 {
        let apart =
            (0..N).map(|at| self.importance[at] * (values[at] - self.ideal[at]) * (values[at] - self.ideal[at]));
        -apart.sum::<f64>()
    }
}

/// Mean and deviation of numbers.
fn moments(values: &[f64]) -> (f64, f64) {
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
    (mean, libm::sqrt(variance).max(1e-9))
}

/// What everybody likes, which is what scores say.
struct Common {
    taste: Taste<FEATURES>,
    moments: (f64, f64),
}

impl Common {
    fn new(random: &mut Random, all: &[Design]) -> Self {
        let taste = Taste::drawn(random, 5);
        let moments = moments(&all.iter().map(|design| taste.likes(&design.seen)).collect::<Vec<_>>());
        Self { taste, moments }
    }

    fn score(&self, design: &Design) -> f64 {
        (self.taste.likes(&design.seen) - self.moments.0) / self.moments.1
    }
}

/// Somebody who picks.
struct Person {
    own: Taste<FEATURES>,
    unseen: Taste<UNSEEN>,
    arrangements: [f64; ARRANGEMENTS],
    of: Population,
    /// Of the own part.
    moments: (f64, f64),
    /// The middle and the best of a hundred.
    scale: (f64, f64),
}

impl Person {
    fn new(random: &mut Random, of: Population, common: &Common, all: &[Design]) -> Self {
        let counted = 3 + random.index(4);
        let mut person = Self {
            own: Taste::drawn(random, counted),
            unseen: Taste::drawn(random, 2),
            arrangements: std::array::from_fn(|_| normal(random)),
            of,
            moments: (0.0, 1.0),
            scale: (0.0, 1.0),
        };
        let own: Vec<f64> = all.iter().map(|design| person.own_part(design)).collect();
        person.moments = moments(&own);
        let mut likes: Vec<f64> = all.iter().map(|design| person.likes(design, common)).collect();
        likes.sort_by(f64::total_cmp);
        person.scale = (likes[likes.len() / 2], likes[likes.len() * 99 / 100]);
        person
    }

    fn own_part(&self, design: &Design) -> f64 {
        let hidden = if self.of.unseen {
            self.unseen.likes(&design.unseen) + self.arrangements[design.arrangement]
        } else {
            0.0
        };
        self.own.likes(&design.seen) + hidden
    }

    fn likes(&self, design: &Design, common: &Common) -> f64 {
        let own = (self.own_part(design) - self.moments.0) / self.moments.1;
        self.of.common * common.score(design) + (1.0 - self.of.common) * own
    }

    /// 0 for the best of a hundred, and for better ones; 1 for the middle.
    fn regret(&self, design: &Design, common: &Common) -> f64 {
        let (middle, best) = self.scale;
        ((best - self.likes(design, common)) / (best - middle).max(1e-9)).max(0.0)
    }

    /// Picks by multinomial logit.
    fn pick(&self, shown: &[Design], common: &Common, random: &mut Random) -> usize {
        // Gumbel noise: the greatest sum is drawn as the logit says.
        let gumbel = |random: &mut Random| -libm::log(-libm::log(random.unit().max(1e-12)));
        let sums: Vec<f64> = shown.iter().map(|one| self.likes(one, common) + self.of.noise * gumbel(random)).collect();
        (0..sums.len()).max_by(|a, b| sums[*a].total_cmp(&sums[*b])).unwrap_or(0)
    }
}

fn normal(random: &mut Random) -> f64 {
    let radius = libm::sqrt(-2.0 * libm::log(1.0 - random.unit()));
    radius * libm::cos(std::f64::consts::TAU * random.unit())
}

fn clip(value: f64) -> f64 {
    value.clamp(-2.5, 2.5)
}

impl Design {
    fn any(random: &mut Random) -> Self {
        Self {
            seen: std::array::from_fn(|_| clip(normal(random))),
            unseen: std::array::from_fn(|_| clip(normal(random))),
            arrangement: random.index(ARRANGEMENTS),
        }
    }

    fn around(&self, spread: f64, random: &mut Random) -> Self {
        let near = |value: f64, random: &mut Random| clip(value + spread * normal(random));
        let arrangement = if random.chance(0.7) { self.arrangement } else { random.index(ARRANGEMENTS) };
        Self {
            seen: self.seen.map(|value| near(value, random)),
            unseen: self.unseen.map(|value| near(value, random)),
            arrangement,
        }
    }

    fn look(&self, common: &Common) -> Look {
        Look::new(self.seen, common.score(self))
    }
}

fn spread(turn: usize) -> f64 {
    AROUND.0 * libm::pow(AROUND.1, turn.saturating_sub(1) as f64)
}

/// How one person fared: the regret after each turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Of the design that was picked, after each turn.
    pub regret: [f64; TURNS],
}

impl Course {
    /// The first turn after which regret is at most `target`; `None` where none was.
    #[must_use]
    pub fn solved(&self, target: f64) -> Option<usize> {
        self.regret.iter().position(|regret| *regret <= target).map(|turn| turn + 1)
    }
}

/// Leads a person to a design. The same seed gives the same person, and the same first designs, to every way.
#[must_use]
pub fn course(population: Population, way: Way, seed: u64, particles: usize) -> Course {
    let random = Random::new(seed);
    let mut drawing = random.fork("designs");
    let all: Vec<Design> = (0..SCALE).map(|_| Design::any(&mut drawing)).collect();
    let mut of_person = random.fork("person");
    let common = Common::new(&mut of_person, &all);
    let person = Person::new(&mut of_person, population, &common, &all);
    let mut random = random.fork("course");
    let believes =
        way.making == Making::TowardsBelief || matches!(way.showing, Showing::BestByBelief | Showing::MostUseful);
    let mut belief = believes.then(|| Belief::new(&Said::default(), &[], seed, particles));
    let mut picked: Option<Design> = None;
    let mut regret = [0.0; TURNS];
    for (turn, regret) in regret.iter_mut().enumerate() {
        let mut making = random.fork(&format!("making {turn}"));
        let made = make(way.making, turn, picked.as_ref(), belief.as_ref(), &common, &mut making);
        let looks: Vec<Look> = made.iter().map(|design| design.look(&common)).collect();
        let members = show(way.showing, &looks, belief.as_ref(), &mut making);
        let shown: Vec<Design> = members.iter().map(|member| made[*member]).collect();
        let place = person.pick(&shown, &common, &mut random);
        if let Some(belief) = &mut belief {
            let shown = members.iter().map(|member| looks[*member]).collect();
            belief.learn(Evidence::Picked { turn: turn as u32 + 1, shown, picked: place as u32 });
        }
        picked = Some(shown[place]);
        *regret = person.regret(&shown[place], &common);
    }
    Course { regret }
}

fn make(
    making: Making,
    turn: usize,
    picked: Option<&Design>,
    belief: Option<&Belief>,
    common: &Common,
    random: &mut Random,
) -> Vec<Design> {
    let Some(picked) = picked else { return any(MADE, random) };
    let mut drafts = |(count, reach): (usize, f64)| -> Vec<Design> {
        (0..count).map(|_| picked.around(reach * spread(turn), random)).collect()
    };
    match (making, belief) {
        (Making::TowardsBelief, Some(belief)) => {
            let drafts = drafts(DRAFTS);
            let looks: Vec<Look> = drafts.iter().map(|design| design.look(common)).collect();
            let members = most_useful(belief, &looks, STEERED, &|_, _| 0.0, &|_, _| true);
            let mut made: Vec<Design> = members.into_iter().map(|member| drafts[member]).collect();
            made.extend(any(MADE - STEERED, random));
            made
        }
        (Making::AroundPickDrafted, _) => {
            let mut drafts = drafts(DRAFTS);
            drafts.sort_by(|a, b| common.score(b).total_cmp(&common.score(a)));
            drafts.truncate(MADE);
            drafts
        }
        (Making::AroundPick | Making::TowardsBelief, _) => drafts((MADE, 1.0)),
    }
}

fn any(count: usize, random: &mut Random) -> Vec<Design> {
    (0..count).map(|_| Design::any(random)).collect()
}

/// The places of those that are shown.
fn show(showing: Showing, looks: &[Look], belief: Option<&Belief>, random: &mut Random) -> Vec<usize> {
    let by = |worth: &dyn Fn(&Look) -> f64| {
        let mut order: Vec<usize> = (0..looks.len()).collect();
        order.sort_by(|a, b| worth(&looks[*b]).total_cmp(&worth(&looks[*a])));
        order.truncate(SHOWN);
        order
    };
    match (showing, belief) {
        (Showing::MostUseful, Some(belief)) => {
            let apart = |a: usize, b: usize| belief.apart() * looks[a].distance(&looks[b]);
            most_useful(belief, looks, SHOWN, &apart, &|_, _| true)
        }
        (Showing::BestByBelief, Some(belief)) => by(&|look| belief.likes(look)),
        (Showing::Random, _) => {
            let mut order: Vec<usize> = (0..looks.len()).collect();
            random.shuffle(&mut order);
            order.truncate(SHOWN);
            order
        }
        (Showing::Relevance, _) => greedy(looks, &|looks, members, one| {
            let near = members.iter().map(|member| looks[one].distance(&looks[*member])).fold(f64::INFINITY, f64::min);
            let far = if near.is_finite() { near } else { 0.0 };
            RELEVANCE * looks[one].goodness() + (1.0 - RELEVANCE) * far
        }),
        (Showing::Determinantal, _) => greedy(looks, &|looks, members, one| {
            let all: Vec<usize> = members.iter().copied().chain([one]).collect();
            determinant(&kernel(looks, &all))
        }),
        _ => by(&Look::goodness),
    }
}

/// Adds whichever is worth the most beside the members, again and again.
fn greedy(looks: &[Look], worth: Worth<'_>) -> Vec<usize> {
    let mut members: Vec<usize> = Vec::new();
    while members.len() < SHOWN.min(looks.len()) {
        let free = (0..looks.len()).filter(|one| !members.contains(one));
        let values: Vec<(usize, f64)> = free.map(|one| (one, worth(looks, &members, one))).collect();
        let Some((best, _)) = values.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)) else { break };
        members.push(best);
    }
    members
}

/// What a design is worth beside those that are members.
type Worth<'a> = &'a dyn Fn(&[Look], &[usize], usize) -> f64;

/// Likeness of looks, times how good each is (Kulesza and Taskar, 2012).
fn kernel(looks: &[Look], members: &[usize]) -> Vec<Vec<f64>> {
    let entry = |a: usize, b: usize| {
        let apart = looks[a].distance(&looks[b]);
        libm::exp((looks[a].goodness() + looks[b].goodness()) / 2.0) * libm::exp(-apart * apart / 2.0)
    };
    members.iter().map(|a| members.iter().map(|b| entry(*a, *b)).collect()).collect()
}

/// By elimination; for a few rows.
fn determinant(rows: &[Vec<f64>]) -> f64 {
    let mut rows = rows.to_vec();
    let mut product = 1.0;
    for at in 0..rows.len() {
        let pivot = rows[at][at];
        if pivot.abs() < 1e-12 {
            return 0.0;
        }
        product *= pivot;
        let (above, below) = rows.split_at_mut(at + 1);
        for row in below {
            let factor = row[at] / pivot;
            row.iter_mut().zip(&above[at]).for_each(|(entry, over)| *entry -= factor * over);
        }
    }
    product
}
