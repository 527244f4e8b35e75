//! Edits of pictures by a queue: they go along in the submission, each in the field that its model has for it.

use std::hash::{BuildHasher as _, RandomState};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use design::image_edit::REFERENCES_MAX;
use design::{EditKind, ImageEdit};
use reqwest::Url;
use serde_json::{Map, Value, json};

use super::dialect::Dialect;
use super::settings::{Priced, QueueEdit, is_field};
use super::{QueueCall, QueueImages, QueueImagesError};
use crate::context::Context;
use crate::error::ToolError;
use crate::image_edit::{AskedEdit, Capabilities, HandedPicture};
use crate::image_model::Picture;
use crate::provider::image_back_end::unedited;
use crate::provider::sizes::{expected, proportions};
use crate::quote::Quote;

/// Fields that tell a size.
const SIZE_FIELDS: [&str; 4] = ["image_size", "width", "height", "aspect_ratio"];

/// An edit with its price and its door.
#[derive(Debug)]
pub(super) struct PricedEdit {
    pub(super) priced: Priced,
    pub(super) own: QueueEdit,
    pub(super) url: Url,
}

impl QueueEdit {
    /// Checks that it has the fields that such an edit needs.
    pub(super) fn check(&self, kind: EditKind) -> Result<(), QueueImagesError> {
        let fields = [&self.image, &self.mask, &self.references].into_iter().flatten();
        let mut names = fields.chain(self.padding.iter().flatten());
        let mut own =
            [&self.image, &self.mask, &self.references].into_iter().flatten().chain(self.padding.iter().flatten());
        let wrong = |allowed| Err(QueueImagesError::Setting { setting: "edits", allowed });
        if !names.all(|name| is_field(name)) {
            return wrong("names of fields: 1 to 64 letters, figures and `_`");
        }
        if self.model.negative.as_ref().is_some_and(|negative| own.any(|field| field == negative)) {
            return wrong("without a `negative` that is the field of a picture");
        }
        match kind {
            EditKind::StyleReference if self.references.is_none() => wrong("with a field for `references` there"),
            EditKind::StyleReference => Ok(()),
            _ if self.image.is_none() => wrong("with a field for `image` there"),
            EditKind::Inpaint if self.mask.is_none() => wrong("with a field for `mask` there"),
            EditKind::Outpaint if self.padding.is_none() => wrong("with four fields for `padding` there"),
            _ => Ok(()),
        }
    }

    /// A submission with the pictures of an edit in it.
    fn with_pictures(&self, body: Value, dialect: &Dialect, asked: &AskedEdit) -> Value {
        let Value::Object(mut body) = body else { return body };
        let fields = match dialect.input {
            Some(input) => body.get_mut(input).and_then(Value::as_object_mut),
            None => Some(&mut body),
        };
        if let Some(fields) = fields {
            self.fill(fields, asked);
        }
        Value::Object(body)
    }

    fn fill(&self, fields: &mut Map<String, Value>, asked: &AskedEdit) {
        if !self.sized {
            fields.retain(|name, _| !SIZE_FIELDS.contains(&name.as_str()));
        }
        let written = |picture: &HandedPicture| {
            let encoded = STANDARD.encode(&picture.png);
            json!(if self.bare_base64 { encoded } else { format!("data:image/png;base64,{encoded}") })
        };
        for (field, picture) in [(&self.image, &asked.image), (&self.mask, &asked.mask)] {
            if let (Some(field), Some(picture)) = (field, picture) {
                fields.insert(field.clone(), written(picture));
            }
        }
        if let (Some(field), false) = (&self.references, asked.references.is_empty()) {
            let all: Vec<Value> = asked.references.iter().take(REFERENCES_MAX).map(written).collect();
            fields.insert(field.clone(), json!(all));
        }
        if let (Some(names), Some(_)) = (&self.padding, asked.place) {
            fields.extend(names.iter().cloned().zip(asked.padding().map(|side| json!(side))));
        }
    }
}

impl QueueImages {
    pub(super) fn own_capabilities(&self) -> Capabilities {
        let takes = self.edits.values().any(|edit| edit.own.references.is_some());
        let mut models = self.tiers.iter().chain(self.edits.values().map(|edit| &edit.priced));
        Capabilities {
            negative: models.all(|priced| priced.tier.negative.is_some()),
            seed: self.tiers.first().is_some_and(|priced| priced.tier.seed),
            edits: self.edits.keys().copied().collect(),
            references_max: if takes { REFERENCES_MAX } else { 0 },
            ..Capabilities::default()
        }
    }

    pub(super) fn size_of(&self, edit: &ImageEdit) -> (u32, u32) {
        let sized = self.edits.get(&edit.kind()).filter(|own| own.own.sized);
        let size = sized.and_then(|own| own.priced.size(&proportions(edit)));
        size.map_or((edit.width, edit.height), |(size, _)| size)
    }

    pub(super) fn quote_of_edit(&self, edit: &ImageEdit) -> Quote {
        self.edits.get(&edit.kind()).map_or(Quote::UNLIMITED, |own| own.priced.quote(&proportions(edit)))
    }

    pub(super) async fn edited(&self, context: &Context, asked: AskedEdit) -> Result<Picture, ToolError> {
        let Some(PricedEdit { priced, own, url }) = self.edits.get(&asked.edit.kind()) else {
            return Err(self.own_capabilities().refusal(&self.name, asked.edit.kind()));
        };
        let (dialect, request) = (self.dialect.data(), proportions(&asked.edit));
        let request = design::ImageRequest {
            prompt: asked.edit.prompt.clone(),
            negative: asked.edit.negative.clone(),
            ..request
        };
        let body = own.with_pictures(priced.body(dialect, &request), dialect, &asked).to_string().into();
        let drawn = || format!("{:016x}", RandomState::new().hash_one(&request.prompt));
        let size = priced.size(&request).map_or((asked.edit.width, asked.edit.height), |(size, _)| size);
        let name = self.names_calls.then(|| context.idempotency_key().map_or_else(drawn, str::to_owned));
        let call = QueueCall {
            url: url.clone(),
            app: priced.app(),
            body,
            price: priced.quote(&request),
            second: priced.second,
            seed: priced.seed(&request),
            name,
            expected: expected(size, &priced.tier.more),
        };
        let answer = self.provider.ask(context, call).await;
        let picture = answer.map_err(unedited)?;
        Ok(std::sync::Arc::unwrap_or_clone(picture))
    }
}
