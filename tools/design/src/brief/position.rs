//! Jobs that are advertised: `hiring a barista`, `a vacancy for a data analyst`, `a creative director position`.

use std::ops::Range;

use super::reading::{Reading, What};
use super::words::one_of;
use super::{FactKind, lexicon};

/// Most words of a job's title.
const TITLE_WORDS_MAX: usize = 4;

pub(super) fn recognise(reading: &mut Reading<'_>) {
    for i in 0..reading.len() {
        if let Some(title) = led(reading, i).or_else(|| followed(reading, i)) {
            reading.note(title, What::Fact(FactKind::Name));
        }
    }
}

/// After the word that seeks: `hiring a | barista`, `vacancy for a | data analyst`.
fn led(reading: &Reading<'_>, i: usize) -> Option<Range<usize>> {
    reading.free(i)?;
    let opening = one_of!(reading.lower(i), "vacancy vacancies opening position job role roles") && {
        matches!(reading.lower(i + 1), "for" | "of")
    };
    let seeking = one_of!(reading.lower(i), "hiring seeking recruiting recruit hire wanted");
    if !opening && !seeking {
        return None;
    }
    let at = i + 1 + usize::from(opening);
    let article = matches!(reading.lower(at), "a" | "an" | "our" | "its" | "the");
    if !article || !reading.together(i, at) {
        return None;
    }
    title(reading, at + 1)
}

/// Before the word for a job: `for a | creative director | position`.
fn followed(reading: &Reading<'_>, i: usize) -> Option<Range<usize>> {
    let led = matches!(reading.before(i, 1), "a" | "an" | "the")
        && one_of!(reading.before(i, 2), "for of hiring fill advertise");
    if !led {
        return None;
    }
    let plain = |k: usize| reading.free(k).is_some_and(|t| t.is_word() && !t.capital);
    let end =
        (i + 1..=i + TITLE_WORDS_MAX).find(|&k| one_of!(reading.lower(k), "position vacancy job role opening"))?;
    let found = title(reading, i)?;
    ((i..end).all(plain) && found.end == end && reading.together(i, end)).then_some(found)
}

/// The title of a job at token `at`, without the praise before it.
fn title(reading: &Reading<'_>, at: usize) -> Option<Range<usize>> {
    let first = at
        + (at..at + 3)
            .take_while(|&k| {
                one_of!(
                    reading.lower(k),
                    "experienced skilled passionate talented motivated dedicated enthusiastic new full-time part-time \
                     qualified reliable friendly great dynamic remote weekend , and"
                )
            })
            .count();
    let part = |k: usize| {
        reading.free(k).is_some_and(|t| {
            let joint = t.is_mark('/') && !t.spaced;
            (t.is_word() && !lexicon::is_function_word(&t.lower) || joint) && reading.together(at, k)
        }) && !one_of!(reading.lower(k), "position vacancy job role opening team")
    };
    let end = (first..first + TITLE_WORDS_MAX + 2).take_while(|&k| part(k)).last()? + 1;
    let ends = reading.at_boundary(end)
        || lexicon::is_function_word(reading.lower(end))
        || one_of!(reading.lower(end), "position vacancy job role opening");
    (ends && is_worker(reading.lower(end - 1))).then_some(first..end)
}

/// Whether a noun is whoever does a job.
fn is_worker(w: &str) -> bool {
    let agent = w.len() >= 5 && ["er", "or", "ist", "ian", "ant", "eer", "yst"].iter().any(|end| w.ends_with(end));
    let other =
        ["poster", "flyer", "banner", "partner", "customer", "sponsor", "color", "colour", "sticker", "cover", "paper"];
    agent && !other.contains(&w)
        || one_of!(
            w,
            "nurse cook chef barista clerk intern trainee maid sous-chef au-pair scout coach head lead copywriter host hostess"
        )
}

#[cfg(test)]
mod tests {
    use super::super::Brief;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        assert_eq!(Brief::read(text).unwrap().required(), want, "{text}");
    }

    #[test]
    fn what_is_advertised_is_named() {
        check("Make an ad for an office manager position.", &["office manager"]);
        check("A post about a job vacancy for a UX/UI writer", &["UX/UI writer"]);
        check("Our clinic is seeking an experienced nurse for night shifts.", &["nurse"]);
        check("We're hiring a baker! Early shifts.", &["We're hiring", "baker"]);
    }

    #[test]
    fn other_openings_are_no_jobs() {
        check("A poster for an exhibition opening. Seeking a calm mood. For the sponsor position below the logo.", &[]);
    }
}
