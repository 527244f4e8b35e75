//! Runs that begin with a document: what it holds stays byte for byte, and designs are laid out around it.

use std::collections::BTreeMap;
use std::path::Path;

use design::document::{Lock, Page};
use design::{Document, Format, Node, NodeId};
use maquette::{Auto, Beginning, Fork, Maquette, Resume, RunError, RunFolder, Verdict};

use crate::{deliver, request};

const BRIEF: &str = "Fresh bread from Rosa's Bakery every morning from 7am. 12 Mill Lane. Warm poster.";
const FORMAT: &str = "540x720";

fn engine() -> Maquette {
    Maquette::builder().workers(2).build().unwrap()
}

/// The headline of a design, as it is in a document of its own: in a place that it was not made for.
async fn headline(place: &Path) -> Document {
    let asked = request(BRIEF).format(FORMAT).candidates(4).out(place);
    deliver(&engine(), asked).await;
    let mut document: Document = serde_json::from_slice(&std::fs::read(place.join("design.json")).unwrap()).unwrap();
    document.nodes.retain(|node| node.id.0 == "headline");
    document.nodes[0].id = NodeId::from("title");
    document.nodes[0].area.x = 30.0;
    document.nodes[0].area.y = 30.0;
    document
}

/// Every design that was shown, by turn.
fn shown(out: &Path) -> BTreeMap<usize, Vec<Document>> {
    let folder = |turn: usize| Some((turn, out.join(format!("options/turn-{turn}")))).filter(|(_, at)| at.exists());
    let designs = |at: &Path| {
        let design = |k: usize| std::fs::read(at.join(format!("option-{k}.json"))).ok();
        (1..).map_while(design).map(|bytes| serde_json::from_slice(&bytes).unwrap()).collect()
    };
    (1..).map_while(folder).map(|(turn, at)| (turn, designs(&at))).collect()
}

fn is_kept(document: &Document, own: &Node) -> bool {
    let kept = document.node(&own.id).unwrap();
    let mut wanted = own.clone();
    wanted.locked = vec![Lock::Move, Lock::Style, Lock::Content];
    serde_json::to_vec(kept).unwrap() == serde_json::to_vec(&wanted).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_began_with_is_in_every_design_of_every_turn() {
    let (first, place) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let begun = headline(first.path()).await;
    let own = begun.nodes[0].clone();
    let out = place.path().join("out");
    let asked = request(BRIEF).candidates(6).turns(4).chooser(Auto::parse("1,2,2,best").unwrap());
    let delivered = deliver(&engine(), asked.beginning_with(Beginning::new(begun, BTreeMap::new())).out(&out)).await;
    assert_eq!(delivered.sets.len(), 4);
    let shown = shown(&out);
    assert!(shown.values().map(Vec::len).sum::<usize>() >= 9, "words have fewer variants than arrangements");
    for (turn, document) in shown.iter().flat_map(|(turn, all)| all.iter().map(move |one| (turn, one))) {
        assert_eq!(document.page, Page::of(&Format::parse(FORMAT).unwrap()), "turn {turn}");
        assert!(is_kept(document, &own), "turn {turn}");
        let words: String = document.walk().filter_map(design_text).collect::<Vec<_>>().join(" ");
        assert_eq!(words.matches("Fresh").count(), 1, "it is said once: {words}");
        assert!(words.contains("Rosa") && words.contains("12 Mill Lane"), "turn {turn}: {words}");
    }
    // Arrangements differ, though something stays in its place.
    let made = |turn: usize| shown[&turn].iter().map(|one| one.archetype.clone()).collect::<Vec<_>>();
    assert!(made(1).iter().collect::<std::collections::BTreeSet<_>>().len() > 1, "{:?}", made(1));
    let report = maquette::replay(&out).await.unwrap();
    assert_eq!(report.verdict, Verdict::Identical);

    // It goes on where it broke off, and branches, with nothing but its folder.
    let records = RunFolder::open(&out).unwrap().read().unwrap().records;
    let chosen = records.iter().position(|record| record.kind.as_str() == "choice.made").unwrap();
    let other = place.path().join("fork");
    let forked = engine().fork(Fork::new(&out, chosen as u64, &other).seed(99)).await.unwrap().finish().await.unwrap();
    assert!(!forked.sets.is_empty() && self::shown(&other).values().flatten().all(|document| is_kept(document, &own)));
    let log = out.join("run/log/000001.jsonl");
    let whole = std::fs::read(&log).unwrap();
    let length = whole.split_inclusive(|byte| *byte == b'\n').take(chosen + 1).map(<[u8]>::len).sum::<usize>();
    std::fs::write(&log, &whole[..length]).unwrap();
    let resumed = engine().resume(Resume::new(&out)).await.unwrap().finish().await.unwrap();
    let ids = |delivered: &maquette::Delivered| {
        let all = delivered.sets.iter().flat_map(|set| &set.options);
        all.map(|option| option.design_blob).collect::<Vec<_>>()
    };
    assert_eq!(ids(&resumed)[..3], ids(&delivered)[..3]);
}

fn design_text(node: &Node) -> Option<String> {
    match &node.content {
        maquette::Content::Text { text, .. } => Some(text.plain()),
        _ => None,
    }
}

#[tokio::test]
async fn what_is_unlocked_is_kept_no_more() {
    let (first, place) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let begun = headline(first.path()).await;
    let own = begun.nodes[0].clone();
    let asked = request(BRIEF).candidates(6).turns(3).out(place.path());
    let engine = engine();
    let mut session = engine.session(asked.beginning_with(Beginning::new(begun, BTreeMap::new()))).await.unwrap();
    let mut answers = ["1: unlock title", "1", "best"].into_iter();
    while let Some(waiting) = session.waits().await {
        match waiting {
            maquette::Waiting::Set(set) => drop(session.say(&set, answers.next().unwrap_or("best")).await.unwrap()),
            maquette::Waiting::Question(question) => {
                session.answer(&question.id.to_string(), None).await.unwrap();
            }
        }
    }
    session.finish().await.unwrap();
    let shown = shown(place.path());
    let last = shown.values().last().unwrap();
    assert!(shown.len() >= 3 && last.iter().all(|document| document.node(&own.id).is_none()), "{}", shown.len());
}

#[tokio::test]
async fn what_cannot_be_begun_with_says_why() {
    let place = tempfile::tempdir().unwrap();
    let begun = headline(place.path()).await;
    let refused = async |document: Document, format: Option<&str>, brief: &str| {
        let asked = request(brief).candidates(2).beginning_with(Beginning::new(document, BTreeMap::new()));
        let asked = match format {
            Some(format) => asked.format(format),
            None => asked,
        };
        let run = engine().run(asked).await;
        let error = match run {
            Ok(run) => run.finish().await.map(drop).unwrap_err(),
            Err(error) => error,
        };
        (error.code(), matches!(error, RunError::Beginning { .. }), error.to_string())
    };
    let (code, early, told) = refused(begun.clone(), Some("story"), BRIEF).await;
    assert!(code == "usage" && early && told.contains("540x720") && told.contains("story"), "{told}");
    let (code, early, told) = refused(Document { nodes: Vec::new(), ..begun.clone() }, None, BRIEF).await;
    assert!(code == "usage" && early && told.contains("no layer"), "{told}");
    let mut odd = begun.clone();
    odd.page.w = 540.5;
    assert!(refused(odd, None, BRIEF).await.2.contains("540.5"));
    let half = |id: &str, y: f64| {
        let mut node = Node { id: NodeId::from(id), ..begun.nodes[0].clone() };
        node.area = design::Rect::new(0.0, y, 540.0, 350.0);
        node
    };
    let full = Document { nodes: vec![half("upper", 0.0), half("lower", 365.0)], ..begun.clone() };
    let (code, early, told) = refused(full, None, BRIEF).await;
    assert!(code == "usage" && early && told.contains("no room"), "{code}: {told}");
    let mut foreign = begun.clone();
    foreign.kit.id = "acme".to_owned();
    let (_, early, told) = refused(foreign, None, BRIEF).await;
    assert!(early && told.contains("`acme`") && told.contains("--brand"), "{told}");
    let said = Document { nodes: vec![half("upper", 0.0)], ..begun.clone() };
    let (code, _, told) = refused(said, None, "Fresh bread").await;
    assert!(code == "usage" && told.contains("says all"), "{code}: {told}");
}
