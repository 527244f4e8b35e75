//! The headline: what the brief gives as one, else the name of the occasion, else the subject in the brief's own words.

use design::brief::FactKind;
use design::{BrandKit, Brief, CopyRole, Random};

use super::details::with_scope;
use super::feast::{addressed, birthday, is_feast, wish, with_feast};
use super::matter::{is_house, tidy, trim_point};
use super::occasion::Occasion;
use super::phrase::{fold, holds, is_fragment, length, sentence_case};
use super::sheet::Sheet;
use super::stated;

/// Longest headline that is looked for, characters; longer ones only where the brief gives nothing shorter.
pub(super) const HEADLINE_CHARS_MAX: usize = 44;

pub(super) fn write(
    brief: &Brief,
    kit: &BrandKit,
    occasion: Occasion,
    english: bool,
    sheet: &Sheet,
    random: &mut Random,
) -> String {
    let heading = stated::heading(brief).filter(|line| sheet.allows(line) && !leads_by_quotation(brief));
    if let Some(heading) = heading {
        return heading;
    }
    let given = given(brief, occasion).or_else(|| stated::discount(brief));
    let stock = if english { stock(brief, occasion, random) } else { None };
    let name = name(brief, occasion, sheet);
    let subject = brief.subject.as_deref().map(|s| tidy(s, english)).filter(|s| !s.is_empty());
    let subject = subject.map(|s| with_feast(brief, occasion, s));
    let point = brief
        .points
        .iter()
        .map(|p| trim_point(p))
        .find(|p| p.contains(' ') && (5..=HEADLINE_CHARS_MAX).contains(&length(p)))
        .map(|p| sentence_case(&p));
    let house = subject.as_deref().is_some_and(is_house);
    let subject = if english { subject.map(|s| welcome(brief, &s).unwrap_or(s)) } else { subject };
    let candidates = match occasion {
        Occasion::Mark | Occasion::BusinessCard => [name, given, subject, stock, point],
        _ if house => [given, stock, name, point, subject],
        _ => [given, stock, name, subject, point],
    };
    let mut fallback = None;
    for (i, line) in candidates.into_iter().flatten().enumerate() {
        let required = brief.required().contains(&line);
        if required || sheet.allows(&line) && !is_fragment(&line) {
            let mut given = brief.copy.iter().filter(|copy| copy.required);
            let whole = i == 0 && given.next().is_some_and(|only| only.text == line) && given.next().is_none();
            if length(&line) <= HEADLINE_CHARS_MAX + 16 || whole {
                return line;
            }
            fallback = fallback.or(Some((i, line)));
        }
    }
    let addresses =
        |t: &String| brief.facts.iter().any(|f| matches!(f.kind, FactKind::Url | FactKind::Phone) && f.text == *t);
    let mut required = brief.required();
    required.sort_by_key(addresses);
    let first_required = required.into_iter().next().map(|first| with_scope(brief, &first));
    let own = (kit.id != BrandKit::builtin().id).then(|| kit.name.clone()).filter(|n| !n.trim().is_empty());
    fallback.map(|(_, line)| line).or(first_required).or(own).unwrap_or_else(|| opening_words(brief))
}

/// "something nice for my shop": nobody said what, and a welcome claims nothing.
fn welcome(brief: &Brief, subject: &str) -> Option<String> {
    let clause = brief.text.split(['.', ',', ';', ':', '!', '?', '\n']).next()?;
    if !is_vague(subject) {
        return None;
    }
    if is_house(clause) { Some("Come on in".to_owned()) } else { whom(clause) }
}

/// "something for our reading group", "I need something for my dog walking business": whom or what it is for.
fn whom(clause: &str) -> Option<String> {
    let words: Vec<String> = clause.split_whitespace().map(fold).collect();
    let vague = words.iter().take(4).position(|word| is_vague(word))?;
    let leads = words.iter().skip(vague).take(4).position(|word| word == "for")? + vague + 1;
    let whom = clause.split_whitespace().skip(leads).skip_while(|word| {
        matches!(fold(word).as_str(), "a" | "an" | "the" | "my" | "our" | "this" | "new" | "little")
    });
    let line = whom.take(5).collect::<Vec<_>>().join(" ");
    let fits = (3..=HEADLINE_CHARS_MAX).contains(&length(&line));
    fits.then(|| sentence_case(&line))
}

/// Whether a subject says only that there is to be something.
pub(super) fn is_vague(subject: &str) -> bool {
    matches!(fold(subject).split(' ').next(), Some("something" | "anything"))
}

/// Whether somebody put the headline in quotation marks.
fn leads_by_quotation(brief: &Brief) -> bool {
    brief.copy.iter().any(|copy| copy.required && copy.role != CopyRole::Cta && is_quoted(brief, &copy.text))
}

fn is_quoted(brief: &Brief, line: &str) -> bool {
    let before = brief.text.find(line).and_then(|at| brief.text[..at].chars().next_back());
    before.is_some_and(|c| matches!(c, '\'' | '"' | '“' | '‘' | '«' | '„'))
}

/// A quotation that can lead: a slogan or a title first, else the first short line.
fn given(brief: &Brief, occasion: Occasion) -> Option<String> {
    let lines = || brief.copy.iter().filter(|c| c.required);
    if let Some(title) = lines().find(|c| c.role == CopyRole::Headline) {
        return Some(title.text.clone());
    }
    let leads = |text: &str| {
        let placeholder = fold(text).starts_with("your ") && text.split_whitespace().count() <= 2;
        let plain = !placeholder && !text.contains(['%', '@', '#', '$', '€', '£', '/']) && !text.contains(".com");
        plain && length(text) <= HEADLINE_CHARS_MAX && text.chars().filter(|c| c.is_alphabetic()).count() >= 3
    };
    let body =
        |c: &&design::brief::CopyRequest| c.role == CopyRole::Body && leads(&c.text) && !is_aside(brief, &c.text);
    let mut bodies = lines().filter(body).map(|c| c.text.as_str());
    let Some(first) = bodies.next() else {
        // A card whose one message is long says it as a whole.
        let card =
            matches!(occasion, Occasion::Greeting | Occasion::Sympathy | Occasion::Thanks | Occasion::Congratulation);
        let only = lines().next().filter(|c| card && c.role == CopyRole::Body && length(&c.text) <= 90);
        return only.map(|c| c.text.clone());
    };
    // "HAPPY" and "cinco de mayo" are one line.
    if let Some(second) = bodies.next() {
        let wish = |w: &str| matches!(fold(w).as_str(), "happy" | "merry" | "hello");
        if wish(second) {
            return Some(format!("{second} {first}"));
        }
        if fold(second).starts_with("with ") && second.split_whitespace().count() == 2 && occasion == Occasion::Sympathy
        {
            return Some(format!("{second} {first}"));
        }
        if wish(first) {
            return Some(format!("{first} {second}"));
        }
        if !first.contains(' ')
            && !second.contains(' ')
            && length(first) + length(second) <= 16
            && occasion == Occasion::Sale
        {
            return Some(format!("{first} {second}"));
        }
    }
    Some(if first.chars().any(char::is_uppercase) { first.to_owned() } else { capital_if_free(brief, first) })
}

/// Whether a line is said beside the matter, and nobody quoted it: "60 talks", "Money goes to the library".
fn is_aside(brief: &Brief, line: &str) -> bool {
    const VERBS: [&str; 12] = [
        "goes", "go", "benefits", "benefit", "supports", "support", "helps", "help", "is", "are", "included",
        "provided",
    ];
    let quoted = is_quoted(brief, line);
    let counts = line.starts_with(|c: char| c.is_ascii_digit()) && line.split_whitespace().count() <= 4;
    let tells = line.split_whitespace().skip(1).any(|word| VERBS.contains(&word)) && line.ends_with(char::is_lowercase);
    !quoted && (counts || tells)
}

/// A quoted line in lower case gets its capital only where nothing requires it as given.
fn capital_if_free(brief: &Brief, line: &str) -> String {
    if brief.required().iter().any(|r| r == line) { line.to_owned() } else { sentence_case(line) }
}

/// What is always said on such an occasion.
fn stock(brief: &Brief, occasion: Occasion, random: &mut Random) -> Option<String> {
    let text = fold(&brief.text);
    let has = |w: &str| holds(&text, w);
    let mut pick = |lines: &[&str]| random.pick(lines).map(|l| (*l).to_owned());
    match occasion {
        Occasion::Sympathy => pick(&["With deepest sympathy", "In loving memory", "Thinking of you"]),
        Occasion::Thanks if has("order") => Some("Thank you for your order".to_owned()),
        Occasion::Thanks => addressed(brief, "Thank you").or_else(|| pick(&["Thank you", "Thank you so much"])),
        Occasion::Congratulation if has("graduation") => Some("Happy graduation".to_owned()),
        Occasion::Congratulation => Some("Congratulations".to_owned()),
        Occasion::Greeting => wish(brief),
        Occasion::Party if birthday(brief).is_some() => birthday(brief),
        Occasion::Party if has("birthday party") => Some("Birthday party".to_owned()),
        Occasion::Hiring => pick(&["We’re hiring", "Join our team", "Now hiring"]),
        Occasion::Gift => {
            wish(brief).or_else(|| pick(&["A gift for you", "A little gift for you", "Your gift is here"]))
        }
        Occasion::Review => {
            let person = brief.facts.iter().find(|f| f.kind == FactKind::Name)?;
            Some(format!("Loved by {}", person.text))
        }
        Occasion::Wedding => {
            let mut people = brief.facts.iter().filter(|f| f.kind == FactKind::Name && !f.text.contains(' '));
            let (a, b) = (people.next()?, people.next()?);
            Some(format!("{} & {}", a.text, b.text))
        }
        _ => None,
    }
}

/// The name of what it is about: an occasion's, or on marks and cards the house's or the person's.
fn name(brief: &Brief, occasion: Occasion, _sheet: &Sheet) -> Option<String> {
    // "RSVP to Tom": whom to answer is not what it is about.
    let answers = |fact: &design::brief::Fact| {
        let before = brief.text.find(&fact.text).map_or("", |at| &brief.text[..at]);
        let before = fold(before);
        ["rsvp to", "reply to", "contact", "call", "text", "ask for", "speak to"]
            .iter()
            .any(|lead| before.ends_with(lead))
    };
    let names = || brief.facts.iter().filter(|f| f.kind == FactKind::Name && !f.text.starts_with("No") && !answers(f));
    let subject = brief.subject.as_deref().map(fold).unwrap_or_default();
    let event = names().find(|f| {
        f.text.split_whitespace().last().is_some_and(|w| is_event_noun(&fold(w)))
            && f.text.contains(' ')
            && !is_feast(&fold(&f.text))
    });
    if let Some(event) = event {
        // "Betty's Studio Sewing Day" says whose day it is.
        let whole = brief
            .subject
            .as_deref()
            .map(|s| tidy(s, true))
            .filter(|s| length(s) <= HEADLINE_CHARS_MAX && holds(&fold(s), &fold(&event.text)));
        return Some(
            whole.filter(|w| !is_feast(&fold(&event.text)) && w.contains("'s ")).unwrap_or_else(|| event.text.clone()),
        );
    }
    let house_leads = matches!(occasion, Occasion::Mark | Occasion::BusinessCard)
        || subject.is_empty()
        || brief.subject.as_deref().is_some_and(is_house);
    let named = names().find(|f| house_leads && !is_feast(&fold(&f.text)) && length(&f.text) <= HEADLINE_CHARS_MAX);
    named
        .or_else(|| {
            brief.facts.iter().find(|f| {
                house_leads
                    && f.kind == FactKind::Place
                    && length(&f.text) <= 32
                    && !f.text.chars().any(|c| c.is_ascii_digit())
                    && matches!(occasion, Occasion::Mark | Occasion::BusinessCard)
            })
        })
        .map(|f| f.text.clone())
}

fn is_event_noun(w: &str) -> bool {
    matches!(
        w,
        "festival"
            | "day"
            | "show"
            | "fair"
            | "week"
            | "night"
            | "mass"
            | "expo"
            | "tour"
            | "conference"
            | "market"
            | "party"
            | "fest"
            | "cup"
            | "run"
            | "gala"
            | "bowl"
            | "july"
            | "world"
            | "summit"
            | "camp"
            | "concert"
            | "awards"
            | "weekend"
            | "fiesta"
            | "carnival"
            | "parade"
            | "comedian"
            | "days"
            | "jam"
            | "2026"
            | "2027"
            | "2028"
    )
}

/// The first words of a brief that says nothing else: up to a mark, five at most, without the names of pages.
fn opening_words(brief: &Brief) -> String {
    let phrase = brief
        .text
        .split(['.', ',', ':', ';', '!', '?', '\n'])
        .find(|p| p.chars().any(char::is_alphanumeric))
        .unwrap_or("");
    if let Some(whom) = whom(phrase) {
        return whom;
    }
    let words: Vec<&str> = phrase.split_whitespace().filter(|w| !is_page(&fold(w))).take(5).collect();
    let line: String = words.join(" ").chars().take(HEADLINE_CHARS_MAX).collect();
    if line.chars().any(char::is_alphanumeric)
        && !matches!(fold(words[0]).as_str(), "create" | "design" | "make" | "a" | "an" | "the")
    {
        sentence_case(&line)
    } else {
        "Hello".to_owned()
    }
}

fn is_page(w: &str) -> bool {
    matches!(
        w,
        "logo"
            | "poster"
            | "flyer"
            | "banner"
            | "ad"
            | "advertisement"
            | "card"
            | "story"
            | "post"
            | "cover"
            | "thumbnail"
            | "instagram"
            | "facebook"
            | "youtube"
            | "linkedin"
            | "invitation"
            | "design"
            | "create"
            | "image"
            | "graphic"
            | "please"
            | "business"
            | "ticket"
            | "coupon"
            | "voucher"
            | "make"
    )
}
