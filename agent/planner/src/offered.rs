//! What a model may ask for: tools whose arguments it writes, and which [`step`](crate::step) turns into the same calls that
//! the house policy makes. None of them takes words that a design shows, a file, an address or an amount of money.

use schemars::{JsonSchema, schema_for};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::wording;

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
