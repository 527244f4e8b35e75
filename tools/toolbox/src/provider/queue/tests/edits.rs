//! Edits by a queue: the pictures are in the submission.

use design::EditKind;

use super::double::PNG;
use super::*;
use crate::image_edit::fixture::asked;

fn with_edits(dialect: QueueDialect, base: &str) -> QueueSettings {
    let edit = |fields: Value| {
        let mut edit =
            json!({ "model": { "model": model(dialect), "sizes": [[1024, 1024]], "image_nano_usd": ATTEMPT } });
        edit.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        serde_json::from_value::<QueueEdit>(edit).unwrap()
    };
    let edits = BTreeMap::from([
        (EditKind::RemoveBackground, edit(json!({ "image": "image_url" }))),
        (
            EditKind::Outpaint,
            edit(json!({ "image": "image", "bare_base64": true,
            "padding": ["expand_left", "expand_top", "expand_right", "expand_bottom"] })),
        ),
        (EditKind::StyleReference, edit(json!({ "references": "reference_urls", "sized": true }))),
    ]);
    QueueSettings { edits, ..settings(dialect, base) }
}

#[tokio::test]
async fn pictures_go_along_in_their_fields() {
    for dialect in ALL {
        for kind in [EditKind::RemoveBackground, EditKind::Outpaint, EditKind::StyleReference] {
            let mut double = Double::start(dialect, |_| 0, |_| None).await;
            let mut settings = with_edits(dialect, &double.server.base);
            if dialect == QueueDialect::Replicate {
                settings.edits.values_mut().for_each(|edit| edit.model.sizes = vec![(1, 1)]);
            }
            let images = images(settings, stack());
            let purse = Purse::with(1_000);
            let picture = images.edit(&paid(&purse, 20_000), asked(kind)).await.unwrap();
            assert_eq!(&*picture.bytes, PNG);
            let request = double.server.seen.recv().await.unwrap();
            let body: Value = serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap();
            let fields = if dialect == QueueDialect::Replicate { &body["input"] } else { &body };
            let has_size = ["image_size", "width", "aspect_ratio"].iter().any(|name| !fields[*name].is_null());
            assert_eq!(has_size, kind == EditKind::StyleReference, "{dialect:?} {kind}");
            assert_eq!(fields["prompt"], "a lamp");
            let begins = |value: &Value, with: &str| value.as_str().is_some_and(|text| text.starts_with(with));
            match kind {
                EditKind::Outpaint => {
                    assert!(begins(&fields["image"], "iVBOR"), "base64 alone");
                    let sides = ["expand_left", "expand_top", "expand_right", "expand_bottom"]
                        .map(|name| fields[name].as_u64());
                    assert_eq!(sides, [Some(0), Some(0), Some(32), Some(0)]);
                }
                EditKind::StyleReference => assert_eq!(fields["reference_urls"].as_array().unwrap().len(), 2),
                _ => assert!(begins(&fields["image_url"], "data:image/png;base64,iVBOR")),
            }
        }
    }
}

#[test]
fn an_edit_without_a_field_for_its_picture_is_refused() {
    let mut settings = with_edits(QueueDialect::Fal, "http://127.0.0.1:1");
    settings.edits.get_mut(&EditKind::Outpaint).unwrap().padding = None;
    let error = QueueImages::new(settings, None, stack(), &prices(), DAY).unwrap_err();
    assert!(error.to_string().contains("`padding`"), "{error}");
}

#[tokio::test]
async fn what_is_not_set_up_is_refused() {
    let images = images(with_edits(QueueDialect::Fal, "http://127.0.0.1:1"), stack());
    let purse = Purse::with(1_000);
    let error = images.edit(&paid(&purse, 1_000), asked(EditKind::Inpaint)).await.unwrap_err();
    assert!(matches!(&error, ToolError::Unsupported { operation: "inpaint", .. }), "{error}");
    assert_eq!(purse.sums(), (1_000, 0));
}
