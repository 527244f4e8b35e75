//! How soon people find a design that they like: people who do not exist, by whom the ways of making and choosing are compared.
//!
//! `cargo run --release -p maquette-examples --example simulated_users -- 2000`
//!
//! Prints, for two mixes of common and own taste and two levels of noise, the regret after 1, 3 and 5 turns (0: the best of a
//! hundred designs, 1: the middle one), how many turns it took to come within a tenth of that, and how many did not in eight;
//! with 95 % intervals (bootstrap) where the ways are compared on the same people.

use design::Random;
use maquette::taste::PARTICLES;
use maquette::taste::simulation::{Course, Making, Population, Showing, TURNS, Way, course};

/// Regret from which somebody has found what they want.
const TARGET: f64 = 0.1;
/// Times that people are drawn anew for an interval.
const DRAWN: usize = 1_000;

const WAYS: [(&str, Way); 10] = {
    use Making::{AroundPick, AroundPickDrafted, TowardsBelief};
    use Showing::{BestByBelief, BestByScore, Determinantal, MostUseful, Random, Relevance};
    [
        ("around the pick, random", Way { making: AroundPick, showing: Random }),
        ("around the pick, best by score", Way::PLAIN),
        ("around the pick, MMR", Way { making: AroundPick, showing: Relevance }),
        ("around the pick, k-DPP", Way { making: AroundPick, showing: Determinantal }),
        ("around the pick, EUS", Way { making: AroundPick, showing: MostUseful }),
        ("of 60 drafts by score, best by score", Way { making: AroundPickDrafted, showing: BestByScore }),
        ("towards belief, best by score", Way { making: TowardsBelief, showing: BestByScore }),
        ("towards belief, best by belief", Way { making: TowardsBelief, showing: BestByBelief }),
        ("towards belief, MMR", Way { making: TowardsBelief, showing: Relevance }),
        ("towards belief, EUS (all of it)", Way::FULL),
    ]
};

fn main() {
    let people: u64 = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(100);
    for unseen in [false, true] {
        for (common, noise) in [(0.35, 0.25), (0.35, 0.6), (0.8, 0.25), (0.8, 0.6)] {
            let hidden = if unseen { ", and things that no look tells" } else { "" };
            println!("\n{people} people, common taste {common}, noise {noise}{hidden}");
            println!(
                "{:38} {:>6} {:>6} {:>6} {:>20} {:>6} {:>9}",
                "", "turn 1", "3", "5", "of the plain way", "turns", "unsolved"
            );
            let population = Population { common, noise, unseen };
            let all = WAYS.map(|(_, way)| -> Vec<Course> {
                (0..people).map(|seed| course(population, way, seed, PARTICLES / 2)).collect()
            });
            let plain = WAYS.iter().position(|(_, way)| *way == Way::PLAIN).map(|at| &all[at]);
            for ((name, _), courses) in WAYS.iter().zip(&all) {
                print(name, courses, plain.unwrap_or(courses));
            }
        }
    }
}

fn print(name: &str, courses: &[Course], plain: &[Course]) {
    let mean = |turn: usize| courses.iter().map(|course| course.regret[turn - 1]).sum::<f64>() / courses.len() as f64;
    let solved: Vec<usize> = courses.iter().filter_map(|course| course.solved(TARGET)).collect();
    let unsolved = (courses.len() - solved.len()) as f64 / courses.len() as f64;
    let turns = (solved.iter().sum::<usize>() + TURNS * (courses.len() - solved.len())) as f64 / courses.len() as f64;
    let (low, share, high) = share(courses, plain);
    let of_plain = format!("{share:.0} % ({low:.0}–{high:.0})");
    let [first, third, fifth] = [1, 3, 5].map(mean);
    println!("{name:38} {first:6.3} {third:6.3} {fifth:6.3} {of_plain:>20} {turns:6.2} {:>7.0} %", 100.0 * unsolved);
}

/// Regret after turn 5 as a share of that of the plain way, per cent, with the interval that 95 of 100 draws of as many people lie in.
fn share(courses: &[Course], plain: &[Course]) -> (f64, f64, f64) {
    let of = |people: &[usize]| {
        let sum = |courses: &[Course]| people.iter().map(|person| courses[*person].regret[4]).sum::<f64>();
        100.0 * sum(courses) / sum(plain).max(1e-9)
    };
    let everybody: Vec<usize> = (0..courses.len()).collect();
    let mut random = Random::new(5);
    let mut shares: Vec<f64> =
        (0..DRAWN).map(|_| of(&everybody.iter().map(|_| random.index(courses.len())).collect::<Vec<_>>())).collect();
    shares.sort_by(f64::total_cmp);
    (shares[DRAWN / 40], of(&everybody), shares[DRAWN - DRAWN / 40 - 1])
}
