//! What an image model is to do to the pictures of a design, by rule: things of the kit are cut out, its photographs are painted on
//! where cropping loses too much, and photographs that are made are made like the kit's own.

use std::collections::BTreeMap;

use design::{BrandKit, EditKind, EditOperation, ImageEdit, ImageRequest, NodeId, PictureRef, Random};
use render::Pixels;

use super::{CUT_OUT, DUOTONE, GRADED, LOOK_PX, described, id_of, is_raster, outward, read, reduced};

/// Longest side of a picture that is asked for, px.
const SIDE_MAX: f64 = 2_048.0;
/// Most pictures of the kit that a made one is to look like.
const LIKE_MAX: usize = 2;
/// Most tags that say what is seen on a picture.
const TAGS_MAX: usize = 4;

/// Whether a design waits for a thing that is cut out.
#[must_use]
pub fn is_cut_out(request: &ImageRequest) -> bool {
    request.imagery == CUT_OUT
}

/// What is done for the pictures that a composed design waits for, of what can be done; those that are not named are made or
/// developed as they are.
#[must_use]
pub fn edits_for(images: &[ImageRequest], kit: &BrandKit, offered: &[EditKind]) -> BTreeMap<NodeId, ImageEdit> {
    let edit = |request: &ImageRequest| edit_for(request, kit, offered).filter(|edit| offered.contains(&edit.kind()));
    images.iter().filter_map(|request| Some((request.node.clone(), edit(request)?))).collect()
}

fn edit_for(request: &ImageRequest, kit: &BrandKit, offered: &[EditKind]) -> Option<ImageEdit> {
    if design::made_subject(&request.motif).is_some() {
        return offered.contains(&EditKind::StyleReference).then(|| like_the_kit(request, kit)).flatten();
    }
    let id = id_of(&request.motif)?;
    let image = PictureRef::Kit(id.to_owned());
    let wants = match request.imagery.as_str() {
        CUT_OUT => EditKind::RemoveBackground,
        GRADED | DUOTONE => EditKind::Outpaint,
        _ => return None,
    };
    if !offered.contains(&wants) {
        return None;
    }
    let photo = read(request, kit).ok()?;
    let (operation, (width, height)) = if wants == EditKind::RemoveBackground {
        (EditOperation::RemoveBackground { image }, bounded(f64::from(photo.width), f64::from(photo.height)))
    } else {
        let stand = outward::needed(&reduced(&photo, LOOK_PX), request)?;
        (EditOperation::Outpaint { image, stand }, larger(&photo, request.width / request.height))
    };
    let shown =
        described(kit, &request.motif).map(|image| image.tags.iter().take(TAGS_MAX).cloned().collect::<Vec<_>>());
    Some(ImageEdit {
        operation,
        prompt: shown.unwrap_or_default().join(", "),
        negative: String::new(),
        width,
        height,
        // The same of the same photograph, whatever design it is for: it need not be paid for twice.
        seed: Random::new(0).fork(id).seed(),
        references: Vec::new(),
    })
}

/// A photograph that is made as the kit's own are.
fn like_the_kit(request: &ImageRequest, kit: &BrandKit) -> Option<ImageEdit> {
    let own = kit.imagery.iter().filter(|image| image.expires.is_none() && is_raster(kit, &image.file));
    let references: Vec<PictureRef> = own.take(LIKE_MAX).map(|image| PictureRef::Kit(image.id.clone())).collect();
    let (width, height) = bounded(request.width, request.height);
    (!references.is_empty()).then(|| ImageEdit {
        operation: EditOperation::StyleReference,
        prompt: request.prompt.clone(),
        negative: String::new(),
        width,
        height,
        seed: request.seed,
        references,
    })
}

/// The size of a photograph with what is painted on to it to have those proportions.
fn larger(photo: &Pixels, ratio: f64) -> (u32, u32) {
    let (w, h) = (f64::from(photo.width), f64::from(photo.height));
    if w / h < ratio { bounded(h * ratio, h) } else { bounded(w, w / ratio) }
}

/// A size in whole pixels that is not too large to be asked for.
fn bounded(width: f64, height: f64) -> (u32, u32) {
    let scale = (SIDE_MAX / width.max(height).max(1.0)).min(1.0);
    let side = |length: f64| libm::round(length * scale).clamp(1.0, SIDE_MAX) as u32;
    (side(width), side(height))
}
