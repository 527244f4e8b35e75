//! What a brief is about, as it is printed: without owner, manner and filler.

use super::phrase::{fold, length, sentence_case};

/// Whether a phrase names a kind of house ("travel agency") rather than a matter.
pub(super) fn is_house(phrase: &str) -> bool {
    fold(phrase).split_whitespace().last().is_some_and(|w| {
        matches!(
            w,
            "agency"
                | "company"
                | "store"
                | "shop"
                | "brand"
                | "business"
                | "clinic"
                | "salon"
                | "organization"
                | "organisation"
                | "firm"
                | "bakery"
                | "farm"
                | "bar"
                | "restaurant"
                | "studio"
                | "website"
                | "retailer"
                | "doctor"
                | "coach"
                | "church"
                | "school"
                | "gym"
                | "café"
                | "cafe"
                | "roastery"
                | "spa"
                | "hotel"
                | "promotion"
                | "quartet"
                | "band"
                | "university"
                | "club"
                | "startup"
                | "practice"
                | "foundation"
                | "charity"
        )
    })
}

/// A point without what trails after its matter.
pub(super) fn trim_point(point: &str) -> String {
    let mut text = point;
    for tail in [" of the ", " of its ", " of their "] {
        text = text.find(tail).and_then(|at| text.get(..at)).unwrap_or(text);
    }
    for head in ["variety of ", "collection of ", "menu of ", "range of ", "selection of "] {
        text = text.strip_prefix(head).unwrap_or(text);
    }
    // "Classic and classy nature" says no more than "Classic and classy".
    if let Some((head, last)) = text.rsplit_once(' ') {
        let empty = matches!(
            last,
            "nature"
                | "aspect"
                | "qualities"
                | "feel"
                | "appearance"
                | "potential"
                | "solutions"
                | "look"
                | "design"
                | "vibe"
                | "atmosphere"
        );
        if empty && head.contains(" and ") {
            text = head;
        }
    }
    text.to_owned()
}

/// The subject as a headline: without owner, manner and filler, in sentence case.
pub(super) fn tidy(subject: &str, english: bool) -> String {
    if !english {
        return sentence_case(subject);
    }
    let mut text = subject.trim().to_owned();
    for owner in
        ["store's ", "shop's ", "company's ", "brand's ", "retailer's ", "restaurant's ", "club's ", "school's "]
    {
        let found = text.to_lowercase().find(owner).filter(|&at| at < 12 && text.is_char_boundary(at + owner.len()));
        if let Some(at) = found {
            text = text[at + owner.len()..].to_owned();
        }
    }
    text = strip_openers(&text);
    for head in [
        "sale of ",
        "collection of ",
        "celebration of ",
        "importance of ",
        "series of ",
        "variety of ",
        "message of ",
        "concept of ",
        "screening of ",
    ] {
        if let Some(rest) = text.strip_prefix(head) {
            text = if head == "sale of " && rest.split_whitespace().count() <= 4 {
                format!("{rest} sale")
            } else {
                rest.to_owned()
            };
        }
    }
    for tail in [" event", " promotion", " themed", " concept", " position", " experience", " options", " job vacancy"]
    {
        if let Some(rest) = text.strip_suffix(tail) {
            let spare = rest.split_whitespace().count() >= 2 || matches!(tail, " position" | " themed");
            let cut = rest.ends_with(" of") || tail == " event" && (rest.contains(" and ") || is_house(rest));
            if spare && !cut {
                text = rest.to_owned();
            }
        }
    }
    let text = text.split_whitespace().filter(|w| !is_site(&fold(w))).collect::<Vec<_>>().join(" ");
    if text.starts_with("hard work of ") || text.starts_with("ethical issues ") {
        return format!("The {text}");
    }
    sentence_case(&text)
}

/// Sites that a design is for; in a headline they would name its format.
fn is_site(w: &str) -> bool {
    matches!(w, "instagram" | "facebook" | "youtube" | "linkedin" | "tiktok" | "pinterest")
}

/// Leaves out adjectives of manner at the beginning: "fun and festive".
fn strip_openers(text: &str) -> String {
    let mut rest = text;
    while let Some((first, tail)) = rest.split_once(' ') {
        let manner = matches!(
            fold(first).trim_end_matches(','),
            "fun"
                | "festive"
                | "special"
                | "cute"
                | "annual"
                | "tempting"
                | "catchy"
                | "exciting"
                | "trendy"
                | "the"
                | "a"
                | "an"
                | "traditional"
                | "popular"
                | "various"
                | "promotional"
                | "unique"
        );
        let joined = fold(first) == "and" && rest.len() < text.len();
        if !(manner || joined) || !tail.contains(' ') && length(tail) < 4 {
            break;
        }
        rest = tail;
    }
    rest.to_owned()
}
