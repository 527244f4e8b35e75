//! Words as they can be shown: nothing in them that a terminal acts on.

/// Takes out what a terminal would act on rather than show: escape sequences, control characters, and marks that turn text around.
/// Line ends and tabs become spaces.
#[must_use]
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => skip_escape(&mut chars),
            // The one-character forms of CSI and OSC.
            '\u{9b}' => skip_csi(&mut chars),
            '\u{9d}' | '\u{90}' => skip_string(&mut chars),
            '\n' | '\r' | '\t' => out.push(' '),
            _ if c.is_control() || is_turning(c) => {}
            _ => out.push(c),
        }
    }
    out
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn skip_escape(chars: &mut Chars<'_>) {
    match chars.next() {
        Some('[') => skip_csi(chars),
        Some(']' | 'P' | '_' | '^' | 'X') => skip_string(chars),
        // A function key, or a sequence of two characters.
        Some('O' | '(' | ')') => {
            chars.next();
        }
        _ => {}
    }
}

/// Parameters up to the final character; a sequence that has none ends where the text does not look like one any more.
fn skip_csi(chars: &mut Chars<'_>) {
    while chars.next_if(|c| matches!(c, ' '..='?')).is_some() {}
    chars.next_if(|c| matches!(c, '@'..='~'));
}

/// Everything up to the end of a string: BEL, ST, or `ESC \`.
fn skip_string(chars: &mut Chars<'_>) {
    while let Some(c) = chars.next() {
        match c {
            '\u{7}' | '\u{9c}' => return,
            '\u{1b}' => {
                chars.next_if_eq(&'\\');
                return;
            }
            _ => {}
        }
    }
}

fn is_turning(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_act_on_is_taken_out() {
        for (dirty, clean_) in [
            ("calmer", "calmer"),
            ("\u{1b}[31mred\u{1b}[0m", "red"),
            ("\u{1b}[A\u{1b}[200~2 but\nwarmer\u{1b}[201~", "2 but warmer"),
            ("\u{1b}]0;title\u{7}calmer", "calmer"),
            ("\u{1b}]8;;http://x\u{1b}\\link\u{1b}]8;;\u{1b}\\", "link"),
            ("\u{1b}_Ga=T;AAAA\u{1b}\\x", "x"),
            ("\u{9b}2Jx", "x"),
            ("\u{1b}OPx", "x"),
            ("a\u{0}b\u{8}c\u{7f}", "abc"),
            ("a\tb\r\nc", "a b  c"),
            ("\u{202e}2 tub", "2 tub"),
            ("\u{1b}", ""),
            ("\u{1b}[", ""),
            ("\u{1b}]never ends", ""),
            ("更多 日本語", "更多 日本語"),
        ] {
            assert_eq!(clean(dirty), clean_, "{dirty:?}");
        }
    }
}
