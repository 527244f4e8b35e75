//! Sessions that are answered well, twice, late, from elsewhere, after a break and after their time.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use planner::{Aspect, Choice, OptionSet};

use super::*;
use crate::answer::Unclear;
use crate::fixture;
use crate::tests::results;
use crate::{RunEventBody, Verdict};

fn request(out: &Path) -> Request {
    fixture::request(out).turns(4)
}

async fn session(out: &Path) -> Session {
    fixture::engine(2).session(request(out)).await.unwrap()
}

/// The set that waits next.
async fn waits(session: &mut Session) -> SetId {
    match session.waits().await.unwrap() {
        Waiting::Set(set) => set,
        Waiting::Question(question) => panic!("{question:?}"),
    }
}

/// The set that is shown last in `out`.
fn last_set(out: &Path) -> OptionSet {
    let turn = |turn: u32| fs::read(out.join(format!("options/turn-{turn}/set.json"))).ok();
    let last = (1..=80).map_while(turn).last().unwrap();
    serde_json::from_slice(&last).unwrap()
}

#[tokio::test]
async fn what_is_answered_is_chosen_and_replays() {
    let out = tempfile::tempdir().unwrap();
    let mut session = session(out.path()).await;
    let mut events = session.events();
    let first = waits(&mut session).await;
    assert_eq!(first.run, session.id());
    session.choose(&first, Choice::Pick { index: 2 }).await.unwrap();
    let second = waits(&mut session).await;
    session.lock(&second, [Aspect::Colour].into()).await.unwrap();
    let third = waits(&mut session).await;
    assert!(last_set(out.path()).locked.contains(&Aspect::Colour));
    let said = session.say(&third, "what do you think I like?").await.unwrap();
    assert!(matches!(said, Answer::Show(answer::Show::Taste, None)), "{said:?}");
    assert_eq!(waits(&mut session).await, third);
    session.say(&third, "undo").await.unwrap();
    let undone = waits(&mut session).await;
    assert!(last_set(out.path()).locked.is_empty());
    session.say(&undone, "2: headline 96 px").await.unwrap();
    let edited = waits(&mut session).await;
    assert_eq!(last_set(out.path()).notes, ["headline 96 px"]);
    session.choose(&edited, Choice::Back { turn: 1, forget: true }).await.unwrap();
    let fourth = waits(&mut session).await;
    assert_eq!(last_set(out.path()).again, Some(1));
    assert_eq!(session.say(&fourth, "a1").await.unwrap(), Answer::Choose(Choice::Accept { index: 1 }));
    assert_eq!(session.waits().await, None);
    assert_eq!(session.choose(&fourth, Choice::Best).await, Err(late(&fourth, Choice::Accept { index: 1 })));
    let delivered = session.finish().await.unwrap();
    assert_eq!(delivered.sets.len(), 6);
    let mut told = 0;
    while let Some(event) = events.next().await {
        told += u32::from(matches!(event.body, RunEventBody::ChoiceMade { .. }));
    }
    assert_eq!(told, 6);
    let toolbox = fixture::toolbox("").build().unwrap();
    let report = crate::Replay::new(out.path()).toolbox(toolbox).run().await.unwrap();
    assert_eq!(report.verdict, Verdict::Identical, "{report:?}");
}

fn late(set: &SetId, chosen: Choice) -> ChoiceError {
    ChoiceError::Late { set: set.clone(), chosen: Box::new(chosen) }
}

#[tokio::test]
async fn a_choice_counts_once_and_says_why_it_does_not() {
    let out = tempfile::tempdir().unwrap();
    let mut session = session(out.path()).await;
    let first = waits(&mut session).await;
    let foreign = SetId { run: "another".to_owned(), ..first.clone() };
    let unknown = SetId { set: "t9".to_owned(), ..first.clone() };
    let pick = |index| Choice::Pick { index };
    assert_eq!(
        session.choose(&foreign, pick(1)).await,
        Err(ChoiceError::Foreign { set: foreign.clone(), session: first.run.clone() })
    );
    assert_eq!(session.choose(&unknown, pick(1)).await, Err(ChoiceError::NeverShown { set: unknown.clone() }));
    assert_eq!(session.choose(&first, pick(4)).await, Err(ChoiceError::Unclear(Unclear::NoSuch(4))));
    assert_eq!(session.say(&first, "zzz").await, Err(ChoiceError::Unclear(Unclear::Words)));
    assert_eq!(session.say(&first, "undo").await, Err(ChoiceError::Unclear(Unclear::NothingBefore)));
    let none = session.answer("main.1", None).await;
    assert_eq!(none, Err(ChoiceError::NotAsked { id: "main.1".to_owned() }));
    assert_eq!(waits(&mut session).await, first);

    session.choose(&first, pick(2)).await.unwrap();
    assert_eq!(session.choose(&first, pick(2)).await, Err(ChoiceError::Twice { set: first.clone() }));
    assert_eq!(session.choose(&first, pick(1)).await, Err(late(&first, pick(2))));
    assert_eq!(session.say(&first, "2").await, Err(ChoiceError::Twice { set: first.clone() }));
    waits(&mut session).await;
    // While the next set waits the first one stays what it is.
    assert_eq!(session.choose(&first, Choice::Stop).await, Err(late(&first, pick(2))));
    assert_eq!(last_set(out.path()).turn, 2);
    // What is read by where it was said is the same when it comes again.
    for said in ["lock the colours", "forget everything", "undo", "back 1"] {
        let set = waits(&mut session).await;
        session.say(&set, said).await.unwrap();
        assert_eq!(session.say(&set, said).await, Err(ChoiceError::Twice { set: set.clone() }), "{said}");
        waits(&mut session).await;
        assert_eq!(session.say(&set, said).await, Err(ChoiceError::Twice { set }), "{said}");
    }
    let last = waits(&mut session).await;
    session.choose(&last, Choice::Stop).await.unwrap();
    assert_eq!(session.finish().await.unwrap().sets.len(), 6);
}

#[tokio::test]
async fn a_question_wakes_whoever_waits_and_is_answered_once() {
    let out = tempfile::tempdir().unwrap();
    let request = request(out.path()).taste(Some(planner::taste::Taste::default())).questions(1);
    let mut session = fixture::engine(2).session(request).await.unwrap();
    for _ in 0..2 {
        let set = waits(&mut session).await;
        session.say(&set, "none of these").await.unwrap();
    }
    let Some(Waiting::Question(question)) = session.waits().await else { panic!("nothing is asked") };
    let id = question.id.to_string();
    session.answer(&id, Some("calmer".to_owned())).await.unwrap();
    assert_eq!(session.answer(&id, None).await, Err(ChoiceError::NotAsked { id }));
    let set = waits(&mut session).await;
    session.choose(&set, Choice::Stop).await.unwrap();
    assert_eq!(session.waits().await, None);
    session.finish().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_choices_at_once_one_is_taken() {
    let out = tempfile::tempdir().unwrap();
    let mut session = session(out.path()).await;
    let first = waits(&mut session).await;
    let session = Arc::new(session);
    let choices = (0..24).map(|place| {
        let (session, first) = (Arc::clone(&session), first.clone());
        tokio::spawn(async move { session.choose(&first, Choice::Pick { index: place % 3 + 1 }).await })
    });
    let mut taken = 0;
    for choice in choices.collect::<Vec<_>>() {
        match choice.await.unwrap() {
            Ok(()) => taken += 1,
            Err(ChoiceError::Twice { .. } | ChoiceError::Late { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(taken, 1);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)
        } else {
            assert!(fs::copy(entry.path(), target).is_ok())
        }
    }
}

#[tokio::test]
async fn a_session_goes_on_elsewhere_where_it_was() {
    let (out, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let engine = fixture::engine(2);
    let mut session = engine.session(request(out.path())).await.unwrap();
    let first = waits(&mut session).await;
    session.choose(&first, Choice::Pick { index: 2 }).await.unwrap();
    let second = waits(&mut session).await;
    let before = (results(out.path()), last_set(out.path()));
    copy(out.path(), elsewhere.path());
    // The one who has it is not disturbed by the one who would.
    let busy = engine.resume_session(Resume::new(out.path())).await.unwrap_err();
    assert!(matches!(busy, RunError::Busy { .. }), "{busy}");
    drop(session);

    let mut moved = engine.resume_session(Resume::new(elsewhere.path())).await.unwrap();
    assert_eq!(waits(&mut moved).await, second);
    assert_eq!((results(elsewhere.path()), last_set(elsewhere.path())), before);
    // What was chosen before the break was chosen.
    assert_eq!(moved.choose(&first, Choice::Pick { index: 2 }).await, Err(ChoiceError::Twice { set: first.clone() }));
    assert_eq!(moved.choose(&first, Choice::Best).await, Err(late(&first, Choice::Pick { index: 2 })));
    moved.choose(&second, Choice::Accept { index: 1 }).await.unwrap();
    assert_eq!(moved.finish().await.unwrap().sets.len(), 2);
}

#[tokio::test]
async fn a_set_is_offered_for_its_time_and_shown_again_after_it() {
    static NOW: AtomicU64 = AtomicU64::new(1_000_000);
    let out = tempfile::tempdir().unwrap();
    let desk = Desk::new(|| NOW.load(Ordering::SeqCst));
    let run = fixture::engine(2).run(request(out.path()).expires_after(60).at_desk(&desk)).await.unwrap();
    let mut session = Session::new(run, desk);
    let first = waits(&mut session).await;
    assert_eq!(session.ends_ms(), Some(1_060_000));
    assert_eq!(last_set(out.path()).expires_after_s, Some(60));
    NOW.store(1_060_000, Ordering::SeqCst);
    let expired = Err(ChoiceError::Expired { set: first.clone(), since_ms: 1_060_000 });
    assert_eq!(session.choose(&first, Choice::Stop).await, expired);
    session.renew(&first).await.unwrap();
    let second = waits(&mut session).await;
    assert_eq!((session.ends_ms(), last_set(out.path()).again), (Some(1_120_000), Some(1)));
    assert!(matches!(session.choose(&first, Choice::Stop).await, Err(ChoiceError::Late { .. })));
    NOW.store(1_119_999, Ordering::SeqCst);
    session.choose(&second, Choice::Accept { index: 2 }).await.unwrap();
    let delivered = session.finish().await.unwrap();
    assert_eq!(delivered.option, delivered.sets[0].options[1].id);
}

#[tokio::test]
async fn a_session_that_is_called_off_takes_nothing_more() {
    let out = tempfile::tempdir().unwrap();
    let mut session = session(out.path()).await;
    let first = waits(&mut session).await;
    session.canceller().cancel();
    assert_eq!(session.choose(&first, Choice::Best).await, Err(ChoiceError::Over));
    assert_eq!(session.waits().await, None);
    assert!(matches!(session.finish().await, Err(RunError::Cancelled)));
}

/// What somebody says in a session in which nearly everything happens.
const SAID: [&str; 9] =
    ["2", "lock the colours", "2 but warmer", "undo", "redo", "1: headline 96 px", "n", "undo", "a3"];

/// A session in which all of it is said; where it breaks off, at every set, it goes on in another folder.
async fn played(breaks_off: bool) -> (std::collections::BTreeMap<String, Vec<u8>>, Vec<OptionSet>) {
    let engine = fixture::engine(2);
    let mut folder = tempfile::tempdir().unwrap();
    let mut session = engine.session(request(folder.path()).id("played").turns(5)).await.unwrap();
    for said in SAID {
        let mut set = waits(&mut session).await;
        if breaks_off {
            let (shown, elsewhere) = (last_set(folder.path()), tempfile::tempdir().unwrap());
            copy(folder.path(), elsewhere.path());
            drop(session);
            session = engine.resume_session(Resume::new(elsewhere.path())).await.unwrap();
            let again = waits(&mut session).await;
            assert_eq!((&again, last_set(elsewhere.path())), (&set, shown), "before {said}");
            (set, folder) = (again, elsewhere);
        }
        session.say(&set, said).await.unwrap_or_else(|error| panic!("{said}: {error}"));
    }
    let delivered = session.finish().await.unwrap();
    (results(folder.path()), delivered.sets)
}

#[tokio::test]
async fn a_session_that_breaks_off_at_every_prompt_ends_as_one_that_does_not() {
    let (whole, broken) = (played(false).await, played(true).await);
    assert_eq!(whole.1.len(), SAID.len());
    assert_eq!(whole.1, broken.1);
    assert!(whole.0 == broken.0);
}

#[tokio::test]
async fn a_question_is_answered_once_and_waits_through_a_break() {
    let (out, engine) = (tempfile::tempdir().unwrap(), fixture::engine(2));
    let request =
        || Request { brief: design::Brief::read("something nice for my shop").unwrap(), ..request(out.path()) };
    let mut session = engine.session(request()).await.unwrap();
    let mut events = session.events();
    let asked = async |events: &mut Events| loop {
        if let RunEventBody::QuestionAsked { question } = events.next().await.unwrap().body {
            return question;
        }
    };
    let question = asked(&mut events).await;
    let elsewhere = tempfile::tempdir().unwrap();
    copy(out.path(), elsewhere.path());
    drop((events, session));

    let mut session = engine.resume_session(Resume::new(elsewhere.path())).await.unwrap();
    let mut events = session.events();
    let again = asked(&mut events).await;
    assert_eq!(again, question);
    let id = question.id.to_string();
    // The event is told before the run waits.
    let mut answered = Err(ChoiceError::Over);
    for _ in 0..1_000 {
        answered = session.answer(&id, Some("a spring sale".to_owned())).await;
        if answered.is_ok() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    answered.unwrap();
    assert_eq!(session.answer(&id, None).await, Err(ChoiceError::NotAsked { id: id.clone() }));
    let set = waits(&mut session).await;
    session.choose(&set, Choice::Stop).await.unwrap();
    session.finish().await.unwrap();
    let records = crate::RunFolder::open(elsewhere.path()).unwrap().read().unwrap().records;
    assert_eq!(records.iter().filter(|record| record.kind.as_str() == "question.answered").count(), 1);
}
