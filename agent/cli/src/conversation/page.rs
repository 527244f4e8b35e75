//! What is told, set for a terminal or said a fact a line.

use super::manner::Manner;
use super::text::{clean, columns, wrap};

/// Columns that what belongs to an option is set in from the left.
const INDENT: usize = 3;

/// Words that are being set.
pub(crate) struct Page {
    plain: bool,
    colour: bool,
    width: usize,
    words: String,
}

/// How words look; nothing is said by it alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ink {
    Usual,
    Strong,
    Quiet,
}

impl Page {
    pub(crate) fn new(manner: &Manner, width: usize) -> Self {
        Self { plain: manner.plain, colour: manner.colour, width, words: String::new() }
    }

    /// Whether one fact is to stand on one line.
    pub(crate) fn is_plain(&self) -> bool {
        self.plain
    }

    /// A line of air.
    pub(crate) fn gap(&mut self) {
        if !self.plain && !self.words.is_empty() && !self.words.ends_with("\n\n") {
            self.words.push('\n');
        }
    }

    /// What is heard first.
    pub(crate) fn strong(&mut self, text: &str) {
        self.set("", text, Ink::Strong, 0);
    }

    /// A paragraph.
    pub(crate) fn line(&mut self, text: &str) {
        self.set("", text, Ink::Usual, 0);
    }

    /// A paragraph that need not be read.
    pub(crate) fn quiet(&mut self, text: &str) {
        self.set("", text, Ink::Quiet, 0);
    }

    /// An option's number and name.
    pub(crate) fn option(&mut self, index: u32, label: &str) {
        if self.plain {
            self.line(&format!("Option {index}: {label}"));
        } else {
            self.set(&format!("{index:<INDENT$}"), label, Ink::Strong, INDENT);
        }
    }

    /// What belongs to an option. Spoken, it is told what it is.
    pub(crate) fn under(&mut self, what: &str, text: &str) {
        if self.plain {
            self.line(&format!("{what}: {text}"));
        } else {
            self.set(&" ".repeat(INDENT), text, Ink::Usual, INDENT);
        }
    }

    /// What belongs to an option and need not be read.
    pub(crate) fn quietly_under(&mut self, what: &str, text: &str) {
        if self.plain {
            self.line(&format!("{what}: {text}"));
        } else {
            self.set(&" ".repeat(INDENT), text, Ink::Quiet, INDENT);
        }
    }

    /// A name and what it stands for, in two columns where there is room.
    pub(crate) fn entry(&mut self, name: &str, text: &str, name_columns: usize) {
        if self.plain {
            return self.line(&format!("{name}: {text}"));
        }
        let gap = name_columns.saturating_sub(columns(name)) + 2;
        self.set(&format!("  {name}{}", " ".repeat(gap)), text, Ink::Usual, name_columns + 4);
    }

    /// A path or another thing that must not be broken.
    pub(crate) fn whole(&mut self, what: &str, text: &str) {
        let text = clean(text);
        if self.plain {
            self.words += &format!("{what}: {text}\n");
        } else {
            self.words += &format!("{}{text}\n", " ".repeat(INDENT));
        }
    }

    pub(crate) fn into_words(self) -> String {
        self.words
    }

    fn set(&mut self, head: &str, text: &str, ink: Ink, indent: usize) {
        let (head, text) = (clean(head), clean(text));
        if self.plain {
            // Whoever listens, or whatever shows it, breaks lines themselves.
            self.words += text.split_whitespace().collect::<Vec<_>>().join(" ").as_str();
            self.words.push('\n');
            return;
        }
        let (on, off) = match ink {
            Ink::Strong if self.colour => ("\u{1b}[1m", "\u{1b}[0m"),
            Ink::Quiet if self.colour => ("\u{1b}[2m", "\u{1b}[0m"),
            _ => ("", ""),
        };
        let room = self.width.saturating_sub(indent).max(8);
        for (place, line) in wrap(&text, room).iter().enumerate() {
            let head = if place == 0 { head.clone() } else { " ".repeat(indent) };
            self.words += &format!("{on}{head}{line}{off}\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINE: Manner = Manner { plain: false, colour: true, previews: None };
    const PLAIN: Manner = Manner { plain: true, colour: false, previews: None };

    fn set(manner: &Manner, width: usize) -> String {
        let mut page = Page::new(manner, width);
        page.gap();
        page.strong("Turn 1 of 5");
        page.gap();
        page.gap();
        page.option(1, "A label \u{1b}[31mof some length, as labels go");
        page.under("Why", "It says what it is and gives nothing up.");
        page.entry("scores [2]", "every score from 0 to 1, and what the critique found", 10);
        page.whole("Picture", "a/path/that/is/not/broken/even/where/it/is/longer/than/a/line.png");
        page.into_words()
    }

    #[test]
    fn a_fact_a_line_where_it_is_plain() {
        assert_eq!(
            set(&PLAIN, 40),
            "Turn 1 of 5\nOption 1: A label of some length, as labels go\nWhy: It says what it is and gives nothing up.\n\
             scores [2]: every score from 0 to 1, and what the critique found\n\
             Picture: a/path/that/is/not/broken/even/where/it/is/longer/than/a/line.png\n"
        );
    }

    #[test]
    fn lines_keep_to_the_width_and_their_indent() {
        let words = set(&FINE, 30);
        assert!(
            words.contains("\u{1b}[1m1  A label of some length, as\u{1b}[0m\n\u{1b}[1m   labels go\u{1b}[0m\n"),
            "{words}"
        );
        assert!(!words.contains("\u{1b}[31m") && !words.contains("\n\n\n"));
        for line in words.lines().filter(|line| !line.contains("a/path")) {
            assert!(columns(&clean(line)) <= 30, "{line}");
        }
    }
}
