//! What a prompt becomes: messages of roles, in parts.

use serde::{Deserialize, Serialize};

/// Who says a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Whoever set the task.
    System,
    /// The person, and what is shown to the model.
    User,
    /// The model.
    Model,
    /// A tool.
    Tool,
}

impl Role {
    pub(crate) fn of(name: &str) -> Option<Self> {
        match name {
            "system" => Some(Self::System),
            "user" => Some(Self::User),
            "model" => Some(Self::Model),
            "tool" => Some(Self::Tool),
            _ => None,
        }
    }
}

/// A part of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Words.
    Text(String),
    /// A picture or another medium, by its address.
    Media {
        /// The address.
        url: String,
        /// Its media type, where that was said.
        content_type: Option<String>,
    },
    /// A place that somebody else fills in.
    Section(String),
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Who says it.
    pub role: Role,
    /// What is said.
    pub parts: Vec<Part>,
}

impl Message {
    /// Its words.
    #[must_use]
    pub fn text(&self) -> String {
        let words = self.parts.iter().filter_map(|part| match part {
            Part::Text(text) => Some(text.as_str()),
            Part::Media { .. } | Part::Section(_) => None,
        });
        words.collect()
    }
}
