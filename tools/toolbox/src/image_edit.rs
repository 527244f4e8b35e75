//! What image models can do besides making pictures of words, and an edit as one is asked for it.

use std::collections::BTreeSet;
use std::sync::Arc;

use compose::Place;
use design::{EditKind, ImageEdit, NodeId, Sha256};

use crate::error::ToolError;

/// What an image model can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// Whether it makes pictures of words alone.
    pub generate: bool,
    /// Whether it takes a seed.
    pub seed: bool,
    /// Whether it is told what a picture is not to show.
    pub negative: bool,
    /// Whether it tells how far a picture is.
    pub progress: bool,
    /// What it does to pictures.
    pub edits: BTreeSet<EditKind>,
    /// Most pictures that it takes as references.
    pub references_max: usize,
}

impl Default for Capabilities {
    /// It makes pictures of words, and nothing else is known of it.
    fn default() -> Self {
        Self {
            generate: true,
            seed: false,
            negative: false,
            progress: false,
            edits: BTreeSet::new(),
            references_max: 0,
        }
    }
}

impl Capabilities {
    /// Whether it does that to pictures.
    #[must_use]
    pub fn offers(&self, kind: EditKind) -> bool {
        self.edits.contains(&kind)
    }

    /// The refusal of what a back end of that name does not do.
    #[must_use]
    pub fn refusal(&self, by: &str, kind: EditKind) -> ToolError {
        let offered = match self.edits.iter().map(|own| own.does()).collect::<Vec<_>>() {
            none if none.is_empty() => "makes pictures of words alone".to_owned(),
            some => some.join(", "),
        };
        let tool = "edit_image".to_owned();
        ToolError::Unsupported { tool, by: by.to_owned(), operation: kind.name(), offered }
    }
}

/// A picture that is handed to a back end: a PNG file of pixels alone, whatever stood beside them in the file that it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedPicture {
    /// The file.
    pub png: Arc<[u8]>,
    /// Its digest.
    pub sha256: Sha256,
    /// Its width, px.
    pub width: u32,
    /// Its height, px.
    pub height: u32,
}

/// An edit as an image model is asked for it, with the pictures that it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedEdit {
    /// What is asked for, in the words that the model is told, and of the [size](crate::ImageModel::edit_size) that it makes.
    pub edit: ImageEdit,
    /// The node that will show the result.
    pub node: NodeId,
    /// The picture that is changed.
    pub image: Option<HandedPicture>,
    /// Where it is white the picture is made anew; of the picture's size.
    pub mask: Option<HandedPicture>,
    /// Where the picture stands on one that is painted on beyond its edges: it has that size.
    pub place: Option<Place>,
    /// What the result is to look like.
    pub references: Vec<HandedPicture>,
}

impl AskedEdit {
    /// How much is painted on at the left, the top, the right and the bottom, px.
    #[must_use]
    pub fn padding(&self) -> [u32; 4] {
        let Some(Place { x, y, width, height }) = self.place else { return [0; 4] };
        let after = |sheet: u32, before: u32, own: u32| sheet.saturating_sub(before.saturating_add(own));
        [x, y, after(self.edit.width, x, width), after(self.edit.height, y, height)]
    }
}

#[cfg(test)]
#[cfg(feature = "openai")]
pub(crate) mod fixture {
    //! Edits to try adaptors on.

    use design::{EditKind, EditOperation, ImageEdit, PictureRef, Sha256, Stand};
    use render::Pixels;

    use super::{AskedEdit, HandedPicture};

    /// A picture, light on the right.
    pub(crate) fn half(width: u32, height: u32) -> HandedPicture {
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let level = |x: u32, y: u32| if x < width / 2 { (20 + y % 9) as u8 } else { (220 + y % 9) as u8 };
        let data = places.flat_map(|(x, y)| [level(x, y), level(x, y), level(x, y), 255]).collect();
        let png = Pixels { width, height, data }.to_png().unwrap();
        HandedPicture { sha256: Sha256::of(&png), png: png.into(), width, height }
    }

    /// An edit of that kind of a picture of 64 × 48 px.
    pub(crate) fn asked(kind: EditKind) -> AskedEdit {
        let image = || PictureRef::Kit("a".to_owned());
        let operation = match kind {
            EditKind::Instruct => EditOperation::Instruct { image: image() },
            EditKind::Inpaint => EditOperation::Inpaint { image: image(), mask: image() },
            EditKind::Outpaint => EditOperation::Outpaint { image: image(), stand: Stand::Start },
            EditKind::RemoveBackground => EditOperation::RemoveBackground { image: image() },
            EditKind::StyleReference => EditOperation::StyleReference,
        };
        let (width, height) = if kind == EditKind::Outpaint { (96, 48) } else { (64, 48) };
        let edit = ImageEdit {
            operation,
            prompt: "a lamp".to_owned(),
            negative: String::new(),
            width,
            height,
            seed: 7,
            references: Vec::new(),
        };
        let is_new = kind == EditKind::StyleReference;
        AskedEdit {
            edit,
            node: "art".into(),
            image: (!is_new).then(|| half(64, 48)),
            mask: (kind == EditKind::Inpaint).then(|| half(64, 48)),
            place: (kind == EditKind::Outpaint).then_some(compose::Place { x: 0, y: 0, width: 64, height: 48 }),
            references: if is_new { vec![half(64, 48), half(48, 64)] } else { Vec::new() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_there_is_instead() {
        let some = Capabilities { edits: [EditKind::Outpaint].into(), ..Capabilities::default() };
        let said = some.refusal("studio/flux", EditKind::RemoveBackground).to_string();
        for part in
            ["studio/flux", "`remove_background`", "paints a picture on", "[images.NAME.edit.remove_background]"]
        {
            assert!(said.contains(part), "{part}: {said}");
        }
        let none = Capabilities::default().refusal("x", EditKind::Instruct);
        assert!(none.to_string().contains("of words alone"), "{none}");
        assert_eq!((none.code(), none.outcome()), ("unsupported", planner::WorldOutcome::DidNotHappen));
    }
}
