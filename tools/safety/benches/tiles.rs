//! What one decision about a frame costs: by counting, by a histogram, by looking for the one at the rank, and by
//! sorting.
//!
//! ```sh
//! cargo bench -p maquette-safety
//! ```
//!
//! All four come to the same decision, which is printed; `scripts/peers/tiles.py` makes the same tiles and decides
//! about them with NumPy. The last two have a copy of the tiles in them, which they reorder. Times of the table are of
//! runs of some 50 µs each: the least, and the median.
#![allow(clippy::disallowed_methods, reason = "a benchmark reads clocks")]

use std::hint::black_box;
use std::time::Instant;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use maquette_safety::tiles::{Decision, Histogram, Limit, Quantile, Threshold, decide};

const COUNTS: [usize; 3] = [64, 4_096, 65_536];
/// An edge of a histogram's steps, so that it decides as the others do.
const TAU: f32 = 0.75;
const Q: f64 = 0.75;
/// Runs that the table is of.
const RUNS: usize = 2_000;
/// What one of them takes about, ns.
const RUN_NS: u128 = 50_000;

/// Tiles that any language can make, as if drawn at random: a mixed counter of 32 bits, of which the upper 24 are exact
/// in 32-bit floating point.
fn tiles(count: usize) -> Vec<f32> {
    let mixed = |at: u32| {
        let product = at.wrapping_mul(2_654_435_761);
        let product = (product ^ product >> 15).wrapping_mul(2_246_822_519);
        product ^ product >> 13
    };
    (1..=count as u32).map(|at| (mixed(at) >> 8) as f32 / (1 << 24) as f32).collect()
}

/// Each way of deciding whether it is unsafe.
type Way<'a> = (&'a str, Box<dyn FnMut() -> bool + 'a>);

fn ways<'a>(tiles: &'a [f32], limit: &'a Limit) -> Vec<Way<'a>> {
    let rank = limit.q.rank(tiles.len() as u64) as usize - 1;
    let tau = limit.tau.get();
    let (mut selected, mut sorted) = (tiles.to_vec(), tiles.to_vec());
    vec![
        ("compare and count", Box::new(move || !decide(tiles, limit).is_allowed())),
        (
            "histogram",
            Box::new(move || Histogram::of(tiles).is_ok_and(|histogram| !histogram.decide(limit).is_allowed())),
        ),
        (
            "select_nth_unstable",
            Box::new(move || {
                selected.copy_from_slice(tiles);
                *selected.select_nth_unstable_by(rank, f32::total_cmp).1 >= tau
            }),
        ),
        (
            "sort_unstable",
            Box::new(move || {
                sorted.copy_from_slice(tiles);
                sorted.sort_unstable_by(f32::total_cmp);
                sorted[rank] >= tau
            }),
        ),
    ]
}

fn decisions(criterion: &mut Criterion) {
    let limit = Limit { q: Quantile::try_from(Q).expect("a share"), tau: Threshold::try_from(TAU).expect("a share") };
    println!("{:32} {:>9}{:>9}", "µs", "least", "p50");
    for count in COUNTS {
        let tiles = tiles(count);
        let decision @ Decision { k, count_below, n, .. } = decide(&tiles, &limit);
        println!("decided: {n} tiles, k {k}, {count_below} below, unsafe {}", u8::from(!decision.is_allowed()));
        for (name, mut way) in ways(&tiles, &limit) {
            assert_eq!(way(), !decision.is_allowed(), "{name} of {count}");
            measure(&format!("{count} {name}"), &mut way);
        }
        let mut group = criterion.benchmark_group(count.to_string());
        group.throughput(Throughput::Elements(count as u64));
        for (name, mut way) in ways(&tiles, &limit) {
            group.bench_function(name, |bencher| bencher.iter(&mut way));
        }
        group.finish();
    }
}

/// Prints what a way of deciding takes.
fn measure(name: &str, way: &mut dyn FnMut() -> bool) {
    let mut timed = |times: u128| {
        let clock = Instant::now();
        (0..times).for_each(|_| _ = black_box(way()));
        clock.elapsed().as_nanos()
    };
    timed(100);
    let times = (RUN_NS / (timed(100) / 100).max(1)).max(1);
    let mut runs: Vec<f64> = (0..RUNS).map(|_| timed(times) as f64 / times as f64 / 1e3).collect();
    runs.sort_unstable_by(f64::total_cmp);
    println!("{name:32} {:9.3}{:9.3}", runs[0], runs[RUNS / 2]);
}

criterion_group!(benches, decisions);
criterion_main!(benches);
