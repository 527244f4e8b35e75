//! One suite that every built-in tool passes, and the way of one design through all of them.

use std::sync::Arc;

use design::{BlobRef, BrandKit, Brief, Format, ImageRequest};
use planner::calls::TOOLS;
use serde_json::{Value, json};

use super::*;
use crate::chat_model::{AnyChatModel, ChatAnswer, ChatModel, ChatRequest};
use crate::grant::Grant;
use crate::image_model::{ImageModel, Media, Picture};
use crate::prices::ChatShape;
use crate::quote::{Quote, Reservation, Settlement};
use crate::{Context, Recovery, Stack, Tool, ToolError, Toolbox};

/// Those that ask a model.
const MODELS: [&str; 3] = [<CompareDesigns as Tool>::NAME, <Converse as Tool>::NAME, <WriteVariants as Tool>::NAME];

struct Free;

impl Settlement for Free {
    fn settle(self: Box<Self>, _: Quote) {}
    fn release(self: Box<Self>) {}
}

async fn call(toolbox: &Toolbox, context: &Context, tool: &str, args: &Value) -> Result<Value, ToolError> {
    let prepared = toolbox.prepare(tool, args)?;
    Stack::new().call(prepared, context, &Grant::new(Reservation::new(Quote::FREE, Box::new(Free)))).await
}

fn context() -> Context {
    crate::fixture::context((*BrandKit::builtin()).clone())
}

fn toolbox() -> Toolbox {
    standard().build().unwrap()
}

#[test]
fn every_tool_that_the_planner_calls_is_there_free_and_deterministic() {
    let toolbox = toolbox();
    let mut names: Vec<&str> = toolbox.specs().map(|spec| &*spec.name).collect();
    // A model is nobody's to have for nothing.
    let mut wanted: Vec<&str> = TOOLS.iter().copied().filter(|tool| !MODELS.contains(tool)).collect();
    names.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(names, wanted);
    assert!(toolbox.specs().all(|spec| spec.deterministic));
}

#[test]
fn what_a_model_is_offered_is_strict() {
    for spec in toolbox().specs() {
        let Some(strict) = &spec.strict_input else { continue };
        assert_eq!(strict["additionalProperties"], json!(false), "{}", spec.name);
        let text = strict.to_string();
        assert!(!text.contains("oneOf") && !text.contains("\"default\""), "{}: {text}", spec.name);
    }
}

/// A model that is never asked.
struct Mute;

impl ChatModel for Mute {
    fn quote(&self, _: &str, _: &ChatShape) -> Result<Quote, String> {
        Ok(Quote::FREE)
    }

    async fn reply(&self, _: &Context, request: ChatRequest) -> Result<ChatAnswer, ToolError> {
        panic!("it was asked {request:?}")
    }
}

#[tokio::test]
async fn arguments_that_make_no_sense_are_errors_and_never_panics() {
    let converse = Converse::new(AnyChatModel::new(Mute), Arc::new(prompts::Library::embedded().clone()));
    let writer = WriteVariants::new(AnyChatModel::new(Mute), Arc::new(prompts::Library::embedded().clone()));
    let judge = CompareDesigns::new(AnyChatModel::new(Mute), "mute", prompts::Library::embedded()).unwrap();
    let toolbox = standard().tool(converse).tool(writer).tool(judge).build().unwrap();
    let context = context();
    let hostile = [
        json!(null),
        json!([]),
        json!({}),
        json!({ "design": "sha256:zz", "operations": 7, "copy": {}, "brief": "x", "request": [], "plan": 1 }),
        json!({ "query": "x", "kinds": ["logo"], "limit": -1 }),
        json!({ "query": "x", "kinds": ["nothing"], "limit": 3 }),
        json!({ "design": BlobRef::of(b"nowhere"), "operations": [] }),
        json!({ "design": BlobRef::of(b"nowhere"), "copy": { "blocks": [], "language": "en" } }),
        json!({ "design": BlobRef::of(b"nowhere") }),
    ];
    for tool in TOOLS {
        for args in &hostile {
            match call(&toolbox, &context, tool, args).await {
                Ok(output) => panic!("{tool} made {output} of {args}"),
                Err(error) => assert!(
                    matches!(error, ToolError::InvalidInput { .. } | ToolError::MissingBlob { .. }),
                    "{tool} {args}: {error:?}"
                ),
            }
        }
    }
}

#[tokio::test]
async fn a_blob_that_is_no_design_is_refused() {
    let (toolbox, context) = (toolbox(), context());
    let design = context.blobs().put(b"not a design").unwrap();
    for (tool, args) in [
        ("render", json!({ "design": design, "operations": [] })),
        ("critique", json!({ "design": design, "copy": { "blocks": [], "language": "en" } })),
        ("export", json!({ "design": design })),
    ] {
        let error = call(&toolbox, &context, tool, &args).await.unwrap_err();
        assert!(error.to_string().contains("/design"), "{tool}: {error}");
    }
}

fn brief() -> Brief {
    Brief::read("A poster for the harbour jazz night, Friday 9 October, doors 7.30pm, Pier House, in navy").unwrap()
}

/// Words and plans for the brief.
async fn plan(toolbox: &Toolbox, context: &Context, count: u32) -> (Value, Vec<Value>) {
    let brief = brief();
    let copy = call(toolbox, context, "write_copy", &json!({ "brief": brief, "seed": 1 })).await.unwrap();
    let copy = copy["copy"].clone();
    let args = json!({
        "brief": brief, "copy": copy, "format": Format::default().name, "count": count, "seed": 1, "around": null,
        "vary": [],
    });
    let plans = call(toolbox, context, "plan_designs", &args).await.unwrap();
    (copy, plans["plans"].as_array().unwrap().clone())
}

/// Everything that a candidate goes through; every tool's output in turn.
async fn make(toolbox: &Toolbox, context: &Context) -> Vec<Value> {
    let (copy, plans) = plan(toolbox, context, 6).await;
    let mut outputs = Vec::new();
    for plan in plans {
        let args = json!({ "plan": plan, "copy": copy, "format": Format::default().name, "colours": brief().colours });
        let Ok(composed) = call(toolbox, context, "compose", &args).await else { continue };
        let mut operations = Vec::new();
        for request in composed["images"].as_array().unwrap() {
            let image = call(toolbox, context, "generate_image", &json!({ "request": request })).await.unwrap();
            assert_eq!(image["media"], "image/svg+xml");
            let operation = json!({ "op": "set_svg", "id": request["node"], "blob": image["blob"], "fit": "cover" });
            operations.push(operation);
            outputs.push(image);
        }
        let args = json!({ "design": composed["design"], "operations": operations });
        let rendered = call(toolbox, context, "render", &args).await.unwrap();
        let args = json!({ "design": rendered["design"], "copy": copy });
        let critique = call(toolbox, context, "critique", &args).await.unwrap();
        let export = call(toolbox, context, "export", &json!({ "design": rendered["design"] })).await.unwrap();
        assert_eq!(export["files"]["design.json"], rendered["design"], "a design is named by its own file");
        assert_eq!(export["files"]["final.png"], rendered["png"], "what was judged is what is delivered");
        outputs.extend([composed, rendered, critique, export]);
    }
    outputs
}

#[tokio::test]
async fn a_design_goes_through_all_tools_the_same_way_each_time() {
    let outputs = make(&toolbox(), &context()).await;
    assert!(outputs.len() >= 8, "{outputs:?}");
    assert!(outputs == make(&toolbox(), &context()).await);
}

#[tokio::test]
async fn a_plan_that_there_is_not_does_not_fit() {
    let (toolbox, context) = (toolbox(), context());
    let (copy, plans) = plan(&toolbox, &context, 1).await;
    let mut plan = plans[0].clone();
    plan["archetype"] = json!("nonsense");
    let args = json!({ "plan": plan, "copy": copy, "format": "A4" });
    let error = call(&toolbox, &context, "compose", &args).await.unwrap_err();
    assert_eq!((error.code(), error.recovery()), ("does_not_fit", Recovery::GiveUpLane));
    let args = json!({ "plan": plans[0], "copy": copy, "format": "A99" });
    let error = call(&toolbox, &context, "compose", &args).await.unwrap_err();
    assert!(error.to_string().contains("/format"), "{error}");
}

/// Sends what is no picture.
struct Broken;

impl ImageModel for Broken {
    fn name(&self) -> &str {
        "broken"
    }

    fn deterministic(&self) -> bool {
        false
    }

    fn quote(&self, _: &ImageRequest) -> Quote {
        Quote::FREE
    }

    async fn generate(&self, _: &Context, _: ImageRequest) -> Result<Picture, ToolError> {
        Ok(Picture { bytes: b"<html>come back later</html>".to_vec(), media: Media::Png })
    }
}

#[tokio::test]
async fn what_an_image_model_sends_must_be_a_picture() {
    let toolbox = standard().replace(GenerateImage::new(AnyImageModel::new(Broken))).build().unwrap();
    assert!(!toolbox.spec("generate_image").unwrap().deterministic);
    let context = context();
    let (copy, plans) = plan(&toolbox, &context, 6).await;
    let mut refused = 0;
    for plan in plans {
        let args = json!({ "plan": plan, "copy": copy, "format": "A4" });
        let Ok(composed) = call(&toolbox, &context, "compose", &args).await else { continue };
        for request in composed["images"].as_array().unwrap() {
            let error = call(&toolbox, &context, "generate_image", &json!({ "request": request })).await.unwrap_err();
            assert_eq!(error.code(), "provider", "{error}");
            refused += 1;
        }
    }
    assert!(refused > 0, "some plan has a picture");
}
