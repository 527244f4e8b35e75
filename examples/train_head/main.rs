//! Trains the small head of `measure`: which of two versions of a design was damaged.
//!
//! ```sh
//! cargo run --release -p maquette-examples --example train_head > tools/measure/src/learned_head.json
//! ```
//!
//! Designs are composed of briefs that stand here and damaged on purpose (`measure::damage`); the head is fitted to tell each
//! original from what became of it. Some briefs, some kinds of damage and some archetypes are kept from it. You will see its weights,
//! and on the other channel how often it, the house's total and each rule of the house are right about pairs of every kind. The same
//! build makes the same weights.

mod pairs;
mod training;

use std::collections::BTreeMap;

use measure::damage::{Amount, Damage};

use pairs::{Held, Pair};
use training::Net;

/// What of a pair was kept from training.
type Kept = fn(&Held) -> bool;

/// The parts of the table.
const PARTS: [(&str, Kept); 5] = [
    ("trained", |held| !held.brief && !held.kind && !held.archetype),
    ("briefs", |held| held.brief && !held.kind && !held.archetype),
    ("kinds", |held| held.kind && !held.archetype),
    ("archetypes", |held| held.archetype && !held.kind),
    ("both", |held| held.kind && held.archetype),
];

/// How often a judge is right about some pairs: a tie is right half of the time.
fn right<'a>(pairs: impl Iterator<Item = &'a Pair>, judge: &impl Fn(&BTreeMap<String, f64>) -> f64) -> (f64, usize) {
    let (mut right, mut count) = (0.0, 0_usize);
    for pair in pairs {
        let (original, damaged) = (judge(&pair.original), judge(&pair.damaged));
        right += if original > damaged { 1.0 } else { 0.5 * f64::from(u8::from(original == damaged)) };
        count += 1;
    }
    (100.0 * right / count.max(1) as f64, count)
}

fn line(name: &str, pairs: &[Pair], judge: impl Fn(&BTreeMap<String, f64>) -> f64) {
    let share = |part: Kept| right(pairs.iter().filter(|pair| part(&pair.held)), &judge).0;
    let shares: Vec<String> = PARTS.iter().map(|(_, part)| format!("{:>11.1}", share(*part))).collect();
    eprintln!("{name:20}{}", shares.concat());
}

fn main() -> anyhow::Result<()> {
    let pairs = pairs::gather()?;
    let net = Net::trained(&pairs);
    let weights = net.to_json();
    let head = measure::Head::read(&weights)?;
    print!("{weights}");

    let names: String = PARTS.iter().map(|(name, _)| format!("{name:>11}")).collect();
    eprintln!("right of 100 pairs  {names}");
    let counts = PARTS.map(|(_, part)| pairs.iter().filter(|pair| part(&pair.held)).count());
    eprintln!("{:20}{}", "pairs", counts.map(|count| format!("{count:>11}")).concat());
    line("the head", &pairs, |figures| head.answer(figures));
    line("total of the rules", &pairs, |figures| figures[pairs::TOTAL]);
    line("rules, gates apart", &pairs, pairs::mean_of_rules);
    for rule in measure::house() {
        line(rule.name, &pairs, |figures| figures[&format!("score_{}", rule.name)]);
    }
    eprintln!("\nby kind and amount, archetypes that were kept from it: the head, then the total");
    for damage in Damage::ALL {
        let of = |amount: Amount| {
            let alike = |pair: &&Pair| pair.held.archetype && (pair.damage, pair.amount) == (damage, amount);
            let (head, count) = right(pairs.iter().filter(alike), &|figures| head.answer(figures));
            let total = right(pairs.iter().filter(alike), &|figures| figures[pairs::TOTAL]).0;
            if count == 0 { "      none".to_owned() } else { format!("   {head:5.1} {total:5.1}") }
        };
        eprintln!("{:20}{}", damage.name(), Amount::ALL.map(of).concat());
    }
    Ok(())
}
