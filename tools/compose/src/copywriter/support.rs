//! The line under the headline, and the call to action.

use design::brief::FactKind;
use design::{Brief, CopyRole, Format, Random};

use super::headline::is_vague;
use super::matter::{is_house, tidy, trim_point};
use super::occasion::Occasion;
use super::phrase::{echoes, fold, holds, length, sentence_case};
use super::sheet::Sheet;
use super::stated;

/// Longest supporting line, characters.
const SUPPORT_CHARS_MAX: usize = 64;

/// A supporting line that says something the headline does not.
pub(super) fn line(
    brief: &Brief,
    occasion: Occasion,
    english: bool,
    sheet: &Sheet,
    random: &mut Random,
) -> Option<String> {
    if sheet.has(CopyRole::Subhead) || matches!(occasion, Occasion::Sympathy) || stated::says_enough(brief) {
        return None;
    }
    let said = sheet.said();
    let fits = |line: &String| {
        (4..=SUPPORT_CHARS_MAX).contains(&length(line)) && sheet.allows(line) && !echoes(&said, &fold(line))
    };
    if !english {
        return brief.subject.as_deref().map(|s| tidy(s, false)).filter(fits);
    }
    let subject = brief.subject.as_deref().map(|s| tidy(s, true)).filter(|s| !is_vague(s));
    let subject = subject.filter(|s| subject_supports(s, occasion, sheet)).filter(fits);
    let point = brief.points.iter().map(|p| sentence_case(&trim_point(p))).find(|p| p.contains(' ') && fits(p));
    let stock = stock(brief, occasion).and_then(|lines| random.pick(lines).map(|l| (*l).to_owned())).filter(fits);
    let greeting = matches!(occasion, Occasion::Greeting | Occasion::Congratulation | Occasion::Thanks);
    if greeting {
        return stock;
    }
    subject.or(point).or(stock)
}

/// Whether the subject can stand under a headline that is not it.
fn subject_supports(subject: &str, occasion: Occasion, sheet: &Sheet) -> bool {
    let named = !sheet.headline().is_empty() && !echoes(sheet.headline(), &fold(subject));
    let house = is_house(subject)
        && !matches!(occasion, Occasion::Mark | Occasion::BusinessCard | Occasion::Gift)
        && subject.split_whitespace().count() < 2;
    let single = subject.split_whitespace().count() < 2 && !matches!(occasion, Occasion::Mark | Occasion::BusinessCard);
    let gerund = subject.split_whitespace().next().is_some_and(|w| w.ends_with("ing")) && occasion == Occasion::Cause;
    named && !house && !single && !gerund
}

/// Lines that fit an occasion and claim nothing.
fn stock(brief: &Brief, occasion: Occasion) -> Option<&'static [&'static str]> {
    let tender = ["love", "valentine", "romantic"].iter().any(|w| holds(&fold(&brief.text), w));
    Some(match occasion {
        Occasion::Greeting if tender || brief.copy.iter().filter(|copy| copy.required).count() > 1 => return None,
        Occasion::Greeting => &["With warm wishes", "Warmest wishes from us to you"],
        Occasion::Congratulation => &["We are so proud of you", "Here’s to what comes next"],
        Occasion::Thanks => &["We appreciate you", "It means the world to us"],
        Occasion::Party => &["You’re invited", "Come and celebrate with us"],
        Occasion::Wedding => &["Please join us", "Celebrate with us"],
        Occasion::Hiring => &["Bring your talent", "Come and work with us"],
        Occasion::Opening => &["Come and see us", "You’re invited"],
        _ => return None,
    })
}

/// The call to action: the brief's own, made fit to print, else one that suits the occasion.
pub(super) fn action(
    brief: &Brief,
    occasion: Occasion,
    english: bool,
    sheet: &Sheet,
    random: &mut Random,
) -> Option<String> {
    if sheet.has(CopyRole::Cta) || !english {
        return None;
    }
    let said = sheet.said();
    let fits = |line: &str| sheet.allows(line) && !holds(&said, &fold(line)) && !same_verb(sheet.headline(), line);
    if let Some(own) = brief.cta.as_deref().and_then(own).filter(|l| fits(l)) {
        return Some(own);
    }
    // Nobody can press a poster, and who tells friends of a bake sale sells nothing.
    if is_paper(brief) || !is_advertising(brief, occasion) || stated::says_how(brief, occasion) {
        return None;
    }
    // "Apply by 30 April" asks to apply already.
    let asked =
        |line: &&str| stated::says_enough(brief) && sheet.begins_with(line.split(' ').next().unwrap_or_default());
    let lines = stock_actions(brief, occasion).iter().copied();
    let mut lines: Vec<&str> = lines.filter(|l| fits(l) && !asked(l)).collect();
    random.shuffle(&mut lines);
    lines.first().map(|l| (*l).to_owned())
}

/// Whether somebody is to be moved to do something.
fn is_advertising(brief: &Brief, occasion: Occasion) -> bool {
    const SAYING: &[&str] = &[
        "ad",
        "ads",
        "advert",
        "advertise",
        "advertises",
        "advertisement",
        "advertisements",
        "advertising",
        "promo",
        "promote",
        "promotes",
        "promoting",
        "promotion",
        "promotional",
        "campaign",
        "encourage",
        "encourages",
        "encouraging",
        "invite",
        "invites",
        "coupon",
        "banner",
        "billboard",
        "commercial",
        "call to action",
        "cta",
        "button",
        "swipe",
        "donate",
        "donation",
        "donations",
        "shop",
        "store",
        "online",
        "customers",
    ];
    let text = fold(&brief.text);
    const HOMELY: [&str; 7] =
        ["bake sale", "garage sale", "yard sale", "jumble sale", "car boot", "flea market", "school"];
    let sells = occasion == Occasion::Sale && !HOMELY.iter().any(|word| holds(&text, word));
    sells
        || matches!(occasion, Occasion::Hiring | Occasion::Video | Occasion::Review)
        || SAYING.iter().any(|word| holds(&text, word))
}

/// Whether the page is printed.
fn is_paper(brief: &Brief) -> bool {
    let format = brief.format.as_deref().and_then(|name| Format::parse(name).ok());
    format.is_some_and(|format| format.bleed_tenth_mm > 0)
}

/// Whether the headline asks for the same already: "Join our team" and "Join us".
fn same_verb(headline: &str, line: &str) -> bool {
    let first = |t: &str| fold(t).split_whitespace().next().unwrap_or_default().to_owned();
    first(headline) == first(line)
}

/// The brief's own action as it is printed: "visit the store" → "Visit our store".
fn own(action: &str) -> Option<String> {
    let mut words: Vec<String> = fold(action).split_whitespace().map(str::to_owned).collect();
    while words.last().is_some_and(|w| {
        matches!(w.as_str(), "on" | "in" | "at" | "for" | "with" | "to" | "by" | "their" | "the" | "a" | "us" | "up")
            && !matches!(w.as_str(), "up" if words_begin(action, &["swipe", "sign"]))
    }) {
        words.pop();
    }
    let line = words.join(" ");
    Some(match line.as_str() {
        "" | "find the store" | "find" | "see" | "get" | "give" | "go" | "come" | "meet" | "consult" | "accept"
        | "check" | "drop" => return None,
        "shop" | "buy" | "order" | "book" | "apply" | "register" | "call" | "subscribe" | "donate" | "join" => {
            match line.as_str() {
                "subscribe" => "Subscribe".to_owned(),
                "join" => "Join us".to_owned(),
                verb => format!("{} now", sentence_case(verb)),
            }
        }
        "visit" => "Visit us".to_owned(),
        "accept the invitation" | "attend the festival" | "attend" | "attend the event" | "visit the event" => {
            "Join us".to_owned()
        }
        _ => {
            let told = line.replace("their ", "your ");
            let told = if told.starts_with("visit the ") { told.replacen("visit the ", "visit our ", 1) } else { told };
            if told.split_whitespace().count() > 5 || told.contains("viewers") || told.contains("customers") {
                return None;
            }
            sentence_case(&told)
        }
    })
}

fn words_begin(action: &str, verbs: &[&str]) -> bool {
    verbs.iter().any(|v| fold(action).starts_with(v))
}

fn stock_actions(brief: &Brief, occasion: Occasion) -> &'static [&'static str] {
    let text = fold(&brief.text);
    let has = |words: &[&str]| words.iter().any(|w| holds(&text, w));
    match occasion {
        _ if has(&["donate", "donation", "donations", "donors", "raise funds"]) => &["Donate today", "Give today"],
        Occasion::Sympathy
        | Occasion::Thanks
        | Occasion::Congratulation
        | Occasion::Greeting
        | Occasion::Mark
        | Occasion::BusinessCard
        | Occasion::Wedding
        | Occasion::Quote
        | Occasion::Gift => &[],
        Occasion::Hiring => &["Apply now", "Send us your CV"],
        Occasion::Review => &["Discover more", "See for yourself"],
        Occasion::Video => &["Watch now", "Watch the video"],
        Occasion::Sale
            if has(&[
                "service",
                "services",
                "agency",
                "tour",
                "travel",
                "insurance",
                "clinic",
                "salon",
                "lunch",
                "restaurant",
                "pool",
                "cleaning",
                "tours",
                "vacation",
            ]) =>
        {
            &["Book now", "Book yours today"]
        }
        Occasion::Sale if has(&["bake sale", "cake", "cupcake", "cupcakes", "sweets"]) => {
            &["Come and taste", "Treat yourself"]
        }
        Occasion::Sale if has(&["offer on food", "beer", "bar", "pizza"]) => &["Come and taste", "Join us"],
        Occasion::Sale if has(&["garage sale", "yard sale", "car boot", "jumble sale", "flea market"]) => {
            &["Come along", "Come early"]
        }
        Occasion::Sale => &["Shop now", "Shop the sale", "Start shopping"],
        Occasion::Party | Occasion::Opening => &["Join us", "Come along"],
        Occasion::Class if has(&["free entry", "free admission", "drop in", "drop-in"]) => &["Come along", "Join us"],
        Occasion::Class => &["Book your place", "Save your seat", "Sign up"],
        Occasion::Event if has(&["discussion"]) => &["Join the discussion"],
        Occasion::Event if has(&["ticket", "tickets"]) => &["Get your ticket", "Book your ticket"],
        Occasion::Event => &["Join us", "Be there", "Come along"],
        Occasion::Cause => &["Learn more", "Take part", "Find out how"],
        Occasion::Travel => &["Plan your trip", "Book your trip"],
        Occasion::Food if has(&["recipe", "ideas", "cooking"]) => &["Get the recipe", "Try it today"],
        Occasion::Food => &["Order now", "Come and taste"],
        Occasion::Service => &["Get in touch", "Find out more"],
        Occasion::Product => &["Shop now", "See the collection", "Discover more"],
        // There must be somewhere to find it out.
        Occasion::Plain if !brief.facts.iter().any(|f| matches!(f.kind, FactKind::Url | FactKind::Phone)) => &[],
        Occasion::Plain => &["Find out more", "Discover more"],
    }
}
