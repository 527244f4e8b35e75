//! `generate_image`: a picture from whatever makes pictures, checked before it is kept; `paint_image`: one by rule.

use design::ImageRequest;
use planner::calls::{Call, GenerateImage as Request, GeneratedImage, PaintImage as Paint};

use crate::context::{Context, does_not_fit};
use crate::error::ToolError;
use crate::image_model::{AnyImageModel, Picture};
use crate::quote::Quote;
use crate::tool::{Audience, PureTool, Tier, Tool, ToolEffect};

/// Largest side of a picture that is asked for, px.
const SIDE_MAX: f64 = 16_384.0;

/// Makes a picture with an image model.
#[derive(Debug, Clone)]
pub struct GenerateImage {
    model: AnyImageModel,
}

impl GenerateImage {
    /// Makes pictures with `model`.
    #[must_use]
    pub fn new(model: AnyImageModel) -> Self {
        Self { model }
    }
}

impl Tool for GenerateImage {
    const NAME: &'static str = Request::TOOL;
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Makes the picture that a composed design waits for.";
    const AUDIENCE: Audience = Audience::Internal;
    type Input = Request;
    type Output = GeneratedImage;

    fn effect(&self) -> ToolEffect {
        ToolEffect::Read
    }

    fn deterministic(&self) -> bool {
        self.model.deterministic()
    }

    fn quote(&self, input: &Request) -> Quote {
        self.model.quote(&input.request)
    }

    fn tiers(&self, input: &Request) -> Vec<Tier> {
        self.model.tiers(&input.request)
    }

    fn marks(&self) -> bool {
        self.model.marks()
    }

    async fn call(&self, context: &Context, input: Request) -> Result<GeneratedImage, ToolError> {
        let Request { request } = input;
        check(Self::NAME, &request)?;
        let node = request.node.clone();
        let picture = self.model.generate(context, request).await?;
        let inner = context.clone();
        let kept = context.compute(Self::NAME, move || {
            // A back end is outside: what it sends must be a picture that can be drawn, and was made for money if it is none.
            render::decode_picture(&picture.bytes).map_err(|error| ToolError::Unavailable {
                tool: Self::NAME.to_owned(),
                reason: format!("what it made is no picture: {error}"),
            })?;
            let blob = inner.keep(Self::NAME, &picture.bytes)?;
            Ok(GeneratedImage { blob, media: picture.media.name().to_owned(), node })
        });
        kept.await
    }
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
        let painted = compose::picture(&request, context.kit()).map_err(|error| does_not_fit(Self::NAME, &error))?;
        let Picture { bytes, media } = painted.into();
        let blob = context.keep(Self::NAME, &bytes)?;
        Ok(GeneratedImage { blob, media: media.name().to_owned(), node: request.node })
    }
}

fn check(tool: &str, request: &ImageRequest) -> Result<(), ToolError> {
    for (pointer, side) in [("/request/width", request.width), ("/request/height", request.height)] {
        if !(1.0..=SIDE_MAX).contains(&side) {
            let message = format!("{side} px is not between 1 and {SIDE_MAX}");
            return Err(ToolError::invalid(tool, pointer, message));
        }
    }
    Ok(())
}
