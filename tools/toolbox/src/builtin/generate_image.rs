//! `generate_image`: a picture from whatever makes pictures, checked before it is kept; `paint_image`: one by rule.

use design::ImageRequest;
use planner::calls::{Call, GenerateImage as Request, GeneratedImage, MadeBy, PaintImage as Paint};
use prompts::Library;

use super::image_request::{check, check_negative, permitted};
use super::made_picture::{self, Asked, Checker, Sent};
use super::moderate::Moderate;
use super::photograph::{self, Photographer};
use crate::context::{Context, does_not_fit};
use crate::error::ToolError;
use crate::image_model::{AnyImageModel, ImageModel as _, Media, Picture, Procedural};
use crate::quote::Quote;
use crate::tool::{Audience, PureTool, Tier, Tool, ToolEffect};

/// Makes a picture with an image model.
#[derive(Debug, Clone)]
pub struct GenerateImage {
    model: AnyImageModel,
    /// How photographs are asked for, where the model makes those: then it is asked for nothing else.
    photographer: Option<Photographer>,
    checker: Checker,
}

impl GenerateImage {
    /// Makes every picture with `model`, which is told what a design's own words for it are.
    #[must_use]
    pub fn new(model: AnyImageModel) -> Self {
        Self { model, photographer: None, checker: Checker::default() }
    }

    /// The same; but a model that makes photographs is asked for those alone, by what is in production of `prompts`.
    #[must_use]
    pub fn asking(model: AnyImageModel, prompts: &Library) -> Self {
        let photographer = model.photographs().then(|| Photographer::new(prompts));
        Self { model, photographer, checker: Checker::default() }
    }

    /// The same; and a moderator that sees looks at what it makes before it is kept.
    #[must_use]
    pub fn moderated_by(self, moderate: Moderate) -> Self {
        Self { checker: Checker::asking(moderate), ..self }
    }

    /// Whether the house makes that picture itself: it is one to be drawn, or it was made already.
    fn is_free(&self, input: &Request) -> bool {
        input.made.is_some() || self.is_drawn(&input.request)
    }

    fn is_drawn(&self, request: &ImageRequest) -> bool {
        self.photographer.is_some() && design::made_subject(&request.motif).is_none()
    }

    /// Has the model make a picture, and looks at it before it is kept.
    async fn asked(&self, context: &Context, request: ImageRequest) -> Result<GeneratedImage, ToolError> {
        // What paints by rule obeys nobody's words, and is not looked over.
        let is_outside = !self.model.deterministic();
        let asked = match &self.photographer {
            Some(photographer) => photographer.told(Self::NAME, &request, context.kit(), &self.model.capabilities())?,
            None => request.clone(),
        };
        if is_outside {
            permitted(Self::NAME, context, &asked)?;
        }
        let asking = self.checker.for_asking(context);
        let Picture { bytes, media } = self.model.generate(&asking, asked.clone()).await?;
        // A back end is outside: what it sends must be a picture that can be drawn, and was made for money if it is none.
        let made = if is_outside {
            self.checker.priced(context, &self.model, || self.granted(context, &asked));
            let wanted = Asked {
                tool: Self::NAME,
                words: asked.prompt.clone(),
                photograph: self.photographer.is_some().then(|| self.model.proportions(&asked, context.tier())),
            };
            Some(self.checker.looked_over(context, &wanted, Sent::File(bytes.clone())).await?)
        } else {
            None
        };
        let inner = context.clone();
        let (model, photographer) = (self.model.clone(), self.photographer.clone());
        let kept = context.compute(Self::NAME, move || {
            let node = request.node.clone();
            let Some((photographer, made)) = photographer.zip(made) else {
                render::decode_picture(&bytes)
                    .map_err(|error| unusable(&format!("what it made is no picture: {error}")))?;
                let blob = inner.keep(Self::NAME, &bytes)?;
                return Ok(GeneratedImage { blob, media: media.name().to_owned(), node, made: None });
            };
            let render::Picture::Raster(pixels) = &made.picture else {
                return Err(unusable("what it made is no photograph"));
            };
            let developed = photograph::developed(Self::NAME, &inner, pixels, &request)?;
            let original = inner.keep(Self::NAME, &bytes)?;
            let blob = inner.keep(Self::NAME, &developed)?;
            let made = Some(Box::new(photographer.made_by(&model, &asked, (original, made.pdq))));
            Ok(GeneratedImage { blob, media: Media::Png.name().to_owned(), node, made })
        });
        kept.await
    }

    /// What a picture costs in the tier that was granted.
    fn granted(&self, context: &Context, asked: &ImageRequest) -> Quote {
        let tier = context.tier().checked_sub(1).and_then(|tier| usize::try_from(tier).ok());
        let tier = tier.and_then(|tier| self.model.tiers(asked).into_iter().nth(tier));
        tier.map_or_else(|| self.model.quote(asked), |tier| tier.quote)
    }
}

/// Develops a photograph that was made already for another place; `asked` are the proportions that another would be asked for in. It is
/// held against the rules again: a run that branched off may have others.
fn again(
    context: &Context,
    request: &ImageRequest,
    made: Box<MadeBy>,
    asked: f64,
) -> Result<GeneratedImage, ToolError> {
    let bytes = context.fetch(GenerateImage::NAME, &made.original)?;
    let own = Asked { tool: GenerateImage::NAME, words: String::new(), photograph: None };
    let picture = made_picture::by_rules(context, &own, Sent::File(bytes.to_vec()))?.picture;
    let pixels = picture.into_pixels().map_err(|error| unusable(&format!("what was made cannot be read: {error}")))?;
    if made_picture::is_worth_another(&pixels, request.width / request.height, asked) {
        return Err(unusable("what was made is for another place: less than half of it would be left"));
    }
    let blob =
        context.keep(GenerateImage::NAME, &photograph::developed(GenerateImage::NAME, context, &pixels, request)?)?;
    let (media, node) = (Media::Png.name().to_owned(), request.node.clone());
    Ok(GeneratedImage { blob, media, node, made: Some(made) })
}

impl Tool for GenerateImage {
    const NAME: &'static str = Request::TOOL;
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Makes the picture that a composed design waits for.";
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
        if self.is_free(input) {
            return Procedural.quote(&input.request);
        }
        self.checker.with_price(self.model.quote(&input.request))
    }

    fn tiers(&self, input: &Request) -> Vec<Tier> {
        let tiers = if self.is_free(input) { Vec::new() } else { self.model.tiers(&input.request) };
        tiers.into_iter().map(|tier| Tier { quote: self.checker.with_price(tier.quote), ..tier }).collect()
    }

    fn marks(&self) -> bool {
        self.model.marks()
    }

    async fn call(&self, context: &Context, input: Request) -> Result<GeneratedImage, ToolError> {
        let Request { request, made } = input;
        check(Self::NAME, &request)?;
        if let Some(made) = made {
            let (inner, proportions) = (context.clone(), self.model.proportions(&request, 0));
            return context.compute(Self::NAME, move || again(&inner, &request, made, proportions)).await;
        }
        let own = (self.model.name(), &self.model.capabilities());
        check_negative((Self::NAME, "/request/negative"), &request.negative, own)?;
        if self.is_drawn(&request) {
            let inner = context.clone();
            return context.compute(Self::NAME, move || painted(Self::NAME, &inner, &request)).await;
        }
        self.asked(context, request).await
    }
}

fn unusable(reason: &str) -> ToolError {
    ToolError::Unavailable { tool: GenerateImage::NAME.to_owned(), reason: reason.to_owned() }
}

/// Paints pictures by rule, whatever model makes the others: the last resort of a design whose picture cannot be had.
#[derive(Debug, Clone, Copy, Default)]
pub struct PaintImage;

impl PureTool for PaintImage {
    const NAME: &'static str = Paint::TOOL;
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Paints the picture that a composed design waits for, by rule and at no cost.";
    const AUDIENCE: Audience = Audience::Internal;
    type Input = Paint;
    type Output = GeneratedImage;

    fn compute(&self, context: &Context, input: Paint) -> Result<GeneratedImage, ToolError> {
        let Paint { request } = input;
        check(Self::NAME, &request)?;
        painted(Self::NAME, context, &request)
    }
}

/// Paints a picture by rule, and keeps it.
fn painted(tool: &str, context: &Context, request: &ImageRequest) -> Result<GeneratedImage, ToolError> {
    let painted = compose::picture(request, context.kit()).map_err(|error| does_not_fit(tool, &error))?;
    let Picture { bytes, media } = painted.into();
    let blob = context.keep(tool, &bytes)?;
    Ok(GeneratedImage { blob, media: media.name().to_owned(), node: request.node.clone(), made: None })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use design::BrandKit;

    use super::*;
    use crate::fixture::page;
    use crate::image_model::{ImageModel, Media};

    /// Sends the picture that it was made with, and counts what it is asked.
    struct Sends(Vec<u8>, Arc<AtomicUsize>);

    impl ImageModel for Sends {
        fn name(&self) -> &'static str {
            "sends"
        }

        fn deterministic(&self) -> bool {
            false
        }

        fn quote(&self, _: &ImageRequest) -> Quote {
            Quote::FREE
        }

        async fn generate(&self, _: &Context, _: ImageRequest) -> Result<Picture, ToolError> {
            self.1.fetch_add(1, Ordering::Relaxed);
            Ok(Picture { bytes: self.0.clone(), media: Media::Png })
        }
    }

    async fn asked(prompt: &str, png: Vec<u8>) -> (Result<GeneratedImage, ToolError>, usize) {
        let count = Arc::default();
        let tool = GenerateImage::new(AnyImageModel::new(Sends(png, Arc::clone(&count))));
        let request = ImageRequest { prompt: prompt.to_owned(), ..crate::fixture::image_request() };
        let made =
            tool.call(&crate::fixture::context((*BrandKit::builtin()).clone()), Request { request, made: None }).await;
        (made, count.load(Ordering::Relaxed))
    }

    #[tokio::test]
    async fn what_may_not_be_asked_for_is_not_asked_for() {
        let (made, count) = asked("a quiet harbour at dawn", page(&[])).await;
        assert!(made.is_ok() && count == 1, "{made:?}");
        let (refused, count) = asked("a pile of corpses in a cellar, photorealistic gore", page(&[])).await;
        assert!(matches!(&refused, Err(ToolError::Refused { .. })) && count == 0, "{refused:?}");
    }

    #[tokio::test]
    async fn a_picture_with_writing_in_it_is_not_taken() {
        let lines = ["Closing down sale", "Everything must go", "Half price today", "Open until nine"];
        let (made, count) = asked("a quiet harbour at dawn", page(&lines)).await;
        assert!(matches!(&made, Err(ToolError::Unavailable { reason, .. }) if reason.contains("writing")), "{made:?}");
        assert_eq!(count, 1);
    }
}
