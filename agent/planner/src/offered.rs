//! What a model may ask for: tools whose arguments it writes, and which [`step`](crate::step) turns into the same calls that
//! the house policy makes. None of them takes words that a design shows, a file, an address or an amount of money.

use design::{NodeId, Rect, TokenPath};
use schemars::{JsonSchema, schema_for};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::calls::{DesignEdit, Form};
use crate::wording;

/// Farthest from the page's corner that anything is put, px.
const FAR: f64 = 32_768.0;

/// A tool that a model may ask for.
pub trait Offered: Serialize + DeserializeOwned + JsonSchema {
    /// Its name.
    const NAME: &'static str;
    /// What it does, which the model reads.
    const DESCRIPTION: &'static str;
}

/// Has a search propose plans that suit the brief, and makes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeDesigns {
    /// How many designs, 1–16.
    #[schemars(range(min = 1, max = 16))]
    pub count: u32,
}

/// Makes a design after a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeDesign {
    /// The idea, in one sentence that a stranger could draw from.
    #[schemars(length(min = 1, max = 240))]
    pub idea: String,
    /// The arrangement, by its name in the vocabulary.
    #[schemars(length(max = 40))]
    pub archetype: String,
    /// Which way of it, 0–7.
    #[schemars(range(max = 7))]
    pub variant: u32,
    /// Whether it is mirrored left to right.
    pub mirrored: bool,
    /// The voice of its type.
    #[schemars(length(max = 40))]
    pub voice: String,
    /// The roles of its colours.
    #[schemars(length(max = 40))]
    pub scheme: String,
    /// Which of the kit's palettes, 0–15.
    #[schemars(range(max = 15))]
    pub palette: u32,
    /// What leads.
    #[schemars(length(max = 40))]
    pub lead: String,
    /// The family of its picture; `none` for type alone.
    #[schemars(length(max = 40))]
    pub imagery: String,
    /// What the picture shows: one thing, in a word.
    #[schemars(length(max = 40))]
    pub motif: String,
}

/// Looks at a design of this turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LookAtDesign {
    /// The design by name.
    #[schemars(length(min = 1, max = 40))]
    pub design: String,
}

/// Draws another picture for a design.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawIllustration {
    /// The design by name; it stays, and another with the drawing is made.
    #[schemars(length(min = 1, max = 40))]
    pub design: String,
    /// The idea of the drawing, in one sentence that a stranger could draw from.
    #[schemars(length(min = 1, max = 240))]
    pub idea: String,
    /// The drawing: an SVG with a viewBox of the picture's width and height, of paths, basic shapes, groups, gradients,
    /// patterns and clip paths alone. No text, no links, no filters, no style sheets. Colours become the kit's nearest.
    #[schemars(length(min = 1, max = 32768))]
    pub svg: String,
}

/// What an edit does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Moves and resizes a layer to `area`.
    Move,
    /// Turns a layer by `amount` degrees clockwise.
    Turn,
    /// Gives a layer the opacity `amount`, 0–1.
    Fade,
    /// Gives a text or a shape the colour `token`.
    Recolour,
    /// Puts a layer at index `amount` of the order of drawing; 0 is the bottom.
    Reorder,
    /// Takes a layer away.
    Remove,
    /// Puts a rectangle of colour `token` at `area`, at index `amount`.
    AddRect,
    /// Puts an ellipse of colour `token` at `area`, at index `amount`.
    AddEllipse,
}

/// One edit. Which values it needs follows from its action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// What it does.
    pub action: Action,
    /// The layer by its id; none when one is added.
    #[serde(default)]
    #[schemars(length(max = 80))]
    pub layer: Option<String>,
    /// Left, top, width and height, px of the page.
    #[serde(default)]
    #[schemars(length(min = 4, max = 4))]
    pub area: Option<Vec<f64>>,
    /// Degrees, opacity or index.
    #[serde(default)]
    pub amount: Option<f64>,
    /// A colour of the kit by its token.
    #[serde(default)]
    #[schemars(length(max = 120))]
    pub token: Option<String>,
}

/// Edits a design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditDesign {
    /// The design by name; it stays, and another with the edits is made.
    #[schemars(length(min = 1, max = 40))]
    pub design: String,
    /// The edits, in order.
    #[schemars(length(min = 1, max = 32))]
    pub edits: Vec<Edit>,
}

/// Looks something up in the brand kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchBrand {
    /// What for, in words.
    #[schemars(length(min = 1, max = 200))]
    pub query: String,
}

/// Shows the person an option set: the end of the turn's work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PresentOptions {
    /// The designs by name, best first.
    #[schemars(length(min = 1, max = 6))]
    pub designs: Vec<String>,
}

impl TryFrom<Edit> for DesignEdit {
    type Error = String;

    fn try_from(edit: Edit) -> Result<Self, String> {
        let Edit { action, layer, area, amount, token } = edit;
        let number = |number: Option<f64>, what: &str| {
            number.filter(|number| number.is_finite() && number.abs() <= FAR).ok_or_else(|| format!("give `{what}`"))
        };
        let node = || layer.clone().map(NodeId).ok_or_else(|| "give `layer`".to_owned());
        let amount = || number(amount, "amount");
        let index = || amount().map(|index| index.clamp(0.0, FAR) as u32);
        let token = || token.clone().map(TokenPath).ok_or_else(|| "give `token`".to_owned());
        let area = || match area.as_deref() {
            Some(&[x, y, w, h]) if [x, y, w, h].iter().all(|side| side.abs() <= FAR) && w >= 0.0 && h >= 0.0 => {
                Ok(Rect::new(x, y, w, h))
            }
            _ => Err("give `area` as [left, top, width, height], px of the page".to_owned()),
        };
        let add = |form| Ok(Self::Add { form, area: area()?, token: token()?, index: index()? });
        match action {
            Action::Move => Ok(Self::Move { node: node()?, area: area()? }),
            Action::Turn => Ok(Self::Turn { node: node()?, degrees: amount()? }),
            Action::Fade => Ok(Self::Fade { node: node()?, opacity: amount()?.clamp(0.0, 1.0) }),
            Action::Recolour => Ok(Self::Recolour { node: node()?, token: token()? }),
            Action::Reorder => Ok(Self::Reorder { node: node()?, index: index()? }),
            Action::Remove => Ok(Self::Remove { node: node()? }),
            Action::AddRect => add(Form::Rect),
            Action::AddEllipse => add(Form::Ellipse),
        }
    }
}

/// A schema in which the axes of a plan take the words that there are.
fn with_vocabulary(mut schema: Value) -> Value {
    let vocabulary = wording::vocabulary();
    for (axis, words) in vocabulary.as_object().into_iter().flatten() {
        if let (Some(property), Some(words)) = (schema.pointer_mut(&format!("/properties/{axis}")), words.as_object()) {
            property["enum"] = words.keys().map(String::as_str).collect();
        }
    }
    schema
}

macro_rules! offered {
    ($($tool:ident => $name:literal, $description:literal;)*) => {
        $(impl Offered for $tool {
            const NAME: &'static str = $name;
            const DESCRIPTION: &'static str = $description;
        })*

        /// Names of all of them.
        pub const NAMES: &[&str] = &[$($name),*];

        /// What a tool does, and the JSON Schema of its arguments; `None` for one that is not offered.
        #[must_use]
        pub fn spec(name: &str) -> Option<(&'static str, Value)> {
            match name {
                $($name => Some(($description, with_vocabulary(schema_for!($tool).to_value()))),)*
                _ => None,
            }
        }
    };
}

offered! {
    ProposeDesigns => "propose_designs", "Searches for plans that suit the brief and differ, makes that many designs of them, and says how each was judged.";
    MakeDesign => "make_design", "Makes one design after your own plan, with the words that were given, and says how it was judged. Values come from the vocabulary.";
    LookAtDesign => "look_at_design", "Says what lies where in a design: its layers with their boxes, colours and words, the page and colours of its picture, and the kit's colours.";
    DrawIllustration => "draw_illustration", "Makes another design of one that is there, with a picture that you draw yourself as SVG, and says how it was judged. Look at the design first: the picture's size is told there.";
    EditDesign => "edit_design", "Makes another design of one that is there, with these edits of its layers, and says how it was judged. Words stay what they are.";
    SearchBrand => "search_brand", "Looks something up in the brand kit: a logo, a picture, a colour, a face.";
    PresentOptions => "present_options", "Shows the person these designs, best first. All must have passed their gates and look different. This ends your turn.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_has_a_closed_schema_and_a_description() {
        for name in NAMES {
            let (description, schema) = spec(name).unwrap();
            assert!(description.ends_with('.') && description.len() > 40, "{name}");
            assert_eq!(schema["additionalProperties"], false, "{name}");
        }
        assert_eq!(spec("export"), None);
        let (_, schema) = spec(MakeDesign::NAME).unwrap();
        assert!(schema["properties"]["archetype"]["enum"].as_array().unwrap().contains(&"monument".into()));
    }
}
