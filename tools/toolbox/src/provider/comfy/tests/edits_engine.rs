//! Edits at a real server, where there is one, over workflows without weights.

use design::{EditKind, ImageEdit, Stand};
use planner::calls::EditImage as Call;
use render::Pixels;

use super::edits::{with_edits, workflow_for};
use super::engine::{at, ending, fresh, real};
use super::*;
use crate::AnyImageModel;
use crate::builtin::EditImage;
use crate::image_edit::fixture::asked;
use crate::tool::Tool as _;

async fn edited(comfy: &ComfyUi, kind: EditKind) -> Pixels {
    let purse = Purse::with(1_000);
    let context = paid(&purse, 120_000, &format!("{kind} {}", fresh()));
    let begun = Instant::now();
    let picture = comfy.edit(&context, asked(kind)).await.unwrap();
    println!("{kind}: {} bytes in {} ms", picture.bytes.len(), begun.elapsed().as_millis());
    assert!(!picture.bytes.windows(4).any(|part| part == b"tEXt"), "the workflow is in it");
    drop(context);
    assert_eq!(purse.sums(), (990, ATTEMPT));
    render::decode_picture(&picture.bytes).unwrap().into_pixels().unwrap()
}

#[tokio::test]
async fn a_real_server_changes_pictures() {
    let Some(real) = real() else { return };
    let kinds = [EditKind::RemoveBackground, EditKind::Outpaint, EditKind::StyleReference];
    let comfy = with_edits(at(&real, &ending("SaveImage"), true), &kinds);
    comfy.check().await.unwrap();
    let cut = edited(&comfy, EditKind::RemoveBackground).await;
    assert_eq!((cut.width, cut.height), (64, 48));
    // The mask of the red channel is what is kept, as dark and as light as that is.
    let alpha = |x: u32| cut.at(x, 10).unwrap()[3];
    assert!(alpha(5) < 40 && alpha(60) > 200, "{} and {}", alpha(5), alpha(60));
    let larger = edited(&comfy, EditKind::Outpaint).await;
    assert_eq!((larger.width, larger.height), (96, 48));
    assert!(larger.at(10, 10).unwrap()[0] < 40 && larger.at(60, 10).unwrap()[0] > 200);
    let [r, g, b, _] = larger.at(90, 10).unwrap();
    assert!(r.abs_diff(127) < 4 && r == g && g == b, "painted on in grey: {r} {g} {b}");
    let like = edited(&comfy, EditKind::StyleReference).await;
    assert!(like.width >= 48 && like.height >= 48);
}

/// A lamp before a dark wall, for a mask of light.
fn lamp() -> Pixels {
    let (width, height) = (240_u32, 300_u32);
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let data = places.flat_map(|(x, y)| {
        let is_lamp = x.abs_diff(120) < 50 && (60..240).contains(&y);
        let grain = ((x * 7 + y * 13) % 11) as u8;
        if is_lamp { [236, 200 + grain, 90 + grain, 255] } else { [12 + grain, 14 + grain, 20 + grain, 255] }
    });
    Pixels { width, height, data: data.collect() }
}

#[tokio::test]
async fn what_a_real_server_changed_is_developed_for_a_design() {
    let Some(real) = real() else { return };
    let kinds = [EditKind::RemoveBackground];
    let comfy = with_edits(at(&real, &ending("SaveImage"), true), &kinds);
    // Painted on without weights: the photograph, drawn larger, lies under itself.
    let mut wider = workflow_for(EditKind::Outpaint);
    wider["2"] = json!({ "class_type": "ImageScale", "inputs": { "image": ["1", 0], "upscale_method": "bilinear",
        "width": "{{width}}", "height": "{{height}}", "crop": "disabled" } });
    wider["4"] = json!({ "class_type": "ImageCompositeMasked", "inputs": { "destination": ["2", 0], "source": ["1", 0],
        "x": "{{left}}", "y": "{{top}}", "resize_source": false } });
    wider["3"]["inputs"]["images"] = json!(["4", 0]);
    let comfy = comfy
        .with_edit(EditKind::Outpaint, &wider.to_string(), &ComfyEdit::default(), &PriceBook::default(), "2026-11-26")
        .unwrap();
    comfy.check().await.unwrap();
    let tool = EditImage::asking(AnyImageModel::new(comfy), prompts::Library::embedded());
    for kind in [EditKind::RemoveBackground, EditKind::Outpaint] {
        let purse = Purse::with(1_000);
        let context = paid(&purse, 120_000, &format!("developed {kind} {}", fresh()));
        let blob = context.keep("test", &lamp().to_png().unwrap()).unwrap();
        let image = design::PictureRef::Blob(blob);
        let operation = match kind {
            EditKind::Outpaint => design::EditOperation::Outpaint { image, stand: Stand::Middle },
            _ => design::EditOperation::RemoveBackground { image },
        };
        let wide = kind == EditKind::Outpaint;
        let edit = ImageEdit { operation, width: if wide { 480 } else { 240 }, height: 300, ..asked(kind).edit };
        let imagery = if wide { "photo" } else { "photo_cut_out" };
        let kit = design::BrandKit::builtin();
        let (ground, ink) = (kit.roles.ground[0].clone(), kit.neutrals[0].clone());
        let palette = [("ground", &ground), ("light", &ground), ("ink", &ink), ("shade", &ink)];
        let palette = palette.map(|(role, token)| (role.to_owned(), token.clone())).into();
        let request = ImageRequest {
            palette,
            width: 320.0,
            height: 200.0,
            imagery: imagery.to_owned(),
            ..crate::fixture::image_request()
        };
        let made = tool.call(&context, Call { request, edit, made: None }).await.unwrap();
        let png = context.fetch("test", &made.blob).unwrap();
        let shown = render::decode_picture(&png).unwrap().into_pixels().unwrap();
        assert_eq!((shown.width, shown.height), (320, 200));
        let clear = shown.data.chunks_exact(4).filter(|rgba| rgba[3] == 0).count();
        assert_eq!(clear > 20_000, !wide, "{kind}: {clear} px of nothing");
        let record = made.made.unwrap();
        assert_eq!((record.operation, record.sources), (Some(kind), vec![blob]));
        println!("{kind}: developed to {} × {} px, {clear} of them clear", shown.width, shown.height);
        drop(context);
        assert_eq!(purse.sums(), (990, ATTEMPT));
    }
}
