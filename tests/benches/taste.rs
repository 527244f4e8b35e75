//! What it takes to choose what is shown by what is believed of somebody's taste, and to believe it.
//!
//! ```sh
//! cargo bench -p maquette-tests --bench taste
//! ```

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use design::Random;
use maquette::taste::{Belief, Evidence, Look, PARTICLES, Said, most_useful};

fn looks(count: usize) -> Vec<Look> {
    let mut random = Random::new(11);
    let mut look = || Look::new(std::array::from_fn(|_| random.range(-2.0, 2.0)), random.range(-2.0, 2.0));
    (0..count).map(|_| look()).collect()
}

/// Picks from sets of three, a turn each.
fn picks(turns: u32) -> Vec<Evidence> {
    let all = looks(3 * turns as usize);
    let sets = (1..=turns).zip(all.chunks(3));
    sets.map(|(turn, shown)| Evidence::Picked { turn, shown: shown.to_vec(), picked: turn % 3 }).collect()
}

fn taste(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("taste");
    let belief = Belief::new(&Said::default(), &picks(5), 7, PARTICLES);
    for count in [10, 200] {
        let looks = looks(count);
        group.bench_function(format!("three_of_{count}"), |bencher| {
            let apart = |a: usize, b: usize| 0.2 * looks[a].distance(&looks[b]);
            bencher.iter(|| most_useful(&belief, black_box(&looks), 3, &apart, &|_, _| true));
        });
    }
    for turns in [0, 5, 20] {
        let picks = picks(turns);
        group.bench_function(format!("believed_after_{turns}"), |bencher| {
            bencher.iter(|| Belief::new(&Said::default(), black_box(&picks), 7, PARTICLES));
        });
    }
    group.finish();
}

criterion_group!(benches, taste);
criterion_main!(benches);
