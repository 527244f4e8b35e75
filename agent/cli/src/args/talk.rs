//! How a person at the keyboard is talked to.

use clap::builder::FalseyValueParser;
use clap::{Args, ValueEnum};

/// How a person at the keyboard is talked to.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "At the keyboard")]
pub(crate) struct TalkArgs {
    /// Say one fact a line, with no pictures, colours or moving parts: for screen readers and simple terminals
    #[arg(long, env = "MAQUETTE_PLAIN", value_parser = FalseyValueParser::new())]
    pub(crate) plain: bool,
    /// How options are shown in the terminal; none under NO_COLOR, with --plain, or where the terminal cannot
    #[arg(long, value_name = "HOW", value_enum, default_value_t, env = "MAQUETTE_PREVIEWS")]
    pub(crate) previews: Previews,
}

/// How pictures are shown in a terminal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Previews {
    /// As the terminal says that it can
    #[default]
    Auto,
    /// By Kitty's graphics protocol
    Kitty,
    /// As inline images of iTerm2
    Iterm,
    /// As sixels
    Sixel,
    /// In half-blocks
    Blocks,
    /// Not at all
    None,
}
