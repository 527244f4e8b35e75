//! Edits: their pictures are brought, the workflow of their kind is run once, and what fails is said.

use design::EditKind;

use super::double::Bringing;
use super::*;
use crate::image_edit::fixture::asked;
use crate::provider::FaultClass;

/// A workflow without weights for that kind of edit.
pub(super) fn workflow_for(kind: EditKind) -> Value {
    let load = |slot: &str| json!({ "class_type": "LoadImage", "inputs": { "image": format!("{{{{{slot}}}}}") } });
    let save = |from: &str| json!({ "class_type": "SaveImage", "inputs": { "images": [from, 0], "filename_prefix": "maquette" } });
    match kind {
        EditKind::Outpaint => json!({
            "1": load("image"),
            "2": { "class_type": "ImagePadForOutpaint", "inputs": { "image": ["1", 0], "left": "{{left}}", "top": "{{top}}",
                "right": "{{right}}", "bottom": "{{bottom}}", "feathering": 0 } },
            "3": save("2"),
        }),
        EditKind::StyleReference => json!({
            "1": load("reference"), "2": load("reference2"),
            "3": { "class_type": "ImageBlend", "inputs": { "image1": ["1", 0], "image2": ["2", 0], "blend_factor": 0.5,
                "blend_mode": "normal" } },
            "4": save("3"),
        }),
        EditKind::Inpaint => json!({
            "1": load("image"), "2": { "class_type": "LoadImageMask", "inputs": { "image": "{{mask}}", "channel": "red" } },
            "3": save("1"),
        }),
        _ => json!({
            "1": load("image"),
            "2": { "class_type": "LoadImageMask", "inputs": { "image": "{{image}}", "channel": "red" } },
            "4": { "class_type": "InvertMask", "inputs": { "mask": ["2", 0] } },
            "5": { "class_type": "JoinImageWithAlpha", "inputs": { "image": ["1", 0], "alpha": ["4", 0] } },
            "6": save("5"),
        }),
    }
}

pub(super) fn with_edits(comfy: ComfyUi, kinds: &[EditKind]) -> ComfyUi {
    kinds.iter().fold(comfy, |comfy, kind| {
        let workflow = workflow_for(*kind).to_string();
        comfy.with_edit(*kind, &workflow, &ComfyEdit::default(), &PriceBook::default(), "2026-11-26").unwrap()
    })
}

async fn edited(comfy: &ComfyUi, kind: EditKind) -> (Result<Picture, ToolError>, u64) {
    let purse = Purse::with(1_000);
    let context = paid(&purse, 8_000, "one");
    let result = comfy.edit(&context, asked(kind)).await;
    drop(context);
    let (left, spent) = purse.sums();
    assert_eq!(left + spent, 1_000, "nothing leaks");
    (result, spent)
}

#[tokio::test]
async fn pictures_are_brought_and_changed() {
    let kinds = [EditKind::Outpaint, EditKind::RemoveBackground, EditKind::StyleReference, EditKind::Inpaint];
    let double = Double::start(Manner::default()).await;
    let comfy = with_edits(comfy(&double), &kinds);
    assert_eq!(comfy.capabilities().edits, kinds.into());
    let (cut, spent) = edited(&comfy, EditKind::RemoveBackground).await;
    let cut = render::decode_picture(&cut.unwrap().bytes).unwrap().into_pixels().unwrap();
    assert_eq!((cut.at(10, 10).unwrap()[3], cut.at(50, 10).unwrap()[3], spent), (0, 255, ATTEMPT));
    let (larger, spent) = edited(&comfy, EditKind::Outpaint).await;
    let larger = render::decode_picture(&larger.unwrap().bytes).unwrap();
    assert_eq!((larger.size(), spent), ((96.0, 48.0), ATTEMPT));
    for kind in [EditKind::StyleReference, EditKind::Inpaint] {
        edited(&comfy, kind).await.0.unwrap();
    }
    assert_eq!(double.runs(), 4);
    let names: Vec<String> = double.prompts().into_iter().map(|(id, _)| id).collect();
    assert_eq!(names.iter().collect::<std::collections::BTreeSet<_>>().len(), 4, "other pictures, another name");
}

#[tokio::test]
async fn the_same_edit_of_the_same_call_is_not_made_twice() {
    let double = Double::start(Manner { taking: Taking::TakesAndHangsUp, ..Manner::default() }).await;
    let comfy = with_edits(comfy(&double), &[EditKind::RemoveBackground]);
    let (made, spent) = edited(&comfy, EditKind::RemoveBackground).await;
    assert!(made.is_ok() && spent == ATTEMPT, "{made:?}");
    assert_eq!((double.runs(), double.prompts().len()), (1, 1));
}

#[tokio::test]
async fn what_is_lost_with_a_restart_is_brought_again() {
    let double = Double::start(Manner { fates: vec![Fate::Restarts], ..Manner::default() }).await;
    let stack = ProviderSettings { attempts: 3, ..stack() };
    let mut workflow = workflow_for(EditKind::RemoveBackground);
    // Something that takes time, during which it goes.
    workflow["0"] =
        json!({ "class_type": "ImageAddNoise", "inputs": { "image": ["1", 0], "seed": "{{seed}}", "strength": 0.1 } });
    let own = ComfyEdit { output: vec!["6".to_owned()], ..ComfyEdit::default() };
    let comfy = comfy_with(&double, stack, settings(), &super::workflow());
    let comfy = comfy
        .with_edit(EditKind::RemoveBackground, &workflow.to_string(), &own, &PriceBook::default(), "2026-11-26")
        .unwrap();
    let (made, _) = edited(&comfy, EditKind::RemoveBackground).await;
    made.unwrap();
    assert!(double.seen("POST /upload/image") >= 2, "{}", double.seen("POST /upload/image"));
}

#[tokio::test]
async fn a_picture_that_cannot_be_brought_costs_nothing() {
    for (bringing, class) in [
        (Bringing::Renames, FaultClass::Unreadable),
        (Bringing::Page, FaultClass::Unreadable),
        (Bringing::HangsUp, FaultClass::Broken),
    ] {
        let double = Double::start(Manner { bringing, ..Manner::default() }).await;
        let comfy = with_edits(comfy(&double), &[EditKind::RemoveBackground]);
        let (result, spent) = edited(&comfy, EditKind::RemoveBackground).await;
        let error = result.unwrap_err();
        let ToolError::Provider { source: CallError::Fault { fault, .. }, .. } = &error else { panic!("{error}") };
        assert_eq!((fault.class, spent, double.prompts().len()), (class, 0, 0), "{bringing:?}: {error}");
    }
}

#[tokio::test]
async fn what_has_no_workflow_is_refused_and_nothing_is_sent() {
    let double = Double::start(Manner::default()).await;
    let (result, spent) = edited(&comfy(&double), EditKind::Outpaint).await;
    let error = result.unwrap_err();
    assert!(matches!(&error, ToolError::Unsupported { operation: "outpaint", .. }), "{error}");
    assert_eq!((spent, double.seen("POST")), (0, 0));
}

#[test]
fn a_workflow_lacks_nothing_of_its_edit_and_waits_for_nothing_else() {
    let endpoint = || Endpoint::new("http://127.0.0.1:1", None, stack()).unwrap();
    let plain =
        || ComfyUi::new(endpoint(), &workflow().to_string(), settings(), &PriceBook::default(), "2026-11-26").unwrap();
    let with = |kind: EditKind, of: EditKind| {
        let workflow = workflow_for(of).to_string();
        plain().with_edit(kind, &workflow, &ComfyEdit::default(), &PriceBook::default(), "2026-11-26").unwrap_err()
    };
    let error = with(EditKind::RemoveBackground, EditKind::Outpaint);
    assert!(matches!(&error, ComfyError::NotGiven { slot: Slot::Left, operation: "remove_background", .. }), "{error}");
    let error = with(EditKind::Outpaint, EditKind::RemoveBackground);
    assert!(matches!(&error, ComfyError::NoPlace { slot: Slot::Left, .. }), "{error}");
    assert!(error.to_string().contains("{{left}}"), "{error}");
    let graph = workflow_for(EditKind::RemoveBackground).to_string();
    let error = ComfyUi::new(
        endpoint(),
        &graph,
        ComfySettings { slots: BTreeMap::new(), ..settings() },
        &PriceBook::default(),
        "2026-11-26",
    );
    assert!(matches!(error, Err(ComfyError::NotGiven { slot: Slot::Image, operation: "generate", .. })));
}

#[test]
fn what_somebody_set_as_not_to_be_shown_is_told_with_what_is_said_of_a_picture() {
    let told = |set: Option<&str>, own: &str| {
        let usual = settings();
        let negative = set.map_or(usual.negative.clone(), str::to_owned);
        let settings = ComfySettings { negative, ..usual };
        let endpoint = Endpoint::new("http://127.0.0.1:1", None, stack()).unwrap();
        let comfy = ComfyUi::new(endpoint, &workflow().to_string(), settings, &PriceBook::default(), "2026-11-26");
        comfy.unwrap().negative(own)
    };
    assert_eq!(told(Some("nsfw, people"), "text, frame"), "nsfw, people, text, frame");
    assert_eq!(told(Some("nsfw, people"), ""), "nsfw, people");
    assert_eq!(told(None, "text, frame"), "text, frame");
    assert!(told(None, "").contains("lettering"));
}
