//! A run whose pictures an image model makes: asked for by a prompt, looked at, developed for the design, and done without where
//! they cannot be used.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use design::document::{Content, Provenance, Role};
use design::{Document, ImageRequest};
use maquette::tools::{Context, ImageModel, Media, Picture, Quote, ToolError};
use maquette::{Maquette, NanoUsd, RunEventBody, Verdict};
use render::Pixels;

use crate::{BRIEFS, first_set, request};

/// What a picture costs, nano-USD: a cent.
const PICTURE: u64 = 10_000_000;

/// What a camera sends.
#[derive(Clone, Copy)]
enum Film {
    /// Something round in a light that falls off.
    Scene,
    /// Nothing.
    Blank,
    /// No picture at all.
    Garbage,
}

/// Makes photographs, and keeps what it was asked for.
#[derive(Clone)]
struct Camera {
    film: Film,
    asked: Arc<Mutex<Vec<String>>>,
    at_once: Arc<AtomicUsize>,
}

impl Camera {
    fn with(film: Film) -> Self {
        Self { film, asked: Arc::default(), at_once: Arc::default() }
    }
}

impl ImageModel for Camera {
    fn name(&self) -> &str {
        "camera/1"
    }

    fn deterministic(&self) -> bool {
        false
    }

    fn photographs(&self) -> bool {
        true
    }

    fn quote(&self, _: &ImageRequest) -> Quote {
        Quote { images: 1, calls: 1, ..Quote::money(NanoUsd(PICTURE)) }
    }

    async fn generate(&self, context: &Context, request: ImageRequest) -> Result<Picture, ToolError> {
        self.asked.lock().unwrap().push(request.prompt.clone());
        self.at_once.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(20)).await;
        context.charge(NanoUsd(PICTURE));
        let bytes = match self.film {
            Film::Scene => scene(request.seed),
            Film::Blank => shot(|_, _| [90, 90, 90]),
            Film::Garbage => b"<html>busy</html>".to_vec(),
        };
        Ok(Picture { bytes, media: Media::Png })
    }
}

fn shot(light: impl Fn(u32, u32) -> [u8; 3]) -> Vec<u8> {
    let (width, height) = (320, 240);
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let data = places.flat_map(|(x, y)| {
        let [r, g, b] = light(x, y);
        [r, g, b, 255]
    });
    Pixels { width, height, data: data.collect() }.to_png().unwrap()
}

/// A round thing on a table by a window, elsewhere for another seed.
fn scene(seed: u64) -> Vec<u8> {
    let (cx, cy) = (80 + (seed % 160) as u32, 90 + (seed / 160 % 80) as u32);
    shot(|x, y| {
        let grain = (x * 7 + y * 13 + x * y) % 9;
        let near = x.abs_diff(cx).pow(2) + y.abs_diff(cy).pow(2) < 45 * 45;
        let level = if near { 40 + x / 8 } else { 210 - y / 2 - x / 10 } + grain;
        [(level + 20).min(255) as u8, level as u8, (level.saturating_sub(10)) as u8]
    })
}

/// The pictures of a design that a model made.
fn photographs(document: &Document) -> usize {
    let made = |node: &&design::Node| {
        matches!(node.content, Content::Image { .. })
            && node.role == Role::Image
            && node.provenance == Provenance::Generated
    };
    document.walk().filter(made).count()
}

#[tokio::test]
async fn ten_candidates_are_photographed_and_three_are_shown() {
    let place = tempfile::tempdir().unwrap();
    let camera = Camera::with(Film::Scene);
    let engine = Maquette::builder().workers(2).images(camera.clone()).build().unwrap();
    let asked = request(BRIEFS[2]).format("540x540").candidates(10).budget(NanoUsd(60 * PICTURE)).out(place.path());
    let delivered = engine.run(asked).await.unwrap().finish().await.unwrap();
    assert_eq!(first_set(&delivered).options.len(), 3);
    let prompts = camera.asked.lock().unwrap().clone();
    assert!(prompts.len() >= 5, "{} of ten candidates wait for a photograph", prompts.len());
    assert_eq!(delivered.spent, NanoUsd(prompts.len() as u64 * PICTURE), "drawings cost nothing");
    for prompt in &prompts {
        assert!(prompt.to_lowercase().contains("bicycle") && prompt.contains("No text"), "{prompt}");
    }
    let options = place.path().join("options/turn-1");
    let shown = (1..=3).map(|k| std::fs::read(options.join(format!("option-{k}.json"))).unwrap());
    let shown: Vec<Document> = shown.map(|bytes| serde_json::from_slice(&bytes).unwrap()).collect();
    let with = shown.iter().filter(|document| photographs(document) > 0).count();
    assert!(with >= 2, "{with} of three options show a photograph");
    // Replayed by another engine, which has no camera: what it sent is on record.
    let report = maquette::replay(place.path()).await.unwrap();
    assert!(matches!(report.verdict, Verdict::Identical | Verdict::Equivalent), "{:?}", report.verdict);
    assert_eq!(camera.asked.lock().unwrap().len(), prompts.len());
}

#[tokio::test]
async fn what_cannot_be_used_is_drawn_instead_and_said_so() {
    for (film, why) in [(Film::Blank, "nothing on what it made"), (Film::Garbage, "is no picture")] {
        let engine = Maquette::builder().workers(2).images(Camera::with(film)).build().unwrap();
        let asked = request(BRIEFS[2]).format("540x540").candidates(5).budget(NanoUsd(60 * PICTURE));
        let mut run = engine.run(asked).await.unwrap();
        let mut drawn = 0;
        while let Some(event) = run.next().await {
            if let RunEventBody::Degraded { what, why: told } = event.body {
                assert!(what == "a picture is painted by rule" && told.contains(why), "{what}: {told}");
                drawn += 1;
            }
        }
        let delivered = run.finish().await.unwrap();
        let document: Document = serde_json::from_slice(&delivered.bytes("design.json").unwrap()).unwrap();
        assert!(drawn >= 2 && photographs(&document) == 0, "{drawn}");
        assert_eq!(first_set(&delivered).options.len(), 3);
    }
}
