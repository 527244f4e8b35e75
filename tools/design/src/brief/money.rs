//! Prices, quantities and offers.

use super::reading::{Reading, What};
use super::subject::is_occasion;
use super::words::one_of;
use super::{FactKind, lexicon};

pub(super) fn recognise(reading: &mut Reading<'_>) {
    each(reading, percentage, FactKind::Offer);
    each(reading, bargain, FactKind::Offer);
    each(reading, amount_off, FactKind::Offer);
    each(reading, free_of_charge, FactKind::Offer);
    each(reading, price, FactKind::Price);
    each(reading, nothing_needed, FactKind::Offer);
    each(reading, quantity, FactKind::Offer);
}

/// Notes what `find` finds, which is told a token and answers with the first and last-but-one token of a match there.
fn each(reading: &mut Reading<'_>, find: fn(&Reading<'_>, usize) -> Option<(usize, usize)>, kind: FactKind) {
    let mut i = 0;
    while i < reading.len() {
        match find(reading, i) {
            Some((start, end)) if end > i && (start..end).all(|k| reading.free(k).is_some()) => {
                reading.note(start..end, What::Fact(kind));
                i = end;
            }
            _ => i += 1,
        }
    }
}

/// Where a bound such as `up to` or `from` before token `i` begins.
fn with_bound(reading: &Reading<'_>, i: usize) -> usize {
    match (reading.before(i, 3), reading.before(i, 2), reading.before(i, 1)) {
        (_, "up", "to") => i - 2,
        ("up", "to", "a" | "an") => i - 3,
        // "from £5", but no span "from £5 to £8"
        (_, _, "from") if amount(reading, i).is_some_and(|end| reading.lower(end) != "to") => i - 1,
        _ => i,
    }
}

/// `30%`, `30% off`, `up to 50% off`, `20–30% off`.
fn percentage(reading: &Reading<'_>, i: usize) -> Option<(usize, usize)> {
    let number = reading.free(i)?;
    if !number.is_number() {
        return None;
    }
    let sign = reading.lower(i + 1);
    let mut end = match sign {
        "%" | "percent" => i + 2,
        "per" if reading.lower(i + 2) == "cent" => i + 3,
        "-" | "–" if reading.free(i + 2).is_some_and(|t| t.is_number()) && reading.lower(i + 3) == "%" => i + 4,
        _ => return None,
    };
    let off = reading.lower(end) == "off" && reading.together(i, end);
    // "0% APR" and "5% cashback" mean nothing without the word.
    if off || one_of!(reading.lower(end), "apr interest cashback commission") && reading.together(i, end) {
        end += 1;
    }
    // "up to a 50% discount" is whole only with its noun.
    if matches!(reading.before(i, 1), "a" | "an") && with_bound(reading, i) < i && reading.lower(end) == "discount" {
        end += 1;
    }
    // "100% cotton" and "80% of people" are claims.
    let claim = number.is("100") && !off
        || reading.lower(end) == "of" && !matches!(reading.lower(end + 1), "all" | "your" | "everything");
    (!claim || off).then(|| (with_bound(reading, i), end))
}

/// `buy one get one free`, `2 for 1`, `half price`.
fn bargain(reading: &Reading<'_>, i: usize) -> Option<(usize, usize)> {
    let word = |k: usize| reading.lower(i + k);
    let number = |w: &str| matches!(w, "one" | "two" | "three" | "1" | "2" | "3" | "4" | "5");
    if word(0) == "buy" && number(word(1)) {
        let get = (2..6).find(|&k| word(k) == "get")?;
        if number(word(get + 1)) {
            let free = (get + 2..get + 5).find(|&k| matches!(word(k), "free" | "off"))?;
            return Some((i, i + free + 1));
        }
    }
    // "3 for $10"
    let count = word(0).len() <= 2 && word(0).bytes().all(|b| b.is_ascii_digit());
    if let Some(end) = amount(reading, i + 2).filter(|_| count && word(1) == "for") {
        return Some((i, end));
    }
    // "3 nights for the price of 2"
    let priced = |k: usize| ["for", "the", "price", "of"].iter().enumerate().all(|(n, w)| word(k + n) == *w);
    if number(word(0))
        && let Some(at) = (1..=2).find(|&k| priced(k)).filter(|&k| number(word(k + 4)))
    {
        return Some((i, i + at + 5));
    }
    if word(0) == "bogo" {
        return Some((i, i + 1));
    }
    // "two-for-one" is one word.
    if word(0).split_once("-for-").is_some_and(|(a, b)| number(a) && number(b)) {
        return Some((i, i + 1));
    }
    // "Eintritt frei"
    if one_of!(word(0), "eintritt entrée entrada ingresso toegang inträde wstęp")
        && one_of!(word(1), "frei libre gratuite gratuita libero gratis fri wolny")
    {
        return Some((i, i + 2));
    }
    if number(word(0)) && word(1) == "for" && number(word(2))
        || number(word(0)) && word(1) == "-" && word(2) == "for" && word(3) == "-" && number(word(4))
    {
        return Some((i, if word(1) == "for" { i + 3 } else { i + 5 }));
    }
    if word(0) == "half" && matches!(word(1), "price" | "off") {
        // "first month half price"
        let what = one_of!(reading.before(i, 1), "month year week class lesson order visit session treatment")
            && matches!(reading.before(i, 2), "first" | "second" | "1st" | "2nd")
            && reading.together(i - 2, i)
            && (i - 2..i).all(|k| reading.free(k).is_some());
        return Some((if what { i - 2 } else { i }, i + 2));
    }
    (word(0) == "half-price").then_some((i, i + 1))
}

fn is_currency_mark(w: &str) -> bool {
    matches!(
        w,
        "$" | "£"
            | "€"
            | "¥"
            | "₹"
            | "₩"
            | "₽"
            | "₺"
            | "₴"
            | "฿"
            | "¢"
            | "₦"
            | "₱"
            | "₫"
            | "₪"
            | "₸"
            | "₡"
            | "₵"
    )
}

fn is_currency_word(w: &str) -> bool {
    one_of!(w, "cents cent dollars dollar euros euro pounds pound quid bucks pence yen rupees pesos francs")
        || is_currency_code(w)
}

/// Codes and short forms that stand on either side of the sum.
fn is_currency_code(w: &str) -> bool {
    one_of!(
        w,
        "usd eur gbp chf sek dkk nok kr rs cad aud nzd sgd hkd aed sar qar inr jpy cny krw zar brl mxn pln zł czk \
         huf ron thb php ngn kes ils"
    )
}

/// The end of `390.–` when only the number has been read up to `at`.
fn with_dash(reading: &Reading<'_>, at: usize) -> usize {
    let tight = |k: usize| reading.token(k).is_some_and(|t| !t.spaced);
    let dashed =
        reading.lower(at) == "." && reading.free(at + 1).is_some_and(|t| t.is_dash()) && tight(at) && tight(at + 1);
    if dashed { at + 2 } else { at }
}

/// The end of `1.2 million` when only the number has been read up to `at`.
fn with_magnitude(reading: &Reading<'_>, at: usize) -> usize {
    at + usize::from(one_of!(reading.lower(at), "million millions billion thousand mio mn bn"))
}

/// The end of one amount of money at token `i`.
fn amount(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let token = reading.free(i)?;
    let number = |k: usize| reading.free(k).is_some_and(|t| t.is_number());
    let lower = token.lower.as_str();
    if is_currency_mark(lower) && number(i + 1) {
        return Some(with_magnitude(reading, with_dash(reading, i + 2)));
    }
    // "R950": rand, in which letter and sum are one word.
    if token.capital
        && lower.strip_prefix('r').is_some_and(|sum| sum.len() >= 2 && sum.bytes().all(|b| b.is_ascii_digit()))
    {
        return Some(i + 1);
    }
    if matches!(lower, "us" | "a" | "c" | "r" | "s" | "hk" | "nz" | "nt" | "au" | "ca")
        && reading.lower(i + 1) == "$"
        && !reading.tokens[i + 1].spaced
        && number(i + 2)
    {
        return Some(i + 3);
    }
    if is_currency_code(lower) {
        let skip = usize::from(reading.lower(i + 1) == ".");
        if number(i + 1 + skip) {
            return Some(with_magnitude(reading, with_dash(reading, i + 2 + skip)));
        }
    }
    if token.is_number() {
        let next = reading.lower(i + 1);
        if is_currency_mark(next) && !number(i + 2)
            || is_currency_word(next) && !matches!(reading.lower(i + 2), "cake" | "weight")
        {
            return Some(i + 2);
        }
        let digits = lower.trim_end_matches(|c: char| c.is_alphabetic());
        // "50p" are pence, "1080p" are lines.
        let unit = &lower[digits.len()..];
        if is_currency_code(unit) || unit == "p" && digits.len() <= 2 {
            return Some(i + 1);
        }
    }
    None
}

/// `$50 off`, `save £20`.
fn amount_off(reading: &Reading<'_>, i: usize) -> Option<(usize, usize)> {
    let end = amount(reading, i)?;
    (reading.lower(end) == "off").then(|| (with_bound(reading, i), end + 1))
}

/// Who pays a price: `£12 adv / £8 concessions`.
fn is_tier(w: &str) -> bool {
    one_of!(
        w,
        "concessions concession concs conc students student reduced members member kids children child adults adult \
         advance adv door seniors"
    )
}

/// `$10`, `€14 / 250 g`, `£12 adv / £8 concessions`, `$10-$20`.
fn price(reading: &Reading<'_>, i: usize) -> Option<(usize, usize)> {
    // "Our budget is $400" is between us.
    if (1..=4).any(|b| reading.before(i, b) == "budget" && reading.together(i - b, i)) {
        return None;
    }
    let mut end = amount(reading, i)?;
    for _ in 0..3 {
        if is_tier(reading.lower(end)) && reading.lower(end + 1) == "/" && amount(reading, end + 2).is_some() {
            end += 1;
        }
        let joins = reading.lower(end) == "/" || reading.free(end).is_some_and(|t| t.is_dash());
        if !joins {
            break;
        }
        if let Some(next) = amount(reading, end + 1) {
            end = next;
        } else if reading.lower(end) == "/"
            && reading.free(end + 1).is_some_and(|t| t.is_number())
            && reading.free(end + 2).is_some_and(|t| is_unit(&t.lower))
        {
            end += 3;
        } else if reading.lower(end) == "/" && reading.free(end + 1).is_some_and(|t| t.is_word() && !t.spaced) {
            end += 2;
        } else {
            break;
        }
    }
    if is_tier(reading.lower(end)) && reading.together(i, end) {
        end += 1;
    }
    Some((with_bound(reading, i), with_rate(reading, i, end)))
}

/// The end of what a price is for: `per month`, `a head`, `pp`.
fn with_rate(reading: &Reading<'_>, i: usize, end: usize) -> usize {
    let of = one_of!(
        reading.lower(end + 1),
        "month term head person week year night hour day session class child kid adult ticket team car family pupil \
         lesson student couple guest seat table dozen kilo piece slice entry participant household"
    );
    let rate = matches!(reading.lower(end), "per" | "a" | "an" | "each") && of && reading.together(i, end + 1);
    // "I LIVED ON $1 A DAY" is a title.
    let rate = rate && !reading.token(end + 1).is_some_and(|t| t.upper);
    if rate {
        end + 2
    } else if matches!(reading.lower(end), "pp" | "each") && reading.together(i, end) {
        end + 1
    } else {
        end
    }
}

fn is_unit(w: &str) -> bool {
    one_of!(w, "ml cl l g kg oz lb lbs litre liter litres grams mg dl")
}

/// `50ml`, `250 g`, `18+`.
fn quantity(reading: &Reading<'_>, i: usize) -> Option<(usize, usize)> {
    let token = reading.free(i)?;
    if !token.is_number() {
        return None;
    }
    let digits = token.lower.trim_end_matches(|c: char| c.is_alphabetic());
    if digits.len() < token.lower.len() {
        return is_unit(&token.lower[digits.len()..]).then_some((i, i + 1));
    }
    let age = digits.len() == 2 && reading.token(i + 1).is_some_and(|t| t.is_mark('+') && !t.spaced);
    // "31,000 km" is the mileage of a car; "a range of 40 km" is talk.
    let mileage = token.lower.len() >= 5 && matches!(reading.lower(i + 1), "km" | "miles");
    let counted =
        reading.free(i + 1).is_some_and(|t| is_unit(&t.lower)) || mileage || age && reading.at_boundary(i + 2);
    counted.then_some((i, i + 2))
}

/// What is given away: `free entry`, `free drinks and snacks`.
fn is_perk(w: &str) -> bool {
    one_of!(
        w,
        "entry admission entrance shipping delivery consultation consultations drinks drink snacks snack \
         trial gift gifts sample samples parking wifi wi-fi refreshments coffee tea food packing installation \
         quote quotes estimate estimates ticket tickets returns access download class lesson lessons tasting \
         checkup check-up assessment demo upgrade refill refills dessert breakfast lunch dinner pizza beer \
         wine cake ebook guide session membership haircut service cookies popcorn merch stickers tote bag \
         extras month registration check checks valuation advice fitting fittings wrapping engraving screening appetizers appetizer pickup setup support inspection repairs tour tours appointment appointments"
    )
}

fn free_of_charge(reading: &Reading<'_>, i: usize) -> Option<(usize, usize)> {
    let compound = one_of!(
        reading.before(i, 1),
        "feel sugar gluten dairy fat cruelty pain stress hands grain tax duty alcohol caffeine nut plastic meat lactose hassle \
         risk debt carbon smoke -"
    );
    if !reading.free(i)?.is("free") || compound {
        return None;
    }
    to_do(reading, i).or_else(|| given_away(reading, i)).or_else(|| costs_nothing(reading, i))
}

/// `free to join`, `free for under-fives`
fn to_do(reading: &Reading<'_>, i: usize) -> Option<(usize, usize)> {
    let verb = reading.lower(i + 1) == "to" && one_of!(reading.lower(i + 2), "join enter attend use play visit");
    let ends = reading.at_boundary(i + 3) || lexicon::is_function_word(reading.lower(i + 3));
    let who = reading.lower(i + 2);
    let people =
        one_of!(who, "kids children members students seniors everyone all pensioners locals residents under over")
            || who.starts_with("over-")
            || who.starts_with("under-");
    let counted = if matches!(who, "under" | "over") { i + 4 } else { i + 3 };
    if reading.lower(i + 1) == "for" && people && reading.together(i, counted - 1) {
        let plural = reading.token(counted).is_some_and(|t| !t.spaced && (t.is_word() || t.is_number()));
        return Some((i, counted + usize::from(plural)));
    }
    (verb && ends && reading.together(i, i + 2)).then_some((i, i + 3))
}

/// `free drinks and snacks`, `free 30-minute consultation`; of a free event the word alone: `a free pottery workshop`.
fn given_away(reading: &Reading<'_>, i: usize) -> Option<(usize, usize)> {
    let in_phrase = |k: usize| {
        let part = |t: &super::text::Token| t.is_word() && !lexicon::is_function_word(&t.lower) || t.is_number();
        reading.together(i, k) && reading.free(k).is_some_and(|t| part(t) || t.is_mark('-') && !t.spaced)
    };
    let end = (i + 1..i + 6).take_while(|&k| in_phrase(k)).last()? + 1;
    if let Some(perk) = (i + 1..end).find(|&k| is_perk(reading.lower(k))) {
        // "trial lesson"
        let perk = (perk..end).take_while(|&k| is_perk(reading.lower(k))).last().unwrap_or(perk);
        let pair = matches!(reading.lower(perk + 1), "and" | "&" | "or") && is_perk(reading.lower(perk + 2));
        let end = perk + if pair { 3 } else { 1 };
        return Some((with_term(reading, i), with_condition(reading, end)));
    }
    // "offering a free spring roll with every main dish"
    let given = matches!(reading.before(i, 1), "a" | "an")
        && one_of!(
            reading.before(i, 2),
            "offering offers offer get gets receive receives win wins give gives giving gets plus"
        );
    if given && end <= i + 4 && !(i + 1..end).any(|k| is_occasion(reading.lower(k))) {
        return Some((i, end));
    }
    if (i + 1..end).any(|k| is_occasion(reading.lower(k))) {
        return Some((i, i + 1));
    }
    // "free seedlings": goods that no list foresees.
    let last = reading.lower(end - 1);
    let goods = end == i + 2 && (last.ends_with('s') || last.ends_with("ing") && last.len() > 6);
    goods.then_some((i, end))
}

/// Where `100-night` before the word at `i` begins.
fn with_term(reading: &Reading<'_>, i: usize) -> usize {
    let timed = |w: &str| {
        w.split_once('-').is_some_and(|(count, unit)| {
            count.bytes().all(|b| b.is_ascii_digit()) && one_of!(unit, "night day week month hour minute year")
        })
    };
    let number = |b: usize| i.checked_sub(b).and_then(|k| reading.free(k)).is_some_and(|t| t.is_number());
    if timed(reading.before(i, 1)) {
        i - 1
    } else if one_of!(reading.before(i, 1), "night day week month hour minute year")
        && reading.before(i, 2) == "-"
        && number(3)
    {
        i - 3
    } else {
        i
    }
}

/// The end of `over £20` after what is free.
fn with_condition(reading: &Reading<'_>, end: usize) -> usize {
    let over = match (reading.lower(end), reading.lower(end + 1), reading.lower(end + 2)) {
        ("over" | "above" | "from", ..) => end + 1,
        ("on" | "for", "orders" | "purchases", "over" | "above" | "from") => end + 3,
        _ => return end,
    };
    amount(reading, over).unwrap_or(end)
}

/// `30 days free`, `first class free`, `kids go free`, from the phrase's start, when it is short; `Admission is free`.
fn costs_nothing(reading: &Reading<'_>, i: usize) -> Option<(usize, usize)> {
    if matches!(reading.before(i, 1), "is" | "are") && is_perk(reading.before(i, 2)) && reading.together(i - 2, i) {
        return Some((i - 2, i + 1));
    }
    if !reading.at_boundary(i + 1) || matches!(reading.before(i, 1), "for" | "is" | "are" | "be" | "") {
        return None;
    }
    // "join now and get 2 months free"
    let counted = i.checked_sub(2).filter(|&k| reading.free(k).is_some_and(|t| t.is_number()));
    if let Some(start) = counted.filter(|&k| reading.together(k, i) && reading.lower(k + 1).ends_with('s')) {
        return Some((start, i + 1));
    }
    let start = (1..=4)
        .take_while(|&b| {
            i >= b
                && !reading.token(i - b).is_none_or(|t| t.is_stop())
                && reading.together(i - b, i)
                && reading.free(i - b).is_some()
        })
        .last()?;
    // "Grain free" praises, "juniors free" gives.
    if start == 1 && !is_perk(reading.before(i, 1)) && !reading.before(i, 1).ends_with('s') {
        return None;
    }
    let whole = i > start && reading.at_boundary(i - start - 1) || i == start;
    let whole = whole || i > start && !reading.together(i - start - 1, i);
    whole.then_some((i - start, i + 1))
}

/// `No card needed`, as a phrase of its own.
fn nothing_needed(reading: &Reading<'_>, i: usize) -> Option<(usize, usize)> {
    if !reading.free(i)?.is("no") || i > 0 && !reading.at_boundary(i - 1) && reading.together(i - 1, i) {
        return None;
    }
    let end = (1..=5).find(|&k| {
        one_of!(reading.lower(i + k), "needed required necessary fee fees contract commitment obligation deposit")
    })?;
    let ends = reading.at_boundary(i + end + 1) || matches!(reading.lower(i + end + 1), "and" | "or" | "&");
    (reading.together(i, i + end) && ends).then_some((i, i + end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let mut reading = Reading::new(text);
        recognise(&mut reading);
        reading.mentions.sort_by_key(|m| m.span.start);
        let got: Vec<&str> = reading.mentions.iter().map(|m| &text[m.span.clone()]).collect();
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn discounts_keep_their_bounds_and_drop_the_word_discount() {
        check("offering a 50% discount", &["50%"]);
        check("get 30% off everything", &["30% off"]);
        check("a discount of up to 55% off bags", &["up to 55% off"]);
        check("rates are up to 40%. Save 10 percent", &["up to 40%", "10 percent"]);
        check(
            "Use it to get $50 off any order, buy one get one free, 2 for 1",
            &["$50 off", "buy one get one free", "2 for 1"],
        );
        check("100% organic cotton, 80% of people", &[]);
    }

    #[test]
    fn prices_keep_their_units() {
        check("tickets £12 / £8 concessions", &["£12 / £8 concessions"]);
        check(
            "€14 / 250 g of beans, cupcakes 50 cents, from $13,900 or US$20",
            &["€14 / 250 g", "50 cents", "from $13,900", "US$20"],
        );
        check("£12 adv / £15 door, teas 50p, parking $5/car", &["£12 adv / £15 door", "50p", "$5/car"]);
        check("flats at AED 1.2 million, from €5 to €8, in 1080p", &["AED 1.2 million", "€5", "€8"]);
        check("worth 50ml of scent, 10 €, CHF 20", &["50ml", "10 €", "CHF 20"]);
    }

    #[test]
    fn what_is_free_is_an_offer_when_it_is_given_away() {
        check("a fair with free drinks and snacks", &["free drinks and snacks"]);
        check("free entry, first class free.", &["free entry", "first class free"]);
        check("30 days free. No card needed. Start now", &["30 days free", "No card needed"]);
        check(
            "Free 30-minute consultation. Admission is free. Free seedlings for all",
            &["Free 30-minute consultation", "Admission is free", "Free seedlings"],
        );
        check("a free software seminar", &["free"]);
        check("a 100-night free trial, free delivery over £20", &["100-night free trial", "free delivery over £20"]);
        check("join now and get 2 months free.", &["2 months free"]);
        check("offering a free spring roll with every dish, free for kids", &["free spring roll", "free for kids"]);
        check("3 for $10, €18 per month, £2 a head", &["3 for $10", "€18 per month", "£2 a head"]);
        check("a free safety check; a free trial lesson for all", &["free safety check", "free trial lesson"]);
        check("gym, no joining fee and first month half price", &["no joining fee", "first month half price"]);
        check(
            "starts 1 July, free to join; 3 nights for the price of 2",
            &["free to join", "3 nights for the price of 2"],
        );
        check("feel free. Sugar free drinks; gluten-free bread", &[]);
    }
}
