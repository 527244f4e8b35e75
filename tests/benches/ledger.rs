//! What a reservation costs: held back in three scopes and settled, alone and beside seven threads that do the same, in
//! memory and with every step on record in a file.
//!
//! ```sh
//! cargo bench -p maquette-tests --bench ledger
//! ```

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use criterion::{Criterion, criterion_group, criterion_main};
use maquette::tools::{Quote, Reserve};
use maquette::{FileStore, Ledger, NanoUsd, Scope, Window};
use planner::EffectId;

fn call(ledger: &Ledger) -> Scope {
    static RUNS: AtomicU64 = AtomicU64::new(0);
    let name = format!("20261126-101112-{:06x}", RUNS.fetch_add(1, Ordering::Relaxed));
    let session = ledger.scope("session", &name, Quote::limit(NanoUsd(u64::MAX / 4)));
    session.scope("turn", Quote::limit(NanoUsd(u64::MAX / 8)))
}

fn reservations(criterion: &mut Criterion) {
    let quote = Quote { images: 1, calls: 1, ..Quote::money(NanoUsd(40_000_000)) };
    let spent = Quote { money: NanoUsd(1), images: 1, calls: 1, ..Quote::FREE };
    let mut ord = 0;
    let mut next = || {
        ord += 1;
        EffectId { lane: "t1.c00".to_owned(), ord }
    };
    let mut group = criterion.benchmark_group("three_scopes");
    let ledger = Ledger::new(Quote::limit(NanoUsd(u64::MAX / 2)));
    let scope = call(&ledger);
    group.bench_function("reserved_and_settled", |bencher| {
        let id = next();
        bencher.iter_batched(
            // A session has as many keys as calls; a fresh one a batch keeps their number like that of a run.
            || (call(&ledger), id.clone()),
            |(scope, id)| scope.reserve(black_box(&id), &quote).expect("there is room").settle(spent),
            criterion::BatchSize::SmallInput,
        );
    });
    group.bench_function("refused", |bencher| {
        let (id, beyond) = (next(), Quote::money(NanoUsd(u64::MAX)));
        bencher.iter(|| scope.reserve(black_box(&id), &beyond).expect_err("there is not"));
    });
    group.bench_function("beside_seven_threads", |bencher| {
        let over = AtomicBool::new(false);
        std::thread::scope(|threads| {
            for _ in 0..7 {
                threads.spawn(|| {
                    while !over.load(Ordering::Relaxed) {
                        let scope = call(&ledger);
                        for ord in 0..100 {
                            let id = EffectId { lane: "t1.c01".to_owned(), ord };
                            scope.reserve(&id, &quote).expect("there is room").settle(spent);
                        }
                    }
                });
            }
            let id = next();
            bencher.iter_batched(
                || (call(&ledger), id.clone()),
                |(scope, id)| scope.reserve(black_box(&id), &quote).expect("there is room").settle(spent),
                criterion::BatchSize::SmallInput,
            );
            over.store(true, Ordering::Relaxed);
        });
    });
    let folder = tempfile::tempdir().expect("a folder");
    let store = FileStore::open(&folder.path().join("ledger.jsonl")).expect("a file");
    let kept = Ledger::open(Quote::limit(NanoUsd(u64::MAX / 2)), Window::None, store, 0).expect("it opens");
    group.bench_function("on_record", |bencher| {
        let id = next();
        bencher.iter_batched(
            || (call(&kept), id.clone()),
            |(scope, id)| scope.reserve(black_box(&id), &quote).expect("there is room").settle(spent),
            criterion::BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, reservations);
criterion_main!(benches);
