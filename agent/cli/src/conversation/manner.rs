//! How this person is talked to: plainly or not, in colour or not, with which kind of pictures.

use std::io::IsTerminal;

use super::preview::Protocol;
use crate::args::{Previews, TalkArgs};

/// Columns where a terminal does not say how many it has.
const COLUMNS: usize = 80;
/// Rows where a terminal does not say how many it has.
const ROWS: usize = 24;
/// Widest that words are set, columns: longer lines are hard to read.
const TEXT_COLUMNS_MAX: usize = 100;
/// Terminals that show words and do no more.
const DUMB: [&str; 4] = ["dumb", "unknown", "emacs", "cons25"];
/// The shape of a cell where a terminal does not say, px.
const CELL: (u32, u32) = (10, 20);

/// How somebody is talked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Manner {
    /// One fact a line, nothing drawn: for those who listen, and for terminals that can do no more.
    pub(crate) plain: bool,
    /// Whether some words are bold or dim.
    pub(crate) colour: bool,
    /// How pictures are shown, if they are.
    pub(crate) previews: Option<Protocol>,
}

impl Manner {
    /// As was asked for, and as the terminal can.
    pub(crate) fn of(args: &TalkArgs) -> Self {
        let environment = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Self::told(args, &environment, std::io::stderr().is_terminal())
    }

    fn told(args: &TalkArgs, environment: &dyn Fn(&str) -> Option<String>, terminal: bool) -> Self {
        let dumb = environment("TERM").is_none_or(|term| DUMB.contains(&term.as_str()));
        // Windows has terminals without the word.
        let dumb = dumb && environment("WT_SESSION").is_none();
        let plain = args.plain || dumb || !terminal;
        let colour = !plain && environment("NO_COLOR").is_none();
        let previews = match args.previews {
            _ if plain => None,
            Previews::None => None,
            Previews::Auto if !colour => None,
            Previews::Auto => Protocol::of(environment),
            Previews::Kitty => Some(Protocol::Kitty),
            Previews::Iterm => Some(Protocol::Iterm),
            Previews::Sixel => Some(Protocol::Sixel),
            Previews::Blocks => Some(Protocol::blocks(environment).unwrap_or(Protocol::Blocks { true_colour: false })),
        };
        Self { plain, colour, previews }
    }
}

/// How large the terminal is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    /// Width and height of a cell, px.
    pub(crate) cell: (u32, u32),
}

impl Size {
    /// Measured anew: a window may have been drawn wider or narrower.
    pub(crate) fn now() -> Self {
        #[cfg(unix)]
        if let Ok(size) = rustix::termios::tcgetwinsize(std::io::stderr())
            && size.ws_col > 0
        {
            return Self::measured(size.ws_col, size.ws_row, size.ws_xpixel, size.ws_ypixel);
        }
        Self { columns: COLUMNS, rows: ROWS, cell: CELL }
    }

    #[cfg(unix)]
    fn measured(columns: u16, rows: u16, width: u16, height: u16) -> Self {
        let rows = if rows == 0 { ROWS } else { usize::from(rows) };
        let columns = usize::from(columns);
        let of = |pixels: u16, cells: usize| u32::from(pixels) / u32::try_from(cells).unwrap_or(u32::MAX).max(1);
        let cell = (of(width, columns), of(height, rows));
        let sane = (2..=100).contains(&cell.0) && (4..=200).contains(&cell.1);
        Self { columns, rows, cell: if sane { cell } else { CELL } }
    }

    /// Columns that words are set in.
    pub(crate) fn text_columns(self) -> usize {
        self.columns.clamp(20, TEXT_COLUMNS_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(args: &TalkArgs, environment: &[(&str, &str)], terminal: bool) -> Manner {
        let of = |name: &str| environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Manner::told(args, &of, terminal)
    }

    #[test]
    fn a_terminal_is_talked_to_as_it_can() {
        let asked = TalkArgs::default();
        let fine = told(&asked, &[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")], true);
        assert_eq!(fine, Manner { plain: false, colour: true, previews: Some(Protocol::Blocks { true_colour: true }) });
        let mono = told(&asked, &[("TERM", "xterm-kitty"), ("NO_COLOR", "1")], true);
        assert_eq!(mono, Manner { plain: false, colour: false, previews: None });
        let plain = Manner { plain: true, colour: false, previews: None };
        assert_eq!(told(&asked, &[("TERM", "dumb")], true), plain);
        assert_eq!(told(&asked, &[], true), plain);
        assert_eq!(told(&asked, &[("TERM", "xterm-kitty")], false), plain);
        let asked = TalkArgs { plain: true, previews: Previews::Kitty };
        assert_eq!(told(&asked, &[("TERM", "xterm-kitty")], true), plain);
    }

    #[test]
    fn what_is_asked_for_counts_more_than_what_is_guessed() {
        let asked = |previews| TalkArgs { plain: false, previews };
        let environment = [("TERM", "xterm-kitty"), ("NO_COLOR", "1")];
        assert_eq!(told(&asked(Previews::Sixel), &environment, true).previews, Some(Protocol::Sixel));
        assert_eq!(told(&asked(Previews::None), &[("TERM", "xterm-kitty")], true).previews, None);
        let blocks = told(&asked(Previews::Blocks), &[("TERM", "vt100")], true).previews;
        assert_eq!(blocks, Some(Protocol::Blocks { true_colour: false }));
    }

    #[cfg(unix)]
    #[test]
    fn cells_are_measured_where_the_terminal_says() {
        assert_eq!(Size::measured(100, 50, 900, 900).cell, (9, 18));
        assert_eq!(Size::measured(100, 50, 0, 0).cell, CELL);
        assert_eq!(Size::measured(1, 0, 65_535, 1), Size { columns: 1, rows: ROWS, cell: CELL });
        assert_eq!(Size::measured(1, 1, 10, 20).text_columns(), 20);
    }
}
