//! A real server, where there is one: `QDRANT_URL`, with `QDRANT_API_KEY` if it wants one.

use qdrant_client::qdrant::DeleteCollection;
use secrecy::SecretString;

use super::*;
use crate::brand_index::qdrant::client::collections;

#[tokio::test]
async fn a_real_server_answers_the_same() {
    let Ok(url) = std::env::var("QDRANT_URL") else {
        println!("skipped: QDRANT_URL names no server");
        return;
    };
    let settings = QdrantSettings {
        api_key: std::env::var("QDRANT_API_KEY").ok().map(SecretString::from),
        collection: format!("maquette-test-{}", std::process::id()),
        dimensions: Some(DIMENSIONS),
        deadline: Duration::from_secs(30),
        ..QdrantSettings::at(url)
    };
    let collection = settings.collection.clone();
    let far = QdrantIndex::connect(settings).await.unwrap();
    println!("{:?}", far.probe().await.unwrap());
    let mut random = Random::new(77);
    let mut tenants = Vec::new();
    for tenant in ["acme", "quay"] {
        let (whose, own) = (scope(tenant), assets(&mut random, 30));
        tenants.push((whose.clone(), Near::of(&whose, &own)));
        far.put(&whose, own).await.unwrap();
    }
    let mut found = 0;
    for turn in 0..300 {
        let (whose, near) = &tenants[turn % 2];
        // What is equal stands in any order there, and a place in one lane is a score in the fusion of several.
        let query = Query { filter: filter(&mut random), personal: Personal::default(), ..query(&mut random) };
        let (here, there) =
            (near.search(whose, query.clone()).await.unwrap(), far.search(whose, query.clone()).await.unwrap());
        assert_eq!(here.lanes, there.lanes, "{query:?}");
        assert!(there.hits.len().abs_diff(here.hits.len()) <= 1, "{query:?} {here:?} {there:?}");
        found += there.hits.len();
    }
    assert_eq!((far.foreign_points(), far.stray_points()), (0, 0));
    far.remove(&tenants[0].0, vec!["asset-0001".into()]).await.unwrap();
    assert_eq!(far.count(&tenants[0].0).await.unwrap(), 29);
    let over = DeleteCollection { collection_name: collection, timeout: None };
    let send = |service, request| async move { collections(service).delete(request).await };
    far.client.ask(far.client.deadline(), over, send).await.unwrap();
    assert!(found > 300, "{found}");
}
