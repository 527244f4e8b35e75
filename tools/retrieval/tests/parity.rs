//! Our answers beside those of Qdrant's own engine, as `scripts/check-parity.sh --pin` has written them down.

mod corpus;

use std::collections::{BTreeMap, BTreeSet};

use corpus::{Ask, Brands, number};

/// What the script asks for.
const SEED: u64 = 1;
const TENANTS: usize = 4;
const EACH: usize = 750;
const DIMENSIONS: usize = 64;

/// Ids and scores of what the engine found, best first, with what is equal to the tenth; no score where a name decides.
type Answers = Vec<Vec<(usize, Option<f32>)>>;

#[test]
fn the_ten_best_are_those_of_a_servers_engine() {
    let answers: Answers = serde_json::from_str(include_str!("parity.json")).unwrap();
    let mut brands = Brands::new(SEED, TENANTS, EACH, DIMENSIONS, |_, _| ());
    let mut shares: BTreeMap<Ask, Vec<f64>> = BTreeMap::new();
    for (ask, theirs) in Ask::ALL.into_iter().cycle().zip(&answers) {
        let (tenant, query) = brands.ask(Some(ask));
        let found = brands.indexes[tenant].search(&query);
        let ours: BTreeSet<usize> = found.hits.iter().map(|hit| number(&hit.id)).collect();
        let wanted = theirs.len().min(query.limit).max(ours.len());
        let same = theirs.iter().filter(|(id, _)| ours.contains(id)).count();
        let share = if wanted == 0 { 1.0 } else { same as f64 / wanted as f64 };
        shares.entry(ask).or_default().push(share);
    }
    for ask in Ask::ALL {
        let shares = &shares[&ask];
        let mean = shares.iter().sum::<f64>() / shares.len() as f64;
        assert!(shares.len() >= 25 && mean >= 0.98, "{}: {mean} of {}", ask.name(), shares.len());
    }
}
