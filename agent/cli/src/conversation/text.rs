//! Words on a terminal: what may stand there, how wide it is, and where its lines break.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Takes out what a terminal would act on rather than show: escape sequences, control characters, and marks that turn text around.
/// Line ends and tabs become spaces.
pub(crate) fn clean(text: &str) -> String {
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

/// Columns that a text takes.
pub(crate) fn columns(text: &str) -> usize {
    text.width()
}

/// A text in lines of at most `width` columns; a word that is wider than a line is broken.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    // A wide character takes two columns.
    let width = width.max(2);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let room = width.saturating_sub(columns(&line) + usize::from(!line.is_empty()));
        if columns(word) <= room {
            if !line.is_empty() {
                line.push(' ');
            }
            line += word;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for c in word.chars() {
            if columns(&line) + c.width().unwrap_or(0) > width {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The beginning of a text that fits `width` columns, with `…` where some is left out.
pub(crate) fn fit(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if columns(&out) + c.width().unwrap_or(0) + 1 > width {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    if width > 0 { out + "…" } else { out }
}

/// "a", "a and b", "a, b and c".
pub(crate) fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
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

    #[test]
    fn lines_break_by_columns_not_characters() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("日本語 日本", 6), ["日本語", "日本"]);
        assert_eq!(wrap("unbreakable", 4), ["unbr", "eaka", "ble"]);
        assert_eq!(wrap("日本語", 3), ["日", "本", "語"]);
        assert_eq!(wrap("日本", 0), ["日", "本"]);
        assert!(wrap("", 10).is_empty());
        let long = "word ".repeat(1_000);
        assert!(wrap(&long, 40).iter().all(|line| columns(line) <= 40));
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        assert_eq!(fit("short", 5), "short");
        assert_eq!(fit("a long label", 7), "a long…");
        assert_eq!(fit("日本語です", 5), "日本…");
        assert_eq!(fit("x", 0), "");
    }

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(list::<&str>(&[]), "");
    }
}
