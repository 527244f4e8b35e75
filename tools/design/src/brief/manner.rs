//! How the design should feel: tone words, colours, audience, language.

use super::lexicon;
use super::reading::Reading;
use super::words::one_of;

/// Most words of each kind that are kept.
const WORDS_MAX: usize = 12;

pub(super) fn tone(reading: &Reading<'_>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (i, token) in reading.tokens.iter().enumerate() {
        let copy = reading.taken.get(i).copied().unwrap_or(false);
        if !copy && is_tone(&token.lower) && !out.contains(&token.lower) && out.len() < WORDS_MAX {
            out.push(token.lower.clone());
        }
    }
    out
}

pub(super) fn is_tone(w: &str) -> bool {
    one_of!(
        w,
        "playful elegant bold minimalist minimal modern vintage retro romantic festive fun cute luxurious \
         luxury professional sophisticated simple clean calm warm energetic dark bright vibrant colorful \
         colourful cheerful futuristic rustic natural organic crafted technical premium neon spooky whimsical \
         dramatic serious friendly feminine masculine classic classy trendy stylish chic edgy grunge abstract \
         geometric artistic dreamy fresh exciting catchy eye-catching cutting-edge innovative traditional \
         botanical floral cozy cosy gentle loud quiet serene sporty youthful solemn heartfelt motivational \
         informative moody sleek timeless refined earthy pastel brutalist psychedelic celebratory inspiring \
         welcoming tropical lively joyful cheeky relaxed inviting understated punchy upbeat nostalgic tasteful sober silly funny magical stormy mysterious"
    )
}

pub(super) fn colours(reading: &Reading<'_>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (i, token) in reading.tokens.iter().enumerate() {
        if out.len() >= WORDS_MAX {
            break;
        }
        let hex = token.is_mark('#').then(|| reading.token(i + 1)).flatten().filter(|t| {
            !t.spaced
                && matches!(t.lower.len(), 3 | 6)
                && t.lower.bytes().all(|b| b.is_ascii_hexdigit())
                && t.lower.bytes().any(|b| b.is_ascii_digit())
        });
        let name = hex
            .map(|t| format!("#{}", t.lower))
            .or_else(|| (is_colour(&token.lower) && !holiday(reading, i)).then(|| token.lower.clone()));
        if let Some(name) = name.filter(|n| !out.contains(n)) {
            out.push(name);
        }
    }
    out
}

/// "Black Friday" and "White House" are no colours; nor is what stands in quoted copy.
fn holiday(reading: &Reading<'_>, i: usize) -> bool {
    reading.token(i).is_some_and(|t| t.capital && !t.opens)
        || is_village_green(reading, i)
        || matches!(reading.lower(i + 1), "friday" | "house")
        || reading.free(i).is_none()
}

/// `a fete on the green`, `the village green`: where people meet, and no colour.
pub(super) fn is_village_green(reading: &Reading<'_>, i: usize) -> bool {
    let ends = reading.token(i + 1).is_none_or(|next| !next.is_word() || lexicon::is_preposition(&next.lower));
    let where_to = reading.before(i, 1) == "the" && one_of!(reading.before(i, 2), "on across at by near round");
    let lies_on =
        one_of!(reading.before(i, 3), "text letters title words") || super::literal::is_page_part(reading.before(i, 3));
    let kept = one_of!(reading.before(i, 1), "village bowling putting");
    reading.lower(i) == "green" && ends && (kept || where_to && !lies_on)
}

pub(super) fn is_colour(w: &str) -> bool {
    one_of!(
        w,
        "red blue green yellow orange purple pink brown black white grey gray gold golden silver beige \
         turquoise teal cyan magenta violet indigo maroon navy olive cream ivory coral crimson lavender lilac \
         mint peach salmon burgundy charcoal brass copper bronze emerald mustard ochre terracotta sage aqua \
         khaki fuchsia scarlet amber sand rose off-white"
    )
}

/// Whether words say how a design should feel and nothing else: "calm and light", "pastel colours", "deep red and gold". Nobody prints that.
pub(super) fn is_all_manner<'w>(words: impl Iterator<Item = &'w str>) -> bool {
    let (mut says_how, mut colours) = (false, 0);
    for word in words {
        let around = one_of!(
            word,
            "and or but with very a in of light airy soft deep dark bright pale rich warm colour colours color colors tone tones palette style look feel \
             mood vibe vibes design please kind trustworthy honest hopeful tender crisp homely peaceful soothing lots plenty big large small"
        );
        let mood = one_of!(word, "trustworthy hopeful homely peaceful soothing honest tender");
        // "lots of white space", but "lots of space" is what a room has.
        let of_page = one_of!(word, "whitespace letters lettering type typography") || word == "space" && colours > 0;
        if !around && !of_page && !is_tone(word) && !is_colour(word) {
            return false;
        }
        says_how |= of_page || mood || is_tone(word);
        colours += u32::from(is_colour(word));
    }
    // One colour may be a name, "Black"; two are a palette.
    says_how || colours > 1
}

/// The words after *targets*, *aimed at* or *targeting*, or people named by what they are.
pub(super) fn audience(reading: &Reading<'_>) -> Option<String> {
    for i in 0..reading.len() {
        let at = match (reading.lower(i), reading.lower(i + 1)) {
            ("targeting" | "targets" | "target", _) => i + 1,
            ("aimed" | "geared" | "directed", "at" | "towards" | "to") => i + 2,
            ("suitable" | "perfect" | "ideal" | "intended" | "designed" | "made", "for") => i + 2,
            ("audience" | "customers", ":" | "is" | "are") => i + 2,
            ("for", _) if lexicon::is_medium(reading.before(i, 1)) || reading.token(i).is_some() => i + 1,
            _ => continue,
        };
        let end = (at..at + 6)
            .take_while(|&k| {
                reading.token(k).is_some_and(|t| t.is_word() && !lexicon::is_function_word(&t.lower))
                    && reading.together(i, k)
            })
            .last()
            .map_or(at, |k| k + 1);
        let people = (at..end).rev().find(|&k| is_people(reading.lower(k)));
        if let Some(last) = people {
            return Some(reading.source(at..last + 1).to_owned());
        }
    }
    None
}

fn is_people(w: &str) -> bool {
    one_of!(
        w,
        "women men kids children parents students teenagers teens adults families couples professionals \
         startups beginners seniors travelers travellers gamers runners teachers developers designers owners \
         lovers fans vegetarians vegans athletes volunteers tourists candidates girls boys guests readers \
         collectors cyclists millennials employees entrepreneurs musicians artists photographers homeowners \
         commuters neighbours neighbors"
    )
}

/// The language of the text by script and common words; BCP 47. English when nothing speaks against it.
pub(super) fn language(reading: &Reading<'_>) -> String {
    if let Some(script) = script(reading.text) {
        return script.to_owned();
    }
    let mut counts = [0usize; LANGUAGES.len()];
    // "translator EN–DE" speaks English still.
    let shouts = super::run::shouts(reading);
    let code = |t: &super::text::Token| t.upper && t.lower.len() == 2 && !shouts;
    for token in reading.tokens.iter().filter(|t| t.is_word() && !code(t)) {
        for (count, (_, words)) in counts.iter_mut().zip(LANGUAGES) {
            *count += usize::from(words.contains(&token.lower.as_str()));
        }
    }
    let english = counts[0];
    let best = counts.iter().enumerate().skip(1).max_by_key(|&(i, n)| (*n, std::cmp::Reverse(i)));
    match best {
        Some((i, &n)) if n >= 2 && n > english * 2 => LANGUAGES[i].0.to_owned(),
        _ => "en".to_owned(),
    }
}

const LANGUAGES: [(&str, &[&str]); 9] = [
    (
        "en",
        &[
            "the", "a", "of", "and", "to", "for", "with", "is", "that", "our", "at", "on", "this", "from", "an", "by",
            "are", "it",
        ],
    ),
    (
        "de",
        &[
            "der", "die", "das", "und", "für", "mit", "ein", "eine", "einen", "zum", "zur", "im", "am", "uhr", "ist",
            "auf", "von", "wir", "unser", "unsere", "den", "dem", "bei", "neue",
        ],
    ),
    (
        "fr",
        &[
            "le", "la", "les", "des", "et", "pour", "une", "un", "du", "avec", "dans", "est", "sur", "notre", "votre",
            "au", "aux", "nos", "à", "chez",
        ],
    ),
    (
        "es",
        &[
            "el", "los", "las", "y", "para", "una", "un", "con", "del", "en", "por", "nuestra", "nuestro", "es", "al",
            "que", "gratis", "de",
        ],
    ),
    (
        "it",
        &[
            "il", "lo", "gli", "e", "per", "una", "un", "con", "del", "della", "di", "nel", "alla", "nostra", "nostro",
            "che", "dal", "dei",
        ],
    ),
    (
        "pt",
        &[
            "o", "os", "as", "e", "para", "uma", "um", "com", "do", "da", "em", "no", "na", "nossa", "nosso", "que",
            "não", "dos",
        ],
    ),
    ("nl", &["het", "een", "en", "voor", "met", "van", "op", "onze", "ons", "bij", "naar", "uur", "is", "te", "de"]),
    ("sv", &["och", "för", "med", "ett", "en", "på", "till", "vår", "är", "av", "hos", "den", "det"]),
    ("pl", &["i", "na", "dla", "w", "z", "do", "się", "nasz", "nasza", "jest", "od", "oraz", "po"]),
];

/// The language that the text's script tells, when most letters are in it.
fn script(text: &str) -> Option<&'static str> {
    let mut counts = [0usize; 9];
    let mut letters = 0usize;
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        let slot = match c {
            '\u{3040}'..='\u{30ff}' => 0,
            '\u{ac00}'..='\u{d7af}' | '\u{1100}'..='\u{11ff}' => 1,
            '\u{4e00}'..='\u{9fff}' => 2,
            '\u{400}'..='\u{52f}' => 3,
            '\u{600}'..='\u{6ff}' => 4,
            '\u{590}'..='\u{5ff}' => 5,
            '\u{370}'..='\u{3ff}' => 6,
            '\u{900}'..='\u{97f}' => 7,
            '\u{e00}'..='\u{e7f}' => 8,
            _ => continue,
        };
        counts[slot] += 1;
    }
    if counts[0] > 0 && (counts[0] + counts[2]) * 2 > letters {
        return Some("ja");
    }
    let names = ["ja", "ko", "zh", "ru", "ar", "he", "el", "hi", "th"];
    counts.iter().position(|&n| n > 0 && n * 2 > letters).map(|slot| {
        let ukrainian = slot == 3 && text.chars().any(|c| matches!(c, 'і' | 'ї' | 'є' | 'ґ'));
        if ukrainian { "uk" } else { names[slot] }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_told_by_script_and_common_words() {
        for (text, want) in [
            ("A poster for the fair on Sunday", "en"),
            ("Flohmarkt am Samstag im Hof mit Kuchen für alle", "de"),
            ("Vide-grenier dimanche au parc, entrée libre pour les enfants", "fr"),
            ("Фестиваль музики в парку і їжа", "uk"),
            ("春の植物セール", "ja"),
            ("logo", "en"),
        ] {
            assert_eq!(language(&Reading::new(text)), want, "{text}");
        }
    }

    #[test]
    fn the_green_of_a_village_is_no_colour() {
        let read = |text: &str| colours(&Reading::new(text));
        for text in ["Village fete on the green, Saturday 5 July", "Fete on the village green"] {
            assert!(read(text).is_empty(), "{text}");
        }
        assert_eq!(read("White text on the green, gold border"), ["white", "green", "gold"]);
        assert_eq!(read("White letters on the green background"), ["white", "green"]);
    }

    #[test]
    fn how_a_page_feels_is_all_manner() {
        let all = |text: &str| is_all_manner(text.split(' '));
        for text in ["kind and warm", "lots of white space", "calm and trustworthy", "deep red and gold", "big type"] {
            assert!(all(text), "{text}");
        }
        for text in ["kind", "black", "warm soup", "lots of cake", "lots of light and space", "big and small"] {
            assert!(!all(text), "{text}");
        }
    }

    #[test]
    fn tone_colours_and_audience_are_read() {
        let reading =
            Reading::new("Elegant and bold flyer in navy, gold and #0af3c1 targeting young women for Black Friday");
        assert_eq!(tone(&reading), ["elegant", "bold"]);
        assert_eq!(colours(&reading), ["navy", "gold", "#0af3c1"]);
        assert_eq!(audience(&reading).as_deref(), Some("young women"));
    }
}
