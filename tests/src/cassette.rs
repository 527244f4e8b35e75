//! Recorded conversations: what a server answered to a request is answered again to the same request, and to no other.
//!
//! A cassette is a file of JSON lines. Requests are matched by all that they say, by the hash of their canonical JSON; the last
//! words of each stand beside it for whoever reads the file.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use design::Sha256;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model_server::Answer;

/// Longest words that are shown, characters.
const SHOWN_CHARS_MAX: usize = 120;

/// A request and its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Take {
    /// The hash of the request.
    pub request: Sha256,
    /// Its last words, for people.
    pub said: String,
    /// What was answered: words.
    pub text: String,
    /// What was answered: calls of tools.
    pub calls: Vec<(String, Value)>,
}

/// A recorded conversation.
#[derive(Debug, Default)]
pub struct Cassette {
    takes: BTreeMap<String, Take>,
    /// Requests that it does not hold.
    unknown: Mutex<Vec<String>>,
}

/// The last words of a request.
fn last_words(request: &Value) -> String {
    let last = request["messages"].as_array().and_then(|messages| messages.last());
    let words = last.map(|last| last["content"].to_string()).unwrap_or_default();
    words.chars().take(SHOWN_CHARS_MAX).collect()
}

impl Cassette {
    /// Reads a cassette.
    ///
    /// # Errors
    ///
    /// When there is no such file, or a line of it is none.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut cassette = Self::default();
        for line in fs::read_to_string(path)?.lines() {
            cassette.record(serde_json::from_str(line)?);
        }
        Ok(cassette)
    }

    /// A take of an answer.
    #[must_use]
    pub fn take(request: &Value, answer: &Answer) -> Take {
        Take {
            request: Sha256::of_json(request),
            said: last_words(request),
            text: answer.text.clone(),
            calls: answer.calls.clone(),
        }
    }

    /// Adds a take.
    pub fn record(&mut self, take: Take) {
        self.takes.insert(take.request.to_string(), take);
    }

    /// The answer to a request; a failure that says so where it holds none.
    #[must_use]
    pub fn play(&self, request: &Value) -> Option<Answer> {
        match self.takes.get(&Sha256::of_json(request).to_string()) {
            Some(take) => Some(Answer { text: take.text.clone(), calls: take.calls.clone(), ..Answer::default() }),
            None => {
                self.unknown.lock().unwrap_or_else(PoisonError::into_inner).push(last_words(request));
                None
            }
        }
    }

    /// The last words of requests that were not found.
    #[must_use]
    pub fn unknown(&self) -> Vec<String> {
        self.unknown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many takes it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.takes.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.takes.is_empty()
    }

    /// Writes it, in the order of the hashes.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        let mut lines = String::new();
        for take in self.takes.values() {
            lines.push_str(&serde_json::to_string(take)?);
            lines.push('\n');
        }
        fs::write(path, lines)
    }
}
