//! Which characters faces have, and in which order families are asked for them.

use skrifa::{FontRef as FontFile, MetadataProvider as _};

use super::Origin;

/// Most characters that are read of one face; Unicode has fewer.
const CHARACTERS_MAX: usize = 1 << 21;

/// A set of characters: ranges, inclusive, in order and apart from each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Coverage(Vec<(u32, u32)>);

impl Coverage {
    /// The characters that a face has a glyph for.
    pub(super) fn of(font: &FontFile<'_>) -> Self {
        let mapped = font.charmap().mappings().take(CHARACTERS_MAX).filter(|(_, glyph)| glyph.to_u32() != 0);
        let mut characters: Vec<u32> = mapped.map(|(character, _)| character).collect();
        characters.sort_unstable();
        Self::joined(characters.into_iter().map(|character| (character, character)))
    }

    pub(super) fn add(&mut self, other: &Self) {
        let mut ranges: Vec<(u32, u32)> = self.0.iter().chain(&other.0).copied().collect();
        ranges.sort_unstable();
        *self = Self::joined(ranges.into_iter());
    }

    fn joined(ranges: impl Iterator<Item = (u32, u32)>) -> Self {
        let mut joined: Vec<(u32, u32)> = Vec::new();
        for (from, to) in ranges {
            match joined.last_mut() {
                Some(last) if from <= last.1.saturating_add(1) => last.1 = last.1.max(to),
                _ => joined.push((from, to)),
            }
        }
        Self(joined)
    }

    pub(super) fn has(&self, c: char) -> bool {
        let c = u32::from(c);
        let after = self.0.partition_point(|range| range.0 <= c);
        after > 0 && c <= self.0[after - 1].1
    }
}

/// Whether a character may be a letter with an accent: Latin, Greek or Cyrillic beyond the plain ones.
pub(super) fn is_accented(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{52f}' | '\u{1e00}'..='\u{1fff}') && c.is_alphabetic()
}

/// Whether a character is a letter of another script than Latin, Greek and Cyrillic, which the embedded faces have.
fn is_of_another(c: char) -> bool {
    let western = matches!(c, '\0'..='\u{052f}' | '\u{1c80}'..='\u{1c8f}' | '\u{1d00}'..='\u{2bff}' | '\u{a640}'..='\u{a69f}' | '\u{a720}'..='\u{a7ff}');
    !western && c.is_alphabetic()
}

/// Whether most letters of a text are of another script than Latin, Greek and Cyrillic.
#[must_use]
pub fn is_of_another_script(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    text.chars().filter(|&c| is_of_another(c)).count() * 2 > letters
}

/// Which forms of Chinese characters a family has, by the letters that its name ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HanForms {
    Japanese,
    Korean,
    Simplified,
    Traditional,
}

fn forms_of_family(name: &str) -> Option<HanForms> {
    match name.rsplit(' ').next()? {
        "JP" => Some(HanForms::Japanese),
        "KR" => Some(HanForms::Korean),
        "SC" => Some(HanForms::Simplified),
        "TC" | "HK" => Some(HanForms::Traditional),
        _ => None,
    }
}

fn forms_of_language(language: &str) -> Option<HanForms> {
    let language = language.to_ascii_lowercase();
    let mut parts = language.split(['-', '_']);
    match parts.next()? {
        "ja" => Some(HanForms::Japanese),
        "ko" => Some(HanForms::Korean),
        "zh" if parts.any(|part| matches!(part, "hant" | "tw" | "hk" | "mo")) => Some(HanForms::Traditional),
        "zh" => Some(HanForms::Simplified),
        _ => None,
    }
}

/// In which order a family other than the one asked for is tried for `text`; less is sooner.
///
/// The kit's come first. An installed family was added for its script, and stands before the embedded ones where the text
/// has letters of it, the family with the language's own forms of Chinese characters first; a display face that was added
/// for its looks comes last.
pub(super) fn rank(name: &str, origin: Origin, coverage: &Coverage, text: &str, language: &str) -> u8 {
    let serves = || text.chars().any(|c| is_of_another(c) && coverage.has(c));
    let strange = || match (forms_of_family(name), forms_of_language(language)) {
        (Some(family), Some(wanted)) => family != wanted,
        _ => false,
    };
    match origin {
        Origin::Kit => 0,
        Origin::Installed if serves() && !strange() => 1,
        Origin::Installed if serves() => 2,
        Origin::Embedded => 3,
        Origin::Installed => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coverage_has_what_its_face_maps() {
        let bytes = typst_assets::fonts().next().unwrap();
        let font = FontFile::from_index(bytes, 0).unwrap();
        let mut coverage = Coverage::of(&font);
        assert!(coverage.has('a') && coverage.has('ש') && !coverage.has('漢') && !coverage.has('\u{10ffff}'));
        coverage.add(&Coverage(vec![(0x6f00, 0x6fff), (0x61, 0x61)]));
        assert!(coverage.has('漢') && coverage.has('a'));
        assert!(coverage.0.windows(2).all(|pair| pair[0].1 + 1 < pair[1].0));
        assert!(!Coverage::default().has('a'));
    }

    #[test]
    fn the_script_of_a_text_is_that_of_most_letters() {
        assert!(is_of_another_script("سوق الليل القديم Maquette") && is_of_another_script("夜市 21"));
        assert!(
            !is_of_another_script("Ночной рынок") && !is_of_another_script("Café 夜") && !is_of_another_script("21")
        );
    }

    #[test]
    fn families_are_asked_in_the_order_of_who_brought_them_and_for_what() {
        let han = Coverage(vec![(0x4e00, 0x9fff)]);
        let order = |language: &str, text: &str| {
            let mut families = [
                ("Inter", Origin::Embedded),
                ("Noto Sans SC", Origin::Installed),
                ("Noto Sans JP", Origin::Installed),
                ("House", Origin::Kit),
            ];
            families.sort_by_key(|(name, origin)| rank(name, *origin, &han, text, language));
            families.map(|(name, _)| name)
        };
        assert_eq!(order("ja", "夜市 café"), ["House", "Noto Sans JP", "Noto Sans SC", "Inter"]);
        assert_eq!(order("zh", "夜市"), ["House", "Noto Sans SC", "Noto Sans JP", "Inter"]);
        assert_eq!(order("en", "café → Жизнь"), ["House", "Inter", "Noto Sans SC", "Noto Sans JP"]);
    }
}
