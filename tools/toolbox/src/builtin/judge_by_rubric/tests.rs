use std::sync::{Arc, Mutex};

use design::{BrandKit, Document, Format};

use super::*;
use crate::builtin::small_picture::SHOWN_BYTES_MAX;
use crate::chat_model::{ChatAnswer, ChatModel, ChatRequest, Said};
use crate::prices::ChatShape;

/// Answers with what it was made with, and remembers what it was asked.
struct Says {
    text: String,
    asked: Arc<Mutex<Vec<ChatRequest>>>,
}

impl ChatModel for Says {
    fn quote(&self, _: &str, shape: &ChatShape) -> Result<Quote, String> {
        Ok(Quote { tokens: shape.bytes + shape.max_tokens.unwrap_or_default(), ..Quote::FREE })
    }

    async fn reply(&self, _: &Context, request: ChatRequest) -> Result<ChatAnswer, ToolError> {
        self.asked.lock().unwrap().push(request);
        Ok(ChatAnswer { text: self.text.clone(), finish: "stop".to_owned(), ..ChatAnswer::default() })
    }
}

fn judge(text: &str) -> (JudgeByRubric, Arc<Mutex<Vec<ChatRequest>>>) {
    let asked = Arc::default();
    let model = AnyChatModel::new(Says { text: text.to_owned(), asked: Arc::clone(&asked) });
    (JudgeByRubric::new(model, "eye", Library::embedded()).unwrap(), asked)
}

async fn judged(text: &str) -> Result<JudgedDesign, ToolError> {
    let kit = BrandKit::builtin();
    let document = Document::new(&Format::default(), kit.reference());
    let context = crate::fixture::context((*kit).clone());
    let design = context.keep("test", &document.to_bytes())?;
    judge(text).0.call(&context, JudgeDesign { design, seed: 1, by: None }).await
}

/// An answer to every question: no to those that are named.
fn answers(no: &[&str]) -> Value {
    let answer = |(name, _): (&str, &str)| json!({ "name": name, "evidence": format!("{name} at the top"), "yes": !no.contains(&name) });
    json!({ "answers": INDICATORS.map(answer) })
}

#[tokio::test]
async fn a_design_scores_the_share_of_questions_that_are_answered_with_yes() {
    let best = judged(&answers(&[]).to_string()).await.unwrap();
    assert_eq!((best.score, best.findings.len()), (Score::BEST, 0));
    let text = format!("Here you are:\n```json\n{}\n```", answers(&["balance", "mood", "appeal"]));
    let said = judged(&text).await.unwrap();
    assert_eq!(said.score, Score::from_f64(0.75));
    assert!(said.findings.iter().all(|finding| finding.severity == Severity::Info));
    let first = &said.findings[0].message;
    assert!(first.contains("no to balance") && first.contains("balance at the top"), "{first}");
}

#[tokio::test]
async fn what_does_not_answer_every_question_once_with_what_was_seen_is_no_judgement() {
    let without = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut said = answers(&[]);
        change(said["answers"].as_array_mut().unwrap());
        said.to_string()
    };
    let unheard = [
        String::new(),
        "It is lovely.".to_owned(),
        "[]".to_owned(),
        r#"{"answers": 12}"#.to_owned(),
        without(&|all| drop(all.pop())),
        without(&|all| all.push(all[0].clone())),
        without(&|all| all[3]["evidence"] = json!("  ")),
        without(&|all| all[3]["yes"] = json!("yes")),
    ];
    for text in unheard {
        let error = judged(&text).await.unwrap_err();
        assert!(matches!(error, ToolError::Unavailable { .. }), "{text}: {error}");
    }
}

#[tokio::test]
async fn what_a_model_writes_is_clipped_and_obeyed_by_nobody() {
    let mut said = answers(&["contrast"]);
    let contrast = INDICATORS.iter().position(|(name, _)| *name == "contrast").unwrap();
    said["answers"][contrast]["evidence"] = json!(format!("\u{1b}[2J\u{202e}{}", "grey ".repeat(400)));
    let message = judged(&said.to_string()).await.unwrap().findings.remove(0).message;
    assert!(message.chars().count() < 400 && !message.contains(['\u{1b}', '\u{202e}']), "{message:?}");
}

#[tokio::test]
async fn it_is_shown_a_small_picture_and_costs_no_more_than_was_said() {
    let kit = BrandKit::builtin();
    let document = Document::new(&Format::default(), kit.reference());
    let context = crate::fixture::context((*kit).clone());
    let design = context.keep("test", &document.to_bytes()).unwrap();
    let input = JudgeDesign { design, seed: 1, by: None };
    let (judge, asked) = judge(&answers(&[]).to_string());
    let quoted = judge.quote(&input).tokens;
    judge.call(&context, input).await.unwrap();
    let asked = asked.lock().unwrap().remove(0);
    let bytes: u64 = asked.said().map(Said::bytes).sum();
    assert!(bytes + u64::from(asked.max_tokens) <= quoted, "{bytes} of {quoted}");
    assert_eq!((asked.model.as_str(), asked.pictures.len()), ("eye", 1));
    assert_eq!(asked.parameters["temperature"], 0);
    assert!(
        asked.pictures.values().all(|jpeg| jpeg.starts_with(&[0xff, 0xd8]) && jpeg.len() as u64 <= SHOWN_BYTES_MAX)
    );
}

#[test]
fn another_model_or_other_questions_are_another_judge() {
    let by = judge("").0.by();
    assert!(by.starts_with("eye judge_design@1."), "{by}");
    let other = AnyChatModel::new(Says { text: String::new(), asked: Arc::default() });
    assert_ne!(by, JudgeByRubric::new(other, "other", Library::embedded()).unwrap().by());
}
