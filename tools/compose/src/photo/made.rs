//! Pictures that an image model makes: what they are asked to show, what stands in for them while designs are looked for, and what
//! is drawn where they cannot be had.

use design::{Brief, ImageRequest};
use render::Pixels;

use super::FRAMED;
use crate::imagery;

/// Longest words for what a picture shows, characters.
const SUBJECT_CHARS_MAX: usize = 80;
/// Things of the brief that are named beside its subject.
const THINGS_MAX: usize = 2;
/// Side of the stand-in, px.
const STAND_IN_PX: u32 = 64;

/// What a picture for a brief is to show, as a motif.
pub(crate) fn motif(brief: &Brief) -> String {
    let subject = brief.subject.as_deref().unwrap_or_default();
    let plain: String = subject.chars().filter(|c| !c.is_control()).collect();
    let plain = cut(plain.trim());
    let things: Vec<String> =
        imagery::subjects(brief).into_iter().take(THINGS_MAX).map(|name| name.replace('_', " ")).collect();
    let named = match (plain, things.is_empty()) {
        ("", true) => "a quiet still life".to_owned(),
        (plain, true) => plain.to_owned(),
        ("", false) => things.join(" and "),
        (plain, false) => format!("{plain}, with {}", things.join(" and ")),
    };
    design::made_motif(&named)
}

/// The words that there is room for, none of them in part; of a single word that is longer, its beginning.
fn cut(words: &str) -> &str {
    let Some((end, _)) = words.char_indices().nth(SUBJECT_CHARS_MAX) else { return words };
    let (room, rest) = words.split_at(end);
    if rest.starts_with(char::is_whitespace) {
        return room.trim_end();
    }
    let whole = room.rsplit_once(char::is_whitespace).map_or(room, |(whole, _)| whole);
    whole.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '–' | '—' | '&'))
}

/// A picture as photographs are in the middle: light from above, a darker thing below, no edge of any weight.
pub(super) fn stand_in() -> Pixels {
    let mut pixels = Vec::with_capacity((STAND_IN_PX * STAND_IN_PX * 4) as usize);
    for y in 0..STAND_IN_PX {
        for x in 0..STAND_IN_PX {
            let (across, down) = (x.abs_diff(STAND_IN_PX / 2), y.abs_diff(STAND_IN_PX * 5 / 8));
            let near = 255_u32.saturating_sub((across * across + down * down) / 3);
            let light = (200 - y * 100 / STAND_IN_PX).saturating_sub(near / 3);
            let light = u8::try_from(light).unwrap_or(u8::MAX);
            pixels.extend([light, light, light, u8::MAX]);
        }
    }
    Pixels { width: STAND_IN_PX, height: STAND_IN_PX, data: pixels }
}

/// The request for a drawing in its place.
pub(crate) fn drawn(request: &ImageRequest) -> ImageRequest {
    let told = design::made_subject(&request.motif).unwrap_or_default();
    let thing = Brief::read(told).ok().and_then(|brief| imagery::subjects(&brief).into_iter().next());
    let family = match (thing, request.imagery.as_str()) {
        (Some(_), FRAMED) => "mono_line",
        (Some(_), _) => "cut_paper",
        (None, _) => "cutouts",
    };
    let motif = thing.unwrap_or("abstract").to_owned();
    ImageRequest { imagery: family.to_owned(), motif, ..request.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_subject_ends_with_a_whole_word() {
        assert_eq!(cut("a red bicycle"), "a red bicycle");
        let long = "a workshop for repairing bicycles, old radios and kitchen appliances, together with neighbours";
        assert_eq!(cut(long), "a workshop for repairing bicycles, old radios and kitchen appliances, together");
        let comma = "a workshop for repairing bicycles, old radios and the appliances of a kitchen, and neighbours";
        assert_eq!(cut(comma), "a workshop for repairing bicycles, old radios and the appliances of a kitchen");
        let (exact, one) = (format!("{} b", "a".repeat(80)), "ä".repeat(90));
        assert_eq!((cut(&exact), cut(&one)), ("a".repeat(80).as_str(), "ä".repeat(80).as_str()));
        let brief = Brief { subject: Some(long.to_owned()), ..Brief::read("x").unwrap() };
        assert!(motif(&brief).contains("together"), "{}", motif(&brief));
    }
}
