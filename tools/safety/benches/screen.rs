//! What it takes to screen a text: a few sentences of 300 letters, and 32 KB of them.
//!
//! ```sh
//! cargo bench -p maquette-safety --bench screen
//! ```
#![allow(missing_docs, reason = "what the macros of Criterion make has no docs")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use maquette_safety::screen::Screen;
use maquette_safety::text::readings;

/// Sentences as they stand in briefs.
const SENTENCES: &str = "We need an A5 flyer for the summer fair at St Brannoc's: cakes, a raffle, face painting for the little ones and a \
    brass band from two. Warm colours, please, and the date in large letters. Doors open at noon, dogs are welcome, and half of \
    what we take goes to the roof. A small map at the foot would help.";

fn screening(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("screen");
    for bytes in [300, 32 << 10] {
        let text: String = SENTENCES.chars().cycle().take(bytes).collect();
        let read = readings(&text).expect("the text is short enough");
        let screen = Screen::builtin();
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function(format!("{bytes} bytes"), |bencher| {
            bencher.iter(|| screen.judge_readings(black_box(&read)));
        });
    }
    group.finish();
}

criterion_group!(benches, screening);
criterion_main!(benches);
