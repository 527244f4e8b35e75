//! The options' pictures in the terminal, side by side where there is room.

mod blocks;
mod inline;
mod sixel;
mod strip;

use std::path::{Path, PathBuf};

use image::RgbaImage;

use self::strip::Strip;
use super::manner::Size;
use super::text::{columns, fit};

/// Largest file of a picture that is read, bytes.
const FILE_BYTES_MAX: u64 = 64 << 20;
/// Most memory that reading one takes, bytes.
const DECODED_BYTES_MAX: u64 = 512 << 20;

/// How a terminal shows pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// The graphics protocol of Kitty. Source: sw.kovidgoyal.net/kitty/graphics-protocol
    Kitty,
    /// Inline images as iTerm2 has them. Source: iterm2.com/documentation-images.html
    Iterm,
    /// Sixels. Source: DEC STD 070, chapter 9.
    Sixel,
    /// Half a character a pixel.
    Blocks {
        /// With 24 bits of colour, not the 256 colours of a palette.
        true_colour: bool,
    },
}

impl Protocol {
    /// What a terminal says that it can, by what it leaves in the environment; nothing is asked of it.
    pub(crate) fn of(environment: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        let term = environment("TERM").unwrap_or_default();
        let has = |name: &str| environment(name).is_some();
        // Inside a multiplexer what the terminal around it can do does not count.
        if has("TMUX") || has("STY") || has("ZELLIJ") || ["screen", "tmux"].iter().any(|name| term.starts_with(name)) {
            return Self::blocks(environment);
        }
        let program = environment("TERM_PROGRAM").unwrap_or_default();
        let kitty = has("KITTY_WINDOW_ID") || has("GHOSTTY_RESOURCES_DIR") || has("KONSOLE_VERSION");
        if kitty || program == "ghostty" || ["xterm-kitty", "xterm-ghostty"].contains(&term.as_str()) {
            return Some(Self::Kitty);
        }
        let iterm = has("WEZTERM_EXECUTABLE") || has("WEZTERM_PANE") || has("ITERM_SESSION_ID");
        if iterm || ["iTerm.app", "WezTerm", "mintty", "rio"].contains(&program.as_str()) {
            return Some(Self::Iterm);
        }
        let sixel = ["foot", "mlterm", "yaft", "contour"].iter().any(|name| term.starts_with(name));
        if sixel || term.contains("sixel") {
            return Some(Self::Sixel);
        }
        Self::blocks(environment)
    }

    /// Half-blocks in as many colours as there are; `None` where there are few.
    pub(crate) fn blocks(environment: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        let depth = environment("COLORTERM").unwrap_or_default();
        let term = environment("TERM").unwrap_or_default();
        if ["truecolor", "24bit"].contains(&depth.as_str()) || environment("WT_SESSION").is_some() {
            return Some(Self::Blocks { true_colour: true });
        }
        let many = ["xterm", "screen", "tmux", "rxvt", "alacritty", "foot", "konsole", "vte", "gnome", "st-"];
        let many = term.contains("256color") || many.iter().any(|name| term.starts_with(name));
        many.then_some(Self::Blocks { true_colour: false })
    }
}

/// A picture with the words under it.
pub(crate) struct Pictured {
    /// The file.
    pub(crate) file: PathBuf,
    /// Its number and its name.
    pub(crate) caption: String,
}

/// The pictures as a terminal of that size shows them, each row with its captions under it; what cannot be read is left out.
pub(crate) fn show(pictures: &[Pictured], protocol: Protocol, size: Size) -> String {
    let read = pictures.iter().filter_map(|picture| Some((read(&picture.file)?, picture.caption.as_str())));
    shown(&read.collect::<Vec<_>>(), protocol, size)
}

/// One picture that is at hand, in a terminal of that size; nothing, where it cannot be read.
pub(crate) fn show_one(bytes: &[u8], caption: &str, protocol: Protocol, size: Size) -> String {
    let mut reader = image::ImageReader::with_format(std::io::Cursor::new(bytes), image::ImageFormat::Png);
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(DECODED_BYTES_MAX);
    reader.limits(limits);
    let Ok(picture) = reader.decode() else { return String::new() };
    shown(&[(picture.to_rgba8(), caption)], protocol, size)
}

fn shown(pictures: &[(RgbaImage, &str)], protocol: Protocol, size: Size) -> String {
    let mut out = String::new();
    for strip in strip::strips(pictures, size) {
        out += &drawn(&strip, protocol, size.cell);
        out += &captions(&strip);
        out.push('\n');
    }
    out
}

fn drawn(strip: &Strip<'_>, protocol: Protocol, cell: (u32, u32)) -> String {
    match protocol {
        Protocol::Blocks { true_colour } => blocks::draw(strip, true_colour),
        Protocol::Kitty => inline::kitty(strip, cell),
        Protocol::Iterm => inline::iterm(strip, cell),
        Protocol::Sixel => sixel::encode(&strip.pixels(cell)),
    }
}

fn captions(strip: &Strip<'_>) -> String {
    let mut line = String::new();
    for (place, caption) in strip.captions() {
        let gap = place.saturating_sub(columns(&line));
        line += &" ".repeat(gap);
        line += &fit(caption, strip.box_columns());
    }
    line + "\n"
}

fn read(path: &Path) -> Option<RgbaImage> {
    let bytes = std::fs::metadata(path).ok()?.len();
    if bytes > FILE_BYTES_MAX {
        return None;
    }
    let mut reader = image::ImageReader::open(path).ok()?;
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(DECODED_BYTES_MAX);
    reader.limits(limits);
    reader.decode().ok().map(|picture| picture.to_rgba8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(environment: &[(&str, &str)], protocol: Option<Protocol>) {
        let of = |name: &str| environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        assert_eq!(Protocol::of(&of), protocol, "{environment:?}");
    }

    #[test]
    fn a_terminal_is_known_by_its_environment() {
        let blocks = |true_colour| Some(Protocol::Blocks { true_colour });
        check(&[("TERM", "xterm-kitty")], Some(Protocol::Kitty));
        check(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "ghostty")], Some(Protocol::Kitty));
        check(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "iTerm.app")], Some(Protocol::Iterm));
        check(&[("TERM", "xterm-256color"), ("WEZTERM_PANE", "0")], Some(Protocol::Iterm));
        check(&[("TERM", "foot")], Some(Protocol::Sixel));
        check(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")], blocks(true));
        check(&[("TERM", "xterm")], blocks(false));
        check(&[("TERM", "tmux-256color"), ("TMUX", "/tmp/x"), ("KITTY_WINDOW_ID", "1")], blocks(false));
        check(&[("TERM", "vt100")], None);
        check(&[("TERM", "linux")], None);
    }

    #[test]
    fn pictures_stand_side_by_side_over_their_captions_or_below_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let pictured = |name: &str, caption: &str| {
            let file = folder.path().join(name);
            RgbaImage::from_pixel(48, 48, image::Rgba([200, 30, 60, 255])).save(&file).unwrap();
            Pictured { file, caption: caption.to_owned() }
        };
        let mut pictures =
            vec![pictured("a.png", "1 Left"), pictured("b.png", "2 A label much too long for its place")];
        pictures.push(Pictured { file: folder.path().join("gone.png"), caption: "3 Gone".into() });
        std::fs::write(folder.path().join("bad.png"), b"\x89PNG\r\n\x1a\nnot really").unwrap();
        pictures.push(Pictured { file: folder.path().join("bad.png"), caption: "4 Bad".into() });
        let size = |columns| Size { columns, rows: 40, cell: (10, 20) };
        let blocks = Protocol::Blocks { true_colour: true };
        let wide = show(&pictures, blocks, size(100));
        assert_eq!(wide.matches("1 Left").count(), 1);
        assert!(wide.lines().any(|line| line.contains("1 Left") && line.contains("2 A label")), "{wide}");
        assert!(!wide.contains("Gone") && !wide.contains("Bad"));
        assert!(wide.lines().count() <= 18);
        let narrow = show(&pictures, blocks, size(40));
        assert!(narrow.lines().all(|line| !(line.contains("1 Left") && line.contains("2 A"))));
        for protocol in [Protocol::Kitty, Protocol::Iterm, Protocol::Sixel] {
            assert!(show(&pictures, protocol, size(100)).contains("1 Left"), "{protocol:?}");
        }
    }
}
