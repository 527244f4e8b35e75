//! Where a line may end inside what has no spaces: Chinese, Japanese, Thai and their kin.

use icu_segmenter::options::{LineBreakOptions, WordBreakInvariantOptions};
use icu_segmenter::{LineSegmenter, WordSegmenter};

/// Longest text that is looked at, bytes.
const BYTES_MAX: usize = 1 << 14;

/// A place inside a word where a line may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakPlace {
    /// Byte offset; the line ends before it.
    pub at: usize,
    /// Whether a phrase ends there, so that a headline may break too.
    pub phrase: bool,
}

/// Whether text of a language reads from right to left.
#[must_use]
pub fn is_rtl(language: &str) -> bool {
    let language = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    matches!(language.as_str(), "ar" | "arc" | "dv" | "fa" | "he" | "iw" | "ps" | "ur" | "yi" | "ug" | "sd")
}

/// The places inside `word`, which holds no spaces, where a line may end, in order.
///
/// Latin, Cyrillic, Arabic and other words that spaces divide have none, nor has Korean. In Chinese and Japanese a line
/// may end between characters unless the rules of line composition forbid it (no closing mark at a line's start, no
/// opening one at its end); in Thai, Lao, Khmer and Burmese between the words of a dictionary. What lies beyond 16 KiB is
/// not looked at.
///
/// ```
/// use maquette_render::line_breaks;
///
/// assert!(line_breaks("well-known").is_empty());
/// let places: Vec<usize> = line_breaks("สวัสดีครับ").iter().map(|place| place.at).collect();
/// assert_eq!(places, ["สวัสดี".len()]);
/// ```
#[must_use]
pub fn line_breaks(word: &str) -> Vec<BreakPlace> {
    let mut end = word.len().min(BYTES_MAX);
    while !word.is_char_boundary(end) {
        end -= 1;
    }
    let word = &word[..end];
    if !word.chars().any(is_unspaced) {
        return Vec::new();
    }
    let words: Vec<usize> =
        WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()).segment_str(word).collect();
    LineSegmenter::new_dictionary(LineBreakOptions::default())
        .segment_str(word)
        .filter(|&at| at > 0 && at < word.len())
        .filter_map(|at| {
            let before = word[..at].chars().next_back()?;
            let after = word[at..].chars().next()?;
            let unspaced = is_unspaced(before) || is_unspaced(after);
            unspaced.then(|| BreakPlace { at, phrase: words.binary_search(&at).is_ok() && ends_phrase(before, after) })
        })
        .collect()
}

/// Whether the seam of two words is one of phrases too: what stands in hiragana after a word of another script belongs to
/// it (particles and endings), and numbers stay with what they count.
fn ends_phrase(before: char, after: char) -> bool {
    let hiragana = |c: char| matches!(c, '\u{3041}'..='\u{309f}');
    let mark = |c: char| matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff0f}' | '・' | '？' | '：');
    let digit = |c: char| c.is_numeric();
    (!hiragana(after) || mark(before)) && !(digit(before) && is_unspaced(after))
}

/// Whether words of the character's script stand without spaces between them.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' // Thai, Lao
        | '\u{1000}'..='\u{109f}' | '\u{aa60}'..='\u{aa7f}' // Burmese
        | '\u{1780}'..='\u{17ff}' // Khmer
        | '\u{2e80}'..='\u{31ff}' // radicals, punctuation, kana, bopomofo
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' // Chinese characters
        | '\u{ff00}'..='\u{ffef}' // full width
        | '\u{20000}'..='\u{3ffff}')
        // Korean letters among them are set with spaces.
        && !matches!(c, '\u{3130}'..='\u{318f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, want: &str) {
        let mut shown = String::new();
        let mut from = 0;
        for place in line_breaks(word) {
            shown.push_str(&word[from..place.at]);
            shown.push(if place.phrase { '|' } else { '·' });
            from = place.at;
        }
        shown.push_str(&word[from..]);
        assert_eq!(shown, want);
    }

    #[test]
    fn words_with_spaces_between_them_stay_whole() {
        for word in ["well-known", "https://example.org/a/b", "Приглашение", "الكتاب", "पुस्तकालय", "도서관에서"]
        {
            check(word, word);
        }
    }

    #[test]
    fn thai_breaks_between_the_words_of_a_dictionary() {
        check("ตลาดนัดต้นไม้", "ตลาด|นัด|ต้นไม้");
    }

    #[test]
    fn chinese_and_japanese_break_between_characters_but_not_before_closing_marks() {
        let closing = ['。', '、', '」', '！', 'ー', 'ょ'];
        for word in ["「夏の夜市」、毎週土曜日。", "プラネタリウムへようこそ！", "周六下午三点，图书馆。"]
        {
            let places = line_breaks(word);
            assert!(places.len() > 3, "{word}");
            for place in places {
                let after = word[place.at..].chars().next().unwrap();
                let before = word[..place.at].chars().next_back().unwrap();
                assert!(!closing.contains(&after) && before != '「', "{before}|{after} in {word}");
            }
        }
    }

    #[test]
    fn japanese_phrases_keep_their_particles() {
        check("夏の図書館", "夏·の|図·書·館");
    }

    #[test]
    fn any_text_has_places_inside_it() {
        for word in ["", "。", "\u{0e31}\u{0e31}", "a漢", "漢a", "🎉漢"] {
            assert!(line_breaks(word).iter().all(|place| word.is_char_boundary(place.at)), "{word}");
        }
        assert!(line_breaks(&"漢".repeat(20_000)).len() < 20_000);
    }
}
