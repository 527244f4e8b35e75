//! The headline: what the brief gives as one, else the name of the occasion, else the subject in the brief's own words.

use design::brief::FactKind;
use design::{BrandKit, Brief, CopyRole, Random};

use super::details::with_scope;
use super::occasion::Occasion;
use super::phrase::{fold, holds, is_fragment, length, sentence_case};
use super::sheet::Sheet;

/// Longest headline that is looked for, characters; longer ones only where the brief gives nothing shorter.
const HEADLINE_CHARS_MAX: usize = 44;

pub(super) fn write(
    brief: &Brief,
    kit: &BrandKit,
    occasion: Occasion,
    english: bool,
    sheet: &Sheet,
    random: &mut Random,
) -> String {
    let given = given(brief, occasion);
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
    let candidates = match occasion {
        Occasion::Mark | Occasion::BusinessCard => [name, given, subject, stock, point],
        _ if house => [given, stock, name, point, subject],
        _ => [given, stock, name, subject, point],
    };
    let mut fallback = None;
    for (i, line) in candidates.into_iter().flatten().enumerate() {
        let required = brief.required().contains(&line);
        if required || sheet.allows(&line) && !is_fragment(&line) {
            let whole = i == 0 && brief.copy.len() == 1 && brief.copy[0].text == line;
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
    let before = brief.text.find(line).and_then(|at| brief.text[..at].chars().next_back());
    let quoted = before.is_some_and(|c| matches!(c, '\'' | '"' | '“' | '‘' | '«' | '„'));
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
        Occasion::Thanks => pick(&["Thank you", "Thank you so much"]),
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

/// `Maya's 7th birthday`: whose it is, as the brief says.
fn birthday(brief: &Brief) -> Option<String> {
    let words: Vec<&str> = brief.text.split_whitespace().collect();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let at = words.iter().position(|word| bare(word) == "birthday")?;
    let from = (at.saturating_sub(2)..at)
        .find(|&k| words[k].ends_with("'s") || words[k].ends_with("’s"))
        .filter(|&k| words[k].chars().next().is_some_and(char::is_uppercase))?;
    let line = words[from..=at].join(" ");
    Some(line.trim_end_matches([',', '.', '!', ';', ':']).to_owned())
}

/// `Happy Easter`: the wish that goes with the feast of the brief.
fn wish(brief: &Brief) -> Option<String> {
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
    Some(format!("{wish} {spelt}"))
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

/// "Super sale" on Valentine's Day is a "Valentine's Day super sale".
fn with_feast(brief: &Brief, occasion: Occasion, subject: String) -> String {
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

fn is_feast(folded: &str) -> bool {
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

/// The first words of a brief that says nothing else: up to a mark, five at most, without the names of pages.
fn opening_words(brief: &Brief) -> String {
    let phrase = brief
        .text
        .split(['.', ',', ':', ';', '!', '?', '\n'])
        .find(|p| p.chars().any(char::is_alphanumeric))
        .unwrap_or("");
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
