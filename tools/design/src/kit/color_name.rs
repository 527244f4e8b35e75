//! What people mean by the name of a colour.

use crate::color::{Lch, Srgb};

/// Names and what they look like; where a name is also a plant or a metal, as printers and painters use it.
const NAMES: &[(&str, u32)] = &[
    ("red", 0xdc1a21),
    ("scarlet", 0xdc1a21),
    ("crimson", 0xb8122a),
    ("burgundy", 0x6b1022),
    ("maroon", 0x6b1022),
    ("wine", 0x733b46),
    ("coral", 0xf56333),
    ("tomato", 0xf56333),
    ("vermilion", 0xf56333),
    ("salmon", 0xfdb397),
    ("peach", 0xfdb67d),
    ("apricot", 0xfdb67d),
    ("orange", 0xfd8a1e),
    ("tangerine", 0xfd8a1e),
    ("amber", 0xf6ae1b),
    ("saffron", 0xf6ae1b),
    ("mustard", 0xd9a21b),
    ("ochre", 0xc8a35c),
    ("gold", 0xc8a35c),
    ("golden", 0xc8a35c),
    ("brass", 0xc8a35c),
    ("bronze", 0x9a6b3a),
    ("copper", 0xae5a37),
    ("yellow", 0xf7d720),
    ("lemon", 0xf7d720),
    ("lime", 0xb6dd25),
    ("chartreuse", 0xb6dd25),
    ("green", 0x15aa60),
    ("emerald", 0x0b8f55),
    ("forest", 0x075f39),
    ("mint", 0x91dca3),
    ("sage", 0x86a585),
    ("olive", 0x86843c),
    ("khaki", 0xb5b078),
    ("teal", 0x0e8884),
    ("turquoise", 0x16a9a3),
    ("aqua", 0x16a9a3),
    ("cyan", 0x33b5ed),
    ("sky", 0x33b5ed),
    ("azure", 0x33b5ed),
    ("blue", 0x1c64e3),
    ("cobalt", 0x1847a8),
    ("navy", 0x0e2150),
    ("indigo", 0x3622aa),
    ("ultramarine", 0x3a2be0),
    ("ultraviolet", 0x522fe0),
    ("violet", 0x9136c6),
    ("purple", 0x9136c6),
    ("plum", 0x5f228b),
    ("aubergine", 0x30154a),
    ("lavender", 0xdeb4f6),
    ("lilac", 0xdeb4f6),
    ("pink", 0xf65a9d),
    ("fuchsia", 0xf65a9d),
    ("magenta", 0xd0307f),
    ("rose", 0xd6868f),
    ("blush", 0xfee3e9),
    ("terracotta", 0xae5a37),
    ("rust", 0xa3482a),
    ("brick", 0xa04a35),
    ("brown", 0x753a26),
    ("chocolate", 0x4a2618),
    ("sand", 0xdac596),
    ("beige", 0xece6d9),
    ("cream", 0xf7edd5),
    ("ivory", 0xfaf8ec),
    ("white", 0xffffff),
    ("silver", 0xd7dfe5),
    ("grey", 0xa39d98),
    ("gray", 0xa39d98),
    ("slate", 0x616a76),
    ("charcoal", 0x32363c),
    ("black", 0x000000),
];

/// Words that move a colour up or down, by how much in OKLCH lightness.
const SHADES: &[(&str, f64)] = &[
    ("pale", 0.28),
    ("pastel", 0.24),
    ("light", 0.2),
    ("soft", 0.12),
    ("deep", -0.14),
    ("dark", -0.2),
    ("midnight", -0.28),
];

/// The colours that a text names, and the text without their words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColorWords {
    /// The colours, in the order in which they are named.
    pub colors: Vec<Srgb>,
    /// What is left, words parted by single spaces.
    pub rest: String,
}

/// Most words of a text that are looked at for colours.
const WORDS_MAX: usize = 512;

/// Takes the words of colours out of a text: hex codes, names, and the shades before them. `deep sea blue quote` is a blue, and
/// `deep sea quote`: a shade belongs to a colour only beside one.
#[must_use]
pub fn color_words(text: &str) -> ColorWords {
    let mut found = ColorWords::default();
    let mut rest: Vec<&str> = Vec::new();
    let words: Vec<&str> = text.split_whitespace().take(WORDS_MAX).collect();
    let mut at = 0;
    while at < words.len() {
        let shades = words[at..].iter().take_while(|word| is_shade(word)).count();
        let named = words[at + shades..].iter().take_while(|word| is_color(word)).count();
        let run = words[at..at + shades + named].join(" ");
        match read(&run).filter(|_| named > 0) {
            Some(color) => {
                if !found.colors.contains(&color) {
                    found.colors.push(color);
                }
                at += shades + named;
            }
            None => {
                rest.push(words[at]);
                at += 1;
            }
        }
    }
    found.rest = rest.join(" ");
    found
}

fn plain(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

fn is_color(word: &str) -> bool {
    let hex = word.trim_matches([',', '.', ';', '(', ')', '"', '\'']);
    hex.starts_with('#') && Srgb::parse_hex(hex).is_some() || NAMES.iter().any(|(name, _)| *name == plain(word))
}

fn is_shade(word: &str) -> bool {
    SHADES.iter().any(|(shade, _)| *shade == plain(word))
}

/// Reads a hex colour or a name, with a word before it that makes it lighter or darker: `dark green`.
pub(super) fn read(text: &str) -> Option<Srgb> {
    let hex = text.trim().trim_matches([',', '.', ';', '(', ')', '"', '\'']);
    if let Some(color) = hex.strip_prefix('#').and_then(Srgb::parse_hex) {
        return Some(color);
    }
    let lower = text.to_lowercase();
    let words = || lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    // "navy blue" is navy and "sky blue" is sky, but "blue grey" is a grey: families of colours yield to what is before
    // them, except the greys.
    let named: Vec<(&str, u32)> =
        words().filter_map(|word| NAMES.iter().find(|(name, _)| *name == word).copied()).collect();
    let grey = named.iter().find(|(name, _)| matches!(*name, "grey" | "gray"));
    let &(_, rgb) = grey.or(named.first())?;
    let [_, r, g, b] = rgb.to_be_bytes();
    let color = Srgb::new(r, g, b);
    let shift: f64 = words().filter_map(|word| SHADES.iter().find(|(shade, _)| *shade == word)).map(|(_, by)| by).sum();
    if shift == 0.0 {
        return Some(color);
    }
    let Lch { l, c, h } = color.to_lch();
    Some(Srgb::from_lch(Lch { l: (l + shift).clamp(0.2, 0.95), c, h }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_out_of_a_text() {
        let check = |text: &str, colors: usize, rest: &str| {
            let found = color_words(text);
            assert_eq!((found.colors.len(), found.rest.as_str()), (colors, rest), "{text}");
        };
        check("the dark green logo", 1, "the logo");
        check("dark logo", 0, "dark logo");
        check("navy blue and white, please", 2, "and please");
        check("(#FF0044) mark", 1, "mark");
        check("#12 days", 0, "#12 days");
        check("deep sea blue quote", 1, "deep sea quote");
        check("", 0, "");
        let dark = color_words("dark green").colors[0];
        assert_eq!(Some(dark), read("dark green"));
    }
}
