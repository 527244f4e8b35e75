//! What goes over the wire.

use qdrant_client::qdrant::condition::ConditionOneOf;
use qdrant_client::qdrant::r#match::MatchValue;
use qdrant_client::qdrant::payload_index_params::IndexParams;
use qdrant_client::qdrant::query::Variant;
use qdrant_client::qdrant::vectors_config::Config;
use qdrant_client::qdrant::{
    Distance, Modifier, MultiVectorComparator, PrefetchQuery, QueryPoints, ScoredPoint, SearchParams, vector_input,
};

use super::double::Heard;
use super::*;
use crate::brand_index::qdrant::filter::{VALUES_MAX, of_tenant, wire};
use crate::brand_index::qdrant::point::{kept, point, point_id};

type WireFilter = qdrant_client::qdrant::Filter;

fn queries(heard: Vec<Heard>) -> Vec<QueryPoints> {
    let of = |one| match one {
        Heard::Queries(batch) => batch.query_points,
        other => panic!("only questions are asked, not {other:?}"),
    };
    heard.into_iter().flat_map(of).collect()
}

/// A filter that lets nothing through but what is that tenant's.
#[track_caller]
fn holds_to(filter: Option<&WireFilter>, tenant: &str) {
    let filter = filter.expect("a filter");
    let is_tenant = |condition: &qdrant_client::qdrant::Condition| match &condition.condition_one_of {
        Some(ConditionOneOf::Field(field)) if field.key == "tenant" => {
            let value = field.r#match.as_ref().and_then(|one| one.match_value.as_ref());
            assert_eq!(value, Some(&MatchValue::Keyword(tenant.to_owned())));
            true
        }
        _ => false,
    };
    assert_eq!(filter.must.iter().filter(|condition| is_tenant(condition)).count(), 1, "{filter:?}");
}

/// Rare words are counted among a tenant's assets, wherever words are asked for and nowhere else.
#[track_caller]
fn counts_at_home(query: Option<&qdrant_client::qdrant::Query>, params: Option<&SearchParams>, tenant: &str) {
    let variant = query.and_then(|query| query.variant.as_ref()).expect("a query");
    let is_sparse = |to: &vector_input::Variant| matches!(to, vector_input::Variant::Sparse(_));
    match variant {
        Variant::Nearest(to) if to.variant.as_ref().is_some_and(is_sparse) => {
            holds_to(params.and_then(|params| params.idf.as_ref()?.corpus.as_ref()), tenant);
        }
        _ => assert!(params.is_none()),
    }
}

#[track_caller]
fn walk(prefetch: &PrefetchQuery, tenant: &str, seen: &mut usize) {
    *seen += 1;
    holds_to(prefetch.filter.as_ref(), tenant);
    counts_at_home(prefetch.query.as_ref(), prefetch.params.as_ref(), tenant);
    assert!(prefetch.limit.is_some() && prefetch.lookup_from.is_none());
    prefetch.prefetch.iter().for_each(|one| walk(one, tenant, seen));
}

#[tokio::test]
async fn whose_assets_are_meant_is_said_in_every_part_of_every_question() {
    let mut random = Random::new(3);
    let double = Double::start();
    let index = index(&double);
    for tenant in ["acme", "quay"] {
        index.put(&scope(tenant), assets(&mut random, 30)).await.unwrap();
    }
    double.heard();
    let (mut questions, mut parts) = (0, 0);
    for turn in 0..600 {
        let tenant = ["acme", "quay", "nobody"][turn % 3];
        index.search(&scope(tenant), query(&mut random)).await.unwrap();
        for asked in queries(double.heard()) {
            questions += 1;
            holds_to(asked.filter.as_ref(), tenant);
            counts_at_home(asked.query.as_ref(), asked.params.as_ref(), tenant);
            assert!(asked.limit.is_some_and(|limit| limit <= 400) && asked.lookup_from.is_none());
            asked.prefetch.iter().for_each(|one| walk(one, tenant, &mut parts));
        }
    }
    assert!(questions > 900 && parts > 300, "{questions} questions, {parts} parts");
    let whose = scope("acme");
    index.count(&whose).await.unwrap();
    index.remove(&whose, vec!["asset-0001".into(), String::new(), "x".repeat(300)]).await.unwrap();
    match &double.heard()[..] {
        [Heard::Count(count), Heard::Delete(delete)] => {
            holds_to(count.filter.as_ref(), "acme");
            assert_eq!((count.exact, delete.wait), (Some(true), Some(true)));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(index.count(&whose).await.unwrap(), 29);
    assert_eq!(index.count(&scope("quay")).await.unwrap(), 30);
}

#[tokio::test]
async fn words_and_an_embedding_are_fused_and_colours_order_them_anew() {
    let double = Double::start();
    let index = index(&double);
    let mut random = Random::new(9);
    index.put(&scope("acme"), assets(&mut random, 30)).await.unwrap();
    double.heard();
    let query = Query { embedding: numbers(&mut random), ..Query::words("green harbour quay", 7) };
    index.search(&scope("acme"), query).await.unwrap();
    let asked = queries(double.heard());
    // The names that hold what was asked, the best score by the words alone, then the question.
    let [names, best, root] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!((names.using.as_deref(), names.limit, best.limit), (Some("words"), Some(10), Some(1)));
    assert_eq!((root.using.as_deref(), root.limit), (Some("colors"), Some(7)));
    let fused = &root.prefetch[0];
    let rrf = fused.query.as_ref().and_then(|query| query.variant.as_ref());
    assert!(matches!(rrf, Some(Variant::Rrf(rrf)) if rrf.k == Some(2) && rrf.weights.is_empty()), "{rrf:?}");
    let lanes: Vec<_> = fused.prefetch.iter().map(|one| (one.using.as_deref(), one.limit)).collect();
    assert_eq!(lanes, [(Some("words"), Some(40)), (Some("embedding"), Some(40))]);
    assert!(fused.prefetch[0].score_threshold.is_some() && fused.prefetch[1].score_threshold.is_none());
    let multi = root.query.as_ref().and_then(|query| query.variant.as_ref());
    let Some(Variant::Nearest(to)) = multi else { panic!("{multi:?}") };
    assert!(matches!(&to.variant, Some(vector_input::Variant::MultiDense(multi)) if multi.vectors.len() == 1));
    // Colours alone are one question.
    let blue = Query { colors: vec![Srgb::new(10, 20, 200)], ..Query::words("", 5) };
    index.search(&scope("acme"), blue).await.unwrap();
    let asked = queries(double.heard());
    assert!(asked.len() == 1 && asked[0].using.as_deref() == Some("colors") && asked[0].prefetch.is_empty());
    // Nothing asked is nothing sent.
    let nothing = index.search(&scope("acme"), Query::words("", 5)).await.unwrap();
    assert!(nothing.hits.is_empty() && double.heard().is_empty());
}

#[tokio::test]
async fn the_collection_and_its_indexes_are_there_before_any_point() {
    let double = Double::start();
    let index = index(&double);
    for _ in 0..2 {
        index.put(&scope("acme"), assets(&mut Random::new(1), 3)).await.unwrap();
    }
    let heard = double.heard();
    let first = heard.iter().position(|one| matches!(one, Heard::Upsert(_))).unwrap();
    let Heard::Create(made) = &heard[1] else { panic!("{heard:?}") };
    let hnsw = made.hnsw_config.unwrap();
    assert_eq!((hnsw.m, hnsw.payload_m), (Some(0), Some(16)));
    let Some(Config::ParamsMap(named)) = made.vectors_config.as_ref().and_then(|one| one.config.as_ref()) else {
        panic!("{made:?}")
    };
    let of = |name: &str| {
        let one = &named.map[name];
        (one.size, one.distance, one.multivector_config.map(|multi| multi.comparator))
    };
    assert_eq!(of("embedding"), (DIMENSIONS as u64, Distance::Cosine as i32, None));
    assert_eq!(of("look"), (LOOK as u64, Distance::Dot as i32, None));
    assert_eq!(of("colors"), (4, Distance::Dot as i32, Some(MultiVectorComparator::MaxSim as i32)));
    let words = &made.sparse_vectors_config.as_ref().unwrap().map["words"];
    assert_eq!(words.modifier, Some(Modifier::Idf as i32));
    let mut fields = Vec::new();
    for one in &heard[..first] {
        let Heard::Index(one) = one else { continue };
        assert_eq!(one.wait, Some(true));
        let params = one.field_index_params.as_ref().and_then(|params| params.index_params.as_ref());
        let is_tenant = matches!(params, Some(IndexParams::KeywordIndexParams(of)) if of.is_tenant == Some(true));
        assert_eq!(is_tenant, one.field_name == "tenant");
        fields.push(one.field_name.as_str());
    }
    fields.sort_unstable();
    let wanted = ["campaign", "expires", "kind", "kit", "language", "licence", "on", "orientation", "role", "tenant"];
    assert_eq!(fields, wanted);
    // Once is enough.
    assert!(heard[first..].iter().all(|one| matches!(one, Heard::Upsert(upsert) if upsert.wait == Some(true))));
    // Another process finds it there; one that wants other vectors is told.
    QdrantIndex::connect(settings(&double)).await.unwrap();
    assert!(double.heard().iter().all(|one| matches!(one, Heard::Exists | Heard::Info)));
    let other = QdrantSettings { dimensions: Some(3), ..settings(&double) };
    let error = QdrantIndex::connect(other).await.unwrap_err();
    assert!(
        matches!(&error, BrandIndexError::SetUp(what) if what.contains("8 numbers in vector embedding")),
        "{error}"
    );
}

#[tokio::test]
async fn points_go_in_chunks_and_what_is_put_again_takes_its_own_place() {
    let double = Double::start();
    let small = QdrantSettings { batch_points: 100, batch_bytes: 64 * 1024, ..settings(&double) };
    let index = QdrantIndex::new(small).unwrap();
    let whose = scope("acme");
    let mut random = Random::new(2);
    let mut own = assets(&mut random, 450);
    own[7].text = "a long text ".repeat(600);
    index.put(&whose, own.clone()).await.unwrap();
    let sent = |heard: Vec<Heard>| {
        let points = |one| if let Heard::Upsert(upsert) = one { Some(upsert.points) } else { None };
        heard.into_iter().filter_map(points).collect::<Vec<_>>()
    };
    let chunks = sent(double.heard());
    for chunk in &chunks {
        let bytes: usize = chunk.iter().map(prost::Message::encoded_len).sum();
        assert!(chunk.len() <= 100 && (bytes <= 64 * 1024 || chunk.len() == 1), "{} {bytes}", chunk.len());
    }
    assert_eq!(chunks.iter().map(Vec::len).sum::<usize>(), 450);
    assert!(chunks.len() > 5);
    // Of two with one id the last is meant.
    let again = Asset::new("asset-0000", AssetKind::Logo, "Anew");
    index.put(&whose, vec![own[0].clone(), again.clone()]).await.unwrap();
    assert_eq!(sent(double.heard()).concat().len(), 1);
    assert_eq!(index.count(&whose).await.unwrap(), 450);
    let found = index.search(&whose, Query::words("Anew", 1)).await.unwrap();
    assert_eq!((found.hits[0].id.as_str(), found.hits[0].name.as_str()), ("asset-0000", "Anew"));
    // The largest request that is allowed is taken.
    let whole = QdrantSettings { batch_points: 500, batch_bytes: 16 << 20, ..settings(&double) };
    QdrantIndex::new(whole).unwrap().put(&whose, own).await.unwrap();
    assert_eq!(sent(double.heard()).iter().map(Vec::len).collect::<Vec<_>>(), [450]);
}

#[test]
fn ids_follow_from_whose_an_asset_is_and_from_its_id() {
    let (acme, quay) = (scope("acme"), scope("quay"));
    // Fixed for good: another id would lose what is kept.
    assert_eq!(point_id(&acme, "logo"), "94f6708e-4ba3-5110-b998-823060417177");
    assert_eq!(point_id(&acme, "logo").as_bytes()[14], b'5');
    assert_ne!(point_id(&acme, "logo"), point_id(&quay, "logo"));
    assert_ne!(point_id(&scope("a"), "b/c"), point_id(&scope("a.b"), "c"));
}

#[test]
fn an_asset_reads_back_whole_and_filters_agree() {
    let mut random = Random::new(12);
    let whose = scope("acme");
    let (mut through, mut held) = (0, 0);
    for at in 0..400 {
        let own = asset(&mut random, &format!("asset-{at}"));
        let made = point(&whose, own.clone()).unwrap();
        let scored = ScoredPoint { id: made.id.clone(), payload: made.payload.clone(), ..ScoredPoint::default() };
        let back = kept(&whose, &scored).unwrap();
        assert_eq!(Asset { embedding: Vec::new(), ..own.clone() }, back);
        assert!(kept(&scope("quay"), &scored).is_err());
        assert!(super::engine::lets(Some(&of_tenant(&whose)), &made));
        for _ in 0..100 {
            let filter = filter(&mut random);
            let lets = super::engine::lets(Some(&wire(&whose, &filter).unwrap()), &made);
            assert_eq!(lets, filter.lets(&own), "{filter:?} {own:?}");
            assert!(!super::engine::lets(Some(&wire(&scope("quay"), &filter).unwrap()), &made));
            *(if lets { &mut through } else { &mut held }) += 1;
        }
    }
    assert!(through > 5_000 && held > 5_000, "{through} {held}");
    let many = Filter { kits: (0..=VALUES_MAX).map(|n| n.to_string()).collect(), ..Filter::default() };
    wire(&whose, &many).unwrap_err();
}

#[tokio::test]
async fn what_does_not_fit_is_not_sent() {
    let double = Double::start();
    let whose = scope("acme");
    let long = Asset { embedding: vec![1.0; 3], ..Asset::new("a", AssetKind::Logo, "A") };
    let error = index(&double).put(&whose, vec![long.clone()]).await.unwrap_err();
    assert!(matches!(error, BrandIndexError::Asset(_)), "{error}");
    let without = QdrantIndex::new(QdrantSettings { dimensions: None, ..settings(&double) }).unwrap();
    let error = without.put(&whose, vec![long]).await.unwrap_err();
    assert!(matches!(error, BrandIndexError::SetUp(_)), "{error}");
    let nameless = Asset::new("", AssetKind::Logo, "A");
    assert!(matches!(without.put(&whose, vec![nameless]).await, Err(BrandIndexError::Asset(_))));
    without.put(&whose, Vec::new()).await.unwrap();
    without.remove(&whose, Vec::new()).await.unwrap();
    assert!(double.heard().is_empty());
}
