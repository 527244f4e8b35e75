//! Edits of pictures in the OpenAI dialect: a form at `/images/edits`.
//!
//! Models of that dialect make certain sizes alone, so a picture stands on a sheet of one of them, and what comes is cut to where it
//! stood. The form is our own: what servers of the dialect take besides is not in the client's types.

use design::image_edit::REFERENCES_MAX;
use design::{EditKind, ImageEdit, Sha256, Stand};
use render::{Picture as Decoded, Pixels, decode_picture};

use super::OpenAiImages;
use super::images::{Body, ImageCall, OWN, PROMPT_CHARS_MAX, UNBOUNDED, is_plain, picture_of};
use crate::context::Context;
use crate::error::ToolError;
use crate::image_edit::{AskedEdit, Capabilities, HandedPicture};
use crate::image_model::{Media, Picture};
use crate::provider::image_back_end::unedited;
use crate::provider::over_http::Multipart;
use crate::provider::sizes::{expected, proportions};

/// The tool that asks.
const TOOL: &str = "edit_image";

impl OpenAiImages {
    pub(super) fn own_capabilities(&self) -> Capabilities {
        let mut tiers = self.tiers.iter().chain(self.edits.values()).map(|(tier, _)| tier);
        Capabilities {
            seed: self.tiers.first().is_some_and(|(tier, _)| tier.seed),
            negative: tiers.all(|tier| tier.negative.is_some()),
            edits: self.edits.keys().copied().collect(),
            references_max: if self.edits.is_empty() { 0 } else { REFERENCES_MAX },
            ..Capabilities::default()
        }
    }

    pub(super) fn size_of(&self, edit: &ImageEdit) -> (u32, u32) {
        let own = self.edits.get(&edit.kind()).and_then(|(tier, _)| tier.nearest_size(&proportions(edit)));
        own.unwrap_or((edit.width, edit.height))
    }

    pub(super) async fn edited(&self, context: &Context, asked: AskedEdit) -> Result<Picture, ToolError> {
        let kind = asked.edit.kind();
        let Some(own) = self.edits.get(&kind) else {
            return Err(self.own_capabilities().refusal(crate::image_model::ImageModel::name(self), kind));
        };
        let wanted = proportions(&asked.edit);
        let price = Self::quote_of(own, &wanted);
        let size = own.0.nearest_size(&wanted).unwrap_or((asked.edit.width, asked.edit.height));
        let tier = own.0.clone();
        let prepared = context.compute(TOOL, move || Sheet::of(&asked, size).map(|sheet| (asked, sheet)));
        let (asked, sheet) = prepared.await?;
        let (form, body) = form(&tier, &asked, &sheet, size);
        let call = ImageCall { body: Body::Form(form, body), price, expected: expected(size, &tier.more) };
        let bytes = self.provider.ask(context, call).await.map_err(unedited)?;
        let Some(place) = sheet.window else { return Ok(picture_of(&bytes)) };
        context.compute(TOOL, move || cut(&bytes, size, place)).await
    }
}

/// What is sent of the picture that is changed.
struct Sheet {
    image: Option<Vec<u8>>,
    mask: Option<Vec<u8>>,
    /// Where it stands on what comes, where it is cut to that.
    window: Option<compose::Place>,
}

impl Sheet {
    fn of(asked: &AskedEdit, size: (u32, u32)) -> Result<Self, ToolError> {
        let Some(image) = &asked.image else { return Ok(Self { image: None, mask: None, window: None }) };
        let own = compose::placed_on((image.width, image.height), size, Stand::Middle);
        let place = asked.place.unwrap_or(own);
        let pixels = decoded(image)?;
        let is_larger = (place.width, place.height) != size;
        let sheet = on_sheet(&pixels, size, place, &|_| 255);
        let mask = match (&asked.mask, asked.edit.kind()) {
            // The dialect's masks are see-through where something is made anew; ours are white there.
            (Some(mask), _) => {
                let mask = decoded(mask)?;
                Some(on_sheet(&mask, size, place, &|rgba| 255 - rgba[0].max(rgba[1]).max(rgba[2])))
            }
            (None, EditKind::Outpaint) => Some(sheet.clone()),
            (None, _) => None,
        };
        let window = (asked.edit.kind() != EditKind::Outpaint && is_larger).then_some(place);
        Ok(Self { image: Some(png(&sheet)?), mask: mask.as_ref().map(png).transpose()?, window })
    }
}

/// A picture in its place on a sheet of nothing, as much of it as `alpha` says.
fn on_sheet(picture: &Pixels, size: (u32, u32), place: compose::Place, alpha: &dyn Fn(&[u8]) -> u8) -> Pixels {
    let print = compose::resized(picture, place.width, place.height);
    let mut data = vec![0_u8; size.0 as usize * size.1 as usize * 4];
    for y in 0..place.height.min(size.1.saturating_sub(place.y)) {
        for x in 0..place.width.min(size.0.saturating_sub(place.x)) {
            let from = ((y * place.width + x) * 4) as usize;
            let to = (((y + place.y) * size.0 + x + place.x) * 4) as usize;
            data[to..to + 3].copy_from_slice(&print.data[from..from + 3]);
            data[to + 3] = alpha(&print.data[from..from + 4]);
        }
    }
    Pixels { width: size.0, height: size.1, data }
}

fn decoded(picture: &HandedPicture) -> Result<Pixels, ToolError> {
    match decode_picture(&picture.png) {
        Ok(Decoded::Raster(pixels)) => Ok(pixels),
        _ => {
            Err(ToolError::Internal { tool: TOOL.to_owned(), reason: "a picture that was checked is none".to_owned() })
        }
    }
}

fn png(pixels: &Pixels) -> Result<Vec<u8>, ToolError> {
    pixels.to_png().map_err(|error| ToolError::Internal { tool: TOOL.to_owned(), reason: error.to_string() })
}

/// The form: its type, and what it holds.
fn form(tier: &super::ImageTier, asked: &AskedEdit, sheet: &Sheet, size: (u32, u32)) -> (String, bytes::Bytes) {
    let pictures: Vec<&[u8]> = sheet
        .image
        .iter()
        .map(Vec::as_slice)
        .chain(asked.references.iter().take(REFERENCES_MAX).map(|one| &*one.png))
        .collect();
    let prompt: String = asked.edit.prompt.chars().take(PROMPT_CHARS_MAX).collect();
    let digests: Vec<[u8; 32]> = pictures.iter().map(|bytes| *Sha256::of(bytes).as_bytes()).collect();
    let mut form = Multipart::new(&Sha256::of_parts(&[prompt.as_bytes(), &digests.concat()]));
    let own: Vec<_> = tier.own_fields(&asked.edit.negative, asked.edit.seed).collect();
    let is_own = |name: &str| OWN.contains(&name) || own.iter().any(|(field, _)| *field == name);
    let is_more = |name: &str| !UNBOUNDED.contains(&name) && !is_own(name) && is_plain(name);
    for (name, value) in tier.more.iter().filter(|(name, _)| is_more(name)) {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        form = form.text(name, &value);
    }
    form = form.text("model", &tier.model).text("prompt", &prompt).text("n", "1");
    form = form.text("size", &format!("{}x{}", size.0, size.1));
    for (name, value) in &own {
        form = form.text(name, &value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    }
    if let Some(quality) = &tier.quality {
        form = form.text("quality", quality);
    }
    let field = if pictures.len() > 1 { "image[]" } else { "image" };
    for (place, bytes) in pictures.into_iter().enumerate() {
        form = form.png(field, &format!("image-{}.png", place + 1), bytes);
    }
    if let Some(mask) = &sheet.mask {
        form = form.png("mask", "mask.png", mask);
    }
    form.end()
}

/// What came, cut to where the picture stood; what cannot be read is handed on for others to say so.
fn cut(bytes: &bytes::Bytes, size: (u32, u32), place: compose::Place) -> Result<Picture, ToolError> {
    let Ok(Decoded::Raster(made)) = decode_picture(bytes) else { return Ok(picture_of(bytes)) };
    if (made.width, made.height) != size {
        return Ok(picture_of(bytes));
    }
    match made.part(place.x, place.y, place.width, place.height) {
        Some(part) => Ok(Picture { bytes: png(&part)?, media: Media::Png }),
        None => Ok(picture_of(bytes)),
    }
}
