//! `judge_by_picture`: a learned model of a folder scores the picture of a design.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use design::{Finding, Score, Severity};
use learned::{Engine, HeadScore, Judge, MANIFEST_BYTES_MAX, MODEL_BYTES_MAX, Manifest};
use planner::calls::{GuestUsage, JUDGE_BY_PICTURE, JudgeDesign, JudgedDesign};

use crate::builtin::drawing_failed;
use crate::context::Context;
use crate::error::ToolError;
use crate::model_folder::{LocalModelError, read};
use crate::quote::Quote;
use crate::tool::{Audience, Tool, ToolEffect};

/// The manifest's name in its folder.
pub const MANIFEST: &str = "judge.json";

/// The judge in a folder, run by an engine. Reads its models whole, which takes a moment: call it where threads may block.
///
/// # Errors
///
/// [`LocalModelError`] that names the file.
pub fn open(folder: &Path, engine: &dyn Engine) -> Result<Judge, LocalModelError> {
    let unfit = |error: &dyn std::error::Error| LocalModelError::Content {
        file: folder.join(MANIFEST),
        reason: crate::error::chain(error),
    };
    let manifest = read(&folder.join(MANIFEST), MANIFEST_BYTES_MAX as u64)?;
    let named = Manifest::from_json(&manifest).map_err(|error| unfit(&error))?;
    let mut files = BTreeMap::new();
    for file in named.files().into_keys() {
        files.insert(file.to_owned(), read(&folder.join(file), MODEL_BYTES_MAX as u64)?);
    }
    Judge::load(&manifest, files, engine).map_err(|error| unfit(&error))
}

/// Has a learned judge score designs. Figures of two engines differ in their last digits, so a replay believes what is on record.
#[derive(Debug, Clone)]
pub struct JudgeByPicture(Arc<Judge>);

impl JudgeByPicture {
    /// Scores by `judge`.
    #[must_use]
    pub fn new(judge: Judge) -> Self {
        Self(Arc::new(judge))
    }

    /// Who judges: other files are another judge.
    #[must_use]
    pub fn by(&self) -> String {
        let manifest = self.0.manifest();
        format!("{} {} {}", manifest.name, manifest.version, self.0.id().short(12))
    }
}

/// The mean of what the heads say.
fn mean(said: &[HeadScore]) -> Score {
    let sum: f64 = said.iter().map(|head| head.score.as_f64()).sum();
    Score::from_f64(sum / said.len().max(1) as f64)
}

/// What a head says, as the model has it: a note beside the score.
fn told(said: &HeadScore) -> Finding {
    let message = format!("A learned judge's `{}` says {:.3}.", design::shown(&said.head), said.raw);
    Finding {
        value: Some(Score::from_f64(said.score.as_f64()).as_f64()),
        ..Finding::new(JUDGE_BY_PICTURE, Severity::Info, message)
    }
}

impl Tool for JudgeByPicture {
    const NAME: &'static str = JUDGE_BY_PICTURE;
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Has a learned model score the picture of a design.";
    const AUDIENCE: Audience = Audience::Internal;
    type Input = JudgeDesign;
    type Output = JudgedDesign;

    fn effect(&self) -> ToolEffect {
        ToolEffect::Read
    }

    fn quote(&self, _: &JudgeDesign) -> Quote {
        Quote::FREE
    }

    async fn call(&self, context: &Context, input: JudgeDesign) -> Result<JudgedDesign, ToolError> {
        let (judge, inner) = (self.0.clone(), context.clone());
        let judged = context.compute(Self::NAME, move || {
            let drawn = inner.drawn(Self::NAME, &input.design)?;
            let pixels = drawn.pixels(&|| !inner.is_stopped()).map_err(drawing_failed(Self::NAME))?;
            judge.score(pixels).map_err(|error| ToolError::Unavailable {
                tool: Self::NAME.to_owned(),
                reason: crate::error::chain(&error),
            })
        });
        let said = judged.await?;
        let findings = said.iter().map(told).collect();
        Ok(JudgedDesign { score: mean(&said), findings, usage: GuestUsage::default() })
    }
}
