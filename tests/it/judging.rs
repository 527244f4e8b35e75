//! A model that looks at designs counts among those that judge, and decides nothing alone.

use maquette::tools::builtin::INDICATORS;
use maquette::tools::prices::ChatShape;
use maquette::tools::{ChatAnswer, ChatModel, ChatRequest, Context, Quote, ToolError};
use maquette::{Maquette, Model, RunError, RunEventBody, Verdict, replay};
use serde_json::json;

use crate::{BRIEFS, deliver, request};

/// Says yes to the first so many questions, or nothing of use.
#[derive(Clone, Copy)]
struct Eye(Option<usize>);

impl ChatModel for Eye {
    fn quote(&self, _: &str, _: &ChatShape) -> Result<Quote, String> {
        Ok(Quote::FREE)
    }

    async fn reply(&self, _: &Context, request: ChatRequest) -> Result<ChatAnswer, ToolError> {
        assert_eq!((request.model.as_str(), request.pictures.len()), ("eye", 1));
        let answer = |(at, (name, _)): (usize, (&str, &str))| json!({ "name": name, "evidence": "seen in the middle", "yes": self.0.is_some_and(|yes| at < yes) });
        let answers: Vec<_> = INDICATORS.into_iter().enumerate().map(answer).collect();
        let text = if self.0.is_some() { json!({ "answers": answers }).to_string() } else { "Nice!".to_owned() };
        Ok(ChatAnswer { text, finish: "stop".to_owned(), ..ChatAnswer::default() })
    }
}

fn engine(eye: Eye, weight: u32) -> Maquette {
    Maquette::builder().workers(2).chat(eye).rubric_judge("eye", weight).build().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_model_sees_counts_its_share_and_is_believed_by_a_replay() {
    let folder = tempfile::tempdir().unwrap();
    let asked = || request(BRIEFS[1]).format("400x400").candidates(4);
    let strict = deliver(&engine(Eye(Some(0)), 50), asked().out(folder.path())).await;
    let mild = deliver(&engine(Eye(Some(0)), 0), asked()).await;
    for (strict, mild) in strict.sets[0].options.iter().zip(&mild.sets[0].options) {
        assert_eq!(strict.scores["judge_by_rubric"].as_f64(), 0.0);
        let (half, whole) = (strict.scores["total"].as_f64(), mild.scores["total"].as_f64());
        // How well a design suits its brief counts beside what judges say of it.
        assert!(half < 0.8 * whole, "{half} {whole}");
    }
    let report = replay(folder.path()).await.unwrap();
    assert_eq!(report.verdict, Verdict::Equivalent, "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_judge_that_says_nothing_of_use_is_left_out_and_the_run_says_so() {
    let asked = request(BRIEFS[1]).format("400x400").candidates(3);
    let mut run = engine(Eye(None), 20).run(asked).await.unwrap();
    let mut degraded = Vec::new();
    while let Some(event) = run.next().await {
        if let RunEventBody::Degraded { what, .. } = event.body {
            degraded.push(what);
        }
    }
    let delivered = run.finish().await.unwrap();
    assert!(!delivered.sets[0].options.is_empty());
    assert!(degraded.iter().any(|what| what == "judge_by_rubric is not heard"), "{degraded:?}");
}

#[tokio::test]
async fn nobody_judges_their_own_work() {
    let asked = request(BRIEFS[1]).model(Model::new("eye"));
    let refused = engine(Eye(Some(12)), 20).run(asked).await.unwrap_err();
    assert!(matches!(&refused, RunError::Model { reason } if reason.contains("their own work")), "{refused}");
    let none = Maquette::builder().rubric_judge("eye", 20).build().unwrap_err();
    assert!(none.to_string().contains("endpoint"), "{none}");
}
