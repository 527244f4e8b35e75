//! Packs from bytes: strict, within limits, with the place of what is wrong.

use std::collections::BTreeSet;

use design::{DataError, clip, read_data};

use super::pack::{Pack, Rule, Severity};
use super::pattern::{Choices, Pattern, PatternError};

/// Longest pack that is read, bytes.
pub const PACK_BYTES_MAX: usize = 512 * 1024;
/// Most rules of a pack.
pub const RULES_MAX: usize = 512;
/// Most patterns in one list of a rule.
pub const PATTERNS_MAX: usize = 256;
/// Most sets of a pack.
pub const SETS_MAX: usize = 64;
/// Most words of a set.
pub const SET_WORDS_MAX: usize = 512;
/// Most rules that a pack switches off.
pub const OFF_MAX: usize = 512;
/// Most pictures that a pack knows.
pub const PICTURES_MAX: usize = 4_096;
/// Longest message, characters.
pub const MESSAGE_CHARS_MAX: usize = 400;
/// Longest name, characters.
const NAME_CHARS_MAX: usize = 64;

impl Pack {
    /// Reads a pack.
    ///
    /// # Errors
    ///
    /// [`DataError`] with the place of what is wrong first.
    pub fn from_json(bytes: &[u8]) -> Result<Self, DataError> {
        let pack: Self = read_data(bytes, PACK_BYTES_MAX)?;
        pack.check()?;
        Ok(pack)
    }

    /// Looks over everything in it.
    ///
    /// # Errors
    ///
    /// [`DataError`] with the pointer of what is wrong first.
    pub fn check(&self) -> Result<(), DataError> {
        if self.v != 1 {
            return Err(DataError::invalid("/v", "this reader knows version 1 of the format"));
        }
        check_name("/id", &self.id)?;
        if self.version.trim().is_empty() || self.version.chars().count() > NAME_CHARS_MAX {
            return Err(DataError::invalid("/version", format!("expected 1 to {NAME_CHARS_MAX} characters")));
        }
        check_count("/regions", self.regions.len(), SETS_MAX)?;
        self.regions.iter().try_for_each(|region| check_name("/regions", region))?;
        check_count("/off", self.off.len(), OFF_MAX)?;
        check_count("/pictures", self.pictures.len(), PICTURES_MAX)?;
        let is_hash = |text: &String| text.len() == 64 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        if let Some(wrong) = self.pictures.iter().find(|text| !is_hash(text)) {
            return Err(DataError::invalid("/pictures", format!("`{}`: a PDQ hash is 64 hex digits", clip(wrong))));
        }
        self.check_sets()?;
        check_count("/rules", self.rules.len(), RULES_MAX)?;
        let mut choices = Choices::default();
        let mut ids = BTreeSet::new();
        for (at, rule) in self.rules.iter().enumerate() {
            let pointer = format!("/rules/{at}");
            check_name(&format!("{pointer}/id"), &rule.id)?;
            if !ids.insert(&rule.id) {
                return Err(DataError::invalid(format!("{pointer}/id"), format!("`{}` is taken", clip(&rule.id))));
            }
            self.check_rule(&pointer, rule, &mut choices)?;
        }
        Ok(())
    }

    fn check_sets(&self) -> Result<(), DataError> {
        check_count("/sets", self.sets.len(), SETS_MAX)?;
        for (name, words) in &self.sets {
            check_name("/sets", name)?;
            check_count(&format!("/sets/{name}"), words.len(), SET_WORDS_MAX)?;
        }
        Ok(())
    }

    fn check_rule(&self, pointer: &str, rule: &Rule, choices: &mut Choices) -> Result<(), DataError> {
        if rule.scopes.is_empty() {
            return Err(DataError::invalid(format!("{pointer}/scopes"), "name one scope at least"));
        }
        if rule.any.is_empty() {
            return Err(DataError::invalid(format!("{pointer}/any"), "a rule needs one pattern at least"));
        }
        let lifting = [("lifts", &rule.lifts), ("lacks", &rule.lacks)];
        if let Some((list, _)) = lifting.iter().find(|(_, patterns)| !patterns.is_empty())
            && rule.severity == Severity::Block
        {
            return Err(DataError::invalid(
                format!("{pointer}/{list}"),
                "nothing that is said lifts a rule that blocks",
            ));
        }
        let lists = [("any", &rule.any), ("with", &rule.with), ("unless", &rule.unless)];
        for (list, patterns) in lists.into_iter().chain(lifting) {
            check_count(&format!("{pointer}/{list}"), patterns.len(), PATTERNS_MAX)?;
            for (at, text) in patterns.iter().enumerate() {
                let wrong =
                    |error: PatternError| DataError::invalid(format!("{pointer}/{list}/{at}"), error.to_string());
                Pattern::parse(text, &self.sets, choices).map_err(wrong)?;
            }
        }
        let says = |message: &String| {
            let chars = message.chars().count();
            (1..=MESSAGE_CHARS_MAX).contains(&chars) && !message.chars().any(char::is_control)
        };
        if !rule.message.iter().all(says) {
            let reason = format!("expected 1 to {MESSAGE_CHARS_MAX} characters on one line");
            return Err(DataError::invalid(format!("{pointer}/message"), reason));
        }
        Ok(())
    }
}

fn check_count(pointer: &str, found: usize, limit: usize) -> Result<(), DataError> {
    if found > limit { Err(DataError::invalid(pointer, format!("{found} of them; at most {limit}"))) } else { Ok(()) }
}

fn check_name(pointer: &str, name: &str) -> Result<(), DataError> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    if name.is_empty() || name.len() > NAME_CHARS_MAX || !name.chars().all(fits) {
        let reason = format!("`{}`: a name has 1 to {NAME_CHARS_MAX} of a-z, 0-9, _ and -", clip(name));
        return Err(DataError::invalid(pointer, reason));
    }
    Ok(())
}
