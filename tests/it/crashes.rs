//! Runs that are killed at any instant and go on: nothing is lost, nothing is paid for twice.
//!
//! The run is made by a child, this binary again, so that it can be killed. `MAQUETTE_KILLS` names how often.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use design::Random;
use maquette::calls::{Call as _, GenerateImage, GeneratedImage};
use maquette::tools::tool::Audience;
use maquette::tools::{Context, Quote, Tool, ToolEffect, ToolError};
use maquette::{Auto, Brief, Maquette, NanoUsd, Request, Resume, RunFolder};

/// Where the child works; without it, it has nothing to do.
const FOLDER: &str = "MAQUETTE_CRASH_FOLDER";
/// What a picture costs, nano-USD.
const PRICE: NanoUsd = NanoUsd(40_000_000);

/// A provider of pictures, in a file: it charges once for each key, whoever asks, and outlives every process.
struct Shop {
    charges: PathBuf,
}

impl Tool for Shop {
    const NAME: &'static str = GenerateImage::TOOL;
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Sells pictures.";
    const AUDIENCE: Audience = Audience::Internal;
    type Input = GenerateImage;
    type Output = GeneratedImage;

    fn effect(&self) -> ToolEffect {
        ToolEffect::Idempotent
    }

    fn quote(&self, _: &GenerateImage) -> Quote {
        Quote { images: 1, ..Quote::money(PRICE) }
    }

    async fn call(&self, context: &Context, input: GenerateImage) -> Result<GeneratedImage, ToolError> {
        let failed = |reason: String| ToolError::Internal { tool: Self::NAME.to_owned(), reason };
        let key = context.idempotency_key().ok_or_else(|| failed("no key".to_owned()))?.to_owned();
        // One write to a file that only grows, as if it were a request to another machine.
        let asked = OpenOptions::new().create(true).append(true).open(&self.charges);
        let written = asked.and_then(|mut file| file.write_all(format!("{key}\n").as_bytes()));
        written.map_err(|error| failed(error.to_string()))?;
        tokio::time::sleep(Duration::from_millis(input.request.seed % 20)).await;
        context.charge(PRICE);
        let picture = format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="{}" fill="#{:06x}"/></svg>"##,
            1 + input.request.seed % 4,
            input.request.seed % 0x00ff_ffff,
        );
        let blob = context.keep(Self::NAME, picture.as_bytes())?;
        Ok(GeneratedImage { blob, media: "image/svg+xml".to_owned(), node: input.request.node, made: None })
    }
}

fn engine(folder: &Path) -> Maquette {
    let shop = Shop { charges: folder.join("charges") };
    Maquette::builder().workers(2).replace_tool(shop).build().unwrap()
}

/// Makes the run in `folder`, or goes on with it.
async fn make(folder: &Path) {
    let (engine, out) = (engine(folder), folder.join("out"));
    let run = if RunFolder::open(&out).is_ok() {
        engine.resume(Resume::new(&out)).await.unwrap()
    } else {
        let brief = Brief::read("Winter book swap on 9 December, 6pm, town library. Bring one, take one.").unwrap();
        let picks = Auto::parse("2,best").unwrap();
        let request = Request::new(brief).format("300x250").candidates(6).turns(2).chooser(picks);
        engine.run(request.budget(NanoUsd(2_000_000_000)).id("crash").out(out)).await.unwrap()
    };
    run.finish().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    make(Path::new(&folder)).await;
}

fn spawn(folder: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "crashes::child"]).env(FOLDER, folder);
    let words = std::fs::File::create(folder.join("words")).unwrap();
    command.args(["--nocapture"]).stdout(Stdio::null()).stderr(words).spawn().unwrap()
}

/// Every result by its path.
fn results(out: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut pending = vec![out.to_owned()];
    while let Some(next) = pending.pop() {
        for path in std::fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_file() {
                found.insert(path.strip_prefix(out).unwrap().to_owned(), std::fs::read(&path).unwrap());
            } else if !path.ends_with("run") {
                pending.push(path);
            }
        }
    }
    found
}

/// The keys that were asked for.
fn charged(folder: &Path) -> BTreeSet<String> {
    let charges = std::fs::read_to_string(folder.join("charges")).unwrap();
    charges.lines().map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_is_killed_goes_on_and_pays_once() {
    let whole = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    assert!(spawn(whole.path()).wait().unwrap().success());
    let takes = begun.elapsed();
    let (wanted, keys) = (results(&whole.path().join("out")), charged(whole.path()));
    assert!(keys.len() >= 8, "{} pictures", keys.len());

    let kills = std::env::var("MAQUETTE_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(3);
    let mut random = Random::new(31);
    let (mut killed, mut folders, mut restarts) = (0, 0, 0);
    while killed < kills {
        let folder = tempfile::tempdir().unwrap();
        folders += 1;
        // Killed until it is through once; each time it has a while to get on.
        loop {
            let mut child = spawn(folder.path());
            if killed >= kills {
                assert!(child.wait().unwrap().success());
                break;
            }
            let until = Instant::now() + takes.mul_f64(random.unit());
            let ended = loop {
                if let Some(status) = child.try_wait().unwrap() {
                    break Some(status);
                }
                if Instant::now() >= until {
                    break None;
                }
                std::thread::sleep(Duration::from_millis(1));
            };
            if let Some(status) = ended {
                let words = std::fs::read_to_string(folder.path().join("words")).unwrap_or_default();
                assert!(status.success(), "it did not go on: {words}");
                break;
            }
            child.kill().unwrap();
            child.wait().unwrap();
            killed += 1;
            restarts += u32::from(folder.path().join("out/run/log").exists());
        }
        assert!(results(&folder.path().join("out")) == wanted, "other results");
        assert_eq!(charged(folder.path()), keys, "other pictures were paid for");
        let records = RunFolder::open(&folder.path().join("out")).unwrap().read().unwrap().records;
        let settled = records.iter().filter(|record| record.kind.as_str() == "budget.settled");
        let settled: Vec<(&str, u32)> = settled.map(|record| (record.lane.as_str(), record.ord)).collect();
        assert_eq!(settled.len(), keys.len(), "{settled:?}");
        assert_eq!(settled.iter().collect::<BTreeSet<_>>().len(), keys.len(), "settled twice: {settled:?}");
    }
    println!("{killed} kills in {folders} runs, {restarts} of them after the log was begun; a run takes {takes:?}");
}
