//! Judges that were learned elsewhere, in folders of this machine.

use std::path::Path;

use design::Score;
use maquette::{Builder, Judged, SecondOpinion};
use serde::Serialize;

use crate::failure::Failure;

/// What a judge says of a picture, beside the critique: it is no gate, and no part of the total.
#[derive(Debug, Serialize)]
pub(crate) struct Learned {
    /// The judge, by name and version.
    pub(crate) judge: String,
    /// What it is made of, by hash.
    pub(crate) id: String,
    /// What ran it: figures of two engines differ in their last digits.
    pub(crate) engine: String,
    /// What each of its heads says.
    pub(crate) scores: Vec<HeadSaid>,
}

/// What a head says.
#[derive(Debug, Serialize)]
pub(crate) struct HeadSaid {
    pub(crate) head: String,
    /// The figure as the model has it.
    pub(crate) raw: f32,
    /// Where it lies among those that the judge was calibrated with.
    pub(crate) score: Score,
}

/// What the small head of the house says, where it says something.
pub(crate) fn of_house(judged: &Judged) -> Option<Learned> {
    let SecondOpinion { head, answer, score } = judged.second?;
    Some(Learned {
        judge: format!("maquette {}", env!("CARGO_PKG_VERSION")),
        id: head.to_string(),
        engine: "maquette".to_owned(),
        scores: vec![HeadSaid { head: "undamaged".to_owned(), raw: answer as f32, score }],
    })
}

/// Has the judge in a folder look at what was judged by the rules.
#[cfg(feature = "onnx-models")]
pub(crate) fn judge(folder: &Path, judged: &Judged) -> Result<Learned, Failure> {
    let judge = open(folder)?;
    let scores = judge.score(&judged.pixels).map_err(|error| Failure::usage(crate::failure::chain(&error)))?;
    let said = |said: maquette::learned::HeadScore| HeadSaid { head: said.head, raw: said.raw, score: said.score };
    let manifest = judge.manifest();
    Ok(Learned {
        judge: format!("{} {}", manifest.name, manifest.version),
        id: judge.id().to_string(),
        engine: judge.engine().to_owned(),
        scores: scores.into_iter().map(said).collect(),
    })
}

/// The judge in a folder, ready.
#[cfg(feature = "onnx-models")]
fn open(folder: &Path) -> Result<maquette::learned::Judge, Failure> {
    maquette::tools::judge_by_picture::open(folder, &engine()?)
        .map_err(|error| Failure::usage(crate::failure::chain(&error)))
}

/// The engine with the judge in a folder.
#[cfg(feature = "onnx-models")]
pub(crate) fn with(builder: Builder, folder: &Path, weight: u32) -> Result<Builder, Failure> {
    Ok(builder.picture_judge(open(folder)?, weight))
}

/// The engine with the classifier in a folder as its moderator.
#[cfg(feature = "onnx-models")]
pub(crate) fn moderated(builder: Builder, folder: &Path) -> Result<Builder, Failure> {
    use maquette::tools::PictureModerator;
    use maquette::tools::builtin::Moderation;

    // Ten pictures a design, one design at a time on each thread: it is the queue that takes long, not the answer.
    let moderation = Moderation { within: std::time::Duration::from_secs(600), ..Moderation::default() };
    Ok(builder.moderator(PictureModerator::new(open(folder)?), moderation))
}

#[cfg(not(feature = "onnx-models"))]
pub(crate) fn moderated(_: Builder, folder: &Path) -> Result<Builder, Failure> {
    Err(lacks(folder, "onnx-models"))
}

#[cfg(not(feature = "onnx-models"))]
pub(crate) fn with(_: Builder, folder: &Path, _: u32) -> Result<Builder, Failure> {
    Err(lacks(folder, "onnx-models"))
}

#[cfg(not(feature = "onnx-models"))]
pub(crate) fn judge(folder: &Path, _: &Judged) -> Result<Learned, Failure> {
    Err(lacks(folder, "onnx-models"))
}

/// What runs models here.
#[cfg(feature = "onnx-models")]
pub(crate) fn engine() -> Result<maquette::learned::OnnxRuntime, Failure> {
    maquette::learned::OnnxRuntime::open().map_err(|error| {
        let failure = Failure::usage(crate::failure::chain(&error));
        failure.hint("ORT_DYLIB_PATH says where the library of the ONNX Runtime is")
    })
}

/// What a build says that has no way of running a model.
#[cfg(not(all(feature = "local-models", feature = "onnx-models")))]
pub(crate) fn lacks(folder: &Path, feature: &str) -> Failure {
    let failure = Failure::usage(format!("the model in {} cannot be run by this build", folder.display()));
    failure.hint(format!("cargo build --release --features {feature}"))
}
