//! Nothing is shown that one did not judge who has to.

use std::sync::Arc;
use std::time::Duration;

use maquette::tools::builtin::Moderation;
use maquette::tools::{Context, Likelihoods, Moderated, Moderator, Reader, ToolError};
use maquette::{Maquette, RunError, RunEventBody, Verdict, replay};

use crate::{BRIEFS, deliver, request};

/// From when on a classifier does what it does.
#[derive(Clone, Copy, PartialEq)]
enum When {
    /// From the first brief on.
    Always,
    /// From the first design on.
    Later,
}

/// What a classifier does.
#[derive(Clone, Copy)]
enum Does {
    /// Finds nothing.
    Allow,
    /// Finds what it looks for in whatever shows this word, then or before.
    Find(&'static str, When),
    /// Is not there, once the brief was judged or before.
    Fail(When),
    /// Takes its time, then or before.
    Wait(When),
}

impl Moderator for Does {
    fn name(&self) -> &'static str {
        "double"
    }

    fn sees(&self) -> bool {
        false
    }

    async fn judge(&self, _: &Context, moderated: Moderated) -> Result<Likelihoods, ToolError> {
        let is_brief = BRIEFS.contains(&&*moderated.text);
        let likely = match self {
            Self::Allow => 0.01,
            Self::Find(_, When::Later) | Self::Fail(When::Later) | Self::Wait(When::Later) if is_brief => 0.01,
            Self::Find(word, _) => f64::from(u8::from(moderated.text.to_lowercase().contains(word))),
            Self::Fail(_) => {
                let reason = "nobody answers".to_owned();
                return Err(ToolError::Unavailable { tool: "moderate".to_owned(), reason });
            }
            Self::Wait(_) => {
                tokio::time::sleep(Duration::from_secs(600)).await;
                0.0
            }
        };
        Ok([("violence".to_owned(), likely)].into())
    }
}

fn engine(does: Does) -> Maquette {
    let moderation = Moderation { within: Duration::from_millis(50), ..Moderation::default() };
    Maquette::builder().workers(2).moderator(does, moderation).build().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn designs_are_shown_once_they_were_judged_and_replay_without_the_judge() {
    let folder = tempfile::tempdir().unwrap();
    let asked = request(BRIEFS[1]).format("400x400").candidates(4).out(folder.path());
    let delivered = deliver(&engine(Does::Allow), asked).await;
    for option in &delivered.sets[0].options {
        assert_eq!(option.scores["moderate"].as_f64(), 0.99);
    }
    let report = replay(folder.path()).await.unwrap();
    // What a classifier said is believed, and was not asked for again.
    assert_eq!(report.verdict, Verdict::Equivalent, "{report:?}");
}

/// What is read in every picture; nothing, where nobody reads.
struct Reads(Option<&'static str>);

impl Reader for Reads {
    fn name(&self) -> &'static str {
        "double of a reader"
    }

    async fn read(&self, _: &Context, png: Arc<[u8]>) -> Result<String, ToolError> {
        assert!(png.starts_with(b"\x89PNG"), "a design is read as it is seen");
        let reason = || ToolError::Unavailable { tool: "moderate".to_owned(), reason: "nobody reads".to_owned() };
        self.0.map(str::to_owned).ok_or_else(reason)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_in_pictures_are_read_before_anybody_sees_them() {
    let read_as = |words| Maquette::builder().workers(2).reader(Reads(words)).build().unwrap();
    let asked = || request(BRIEFS[1]).format("400x400").candidates(3);
    let folder = tempfile::tempdir().unwrap();
    let delivered = deliver(&read_as(Some("Winter choir\nall are welcome")), asked().out(folder.path())).await;
    assert!(delivered.sets[0].options.iter().all(|option| option.scores["moderate"].as_f64() == 1.0));
    assert_eq!(replay(folder.path()).await.unwrap().verdict, Verdict::Equivalent);
    for (words, code) in [(Some("miracle drops\ncure cancer"), "refused"), (None, "provider")] {
        let error = read_as(words).run(asked()).await.unwrap().finish().await.unwrap_err();
        assert!(matches!(&error, RunError::Ended { code: ended, .. } if ended == code), "{words:?}: {error}");
    }
    // Whoever judges beside it hears of them.
    let engine = Maquette::builder()
        .workers(2)
        .reader(Reads(Some("an axe")))
        .moderator(Does::Find("an axe", When::Always), Moderation::default());
    let error = engine.build().unwrap().run(asked()).await.unwrap().finish().await.unwrap_err();
    assert!(matches!(&error, RunError::Ended { code, .. } if code == "refused"), "{error}");
}

/// How a run ends that nothing of which may be shown: its code, and why.
async fn ends(brief: &str, does: Does) -> (String, String) {
    let asked = request(brief).format("400x400").candidates(3);
    let mut run = engine(does).run(asked).await.unwrap();
    while let Some(event) = run.next().await {
        assert!(!matches!(event.body, RunEventBody::OptionsPresented { .. }), "something was shown");
    }
    match run.finish().await.unwrap_err() {
        RunError::Ended { code, message, .. } => (code, message),
        error => panic!("{error}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_found_what_is_not_judged_and_what_takes_too_long_is_not_shown() {
    assert_eq!(ends(BRIEFS[1], Does::Find("choir", When::Later)).await.0, "refused");
    for (when, stage) in [(When::Always, "no copy was written"), (When::Later, "nothing is shown")] {
        for does in [Does::Fail(when), Does::Wait(when)] {
            let (code, why) = ends(BRIEFS[1], does).await;
            assert!(code == "provider" && why.contains(stage), "{code}: {why}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_brief_is_after_is_judged_before_anything_is_made_of_it() {
    // No design says why it is asked for.
    let brief = format!("{} We want them to be frightened.", BRIEFS[1]);
    let (code, why) = ends(&brief, Does::Find("frightened", When::Always)).await;
    assert_eq!(code, "refused");
    assert!(why.contains("no copy was written") && why.contains("violence"), "{why}");
}
