use std::sync::Arc;

use design::{KitFiles, Personal};
use retrieval::Asset;
use serde_json::json;

use super::*;
use crate::brand_index::{Answer, BrandIndex, BrandIndexError};
use crate::embedder::Embedder;

const BOAT: &str =
    r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90"><path fill="#103060" d="M0 0h90v60h-90z"/></svg>"##;
const SUN: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90"><circle fill="#f0c020" cx="45" cy="45" r="40"/></svg>"##;

fn kit() -> BrandKit {
    let manifest = json!({
        "v": 1, "id": "quay", "name": "Quay", "version": "1", "tokens": ["*.tokens.json"],
        "logos": [
            { "id": "full", "file": "a.svg", "on": ["light"] },
            { "id": "night", "file": "a.svg", "on": ["dark"], "variant": "mono" },
        ],
        "fonts": [{ "family": "Inter", "role": "display" }],
        "imagery": [
            { "id": "boats", "file": "boat.svg", "tags": ["harbour", "boat", "morning"] },
            { "id": "noon", "file": "sun.svg", "tags": ["harbour", "sun"] },
            { "id": "old", "file": "boat.svg", "tags": ["lighthouse"], "expires": "1969-12-31" },
        ],
        "voice": { "tone": ["calm"], "samples": ["Fresh from the harbour"] },
        "templates": [{ "id": "ticket", "name": "Ticket stub" }, { "id": "notice", "name": "Ticket notice" }],
    });
    let tokens = json!({ "quay": { "$type": "color", "seaGreen": { "$value": "#2e8b57" }, "ink": { "$value": "#111111" }, "paper": { "$value": "#ffffff" } } });
    let files = [
        ("kit.json", manifest.to_string()),
        ("quay.tokens.json", tokens.to_string()),
        ("a.svg", BOAT.to_owned()),
        ("boat.svg", BOAT.to_owned()),
        ("sun.svg", SUN.to_owned()),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), Arc::from(text.as_bytes())));
    BrandKit::from_files(&KitFiles(files.into())).unwrap()
}

fn asked(query: &str, kinds: &[&str]) -> Question {
    let kinds = kinds.iter().map(|&kind| kind.to_owned()).collect();
    Question { query: query.to_owned(), kinds, limit: 3, like: None, personal: Personal::default() }
}

async fn found(question: Question) -> BrandHits {
    BrandSearch::default().call(&crate::fixture::context(kit()), question).await.unwrap()
}

#[tokio::test]
async fn things_are_found_by_their_words_and_colours() {
    for (query, kinds, best) in [
        ("morning boats in the harbour", &[][..], Some(("imagery", "boats"))),
        ("a logo for dark grounds", &["logo"], Some(("logo", "night"))),
        ("sea green", &[], Some(("color", "quay.seaGreen"))),
        ("#2e8b58", &[], Some(("color", "quay.seaGreen"))),
        ("harbour", &["voice"], Some(("voice", "sample-0"))),
        ("ticket stub", &["template"], Some(("template", "ticket"))),
        ("quantum", &[], None),
    ] {
        let answer = found(asked(query, kinds)).await;
        assert!(answer.hits.len() <= 3 && !answer.semantic && answer.degraded.is_empty());
        assert!(answer.hits.iter().all(|hit| !hit.why.is_empty() && !hit.elsewhere), "{:?}", answer.hits);
        let hit = answer.hits.first().map(|hit| (hit.kind.as_str(), hit.id.as_str()));
        assert_eq!(hit, best, "{query}: {:?}", answer.hits);
    }
}

#[tokio::test]
async fn what_may_not_be_used_when_the_run_began_is_not_found() {
    let answer = found(asked("lighthouse", &["imagery"])).await;
    assert!(answer.hits.is_empty(), "{answer:?}");
}

#[tokio::test]
async fn a_picture_finds_its_like() {
    let context = crate::fixture::context(kit());
    let like = context.keep("test", SUN.as_bytes()).unwrap();
    let question = Question { like: Some(like), ..asked("", &["imagery"]) };
    let answer = BrandSearch::default().call(&context, question).await.unwrap();
    assert_eq!((answer.hits[0].id.as_str(), answer.lanes.as_slice()), ("noon", &["look".to_owned()][..]));
    let like = context.keep("test", b"no picture").unwrap();
    let error =
        BrandSearch::default().call(&context, Question { like: Some(like), ..asked("", &[]) }).await.unwrap_err();
    assert!(error.to_string().contains("/like"), "{error}");
}

#[tokio::test]
async fn what_a_person_likes_comes_first_among_equals() {
    let plain = found(asked("ticket", &["template"])).await;
    let personal = Personal { favourites: ["template:ticket".to_owned()].into(), ..Personal::default() };
    let lifted = found(Question { personal, ..asked("ticket", &["template"]) }).await;
    let order = |answer: &BrandHits| answer.hits.iter().map(|hit| hit.id.clone()).collect::<Vec<_>>();
    assert_eq!(
        (order(&plain), order(&lifted)),
        (vec!["notice".into(), "ticket".into()], vec!["ticket".into(), "notice".into()])
    );
    assert!(lifted.hits[0].why.contains(&"is a favourite".to_owned()), "{lifted:?}");
    let many = Personal { recent: vec!["a".into(); 1_000], ..Personal::default() };
    let context = crate::fixture::context(kit());
    BrandSearch::default().call(&context, Question { personal: many, ..asked("x", &[]) }).await.unwrap_err();
}

#[tokio::test]
async fn a_kind_that_there_is_not_is_refused() {
    let context = crate::fixture::context(kit());
    let error = BrandSearch::default().call(&context, asked("x", &["logo", "smell"])).await.unwrap_err();
    assert!(error.to_string().contains("/kinds/1"), "{error}");
}

/// One picture of each tenant, and an embedding of one number a letter.
struct Shelf {
    away: bool,
}

impl BrandIndex for Shelf {
    fn name(&self) -> &str {
        "shelf"
    }

    async fn put(&self, _: &TenantScope, _: Vec<Asset>) -> Result<(), BrandIndexError> {
        Ok(())
    }

    async fn remove(&self, _: &TenantScope, _: Vec<String>) -> Result<(), BrandIndexError> {
        Ok(())
    }

    async fn search(&self, scope: &TenantScope, query: Query) -> Result<Answer, BrandIndexError> {
        if self.away {
            return Err(BrandIndexError::Away { server: "shelf".into(), reason: "nobody answers".into() });
        }
        let mut index = AssetIndex::default();
        let own = Asset::new(format!("{}/7", scope.tenant()), AssetKind::Imagery, "Harbour at night");
        index.put(Asset { embedding: vec![1.0, 0.5], ..own })?;
        let found = index.search(&query);
        Ok(Answer { hits: found.hits, lanes: found.lanes, degraded: Some("a mirror answers".into()) })
    }

    async fn count(&self, _: &TenantScope) -> Result<u64, BrandIndexError> {
        Ok(1)
    }

    async fn health(&self) -> Result<(), BrandIndexError> {
        Ok(())
    }
}

struct Letters {
    broken: bool,
}

impl Embedder for Letters {
    fn name(&self) -> &str {
        "letters"
    }

    fn dimensions(&self) -> usize {
        2
    }

    fn quote(&self, texts: &[String]) -> Quote {
        Quote { tokens: texts.iter().map(|text| text.len() as u64).sum(), ..Quote::FREE }
    }

    async fn embed(&self, _: &Context, texts: Vec<String>) -> Result<Vec<Vec<f32>>, ToolError> {
        let rest = if self.broken { f32::NAN } else { 1.0 };
        Ok(texts.iter().map(|text| vec![text.len() as f32, rest]).collect())
    }
}

fn catalogue(away: bool, broken: bool) -> BrandSearch {
    BrandSearch::with(Catalogue {
        index: AnyBrandIndex::new(Shelf { away }),
        embedder: Some(AnyEmbedder::new(Letters { broken })),
    })
}

#[tokio::test]
async fn a_catalogue_is_searched_beside_the_kit_and_priced() {
    let search = catalogue(false, false);
    assert!(!Tool::deterministic(&search) && !search.is_light());
    assert_eq!(search.quote(&asked("harbour night", &[])).tokens, 13);
    let answer = search.call(&crate::fixture::context(kit()), asked("harbour at night", &["imagery"])).await.unwrap();
    let elsewhere: Vec<_> = answer.hits.iter().filter(|hit| hit.elsewhere).map(|hit| hit.id.as_str()).collect();
    assert_eq!(elsewhere, ["local/7"]);
    assert!(answer.semantic && answer.lanes.contains(&"embedding".to_owned()), "{answer:?}");
    assert_eq!(answer.embedder.as_deref(), Some("letters"));
    assert_eq!(answer.degraded, ["a mirror answers"]);
}

#[tokio::test]
async fn what_does_not_answer_is_said_and_the_kit_still_does() {
    let context = crate::fixture::context(kit());
    let away = catalogue(true, false).call(&context, asked("harbour", &["imagery"])).await.unwrap();
    assert_eq!(away.hits.len(), 2);
    assert!(away.degraded[0].contains("nobody answers"), "{away:?}");
    let broken = catalogue(false, true).call(&context, asked("harbour", &["imagery"])).await.unwrap();
    assert!(!broken.semantic && broken.degraded[0].contains("no embeddings"), "{broken:?}");
    assert!(broken.hits.iter().any(|hit| hit.elsewhere));
}

#[tokio::test]
async fn what_a_person_likes_comes_first_beside_a_catalogue_too() {
    let context = crate::fixture::context(kit());
    let personal = Personal { favourites: ["template:ticket".to_owned()].into(), ..Personal::default() };
    for (away, count) in [(true, 2), (false, 2)] {
        let question = Question { personal: personal.clone(), ..asked("ticket", &["template"]) };
        let answer = catalogue(away, false).call(&context, question).await.unwrap();
        assert_eq!((answer.hits.len(), answer.hits[0].id.as_str()), (count, "ticket"), "{answer:?}");
    }
}
