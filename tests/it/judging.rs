//! A model that looks at designs counts among those that judge, and decides nothing alone.

use maquette::tools::builtin::INDICATORS;
use maquette::tools::prices::ChatShape;
use maquette::tools::{ChatAnswer, ChatModel, ChatRequest, Context, Quote, Said, ToolError};
use maquette::{Maquette, Model, RunError, RunEventBody, Verdict, replay};
use serde_json::json;

use crate::{BRIEFS, deliver, request};

/// What a model does that is shown designs.
#[derive(Clone, Copy)]
enum Eye {
    /// Answers no to every question, and likes whatever it is shown first.
    Leans,
    /// Answers yes to every question, and likes a picture for what it is, whatever the order.
    Likes,
    /// Says nothing of use.
    Chats,
    /// Cannot be asked.
    Fails,
}

impl ChatModel for Eye {
    fn quote(&self, _: &str, _: &ChatShape) -> Result<Quote, String> {
        Ok(Quote::FREE)
    }

    async fn reply(&self, _: &Context, request: ChatRequest) -> Result<ChatAnswer, ToolError> {
        assert_eq!(request.model, "eye");
        if matches!(self, Self::Fails) {
            let reason = "the connection was refused".to_owned();
            return Err(ToolError::Unavailable { tool: "chat".to_owned(), reason });
        }
        let shown: Vec<_> = request
            .said()
            .filter_map(|said| match said {
                Said::Picture { jpeg, .. } => Some(jpeg.to_string()),
                _ => None,
            })
            .collect();
        let yes = matches!(self, Self::Likes);
        let text = match (self, shown.as_slice()) {
            (Self::Chats, _) => "Nice!".to_owned(),
            (_, [_]) => {
                let answer =
                    |(name, _): (&str, &str)| json!({ "name": name, "evidence": "seen in the middle", "yes": yes });
                json!({ "answers": INDICATORS.map(answer) }).to_string()
            }
            (_, [first, second]) => {
                let better = if yes && second > first { "second" } else { "first" };
                json!({ "evidence": "its title is read first", "better": better }).to_string()
            }
            _ => panic!("{} pictures are shown", shown.len()),
        };
        Ok(ChatAnswer { text, finish: "stop".to_owned(), ..ChatAnswer::default() })
    }
}

fn engine(eye: Eye, weight: u32) -> Maquette {
    Maquette::builder().workers(2).chat(eye).rubric_judge("eye", weight).build().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_model_sees_counts_its_share_and_is_believed_by_a_replay() {
    let folder = tempfile::tempdir().unwrap();
    let asked = |brief: usize| request(BRIEFS[brief]).format("400x400").candidates(4);
    // Of every brief the three that are best together; of some of them two are close.
    let (mut brief, mut delivered) = (0, deliver(&engine(Eye::Likes, 0), asked(0).out(folder.path())).await);
    while delivered.sets[0].preferred.is_none() {
        brief += 1;
        assert!(brief < BRIEFS.len(), "of no brief the two best are close");
        delivered = deliver(&engine(Eye::Likes, 0), asked(brief).out(folder.path())).await;
    }
    let set = &delivered.sets[0];
    let preferred = set.preferred.as_ref().unwrap();
    assert_eq!(
        (delivered.option.as_str(), preferred.why.as_str()),
        (preferred.option.as_str(), "its title is read first")
    );
    assert!(
        preferred.by.starts_with("eye judge_design@") && preferred.by.contains(" compare_designs@"),
        "{preferred:?}"
    );
    assert_eq!(replay(folder.path()).await.unwrap().verdict, Verdict::Equivalent);
    // One that likes whatever is shown first has no say.
    let leaning = deliver(&engine(Eye::Leans, 0), asked(brief)).await;
    let set = &leaning.sets[0];
    assert_eq!((set.preferred.as_ref(), Some(&leaning.option)), (None, set.best().map(|option| &option.id)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_judge_that_says_nothing_of_use_or_cannot_be_asked_is_left_out_and_the_run_says_so() {
    for eye in [Eye::Chats, Eye::Fails] {
        let asked = request(BRIEFS[1]).format("400x400").candidates(3);
        let mut run = engine(eye, 20).run(asked).await.unwrap();
        let mut degraded = Vec::new();
        while let Some(event) = run.next().await {
            if let RunEventBody::Degraded { what, .. } = event.body {
                degraded.push(what);
            }
        }
        let delivered = run.finish().await.unwrap();
        assert!(!delivered.sets[0].options.is_empty());
        for what in ["judge_by_rubric is not heard", "the two best are not compared"] {
            assert!(degraded.iter().any(|told| told == what), "{degraded:?}");
        }
    }
}

#[tokio::test]
async fn nobody_judges_their_own_work() {
    let asked = request(BRIEFS[1]).model(Model::new("eye"));
    let refused = engine(Eye::Likes, 20).run(asked).await.unwrap_err();
    assert!(matches!(&refused, RunError::Model { reason } if reason.contains("their own work")), "{refused}");
    let again = request(BRIEFS[1]).model(Model::new("Eye:latest"));
    engine(Eye::Likes, 20).run(again).await.unwrap_err();
    let nameless = Maquette::builder().chat(Eye::Likes).rubric_judge(" ", 20).build().unwrap_err();
    assert!(nameless.to_string().contains("name"), "{nameless}");
    let none = Maquette::builder().rubric_judge("eye", 20).build().unwrap_err();
    assert!(none.to_string().contains("endpoint"), "{none}");
}

/// Plays a model that finds every picture worth three of five.
struct Three;

impl learned::Engine for Three {
    fn name(&self) -> &str {
        "three"
    }

    fn load(&self, _: &[u8], _: &learned::Port) -> Result<Box<dyn learned::Network>, learned::EngineError> {
        Ok(Box::new(Self))
    }
}

impl learned::Network for Three {
    fn takes_many(&self) -> bool {
        false
    }

    fn run(&self, _: Vec<learned::Tensor>) -> Result<Vec<f32>, learned::EngineError> {
        Ok(vec![3.0])
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_learned_judge_counts_its_share_of_every_design() {
    let file = learned::fixture::model(&[("pixels", 1, &[0, 3, 8, 8])], "liked", &[0, 1]);
    let manifest = json!({
        "name": "threes", "version": "1",
        "encoder": {
            "file": "threes.onnx", "sha256": design::Sha256::of(&file),
            "input": {
                "width": 8, "height": 8, "resize": "cover", "filter": "bilinear", "layout": "nchw", "scale": "1/255",
                "mean": [0.0, 0.0, 0.0], "std": [1.0, 1.0, 1.0], "ground": "#ffffff",
            },
        },
        "heads": [{ "name": "liked", "read": { "value": 0 }, "percentiles": [0.0, 5.0], "better": "higher" }],
    });
    let files = [("threes.onnx".to_owned(), file)].into();
    let judge = learned::Judge::load(manifest.to_string().as_bytes(), files, &Three).unwrap();
    let engine = Maquette::builder().workers(2).picture_judge(judge, 50).build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let asked = request(BRIEFS[1]).format("400x400").candidates(3);
    let delivered = deliver(&engine, asked.out(folder.path())).await;
    for option in &delivered.sets[0].options {
        assert_eq!(option.scores["judge_by_picture"].as_f64(), 0.6);
        assert!(option.findings.iter().any(|finding| finding.message.contains("`liked` says 3.000")));
    }
    assert_eq!(replay(folder.path()).await.unwrap().verdict, Verdict::Equivalent);
}
