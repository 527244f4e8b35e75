//! Text of outside as people are shown it.

/// Text on one line that changes nothing but the line: in the place of control marks, line ends, and marks that turn the direction
/// of writing stands `\u{fffd}`. A terminal or a page does with it what it does with letters.
#[must_use]
pub fn shown(text: &str) -> String {
    text.chars().map(|c| if is_obeyed(c) { '\u{fffd}' } else { c }).collect()
}

/// Whether a mark does something to a line in place of standing in it: control marks, line ends, and those that turn the direction
/// of writing.
#[must_use]
pub fn is_obeyed(c: char) -> bool {
    let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || turns || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Longest text that is recited in an error, characters.
const CLIPPED_CHARS_MAX: usize = 80;

/// Shortens text from outside for an error message, and keeps it on one line.
#[must_use]
pub fn clip(text: &str) -> String {
    clip_to(text, CLIPPED_CHARS_MAX)
}

/// The same, to another length, characters.
pub(crate) fn clip_to(text: &str, max: usize) -> String {
    let mut short: String = shown(text.chars().take(max).collect::<String>().as_str());
    if text.chars().nth(max).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_that_a_terminal_obeys() {
        assert_eq!(shown("a\u{1b}[31m\u{7}\nb\u{202e}c"), "a\u{fffd}[31m\u{fffd}\u{fffd}b\u{fffd}c");
        assert_eq!(shown("Żółć, שלום"), "Żółć, שלום");
        assert_eq!(clip("a\nb"), "a\u{fffd}b");
        assert_eq!(clip(&"é".repeat(100)).chars().count(), CLIPPED_CHARS_MAX + 1);
    }
}
