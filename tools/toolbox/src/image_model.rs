//! Whatever makes pictures: the embedded procedural back end, or one that an embedder brings.

use std::future::Future;
use std::sync::Arc;

use design::{EditKind, ImageEdit, ImageRequest};

use crate::context::{Context, does_not_fit};
use crate::error::ToolError;
use crate::image_edit::{AskedEdit, Capabilities};
use crate::quote::Quote;
use crate::tool::Tier;
use crate::toolbox::BoxFuture;

/// A picture as it came from its back end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The encoded bytes.
    pub bytes: Vec<u8>,
    /// What they are.
    pub media: Media,
}

impl From<compose::Painted> for Picture {
    fn from(painted: compose::Painted) -> Self {
        match painted {
            compose::Painted::Svg(source) => Self { bytes: source.into_bytes(), media: Media::Svg },
            compose::Painted::Png(bytes) => Self { bytes, media: Media::Png },
        }
    }
}

/// Encodings that pictures may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// SVG source.
    Svg,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    WebP,
}

impl Media {
    /// Its media type.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
        }
    }

    /// What bytes are by how they begin, where they are a picture of pixels.
    #[must_use]
    pub fn of_pixels(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Self::Png);
        }
        if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            return Some(Self::Jpeg);
        }
        (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")).then_some(Self::WebP)
    }
}

/// A back end that makes pictures.
pub trait ImageModel: Send + Sync + 'static {
    /// Its name and version, as traces have it.
    fn name(&self) -> &str;

    /// Whether equal requests give equal pictures for ever.
    fn deterministic(&self) -> bool;

    /// Whether it makes photographs: then designs are laid out for those, it is asked for them alone, and drawings stay with the
    /// house.
    fn photographs(&self) -> bool {
        false
    }

    /// What it can do besides making pictures of words. What is not among it is refused before anything is reserved or sent.
    fn capabilities(&self) -> Capabilities {
        Capabilities::default()
    }

    /// The size that it makes where an edit asks for one, px: of the nearest proportions, where it does not make any.
    fn edit_size(&self, edit: &ImageEdit) -> (u32, u32) {
        (edit.width, edit.height)
    }

    /// A true upper bound on what an edit may cost.
    fn quote_edit(&self, edit: &ImageEdit) -> Quote {
        let _ = edit;
        Quote::UNLIMITED
    }

    /// Changes a picture, or makes one like others.
    ///
    /// # Errors
    ///
    /// [`ToolError::Unsupported`] for a kind that it does not offer; as [`generate`](Self::generate).
    fn edit(&self, context: &Context, asked: AskedEdit) -> impl Future<Output = Result<Picture, ToolError>> + Send {
        let _ = context;
        let refused = self.capabilities().refusal(self.name(), asked.edit.kind());
        async { Err(refused) }
    }

    /// A true upper bound on what one picture may cost.
    fn quote(&self, request: &ImageRequest) -> Quote;

    /// Cheaper ways of making nearly that picture; see [`Tool::tiers`](crate::Tool::tiers).
    fn tiers(&self, request: &ImageRequest) -> Vec<Tier> {
        let _ = request;
        Vec::new()
    }

    /// Whether it says by itself when a call leaves; see [`Tool::marks`](crate::Tool::marks).
    fn marks(&self) -> bool {
        false
    }

    /// The proportions, width over height, in which a picture is asked for in that [tier](Self::tiers): one that it makes in others is
    /// cut, and not taken where less than half of it would be left.
    fn proportions(&self, request: &ImageRequest, tier: u32) -> f64 {
        let _ = tier;
        request.width / request.height
    }

    /// Whether it makes one picture, and charges for one, however often it is asked for it with one
    /// [idempotency key](Context::idempotency_key), also after a crash of whoever asks.
    fn makes_once(&self) -> bool {
        false
    }

    /// Makes a picture.
    ///
    /// # Errors
    ///
    /// [`ToolError`], best made with [`ToolError::Unavailable`] or [`ToolError::Refused`].
    fn generate(
        &self,
        context: &Context,
        request: ImageRequest,
    ) -> impl Future<Output = Result<Picture, ToolError>> + Send;
}

/// Longest terms of a back end, characters.
const LICENCE_CHARS_MAX: usize = 500;

/// Any image model; cheap to clone.
#[derive(Clone)]
pub struct AnyImageModel {
    model: Arc<dyn DynImageModel>,
    licence: Option<Arc<str>>,
}

impl AnyImageModel {
    /// Erases the type of `model`.
    #[must_use]
    pub fn new(model: impl ImageModel) -> Self {
        Self { model: Arc::new(Held(Arc::new(model))), licence: None }
    }

    /// The same, under terms of use that go with every picture that it makes: a licence's name, an address; 500 characters of it.
    #[must_use]
    pub fn under(self, licence: &str) -> Self {
        let licence: String = licence.chars().filter(|c| !c.is_control()).take(LICENCE_CHARS_MAX).collect();
        Self { licence: Some(licence).filter(|terms| !terms.is_empty()).map(Arc::from), ..self }
    }

    /// Under what terms what it makes may be used.
    #[must_use]
    pub fn licence(&self) -> Option<&str> {
        self.licence.as_deref()
    }

    /// Its name and version.
    #[must_use]
    pub fn name(&self) -> &str {
        self.model.name()
    }

    pub(crate) fn deterministic(&self) -> bool {
        self.model.deterministic()
    }

    /// Whether it makes photographs.
    #[must_use]
    pub fn photographs(&self) -> bool {
        self.model.photographs()
    }

    /// What it can do besides making pictures of words.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        self.model.capabilities()
    }

    /// What it can do to pictures in a run: nothing, where it makes no photographs.
    #[must_use]
    pub fn edits(&self) -> Vec<EditKind> {
        if self.photographs() { self.capabilities().edits.into_iter().collect() } else { Vec::new() }
    }

    pub(crate) fn edit_size(&self, edit: &ImageEdit) -> (u32, u32) {
        self.model.edit_size(edit)
    }

    pub(crate) fn quote_edit(&self, edit: &ImageEdit) -> Quote {
        self.model.quote_edit(edit)
    }

    pub(crate) async fn edit(&self, context: &Context, asked: AskedEdit) -> Result<Picture, ToolError> {
        self.model.edit(context.clone(), asked).await
    }

    pub(crate) fn quote(&self, request: &ImageRequest) -> Quote {
        self.model.quote(request)
    }

    pub(crate) fn tiers(&self, request: &ImageRequest) -> Vec<Tier> {
        self.model.tiers(request)
    }

    pub(crate) fn marks(&self) -> bool {
        self.model.marks()
    }

    pub(crate) fn proportions(&self, request: &ImageRequest, tier: u32) -> f64 {
        self.model.proportions(request, tier)
    }

    pub(crate) fn makes_once(&self) -> bool {
        self.model.makes_once()
    }

    pub(crate) async fn generate(&self, context: &Context, request: ImageRequest) -> Result<Picture, ToolError> {
        self.model.generate(context.clone(), request).await
    }
}

impl std::fmt::Debug for AnyImageModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AnyImageModel({})", self.name())
    }
}

trait DynImageModel: Send + Sync {
    fn name(&self) -> &str;
    fn deterministic(&self) -> bool;
    fn photographs(&self) -> bool;
    fn capabilities(&self) -> Capabilities;
    fn edit_size(&self, edit: &ImageEdit) -> (u32, u32);
    fn quote_edit(&self, edit: &ImageEdit) -> Quote;
    fn edit(&self, context: Context, asked: AskedEdit) -> BoxFuture<Result<Picture, ToolError>>;
    fn quote(&self, request: &ImageRequest) -> Quote;
    fn tiers(&self, request: &ImageRequest) -> Vec<Tier>;
    fn marks(&self) -> bool;
    fn proportions(&self, request: &ImageRequest, tier: u32) -> f64;
    fn makes_once(&self) -> bool;
    fn generate(&self, context: Context, request: ImageRequest) -> BoxFuture<Result<Picture, ToolError>>;
}

struct Held<M>(Arc<M>);

impl<M: ImageModel> DynImageModel for Held<M> {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn deterministic(&self) -> bool {
        self.0.deterministic()
    }

    fn photographs(&self) -> bool {
        self.0.photographs()
    }

    fn capabilities(&self) -> Capabilities {
        self.0.capabilities()
    }

    fn edit_size(&self, edit: &ImageEdit) -> (u32, u32) {
        self.0.edit_size(edit)
    }

    fn quote_edit(&self, edit: &ImageEdit) -> Quote {
        self.0.quote_edit(edit)
    }

    fn edit(&self, context: Context, asked: AskedEdit) -> BoxFuture<Result<Picture, ToolError>> {
        let model = self.0.clone();
        Box::pin(async move { model.edit(&context, asked).await })
    }

    fn quote(&self, request: &ImageRequest) -> Quote {
        self.0.quote(request)
    }

    fn tiers(&self, request: &ImageRequest) -> Vec<Tier> {
        self.0.tiers(request)
    }

    fn marks(&self) -> bool {
        self.0.marks()
    }

    fn proportions(&self, request: &ImageRequest, tier: u32) -> f64 {
        self.0.proportions(request, tier)
    }

    fn makes_once(&self) -> bool {
        self.0.makes_once()
    }

    fn generate(&self, context: Context, request: ImageRequest) -> BoxFuture<Result<Picture, ToolError>> {
        let model = self.0.clone();
        Box::pin(async move { model.generate(&context, request).await })
    }
}

/// The embedded back end: pictures painted by rule from the kit's colours, and its photographs developed, without any model, key
/// or cost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Procedural;

impl ImageModel for Procedural {
    fn name(&self) -> &str {
        "procedural"
    }

    fn deterministic(&self) -> bool {
        true
    }

    fn quote(&self, _: &ImageRequest) -> Quote {
        Quote { images: 1, ..Quote::FREE }
    }

    async fn generate(&self, context: &Context, request: ImageRequest) -> Result<Picture, ToolError> {
        let inner = context.clone();
        let painted = context.compute("generate_image", move || {
            compose::picture(&request, inner.kit()).map_err(|error| does_not_fit("generate_image", &error))
        });
        Ok(painted.await?.into())
    }
}
