//! A sentence encoder in a folder as a moderator of words.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use design::Sha256;
use safety::screen::Screen;

use super::encoder::{BATCH, Encoder, WEIGHTS};
use super::tuning::Tuning;
use crate::builtin::Moderation;
use crate::context::Context;
use crate::error::ToolError;
use crate::model_folder::LocalModelError;
use crate::moderator::{Likelihoods, Moderated, Moderator};

/// The house's tuning, made by `scripts/make-text-moderator.sh`.
const MANIFEST: &[u8] = include_bytes!("../../data/text_moderator.json");
const TENSORS: &[u8] = include_bytes!("../../data/text_moderator.safetensors");
/// Words up to which a text is judged as a whole: the encoder was tuned on texts that are no longer.
const WHOLE_WORDS_MAX: usize = 80;
/// Words and letters of a part of a text that is judged by itself; the next begins where half of them are over. No letter is more than
/// one token of what the encoder reads, and it reads 256.
const PART_WORDS: usize = 48;
const PART_LETTERS: usize = 240;
/// Words from which on a line is judged by itself, too.
const LINE_WORDS_MIN: usize = 3;
/// Most parts and lines of a text.
const PIECES_MAX: usize = 2_048;
/// How likely something is that is held for a person.
const HOLD: f64 = 0.5;
/// The tool that errors name.
const TOOL: &str = "moderate";

/// A moderator of words that lies on this machine: a sentence encoder of others, tuned by the house, with the house's screen of texts
/// beside it. The screen knows words and pairs of them, the encoder what a sentence means, and each is wrong where the other is not.
///
/// It judges a text, its lines and its parts; the worst counts. Its labels are the categories of the house's policy. It is
/// wrong more often than rules are: by [`moderation`](Self::moderation) it holds for a person and refuses nothing. It reads English.
#[derive(Clone)]
pub struct TextModerator {
    name: Arc<str>,
    judge: Arc<Judge>,
}

struct Judge {
    encoder: Encoder,
    tuning: Tuning,
    head: (Vec<Vec<f32>>, Vec<f32>),
}

impl std::fmt::Debug for TextModerator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TextModerator({})", self.name)
    }
}

impl TextModerator {
    /// The encoder in a folder, tuned; it has to be the one that the house's tuning was made for, all-MiniLM-L6-v2. Reads it whole,
    /// which takes a moment: call it where threads may block.
    ///
    /// # Errors
    ///
    /// [`LocalModelError`] that names the file.
    pub fn open(folder: &Path) -> Result<Self, LocalModelError> {
        Self::tuned(folder, MANIFEST, TENSORS)
    }

    pub(super) fn tuned(folder: &Path, manifest: &[u8], tensors: &[u8]) -> Result<Self, LocalModelError> {
        let wrong = |reason: String| LocalModelError::Content { file: folder.join(WEIGHTS), reason };
        let tuning = Tuning::read(manifest, tensors).map_err(|reason| wrong(format!("the tuning {reason}")))?;
        let encoder = Encoder::open(folder, |weights, hash| tuning.tuned(weights, hash))?;
        let head = tuning.head(encoder.dimensions).map_err(|reason| wrong(format!("the tuning {reason}")))?;
        let made_of = [encoder.id, Sha256::of(manifest), Sha256::of(tensors)];
        let screen = &Screen::builtin().weights().corpus;
        let name = format!("{} {}", tuning.manifest.name, Sha256::of_json(&(made_of, screen)).short(12));
        Ok(Self { name: name.into(), judge: Arc::new(Judge { encoder, tuning, head }) })
    }

    /// How likely each label is of a text; for who has no run.
    ///
    /// # Errors
    ///
    /// [`ToolError::Unavailable`] where the text cannot be read by the encoder or the screen.
    pub fn likelihoods(&self, text: &str) -> Result<Likelihoods, ToolError> {
        self.judge.judge(text, &|| Ok(()))
    }

    /// From where on what it says holds a design or a brief: it refuses nothing.
    #[must_use]
    pub fn moderation() -> Moderation {
        let within = Duration::from_secs(60);
        Moderation { hold: HOLD, block: f64::INFINITY, labels: BTreeMap::new(), within }
    }
}

impl Judge {
    /// How likely each label is in the worst of a text, its lines and its parts.
    fn judge(&self, text: &str, wanted: &dyn Fn() -> Result<(), ToolError>) -> Result<Likelihoods, ToolError> {
        let unavailable = |reason: String| ToolError::Unavailable { tool: TOOL.to_owned(), reason };
        let labels = &self.tuning.manifest.labels;
        let mut worst = vec![0.0; labels.len()];
        for batch in pieces(text).map_err(unavailable)?.chunks(BATCH) {
            wanted()?;
            let texts: Vec<String> = batch.iter().map(|piece| piece.text.clone()).collect();
            let embedded = self.encoder.embed(&texts).map_err(unavailable)?;
            if embedded.len() != batch.len() {
                return Err(unavailable("the encoder left texts out".to_owned()));
            }
            for (piece, embedding) in batch.iter().zip(embedded) {
                let said = self.weighed(piece, &embedding).map_err(unavailable)?;
                for (worst, said) in worst.iter_mut().zip(said) {
                    // Not a number is no judgement, and has to be seen.
                    *worst = if f64::is_nan(*worst) || said.is_nan() { f64::NAN } else { said.max(*worst) };
                }
            }
        }
        Ok(labels.iter().cloned().zip(worst).collect())
    }

    /// How likely each label is of one piece, by head and screen together.
    fn weighed(&self, piece: &Piece, embedding: &[f32]) -> Result<Vec<f64>, String> {
        let screened = Screen::builtin().score_of(&piece.text).map_err(|error| error.to_string())?;
        let rows = self.rows(embedding);
        let (any, own) = rows.split_first().ok_or("its head is empty")?;
        let score = any + self.tuning.manifest.screen * screened as f32 / 1_000.0;
        let held = share(f64::from(score - self.threshold(piece)));
        let most = own.iter().copied().fold(f32::MIN, f32::max);
        // What it is most likely to be is as likely as that it is anything.
        Ok(own.iter().map(|row| held * libm::exp(f64::from(row - most))).collect())
    }

    /// What the head says: each row of it.
    fn rows(&self, embedding: &[f32]) -> Vec<f32> {
        let (weight, bias) = &self.head;
        let row = |(row, bias): (&Vec<f32>, &f32)| row.iter().zip(embedding).map(|(w, x)| w * x).sum::<f32>() + bias;
        weight.iter().zip(bias).map(row).collect()
    }

    /// The score from which on a piece is held.
    fn threshold(&self, piece: &Piece) -> f32 {
        if piece.is_part {
            return self.tuning.manifest.part;
        }
        let (words, table) = (piece.text.split_whitespace().count(), &self.tuning.manifest.thresholds);
        let own = table.iter().find(|(most, _)| words <= *most).or(table.last());
        own.map_or(0.0, |(_, score)| *score)
    }
}

/// The logistic function.
fn share(score: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-score))
}

/// What is judged by itself.
#[derive(Debug, PartialEq)]
struct Piece {
    text: String,
    /// Whether it begins and ends anywhere in a text.
    is_part: bool,
}

/// A text that is not long as a whole, its parts where it is more than one, and its lines where there are some. A part is never more
/// than the encoder reads.
///
/// # Errors
///
/// Where that is more than is judged at once.
fn pieces(text: &str) -> Result<Vec<Piece>, String> {
    let piece = |text: String, is_part: bool| Piece { text, is_part };
    let words: Vec<&str> = text.split_whitespace().flat_map(chunks).collect();
    let mut pieces = if words.len() <= WHOLE_WORDS_MAX { vec![piece(words.join(" "), false)] } else { Vec::new() };
    let mut at = 0;
    while at < words.len() {
        let part = part(&words[at..]);
        if at > 0 || part < words.len() {
            pieces.push(piece(words[at..at + part].join(" "), true));
        }
        if at + part >= words.len() {
            break;
        }
        at += part.div_ceil(2);
    }
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > 1 {
        let long = lines.iter().filter(|line| line.split_whitespace().count() >= LINE_WORDS_MIN);
        pieces.extend(long.map(|line| piece((*line).to_owned(), false)));
    }
    if pieces.len() > PIECES_MAX {
        return Err(format!("there are {} parts and lines; at most {PIECES_MAX} are judged at once", pieces.len()));
    }
    Ok(pieces)
}

/// How many words from the first on are a part: one at least.
fn part(words: &[&str]) -> usize {
    let mut sum = 0;
    let fits = |word: &&&str| {
        sum += word.chars().map(letters).sum::<usize>() + 1;
        sum <= PART_LETTERS
    };
    words.iter().take(PART_WORDS).take_while(fits).count().max(1)
}

/// Letters that a character is taken apart into at most: an accent is one, and a Hangul syllable has three.
fn letters(c: char) -> usize {
    if c < '\u{c0}' { 1 } else { 4 }
}

/// A word in chunks of no more letters than a part has.
fn chunks(word: &str) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let mut sum = 0;
        let is_beyond = |c: char| {
            sum += letters(c);
            sum >= PART_LETTERS
        };
        let (chunk, behind) = rest.split_at_checked(rest.find(is_beyond).unwrap_or(rest.len()))?;
        rest = behind;
        (!chunk.is_empty()).then_some(chunk)
    })
}

impl Moderator for TextModerator {
    fn name(&self) -> &str {
        &self.name
    }

    fn sees(&self) -> bool {
        false
    }

    async fn judge(&self, context: &Context, moderated: Moderated) -> Result<Likelihoods, ToolError> {
        let (judge, inner) = (self.judge.clone(), context.clone());
        context.compute(TOOL, move || judge.judge(&moderated.text, &|| inner.wanted(TOOL))).await
    }
}

#[cfg(test)]
mod tests;
