//! Exact values that a brief gives for its layers: "headline 96 px, Inter 800, accent #0A7". They are for whoever sets the design,
//! and nothing of them is printed on it.

use crate::exact::TEXT_CHARS_MAX;

/// Most texts of exact values that are kept.
pub(super) const EXACT_MAX: usize = 8;
/// Names of layers that have values of their own.
const LAYERS: &[&str] = &[
    "headline",
    "heading",
    "title",
    "subhead",
    "subheading",
    "subheadline",
    "body",
    "button",
    "cta",
    "logo",
    "accent",
    "background",
    "picture",
    "photo",
    "image",
    "legal",
];
/// Layers that are set in type.
const SET: &[&str] =
    &["headline", "heading", "title", "subhead", "subheading", "subheadline", "body", "button", "cta", "legal"];
/// Words before a layer.
const LEADS: &[&str] = &["the", "a", "and", "with", "set", "make", "put", "use", "have", "our", "my", "keep", "please"];
/// Words between a layer and its value.
const JOINTS: &[&str] =
    &["at", "is", "in", "of", "to", "on", "size", "colour", "color", "set", "about", "exactly", "be"];
/// Values of type that are words.
const STYLES: &[&str] = &[
    "bold",
    "italic",
    "uppercase",
    "capitals",
    "caps",
    "all",
    "semibold",
    "medium",
    "light",
    "black",
    "regular",
    "extra",
];
/// Words of the names of faces that people ask for: a number after one of them is its weight, after others it is anything.
const FACES: &[&str] = &[
    "inter",
    "tight",
    "roboto",
    "slab",
    "helvetica",
    "neue",
    "arial",
    "futura",
    "garamond",
    "eb",
    "georgia",
    "times",
    "playfair",
    "display",
    "lora",
    "merriweather",
    "montserrat",
    "poppins",
    "lato",
    "raleway",
    "oswald",
    "bebas",
    "nunito",
    "rubik",
    "manrope",
    "dm",
    "sans",
    "serif",
    "mono",
    "plex",
    "ibm",
    "source",
    "noto",
    "open",
    "work",
    "space",
    "grotesk",
    "archivo",
    "libertinus",
    "libre",
    "baskerville",
    "bodoni",
    "didot",
    "caslon",
    "franklin",
    "gothic",
    "gill",
    "avenir",
    "proxima",
    "nova",
    "fraunces",
    "bitter",
    "karla",
    "barlow",
    "condensed",
    "cormorant",
    "spectral",
    "epilogue",
    "sora",
    "outfit",
    "urbanist",
    "dejavu",
    "ubuntu",
    "fira",
];
/// Longest clause that is a value, words.
const CLAUSE_WORDS_MAX: usize = 8;

/// The text without its exact values, and those; what would leave nothing is left as it is.
pub(super) fn take(text: &str) -> (String, Vec<String>) {
    let (mut rest, mut taken) = (String::with_capacity(text.len()), Vec::new());
    for sentence in sentences(text) {
        let clauses: Vec<&str> = split_inclusive(sentence, |c, next| c == ',' && next.is_none_or(char::is_whitespace));
        let mut run: Vec<&str> = Vec::new();
        for clause in clauses {
            // What is quoted is printed, whatever it says.
            let is_quoted = clause.contains(['"', '“', '”', '„', '«', '»', '‘']);
            let goes_on = !run.is_empty() && is_value(&words(clause), true);
            if taken.len() < EXACT_MAX && !is_quoted && (goes_on || begins(&words(clause))) {
                run.push(clause);
            } else {
                taken.extend(said(&std::mem::take(&mut run)));
                rest.push_str(clause);
            }
        }
        if !run.is_empty() {
            taken.extend(said(&run));
            // What stood before a comma ends there now.
            let kept = rest.trim_end_matches([' ', ',']).len();
            if kept < rest.len() && rest[kept..].contains(',') {
                rest.truncate(kept);
                rest.push_str(". ");
            }
            rest.extend(sentence.chars().rev().take_while(|c| c.is_whitespace()));
        }
    }
    if rest.trim().is_empty() { (text.to_owned(), Vec::new()) } else { (rest, taken) }
}

/// One text of exact values.
fn said(run: &[&str]) -> Option<String> {
    let said = run.concat();
    let said = said.trim().trim_end_matches([',', '.', ';', '!']).trim();
    (!said.is_empty()).then(|| said.chars().take(TEXT_CHARS_MAX).collect())
}

fn sentences(text: &str) -> Vec<&str> {
    split_inclusive(text, |c, next| {
        matches!(c, '\n' | ';') || matches!(c, '.' | '!' | '?') && next.is_none_or(char::is_whitespace)
    })
}

/// The parts of a text, each with the character at which it ends and the white space after that.
fn split_inclusive(text: &str, ends: impl Fn(char, Option<char>) -> bool) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !ends(c, chars.peek().map(|(_, next)| *next)) {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some((at, space)) = chars.next_if(|(_, next)| next.is_whitespace()) {
            end = at + space.len_utf8();
        }
        parts.push(&text[start..end]);
        start = end;
    }
    parts.extend((start < text.len()).then(|| &text[start..]));
    parts
}

fn words(clause: &str) -> Vec<&str> {
    let trimmed = |word: &'_ str| -> usize { word.trim_end_matches([',', '.', ';', ':', '!', '?']).len() };
    clause.split_whitespace().map(|word| &word[..trimmed(word)]).filter(|word| !word.is_empty()).collect()
}

/// Whether a clause gives a layer a value, the layer first.
fn begins(words: &[&str]) -> bool {
    let lower = |word: &&str| word.to_lowercase();
    let led: Vec<&str> = words.iter().copied().skip_while(|word| LEADS.contains(&lower(word).as_str())).collect();
    let Some((layer, rest)) = led.split_first() else { return false };
    let layer = lower(layer);
    LAYERS.contains(&layer.as_str()) && is_value(rest, SET.contains(&layer.as_str()))
}

/// Whether words are values and nothing else, one of them in figures; a family and its weight are, where type is spoken of.
fn is_value(words: &[&str], is_set: bool) -> bool {
    let words: Vec<&str> = words
        .iter()
        .copied()
        .skip_while(|word| *word != "at" && JOINTS.contains(&word.to_lowercase().as_str()))
        .collect();
    if words.is_empty() || words.len() > CLAUSE_WORDS_MAX {
        return false;
    }
    let (mut at, mut has_figures, mut has_family) = (0, false, false);
    while at < words.len() {
        let (word, next) = (words[at], words.get(at + 1).copied().unwrap_or_default());
        let step = value_at(word, next, is_set);
        has_figures |= step > 0;
        let is_word = STYLES.contains(&word.to_lowercase().as_str()) || word.eq_ignore_ascii_case("and");
        let is_family = is_set && FACES.contains(&word.to_lowercase().as_str());
        has_family |= is_family;
        // A bare weight is one of a face.
        if step == 1 && word.bytes().all(|byte| byte.is_ascii_digit()) && !has_family {
            return false;
        }
        if step == 0 && !is_word && !is_family {
            return false;
        }
        at += step.max(1);
    }
    has_figures
}

/// How many words a value takes that begins here; 0 where none does.
fn value_at(word: &str, next: &str, is_set: bool) -> usize {
    let is_length = |unit: &str| matches!(unit.to_lowercase().as_str(), "px" | "pt");
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let is_number =
        |text: &str| !text.is_empty() && text.len() < 8 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if let Some(hex) = word.strip_prefix('#') {
        return usize::from(matches!(hex.len(), 3 | 4 | 6 | 8) && hex.bytes().all(|digit| digit.is_ascii_hexdigit()));
    }
    if word.eq_ignore_ascii_case("at") {
        let place = next.split_once(',').is_some_and(|(x, y)| is_number(x) && is_number(y));
        return if place { 2 } else { 0 };
    }
    if !is_number(digits) {
        return 0;
    }
    match (digits.len() < word.len(), is_length(next)) {
        (true, _) => usize::from(is_length(&word[digits.len()..])),
        (false, true) => 2,
        // The weight of a face.
        (false, false) => usize::from(is_set && word.len() == 3 && word.ends_with("00")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, rest: &str, taken: &[&str]) {
        assert_eq!(take(text), (rest.to_owned(), taken.iter().map(|&one| one.to_owned()).collect()), "{text}");
    }

    #[test]
    fn values_are_for_whoever_sets_the_design() {
        check(
            "Open day, Saturday 10am. Headline 96 px, Inter 800, accent #0A7. Logo at 40,40.",
            "Open day, Saturday 10am.  ",
            &["Headline 96 px, Inter 800, accent #0A7", "Logo at 40,40"],
        );
        check("Jazz night, 7pm, headline 96px bold", "Jazz night, 7pm. ", &["headline 96px bold"]);
        check(
            "Sale; the headline in Playfair Display 700; 12 High St",
            "Sale;  12 High St",
            &["the headline in Playfair Display 700"],
        );
        check("Gig, 9pm; headline 96 px, Studio 300, Saturday", "Gig, 9pm; Studio 300, Saturday", &["headline 96 px"]);
        check("Body 18pt, 24 px of joy, free entry", "24 px of joy, free entry", &["Body 18pt"]);
    }

    #[test]
    fn what_is_to_be_read_stays() {
        for text in [
            "Headline act at 8pm, doors 7pm. Logo design from $200.",
            "Photo walk: 50 mm lenses only, 100 places",
            "Title fight, 12 June, 800 seats. Body pump at 6.30",
            "Picture framing 40% off, image library, background checks #1 in town",
            "The headline is Summer Sale, the button Book now",
            "headline 96 px",
            "Inter 800 won 3 to 2. Heading home 500",
            "The Legal 500, gala dinner. Body Balance 300, Saturday",
            "A talk called “Headline 96 px”, on type",
        ] {
            assert_eq!(take(text), (text.to_owned(), Vec::new()), "{text}");
        }
    }

    #[test]
    fn any_text_is_taken_apart() {
        for text in [
            "",
            ",",
            "headline ,",
            "headline #,",
            "логотип 40 px, ₤",
            "headline 96 px,,,, ;;; …",
            "a\u{301} headline 9px",
        ] {
            let (rest, _) = take(text);
            assert!(rest.len() <= text.len() + 2);
        }
        let many = "Party. ".to_owned() + &"Headline 96 px. ".repeat(50);
        assert_eq!(take(&many).1.len(), EXACT_MAX);
    }
}
