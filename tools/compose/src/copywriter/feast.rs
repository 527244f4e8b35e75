//! Feasts and birthdays: the wish that goes with one, whose it is, and the sale that is held on it.

use design::Brief;
use design::brief::FactKind;

use super::headline::HEADLINE_CHARS_MAX;
use super::occasion::Occasion;
use super::phrase::{fold, holds, length, sentence_case};

/// `Maya's 7th birthday`: whose it is, as the brief says.
pub(super) fn birthday(brief: &Brief) -> Option<String> {
    let words: Vec<&str> = brief.text.split_whitespace().collect();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let at = words.iter().position(|word| bare(word) == "birthday")?;
    let from = (at.saturating_sub(2)..at)
        .find(|&k| words[k].ends_with("'s") || words[k].ends_with("’s"))
        .filter(|&k| words[k].chars().next().is_some_and(char::is_uppercase))?;
    let line = words[from..=at].join(" ");
    Some(line.trim_end_matches([',', '.', '!', ';', ':']).to_owned())
}

/// `Thank you, Grandma`: what is said to somebody of one's own whom the brief names.
pub(super) fn addressed(brief: &Brief, line: &str) -> Option<String> {
    const KIN: [&str; 20] = [
        "dad", "daddy", "mum", "mom", "mummy", "gran", "granny", "grandma", "grandad", "grandpa", "nan", "nana",
        "auntie", "uncle", "papa", "mama", "sister", "brother", "teacher", "coach",
    ];
    let text = fold(&brief.text);
    let words: Vec<&str> = text.split_whitespace().collect();
    // "for my dad, who …", but not "for my mum's friend" or "for our coach driver".
    let ends = |at: usize| {
        let closed = words[at].ends_with([',', '.', '!', '?', ';', ':']);
        closed
            || matches!(words.get(at + 1), None | Some(&("who" | "whose" | "for" | "because" | "on" | "with" | "in")))
    };
    let kin = |at: usize| words[at].trim_end_matches([',', '.', '!', '?', ';', ':']);
    let named = |at: &usize| {
        words[at - 2] == "for" && matches!(words[at - 1], "my" | "our") && KIN.contains(&kin(*at)) && ends(*at)
    };
    let at = (2..words.len()).find(named)?;
    Some(format!("{line}, {}", sentence_case(kin(at))))
}

/// `Happy Easter`: the wish that goes with the feast of the brief.
pub(super) fn wish(brief: &Brief) -> Option<String> {
    let feasts = [
        ("christmas", "Merry"),
        ("valentine's day", "Happy"),
        ("easter", "Happy"),
        ("thanksgiving", "Happy"),
        ("halloween", "Happy"),
        ("new year", "Happy"),
        ("diwali", "Happy"),
        ("hanukkah", "Happy"),
        ("women's day", "Happy"),
        ("mother's day", "Happy"),
        ("father's day", "Happy"),
        ("canada day", "Happy"),
        ("cinco de mayo", "Happy"),
        ("oktoberfest", "Happy"),
        ("earth day", "Happy"),
        ("independence day", "Happy"),
        ("birthday", "Happy"),
        ("graduation", "Happy"),
    ];
    let text = fold(&brief.text);
    let (feast, wish) = feasts.iter().filter(|(f, _)| holds(&text, f)).min_by_key(|(f, _)| text.find(f))?;
    let at = text.find(feast)?;
    // The feast as the brief spells it, where folding has not moved it.
    let spelt = brief.text.get(at..at + feast.len()).filter(|s| fold(s) == *feast).unwrap_or(feast);
    let line = format!("{wish} {spelt}");
    let own = matches!(*feast, "birthday" | "mother's day" | "father's day" | "graduation");
    Some(own.then(|| addressed(brief, &line)).flatten().unwrap_or(line))
}

/// "Super sale" on Valentine's Day is a "Valentine's Day super sale".
pub(super) fn with_feast(brief: &Brief, occasion: Occasion, subject: String) -> String {
    let folded = fold(&subject);
    let feast = brief
        .facts
        .iter()
        .find(|f| f.kind == FactKind::Name && is_feast(&fold(&f.text)) && !holds(&folded, &fold(&f.text)));
    match feast.filter(|_| {
        occasion == Occasion::Sale && folded.ends_with("sale") && !subject.chars().skip(1).any(char::is_uppercase)
    }) {
        Some(feast) if length(&subject) + length(&feast.text) < HEADLINE_CHARS_MAX => {
            format!("{} {}", feast.text, lower_first(&subject))
        }
        _ => subject,
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

pub(super) fn is_feast(folded: &str) -> bool {
    [
        "black friday",
        "cyber monday",
        "valentine's",
        "easter",
        "christmas",
        "thanksgiving",
        "halloween",
        "new year",
        "super bowl",
        "oktoberfest",
        "diwali",
        "holy",
        "cinco de mayo",
        "canada day",
    ]
    .iter()
    .any(|f| folded.starts_with(f))
        && folded != "christmas in july"
}
