//! `edit_image`: a picture of the kit changed by an image model, or one made like those, checked before it is kept.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use design::{BlobRef, EditKind, ImageEdit, ImageRequest, Sha256};
use planner::calls::{Call, EditImage as Request, GeneratedImage, MadeBy};
use prompts::{Library, Prompt};
use render::Picture;
use serde_json::json;

use super::edited::{self, Prepared};
use super::image_request::{check, check_edit, check_negative, permitted};
use super::made_picture::{Asked, Checker, MadePicture, Sent, by_rules};
use super::moderate::Moderate;
use super::photograph::{self, Photographer, seed_for_models};
use super::told;
use crate::context::Context;
use crate::error::ToolError;
use crate::image_model::{AnyImageModel, Media};
use crate::quote::Quote;
use crate::tool::{Audience, Tool, ToolEffect};

/// The prompt by which changes of the kit's photographs are asked for.
const PROMPT: &str = "edit_picture";
/// Edits of runs that are remembered, so that one is not paid for twice.
const REMEMBERED_MAX: usize = 64;

/// Has an image model change pictures.
#[derive(Debug, Clone)]
pub struct EditImage {
    model: AnyImageModel,
    /// How photographs in the manner of others are asked for.
    photographer: Photographer,
    prompt: Arc<Prompt>,
    checker: Checker,
    made: Arc<Mutex<Remembered>>,
}

/// What came of one edit, once that is known: whoever asks for the same waits for it.
type Slot = Arc<tokio::sync::Mutex<Option<Came>>>;

/// What came of an edit.
#[derive(Debug, Clone)]
enum Came {
    /// A picture, kept, and its PDQ hash.
    Picture(BlobRef, Option<String>),
    /// One that cannot be used, for that reason: another would be no other.
    Unusable(String),
    /// One that may not be shown, for that reason.
    NotShown(String),
}

impl Came {
    /// What is remembered of what did not pass; nothing, where another may.
    fn refused(error: &ToolError) -> Option<Self> {
        match error {
            ToolError::Unavailable { reason, .. } => Some(Self::Unusable(reason.clone())),
            ToolError::NotShown { reason, .. } => Some(Self::NotShown(reason.clone())),
            _ => None,
        }
    }
}

/// What was made in the runs of late.
#[derive(Debug, Default)]
struct Remembered {
    slots: BTreeMap<Sha256, Slot>,
    order: VecDeque<Sha256>,
}

impl Remembered {
    fn slot(&mut self, key: Sha256) -> Slot {
        if let Some(slot) = self.slots.get(&key) {
            return slot.clone();
        }
        if self.order.len() >= REMEMBERED_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.slots.remove(&oldest);
        }
        self.order.push_back(key);
        self.slots.entry(key).or_default().clone()
    }
}

impl EditImage {
    /// Has `model` make edits, which are asked for by what is in production of `prompts`.
    #[must_use]
    pub fn asking(model: AnyImageModel, prompts: &Library) -> Self {
        let prompt = told::in_production(prompts, PROMPT).unwrap_or_else(|| told::built_in(PROMPT));
        let (photographer, prompt) = (Photographer::new(prompts), Arc::new(prompt.clone()));
        Self { model, photographer, prompt, checker: Checker::default(), made: Arc::default() }
    }

    /// The same; and a moderator that sees looks at what it makes before it is kept.
    #[must_use]
    pub fn moderated_by(self, moderate: Moderate) -> Self {
        Self { checker: Checker::asking(moderate), ..self }
    }

    /// The edit in the words that the model is told, and the prompt that they are of.
    fn told(&self, context: &Context, request: &ImageRequest, edit: &ImageEdit) -> Result<(String, String), ToolError> {
        let capabilities = self.model.capabilities();
        if edit.kind() == EditKind::StyleReference {
            let told = self.photographer.told(Self::NAME, request, context.kit(), &capabilities)?;
            return Ok((told.prompt, self.photographer.prompt_name()));
        }
        let task = match edit.kind() {
            EditKind::Outpaint => {
                "The photograph goes on beyond its edges: the same place, the same light, nothing new."
            }
            EditKind::RemoveBackground => "The thing itself, whole, cut out of its ground, on nothing.",
            // Somebody's own words say what is done.
            EditKind::Instruct | EditKind::Inpaint | EditKind::StyleReference => {
                return Ok((edit.prompt.clone(), "as asked".to_owned()));
            }
        };
        let variables = json!({ "task": task, "shown": edit.prompt, "apart": capabilities.negative });
        let said = told::filled_in(Self::NAME, &self.prompt, &variables)?;
        let words = said.iter().filter_map(told::words).collect::<Vec<_>>().join("\n");
        Ok((words, format!("{}@{}", self.prompt.name(), self.prompt.version())))
    }

    /// What the model makes of it, looked over before it is kept; from this run's store where it was made before.
    async fn made(
        &self,
        context: &Context,
        prepared: &Arc<Prepared>,
        asked: &Asked,
    ) -> Result<(BlobRef, MadePicture), ToolError> {
        let slot = self.made.lock().unwrap_or_else(PoisonError::into_inner).slot(key(context, &self.model, prepared));
        // Nothing leaves for it while it waits for another, nor where that has what it wants.
        let marked = context.grant().filter(|_| !self.model.marks());
        if let Some(grant) = marked {
            grant.did_not_happen();
        }
        let mut held = slot.lock().await;
        let tool = || Self::NAME.to_owned();
        match held.clone() {
            Some(Came::Unusable(reason)) => return Err(ToolError::Unavailable { tool: tool(), reason }),
            Some(Came::NotShown(reason)) => return Err(ToolError::NotShown { tool: tool(), reason }),
            // It passed when it was made, in this run and by its rules.
            Some(Came::Picture(original, pdq)) => {
                let bytes = context.fetch(Self::NAME, &original)?.to_vec();
                let picture = sent(context, prepared, asked, bytes).await?.into_picture(asked)?;
                return Ok((original, MadePicture { picture, pdq }));
            }
            None => {}
        }
        if marked.is_some_and(|grant| !grant.mark_sent()) {
            return Err(ToolError::Unavailable { tool: tool(), reason: "its time is over".to_owned() });
        }
        let bytes = self.model.edit(&self.checker.for_asking(context), prepared.asked.clone()).await?.bytes;
        self.checker.priced(context, &self.model, || self.model.quote_edit(&prepared.asked.edit));
        let looked = match sent(context, prepared, asked, bytes.clone()).await {
            Ok(sent) => self.checker.looked_over(context, asked, sent).await,
            Err(error) => Err(error),
        };
        let made = looked.inspect_err(|error| *held = Came::refused(error))?;
        let original = context.keep(Self::NAME, &bytes)?;
        *held = Some(Came::Picture(original, made.pdq.clone()));
        Ok((original, made))
    }
}

/// What came, as it is looked over.
async fn sent(context: &Context, prepared: &Arc<Prepared>, asked: &Asked, bytes: Vec<u8>) -> Result<Sent, ToolError> {
    let (prepared, asked) = (prepared.clone(), asked.clone());
    context.compute(EditImage::NAME, move || edited::sent(&prepared, &asked, bytes)).await
}

/// What came of an edit in a turn before, held against the rules again: a run that branched off may have others.
async fn again(
    context: &Context,
    prepared: &Arc<Prepared>,
    asked: &Asked,
    original: &BlobRef,
) -> Result<Picture, ToolError> {
    let bytes = context.fetch(EditImage::NAME, original)?.to_vec();
    let sent = sent(context, prepared, asked, bytes).await?;
    let (inner, own) = (context.clone(), asked.clone());
    context.compute(EditImage::NAME, move || Ok(by_rules(&inner, &own, sent)?.picture)).await
}

/// Develops what came of an edit for the place that waits for it.
async fn placed(
    context: &Context,
    request: ImageRequest,
    prepared: Arc<Prepared>,
    asked: Asked,
    picture: Picture,
    made: Box<MadeBy>,
) -> Result<GeneratedImage, ToolError> {
    let inner = context.clone();
    let kept = context.compute(EditImage::NAME, move || {
        let developed = edited::developed(&inner, &request, &prepared, &asked, picture)?;
        let blob = inner.keep(EditImage::NAME, &developed)?;
        let media = Media::Png.name().to_owned();
        Ok(GeneratedImage { blob, media, node: request.node.clone(), made: Some(made) })
    });
    kept.await
}

/// What an edit is known by: the same of the same pictures in the same run.
fn key(context: &Context, model: &AnyImageModel, prepared: &Prepared) -> Sha256 {
    let asked = &prepared.asked;
    let edit = serde_json::to_vec(&asked.edit).unwrap_or_default();
    let pictures = asked.image.iter().chain(&asked.mask).chain(&asked.references);
    let pictures: Vec<u8> = pictures.flat_map(|picture| *picture.sha256.as_bytes()).collect();
    // Where the picture stands, too: others may stand elsewhere on a sheet of the same size.
    let sides = asked.padding().map(u32::to_le_bytes).concat();
    let (began, seed) = (context.began_ms().to_le_bytes(), context.seed().to_le_bytes());
    let (kit, rules) = (context.kit().sha256, context.permission().digest());
    let run = [context.tenant().name().as_bytes(), &began, &seed, kit.as_bytes(), rules.as_bytes()].concat();
    Sha256::of_parts(&[&run, model.name().as_bytes(), &edit, &sides, &pictures])
}

impl Tool for EditImage {
    const NAME: &'static str = Request::TOOL;
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str =
        "Has an image model change a picture, or make one like others, for a composed design.";
    const AUDIENCE: Audience = Audience::Internal;
    type Input = Request;
    type Output = GeneratedImage;

    fn effect(&self) -> ToolEffect {
        self.checker.effect(&self.model)
    }

    fn deterministic(&self) -> bool {
        self.model.deterministic()
    }

    fn quote(&self, input: &Request) -> Quote {
        if input.made.is_some() || !self.model.capabilities().offers(input.edit.kind()) {
            // Nobody is asked, or it is refused before anything is spent, so nothing is reserved for it.
            return Quote::FREE;
        }
        self.checker.with_price(self.model.quote_edit(&input.edit))
    }

    fn marks(&self) -> bool {
        self.model.marks()
    }

    async fn call(&self, context: &Context, input: Request) -> Result<GeneratedImage, ToolError> {
        let Request { request, edit, made } = input;
        let capabilities = self.model.capabilities();
        if !capabilities.offers(edit.kind()) {
            return Err(capabilities.refusal(self.model.name(), edit.kind()));
        }
        check(Self::NAME, &request)?;
        check_edit(Self::NAME, &edit)?;
        check_negative((Self::NAME, "/edit/negative"), &edit.negative, (self.model.name(), &capabilities))?;
        let (words, prompt) = self.told(context, &request, &edit)?;
        let asked = ImageRequest { prompt: words.clone(), ..request.clone() };
        if !self.model.deterministic() {
            permitted(Self::NAME, context, &asked)?;
        }
        let (inner, size) = (context.clone(), self.model.edit_size(&edit));
        // Somebody's own words may want what a photograph in a design is not to show otherwise.
        let is_asked = matches!(edit.kind(), EditKind::Instruct | EditKind::Inpaint);
        let negative =
            if is_asked { edit.negative.clone() } else { photograph::negative(&edit.negative, &capabilities) };
        let mut told = ImageEdit { prompt: words, negative, seed: seed_for_models(edit.seed), ..edit };
        told.references.truncate(capabilities.references_max);
        let wanted = request.clone();
        let prepared = context.compute(Self::NAME, move || edited::prepared(&inner, &wanted, &told, size)).await?;
        let prepared = Arc::new(prepared);
        let edit = &prepared.asked.edit;
        let wanted = Asked { tool: Self::NAME, words: edit.prompt.clone(), photograph: edited::proportions(edit) };
        if let Some(made) = made {
            let picture = again(context, &prepared, &wanted, &made.original).await?;
            return placed(context, request, prepared, wanted, picture, made).await;
        }
        let (original, MadePicture { picture, pdq }) = self.made(context, &prepared, &wanted).await?;
        let made = MadeBy {
            by: self.model.name().to_owned(),
            prompt,
            prompt_sha256: photograph::prompt_sha256(&edit.prompt, &edit.negative),
            seed: edit.seed,
            original,
            operation: Some(edit.kind()),
            sources: prepared.sources.clone(),
            licence: self.model.licence().map(str::to_owned),
            // What is made of the kit's photographs is not what a model has only one answer for.
            pdq: pdq.filter(|_| edit.image().is_none()),
        };
        placed(context, request, prepared, wanted, picture, Box::new(made)).await
    }
}

#[cfg(test)]
mod tests {
    use design::{BrandKit, EditOperation, PictureRef, Stand};
    use render::Pixels;

    use super::*;
    use crate::fixture::{context, image_request};
    use crate::image_model::Procedural;

    #[tokio::test]
    async fn edits_are_told_apart_by_where_the_picture_stands() {
        let context = context((*BrandKit::builtin()).clone());
        let model = AnyImageModel::new(Procedural);
        let photo = Pixels { width: 200, height: 300, data: (0..240_000_u32).map(|at| (at % 251) as u8).collect() };
        let blob = context.keep("edit_image", &photo.to_png().unwrap()).unwrap();
        let key_of = |width: u32, height: u32| {
            let operation = EditOperation::Outpaint { image: PictureRef::Blob(blob), stand: Stand::Start };
            let (prompt, negative) = (String::new(), String::new());
            let edit = ImageEdit { operation, prompt, negative, width, height, seed: 1, references: Vec::new() };
            // A model of one size: what is wanted stands on it as a window.
            let prepared = edited::prepared(&context, &image_request(), &edit, (1_536, 1_024)).unwrap();
            key(&context, &model, &prepared)
        };
        assert_eq!(key_of(600, 400), key_of(1_500, 1_000));
        assert_ne!(key_of(600, 400), key_of(500, 400), "it stands elsewhere on the same sheet");
    }
}
