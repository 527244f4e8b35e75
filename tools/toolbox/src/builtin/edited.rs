//! The pictures of an edit: as they are handed to a model, and what is made of what it sends.

use compose::{CutOutError, OutpaintError, Place};
use design::image_edit::REFERENCES_MAX;
use design::{BlobRef, EditKind, EditOperation, ImageEdit, ImageRequest, PictureRef, Sha256, Stand};
use render::{Picture, Pixels, decode_picture};

use super::made_picture::{Asked, Sent};
use super::photograph;
use crate::context::{Context, does_not_fit};
use crate::error::ToolError;
use crate::image_edit::{AskedEdit, HandedPicture};

/// The tool whose pictures they are.
const TOOL: &str = "edit_image";
/// Longest side of a picture that is handed to a model, px.
const SIDE_MAX: u32 = 2_048;
/// Longest side of one that shows the manner of others, px.
const REFERENCE_PX: u32 = 1_024;
/// How far proportions of a changed picture may be from those of what it was.
const PROPORTIONS_MAX: f64 = 0.03;

/// An edit with its pictures at hand.
pub(super) struct Prepared {
    /// As the model is asked.
    pub(super) asked: AskedEdit,
    /// The picture that is changed, in its own size.
    pub(super) photo: Option<Pixels>,
    /// The part of what is made that has the proportions that were wanted, where a model makes certain sizes alone.
    pub(super) window: Place,
    /// What was handed over, as it is kept: the picture that is changed first.
    pub(super) sources: Vec<BlobRef>,
}

/// Has the pictures of an edit at hand; the result is of `size`.
///
/// # Errors
///
/// [`ToolError`] where a picture is not there, is none, or is not of the proportions that it has to be.
pub(super) fn prepared(
    context: &Context,
    request: &ImageRequest,
    edit: &ImageEdit,
    size: (u32, u32),
) -> Result<Prepared, ToolError> {
    if edit.references.len() > REFERENCES_MAX {
        let message = format!("{} pictures are more than the {REFERENCES_MAX} of one edit", edit.references.len());
        return Err(ToolError::invalid(TOOL, "/edit/references", message));
    }
    let mut sources = Vec::new();
    let mut load = |picture: &PictureRef, pointer: &str| loaded(context, picture, pointer, &mut sources);
    let photo = edit.image().map(|image| load(image, "/edit/operation/image")).transpose()?;
    let mask = match &edit.operation {
        EditOperation::Inpaint { mask, .. } => Some(load(mask, "/edit/operation/mask")?),
        _ => None,
    };
    let references = edit.references.iter().map(|one| load(one, "/edit/references")).collect::<Result<Vec<_>, _>>()?;
    let is_changed = matches!(edit.kind(), EditKind::Instruct | EditKind::Inpaint);
    if let Some(photo) = photo.as_ref().filter(|photo| is_changed && !is_alike(photo, (edit.width, edit.height))) {
        let message = format!("is not of the proportions of the picture, {} × {} px", photo.width, photo.height);
        return Err(ToolError::invalid(TOOL, "/edit/width", message));
    }
    let window = compose::placed_on((edit.width, edit.height), size, Stand::Middle);
    let mut edit = ImageEdit { width: size.0, height: size.1, ..edit.clone() };
    let place = match (&edit.operation, &photo) {
        (EditOperation::Outpaint { stand, .. }, Some(photo)) => {
            let own = compose::placed_on((photo.width, photo.height), (window.width, window.height), *stand);
            Some(Place { x: window.x + own.x, y: window.y + own.y, ..own })
        }
        _ => None,
    };
    let image = photo.as_ref().map(|photo| match place {
        Some(Place { width, height, .. }) => compose::resized(photo, width, height),
        None => photo.within(SIDE_MAX),
    });
    if edit.kind() != EditKind::Outpaint
        && let Some(image) = &image
    {
        (edit.width, edit.height) = (image.width, image.height);
    }
    let mask = match (mask, &image) {
        (Some(mask), Some(image)) => Some(fitting(&mask, image)?),
        _ => None,
    };
    let handed = |pixels: &Pixels| handed(pixels);
    let asked = AskedEdit {
        edit,
        node: request.node.clone(),
        image: image.as_ref().map(handed).transpose()?,
        mask: mask.as_ref().map(handed).transpose()?,
        place,
        references: references.iter().map(|one| handed(&one.within(REFERENCE_PX))).collect::<Result<_, _>>()?,
    };
    Ok(Prepared { asked, photo, window, sources })
}

/// A picture of the kit or of the store, which is kept there.
fn loaded(
    context: &Context,
    picture: &PictureRef,
    pointer: &str,
    sources: &mut Vec<BlobRef>,
) -> Result<Pixels, ToolError> {
    let decoded = |bytes: &[u8]| match decode_picture(bytes) {
        Ok(Picture::Raster(pixels)) => Ok(pixels),
        Ok(Picture::Vector(_)) => Err(ToolError::invalid(TOOL, pointer, "is drawn, and has no pixels to change")),
        Err(error) => Err(ToolError::invalid(TOOL, pointer, error.to_string())),
    };
    match picture {
        PictureRef::Kit(id) => {
            let kit = context.kit();
            let file = kit.imagery.iter().find(|image| image.id == *id).and_then(|image| kit.file(&image.file));
            let named = design::clip(id);
            let file =
                file.ok_or_else(|| ToolError::invalid(TOOL, pointer, format!("the kit has no picture `{named}`")))?;
            let pixels = decoded(file)?;
            sources.push(context.keep(TOOL, file)?);
            Ok(pixels)
        }
        PictureRef::Blob(blob) => {
            let pixels = decoded(&context.fetch(TOOL, blob)?)?;
            sources.push(*blob);
            Ok(pixels)
        }
    }
}

/// A mask in the size of its picture.
fn fitting(mask: &Pixels, image: &Pixels) -> Result<Pixels, ToolError> {
    if !is_alike(mask, (image.width, image.height)) {
        return Err(ToolError::invalid(TOOL, "/edit/operation/mask", "is not of the proportions of the picture"));
    }
    Ok(compose::resized(mask, image.width, image.height))
}

fn handed(pixels: &Pixels) -> Result<HandedPicture, ToolError> {
    let png = pixels.to_png().map_err(|error| does_not_fit(TOOL, &error))?;
    Ok(HandedPicture { sha256: Sha256::of(&png), png: png.into(), width: pixels.width, height: pixels.height })
}

/// What a model sent, as it is looked over. Of a photograph that stays the brand's own in its place, what lies around that is looked
/// through; of one that was cut out only the outline is a model's.
///
/// # Errors
///
/// [`ToolError::Unavailable`] where it cannot be used: it was made, and is paid for.
pub(super) fn sent(prepared: &Prepared, asked: &Asked, bytes: Vec<u8>) -> Result<Sent, ToolError> {
    let edit = &prepared.asked.edit;
    match (edit.kind(), &prepared.photo) {
        (EditKind::RemoveBackground, Some(photo)) => {
            let cut = pixels(asked, asked.read(&bytes)?)?;
            let (width, height) = (cut.width, cut.height);
            let mut shown = compose::resized(photo, width, height);
            for (own, made) in shown.data.chunks_exact_mut(4).zip(cut.data.chunks_exact(4)) {
                own[3] = made[3];
            }
            let outline = cut.data.chunks_exact(4).flat_map(|made| [made[3], made[3], made[3], 255]).collect();
            Ok(Sent::Cut(shown, Pixels { width, height, data: outline }))
        }
        (EditKind::Outpaint, Some(photo)) => {
            let painted = pixels(asked, asked.read(&bytes)?)?;
            let (sheet, place) = ((edit.width, edit.height), prepared.place());
            let whole = compose::outpainted(photo, &painted, sheet, place);
            let whole = whole.map_err(|error: OutpaintError| asked.unusable(&error.to_string()))?;
            Ok(Sent::Around(whole, place))
        }
        (EditKind::Instruct | EditKind::Inpaint, _) => {
            check_proportions(&pixels(asked, asked.read(&bytes)?)?, edit, asked)?;
            Ok(Sent::File(bytes))
        }
        _ => Ok(Sent::File(bytes)),
    }
}

/// The proportions, width over height, in which what a model makes of an edit is a picture; none where that is an outline.
pub(super) fn proportions(edit: &ImageEdit) -> Option<f64> {
    let is_photograph = edit.kind() != EditKind::RemoveBackground;
    is_photograph.then(|| f64::from(edit.width) / f64::from(edit.height.max(1)))
}

/// What a model made of an edit and that was looked over, developed for its design: a PNG file.
///
/// # Errors
///
/// [`ToolError::Unavailable`] where it cannot be used: it was made, and is paid for.
pub(super) fn developed(
    context: &Context,
    request: &ImageRequest,
    prepared: &Prepared,
    asked: &Asked,
    made: Picture,
) -> Result<Vec<u8>, ToolError> {
    let made = pixels(asked, made)?;
    match (prepared.asked.edit.kind(), &prepared.photo) {
        (EditKind::RemoveBackground, Some(photo)) => {
            compose::cut_out(photo, &made, request, context.kit()).map_err(|error| match error {
                CutOutError::Imagery(error) => does_not_fit(TOOL, &error),
                error => asked.unusable(&error.to_string()),
            })
        }
        (EditKind::Outpaint, Some(_)) => {
            let Place { x, y, width, height } = prepared.window;
            let wanted = made.part(x, y, width, height).unwrap_or(made);
            compose::developed_whole(&wanted, request, context.kit()).map_err(|error| does_not_fit(TOOL, &error))
        }
        _ => photograph::developed(TOOL, context, &made, request),
    }
}

impl Prepared {
    /// Where the photograph stands on what is made of it.
    fn place(&self) -> Place {
        let edit = &self.asked.edit;
        self.asked.place.unwrap_or(Place { x: 0, y: 0, width: edit.width, height: edit.height })
    }
}

fn pixels(asked: &Asked, picture: Picture) -> Result<Pixels, ToolError> {
    match picture {
        Picture::Raster(pixels) => Ok(pixels),
        Picture::Vector(_) => Err(asked.unusable("what it made is no photograph")),
    }
}

/// Whether a picture has the proportions of a size, nearly.
fn is_alike(picture: &Pixels, (width, height): (u32, u32)) -> bool {
    let ratio = |w: u32, h: u32| f64::from(w) / f64::from(h.max(1));
    let off = ratio(picture.width, picture.height) / ratio(width, height).max(1e-9) - 1.0;
    off.abs() <= PROPORTIONS_MAX
}

fn check_proportions(made: &Pixels, edit: &ImageEdit, asked: &Asked) -> Result<(), ToolError> {
    if !is_alike(made, (edit.width, edit.height)) {
        return Err(asked.unusable(&format!(
            "what it made is {} × {} px, which are not the proportions that were asked for",
            made.width, made.height
        )));
    }
    Ok(())
}
