//! A photograph by an image model: what it is asked for, whether what it made can be used, and how it comes to belong to a design.

use std::collections::BTreeSet;
use std::sync::Arc;

use design::{BlobRef, BrandKit, ImageRequest, Rect, Sha256, Srgb};
use planner::calls::MadeBy;
use prompts::{Library, Prompt};
use render::Pixels;
use serde_json::json;

use super::told;
use crate::context::{Context, does_not_fit};
use crate::error::ToolError;
use crate::image_edit::Capabilities;
use crate::image_model::AnyImageModel;

/// The prompt by which it is asked.
const PROMPT: &str = "make_picture";
/// Colours of the design that are named.
const COLOURS: [&str; 4] = ["ground", "accent", "panel", "spark"];
/// Tags of the brand's own pictures that are named.
const STYLE_TAGS_MAX: usize = 6;
/// Longest tag that is named, words and bytes: what is longer is a sentence, and may want something.
const TAG_WORDS_MAX: usize = 2;
const TAG_BYTES_MAX: usize = 24;
/// What a photograph in a design is not to show, for a model that is told that apart: in a sentence, many models read a "no" as a wish.
pub(super) const NEGATIVE: &str =
    "text, letters, numbers, lettering, logo, watermark, signature, frame, border, collage, screen, page";
/// Share of a picture that words must take for it to be said where they lie.
const CALM_MIN: f64 = 0.04;

/// How photographs are asked for; cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Photographer {
    prompt: Arc<Prompt>,
}

impl Photographer {
    /// Who asks by what is in production of `prompts`; where they do not say how, by what is built in.
    pub(super) fn new(prompts: &Library) -> Self {
        let prompt = told::in_production(prompts, PROMPT).unwrap_or_else(|| told::built_in(PROMPT));
        Self { prompt: Arc::new(prompt.clone()) }
    }

    /// The request as the model is told it.
    ///
    /// # Errors
    ///
    /// [`ToolError`] where the prompt cannot be filled in.
    pub(super) fn told(
        &self,
        tool: &str,
        request: &ImageRequest,
        kit: &BrandKit,
        capabilities: &Capabilities,
    ) -> Result<ImageRequest, ToolError> {
        let subject = design::made_subject(&request.motif).unwrap_or(&request.prompt);
        let variables = json!({
            "subject": subject,
            "shape": shape(request),
            "colours": colours(request, kit),
            "calm": calm(request),
            "style": style(kit),
            "apart": capabilities.negative,
        });
        let said = told::filled_in(tool, &self.prompt, &variables)?;
        let prompt = said.iter().filter_map(told::words).collect::<Vec<_>>().join("\n");
        Ok(ImageRequest {
            prompt,
            negative: negative(&request.negative, capabilities),
            seed: seed_for_models(request.seed),
            ..request.clone()
        })
    }

    /// The prompt: `name@version`.
    pub(super) fn prompt_name(&self) -> String {
        format!("{}@{}", self.prompt.name(), self.prompt.version())
    }

    /// How a picture was made, for whoever asks later.
    pub(super) fn made_by(
        &self,
        model: &AnyImageModel,
        asked: &ImageRequest,
        kept: (BlobRef, Option<String>),
    ) -> MadeBy {
        let (original, pdq) = kept;
        MadeBy {
            by: model.name().to_owned(),
            prompt: self.prompt_name(),
            prompt_sha256: prompt_sha256(&asked.prompt, &asked.negative),
            seed: asked.seed,
            original,
            operation: None,
            sources: Vec::new(),
            licence: model.licence().map(str::to_owned),
            pdq,
        }
    }
}

/// Makes what a model sent belong to the design: a PNG file.
pub(super) fn developed(
    tool: &str,
    context: &Context,
    made: &Pixels,
    request: &ImageRequest,
) -> Result<Vec<u8>, ToolError> {
    compose::developed(made, request, context.kit()).map_err(|error| does_not_fit(tool, &error))
}

/// A seed as every back end takes it and every record keeps it: 31 bits.
pub(super) fn seed_for_models(seed: u64) -> u64 {
    seed >> 33
}

/// What a picture is not to show, as a model is told it; nothing, where it is not told.
pub(super) fn negative(own: &str, capabilities: &Capabilities) -> String {
    match own {
        _ if !capabilities.negative => String::new(),
        "" => NEGATIVE.to_owned(),
        own => format!("{own}, {NEGATIVE}"),
    }
}

/// The digest of what a model was told.
pub(super) fn prompt_sha256(prompt: &str, negative: &str) -> Sha256 {
    if negative.is_empty() {
        Sha256::of(prompt.as_bytes())
    } else {
        Sha256::of_parts(&[prompt.as_bytes(), negative.as_bytes()])
    }
}

fn shape(request: &ImageRequest) -> &'static str {
    match request.width / request.height.max(1.0) {
        r if r > 1.8 => "A wide panorama",
        r if r > 1.15 => "Landscape format",
        r if r < 0.55 => "A tall, narrow format",
        r if r < 0.87 => "Portrait format",
        _ => "Square format",
    }
}

/// Where words lie, as a photographer is told it.
fn calm(request: &ImageRequest) -> &'static str {
    let page = request.width * request.height;
    let area: f64 = request.keep_clear.iter().map(|rect| rect.area()).sum();
    if area < CALM_MIN * page {
        return "";
    }
    let mean = |of: &dyn Fn(&Rect) -> f64| {
        request.keep_clear.iter().map(|rect| of(rect) * rect.area()).sum::<f64>() / area.max(1.0)
    };
    let across = mean(&|rect| rect.x + rect.w / 2.0) / request.width - 0.5;
    let down = mean(&|rect| rect.y + rect.h / 2.0) / request.height - 0.5;
    match (across.abs() > down.abs(), across < 0.0, down < 0.0) {
        (true, true, _) => "The left part is calm and without detail, for words will lie there.",
        (true, false, _) => "The right part is calm and without detail, for words will lie there.",
        (false, _, true) => "The upper part is calm and without detail, for words will lie there.",
        (false, _, false) => "The lower part is calm and without detail, for words will lie there.",
    }
}

/// What the brand's own pictures show; data, and said as a list of nouns.
fn style(kit: &BrandKit) -> String {
    let tags: BTreeSet<&str> = kit.imagery.iter().flat_map(|image| image.tags.iter().map(String::as_str)).collect();
    let plain = |tag: &&str| {
        tag.len() <= TAG_BYTES_MAX
            && tag.split(' ').count() <= TAG_WORDS_MAX
            && tag.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'))
    };
    tags.into_iter().filter(plain).take(STYLE_TAGS_MAX).collect::<Vec<_>>().join(", ")
}

/// The colours of a design in words, each once.
fn colours(request: &ImageRequest, kit: &BrandKit) -> String {
    let mut named: Vec<String> = Vec::new();
    let found = COLOURS.iter().filter_map(|role| request.palette.get(*role)).filter_map(|token| kit.color(token));
    for name in found.map(in_words) {
        if !named.contains(&name) {
            named.push(name);
        }
    }
    if named.is_empty() { "natural".to_owned() } else { named.join(", ") }
}

/// A colour as people call it: by hue in steps of its circle in OKLCh, with how light it is.
fn in_words(colour: Srgb) -> String {
    let lch = colour.to_lch();
    let light = match lch.l {
        l if l < 0.35 => "dark ",
        l if l > 0.8 => "pale ",
        _ => "",
    };
    if lch.c < 0.035 {
        return match lch.l {
            l if l < 0.25 => "black",
            l if l > 0.92 => "white",
            l if l < 0.5 => "dark grey",
            _ => "light grey",
        }
        .to_owned();
    }
    let hue = match lch.h.rem_euclid(360.0) {
        h if h < 15.0 => "pink",
        h if h < 42.0 => "red",
        h if h < 72.0 => "orange",
        h if h < 112.0 => "yellow",
        h if h < 165.0 => "green",
        h if h < 215.0 => "teal",
        h if h < 280.0 => "blue",
        h if h < 325.0 => "violet",
        _ => "pink",
    };
    format!("{light}{hue}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_have_the_names_that_people_give_them() {
        for (hex, name) in [
            ("#ffffff", "white"),
            ("#101010", "black"),
            ("#7a7a7a", "light grey"),
            ("#0b2a6b", "dark blue"),
            ("#e03131", "red"),
            ("#2f9e44", "green"),
            ("#ffe8a3", "pale yellow"),
            ("#f08c00", "orange"),
            ("#7048e8", "violet"),
        ] {
            assert_eq!(in_words(Srgb::parse_hex(hex).unwrap()), name, "{hex}");
        }
    }

    #[test]
    fn a_model_is_told_what_it_is_for_and_where_words_will_lie() {
        let kit = BrandKit::builtin();
        let request = ImageRequest {
            motif: "made:a spring plant sale, with leaf".to_owned(),
            keep_clear: vec![Rect::new(0.0, 0.0, 150.0, 400.0)],
            ..crate::fixture::image_request()
        };
        let told = Photographer::new(Library::embedded())
            .told("generate_image", &request, &kit, &Capabilities::default())
            .unwrap();
        let large = Photographer::new(Library::embedded());
        let large = large
            .told("generate_image", &ImageRequest { seed: u64::MAX, ..request.clone() }, &kit, &Capabilities::default())
            .unwrap();
        assert_eq!(large.seed, (1 << 31) - 1, "what is on record is what was asked for");
        for said in ["a spring plant sale, with leaf", "The left part is calm", "Square format", "No text"] {
            assert!(told.prompt.contains(said), "{said}: {}", told.prompt);
        }
        let open = ImageRequest { keep_clear: Vec::new(), ..request };
        let told = Photographer::new(Library::embedded())
            .told("generate_image", &open, &kit, &Capabilities::default())
            .unwrap();
        assert!(!told.prompt.contains("calm") && !told.prompt.contains("  "), "{}", told.prompt);
    }

    #[test]
    fn who_is_told_apart_what_not_to_show_is_not_told_it_in_a_sentence() {
        let (kit, photographer) = (BrandKit::builtin(), Photographer::new(Library::embedded()));
        let apart = Capabilities { negative: true, ..Capabilities::default() };
        let request = ImageRequest { negative: "people".to_owned(), ..crate::fixture::image_request() };
        let told = photographer.told("generate_image", &request, &kit, &apart).unwrap();
        assert!(!told.prompt.contains("No text") && told.negative.starts_with("people, text, "), "{told:?}");
        let told = photographer.told("generate_image", &request, &kit, &Capabilities::default()).unwrap();
        assert!(told.prompt.contains("No text") && told.negative.is_empty(), "{told:?}");
        assert_ne!(prompt_sha256("a", ""), prompt_sha256("a", "b"));
    }
}
