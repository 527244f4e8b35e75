//! A server answers what an index of this process does: as far as a double of its documentation goes.

use retrieval::Lane;

use super::*;

/// Asks both; how many hits there were.
pub(super) async fn check(near: &Near, far: &QdrantIndex, whose: &TenantScope, query: Query) -> usize {
    let here = near.search(whose, query.clone()).await.unwrap();
    let there = far.search(whose, query.clone()).await.unwrap();
    let ids = |answer: &Answer| answer.hits.iter().map(|hit| hit.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&there), ids(&here), "{query:?}");
    assert_eq!(there.lanes, here.lanes, "{query:?}");
    // What is found by words alone says what it holds of them: a server does not say how rare each is. So does a name that comes
    // before all colours.
    let by_words = here.lanes.iter().all(|lane| matches!(lane, Lane::Words | Lane::Personal)) || query.text == "orange";
    for (there, here) in there.hits.iter().zip(&here.hits) {
        assert_eq!((&there.why, &there.name, there.kind), (&here.why, &here.name, here.kind), "{query:?}");
        assert!(by_words || there.steps.abs_diff(here.steps) <= 2, "{query:?}: {there:?} {here:?}");
    }
    here.hits.len()
}

#[tokio::test]
async fn both_find_the_same() {
    let mut random = Random::new(21);
    let double = Double::start();
    let far = index(&double);
    let mut tenants = Vec::new();
    // Other tenants' assets, under the same ids, have no say in how rare a word is.
    for (tenant, count) in [("acme", 30), ("quay", 25), ("harbour", 5)] {
        let (whose, own) = (scope(tenant), assets(&mut random, count));
        tenants.push((whose.clone(), Near::of(&whose, &own)));
        far.put(&whose, own).await.unwrap();
    }
    let mut found = 0;
    for turn in 0..600 {
        let (whose, near) = &tenants[turn % tenants.len()];
        found += check(near, &far, whose, query(&mut random)).await;
    }
    assert!(found > 1_000, "{found}");
    assert_eq!((far.foreign_points(), far.stray_points()), (0, 0));
}
