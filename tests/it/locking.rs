//! What a person fixes: layers that they lock, through as many turns as a run may have, and values that their brief gives.

use std::path::Path;

use design::{Document, Node, NodeId};
use maquette::{Choice, Maquette, RunEventBody, Session, SetId, Verdict, Waiting};

use crate::{BRIEFS, request};

/// Turns of a run, those included in which an edited set is shown again.
const TURNS: u32 = 20;

async fn set(session: &mut Session) -> Option<SetId> {
    loop {
        match session.waits().await? {
            Waiting::Set(set) => return Some(set),
            Waiting::Question(question) => session.answer(&question.id.to_string(), None).await.unwrap(),
        }
    }
}

/// The designs of the set that was shown last.
fn shown(out: &Path) -> Vec<Document> {
    let folder = |turn: u32| Some(out.join(format!("options/turn-{turn}"))).filter(|folder| folder.exists());
    let last = (1..).map_while(folder).last().unwrap();
    let design = |index: u32| std::fs::read(last.join(format!("option-{index}.json"))).ok();
    (1..).map_while(design).map(|bytes| serde_json::from_slice(&bytes).unwrap()).collect()
}

fn bytes(node: &Node) -> Vec<u8> {
    serde_json::to_vec(node).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn locked_layers_are_the_same_bytes_twenty_turns_later() {
    let out = tempfile::tempdir().unwrap();
    let asked = request(BRIEFS[1]).seed(7).format("360x360").candidates(10).turns(TURNS).out(out.path());
    let engine = Maquette::builder().build().unwrap();
    let mut session = engine.session(asked).await.unwrap();
    let first = set(&mut session).await.unwrap();
    session.say(&first, "lock the headline of 2").await.unwrap();
    let locked = set(&mut session).await.unwrap();
    let headline = NodeId::from("headline");
    let kept = bytes(shown(out.path())[1].node(&headline).unwrap());
    assert!(String::from_utf8_lossy(&kept).contains(r#""locked":["move","style","content"]"#));
    session.choose(&locked, Choice::Pick { index: 2 }).await.unwrap();
    let (mut turns, mut others) = (0, std::collections::BTreeSet::new());
    while let Some(set) = set(&mut session).await {
        for design in shown(out.path()) {
            assert_eq!(bytes(design.node(&headline).unwrap()), kept, "turn {turns}");
            others.insert(design.to_bytes());
        }
        turns += 1;
        let said = ["1", "warmer colours", "n", "2", "lock the colours", "calmer", "undo", "unlock the colours"];
        let said = said[turns % said.len()];
        // What cannot be done here is not done, and nothing of it counts.
        if session.say(&set, said).await.is_err() {
            session.choose(&set, Choice::Pick { index: 1 }).await.unwrap();
        }
    }
    // Nobody read what happened meanwhile; the run did not wait for them.
    let mut events = session.events();
    let delivered = session.finish().await.unwrap();
    let mut told = Vec::new();
    while let Some(event) = events.next().await {
        told.push(event);
    }
    let end = told.pop().unwrap();
    assert!(matches!(end.body, RunEventBody::RunCompleted { .. }), "{end:?}");
    assert!(told.iter().map(|event| event.seq).eq(0..told.len() as u64) && end.seq > told.len() as u64, "{end:?}");
    assert!(turns >= TURNS as usize - 1, "{turns} turns");
    assert!(others.len() > 20, "{} designs", others.len());
    let design: Document = serde_json::from_slice(&delivered.bytes("design.json").unwrap()).unwrap();
    assert_eq!(bytes(design.node(&headline).unwrap()), kept);
    println!("{turns} turns after the lock, {} designs", others.len());
    let report = maquette::Replay::new(out.path()).run().await.unwrap();
    assert_eq!(report.verdict, Verdict::Identical, "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kits_logo_keeps_nothing_in_its_place() {
    let out = tempfile::tempdir().unwrap();
    let kit = maquette::load_kit(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/brands/northlight")).unwrap();
    let asked = request(BRIEFS[1]).seed(7).format("480x480").candidates(8).turns(3).out(out.path());
    let engine = Maquette::builder().kit(kit).build().unwrap();
    let mut session = engine.session(asked).await.unwrap();
    let first = set(&mut session).await.unwrap();
    assert!(shown(out.path()).iter().any(|design| design.walk().any(|node| node.role == design::Role::Logo)));
    session.choose(&first, Choice::Pick { index: 1 }).await.unwrap();
    let second = set(&mut session).await.unwrap();
    session.choose(&second, Choice::Stop).await.unwrap();
    let sets = session.finish().await.unwrap().sets;
    assert_eq!(sets[1].reveal, maquette::Reveal::Layout);
    assert!(sets[1].axes.iter().any(|axis| axis.id == "archetype"), "{:?}", sets[1].axes);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_is_of_one_design_and_can_be_lifted() {
    let out = tempfile::tempdir().unwrap();
    let asked = request(BRIEFS[1]).seed(7).format("360x360").candidates(6).turns(6).out(out.path());
    let engine = Maquette::builder().build().unwrap();
    let mut session = engine.session(asked).await.unwrap();
    let is_locked = || shown(out.path()).iter().map(|design| !design.kept_layers().is_empty()).collect::<Vec<_>>();
    let first = set(&mut session).await.unwrap();
    session.say(&first, "lock the headline of 2").await.unwrap();
    let locked = set(&mut session).await.unwrap();
    assert_eq!(is_locked(), [false, true, false]);
    // Another design was locked, and this one never.
    session.choose(&locked, Choice::Pick { index: 1 }).await.unwrap();
    let other = set(&mut session).await.unwrap();
    assert!(!is_locked().contains(&true), "{:?}", is_locked());
    session.say(&other, "lock the headline of 1").await.unwrap();
    let again = set(&mut session).await.unwrap();
    session.choose(&again, Choice::Pick { index: 1 }).await.unwrap();
    let kept = set(&mut session).await.unwrap();
    assert!(!is_locked().contains(&false), "{:?}", is_locked());
    // By hand, as a product does it, and then in words.
    let unlock = design::Operation::SetLocks { id: NodeId::from("headline"), locked: Vec::new() };
    let by_hand = Choice::Edit { index: 1, operations: vec![unlock], exact: String::new() };
    session.choose(&kept, by_hand).await.unwrap();
    let free = set(&mut session).await.unwrap();
    assert!(!is_locked()[0], "{:?}", is_locked());
    if is_locked().len() > 1 {
        session.say(&free, "unlock the headline of 2").await.unwrap();
        assert!(set(&mut session).await.is_some() && !is_locked()[1], "{:?}", is_locked());
    }
    drop(session);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_understood_of_an_edit_is_no_edit_though_the_brief_has_values() {
    let out = tempfile::tempdir().unwrap();
    let brief = "Poster for the open day of our boat shop, Saturday 14 June, Quay 3. Headline 40 px.";
    let asked = request(brief).seed(3).format("480x480").candidates(4).turns(3).out(out.path());
    let mut session = Maquette::builder().build().unwrap().session(asked).await.unwrap();
    let first = set(&mut session).await.unwrap();
    let before = shown(out.path());
    session.say(&first, "lock the frobnicator of 1").await.unwrap();
    let again = set(&mut session).await.unwrap();
    assert_eq!(shown(out.path()), before);
    session.choose(&again, Choice::Stop).await.unwrap();
    let sets = session.finish().await.unwrap().sets;
    assert!(
        sets[1].notes.iter().all(|note| note.starts_with("Not read:")) && !sets[1].notes.is_empty(),
        "{:?}",
        sets[1].notes
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_brief_says_exactly_is_set_and_not_printed() {
    let brief =
        "Poster for the open day of our boat shop, Saturday 14 June, Quay 3. Headline 44 px, Inter 800, button 20 px.";
    let engine = Maquette::builder().build().unwrap();
    let asked = request(brief).seed(3).format("600x600").candidates(6);
    let delivered = crate::deliver(&engine, asked).await;
    let set = crate::first_set(&delivered);
    assert!(set.notes.iter().any(|note| note == "headline: 44 px"), "{:?}", set.notes);
    let design: Document = serde_json::from_slice(&delivered.bytes("design.json").unwrap()).unwrap();
    let texts = design.walk().filter_map(|node| match &node.content {
        design::document::Content::Text { text, .. } => Some((node.id.0.as_str(), text)),
        _ => None,
    });
    let texts: Vec<_> = texts.collect();
    let headline = texts.iter().find(|(id, _)| *id == "headline").unwrap().1;
    assert!(headline.runs.iter().any(|run| run.size == 44.0 && run.font.weight == 800 && run.font.family == "Inter"));
    assert!(texts.iter().all(|(_, text)| !text.plain().contains("Inter")), "{texts:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_had_exactly_is_left_out_and_said() {
    let brief = "Poster for the open day of our boat shop, Saturday 14 June, Quay 3. Headline 1900 px.";
    let engine = Maquette::builder().build().unwrap();
    let mut run = engine.run(request(brief).seed(3).format("480x480").candidates(3)).await.unwrap();
    let mut told = Vec::new();
    while let Some(event) = run.next().await {
        if let maquette::RunEventBody::Degraded { what, .. } = event.body {
            told.push(what);
        }
    }
    run.finish().await.unwrap();
    assert!(told.iter().any(|what| what == "exact values of the brief are left out"), "{told:?}");
}
