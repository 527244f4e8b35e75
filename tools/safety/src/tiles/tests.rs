use std::cmp::Ordering;

use design::Random;
use proptest::prelude::*;

use super::*;

pub(super) fn quantile(q: f64) -> Quantile {
    Quantile::try_from(q).unwrap()
}

pub(super) fn threshold(tau: f32) -> Threshold {
    Threshold::try_from(tau).unwrap()
}

pub(super) fn limit(q: f64, tau: f32) -> Limit {
    Limit { q: quantile(q), tau: threshold(tau) }
}

/// The number at the rank, all being sorted: what is no number above all others, what is below 0 as 0.
fn at_rank(tiles: &mut [f32], k: u64) -> f32 {
    for x in tiles.iter_mut() {
        *x = if x.is_nan() { f32::INFINITY } else { x.max(0.0) };
    }
    tiles.sort_unstable_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
    tiles[k as usize - 1]
}

/// A probability as classifiers give them, on an edge of a step, just beside one, or nonsense.
fn probability(random: &mut Random) -> f32 {
    let word = random.next_u64();
    let edge = (word >> 32 & 0x1ff) as f32 / 256.0;
    match word & 15 {
        0..=7 => (word >> 40) as f32 / (1_u64 << 24) as f32,
        8..=10 => edge,
        11 => edge.next_up(),
        12 => edge.next_down(),
        13 => [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -0.0][(word >> 8 & 3) as usize],
        _ => f32::from_bits((word >> 32) as u32),
    }
}

/// Calls for so many random sets of tiles, most of them small.
fn trials(count: usize, seed: u64, mut check: impl FnMut(&mut Random, &mut Vec<f32>)) {
    let (mut random, mut tiles) = (Random::new(seed), Vec::new());
    for trial in 0..count {
        let largest = if trial % 1_000 == 0 { 3_000 } else { 12 };
        let n = 1 + random.index(largest);
        tiles.clear();
        tiles.extend((0..n).map(|_| probability(&mut random)));
        check(&mut random, &mut tiles);
    }
}

fn any_quantile(random: &mut Random) -> Quantile {
    quantile(match random.index(6) {
        0 => 0.0,
        1 => 1.0,
        _ => random.index(101) as f64 / 100.0,
    })
}

#[test]
fn on_edges_of_its_steps_a_histogram_decides_as_the_order_of_the_numbers_does() {
    let mut blocked = 0;
    trials(1_000_000, 1, |random, tiles| {
        let limit = Limit { q: any_quantile(random), tau: threshold(random.index(256) as f32 / 256.0) };
        let (counted, stepped) = (decide(tiles, &limit), Histogram::of(tiles).unwrap().decide(&limit));
        assert_eq!(counted, stepped, "{tiles:?}");
        let is_unsafe = at_rank(tiles, counted.k) >= limit.tau.get();
        assert_eq!(counted.is_allowed(), !is_unsafe, "{tiles:?} {limit:?}");
        blocked += usize::from(is_unsafe);
    });
    assert!((200_000..800_000).contains(&blocked), "{blocked}");
}

#[test]
fn between_edges_counting_is_exact_and_a_histogram_allows_nothing_that_it_blocks() {
    let mut more = 0;
    trials(200_000, 2, |random, tiles| {
        let limit = Limit {
            q: any_quantile(random),
            tau: threshold(if random.chance(0.1) { 1.0 } else { random.unit() as f32 }),
        };
        let (counted, stepped) = (decide(tiles, &limit), Histogram::of(tiles).unwrap().decide(&limit));
        assert!(counted.is_allowed() || !stepped.is_allowed(), "{tiles:?} {limit:?}");
        assert!(stepped.tau <= limit.tau && limit.tau.get() - stepped.tau.get() <= 1.0 / 256.0);
        more += usize::from(counted.is_allowed() != stepped.is_allowed());
        let exact = at_rank(tiles, counted.k);
        assert_eq!(counted.is_allowed(), exact < limit.tau.get(), "{tiles:?} {limit:?}");
    });
    assert!((1..2_000).contains(&more), "{more}");
}

#[test]
fn a_quantile_of_a_histogram_is_within_its_step() {
    trials(200_000, 3, |random, tiles| {
        let (q, histogram) = (any_quantile(random), Histogram::of(tiles).unwrap());
        let Estimate { low, value, high } = histogram.quantile(q).unwrap();
        let rank = q.rank(tiles.len() as u64);
        let exact = at_rank(tiles, rank);
        assert!(low < value && value < high && high - low == 1.0 / 256.0);
        assert!(low <= exact && (exact < high || high == 1.0), "{low} {exact} {high}");
        assert!(exact > 1.0 || (value - exact).abs() < 1.0 / 256.0 + f32::EPSILON, "{value} {exact}");
    });
}

#[test]
fn weights_decide_as_so_many_equal_tiles_do() {
    trials(50_000, 4, |random, tiles| {
        tiles.truncate(12);
        let limit = Limit { q: any_quantile(random), tau: threshold(random.index(257) as f32 / 256.0) };
        let weights: Vec<u64> = tiles.iter().map(|_| random.index(5) as u64).collect();
        let repeated = tiles.iter().zip(&weights).flat_map(|(x, weight)| std::iter::repeat_n(*x, *weight as usize));
        let expected = decide(&repeated.collect::<Vec<_>>(), &limit);
        assert_eq!(decide_weighted(tiles, &weights, &limit).unwrap(), expected, "{tiles:?} {weights:?}");
    });
}

#[test]
fn steps_begin_at_their_edges() {
    for edge in 0..256_usize {
        let at = edge as f32 / 256.0;
        let histogram = Histogram::of(&[at, at.next_up(), at.next_down()]).unwrap();
        assert_eq!(histogram.counts()[edge], if edge == 0 { 3 } else { 2 }, "{edge}");
    }
    let (inf, nan) = (f32::INFINITY, f32::NAN);
    let odd = Histogram::of(&[nan, -nan, inf, 1.0, 2.0, f32::MAX, -inf, -1.0, -0.0, f32::MIN_POSITIVE]).unwrap();
    assert_eq!((odd.counts()[255], odd.counts()[0], odd.count()), (6, 4, 10));
}

#[test]
fn no_numbers_have_no_quantile_and_are_blocked() {
    let none = Histogram::of(&[]).unwrap();
    assert_eq!(none.quantile(quantile(0.5)), None);
    assert_eq!(none.decide(&limit(0.0, 1.0)).verdict, Verdict::Blocked(Reason::Empty));
    let one = Histogram::of(&[0.5]).unwrap();
    let (low, high) = (128.0 / 256.0, 129.0 / 256.0);
    for q in [0.0, 0.5, 1.0] {
        assert_eq!(one.quantile(quantile(q)), Some(Estimate { low, value: (low + high) / 2.0, high }));
    }
}

#[test]
fn a_threshold_of_1_is_the_last_step_to_a_histogram() {
    // Below 1 lie the first two, and in the last step two: a number just below 1, and what is none.
    let tiles = [0.1, 0.999, f32::NAN];
    let decided = |q| Histogram::of(&tiles).unwrap().decide(&limit(q, 1.0));
    let found = decided(0.6);
    assert_eq!((found.tau.get(), found.count_below, found.is_allowed()), (255.0 / 256.0, 1, false));
    assert!(decide(&tiles, &limit(0.6, 1.0)).is_allowed());
    assert!(decided(0.3).is_allowed() && !decided(1.0).is_allowed());
}

#[test]
fn merged_histograms_are_that_of_all() {
    let mut random = Random::new(5);
    let all: Vec<f32> = (0..10_007).map(|_| probability(&mut random)).collect();
    let whole = Histogram::of(&all).unwrap();
    for size in [1, 3, 511, 512, 513, 1_024, 1_025, 9_999] {
        let mut merged = Histogram::default();
        all.chunks(size).for_each(|part| merged.merge(&Histogram::of(part).unwrap()).unwrap());
        assert_eq!(merged, whole, "{size}");
    }
    assert_eq!(Histogram::try_from(*whole.counts()), Ok(whole));
}

#[test]
fn a_histogram_says_when_it_is_full_and_adds_nothing_then() {
    let mut histogram = Histogram::of(&[0.5]).unwrap();
    for _ in 0..31 {
        let same = histogram.clone();
        histogram.merge(&same).unwrap();
    }
    let (half, before) = (histogram.clone(), histogram.clone());
    assert_eq!(histogram.count(), 1 << 31);
    assert_eq!(histogram.merge(&half), Err(HistogramFullError { wanted: 1 << 32 }));
    assert_eq!(histogram, before);
    let mut counts = [0; BINS];
    (counts[0], counts[9]) = (u32::MAX, 2);
    assert_eq!(Histogram::try_from(counts), Err(HistogramFullError { wanted: (1 << 32) + 1 }));
    let one = decide(&[0.5], &limit(0.9, 0.5));
    assert_eq!(histogram.decide(&limit(0.9, 0.5)).verdict, one.verdict);
}

proptest! {
    #[test]
    fn no_number_is_a_surprise(
        tiles in proptest::collection::vec(any::<u32>().prop_map(f32::from_bits), 0..700),
        weights in proptest::collection::vec(any::<u64>(), 0..700),
        (q, tau, full) in (0.0..=1.0_f64, 0.0..=1.0_f32, any::<u32>().prop_map(f32::from_bits)),
    ) {
        let limit = limit(q, tau);
        let histogram = Histogram::of(&tiles).unwrap();
        prop_assert!(!histogram.decide(&limit).is_allowed() || decide(&tiles, &limit).is_allowed());
        prop_assert_eq!(histogram.quantile(limit.q).is_none(), tiles.is_empty());
        let frame = decide_frame(full, &tiles, &FrameLimit { tiles: limit, full_frame: limit.tau });
        prop_assert!(!frame.is_allowed() || decide(&tiles, &limit).is_allowed());
        let _ = decide_weighted(&tiles, &weights, &limit);
        let mut state = Hysteresis::new(threshold(1.0), limit.tau).unwrap();
        for x in &tiles {
            prop_assert!(!state.see(*x) || state.is_unsafe());
        }
    }
}

#[test]
fn the_quantile_is_what_is_held_against_thresholds() {
    trials(20_000, 11, |random, tiles| {
        let q = any_quantile(random);
        let found = quantile_of(tiles, q).unwrap();
        for tau in [found.min(1.0), found.min(1.0).next_down().max(0.0), probability(random).clamp(0.0, 1.0)] {
            let Ok(tau) = Threshold::try_from(tau) else { continue };
            let blocked = !decide(tiles, &Limit { q, tau }).is_allowed();
            assert_eq!(blocked, found >= tau.get(), "{found} {tau:?} {q:?} {tiles:?}");
        }
        let rank = q.rank(tiles.len() as u64);
        assert_eq!(found.to_bits(), (at_rank(tiles, rank) + 0.0).to_bits());
    });
    assert_eq!(quantile_of(&[], quantile(0.5)), None);
    assert_eq!(quantile_of(&[f32::NAN, 0.1], Quantile::LARGEST), Some(f32::INFINITY));
}
