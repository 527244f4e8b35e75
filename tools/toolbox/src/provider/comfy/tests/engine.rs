//! A real server, where there is one: `COMFYUI_URL`, with `COMFYUI_KEY` if it wants one.

use super::*;

fn real() -> Option<(String, Option<SecretString>)> {
    let Ok(url) = std::env::var("COMFYUI_URL") else {
        println!("skipped: COMFYUI_URL names no server");
        return None;
    };
    Some((url, std::env::var("COMFYUI_KEY").ok().map(SecretString::from)))
}

/// The same workflow, which ends as `class`.
fn ending(class: &str) -> Value {
    let mut graph = workflow();
    graph["3"]["class_type"] = json!(class);
    if class != "SaveImage" {
        graph["3"]["inputs"].as_object_mut().unwrap().remove("filename_prefix");
    }
    graph
}

fn at(real: &(String, Option<SecretString>), workflow: &Value, socket: bool) -> ComfyUi {
    let stack = ProviderSettings { attempt_ms: 60_000, first_byte_ms: 30_000, ..stack() };
    let endpoint = Endpoint::new(&real.0, real.1.clone(), stack).unwrap();
    let settings = ComfySettings { socket, ..settings() };
    ComfyUi::new(endpoint, &workflow.to_string(), settings, &PriceBook::default(), "2026-11-26").unwrap()
}

/// A seed that no earlier run of this test has had.
fn fresh() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    since.as_micros() as u64
}

async fn made(comfy: &ComfyUi, seed: u64, key: &str) -> Picture {
    let purse = Purse::with(1_000);
    let context = paid(&purse, 120_000, &format!("{key} {}", fresh()));
    let wanted = ImageRequest { width: 256.0, height: 192.0, ..request(seed) };
    let begun = Instant::now();
    let picture = comfy.generate(&context, wanted).await.unwrap();
    println!("{key}: {} bytes in {} ms", picture.bytes.len(), begun.elapsed().as_millis());
    let pixels = render::decode_picture(&picture.bytes).unwrap();
    assert_eq!(pixels.size(), (256.0, 192.0));
    assert!(!picture.bytes.windows(4).any(|kind| kind == b"tEXt"), "the workflow is in it");
    drop(context);
    assert_eq!(purse.sums(), (990, ATTEMPT));
    picture
}

#[tokio::test]
async fn a_real_server_makes_the_same_pixels_of_the_same_seed() {
    let Some(real) = real() else { return };
    let seed = fresh();
    let heard = at(&real, &ending("SaveImage"), true);
    heard.check().await.unwrap();
    let first = made(&heard, seed, "heard").await;
    let other = made(&heard, seed + 1, "another seed").await;
    let cached = made(&heard, seed, "out of the cache").await;
    let asked = made(&at(&real, &ending("SaveImage"), false), seed, "asked now and then").await;
    let shown = made(&at(&real, &ending("PreviewImage"), true), seed, "shown").await;
    let sent = made(&at(&real, &ending("SaveImageWebsocket"), true), seed, "sent").await;
    for same in [&cached, &asked, &shown, &sent] {
        assert_eq!(pixels(&same.bytes), pixels(&first.bytes));
    }
    assert_ne!(pixels(&other.bytes), pixels(&first.bytes));
}

#[tokio::test]
async fn a_real_server_refuses_in_words() {
    let Some(real) = real() else { return };
    let mut wrong = ending("SaveImage");
    wrong["2"]["inputs"]["strength"] = json!(9.0);
    let purse = Purse::with(1_000);
    let context = paid(&purse, 60_000, &fresh().to_string());
    let error = at(&real, &wrong, true).generate(&context, request(1)).await.unwrap_err();
    println!("{error}");
    assert!(error.to_string().contains("ImageAddNoise 2.strength"), "{error}");
    drop(context);
    assert_eq!(purse.sums(), (1_000, 0));
}

/// Four large pictures one after the other, two of which nobody waits for any more.
#[tokio::test]
async fn a_real_server_has_back_what_nobody_waits_for() {
    let Some(real) = real() else { return };
    let comfy = at(&real, &ending("SaveImage"), true);
    let mut calls = Vec::new();
    for turn in 0..4 {
        let (comfy, seed) = (comfy.clone(), fresh() + turn);
        calls.push(tokio::spawn(async move {
            let purse = Purse::with(1_000);
            let context = paid(&purse, 120_000, &seed.to_string());
            let wanted = ImageRequest { width: 2_048.0, height: 2_048.0, ..request(seed) };
            comfy.generate(&context, wanted).await.map(|picture| picture.bytes.len())
        }));
    }
    tokio::time::sleep(Duration::from_millis(400)).await;
    calls[1].abort();
    calls[3].abort();
    for (place, call) in calls.into_iter().enumerate() {
        match call.await {
            Ok(made) => println!("call {place}: {} bytes", made.unwrap()),
            Err(error) => assert!(error.is_cancelled(), "{error}"),
        }
    }
    let quiet = made(&comfy, fresh(), "after them").await;
    assert!(!quiet.bytes.is_empty());
}
