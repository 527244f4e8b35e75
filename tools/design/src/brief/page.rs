//! The page that a brief asks for, from the name of a size (said) or of a medium (inferred).

use super::reading::Reading;
use crate::format::Format;

/// The format's name, and whether it was inferred from the medium.
pub(super) fn recognise(reading: &Reading<'_>) -> Option<(String, bool)> {
    if let Some(named) = (0..reading.len()).find_map(|i| size(reading, i)) {
        return Some((named, false));
    }
    let mut best: Option<(u8, &'static str)> = None;
    for i in 0..reading.len() {
        if let Some((rank, name)) = medium(reading, i)
            && best.is_none_or(|(known, _)| rank < known)
        {
            best = Some((rank, name));
        }
    }
    best.map(|(_, name)| (name.to_owned(), true))
}

/// `A3`, `A4 landscape`, `728x90`, `1080 × 1920 px`, `leaderboard`.
fn size(reading: &Reading<'_>, i: usize) -> Option<String> {
    let token = reading.token(i)?;
    let source = &reading.text[token.span.clone()];
    if matches!(source, "A3" | "A4" | "A5" | "a3" | "a4" | "a5") {
        let landscape = (1..=2).any(|k| reading.lower(i + k) == "landscape") || reading.before(i, 1) == "landscape";
        let name = source.to_uppercase();
        return Some(if landscape && name == "A4" { "A4-landscape".to_owned() } else { name });
    }
    if !token.is_number() {
        return None;
    }
    let joined = token.lower.contains(['x', '×']);
    let wide = if joined {
        source.to_owned()
    } else if matches!(reading.lower(i + 1), "x" | "×" | "by")
        && reading.token(i + 2).is_some_and(super::text::Token::is_number)
    {
        format!("{}x{}", source, &reading.text[reading.tokens[i + 2].span.clone()])
    } else {
        return None;
    };
    let wide = wide.to_lowercase();
    Format::parse(wide.trim_end_matches("px").replace("px", "").as_str()).ok().map(|f| f.name)
}

/// The page that the medium named at token `i` usually has; the lower the rank, the surer.
fn medium(reading: &Reading<'_>, i: usize) -> Option<(u8, &'static str)> {
    let word = reading.lower(i);
    let near = |w: &str| (1..=4).any(|b| reading.before(i, b) == w) || (1..=4).any(|k| reading.lower(i + k) == w);
    let on = |site: &str| reading.tokens.iter().any(|t| t.is(site));
    Some(match word {
        "story" | "stories" | "reel" if near("instagram") || near("facebook") || near("ig") || near("insta") => {
            (0, "story")
        }
        "story" if i < 3 || matches!(reading.lower(i + 1), "frame" | "ad") => (1, "story"),
        "thumbnail" => (0, "youtube-thumbnail"),
        "leaderboard" => (0, "leaderboard"),
        "skyscraper" if matches!(reading.lower(i + 1), "banner" | "ad") || reading.before(i, 1) == "wide" => {
            (0, "skyscraper")
        }
        "rectangle" if reading.before(i, 1) == "medium" => (0, "medium-rectangle"),
        "card" | "cards" if reading.before(i, 1) == "business" => (0, "business-card"),
        "cover" | "header" if near("event") && near("facebook") => (0, "1920x1005"),
        "cover" if near("facebook") => (0, "1640x624"),
        "banner" | "art" if near("youtube") => (0, "2560x1440"),
        "header" if near("linkedin") || near("twitter") => (0, "1500x500"),
        "post" | "ad" | "advertisement" if near("linkedin") => (1, "link-preview"),
        "pin" if near("pinterest") => (1, "1000x1500"),
        "post" | "ad" | "ads" | "advertisement" | "advert" if near("facebook") => (1, "facebook-post"),
        "post" | "ad" | "ads" | "advertisement" | "advert" | "carousel" if near("instagram") || near("insta") => {
            (1, "instagram-post")
        }
        "presentation" | "slide" | "slides" if near("create") || near("design") || i < 3 => (2, "presentation"),
        "billboard" => (2, "2880x960"),
        "poster" => (2, "A3"),
        "flyer" | "flier" | "leaflet" | "handout" | "invitation" | "invite" | "postcard" => (2, "A5"),
        "brochure" | "menu" if reading.before(i, 1) != "the" => (4, "A4"),
        "ticket" if i < 12 && !matches!(reading.lower(i + 1), "price" | "prices") => (4, "2000x800"),
        "coupon" | "voucher" | "certificate" => (3, "1800x840"),
        "card" if matches!(reading.before(i, 1), "gift" | "discount" | "offer") => (3, "1800x1080"),
        "card" if i < 14 && reading.free(i).is_some() => (4, "A5"),
        "banner" => (3, "leaderboard"),
        "logo"
            if i < 12
                && on("logo")
                && matches!(reading.before(i, 1), "a" | "the" | "new" | "store" | "design" | "") =>
        {
            (4, "instagram-post")
        }
        "instagram" => (5, "instagram-post"),
        "facebook" | "linkedin" => (6, "facebook-post"),
        "youtube" => (6, "youtube-thumbnail"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_and_media_inferred() {
        for (text, want) in [
            ("A3 poster for a fair", Some(("A3", false))),
            ("banner 728x90 for shoes", Some(("leaderboard", false))),
            ("a 1080 x 1350 px post", Some(("instagram-portrait", false))),
            ("Create an Instagram story to promote tea", Some(("story", true))),
            ("Design a Facebook event cover for a picnic", Some(("1920x1005", true))),
            ("Playful poster.", Some(("A3", true))),
            ("a card for my business, a business card", Some(("business-card", true))),
            ("Jazz at eight", None),
        ] {
            assert_eq!(recognise(&Reading::new(text)), want.map(|(n, i)| (n.to_owned(), i)), "{text}");
        }
    }
}
