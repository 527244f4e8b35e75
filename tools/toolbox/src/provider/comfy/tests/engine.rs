//! A real server, where there is one: `COMFYUI_URL`, with `COMFYUI_KEY` if it wants one.

use tokio::sync::mpsc::Receiver;

use super::*;
use crate::image_progress::{ImageProgress, ProgressSink};

pub(super) fn real() -> Option<(String, Option<SecretString>)> {
    let Ok(url) = std::env::var("COMFYUI_URL") else {
        println!("skipped: COMFYUI_URL names no server");
        return None;
    };
    Some((url, std::env::var("COMFYUI_KEY").ok().map(SecretString::from)))
}

/// The same workflow, which ends as `class`.
pub(super) fn ending(class: &str) -> Value {
    let mut graph = workflow();
    graph["3"]["class_type"] = json!(class);
    if class != "SaveImage" {
        graph["3"]["inputs"].as_object_mut().unwrap().remove("filename_prefix");
    }
    graph
}

pub(super) fn at(real: &(String, Option<SecretString>), workflow: &Value, socket: bool) -> ComfyUi {
    let stack = ProviderSettings { attempt_ms: 60_000, first_byte_ms: 30_000, ..stack() };
    let endpoint = Endpoint::new(&real.0, real.1.clone(), stack).unwrap();
    let settings = ComfySettings { socket, ..settings() };
    ComfyUi::new(endpoint, &workflow.to_string(), settings, &PriceBook::default(), "2026-11-26").unwrap()
}

/// A seed that no earlier run of this test has had.
pub(super) fn fresh() -> u64 {
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
    let again = made(&heard, seed, "made again").await;
    let cached = made(&heard, seed, "out of the cache").await;
    let asked = made(&at(&real, &ending("SaveImage"), false), seed, "asked now and then").await;
    let shown = made(&at(&real, &ending("PreviewImage"), true), seed, "shown").await;
    let sent = made(&at(&real, &ending("SaveImageWebsocket"), true), seed, "sent").await;
    for same in [&again, &cached, &asked, &shown, &sent] {
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

/// The workflow of most: it paints with a checkpoint of the shape of Stable Diffusion 1.5, `COMFYUI_CHECKPOINT`.
fn painter(real: &(String, Option<SecretString>), steps: u32, attempts: u32) -> Option<ComfyUi> {
    let Ok(checkpoint) = std::env::var("COMFYUI_CHECKPOINT") else {
        println!("skipped: COMFYUI_CHECKPOINT names no checkpoint");
        return None;
    };
    let text = |text: &str| json!({ "class_type": "CLIPTextEncode", "inputs": { "text": text, "clip": ["4", 1] } });
    let workflow = json!({
        "3": { "class_type": "KSampler", "inputs": {
            "seed": "{{seed}}", "steps": steps, "cfg": 7.0, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0,
            "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0] } },
        "4": { "class_type": "CheckpointLoaderSimple", "inputs": { "ckpt_name": checkpoint } },
        "5": { "class_type": "EmptyLatentImage",
            "inputs": { "width": "{{width}}", "height": "{{height}}", "batch_size": "{{batch}}" } },
        "6": text("{{prompt}}"),
        "7": text("{{negative}}"),
        "8": { "class_type": "VAEDecode", "inputs": { "samples": ["3", 0], "vae": ["4", 2] } },
        "9": { "class_type": "SaveImage", "inputs": { "images": ["8", 0], "filename_prefix": "maquette" } },
    });
    let stack = ProviderSettings { attempt_ms: 300_000, first_byte_ms: 30_000, call_ms: 600_000, attempts, ..stack() };
    let endpoint = Endpoint::new(&real.0, real.1.clone(), stack).unwrap();
    let settings = ComfySettings { slots: BTreeMap::new(), poll_ms: 500, patience_ms: 120_000, ..settings() };
    Some(ComfyUi::new(endpoint, &workflow.to_string(), settings, &PriceBook::default(), "2026-11-26").unwrap())
}

fn painting(seed: u64) -> ImageRequest {
    ImageRequest { width: 64.0, height: 64.0, ..request(seed) }
}

/// What a server says at one of its doors.
async fn said(comfy: &ComfyUi, door: &str) -> Value {
    let endpoint = comfy.server.endpoint();
    let asked = endpoint.request(reqwest::Method::GET, &endpoint.url(door).unwrap()).unwrap();
    let answer = endpoint.http().execute(asked).await.unwrap();
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
}

/// Waits until so many run and so many wait.
async fn until(comfy: &ComfyUi, running: usize, waiting: usize) -> Duration {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(120) {
        let queue = said(comfy, "/queue").await;
        let count = |name: &str| queue[name].as_array().unwrap().len();
        if (count("queue_running"), count("queue_pending")) == (running, waiting) {
            return begun.elapsed();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it never came to that");
}

#[tokio::test]
async fn a_real_server_tells_how_far_it_is() {
    let Some(real) = real() else { return };
    let Some(comfy) = painter(&real, 3, 1) else { return };
    comfy.check().await.unwrap();
    let (sink, mut reports) = ProgressSink::channel(1_024);
    let comfy = comfy.with_progress(sink);
    let purse = Purse::with(1_000);
    let seed = fresh();
    let mut made = Vec::new();
    // The server remembers what it ran last, and nothing older.
    for (turn, other, is_cached) in [(0, 0, false), (1, 1, false), (2, 0, false), (3, 0, true)] {
        let begun = Instant::now();
        let context = paid(&purse, 300_000, &format!("{turn} {seed}"));
        made.push(comfy.generate(&context, painting(seed + other)).await.unwrap());
        let (mut steps, mut looks) = (Vec::new(), 0);
        while let Ok(report) = reports.try_recv() {
            match report.preview {
                Some(_) => looks += 1,
                None => steps.push((report.step, report.of)),
            }
        }
        println!("painting {turn}: {:?}, {looks} looks, in {} ms", steps, begun.elapsed().as_millis());
        let whole: Vec<(u32, u32)> = (1..=3).map(|step| (step, 3)).collect();
        assert_eq!(steps, if is_cached { Vec::new() } else { whole });
    }
    let [first, other, again, cached] = [0, 1, 2, 3].map(|turn: usize| pixels(&made[turn].bytes));
    assert!(first == again && first == cached && first != other);
}

/// Waits until the first step of a painting is made.
async fn painted(reports: &mut Receiver<Box<ImageProgress>>) {
    while reports.recv().await.unwrap().step < 1 {}
}

/// What came of a call, which is another one each time, and what was spent.
async fn painted_or_not(comfy: &ComfyUi, key: &str) -> (Result<usize, String>, u64) {
    let (purse, seed) = (Purse::with(1_000), fresh());
    let context = paid(&purse, 500_000, &format!("{key} {seed}"));
    let made = comfy.generate(&context, painting(seed)).await;
    drop(context);
    (made.map(|picture| picture.bytes.len()).map_err(|error| error.to_string()), purse.sums().1)
}

#[tokio::test]
async fn a_real_server_stops_what_runs_and_drops_what_waits() {
    let Some(real) = real() else { return };
    let Some(comfy) = painter(&real, 20, 1) else { return };
    let (sink, mut reports) = ProgressSink::channel(1_024);
    let heard = comfy.clone().with_progress(sink);
    let seed = fresh();
    let mut calls = Vec::new();
    for (turn, own) in [(0, heard), (1, comfy.clone())] {
        calls.push(tokio::spawn(async move {
            let purse = Purse::with(1_000);
            let context = paid(&purse, 300_000, &format!("{turn} {seed}"));
            own.generate(&context, painting(seed + turn)).await.map(drop)
        }));
        until(&comfy, 1, usize::from(turn == 1)).await;
    }
    painted(&mut reports).await;
    calls[1].abort();
    println!("what waited is gone after {} ms", until(&comfy, 1, 0).await.as_millis());
    calls[0].abort();
    println!("what ran is gone after {} ms", until(&comfy, 0, 0).await.as_millis());
    let history = said(&comfy, "/history").await;
    let entries = || history.as_object().unwrap().values();
    let entry = |seed: u64| entries().find(|own| own["prompt"][2]["3"]["inputs"]["seed"] == seed);
    assert!(entry(seed + 1).is_none(), "it never ran");
    let messages = entry(seed).unwrap()["status"]["messages"].as_array().unwrap();
    let last = messages.last().unwrap();
    assert_eq!((&last[0], &last[1]["node_type"]), (&json!("execution_interrupted"), &json!("KSampler")));
}

/// `COMFYUI_RESTART` is the command that restarts the server, and ends when it is there again.
#[tokio::test]
async fn a_real_server_that_restarts_has_lost_what_ran_and_what_waited() {
    let Some(real) = real() else { return };
    let Ok(command) = std::env::var("COMFYUI_RESTART") else {
        println!("skipped: COMFYUI_RESTART restarts no server");
        return;
    };
    for attempts in [1, 2] {
        let Some(comfy) = painter(&real, 3, attempts) else { return };
        let (sink, mut reports) = ProgressSink::channel(1_024);
        let heard = comfy.clone().with_progress(sink);
        let restarted = async {
            painted(&mut reports).await;
            until(&comfy, 1, 1).await;
            let mut command = std::process::Command::new("sh").args(["-c", &command]).spawn().unwrap();
            assert!(tokio::task::spawn_blocking(move || command.wait().unwrap()).await.unwrap().success());
        };
        let waits = async {
            until(&comfy, 1, 0).await;
            painted_or_not(&comfy, "waits").await
        };
        let (ran, waited, ()) = tokio::join!(painted_or_not(&heard, "runs"), waits, restarted);
        println!("with {attempts} attempts, what ran: {ran:?}; what waited: {waited:?}");
        if attempts == 1 {
            assert!(ran.0.unwrap_err().contains("lost") && waited.0.unwrap_err().contains("before it began"));
        } else {
            assert!(ran.0.is_ok() && waited.0.is_ok());
        }
        let attempt = u64::from(attempts) * ATTEMPT;
        assert_eq!((ran.1, waited.1), (attempt, attempt - ATTEMPT), "nobody pays for what never began");
    }
}
