//! A run whose pictures an image model makes: asked for by a prompt, looked at, developed for the design, and done without where
//! they cannot be used.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use design::document::{Content, Lock, Provenance, Role};
use design::{Document, ImageRequest, Node, NodeId, Operation, Random};
use maquette::taste::{Feature, Wish};
use maquette::tools::builtin::Moderation;
use maquette::tools::{
    Context, ImageModel, ImageProgress, Likelihoods, Media, Moderated, Moderator, Picture, Preview, Quote, ToolError,
};
use maquette::{
    Aspect, BlobRef, Choice, Chooser, Delivered, Fork, Maquette, NanoUsd, OptionSet, Resume, Reveal, RunEventBody,
    RunFolder, Session, SetId, Verdict, Waiting,
};
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
    seeds: Arc<Mutex<Vec<u64>>>,
    at_once: Arc<AtomicUsize>,
}

impl Camera {
    fn with(film: Film) -> Self {
        Self { film, asked: Arc::default(), seeds: Arc::default(), at_once: Arc::default() }
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

    /// It has one film.
    fn proportions(&self, _: &ImageRequest, _: u32) -> f64 {
        4.0 / 3.0
    }

    async fn generate(&self, context: &Context, request: ImageRequest) -> Result<Picture, ToolError> {
        self.asked.lock().unwrap().push(request.prompt.clone());
        self.seeds.lock().unwrap().push(request.seed);
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

/// Round things and a window in a light that falls off, elsewhere and of other sizes for another seed.
pub(crate) fn scene(seed: u64) -> Vec<u8> {
    let mut random = Random::new(seed);
    let light = (random.index(3) as u32, random.index(3) as u32);
    let things: Vec<[u32; 4]> = (0..5).map(|_| [320, 240, 60, 200].map(|limit| random.index(limit) as u32)).collect();
    shot(|x, y| {
        let grain = (x * 7 + y * 13 + x * y) % 9;
        let inside =
            |[cx, cy, radius, _]: &&[u32; 4]| x.abs_diff(*cx).pow(2) + y.abs_diff(*cy).pow(2) < (20 + radius).pow(2);
        let ground = 235 - y * light.0 / 6 - x * light.1 / 8;
        let level = things.iter().find(inside).map_or(ground, |[.., level]| 20 + level) + grain;
        [(level + 20).min(255) as u8, level.min(255) as u8, (level.saturating_sub(10)).min(255) as u8]
    })
}

/// The pictures of a design that a model made.
fn photographs(document: &Document) -> usize {
    document.walk().filter(|node| is_photograph(node)).count()
}

fn is_photograph(node: &Node) -> bool {
    matches!(node.content, Content::Image { .. })
        && node.role == Role::Image
        && node.provenance == Provenance::Generated
}

/// The three that are shown first.
fn options(out: &Path) -> Vec<Document> {
    let folder = out.join("options/turn-1");
    let shown = (1..=3).map(|k| std::fs::read(folder.join(format!("option-{k}.json"))).unwrap());
    shown.map(|bytes| serde_json::from_slice(&bytes).unwrap()).collect()
}

/// How many of the three that are shown first show a photograph.
fn shown_photographed(out: &Path) -> usize {
    options(out).iter().filter(|document| photographs(document) > 0).count()
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
    // They were paid for to be seen, whatever the run drew.
    let mut with = vec![shown_photographed(place.path())];
    for seed in 1..=3 {
        let place = tempfile::tempdir().unwrap();
        let asked = request(BRIEFS[2]).format("540x540").candidates(10).seed(seed).budget(NanoUsd(60 * PICTURE));
        let engine = Maquette::builder().workers(2).images(Camera::with(Film::Scene)).build().unwrap();
        engine.run(asked.out(place.path())).await.unwrap().finish().await.unwrap();
        with.push(shown_photographed(place.path()));
    }
    assert!(with.iter().all(|of_three| *of_three >= 2), "{with:?} of three each");
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

/// A set: its level, how often the camera had been asked by then, and how many of its options show a photograph.
type Shown = (Reveal, usize, usize);

/// Chooses as it was told, and keeps how often the camera had been asked when each set was shown.
struct Script {
    says: VecDeque<Choice>,
    camera: Camera,
    shown: Arc<Mutex<Vec<Shown>>>,
}

impl Chooser for Script {
    async fn choose(&mut self, set: OptionSet, folder: Option<PathBuf>) -> Choice {
        let read = |index: u32| std::fs::read(folder.as_ref()?.join(format!("option-{index}.json"))).ok();
        let shows = |index: &u32| {
            let document: Option<Document> = read(*index).and_then(|bytes| serde_json::from_slice(&bytes).ok());
            document.is_some_and(|document| photographs(&document) > 0)
        };
        let (asked, with) = (self.camera.asked.lock().unwrap().len(), (1..=3).filter(shows).count());
        self.shown.lock().unwrap().push((set.reveal, asked, with));
        // A photograph is what this is about.
        let index = (1..=3).find(shows).unwrap_or(1);
        match self.says.pop_front() {
            Some(Choice::Pick { .. }) => Choice::Pick { index },
            Some(Choice::More { wishes, with, .. }) => Choice::More { index: Some(index), wishes, with },
            Some(said) => said,
            None => Choice::Accept { index },
        }
    }
}

/// A run in which that is chosen, with how often the camera was asked by each set, and the notes of photographs that did not fit.
async fn chosen(says: &[Choice], out: &Path) -> (Delivered, Vec<Shown>, Vec<String>) {
    let camera = Camera::with(Film::Scene);
    let engine = Maquette::builder().workers(2).images(camera.clone()).build().unwrap();
    let shown = Arc::default();
    let script = Script { says: says.to_vec().into(), camera: camera.clone(), shown: Arc::clone(&shown) };
    let asked = request(BRIEFS[2]).format("540x540").candidates(6).turns(6).chooser(script);
    let mut run = engine.run(asked.budget(NanoUsd(90 * PICTURE)).out(out)).await.unwrap();
    let mut notes = Vec::new();
    while let Some(event) = run.next().await {
        if let RunEventBody::Degraded { what, why } = event.body {
            notes.push(format!("{what}: {why}"));
        }
    }
    let delivered = run.finish().await.unwrap();
    let asked = camera.asked.lock().unwrap().len();
    assert_eq!(delivered.spent, NanoUsd(asked as u64 * PICTURE), "what is kept costs nothing");
    let shown = shown.lock().unwrap().clone();
    (delivered, shown, notes)
}

#[tokio::test]
async fn a_photograph_that_stays_is_not_paid_for_again() {
    let place = tempfile::tempdir().unwrap();
    let pick = || Choice::Pick { index: 1 };
    let wishes = vec![Wish { feature: Feature::Warmth, more: true }];
    let warmer = Choice::More { index: Some(1), wishes, with: None };
    let keep = Choice::Lock { aspects: [Aspect::Picture].into() };
    let (delivered, shown, notes) = chosen(&[warmer, keep, pick(), pick()], place.path()).await;
    let anew = notes.iter().filter(|note| note.starts_with("a photograph is made anew")).count();
    let levels: Vec<Reveal> = shown.iter().map(|(reveal, ..)| *reveal).collect();
    assert_eq!(levels, [Reveal::Direction, Reveal::Style, Reveal::Style, Reveal::Words, Reveal::Fine]);
    // Warmer colours, the same set with the picture locked, other words, fine controls: each shows the same photograph, developed for
    // its place, and nobody is asked again.
    let (first, last) = (shown[0].1, shown.last().unwrap().1);
    assert!(first >= 3 && last == first && anew == 0, "{shown:?} {notes:?}");
    assert!(shown.iter().all(|(.., with)| *with > 0), "{shown:?} {notes:?}");
    let document: Document = serde_json::from_slice(&delivered.bytes("design.json").unwrap()).unwrap();
    assert!(photographs(&document) > 0, "the photograph is still there");
    let report = maquette::replay(place.path()).await.unwrap();
    assert!(matches!(report.verdict, Verdict::Identical | Verdict::Equivalent), "{report:?}");
}

/// The next set, past questions.
async fn set(session: &mut Session) -> SetId {
    loop {
        match session.waits().await.expect("the run goes on") {
            Waiting::Set(set) => return set,
            Waiting::Question(question) => session.answer(&question.id.to_string(), None).await.unwrap(),
        }
    }
}

/// The first design of the last set that shows a photograph: its place from 1, and the layer that shows it.
fn photographed(out: &Path) -> (u32, NodeId) {
    let folder = |turn: u32| Some(out.join(format!("options/turn-{turn}"))).filter(|folder| folder.exists());
    let last = (1..).map_while(folder).last().unwrap();
    let design = |index: u32| -> Document {
        serde_json::from_slice(&std::fs::read(last.join(format!("option-{index}.json"))).unwrap()).unwrap()
    };
    let layer = |index: u32| Some((index, design(index).walk().find(|node| is_photograph(node))?.id.clone()));
    (1..=3).find_map(layer).expect("one of them shows a photograph")
}

#[tokio::test]
async fn a_photograph_that_was_locked_for_a_while_is_still_known() {
    let out = tempfile::tempdir().unwrap();
    let camera = Camera::with(Film::Scene);
    let engine = Maquette::builder().workers(2).images(camera.clone()).build().unwrap();
    let asked = request(BRIEFS[2]).format("540x540").candidates(6).turns(8).budget(NanoUsd(90 * PICTURE));
    let mut session = engine.session(asked.out(out.path())).await.unwrap();
    let locks = |id: &NodeId, index: u32, locked: &[Lock]| {
        let operations = vec![Operation::SetLocks { id: id.clone(), locked: locked.to_vec() }];
        Choice::Edit { index, operations, exact: String::new() }
    };
    let warmer = |index: u32, more: bool| {
        let wishes = vec![Wish { feature: Feature::Warmth, more }];
        Choice::More { index: Some(index), wishes, with: None }
    };
    let first = set(&mut session).await;
    let (index, layer) = photographed(out.path());
    session.choose(&first, locks(&layer, index, &[Lock::Move, Lock::Style, Lock::Content])).await.unwrap();
    let locked = set(&mut session).await;
    session.choose(&locked, warmer(index, true)).await.unwrap();
    let kept = set(&mut session).await;
    let before = camera.asked.lock().unwrap().len();
    let (index, layer) = photographed(out.path());
    session.choose(&kept, locks(&layer, index, &[])).await.unwrap();
    let unlocked = set(&mut session).await;
    session.choose(&unlocked, warmer(index, false)).await.unwrap();
    let cooler = set(&mut session).await;
    photographed(out.path());
    assert_eq!(camera.asked.lock().unwrap().len(), before, "it is developed anew, and not made");
    session.choose(&cooler, Choice::Accept { index: 1 }).await.unwrap();
    let delivered = session.finish().await.unwrap();
    assert_eq!(delivered.spent, NanoUsd(before as u64 * PICTURE));
}

#[tokio::test]
async fn a_run_with_photographs_does_not_go_on_without_who_makes_them() {
    let place = tempfile::tempdir().unwrap();
    let camera = Camera::with(Film::Scene);
    let engine = Maquette::builder().workers(2).images(camera.clone()).build().unwrap();
    let asked = request(BRIEFS[2]).format("540x540").candidates(5).budget(NanoUsd(60 * PICTURE)).out(place.path());
    let delivered = engine.run(asked).await.unwrap().finish().await.unwrap();
    assert!(delivered.spent > NanoUsd::ZERO);
    let records = RunFolder::open(place.path()).unwrap().read().unwrap().records;
    let scored = records.iter().rposition(|record| record.kind.as_str() == "budget.settled").unwrap();

    let house = Maquette::builder().workers(2).build().unwrap();
    let other = tempfile::tempdir().unwrap();
    let fork = |out: &Path| Fork::new(place.path(), scored as u64, out);
    let error = house.fork(fork(&other.path().join("a"))).await.err().unwrap();
    assert!(error.to_string().contains("`camera/1`") && error.code() == "usage", "{error}");
    assert!(error.hint().is_some_and(|hint| hint.contains("--images NAME") && hint.contains("--images procedural")));
    assert!(!other.path().join("a").exists(), "nothing was begun");
    // Who says so has drawings in their place from there on, and it is on record.
    let drawn = house.fork(fork(&other.path().join("b")).drawn()).await.unwrap().finish().await.unwrap();
    assert_eq!(first_set(&drawn).options.len(), 3);
    let manifest = std::fs::read_to_string(other.path().join("b/run/run.json")).unwrap();
    assert!(
        manifest.contains(r#""images":"procedural""#) || manifest.contains(r#""images": "procedural""#),
        "{manifest}"
    );

    // The same for a run that broke off.
    let log = std::fs::read_dir(place.path().join("run/log")).unwrap().next().unwrap().unwrap().path();
    let whole = std::fs::read(&log).unwrap();
    let lines = whole.split_inclusive(|byte| *byte == b'\n').take(scored).map(<[u8]>::len).sum::<usize>();
    std::fs::write(&log, &whole[..lines]).unwrap();
    let asked = camera.asked.lock().unwrap().len();
    let error = house.resume(Resume::new(place.path())).await.err().unwrap();
    assert!(error.to_string().contains("image model") && error.code() == "usage", "{error}");
    let resumed = engine.resume(Resume::new(place.path())).await.unwrap().finish().await.unwrap();
    assert!(resumed.spent >= delivered.spent && camera.asked.lock().unwrap().len() > asked);
}

/// Whoever judges pictures lets none of a model pass.
struct Strict;

impl Moderator for Strict {
    fn name(&self) -> &'static str {
        "strict"
    }

    fn sees(&self) -> bool {
        true
    }

    async fn judge(&self, _: &Context, moderated: Moderated) -> Result<Likelihoods, ToolError> {
        // What a camera is asked for names its subject; a design's own words say what it sells.
        let is_asked_for = moderated.text.contains("No text");
        Ok([("violence".to_owned(), if is_asked_for { 0.95 } else { 0.01 })].into())
    }
}

#[tokio::test]
async fn what_is_refused_after_it_was_made_is_kept_nowhere() {
    let place = tempfile::tempdir().unwrap();
    let camera = Camera::with(Film::Scene);
    let engine = Maquette::builder().workers(2).images(camera.clone()).moderator(Strict, Moderation::default());
    let asked = request(BRIEFS[2]).format("540x540").candidates(5).budget(NanoUsd(60 * PICTURE)).out(place.path());
    let mut run = engine.build().unwrap().run(asked).await.unwrap();
    let mut refused = 0;
    while let Some(event) = run.next().await {
        if let RunEventBody::Degraded { what, why } = event.body {
            assert!(what == "a picture is painted by rule" && why.contains("violence"), "{what}: {why}");
            refused += 1;
        }
    }
    let delivered = run.finish().await.unwrap();
    let asked = camera.asked.lock().unwrap().len();
    assert!(refused >= 2 && refused == asked, "{refused} of {asked}");
    assert_eq!(delivered.spent, NanoUsd(asked as u64 * PICTURE), "what was made is paid for");
    let kept = RunFolder::open(place.path()).unwrap();
    for seed in camera.seeds.lock().unwrap().iter() {
        let name = BlobRef::of(&scene(*seed));
        assert!(kept.blob(&name).ok().flatten().is_none(), "a picture that was refused is in the store");
    }
    assert_eq!(first_set(&delivered).options.len(), 3);
}

/// A camera that has one picture, whatever it is asked for, and says how far it is.
struct OnePicture;

impl ImageModel for OnePicture {
    fn name(&self) -> &str {
        "one/1"
    }

    fn deterministic(&self) -> bool {
        false
    }

    fn photographs(&self) -> bool {
        true
    }

    fn quote(&self, _: &ImageRequest) -> Quote {
        Quote { images: 1, ..Quote::FREE }
    }

    fn proportions(&self, _: &ImageRequest, _: u32) -> f64 {
        4.0 / 3.0
    }

    async fn generate(&self, context: &Context, request: ImageRequest) -> Result<Picture, ToolError> {
        let bytes = scene(7);
        for step in 1..=3 {
            let preview = Some(Preview { bytes: bytes.clone().into(), media: Media::Png });
            let report = ImageProgress { candidate: None, node: request.node.clone(), step, of: 3, preview };
            context.progress().unwrap().tell(report);
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok(Picture { bytes, media: Media::Png })
    }
}

#[tokio::test]
async fn progress_is_told_as_it_comes_and_one_picture_twice_is_told_as_that() {
    let engine = Maquette::builder().workers(2).images(OnePicture).build().unwrap();
    let place = tempfile::tempdir().unwrap();
    let asked = request(BRIEFS[2]).format("540x540").candidates(10).budget(NanoUsd(60 * PICTURE)).out(place.path());
    let mut run = engine.run(asked).await.unwrap();
    let (mut told, mut alike) = (BTreeMap::new(), false);
    while let Some(event) = run.next().await {
        match event.body {
            RunEventBody::PictureProgress { candidate, step, of, preview, .. } => {
                assert!(candidate.starts_with("t1.c") && of == 3 && preview.is_some(), "{candidate} {of}");
                told.entry(candidate).or_insert_with(Vec::new).push(step);
            }
            RunEventBody::Degraded { what, .. } => alike |= what.contains("alike"),
            _ => {}
        }
    }
    run.finish().await.unwrap();
    assert!(told.len() >= 3 && told.values().all(|steps| steps.is_sorted()), "{told:?}");
    let with = options(place.path()).iter().filter(|document| photographs(document) > 0).count();
    assert!(with <= 1 || alike, "{with} options show one picture that was made for each of them");
    // None of it is on record.
    let records = RunFolder::open(place.path()).unwrap().read().unwrap().records;
    assert!(records.iter().all(|record| !record.kind.as_str().contains("progress")));
    let report = maquette::replay(place.path()).await.unwrap();
    assert!(matches!(report.verdict, Verdict::Identical | Verdict::Equivalent), "{report:?}");
}
