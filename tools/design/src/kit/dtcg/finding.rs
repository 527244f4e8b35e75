//! What was accepted in a kit, but is worth a word.

use std::collections::BTreeMap;

use super::place;
use super::text::Texts;

/// Most findings that are placed and handed on; there is one a file and code at most.
const FINDINGS_MAX: usize = 64;

/// Most tokens that one finding names.
const NAMES_MAX: usize = 3;

/// Something that was accepted in a kit, but is worth a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KitFinding {
    /// The file's path inside the kit.
    pub file: String,
    /// The line of the first case.
    pub line: u32,
    /// What kind of thing it is.
    pub code: KitFindingCode,
    /// What there is to say, one line.
    pub message: String,
}

/// What a [`KitFinding`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum KitFindingCode {
    /// A role of `kit.json` names a deprecated token.
    DeprecatedInRole,
    /// A colour that sRGB cannot show was brought into it.
    OutOfGamut,
    /// A value in a form from before 2025.10, such as `"#rrggbb"` or `"16px"`.
    LegacyForm,
    /// A component outside the range that the Color Module states.
    ComponentRange,
    /// A colour space that is not known; the colour's `hex` was taken.
    HexFallback,
    /// A type that the format does not know; the value was not read.
    UnknownType,
    /// A `$` field that is not read.
    IgnoredField,
    /// A typography without `letterSpacing`; 0 was taken.
    NoLetterSpacing,
    /// A modifier of the resolver document with one context only: it is a set.
    LoneContext,
}

impl KitFindingCode {
    /// The code as a word: `out_of_gamut`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DeprecatedInRole => "deprecated_in_role",
            Self::OutOfGamut => "out_of_gamut",
            Self::LegacyForm => "legacy_form",
            Self::ComponentRange => "component_range",
            Self::HexFallback => "hex_fallback",
            Self::UnknownType => "unknown_type",
            Self::IgnoredField => "ignored_field",
            Self::NoLetterSpacing => "no_letter_spacing",
            Self::LoneContext => "lone_context",
        }
    }

    const fn says(self) -> &'static str {
        match self {
            Self::DeprecatedInRole => "a role names a deprecated token",
            Self::OutOfGamut => "sRGB cannot show the colour; the nearest of the same hue is used",
            Self::LegacyForm => "written in a form from before 2025.10, such as \"#rrggbb\" or \"16px\"",
            Self::ComponentRange => "a component lies outside the range of its colour space",
            Self::HexFallback => "the colour space is not known; the colour's hex is used",
            Self::UnknownType => "the type is not one of the format; the value is not read",
            Self::IgnoredField => "a field that the format does not know is ignored",
            Self::NoLetterSpacing => "the typography has no letterSpacing; 0 is used",
            Self::LoneContext => "a modifier with one context is a set",
        }
    }
}

/// Findings on their way, one a file and code.
#[derive(Debug, Default)]
pub(super) struct Findings {
    found: BTreeMap<(usize, KitFindingCode), Found>,
}

#[derive(Debug)]
struct Found {
    /// The JSON pointer of the first case.
    pointer: String,
    names: Vec<String>,
    count: usize,
}

impl Findings {
    /// Counts a case; its pointer is asked for only if it is the first of its kind in the file.
    pub(super) fn add(&mut self, file: usize, code: KitFindingCode, name: &str, pointer: impl FnOnce() -> String) {
        let found =
            self.found.entry((file, code)).or_insert_with(|| Found { pointer: pointer(), names: Vec::new(), count: 0 });
        if found.names.last().is_some_and(|last| last == name) {
            return;
        }
        if found.names.len() < NAMES_MAX {
            found.names.push(name.to_owned());
        }
        found.count += 1;
    }

    /// The findings, placed in their files.
    pub(super) fn placed(self, texts: &Texts<'_>) -> Vec<KitFinding> {
        let placed = self.found.into_iter().take(FINDINGS_MAX).map(|((file, code), found)| {
            let rest = found.count - found.names.len();
            let more = if rest == 0 { String::new() } else { format!(" and {rest} more") };
            KitFinding {
                file: texts.name(file).to_owned(),
                line: place::find(texts.text(file), &found.pointer).line,
                code,
                message: format!("{}{more}: {}", found.names.join(", "), code.says()),
            }
        });
        placed.collect()
    }
}
