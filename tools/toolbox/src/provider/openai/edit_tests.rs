//! Edits in the OpenAI dialect: the form that is sent, and what servers answer to it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use design::EditKind;
use render::{Pixels, decode_picture};
use serde_json::json;

use super::tests::{endpoint, paid, prices, settings};
use super::{ImageTier, OpenAiImages};
use crate::image_edit::fixture::asked;
use crate::provider::fault_server::{Act, FaultServer, refuses, says};
use crate::provider::tests::{ATTEMPT, Purse};
use crate::{ImageModel, Picture, ToolError};

fn tier(sizes: &[(u32, u32)]) -> ImageTier {
    let more = [("background".to_owned(), json!("transparent")), ("n".to_owned(), json!(9))].into_iter().collect();
    ImageTier {
        what: String::new(),
        model: "tiny".to_owned(),
        sizes: sizes.to_vec(),
        quality: None,
        seed: false,
        negative: None,
        more,
    }
}

fn images(base: &str, kinds: &[EditKind]) -> OpenAiImages {
    let tiers = vec![tier(&[(128, 128)])];
    let images = OpenAiImages::new(endpoint(base, settings()), tiers, &prices(), "2026-11-26").unwrap();
    kinds.iter().fold(images, |images, kind| {
        images.with_edit(*kind, tier(&[(128, 128), (192, 96)]), &prices(), "2026-11-26").unwrap()
    })
}

/// A picture of that size, see-through on the left.
fn made(width: u32, height: u32) -> Vec<Act> {
    let alpha = |x: u32| if x < width / 2 { 0 } else { 255 };
    let data = (0..height).flat_map(|_| (0..width).flat_map(move |x| [9, 9, (x % 90) as u8, alpha(x)])).collect();
    let png = Pixels { width, height, data }.to_png().unwrap();
    says(&json!({ "data": [{ "b64_json": STANDARD.encode(png) }] }))
}

async fn edited(script: Vec<Act>, kind: EditKind) -> (Result<Picture, ToolError>, u64, Vec<u8>) {
    let mut server = FaultServer::start(vec![script]).await;
    let purse = Purse::with(1_000);
    let context = paid(&purse, 5_000);
    let result = images(&server.base, &[kind]).edit(&context, asked(kind)).await;
    drop(context);
    let (left, spent) = purse.sums();
    assert_eq!(left + spent, 1_000, "nothing leaks");
    let seen = server.seen.recv().await.map(String::into_bytes).unwrap_or_default();
    (result, spent, seen)
}

#[tokio::test]
async fn a_picture_goes_along_in_a_form_and_comes_back_in_its_own_proportions() {
    let (cut, spent, sent) = edited(made(128, 128), EditKind::RemoveBackground).await;
    // It stood on a sheet of 128 × 128 px, as large as fits.
    let cut = decode_picture(&cut.unwrap().bytes).unwrap().into_pixels().unwrap();
    assert_eq!((cut.width, cut.height, cut.at(0, 0).unwrap()[3], spent), (128, 96, 0, ATTEMPT));
    let sent = String::from_utf8_lossy(&sent);
    for part in
        ["POST /v1/images/edits", "multipart/form-data; boundary=maquette-", "name=\"image\"; filename=\"image-1.png\""]
    {
        assert!(sent.contains(part) || sent.contains(&part.replace("/v1", "")), "{part}: {sent}");
    }
    for (name, value) in [("model", "tiny"), ("size", "128x128"), ("n", "1"), ("background", "transparent")] {
        assert_eq!(sent.matches(&format!("name=\"{name}\"\r\n\r\n{value}\r\n")).count(), 1, "{name}");
    }
    assert!(!sent.contains("\r\n9\r\n"), "what would cost more is left out");
}

#[tokio::test]
async fn masks_and_what_is_painted_on_are_see_through_where_something_is_made() {
    for (kind, pictures) in
        [(EditKind::Inpaint, 2), (EditKind::Outpaint, 2), (EditKind::StyleReference, 2), (EditKind::Instruct, 1)]
    {
        let (result, spent, sent) = edited(made(192, 96), kind).await;
        assert!(result.is_ok() && spent == ATTEMPT, "{kind}: {result:?}");
        let sent = String::from_utf8_lossy(&sent);
        assert_eq!(sent.matches("content-type: image/png").count(), pictures, "{kind}");
        assert_eq!(sent.contains("name=\"mask\""), matches!(kind, EditKind::Inpaint | EditKind::Outpaint), "{kind}");
        assert_eq!(sent.contains("name=\"image[]\""), kind == EditKind::StyleReference, "{kind}");
    }
}

#[tokio::test]
async fn a_form_has_the_seed_and_what_not_to_show_once_where_a_server_takes_them() {
    let mut server = FaultServer::start(vec![made(128, 128)]).await;
    let mut open = ImageTier { seed: true, negative: Some("negative_prompt".to_owned()), ..tier(&[(128, 128)]) };
    open.more.insert("seed".to_owned(), json!(5));
    let images = images(&server.base, &[]).with_edit(EditKind::Instruct, open, &prices(), "2026-11-26").unwrap();
    let mut asked = asked(EditKind::Instruct);
    (asked.edit.negative, asked.edit.seed) = ("lettering".to_owned(), 77);
    images.edit(&paid(&Purse::with(1_000), 5_000), asked).await.unwrap();
    let sent = server.seen.recv().await.unwrap();
    for (name, value) in [("seed", "77"), ("negative_prompt", "lettering")] {
        assert_eq!(sent.matches(&format!("name=\"{name}\"")).count(), 1, "{name}");
        assert!(sent.contains(&format!("name=\"{name}\"\r\n\r\n{value}\r\n")), "{name}");
    }
}

#[tokio::test]
async fn what_a_server_refuses_loses_or_sends_broken_is_said_and_paid_for_as_it_was() {
    let faults = [
        (refuses("400 Bad Request", "", &json!({ "error": { "message": "no such model" } })), "invalid", 0),
        (says(&json!({ "data": [] })), "unreadable", ATTEMPT),
        (says(&json!({ "data": [{ "url": "http://127.0.0.1:1/x.png" }] })), "unreadable", ATTEMPT),
        (says(&json!({ "data": [{ "b64_json": "***" }] })), "unreadable", ATTEMPT),
    ];
    for (script, class, cost) in faults {
        let (result, spent, _) = edited(script, EditKind::Instruct).await;
        let error = result.unwrap_err();
        let ToolError::Provider { source, .. } = &error else { panic!("{error}") };
        assert_eq!((source.name(), spent), (class, cost), "{error}");
    }
}

#[tokio::test]
async fn what_is_not_set_up_is_refused_and_nothing_is_sent() {
    let server = FaultServer::start(Vec::new()).await;
    let images = images(&server.base, &[EditKind::Instruct]);
    let purse = Purse::with(1_000);
    let error = images.edit(&paid(&purse, 5_000), asked(EditKind::RemoveBackground)).await.unwrap_err();
    assert!(matches!(&error, ToolError::Unsupported { operation: "remove_background", .. }), "{error}");
    assert_eq!(purse.sums(), (1_000, 0));
}
