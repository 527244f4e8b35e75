//! What a question costs: in words, with an embedding of 384 numbers, a filter and in one of five a colour; its plan, its lanes,
//! their fusion and why each hit was found are in it.
//!
//! ```sh
//! cargo bench -p maquette-retrieval
//! ```
//!
//! Each of 2,000 different questions is asked three times. Of wall time all runs count, of CPU time the least of each question:
//! what else the machine does is not in it. Memory is what the process holds more than before the first index was filled: of
//! later ones nothing would be known, for they are given what the first let go of.
#![allow(clippy::disallowed_methods, reason = "a benchmark reads clocks and what the system says of memory")]

#[path = "../tests/corpus/mod.rs"]
mod corpus;

use std::hint::black_box;
use std::time::{Duration, Instant};

use corpus::{Ask, Brands, Corpus};
use cpu_time::ThreadTime;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use maquette_retrieval::{Asset, AssetIndex, Filter, Query, Scan};

const DIMENSIONS: usize = 384;
const QUESTIONS: usize = 2_000;
const RUNS: usize = 3;
/// Questions of which it is seen whether the ten nearest are found.
const RECALLED: usize = 500;
/// Assets that are put to see how fast that is.
const PUT: usize = 10_000;

fn search(criterion: &mut Criterion) {
    println!("{:44} {:>28} {:>28}", "", "wall, µs", "CPU, µs");
    let head = ["least", "p50", "p99"].map(|name| format!("{name:>9}")).concat();
    println!("{:44} {head:>28} {head:>28}", "question");
    let mut group = criterion.benchmark_group("search");
    group.sample_size(20);
    for (tenants, each, scans) in [
        (1, 100_000, &[(Scan::Quantised, ", signs first"), (Scan::Exact, ", exact")][..]),
        (20, 5_000, &[(Scan::Quantised, "")]),
        (1, 10_000, &[(Scan::Quantised, "")]),
    ] {
        let before = memory();
        let mut brands = Brands::new(1, tenants, each, DIMENSIONS, |_, _| ());
        let held = memory() - before;
        let questions: Vec<(usize, Query)> = (0..QUESTIONS).map(|_| brands.ask(None)).collect();
        for (scan, how) in scans {
            let name = format!("{tenants} tenants of {each}{how}");
            let ask = |(tenant, query): &(usize, Query)| brands.indexes[*tenant].search_with(query, *scan);
            measure(&name, &questions, ask);
            let mut next = questions.iter().cycle();
            group.bench_function(&name, |bencher| bencher.iter(|| next.next().map(|one| black_box(ask(one)))));
        }
        if each == 100_000 {
            println!("{:44} {:.0} MB", "  memory", held / 1e6);
        }
        if tenants == 1 {
            let near = |(tenant, query)| (tenant, Query { filter: Filter::default(), ..query });
            let near: Vec<_> = (0..RECALLED).map(|_| near(brands.ask(Some(Ask::Embedding)))).collect();
            for (scan, how) in scans {
                measure(&format!("  embedding alone{how}"), &near, |(_, query)| {
                    brands.indexes[0].search_with(query, *scan)
                });
            }
            println!("{:44} {:.4}", "  recall@10 of embeddings, signs first", recall(&brands.indexes[0], &near));
            println!("{:44} {:.4}", "  recall@10 of questions, signs first", recall(&brands.indexes[0], &questions));
        }
    }
    group.finish();
}

/// Bytes that the process holds.
fn memory() -> f64 {
    let pages = std::fs::read_to_string("/proc/self/statm").ok();
    let pages = pages.and_then(|text| text.split(' ').nth(1)?.parse::<f64>().ok());
    pages.unwrap_or(f64::NAN) * 4096.0
}

/// Prints what questions take.
fn measure<T>(name: &str, questions: &[(usize, Query)], ask: impl Fn(&(usize, Query)) -> T) {
    let (mut wall, mut cpu) = (Vec::new(), Vec::new());
    for question in questions {
        let mut least = Duration::MAX;
        for _ in 0..RUNS {
            let (clock, own) = (Instant::now(), ThreadTime::now());
            black_box(ask(question));
            least = least.min(own.elapsed());
            wall.push(clock.elapsed());
        }
        cpu.push(least);
    }
    let row = |times: &mut Vec<Duration>| -> String {
        times.sort_unstable();
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e6;
        [0.0, 0.5, 0.99].map(|share| format!("{:9.0}", at(share))).concat()
    };
    println!("{name:44} {:>28} {:>28}", row(&mut wall), row(&mut cpu));
}

/// Of the ten nearest, how many are found by signs first.
fn recall(index: &AssetIndex, near: &[(usize, Query)]) -> f64 {
    let (mut same, mut wanted) = (0, 0);
    for (_, query) in near {
        let ids = |scan| index.search_with(query, scan).hits.into_iter().map(|hit| hit.id).collect::<Vec<_>>();
        let (quick, exact) = (ids(Scan::Quantised), ids(Scan::Exact));
        same += exact.iter().filter(|id| quick.contains(id)).count();
        wanted += exact.len();
    }
    same as f64 / wanted.max(1) as f64
}

fn put(criterion: &mut Criterion) {
    let mut corpus = Corpus::new(1, DIMENSIONS);
    let assets: Vec<Asset> = (0..PUT).map(|number| corpus.asset(number)).collect();
    let mut group = criterion.benchmark_group("put");
    group.sample_size(10);
    group.throughput(Throughput::Elements(PUT as u64));
    group.bench_function("small assets", |bencher| {
        bencher.iter_batched(
            || assets.clone(),
            |assets| {
                let mut index = AssetIndex::default();
                assets.into_iter().for_each(|asset| index.put(asset).expect("it is small"));
                index.settle();
                index
            },
            criterion::BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, search, put);
criterion_main!(benches);
