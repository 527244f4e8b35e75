//! What is asked of an image model that changes pictures, and what such a model can do.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::canonical::BlobRef;

/// Most pictures that go along with one edit as references.
pub const REFERENCES_MAX: usize = 4;

/// Kinds of edits, as configurations, traces and errors name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EditKind {
    /// A picture is changed as words say.
    Instruct,
    /// A part of a picture, by a mask, is made anew.
    Inpaint,
    /// A picture is painted on beyond its edges.
    Outpaint,
    /// The thing on a picture is cut out of its ground.
    RemoveBackground,
    /// A picture is made in the manner of others.
    StyleReference,
}

impl EditKind {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Instruct, Self::Inpaint, Self::Outpaint, Self::RemoveBackground, Self::StyleReference];

    /// Its name, as configurations have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Instruct => "instruct",
            Self::Inpaint => "inpaint",
            Self::Outpaint => "outpaint",
            Self::RemoveBackground => "remove_background",
            Self::StyleReference => "style_reference",
        }
    }

    /// What it does, for people: `cuts things out of their ground`.
    #[must_use]
    pub fn does(self) -> &'static str {
        match self {
            Self::Instruct => "changes a picture as words say",
            Self::Inpaint => "makes a part of a picture anew",
            Self::Outpaint => "paints a picture on beyond its edges",
            Self::RemoveBackground => "cuts a thing out of its ground",
            Self::StyleReference => "makes a picture in the manner of others",
        }
    }
}

impl fmt::Display for EditKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A picture that is at hand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PictureRef {
    /// One of the brand kit's, by its id.
    Kit(String),
    /// One in the store of the run.
    Blob(BlobRef),
}

/// Where along the side that grows a picture stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stand {
    /// At the left or the top.
    Start,
    /// In the middle.
    #[default]
    Middle,
    /// At the right or the bottom.
    End,
}

/// What is done, with the pictures that it is done to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EditOperation {
    /// The picture is changed as the prompt says.
    Instruct {
        /// The picture.
        image: PictureRef,
    },
    /// What is white on the mask is made anew, as the prompt says; the rest stays as it is.
    Inpaint {
        /// The picture.
        image: PictureRef,
        /// The mask, of the picture's proportions.
        mask: PictureRef,
    },
    /// The picture is painted on beyond its edges to the proportions of the edit's size; it is not scaled otherwise than to fit.
    Outpaint {
        /// The picture.
        image: PictureRef,
        /// Where it stands on the larger one.
        stand: Stand,
    },
    /// What the picture shows is cut out of its ground.
    RemoveBackground {
        /// The picture.
        image: PictureRef,
    },
    /// A new picture of the prompt, in the manner of the references.
    StyleReference,
}

/// An edit: what an image model is asked to do to pictures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImageEdit {
    /// What is done.
    pub operation: EditOperation,
    /// What the result is to show, in words; empty where the pictures say it all.
    pub prompt: String,
    /// What it is not to show, where the model takes that.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub negative: String,
    /// Width of the result, px.
    pub width: u32,
    /// Height of the result, px.
    pub height: u32,
    /// Its seed, where the model takes one.
    pub seed: u64,
    /// Pictures that it is to look like, [`REFERENCES_MAX`] at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<PictureRef>,
}

impl ImageEdit {
    /// Which kind of edit it is.
    #[must_use]
    pub fn kind(&self) -> EditKind {
        match self.operation {
            EditOperation::Instruct { .. } => EditKind::Instruct,
            EditOperation::Inpaint { .. } => EditKind::Inpaint,
            EditOperation::Outpaint { .. } => EditKind::Outpaint,
            EditOperation::RemoveBackground { .. } => EditKind::RemoveBackground,
            EditOperation::StyleReference => EditKind::StyleReference,
        }
    }

    /// The picture that it changes; none where it makes a new one.
    #[must_use]
    pub fn image(&self) -> Option<&PictureRef> {
        match &self.operation {
            EditOperation::Instruct { image }
            | EditOperation::Inpaint { image, .. }
            | EditOperation::Outpaint { image, .. }
            | EditOperation::RemoveBackground { image } => Some(image),
            EditOperation::StyleReference => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_written_as_it_is_read() {
        let text = r#"{"operation":{"kind":"outpaint","image":{"kit":"lamp"},"stand":"start"},"prompt":"","width":640,"height":360,"seed":7}"#;
        let edit: ImageEdit = serde_json::from_str(text).unwrap();
        assert_eq!((edit.kind(), edit.image()), (EditKind::Outpaint, Some(&PictureRef::Kit("lamp".to_owned()))));
        assert_eq!(serde_json::to_string(&edit).unwrap(), text);
    }

    #[test]
    fn kinds_have_the_names_that_configurations_give_them() {
        for kind in EditKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
    }
}
