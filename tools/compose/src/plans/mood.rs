//! From a brief's words to the moods that archetypes, voices and colours are chosen by.

use std::collections::BTreeMap;

use design::{Brief, Srgb};

/// Moods with the words that call for them.
const WORDS: &[(&str, &str)] = &[
    ("bold", "bold loud strong striking powerful dynamic energetic vibrant big impact eye-catching confident"),
    ("urgent", "urgent now today last hurry limited deadline emergency alert protest strike climate flash"),
    ("sale", "sale discount off deal clearance bargain offer save black-friday promotion coupon voucher"),
    (
        "sport",
        "sport sports gym fitness run running marathon race football soccer basketball training workout match team yoga cycling",
    ),
    ("night", "night evening midnight dark club late moon neon halloween"),
    ("music", "music jazz concert band dj vinyl festival choir orchestra song album gig live tour podcast"),
    (
        "party",
        "party birthday celebration celebrate fiesta carnival confetti disco new-year anniversary congratulations",
    ),
    ("youth", "youth teen teens student students gaming game skate young streetwear"),
    ("playful", "playful fun funny quirky cute cheerful happy whimsical silly colourful colorful joyful friendly"),
    ("kids", "kids children child baby nursery toddler school playground toys family families"),
    (
        "school",
        "school class course lesson education student teacher university college library workshop learn tuition exam lecture",
    ),
    (
        "food",
        "food cafe café restaurant menu bakery bake cake coffee tea pizza burger lunch dinner chef kitchen recipe wine beer brunch ice-cream chocolate cupcake taste vegan",
    ),
    (
        "craft",
        "craft crafted handmade artisan rustic local organic natural homemade small-batch wood pottery farm roastery market",
    ),
    (
        "home",
        "home house interior furniture cosy cozy garden real-estate apartment property open-house decor cleaning plumber renovation",
    ),
    (
        "fresh",
        "fresh green plant plants garden eco sustainable organic spring nature leaf recycle earth environment flowers",
    ),
    ("spring", "spring easter april may blossom tulip"),
    ("summer", "summer beach sun sunny pool holiday vacation july august tropical"),
    ("autumn", "autumn fall october november harvest thanksgiving pumpkin halloween"),
    ("winter", "winter christmas snow december january new-year holiday festive ski"),
    (
        "travel",
        "travel trip tour journey flight hotel beach mountain adventure explore camping vacation destination cruise island",
    ),
    ("calm", "calm gentle serene peaceful quiet relaxing soft meditation mindful yoga spa soothing slow"),
    (
        "care",
        "care health clinic dental dentist doctor hospital therapy wellness nurse charity help support donate volunteer awareness mental",
    ),
    ("beauty", "beauty skin skincare cosmetics hair salon perfume makeup nails spa glow"),
    ("fashion", "fashion style clothing dress shoes collection boutique wear jewellery jewelry trend model runway"),
    ("luxe", "luxury luxe luxurious elegant premium exclusive refined sophisticated gold golden classy upscale brass"),
    (
        "romantic",
        "romantic wedding love valentine valentines bride engagement marry marriage couple anniversary dreamy flowers mother's",
    ),
    (
        "trust",
        "trust trustworthy professional business corporate law legal insurance bank consulting reliable company service hiring job career recruitment",
    ),
    ("finance", "finance financial accounting tax money bank invest investment crypto budget loan insurance savings"),
    ("civic", "civic community public council vote election government town city safety rights information"),
    (
        "tech",
        "tech technology software app ai artificial digital data cyber startup code computer robot internet web online innovation futuristic smart",
    ),
    ("science", "science research space planet astronomy physics biology lab climate museum"),
    (
        "culture",
        "culture museum gallery art exhibition theatre theater film cinema book literature poetry lecture history festival design photography artist",
    ),
    ("architecture", "architecture building construction city urban structure concrete real-estate property"),
    ("minimal", "minimal minimalist simple clean modern sleek"),
    ("retro", "retro vintage nostalgic classic old-school 70s 80s 90s groovy vinyl"),
];

/// Colour names with what they mean.
const NAMES: &[(&str, u32)] = &[
    ("red", 0xdc1a21),
    ("crimson", 0xb0102a),
    ("maroon", 0x7a1020),
    ("burgundy", 0x6d1030),
    ("wine", 0x6d1030),
    ("scarlet", 0xe02414),
    ("coral", 0xf56333),
    ("salmon", 0xfa8a72),
    ("orange", 0xfd8a1c),
    ("peach", 0xfeb297),
    ("amber", 0xf7ae12),
    ("gold", 0xc8a65f),
    ("golden", 0xc8a65f),
    ("yellow", 0xf7d71a),
    ("mustard", 0xd9a514),
    ("lime", 0xb6dd25),
    ("olive", 0x898840),
    ("green", 0x0faa5f),
    ("mint", 0x91dca3),
    ("sage", 0x84a684),
    ("emerald", 0x067a46),
    ("forest", 0x066039),
    ("teal", 0x0ea9a3),
    ("turquoise", 0x2cc4bd),
    ("aqua", 0x4fd0d8),
    ("cyan", 0x33b5ed),
    ("sky", 0x8bd2f4),
    ("blue", 0x1c64e3),
    ("navy", 0x0e2150),
    ("indigo", 0x3622aa),
    ("violet", 0x522fe0),
    ("purple", 0x7a2fc0),
    ("lavender", 0xc0c0fe),
    ("lilac", 0xdeb4f6),
    ("magenta", 0xd81f8a),
    ("pink", 0xf68ab5),
    ("rose", 0xd68b92),
    ("blush", 0xfce5e4),
    ("brown", 0x753a26),
    ("chocolate", 0x4a2417),
    ("terracotta", 0xae5a37),
    ("beige", 0xece0cc),
    ("cream", 0xf7edd5),
    ("ivory", 0xfaf8ec),
    ("white", 0xffffff),
    ("grey", 0x8a8d92),
    ("gray", 0x8a8d92),
    ("silver", 0xc4c9cf),
    ("black", 0x0c0d10),
    ("bronze", 0x9a6a34),
    ("brass", 0xc8a65f),
    ("copper", 0xb06a3c),
    ("charcoal", 0x32363c),
];

/// Words that call for a scheme.
const SCHEME_WORDS: &[(&str, &str)] = &[
    ("dark", "dark night midnight moody black noir elegant mysterious dramatic club halloween cinema stars"),
    ("paper", "minimal minimalist minimalistic clean simple white professional elegant calm editorial classic"),
    ("flood", "bold bright vibrant loud colourful colorful energetic neon playful striking fun"),
    ("tint", "soft pastel gentle calm cute baby light fresh delicate spring"),
    ("duo", "contrast retro graphic modern pop fun summer"),
];

/// Tones that want a raised voice, and those that want a low one.
const LOUD_WORDS: &str = "bold loud energetic vibrant striking powerful dynamic neon playful fun urgent strong punchy lively technical festive";
const QUIET_WORDS: &str = "calm gentle serene peaceful quiet soothing elegant minimal minimalist minimalistic refined sophisticated delicate soft romantic luxurious premium understated subtle tender";

/// How strongly a brief calls for each mood, 0–1.
#[derive(Debug, Clone, Default)]
pub(crate) struct Moods {
    moods: BTreeMap<&'static str, f64>,
    /// How loud the tone that was asked for is, −1 quiet to 1 loud; 0 when none was.
    volume: f64,
    schemes: BTreeMap<&'static str, f64>,
}

impl Moods {
    /// Reads a brief: tone words weigh most, then the subject, then everything else.
    pub(crate) fn of(brief: &Brief) -> Self {
        let mut moods = Self::default();
        let mut note = |text: &str, worth: f64| {
            for word in words(text) {
                for (scheme, triggers) in SCHEME_WORDS {
                    if triggers.split(' ').any(|trigger| trigger == word) {
                        let sum = moods.schemes.entry(scheme).or_insert(0.0);
                        *sum = f64::min(*sum + worth, 1.0);
                    }
                }
                for (mood, triggers) in WORDS {
                    if triggers.split(' ').any(|trigger| trigger == word || *mood == word) {
                        let sum = moods.moods.entry(mood).or_insert(0.0);
                        *sum += worth;
                    }
                }
            }
        };
        for tone in &brief.tone {
            note(tone, 1.0);
        }
        if let Some(subject) = &brief.subject {
            note(subject, 0.6);
        }
        note(&brief.text, 0.35);
        let said = |list: &str| {
            brief.tone.iter().flat_map(|tone| words(tone)).filter(|w| list.split(' ').any(|l| l == w)).count()
        };
        let (loud, quiet) = (said(LOUD_WORDS) as f64, said(QUIET_WORDS) as f64);
        moods.volume = if loud + quiet > 0.0 { (loud - quiet) / (loud + quiet) } else { 0.0 };
        for sum in moods.moods.values_mut() {
            *sum = sum.min(1.6) / 1.6;
        }
        moods
    }

    /// How loud the tone that was asked for is, −1 quiet to 1 loud; 0 when none was.
    pub(crate) fn volume(&self) -> f64 {
        self.volume
    }

    /// How strongly the words call for a scheme, 0–1.
    pub(crate) fn scheme(&self, scheme: &str) -> f64 {
        self.schemes.get(scheme).copied().unwrap_or(0.0)
    }

    /// How well a list of moods answers the brief, 0–1.
    pub(crate) fn match_with(&self, list: &str) -> f64 {
        let sum: f64 = list.split(' ').filter_map(|mood| self.moods.get(mood)).sum();
        1.0 - libm::exp(-1.3 * sum)
    }
}

/// Lower-case words; those joined by hyphens also apart.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut end = text.len().min(8 * 1024);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end]
        .split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '\''))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Whether the brief asks for type alone, or for as little as can be.
pub(super) fn asks_for_little(brief: &Brief) -> bool {
    const ASKING: &[&str] = &["minimal", "minimalist", "minimalistic", "typographic", "typography", "text-only"];
    words(&brief.text).iter().any(|word| ASKING.contains(&word.as_str()))
}

/// The colours that a brief asks for.
pub(crate) fn wishes(brief: &Brief) -> Vec<Srgb> {
    let mut found: Vec<Srgb> = Vec::new();
    for wish in brief.colours.iter().take(8) {
        let color = Srgb::parse_hex(wish).filter(|_| wish.trim_start().starts_with('#')).or_else(|| named(wish));
        if let Some(color) = color
            && !found.contains(&color)
        {
            found.push(color);
        }
    }
    found
}

/// "light blue", "dark green", "navy": the last word is the colour, those before it make it lighter or darker.
fn named(wish: &str) -> Option<Srgb> {
    let words = words(wish);
    let rgb = words.iter().rev().find_map(|word| NAMES.iter().find(|(name, _)| name == word)).map(|(_, rgb)| *rgb)?;
    let [_, r, g, b] = rgb.to_be_bytes();
    let mut lch = Srgb::new(r, g, b).to_lch();
    for word in &words {
        match word.as_str() {
            "light" | "pale" | "pastel" | "soft" | "baby" => lch.l = (lch.l + 0.25).min(0.93),
            "dark" | "deep" | "midnight" => lch.l = (lch.l - 0.22).max(0.15),
            _ => {}
        }
    }
    Some(Srgb::from_lch(lch))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_of_a_name_differ_in_lightness() {
        let (blue, light, dark) = (named("blue").unwrap(), named("light blue").unwrap(), named("dark blue").unwrap());
        assert!(light.luminance() > blue.luminance() && dark.luminance() < blue.luminance());
        assert_eq!(named("nice"), None);
    }

    #[test]
    fn tone_words_weigh_more_than_passing_ones() {
        let mut brief = Brief::read("A poster for a lecture on bakeries").unwrap();
        let before = Moods::of(&brief).match_with("luxe");
        brief.tone = vec!["elegant".to_owned()];
        assert!(Moods::of(&brief).match_with("luxe") > before);
        assert!(Moods::of(&brief).match_with("luxe") > Moods::of(&brief).match_with("sport"));
    }
}
