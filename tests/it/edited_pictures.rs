//! Runs whose photographs an image model changes: things of the kit cut out, photographs painted on, made ones made like the kit's;
//! shown as they were where that fails.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use design::document::{Content, Role};
use design::{BrandKit, Document, EditKind, ImageEdit, ImageRequest};
use maquette::tools::{AskedEdit, Capabilities, Context, ImageModel, Media, Picture, Quote, ToolError};
use maquette::{
    Choice, Chooser, Delivered, Maquette, NanoUsd, OptionSet, Resume, RunEventBody, RunFolder, Verdict, load_kit,
};
use render::{Picture as Decoded, Pixels, decode_picture};
use serde_json::{Value, json};

use crate::{first_set, request};

/// What an edit costs, nano-USD.
const EDIT: u64 = 20_000_000;
/// What a picture costs.
const PICTURE: u64 = 10_000_000;
/// The brand that has them.
const KIT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/brands/northlight");
const BRIEF: &str = "An Instagram post for our desk lamp: 20% off until 30 June. Order at www.lumen.example.";

/// How a studio works.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    Well,
    /// Cuts nothing away, and paints something that does not join.
    Badly,
    /// Sends a picture of other proportions.
    WrongSize,
    Garbage,
    Refuses,
}

/// Changes pictures, and keeps what it was asked for.
#[derive(Clone)]
struct Studio {
    manner: Manner,
    edits: Vec<EditKind>,
    asked: Arc<Mutex<Vec<AskedEdit>>>,
    made: Arc<Mutex<usize>>,
}

impl Studio {
    fn with(manner: Manner, edits: &[EditKind]) -> Self {
        Self { manner, edits: edits.to_vec(), asked: Arc::default(), made: Arc::default() }
    }

    fn asked(&self, kind: EditKind) -> Vec<AskedEdit> {
        self.asked.lock().unwrap().iter().filter(|asked| asked.edit.kind() == kind).cloned().collect()
    }
}

impl ImageModel for Studio {
    fn name(&self) -> &str {
        "studio/1"
    }

    fn deterministic(&self) -> bool {
        false
    }

    fn photographs(&self) -> bool {
        true
    }

    fn capabilities(&self) -> Capabilities {
        let edits = self.edits.iter().copied().collect();
        Capabilities { edits, references_max: 2, ..Capabilities::default() }
    }

    fn quote(&self, _: &ImageRequest) -> Quote {
        Quote { images: 1, calls: 1, ..Quote::money(NanoUsd(PICTURE)) }
    }

    fn quote_edit(&self, _: &ImageEdit) -> Quote {
        Quote { images: 1, calls: 1, ..Quote::money(NanoUsd(EDIT)) }
    }

    async fn generate(&self, context: &Context, request: ImageRequest) -> Result<Picture, ToolError> {
        *self.made.lock().unwrap() += 1;
        context.charge(NanoUsd(PICTURE));
        Ok(png(&scene(320, 240, request.seed)))
    }

    async fn edit(&self, context: &Context, asked: AskedEdit) -> Result<Picture, ToolError> {
        self.asked.lock().unwrap().push(asked.clone());
        if self.manner == Manner::Refuses {
            return Err(ToolError::Refused { tool: "edit_image".to_owned(), reason: "not of lamps".to_owned() });
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        context.charge(NanoUsd(EDIT));
        if self.manner == Manner::Garbage {
            return Ok(Picture { bytes: b"<html>busy</html>".to_vec(), media: Media::Png });
        }
        let image = asked.image.as_ref().map(|image| match decode_picture(&image.png).unwrap() {
            Decoded::Raster(pixels) => pixels,
            Decoded::Vector(_) => panic!("a photograph has pixels"),
        });
        let made = match (asked.edit.kind(), image) {
            (EditKind::RemoveBackground, Some(image)) => cut(image, self.manner == Manner::Badly),
            (EditKind::Outpaint, Some(image)) => painted_on(&image, &asked, self.manner == Manner::Badly),
            _ => scene(asked.edit.width, asked.edit.height, asked.edit.seed),
        };
        Ok(png(&if self.manner == Manner::WrongSize {
            made.part(0, 0, made.width, made.height / 2).unwrap()
        } else {
            made
        }))
    }
}

fn png(pixels: &Pixels) -> Picture {
    Picture { bytes: pixels.to_png().unwrap(), media: Media::Png }
}

fn picture(width: u32, height: u32, colour: impl Fn(f64, f64) -> [u8; 3]) -> Pixels {
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let data = places.flat_map(|(x, y)| {
        let [r, g, b] = colour(f64::from(x) / f64::from(width), f64::from(y) / f64::from(height));
        let grain = ((x * 7 + y * 13 + x * y) % 5) as u8;
        [r.saturating_add(grain), g.saturating_add(grain), b.saturating_add(grain), 255]
    });
    Pixels { width, height, data: data.collect() }
}

/// A red lamp before a light wall.
fn lamp() -> Pixels {
    let is_lamp = |x: f64, y: f64| {
        let shade = y > 0.2 && y < 0.45 && (x - 0.5).abs() < 0.1 + (y - 0.2) * 0.4;
        shade || ((x - 0.5).abs() < 0.015 && y < 0.8 && y > 0.4) || ((x - 0.5).abs() < 0.14 && y > 0.78 && y < 0.84)
    };
    picture(480, 600, |x, y| if is_lamp(x, y) { [196, 44, 36] } else { [216, 214 - (y * 20.0) as u8, 206] })
}

/// Lamps in a row on a shelf, all across the picture: whatever is cropped is missed.
fn shelf() -> Pixels {
    picture(720, 300, |x, y| {
        let (cell, inside) = ((x * 9.0).floor(), (x * 9.0).fract());
        let thing = (inside - 0.5).abs() < 0.3 && y > 0.2 && y < 0.8;
        if thing { [60 + (cell * 18.0) as u8, 70, 160 - (cell * 12.0) as u8] } else { [150, 140, 128] }
    })
}

fn scene(width: u32, height: u32, seed: u64) -> Pixels {
    let (cx, cy) = (0.3 + (seed % 40) as f64 / 100.0, 0.5);
    picture(width, height, |x, y| {
        let level = if (x - cx).hypot(y - cy) < 0.2 { 60.0 + 40.0 * x } else { 205.0 - 60.0 * y };
        [(level + 20.0) as u8, level as u8, (level - 10.0) as u8]
    })
}

/// What is red stays.
fn cut(mut image: Pixels, badly: bool) -> Pixels {
    for rgba in image.data.chunks_exact_mut(4).filter(|_| !badly) {
        rgba[3] = if rgba[0] > rgba[1].saturating_add(60) { 255 } else { 0 };
    }
    image
}

/// The colours at the edge go on.
fn painted_on(image: &Pixels, asked: &AskedEdit, badly: bool) -> Pixels {
    let [left, top, ..] = asked.padding();
    let (width, height) = (asked.edit.width, asked.edit.height);
    let mut data = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let inside = |at: u32, before: u32, side: u32| at.saturating_sub(before).min(side - 1);
            let rgba = image.at(inside(x, left, image.width), inside(y, top, image.height)).unwrap();
            let is_own = x >= left && y >= top && x < left + image.width && y < top + image.height;
            data.extend(if badly && !is_own { [250, 20, 240, 255] } else { rgba });
        }
    }
    Pixels { width, height, data }
}

/// The kit of a maker of lamps: a brand of the examples with photographs.
fn kit() -> BrandKit {
    let mut files = load_kit(Path::new(KIT)).unwrap().files;
    let mut manifest: Value = serde_json::from_slice(&files.0["kit.json"]).unwrap();
    manifest["imagery"] = json!([]);
    for (id, pixels, tags) in [("lamp", lamp(), ["desk lamp", "product"]), ("shelf", shelf(), ["lamp", "shop"])] {
        let file = format!("photos/{id}.png");
        files.0.insert(file.clone(), Arc::from(pixels.to_png().unwrap()));
        manifest["imagery"].as_array_mut().unwrap().push(json!({ "id": id, "file": file, "tags": tags }));
    }
    files.0.insert("kit.json".to_owned(), Arc::from(manifest.to_string().into_bytes()));
    BrandKit::from_files(&files).unwrap()
}

fn engine(studio: &Studio) -> Maquette {
    Maquette::builder().workers(2).kit(kit()).images(studio.clone()).build().unwrap()
}

/// The pictures of designs that were shown, decoded.
fn pictures(delivered: &Delivered, place: &Path) -> Vec<Pixels> {
    let mut all = Vec::new();
    for k in 1..=first_set(delivered).options.len() {
        let bytes = std::fs::read(place.join(format!("options/turn-1/option-{k}.json"))).unwrap();
        let document: Document = serde_json::from_slice(&bytes).unwrap();
        for node in document.walk().filter(|node| node.role == Role::Image) {
            if let Content::Image { blob, .. } = &node.content {
                all.extend(stored(place, &blob.to_string()));
            }
        }
    }
    all
}

fn stored(place: &Path, blob: &str) -> Option<Pixels> {
    let hex = blob.trim_start_matches("sha256:");
    let path = place.join("run/blobs/sha256").join(&hex[..2]).join(&hex[2..]);
    match decode_picture(&std::fs::read(path).ok()?).ok()? {
        Decoded::Raster(pixels) => Some(pixels),
        Decoded::Vector(_) => None,
    }
}

#[tokio::test]
async fn things_of_the_kit_are_cut_out_once_and_placed_with_their_mask() {
    let place = tempfile::tempdir().unwrap();
    let studio = Studio::with(Manner::Well, &[EditKind::RemoveBackground]);
    let asked = request(BRIEF).format("540x540").candidates(10).budget(NanoUsd(80 * PICTURE)).out(place.path());
    let delivered = engine(&studio).run(asked).await.unwrap().finish().await.unwrap();
    let cuts = studio.asked(EditKind::RemoveBackground);
    let things: BTreeSet<_> = cuts.iter().map(|asked| asked.image.as_ref().unwrap().sha256).collect();
    assert!((1..=2).contains(&things.len()), "{} things", things.len());
    assert_eq!(cuts.len(), things.len(), "the same thing is cut out once for all designs");
    assert!(cuts[0].edit.prompt.contains("lamp") && cuts[0].edit.prompt.contains("No text"), "{}", cuts[0].edit.prompt);
    let made = *studio.made.lock().unwrap() as u64;
    assert_eq!(delivered.spent, NanoUsd(cuts.len() as u64 * EDIT + made * PICTURE));
    // Around a thing there is nothing, under it its shadow, and the lamp, not the shelf, is as red as it was.
    let shown = pictures(&delivered, place.path());
    let is_cut = |pixels: &&Pixels| {
        let alpha = |x: u32, y: u32| pixels.at(x, y).unwrap()[3];
        alpha(0, 0) == 0 && pixels.data.chunks_exact(4).any(|rgba| rgba[3] > 20 && rgba[3] < 120)
    };
    let cut: Vec<&Pixels> = shown.iter().filter(is_cut).collect();
    assert!(!cut.is_empty(), "{} pictures are shown, none of them cut out", shown.len());
    let red = |rgba: &[u8]| rgba[3] == 255 && rgba[0] > rgba[1].saturating_add(50);
    let reds: Vec<usize> =
        cut.iter().map(|pixels| pixels.data.chunks_exact(4).filter(|rgba| red(rgba)).count()).collect();
    assert!(reds.iter().any(|count| *count > 500) && reds.iter().all(|count| *count > 500 || *count == 0), "{reds:?}");
    // Replayed by another engine, which has no studio: what it sent is on record.
    let report = maquette::replay(place.path()).await.unwrap();
    assert!(matches!(report.verdict, Verdict::Identical | Verdict::Equivalent), "{:?}", report.verdict);
    assert_eq!(studio.asked(EditKind::RemoveBackground).len(), cuts.len());
    let log = std::fs::read_to_string(place.path().join("run/log/000001.jsonl")).unwrap();
    for recorded in ["\"operation\":\"remove_background\"", "\"sources\":[\"sha256:", "edit_picture@1.1.0", "studio/1"]
    {
        assert!(log.contains(recorded), "{recorded}");
    }
}

#[tokio::test]
async fn a_photograph_that_cropping_would_cut_down_is_painted_on() {
    let place = tempfile::tempdir().unwrap();
    let studio = Studio::with(Manner::Well, &[EditKind::Outpaint]);
    let brief = "A poster for the lamp shop: opening night on 3 June, 7pm, free entry.";
    let asked = request(brief).format("540x960").candidates(10).budget(NanoUsd(80 * PICTURE)).out(place.path());
    let delivered = engine(&studio).run(asked).await.unwrap().finish().await.unwrap();
    let painted = studio.asked(EditKind::Outpaint);
    assert!(!painted.is_empty(), "no photograph was painted on");
    for asked in &painted {
        let [left, top, right, bottom] = asked.padding();
        let image = asked.image.as_ref().unwrap();
        assert_eq!((left + image.width + right, top + image.height + bottom), (asked.edit.width, asked.edit.height));
        assert!(asked.edit.prompt.contains("goes on beyond its edges"), "{}", asked.edit.prompt);
    }
    assert!(delivered.spent >= NanoUsd(EDIT));
    let report = maquette::replay(place.path()).await.unwrap();
    assert!(matches!(report.verdict, Verdict::Identical | Verdict::Equivalent), "{:?}", report.verdict);
}

#[tokio::test]
async fn photographs_are_made_like_those_of_the_kit() {
    let studio = Studio::with(Manner::Well, &[EditKind::StyleReference]);
    let asked = request("A poster for a pottery class on 3 June.").format("540x540").candidates(6);
    let delivered = engine(&studio).run(asked.budget(NanoUsd(80 * PICTURE))).await.unwrap().finish().await.unwrap();
    let made = studio.asked(EditKind::StyleReference);
    assert!(made.len() >= 3, "{}", made.len());
    assert!(made.iter().all(|asked| asked.references.len() == 2 && asked.edit.prompt.contains("pottery")));
    assert_eq!((delivered.spent, *studio.made.lock().unwrap()), (NanoUsd(made.len() as u64 * EDIT), 0));
}

#[tokio::test]
async fn what_fails_is_shown_as_it_was_and_said_so() {
    let all = [EditKind::RemoveBackground, EditKind::Outpaint];
    let faults: BTreeMap<&str, (Manner, &[&str])> = BTreeMap::from([
        ("badly", (Manner::Badly, &["no transparent part", "does not join"][..])),
        ("wrong size", (Manner::WrongSize, &["proportions"][..])),
        ("garbage", (Manner::Garbage, &["is no picture"][..])),
        ("refused", (Manner::Refuses, &["not of lamps"][..])),
    ]);
    for (name, (manner, whys)) in faults {
        let studio = Studio::with(manner, &all);
        let asked = request(BRIEF).format("270x480").candidates(6).budget(NanoUsd(80 * PICTURE));
        let mut run = engine(&studio).run(asked).await.unwrap();
        let mut told = Vec::new();
        while let Some(event) = run.next().await {
            if let RunEventBody::Degraded { what, why } = event.body
                && what == "a photograph of the kit is shown as it is"
            {
                assert!(whys.iter().any(|part| why.contains(part)), "{name}: {why}");
                told.push(why);
            }
        }
        let delivered = run.finish().await.unwrap();
        assert!(!told.is_empty() && !studio.asked.lock().unwrap().is_empty(), "{name}");
        assert_eq!(first_set(&delivered).options.len(), 3, "{name}");
        // What was refused is not asked for again, though many designs wait for it.
        let asked: Vec<String> = studio.asked.lock().unwrap().iter().map(|asked| format!("{asked:?}")).collect();
        let different: BTreeSet<&String> = asked.iter().collect();
        if manner != Manner::Refuses {
            assert_eq!(different.len(), asked.len(), "{name}");
            let (edits, made) = (asked.len() as u64, *studio.made.lock().unwrap() as u64);
            assert_eq!(delivered.spent, NanoUsd(edits * EDIT + made * PICTURE), "{name}");
        }
    }
}

#[tokio::test]
async fn what_a_back_end_does_not_offer_is_never_asked_of_it() {
    let studio = Studio::with(Manner::Well, &[]);
    let asked = request(BRIEF).format("540x540").candidates(5).budget(NanoUsd(80 * PICTURE));
    engine(&studio).run(asked).await.unwrap().finish().await.unwrap();
    assert!(studio.asked.lock().unwrap().is_empty());
}

/// Picks what shows a thing that was cut out, else the first.
struct CutOut;

impl Chooser for CutOut {
    async fn choose(&mut self, set: OptionSet, folder: Option<PathBuf>) -> Choice {
        let shows = |design: &str| {
            let document: Document =
                serde_json::from_slice(&std::fs::read(folder.as_ref()?.join(design)).ok()?).ok()?;
            Some(document.source?.plan.imagery == "photo_cut_out")
        };
        let cut = set.options.iter().find(|option| shows(&option.design) == Some(true));
        Choice::Pick { index: cut.map_or(1, |option| option.index) }
    }
}

#[tokio::test]
async fn what_was_cut_out_before_a_run_was_taken_up_elsewhere_is_not_paid_for_again() {
    let place = tempfile::tempdir().unwrap();
    let studio = Studio::with(Manner::Well, &[EditKind::RemoveBackground]);
    let asked = request(BRIEF).format("540x540").candidates(10).turns(2).budget(NanoUsd(80 * PICTURE)).chooser(CutOut);
    engine(&studio).run(asked.out(place.path())).await.unwrap().finish().await.unwrap();
    let cuts = studio.asked(EditKind::RemoveBackground).len();
    assert!(cuts > 0);
    // It broke off where the person had chosen.
    let records = RunFolder::open(place.path()).unwrap().read().unwrap().records;
    let chosen = records.iter().position(|record| record.kind.as_str() == "choice.made").unwrap();
    let log = place.path().join("run/log/000001.jsonl");
    let whole = std::fs::read(&log).unwrap();
    let length = whole.split_inclusive(|byte| *byte == b'\n').take(chosen + 1).map(<[u8]>::len).sum::<usize>();
    std::fs::write(&log, &whole[..length]).unwrap();
    // Another process, which remembers nothing of the first one's.
    let later = Studio::with(Manner::Well, &[EditKind::RemoveBackground]);
    let delivered = engine(&later).resume(Resume::new(place.path())).await.unwrap().finish().await.unwrap();
    assert_eq!(delivered.sets.len(), 2);
    assert_eq!(later.asked(EditKind::RemoveBackground).len(), 0, "{cuts} things were cut out and paid for");
    let log = std::fs::read_to_string(log).unwrap();
    let again = log.lines().skip(chosen + 1).filter(|line| line.contains("edit_image"));
    let again: Vec<&str> =
        again.filter(|line| line.contains("remove_background") && line.contains("effect.requested")).collect();
    assert!(!again.is_empty(), "what was cut out is shown in the next turn, too");
    assert!(again.iter().all(|line| line.contains(r#""made":{"by":"studio/1""#)), "{again:?}");
    let report = maquette::replay(place.path()).await.unwrap();
    assert!(matches!(report.verdict, Verdict::Identical | Verdict::Equivalent), "{:?}", report.verdict);
}
