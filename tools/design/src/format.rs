//! Page formats by name.

use crate::geometry::Rect;

/// Smallest and largest side of a page given as `WxH`, px.
pub const SIDE_PX: std::ops::RangeInclusive<u32> = 64..=8192;

/// A page size with its print data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format {
    /// The name it is asked for by, or `WxH`.
    pub name: String,
    /// Width of the trimmed page, px.
    pub width: u32,
    /// Height of the trimmed page, px.
    pub height: u32,
    /// Pixels per inch, for print.
    pub dpi: u32,
    /// Bleed on every side, in tenths of a millimetre; 0 on screens.
    pub bleed_tenth_mm: u32,
}

/// What is wrong with a format's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown format `{name}`; use one of {}, or WxH with sides of 64 to 8192 px", known())]
pub struct FormatError {
    /// The name as given.
    pub name: String,
}

/// The family of shapes that layouts re-flow for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// Very tall and narrow: skyscrapers.
    Tower,
    /// Tall: stories, posters.
    Tall,
    /// About as wide as tall.
    Square,
    /// Wide: link previews, slides, cards.
    Wide,
    /// Very wide and low: leaderboards, headers.
    Strip,
}

const NAMED: &[(&str, u32, u32, u32, u32)] = &[
    ("instagram-post", 1080, 1080, 72, 0),
    ("instagram-portrait", 1080, 1350, 72, 0),
    ("story", 1080, 1920, 72, 0),
    ("facebook-post", 1200, 630, 72, 0),
    ("link-preview", 1200, 630, 72, 0),
    ("youtube-thumbnail", 1280, 720, 72, 0),
    ("presentation", 1920, 1080, 72, 0),
    ("leaderboard", 728, 90, 72, 0),
    ("medium-rectangle", 300, 250, 72, 0),
    ("skyscraper", 160, 600, 72, 0),
    ("business-card", 1050, 600, 300, 30),
    ("A3", 1754, 2480, 150, 30),
    ("A4", 1240, 1754, 150, 30),
    ("A5", 874, 1240, 150, 30),
    ("A4-landscape", 1754, 1240, 150, 30),
];

fn known() -> String {
    NAMED.iter().map(|(name, ..)| *name).collect::<Vec<_>>().join(", ")
}

impl Default for Format {
    /// `instagram-post`, 1080×1080.
    fn default() -> Self {
        Self::screen("instagram-post", 1080, 1080)
    }
}

impl Format {
    fn screen(name: &str, width: u32, height: u32) -> Self {
        Self { name: name.to_owned(), width, height, dpi: 72, bleed_tenth_mm: 0 }
    }

    /// Reads a format by name (case does not matter) or as `WxH` with sides within [`SIDE_PX`].
    ///
    /// # Errors
    ///
    /// [`FormatError`] when it is neither.
    pub fn parse(text: &str) -> Result<Self, FormatError> {
        let name = text.trim();
        if let Some(&(name, width, height, dpi, bleed_tenth_mm)) =
            NAMED.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name))
        {
            return Ok(Self { name: name.to_owned(), width, height, dpi, bleed_tenth_mm });
        }
        let size = name.split_once(['x', 'X', '×']).and_then(|(w, h)| {
            let (w, h) = (w.parse::<u32>().ok()?, h.parse::<u32>().ok()?);
            (SIDE_PX.contains(&w) && SIDE_PX.contains(&h)).then_some((w, h))
        });
        match size {
            Some((w, h)) => Ok(NAMED
                .iter()
                .find(|&&(_, width, height, dpi, _)| (width, height) == (w, h) && dpi == 72)
                .map_or_else(|| Self::screen(&format!("{w}x{h}"), w, h), |&(name, ..)| Self::screen(name, w, h))),
            None => Err(FormatError { name: name.chars().take(40).collect() }),
        }
    }

    /// The names that [`parse`](Self::parse) knows.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(|(name, ..)| *name)
    }

    /// The trimmed page as a box at the origin.
    #[must_use]
    pub fn page_box(&self) -> Rect {
        Rect::new(0.0, 0.0, f64::from(self.width), f64::from(self.height))
    }

    /// Bleed on every side, px.
    #[must_use]
    pub fn bleed_px(&self) -> f64 {
        crate::geometry::round_px(f64::from(self.bleed_tenth_mm) / 254.0 * f64::from(self.dpi))
    }

    /// The family of shapes it belongs to.
    #[must_use]
    pub fn aspect(&self) -> Aspect {
        Aspect::of(f64::from(self.width), f64::from(self.height))
    }
}

impl Aspect {
    /// The family of a page `w` × `h` px.
    #[must_use]
    pub fn of(w: f64, h: f64) -> Self {
        match w / h.max(1.0) {
            r if r < 0.4 => Self::Tower,
            r if r < 0.88 => Self::Tall,
            r if r < 1.3 => Self::Square,
            r if r < 3.2 => Self::Wide,
            _ => Self::Strip,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_and_free_sizes_are_read() {
        assert_eq!(Format::parse("a4").unwrap().bleed_tenth_mm, 30);
        assert_eq!(Format::parse("300x250").unwrap().name, "medium-rectangle");
        assert_eq!(Format::parse("640×480").unwrap().aspect(), Aspect::Wide);
        assert_eq!(Format::parse("728x90").unwrap().aspect(), Aspect::Strip);
    }

    #[test]
    fn what_is_no_format_is_refused() {
        for bad in ["", "tall", "63x100", "100x8193", "x", "1e3x5", "-5x100", "9999999999x1"] {
            assert!(Format::parse(bad).is_err(), "{bad}");
        }
    }
}
