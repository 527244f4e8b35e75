//! Whole runs with the tools of the house. Slower than scripted ones, so there are few.

use std::fs;
use std::path::Path;

use toolbox::builtin;
use toolbox::tool::{Audience, Pure, PureTool};
use toolbox::{Context, ToolError};

use crate::{Auto, Brief, Delivered, DesignFile, FaceFile, Maquette, OutputFormat, Replay, Request, Verdict, replay};

const FILES: [&str; 5] = ["final.png", "final.svg", "final.live.svg", "final.pdf", "design.json"];

fn request(out: &Path) -> Request {
    let brief = Brief::read("Winter book swap, Saturday 9 December, 2pm to 5pm, Town Library. Bring one, take one.");
    // Small, so that the suite stays quick.
    Request::new(brief.unwrap()).format("480x480").candidates(5).out(out)
}

async fn deliver(workers: usize, request: Request) -> Delivered {
    let engine = Maquette::builder().workers(workers).build().unwrap();
    engine.run(request).await.unwrap().finish().await.unwrap()
}

#[tokio::test]
async fn a_brief_becomes_the_same_designs_with_any_number_of_workers_and_replays() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let picks = || Auto::parse("2,best").unwrap();
    let delivered = deliver(1, request(one.path()).turns(2).chooser(picks())).await;
    deliver(2, request(two.path()).turns(2).chooser(picks())).await;
    assert_eq!((delivered.sets.len(), delivered.sets[0].options.len()), (2, 3));
    for name in FILES.map(str::to_owned).into_iter().chain((1..=3).map(|n| format!("options/turn-1/option-{n}.png"))) {
        let read = |out: &Path| fs::read(out.join(&name)).unwrap();
        assert!(read(one.path()) == read(two.path()), "{name} differs");
    }
    let report = replay(two.path()).await.unwrap();
    assert_eq!((report.verdict, &report.notes), (Verdict::Identical, &vec![]), "{report:?}");
    assert_eq!(report.recomputed, report.effects);
    sabotage(two.path()).await;
}

/// A tool of the house whose answers are changed a little.
struct Sabotaged<T: PureTool> {
    tool: T,
    change: fn(&mut T::Output),
}

impl<T: PureTool> PureTool for Sabotaged<T> {
    const NAME: &'static str = T::NAME;
    const VERSION: &'static str = T::VERSION;
    const DESCRIPTION: &'static str = T::DESCRIPTION;
    const AUDIENCE: Audience = T::AUDIENCE;
    type Input = T::Input;
    type Output = T::Output;

    fn compute(&self, context: &Context, input: T::Input) -> Result<T::Output, ToolError> {
        let mut output = self.tool.compute(context, input)?;
        (self.change)(&mut output);
        Ok(output)
    }
}

async fn sabotage(out: &Path) {
    let compose = Sabotaged { tool: builtin::Compose, change: |composed| composed.images.clear() };
    let render = Sabotaged { tool: builtin::Render, change: |rendered| rendered.width += 1 };
    let critique = Sabotaged { tool: builtin::Critique, change: |criticised| criticised.critique.pdq_quality ^= 1 };
    let toolboxes = [
        ("compose", builtin::standard().replace(Pure::new(compose))),
        ("render", builtin::standard().replace(Pure::new(render))),
        ("critique", builtin::standard().replace(Pure::new(critique))),
    ];
    for (tool, toolbox) in toolboxes {
        let report = Replay::new(out).toolbox(toolbox.build().unwrap()).run().await.unwrap();
        let difference = report.divergence.unwrap_or_else(|| panic!("{tool} is not missed: {:?}", report.verdict));
        assert!(difference.what == tool && difference.pointer.starts_with("/"), "{difference:?}");
    }
}

#[tokio::test]
async fn a_run_with_installed_faces_is_made_again_without_their_folder() {
    let out = tempfile::tempdir().unwrap();
    // Another face under the name of one that voices know.
    let bytes: std::sync::Arc<[u8]> = typst_assets::fonts().nth(7).unwrap().into();
    let file = |family: &str| FaceFile {
        name: format!("{family}/face.otf"),
        family: family.to_owned(),
        bytes: std::sync::Arc::clone(&bytes),
    };
    const FAMILIES: [&str; 7] =
        ["Inter Tight", "Archivo", "Jost", "EB Garamond", "Newsreader", "Playfair Display", "Space Grotesk"];
    let faces: Vec<FaceFile> = FAMILIES.map(file).into();
    let engine = Maquette::builder().fonts(faces).build().unwrap();
    engine.run(request(out.path()).turns(1)).await.unwrap().finish().await.unwrap();
    let plain = tempfile::tempdir().unwrap();
    deliver(2, request(plain.path()).turns(1)).await;
    let read = |out: &Path, name: &str| fs::read(out.join(name)).unwrap();
    let options =
        |out: &Path| (1..=3).map(|n| read(out, &format!("options/turn-1/option-{n}.json"))).collect::<Vec<_>>();
    let told = String::from_utf8(options(out.path()).concat()).unwrap();
    assert!(FAMILIES.iter().any(|name| told.contains(name)));
    assert_ne!(options(out.path()), options(plain.path()));
    let report = replay(out.path()).await.unwrap();
    assert_eq!((report.verdict, &report.notes), (Verdict::Identical, &vec![]), "{report:?}");
    let design = DesignFile::open(&out.path().join("design.json"), None).unwrap();
    assert!(design.write(OutputFormat::Png, 1.0).unwrap() == read(out.path(), "final.png"));
    // Without the bytes of a face nothing can be said.
    let pinned = crate::RunFolder::open(out.path()).unwrap().fonts().unwrap();
    assert_eq!(pinned.len(), FAMILIES.len());
    let name = design::BlobRef::of(&bytes).to_string().replace("sha256:", "");
    fs::remove_file(out.path().join(format!("run/blobs/sha256/{}/{}", &name[..2], &name[2..]))).unwrap();
    let report = replay(out.path()).await;
    assert!(report.is_err() || report.is_ok_and(|report| report.verdict == Verdict::Unverifiable));
}
