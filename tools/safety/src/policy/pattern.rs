//! Patterns: words with simple wild cards, read into choices of words with gaps between.

use std::collections::BTreeMap;

use design::clip;

use crate::text::plain;

/// Longest pattern, characters.
pub const PATTERN_CHARS_MAX: usize = 512;
/// Most words of a pattern, those that `*` stands for apart.
pub const ELEMENTS_MAX: usize = 8;
/// Most words that `*` stands for.
pub const GAP_WORDS_MAX: usize = 4;
/// Most forms of the words that may stand at one place.
const FORMS_MAX: usize = 2_048;
/// Fewest letters before or behind a wild card: with fewer it would be everywhere.
const WILD_LETTERS_MIN: usize = 3;

/// Why a pattern has no meaning.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum PatternError {
    #[error("a pattern has 1 to {PATTERN_CHARS_MAX} characters")]
    Length,
    #[error("a pattern has 1 to {ELEMENTS_MAX} words, not counting `*`")]
    Elements,
    #[error("`*` and `?` stand between two words, for four at most")]
    Gap,
    #[error("a pattern needs one word at least that is no number")]
    Numbers,
    #[error(
        "`{0}`: expected letters and digits with `*` or `#` before, `*` or `~` behind; write parts of a word apart"
    )]
    Word(String),
    #[error("`{0}`: `*` needs three letters beside it at least")]
    Wild(String),
    #[error("`<{0}>` is no set of this pack")]
    Set(String),
    #[error("more than {FORMS_MAX} forms of one word")]
    Forms,
}

/// Words that may stand at one place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) forms: Vec<Form>,
}

/// A word, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Form {
    pub(super) text: String,
    /// What may stand before it.
    pub(super) wild_start: Wild,
    /// Whether letters may follow.
    pub(super) wild_end: bool,
}

/// What may stand before the letters of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wild {
    Nothing,
    Letters,
    /// A number, and that must.
    Digits,
}

/// The choices of many patterns, each kept once.
#[derive(Debug, Clone, Default)]
pub(super) struct Choices {
    by_text: BTreeMap<String, usize>,
    pub(super) list: Vec<Choice>,
}

/// A pattern that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    /// Places in [`Choices`], one for each word.
    pub(super) elements: Vec<usize>,
    /// Words that may stand before each of them.
    pub(super) gaps: Vec<usize>,
}

impl Pattern {
    /// Reads a pattern whose `<names>` are those of `sets`.
    pub(super) fn parse(
        text: &str,
        sets: &BTreeMap<String, Vec<String>>,
        choices: &mut Choices,
    ) -> Result<Self, PatternError> {
        if text.is_empty() || text.chars().count() > PATTERN_CHARS_MAX {
            return Err(PatternError::Length);
        }
        let (mut elements, mut gaps, mut gap) = (Vec::new(), Vec::new(), 0);
        for part in text.split_whitespace() {
            if let Some(words) = gap_of(part) {
                gap += words;
                if gap > GAP_WORDS_MAX || elements.is_empty() {
                    return Err(PatternError::Gap);
                }
                continue;
            }
            elements.push(choices.add(part, sets)?);
            gaps.push(std::mem::take(&mut gap));
        }
        if gap > 0 {
            return Err(PatternError::Gap);
        }
        if elements.is_empty() || elements.len() > ELEMENTS_MAX {
            return Err(PatternError::Elements);
        }
        if elements.iter().all(|at| choices.list[*at].forms.iter().any(|form| form.text.is_empty())) {
            return Err(PatternError::Numbers);
        }
        Ok(Self { elements, gaps })
    }
}

/// How many words a part of a pattern stands for, if for any.
fn gap_of(part: &str) -> Option<usize> {
    match part {
        "*" => Some(GAP_WORDS_MAX),
        "?" => Some(1),
        _ => None,
    }
}

impl Choices {
    /// The place of the choice that `part` of a pattern stands for. Sets differ from pack to pack, so choices are of one pack.
    fn add(&mut self, part: &str, sets: &BTreeMap<String, Vec<String>>) -> Result<usize, PatternError> {
        if let Some(at) = self.by_text.get(part) {
            return Ok(*at);
        }
        let mut forms = Vec::new();
        for one in part.split('|') {
            match one.strip_prefix('<').and_then(|name| name.strip_suffix('>')) {
                Some(name) => {
                    let words = sets.get(name).ok_or_else(|| PatternError::Set(clip(name)))?;
                    words.iter().try_for_each(|word| add_forms(word, &mut forms))?;
                }
                None => add_forms(one, &mut forms)?,
            }
            if forms.len() > FORMS_MAX {
                return Err(PatternError::Forms);
            }
        }
        forms.sort();
        forms.dedup();
        self.list.push(Choice { forms });
        let at = self.list.len() - 1;
        self.by_text.insert(part.to_owned(), at);
        Ok(at)
    }
}

/// Adds what one word of a pattern stands for.
fn add_forms(written: &str, forms: &mut Vec<Form>) -> Result<(), PatternError> {
    let (wild_start, rest) = match written.as_bytes().first() {
        Some(b'*') => (Wild::Letters, &written[1..]),
        Some(b'#') => (Wild::Digits, &written[1..]),
        _ => (Wild::Nothing, written),
    };
    if written == "#" {
        forms.push(Form { text: String::new(), wild_start, wild_end: false });
        return Ok(());
    }
    let (wild_end, rest) = rest.strip_suffix('*').map_or((false, rest), |rest| (true, rest));
    let (stem, rest) = rest.strip_suffix('~').map_or((false, rest), |rest| (true, rest));
    let word = plain(rest);
    if word.is_empty() || !word.chars().all(char::is_alphanumeric) {
        return Err(PatternError::Word(clip(written)));
    }
    if (wild_start == Wild::Letters || wild_end) && word.chars().count() < WILD_LETTERS_MIN && word.is_ascii() {
        return Err(PatternError::Wild(clip(written)));
    }
    let mut add = |text: String| forms.push(Form { text, wild_start, wild_end });
    if stem {
        inflected(&word).into_iter().for_each(&mut add);
    }
    add(word);
    Ok(())
}

/// The plural of a word, and how it ends in -ed and -ing.
fn inflected(word: &str) -> Vec<String> {
    let with = |stem: &str, ends: &[&str]| ends.iter().map(|end| format!("{stem}{end}")).collect::<Vec<_>>();
    let mut forms = with(word, &["s", "es", "ed", "ing"]);
    if let Some(stem) = word.strip_suffix('e') {
        forms.extend(with(stem, &["ed", "ing"]));
    }
    if let Some(stem) = word.strip_suffix('y') {
        forms.extend(with(stem, &["ies", "ied"]));
    }
    let last: Vec<char> = word.chars().rev().take(3).collect();
    let is_vowel = |c: char| "aeiou".contains(c);
    if let [end, middle, before] = last[..]
        && !is_vowel(end)
        && !"wxy".contains(end)
        && is_vowel(middle)
        && !is_vowel(before)
    {
        forms.extend(with(&format!("{word}{end}"), &["ed", "ing"]));
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(word: &str) -> Vec<String> {
        let mut forms = Vec::new();
        add_forms(word, &mut forms).unwrap();
        forms.into_iter().map(|form| form.text).collect()
    }

    fn error(text: &str) -> PatternError {
        Pattern::parse(text, &BTreeMap::new(), &mut Choices::default()).unwrap_err()
    }

    #[test]
    fn a_marked_word_has_its_forms() {
        for (word, form) in
            [("stir~", "stirring"), ("bake~", "baking"), ("bake~", "baked"), ("fry~", "fries"), ("dish~", "dishes")]
        {
            assert!(forms(word).contains(&form.to_owned()), "{word}: {:?}", forms(word));
        }
        assert_eq!(forms("Crème"), ["creme"]);
    }

    #[test]
    fn a_pattern_without_meaning_is_told() {
        assert_eq!(error(""), PatternError::Length);
        assert_eq!(error("  "), PatternError::Elements);
        assert_eq!(error("* cake"), PatternError::Gap);
        assert_eq!(error("cake *"), PatternError::Gap);
        assert_eq!(error("cake * * tea"), PatternError::Gap);
        assert_eq!(error("tea-cake"), PatternError::Word("tea-cake".to_owned()));
        assert_eq!(error("te*"), PatternError::Wild("te*".to_owned()));
        assert_eq!(error("<teas>"), PatternError::Set("teas".to_owned()));
        assert_eq!(error("# #"), PatternError::Numbers);
        assert_eq!(error("a b c d e f g h i"), PatternError::Elements);
    }
}
