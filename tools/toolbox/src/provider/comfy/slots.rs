//! What a call fills into a workflow.

use std::collections::BTreeMap;
use std::fmt;

use design::EditKind;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What a call fills in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// What the picture is to show: a text.
    Prompt,
    /// What it is not to show: a text.
    Negative,
    /// Its width, px.
    Width,
    /// Its height, px.
    Height,
    /// Its seed, 0 to 2⁶⁴ − 1.
    Seed,
    /// How many pictures are made: one.
    Batch,
    /// The picture that is changed: the name of its file at the server.
    Image,
    /// Where it is made anew: the name of a file.
    Mask,
    /// A picture that the result is to look like: the name of a file.
    Reference,
    /// Another; the first again, where there is only one.
    Reference2,
    /// How much is painted on at the left, px.
    Left,
    /// At the top.
    Top,
    /// At the right.
    Right,
    /// At the bottom.
    Bottom,
}

impl Slot {
    const ALL: [Self; 14] = [
        Self::Prompt,
        Self::Negative,
        Self::Width,
        Self::Height,
        Self::Seed,
        Self::Batch,
        Self::Image,
        Self::Mask,
        Self::Reference,
        Self::Reference2,
        Self::Left,
        Self::Top,
        Self::Right,
        Self::Bottom,
    ];

    /// Its name, as configurations and workflows have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Prompt => "prompt",
            Self::Negative => "negative",
            Self::Width => "width",
            Self::Height => "height",
            Self::Seed => "seed",
            Self::Batch => "batch",
            Self::Image => "image",
            Self::Mask => "mask",
            Self::Reference => "reference",
            Self::Reference2 => "reference2",
            Self::Left => "left",
            Self::Top => "top",
            Self::Right => "right",
            Self::Bottom => "bottom",
        }
    }

    /// Whether it is a text: words, or the name of a file.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Prompt | Self::Negative | Self::Image | Self::Mask | Self::Reference | Self::Reference2)
    }

    /// Whether it is given for an edit of that kind, or for a picture of words alone.
    pub(super) fn is_given(self, kind: Option<EditKind>) -> bool {
        match self {
            Self::Prompt | Self::Negative | Self::Width | Self::Height | Self::Seed | Self::Batch => true,
            Self::Image => kind.is_some_and(|kind| kind != EditKind::StyleReference),
            Self::Mask => kind == Some(EditKind::Inpaint),
            Self::Reference | Self::Reference2 => kind == Some(EditKind::StyleReference),
            Self::Left | Self::Top | Self::Right | Self::Bottom => kind == Some(EditKind::Outpaint),
        }
    }

    /// The slot that a whole value names; an error for a name that is no slot's.
    pub(super) fn of_placeholder(value: &str) -> Option<Result<Self, &str>> {
        let name = value.strip_prefix("{{")?.strip_suffix("}}")?.trim();
        let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        plain.then(|| Self::ALL.into_iter().find(|slot| slot.name() == name).ok_or(name))
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where a slot is: `"6.text"`, or several such in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Places {
    /// One place.
    One(String),
    /// Several, which all have the same value.
    Several(Vec<String>),
}

impl Places {
    pub(super) fn all(&self) -> &[String] {
        match self {
            Self::One(place) => std::slice::from_ref(place),
            Self::Several(places) => places,
        }
    }
}

impl From<&str> for Places {
    fn from(place: &str) -> Self {
        Self::One(place.to_owned())
    }
}

/// What a call fills in, slot by slot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Values {
    pub(super) prompt: String,
    pub(super) negative: String,
    pub(super) size: (u32, u32),
    pub(super) seed: u64,
    /// Names of files at the server.
    pub(super) files: BTreeMap<Slot, String>,
    /// Left, top, right and bottom.
    pub(super) padding: [u32; 4],
}

impl Values {
    pub(super) fn of(&self, slot: Slot) -> Value {
        match slot {
            Slot::Prompt => json!(self.prompt),
            Slot::Negative => json!(self.negative),
            Slot::Width => json!(self.size.0),
            Slot::Height => json!(self.size.1),
            Slot::Seed => json!(self.seed),
            Slot::Batch => json!(1),
            Slot::Image | Slot::Mask | Slot::Reference | Slot::Reference2 => {
                json!(self.files.get(&slot).map(String::as_str).unwrap_or_default())
            }
            Slot::Left => json!(self.padding[0]),
            Slot::Top => json!(self.padding[1]),
            Slot::Right => json!(self.padding[2]),
            Slot::Bottom => json!(self.padding[3]),
        }
    }
}

/// Slots that a workflow has to have for an edit; a picture of words alone needs none.
pub(super) fn needed(kind: Option<EditKind>) -> &'static [Slot] {
    match kind {
        None => &[],
        Some(EditKind::Instruct) => &[Slot::Image, Slot::Prompt],
        Some(EditKind::Inpaint) => &[Slot::Image, Slot::Mask],
        Some(EditKind::Outpaint) => &[Slot::Image, Slot::Left, Slot::Top],
        Some(EditKind::RemoveBackground) => &[Slot::Image],
        Some(EditKind::StyleReference) => &[Slot::Reference],
    }
}
