//! Briefs in other languages than English that ask for a page: what it is for, and what else is to stand on it.

use std::ops::Range;

use super::clause::{Sense, clauses};
use super::reading::Reading;
use super::words::one_of;
use super::{CopyRequest, CopyRole, literal, manner, plain};

/// Longest matter, words.
const MATTER_WORDS_MAX: usize = 10;
/// Most words in which a page is asked for.
const LEAD_WORDS_MAX: usize = 8;
/// Longest line, characters.
const LINE_CHARS_MAX: usize = 56;
/// Most lines beside the matter.
const LINES_MAX: usize = 6;
/// Most words of a clause that says how a page is to feel.
const MANNER_WORDS_MAX: usize = 4;

/// Whether a brief in another language than English begins by telling the designer what to make.
pub(super) fn instructs(reading: &Reading<'_>) -> bool {
    let told = |k: usize| {
        one_of!(
            reading.lower(k),
            "erstelle erstellen gestalte gestalten entwirf entwerfen mach mache bitte plakat flyer poster einladung anzeige handzettel aushang \
             créez crée créer concevez conçois affiche carte faites invitation annonce diseña diseñe crea cree crear haz cartel \
             folleto invitación anuncio progetta creare disegna manifesto locandina invito ontwerp maak uitnodiging skapa designa \
             affisch inbjudan lag plakaten projekt zaprojektuj stwórz plakat"
        )
    };
    manner::language(reading) != "en" && (0..3).any(told)
}

/// What such a brief asks a page for: what follows `für`, `pour`, `para`, without its article, to the end of the phrase.
pub(super) fn matter(reading: &Reading<'_>) -> Option<Range<usize>> {
    let invites = |k: usize| {
        one_of!(reading.lower(k), "zum zur à au aux alla al")
            && one_of!(
                reading.before(k, 1),
                "einladung invitation invito invitación plakat flyer poster handzettel aushang anzeige"
            )
    };
    let leads = |k: usize| one_of!(reading.lower(k), "für pour para per voor för til por dla") || invites(k);
    // "Affiche: concert de jazz"
    let opens = |k: usize| k <= 2 && reading.lower(k) == ":";
    let most = reading.len().min(LEAD_WORDS_MAX);
    let lead = (0..most).take_while(|&k| !reading.tokens[k].is_stop() || opens(k)).find(|&k| leads(k) || opens(k))?;
    let article = |k: usize| {
        one_of!(
            reading.lower(k),
            "den der die das dem ein eine einen unser unsere unseren le la les l' un une notre nos el los las una unos il lo i gli de het een en ett et"
        )
    };
    let from = lead + 1 + usize::from(article(lead + 1));
    let ends = |k: usize| {
        reading.at_boundary(k)
            || !reading.together(lead, k)
            || one_of!(
                reading.lower(k),
                "am im vom um bei mit in auf ab le à au aux avec dans sur el en con sobre il a con su op met bij i på med w na"
            )
    };
    let most = from + MATTER_WORDS_MAX;
    let end = (from..most).find(|&k| ends(k)).unwrap_or(most).min(reading.len());
    // "zum 25. Jubiläum": a number alone is no matter.
    (end > from && !(from..end).all(|k| reading.tokens[k].is_number())).then_some(from..end)
}

/// What else such a brief says of its matter, clause by clause; none of a long brief, which describes a page.
pub(super) fn statements(reading: &Reading<'_>) -> Vec<CopyRequest> {
    if reading.text.len() > plain::NOTICE_BYTES_MAX || !instructs(reading) {
        return Vec::new();
    }
    let Some(matter) = matter(reading) else { return Vec::new() };
    let sense = Sense::of(reading);
    let mut out = vec![request(reading, CopyRole::Headline, matter.clone())];
    for sentence in reading.sentences() {
        for clause in clauses(reading, &sentence) {
            let range = clause.range;
            let length = reading.source(range.clone()).chars().count();
            let told = range.start >= matter.end && length <= LINE_CHARS_MAX && sense.has_words(reading, &range);
            if told && out.len() <= LINES_MAX && !is_of_design(reading, &sense, &range) {
                out.push(request(reading, CopyRole::Body, range));
            }
        }
    }
    out
}

fn request(reading: &Reading<'_>, role: CopyRole, range: Range<usize>) -> CopyRequest {
    CopyRequest { role, text: reading.source(range).to_owned(), required: false }
}

/// Whether a clause is said to whoever designs the page: it asks for something, quotes what is copied apart, names a part of a page,
/// or says in a few words how it is to feel and nothing else.
fn is_of_design(reading: &Reading<'_>, sense: &Sense, range: &Range<usize>) -> bool {
    // Beginnings of such words, whatever their endings are.
    const MANNER: [&str; 42] = [
        "warm",
        "freundlich",
        "verspielt",
        "elegant",
        "élégant",
        "schlicht",
        "modern",
        "bunt",
        "fröhlich",
        "edel",
        "klassisch",
        "ruhig",
        "minimal",
        "farbenfroh",
        "lustig",
        "chaleur",
        "ludique",
        "color",
        "sobre",
        "dou",
        "joyeu",
        "épuré",
        "festlich",
        "cálid",
        "alegre",
        "divertid",
        "sencill",
        "cald",
        "allegr",
        "semplic",
        "gioc",
        "festos",
        "vrolijk",
        "strak",
        "speels",
        "kleurrijk",
        "rustig",
        "ciepł",
        "nowoczesn",
        "vesel",
        "wesoł",
        "festif",
    ];
    let words = || range.clone().map(|k| reading.lower(k));
    let joins = |word: &str| one_of!(word, "und et y e en i och mit sehr très muy molto , &");
    let manner = |word: &str| joins(word) || MANNER.iter().any(|start| word.starts_with(start));
    let feels = range.len() <= MANNER_WORDS_MAX && words().all(manner);
    let first = reading.lower(range.start);
    let asks = one_of!(
        first,
        "ich wir danke der in im mit ohne es format größe je nous merci avec dans sans le la quiero con sin en gracias grazie con \
         voglio graag met zonder dank"
    ) || first == "bitte" && one_of!(reading.lower(range.start + 1), "mit in ein eine das den keine kein");
    let quoted = range.clone().any(|k| sense.is_quoted(reading, k));
    let page = words().any(|word| literal::is_page_part(word) && !one_of!(word, "photo photos style theme fond"));
    feels || asks || quoted || page
}

#[cfg(test)]
mod tests {
    use super::super::fixture::check_stated as check;

    #[test]
    fn what_a_page_says_is_stated_in_other_languages() {
        check(
            "Plakat für unsere Bäckerei: Brezeln frisch ab 6 Uhr, jeden Sonntag. Warm und freundlich.",
            &["Bäckerei", "Brezeln frisch ab 6 Uhr", "jeden Sonntag"],
        );
        check(
            "Einladung zum Sommerfest am 12. Juli ab 15 Uhr, bitte Salat mitbringen, bunte Farben",
            &["Sommerfest", "bitte Salat mitbringen"],
        );
        check(
            "Flyer zum Tag der offenen Tür, Samstag 20. September, 10 bis 16 Uhr, Eintritt frei",
            &["Tag der offenen Tür"],
        );
        check(
            "Affiche pour le vide-grenier du quartier, dimanche 17 mai, 8h-17h, buvette",
            &["vide-grenier du quartier", "buvette"],
        );
        check(
            "Plakat für unsere Bäckerei: klassische Musik, warme Suppe. Bitte mit Foto einer Brezel. In Grün und Gold. Ich brauche es \
             bis Freitag.",
            &["Bäckerei", "klassische Musik", "warme Suppe"],
        );
        check("Plakat: Flohmarkt im Hof mit Musik am Samstag", &["Flohmarkt"]);
        check("Flohmarkt am Samstag im Hof mit Kuchen für alle", &[]);
    }
}
