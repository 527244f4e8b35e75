//! Image generations against a server that fails in every way that servers of pictures do.

use std::sync::atomic::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use design::BrandKit;
use planner::calls::GenerateImage as Request;
use render::Pixels;
use serde_json::{Value, json};

use super::tests::{KEY, endpoint, paid, prices, settings};
use super::{ImageTier, OpenAiImages};
use crate::builtin::GenerateImage;
use crate::image_model::AnyImageModel;
use crate::provider::ProviderSettings;
use crate::provider::fault_server::{Act, FaultServer, answer, refuses, says};
use crate::provider::tests::{ATTEMPT, Purse};
use crate::{Tool, ToolError};

/// A made-up scene of that size as a PNG file.
fn scene(width: u32, height: u32) -> Vec<u8> {
    let level = |x: u32, y: u32| {
        let round = (x * 100 / width).abs_diff(50).pow(2) + (y * 100 / height).abs_diff(50).pow(2) < 900;
        (if round { 60 + x * 60 / width } else { 215 - y * 90 / height } + (x * 7 + y * 13 + x * y) % 7) as u8
    };
    let pixel = |x: u32, y: u32| [level(x, y), level(x, y), level(x, y).saturating_sub(9), 255];
    let data = (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect();
    Pixels { width, height, data }.to_png().unwrap()
}

fn sends(picture: &[u8]) -> Vec<Act> {
    says(&json!({ "created": 1, "data": [{ "b64_json": STANDARD.encode(picture) }] }))
}

/// A picture that fills so many bytes: what follows a PNG's end is nobody's.
fn padded(bytes: usize) -> Vec<Act> {
    let mut picture = scene(256, 256);
    picture.resize(bytes, b' ');
    sends(&picture)
}

/// What comes of a picture that a design waits for: its error, how often the server was asked, what was paid.
async fn made_of(script: Vec<Act>) -> (Result<(), ToolError>, usize, u64) {
    let server = FaultServer::start(vec![script]).await;
    let tier = ImageTier {
        what: String::new(),
        model: "tiny".to_owned(),
        sizes: vec![(256, 256)],
        quality: None,
        seed: false,
        negative: None,
        more: serde_json::Map::new(),
    };
    let usual = ProviderSettings::default();
    let settings = ProviderSettings { attempts: 2, answer_bytes_max: usual.answer_bytes_max, ..settings() };
    let images = OpenAiImages::new(endpoint(&server.base, settings), vec![tier], &prices(), "2026-11-29").unwrap();
    let tool = GenerateImage::asking(AnyImageModel::new(images), prompts::Library::embedded());
    let purse = Purse::with(1_000);
    let context = paid(&purse, 5_000);
    let request = design::ImageRequest {
        motif: design::made_motif("a red bicycle"),
        palette: house_palette(),
        ..crate::fixture::image_request()
    };
    let result = tool.call(&context, Request { request, made: None }).await.map(drop);
    drop(context);
    let (left, spent) = purse.sums();
    assert_eq!(left + spent, 1_000, "nothing leaks");
    (result, server.asked.load(Ordering::SeqCst), spent)
}

/// Tokens of the neutral kit for what pictures are coloured by.
fn house_palette() -> std::collections::BTreeMap<String, design::TokenPath> {
    let kit = BrandKit::builtin();
    let light = |token: &design::TokenPath| kit.color(token).map_or(0.0, design::Srgb::luminance);
    let mut tokens = kit.neutrals.clone();
    tokens.sort_by(|a, b| light(a).total_cmp(&light(b)));
    let (dark, bright) = (tokens.first().unwrap(), tokens.last().unwrap());
    [("shade", dark), ("light", bright), ("ground", bright), ("ink", dark), ("accent", dark)]
        .map(|(role, token)| (role.to_owned(), token.clone()))
        .into()
}

#[tokio::test]
async fn a_picture_that_is_one_is_taken_and_paid_for() {
    let (made, asked, spent) = made_of(sends(&scene(256, 256))).await;
    made.unwrap();
    assert_eq!((asked, spent), (1, ATTEMPT));
    // Twenty megabytes are a picture, too.
    let (made, asked, spent) = made_of(padded(20_000_000)).await;
    assert_eq!((made.map_err(|error| error.to_string()), asked, spent), (Ok(()), 1, ATTEMPT));
}

#[tokio::test]
async fn what_servers_send_in_the_place_of_pictures_is_told_apart_and_paid_for_as_it_was() {
    let blocked = json!({ "error": { "message": format!("no, not with {KEY}"), "code": "content_policy_violation" } });
    let amid =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{\"data\":[{".to_vec();
    let away = "location: http://elsewhere.invalid/x?signature=abc\r\n";
    let link = json!({ "data": [{ "url": "https://elsewhere.invalid/x.png?signature=abc" }] });
    let blank = Pixels { width: 256, height: 256, data: [90, 90, 90, 255].repeat(256 * 256) }.to_png().unwrap();
    let mut corrupt = scene(256, 256);
    let middle = corrupt.len() / 2;
    corrupt[middle..].fill(0);
    // What was sent, a word of the error, how often it was asked for, and how often that is paid for.
    let cases = [
        ("slow", vec![Act::Wait(400)], "stalled", 2, 2),
        ("filtered", refuses("400 Bad Request", "", &blocked), "blocked", 1, 0),
        ("charged but lost", vec![Act::Send(amid), Act::Wait(10), Act::Reset], "broken", 2, 2),
        ("of other proportions", sends(&scene(400, 100)), "other proportions", 1, 1),
        ("a thumbnail", sends(&scene(40, 40)), "thumbnail", 1, 1),
        ("blank", sends(&blank), "nothing on", 1, 1),
        ("corrupt", sends(&corrupt), "is no picture", 1, 1),
        ("HTML in base64", sends(b"<html>busy</html>"), "is no picture", 1, 1),
        ("too large", padded(40_000_000), "is larger than", 1, 1),
        ("a redirect", refuses("302 Found", away, &Value::Null), "invalid", 1, 0),
        ("a link", says(&link), "addresses are not followed", 1, 1),
        ("an HTML page", answer("200 OK", "text/html", "", "<html>busy</html>"), "unreadable", 1, 1),
    ];
    for (case, script, word, asked, paid_for) in cases {
        let met = made_of(script).await;
        let error = met.0.expect_err(case);
        let name = match &error {
            ToolError::Provider { source, .. } => source.name().to_owned(),
            _ => String::new(),
        };
        let said = format!("{name} {error}");
        assert_eq!((error.code(), met.1, met.2), ("provider", asked, paid_for * ATTEMPT), "{case}: {said}");
        assert!(said.contains(word), "{case}: {said}");
        assert!(!said.contains(KEY) && !said.contains("signature"), "{case}: {said}");
    }
}
