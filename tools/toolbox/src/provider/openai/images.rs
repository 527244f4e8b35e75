//! Image generations.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use design::{EditKind, ImageEdit, ImageRequest};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tower::service_fn;

use super::{Endpoint, EndpointError, fault_of};
use crate::context::Context;
use crate::error::ToolError;
use crate::image_edit::{AskedEdit, Capabilities};
use crate::image_model::{ImageModel, Media, Picture};
use crate::prices::{PriceBook, PriceError};
use crate::provider::image_back_end::{behind_the_stack, no_such_tier, unanswered};
use crate::provider::sizes::{expected, nearest, proportions};
use crate::provider::{Asked, Fault, FaultClass, Provider, ProviderCall};
use crate::quote::Quote;
use crate::tool::Tier;

/// Largest side that is asked for, px.
const SIDE_MAX: u32 = 4_096;
/// Fields that would make a picture cost more than it is quoted.
pub(super) const UNBOUNDED: [&str; 4] = ["n", "quality", "stream", "partial_images"];
/// Fields that are filled in here.
pub(super) const OWN: [&str; 6] = ["model", "prompt", "size", "image", "image[]", "mask"];
/// Longest prompt, characters.
pub(super) const PROMPT_CHARS_MAX: usize = 4_000;

/// A way of having a picture made: the first is what is wanted, those after it are for when there is no money for that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageTier {
    /// What it is for people, from the second on: `a smaller picture is made`.
    #[serde(default)]
    pub what: String,
    /// The model.
    pub model: String,
    /// Widths and heights that it makes, px; that of the nearest proportions is taken.
    pub sizes: Vec<(u32, u32)>,
    /// The quality, where the model has several.
    #[serde(default)]
    pub quality: Option<String>,
    /// Whether the server takes a `seed`, as those do that run open models; what it is not known to take is not sent.
    #[serde(default)]
    pub seed: bool,
    /// The field in which it is told what a picture is not to show, such as `negative_prompt`, where it has one.
    #[serde(default)]
    pub negative: Option<String>,
    /// More fields of the request, as the server names them; those that would break the bound on its price are left out.
    #[serde(default)]
    pub more: Map<String, Value>,
}

impl ImageTier {
    /// The size to ask for where those proportions are wanted, px.
    pub(super) fn nearest_size(&self, request: &ImageRequest) -> Option<(u32, u32)> {
        nearest(&self.sizes, request).and_then(|place| self.sizes.get(place)).copied()
    }

    /// The fields that say what is peculiar to one picture, with their values.
    pub(super) fn own_fields(&self, negative: &str, seed: u64) -> impl Iterator<Item = (&str, Value)> {
        let negative: String = negative.chars().take(PROMPT_CHARS_MAX).collect();
        let field = self.negative.as_deref().filter(|_| !negative.is_empty());
        let seed = self.seed.then(|| ("seed", json!(seed)));
        field.map(|field| (field, json!(negative))).into_iter().chain(seed)
    }

    /// The size to ask for, as it is written on the wire and in a price book: `1024x1536`.
    fn size(&self, request: &ImageRequest) -> String {
        let size = self.nearest_size(request);
        size.map_or_else(String::new, |(w, h)| format!("{w}x{h}"))
    }
}

/// Why an endpoint's images cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenAiImagesError {
    /// The endpoint cannot be used.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// A tier has no price: what has none is not called.
    #[error(transparent)]
    Price(#[from] PriceError),
    /// A tier has no size, or one that no model makes.
    #[error("tier {place} must name sizes of 1 to {SIDE_MAX} px a side")]
    Size {
        /// Which, from 1.
        place: usize,
    },
    /// A field has a name that is none, or one that is filled in otherwise.
    #[error(
        "tier {place} names a field for what a picture is not to show that cannot be it: give one such as negative_prompt"
    )]
    Field {
        /// Which, from 1.
        place: usize,
    },
    /// There is no tier.
    #[error("name a model and the sizes that it makes, at least")]
    NoTier,
}

#[derive(Debug)]
pub(super) struct ImageCall {
    pub(super) body: Body,
    pub(super) price: Quote,
    pub(super) expected: u64,
}

/// What is sent.
#[derive(Debug)]
pub(super) enum Body {
    /// Words alone.
    Words(Value),
    /// A form with pictures, and its content type.
    Form(String, Bytes),
}

impl ProviderCall for ImageCall {
    type Answer = Bytes;
    const OPERATION: &'static str = "generate_content";

    fn expected(&self) -> u64 {
        self.expected
    }
}

/// An image model behind an endpoint. Cheap to clone; clones share the endpoint's stack.
#[derive(Debug, Clone)]
pub struct OpenAiImages {
    name: Arc<str>,
    pub(super) tiers: Arc<[(ImageTier, Vec<Quote>)]>,
    /// What it does to pictures, and what that costs by size.
    pub(super) edits: BTreeMap<EditKind, (ImageTier, Vec<Quote>)>,
    pub(super) provider: Provider<ImageCall>,
}

impl OpenAiImages {
    /// The image model of an endpoint, in tiers, at the prices of a day (`YYYY-MM-DD`): a book that is edited later changes
    /// nothing.
    ///
    /// # Errors
    ///
    /// [`OpenAiImagesError`] when a tier has no price, no size or nothing to be called by.
    pub fn new(
        endpoint: Endpoint,
        tiers: Vec<ImageTier>,
        prices: &PriceBook,
        day: &str,
    ) -> Result<Self, OpenAiImagesError> {
        let first = tiers.first().ok_or(OpenAiImagesError::NoTier)?;
        let name = format!("{}/{}", endpoint.settings().name, first.model).into();
        let mut priced = Vec::new();
        for (place, tier) in (1..).zip(tiers) {
            let quotes = quotes(&tier, place, prices, day)?;
            priced.push((tier, quotes));
        }
        let settings = endpoint.settings().clone();
        let adaptor = service_fn(move |asked: Asked<ImageCall>| {
            let endpoint = endpoint.clone();
            async move {
                let image = generate(&endpoint, &asked.request).await?;
                asked.around.grant.charge_all(asked.request.price);
                Ok(image)
            }
        });
        let provider = Provider::new(settings, adaptor).map_err(EndpointError::from)?;
        Ok(Self { name, tiers: priced.into(), edits: BTreeMap::new(), provider })
    }

    /// The same with a way of doing an edit of that kind, at the prices of a day.
    ///
    /// # Errors
    ///
    /// [`OpenAiImagesError`] when it has no price or no size.
    pub fn with_edit(
        mut self,
        kind: EditKind,
        tier: ImageTier,
        prices: &PriceBook,
        day: &str,
    ) -> Result<Self, OpenAiImagesError> {
        let quotes = quotes(&tier, 1, prices, day)?;
        self.edits.insert(kind, (tier, quotes));
        Ok(self)
    }

    pub(super) fn quote_of((tier, quotes): &(ImageTier, Vec<Quote>), request: &ImageRequest) -> Quote {
        let place = nearest(&tier.sizes, request);
        place.and_then(|place| quotes.get(place)).copied().unwrap_or(Quote::UNLIMITED)
    }
}

/// What a picture of a tier costs in each of its sizes.
fn quotes(tier: &ImageTier, place: usize, prices: &PriceBook, day: &str) -> Result<Vec<Quote>, OpenAiImagesError> {
    let sound = |&(w, h): &(u32, u32)| (1..=SIDE_MAX).contains(&w) && (1..=SIDE_MAX).contains(&h);
    if tier.sizes.is_empty() || !tier.sizes.iter().all(sound) {
        return Err(OpenAiImagesError::Size { place });
    }
    let is_taken =
        |field: &str| field == "seed" || UNBOUNDED.contains(&field) || OWN.contains(&field) || !is_plain(field);
    if tier.negative.as_deref().is_some_and(is_taken) {
        return Err(OpenAiImagesError::Field { place });
    }
    let quote =
        |(w, h): &(u32, u32)| prices.quote_images(&tier.model, &format!("{w}x{h}"), tier.quality.as_deref(), 1, day);
    Ok(tier.sizes.iter().map(quote).collect::<Result<_, _>>()?)
}

/// Whether a field's name can stand in a form's head.
pub(super) fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, b'_' | b'-' | b'.'))
}

impl ImageModel for OpenAiImages {
    fn capabilities(&self) -> Capabilities {
        self.own_capabilities()
    }

    fn edit_size(&self, edit: &ImageEdit) -> (u32, u32) {
        self.size_of(edit)
    }

    fn quote_edit(&self, edit: &ImageEdit) -> Quote {
        let own = self.edits.get(&edit.kind());
        own.map_or(Quote::UNLIMITED, |own| Self::quote_of(own, &proportions(edit)))
    }

    async fn edit(&self, context: &Context, asked: AskedEdit) -> Result<Picture, ToolError> {
        self.edited(context, asked).await
    }

    fn name(&self) -> &str {
        &self.name
    }

    behind_the_stack!();

    fn quote(&self, request: &ImageRequest) -> Quote {
        self.tiers.first().map_or(Quote::UNLIMITED, |tier| Self::quote_of(tier, request))
    }

    fn tiers(&self, request: &ImageRequest) -> Vec<Tier> {
        let cheaper = self.tiers.iter().skip(1);
        cheaper.map(|tier| Tier { what: tier.0.what.clone(), quote: Self::quote_of(tier, request) }).collect()
    }

    fn proportions(&self, request: &ImageRequest, tier: u32) -> f64 {
        let tier = usize::try_from(tier).ok().and_then(|tier| self.tiers.get(tier));
        let size = tier.and_then(|(tier, _)| tier.sizes.get(nearest(&tier.sizes, request)?));
        size.map_or(request.width / request.height, |&(width, height)| f64::from(width) / f64::from(height))
    }

    async fn generate(&self, context: &Context, request: ImageRequest) -> Result<Picture, ToolError> {
        let tier = usize::try_from(context.tier()).ok().and_then(|tier| self.tiers.get(tier));
        let tier = tier.ok_or_else(no_such_tier)?;
        let price = Self::quote_of(tier, &request);
        let (tier, _) = tier;
        let own = tier.own_fields(&request.negative, request.seed);
        let size = nearest(&tier.sizes, &request).and_then(|place| tier.sizes.get(place)).copied();
        let expected = expected(size.unwrap_or_default(), &tier.more);
        let mut body = tier.more.clone();
        body.retain(|name, _| !UNBOUNDED.contains(&name.as_str()));
        body.insert("model".to_owned(), json!(tier.model));
        body.insert("prompt".to_owned(), json!(request.prompt.chars().take(PROMPT_CHARS_MAX).collect::<String>()));
        body.insert("size".to_owned(), json!(tier.size(&request)));
        body.insert("n".to_owned(), json!(1));
        body.extend(own.map(|(name, value)| (name.to_owned(), value)));
        if let Some(quality) = &tier.quality {
            body.insert("quality".to_owned(), json!(quality));
        }
        let call = ImageCall { body: Body::Words(Value::Object(body)), price, expected };
        let bytes = self.provider.ask(context, call).await.map_err(unanswered)?;
        Ok(picture_of(&bytes))
    }
}

/// A picture of what was sent.
pub(super) fn picture_of(bytes: &Bytes) -> Picture {
    // Whatever else it is, whoever reads it will say.
    Picture { bytes: bytes.to_vec(), media: Media::of_pixels(bytes).unwrap_or(Media::WebP) }
}

/// An answer, without what is of no use.
#[derive(Deserialize)]
struct Made {
    #[serde(default)]
    data: Vec<MadeImage>,
}

#[derive(Deserialize)]
struct MadeImage {
    b64_json: Option<String>,
}

async fn generate(endpoint: &Endpoint, call: &ImageCall) -> Result<Bytes, Fault> {
    let unreadable = |what: &str| Fault::new(FaultClass::Unreadable, what);
    let answer: Made = match &call.body {
        Body::Words(body) => {
            let answer: Result<Made, _> = endpoint.client(usize::MAX, None).images().generate_byot(body).await;
            answer.map_err(|error| fault_of(&error))?
        }
        Body::Form(kind, body) => {
            let url =
                endpoint.url("/images/edits").map_err(|error| Fault::new(FaultClass::Invalid, error.to_string()))?;
            let request = endpoint.post_as(&url, kind, body.clone())?;
            let (.., answer) = endpoint.transport().whole(request).await?;
            serde_json::from_slice(&answer).map_err(|_| unreadable("the answer is not JSON as it should be"))?
        }
    };
    let image = answer.data.into_iter().next().ok_or_else(|| unreadable("the answer holds no image"))?;
    let encoded = image.b64_json.ok_or_else(|| {
        unreadable("the answer holds no bytes; addresses are not followed: set `response_format` to `b64_json`")
    })?;
    STANDARD.decode(encoded).map(Bytes::from).map_err(|_| unreadable("the image is not base64"))
}
