//! The families of the face book: open faces that the voices know by name, what stands in for each, how each is set.

/// A family that voices know.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Family {
    /// Its name, as kits and documents write it.
    pub name: &'static str,
    /// Its name among npm's `@fontsource` and `@fontsource-variable` packages.
    pub package: &'static str,
    /// The embedded family that is nearest to it.
    pub stand_in: &'static str,
    /// The weight in which the stand-in is as dark, when the family's own number says otherwise.
    pub stand_in_weight: Option<u16>,
    /// Whether all of its weights are heavy enough to fill a page.
    pub loud: bool,
    /// Where its axes stand when it speaks.
    pub axes: &'static [(&'static str, f64)],
}

const INTER: &str = "Inter";
const LIBERTINUS: &str = "Libertinus Serif";
const MODERN: &str = "New Computer Modern";
const MONO: &str = "DejaVu Sans Mono";

const fn like(name: &'static str, package: &'static str, stand_in: &'static str) -> Family {
    Family { name, package, stand_in, stand_in_weight: None, loud: false, axes: &[] }
}

/// A family of one weight, which its file calls regular whatever it looks like.
const fn single(name: &'static str, package: &'static str, stand_in: &'static str, dark: u16) -> Family {
    Family { name, package, stand_in, stand_in_weight: Some(dark), loud: dark >= 700, axes: &[] }
}

const fn spoken(family: Family, axes: &'static [(&'static str, f64)]) -> Family {
    Family { axes, ..family }
}

/// The families; all under the SIL Open Font License.
pub const FAMILIES: &[Family] = &[
    like("Inter Tight", "inter-tight", INTER),
    like("Archivo", "archivo", INTER),
    like("Schibsted Grotesk", "schibsted-grotesk", INTER),
    single("Anton", "anton", INTER, 900),
    like("Barlow Condensed", "barlow-condensed", INTER),
    like("Oswald", "oswald", INTER),
    like("Big Shoulders Display", "big-shoulders-display", INTER),
    like("Barlow", "barlow", INTER),
    like("Unbounded", "unbounded", INTER),
    like("Syne", "syne", INTER),
    like("Manrope", "manrope", INTER),
    spoken(like("Bodoni Moda", "bodoni-moda", MODERN), &[("opsz", 96.0)]),
    like("Playfair Display", "playfair-display", MODERN),
    like("Jost", "jost", INTER),
    like("EB Garamond", "eb-garamond", LIBERTINUS),
    like("Cormorant", "cormorant", LIBERTINUS),
    spoken(like("Newsreader", "newsreader", LIBERTINUS), &[("opsz", 72.0)]),
    like("Source Sans 3", "source-sans-3", INTER),
    spoken(like("Fraunces", "fraunces", LIBERTINUS), &[("SOFT", 100.0), ("WONK", 0.0), ("opsz", 144.0)]),
    single("Young Serif", "young-serif", LIBERTINUS, 600),
    single("DM Serif Display", "dm-serif-display", LIBERTINUS, 600),
    like("DM Sans", "dm-sans", INTER),
    like("Work Sans", "work-sans", INTER),
    like("Zilla Slab", "zilla-slab", LIBERTINUS),
    like("Bitter", "bitter", LIBERTINUS),
    like("Arvo", "arvo", LIBERTINUS),
    like("Public Sans", "public-sans", INTER),
    like("Outfit", "outfit", INTER),
    like("Urbanist", "urbanist", INTER),
    like("Fredoka", "fredoka", INTER),
    like("Baloo 2", "baloo-2", INTER),
    like("Nunito", "nunito", INTER),
    like("Nunito Sans", "nunito-sans", INTER),
    like("JetBrains Mono", "jetbrains-mono", MONO),
    like("IBM Plex Mono", "ibm-plex-mono", MONO),
    like("IBM Plex Sans", "ibm-plex-sans", INTER),
    like("Space Mono", "space-mono", MONO),
    like("Space Grotesk", "space-grotesk", INTER),
    single("Abril Fatface", "abril-fatface", MODERN, 700),
    single("Caprasimo", "caprasimo", LIBERTINUS, 700),
    single("Shrikhand", "shrikhand", LIBERTINUS, 700),
    single("Caveat Brush", "caveat-brush", LIBERTINUS, 400),
    like("Kalam", "kalam", LIBERTINUS),
];

/// Families that other scripts than Latin, Greek and Cyrillic are set in: script, family, package.
pub const SCRIPT_FAMILIES: &[(&str, &str, &str)] = &[
    ("Arabic", "Noto Sans Arabic", "noto-sans-arabic"),
    ("Hebrew", "Noto Sans Hebrew", "noto-sans-hebrew"),
    ("Devanagari", "Noto Sans Devanagari", "noto-sans-devanagari"),
    ("Bengali", "Noto Sans Bengali", "noto-sans-bengali"),
    ("Tamil", "Noto Sans Tamil", "noto-sans-tamil"),
    ("Thai", "Noto Sans Thai", "noto-sans-thai"),
    ("Japanese", "Noto Sans JP", "noto-sans-jp"),
    ("Chinese, simplified", "Noto Sans SC", "noto-sans-sc"),
    ("Chinese, traditional", "Noto Sans TC", "noto-sans-tc"),
    ("Korean", "Noto Sans KR", "noto-sans-kr"),
];

/// The package of a family for the first letter of `text` that is neither Latin, Greek nor Cyrillic.
#[must_use]
pub fn script_package(text: &str, language: &str) -> Option<&'static str> {
    // Han alone is Chinese; beside kana or hangul it is not.
    let has = |range: std::ops::RangeInclusive<char>| text.chars().any(|c| range.contains(&c));
    let script = if has('\u{3040}'..='\u{30ff}') || language == "ja" {
        "Japanese"
    } else if has('\u{ac00}'..='\u{d7af}') || language == "ko" {
        "Korean"
    } else {
        text.chars().find_map(|c| match c {
            '\u{0590}'..='\u{05ff}' => Some("Hebrew"),
            '\u{0600}'..='\u{06ff}' | '\u{0750}'..='\u{077f}' => Some("Arabic"),
            '\u{0900}'..='\u{097f}' => Some("Devanagari"),
            '\u{0980}'..='\u{09ff}' => Some("Bengali"),
            '\u{0b80}'..='\u{0bff}' => Some("Tamil"),
            '\u{0e00}'..='\u{0e7f}' => Some("Thai"),
            '\u{4e00}'..='\u{9fff}' if language.starts_with("zh-Hant") || language == "zh-TW" => {
                Some("Chinese, traditional")
            }
            '\u{4e00}'..='\u{9fff}' => Some("Chinese, simplified"),
            _ => None,
        })?
    };
    SCRIPT_FAMILIES.iter().find(|family| family.0 == script).map(|family| family.2)
}

/// The family of that name, in any case.
#[must_use]
pub fn family(name: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|family| family.name.eq_ignore_ascii_case(name))
}
