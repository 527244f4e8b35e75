//! Prices, quantities and offers.

use super::FactKind;
use super::reading::{Reading, What};
use super::words::one_of;

pub(super) fn recognise(reading: &mut Reading<'_>) {
    each(reading, percentage, FactKind::Offer);
    each(reading, bargain, FactKind::Offer);
    each(reading, amount_off, FactKind::Offer);
    each(reading, price, FactKind::Price);
    each(reading, free_of_charge, FactKind::Offer);
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

/// Where a bound such as `up to` before token `i` begins.
fn with_bound(reading: &Reading<'_>, i: usize) -> usize {
    match (reading.before(i, 3), reading.before(i, 2), reading.before(i, 1)) {
        (_, "up", "to") => i - 2,
        ("up", "to", "a" | "an") => i - 3,
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
    if off {
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
        let get = (2..4).find(|&k| word(k) == "get")?;
        if number(word(get + 1)) {
            let free = (get + 2..get + 5).find(|&k| matches!(word(k), "free" | "off"))?;
            return Some((i, i + free + 1));
        }
    }
    if word(0) == "bogo" {
        return Some((i, i + 1));
    }
    if number(word(0)) && word(1) == "for" && number(word(2))
        || number(word(0)) && word(1) == "-" && word(2) == "for" && word(3) == "-" && number(word(4))
    {
        return Some((i, if word(1) == "for" { i + 3 } else { i + 5 }));
    }
    if word(0) == "half" && matches!(word(1), "price" | "off") {
        return Some((i, i + 2));
    }
    (word(0) == "half-price").then_some((i, i + 1))
}

fn is_currency_mark(w: &str) -> bool {
    matches!(w, "$" | "£" | "€" | "¥" | "₹" | "₩" | "₽" | "₺" | "₴" | "฿" | "¢")
}

fn is_currency_word(w: &str) -> bool {
    one_of!(
        w,
        "cents cent dollars dollar euros euro pounds pound usd eur gbp chf bucks kr sek dkk nok pence yen \
         rupees pesos zł francs cad aud"
    )
}

/// The end of one amount of money at token `i`.
fn amount(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let token = reading.free(i)?;
    let number = |k: usize| reading.free(k).is_some_and(|t| t.is_number());
    let lower = token.lower.as_str();
    if is_currency_mark(lower) && number(i + 1) {
        let big = matches!(reading.lower(i + 2), "million" | "billion" | "thousand");
        return Some(i + 2 + usize::from(big));
    }
    if matches!(lower, "us" | "a" | "c" | "r")
        && reading.lower(i + 1) == "$"
        && !reading.tokens[i + 1].spaced
        && number(i + 2)
    {
        return Some(i + 3);
    }
    if matches!(lower, "chf" | "eur" | "usd" | "gbp" | "rs" | "kr" | "sek" | "dkk") {
        let skip = usize::from(reading.lower(i + 1) == ".");
        if number(i + 1 + skip) {
            return Some(i + 2 + skip);
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
        if !digits.is_empty() && matches!(&lower[digits.len()..], "kr" | "usd" | "eur" | "chf" | "gbp") {
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

/// `$10`, `€14 / 250 g`, `£12 / £8 concessions`, `$10-$20`.
fn price(reading: &Reading<'_>, i: usize) -> Option<(usize, usize)> {
    let mut end = amount(reading, i)?;
    for _ in 0..3 {
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
        } else if reading.lower(end) == "/"
            && reading.free(end + 1).is_some_and(|t| {
                matches!(
                    t.lower.as_str(),
                    "month" | "year" | "week" | "day" | "night" | "person" | "hour" | "mo" | "kg" | "piece"
                )
            })
        {
            end += 2;
        } else {
            break;
        }
    }
    if matches!(
        reading.lower(end),
        "concessions" | "concession" | "students" | "reduced" | "members" | "kids" | "children" | "adults"
    ) && reading.together(i, end)
    {
        end += 1;
    }
    Some((i, end))
}

fn is_unit(w: &str) -> bool {
    one_of!(w, "ml cl l g kg oz lb lbs litre liter litres grams mg dl")
}

/// `50ml`, `250 g`.
fn quantity(reading: &Reading<'_>, i: usize) -> Option<(usize, usize)> {
    let token = reading.free(i)?;
    if !token.is_number() {
        return None;
    }
    let digits = token.lower.trim_end_matches(|c: char| c.is_alphabetic());
    if digits.len() < token.lower.len() {
        return is_unit(&token.lower[digits.len()..]).then_some((i, i + 1));
    }
    (reading.free(i + 1).is_some_and(|t| is_unit(&t.lower))).then_some((i, i + 2))
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
         extras month registration appetizers appetizer pickup setup support inspection repairs tour tours"
    )
}

fn free_of_charge(reading: &Reading<'_>, i: usize) -> Option<(usize, usize)> {
    if !reading.free(i)?.is("free") {
        return None;
    }
    let next = reading.lower(i + 1);
    if reading.together(i, i + 1) && !reading.at_boundary(i + 1) {
        let wide = usize::from(!is_perk(next) && reading.token(i + 1).is_some_and(|t| t.is_word()));
        if is_perk(reading.lower(i + 1 + wide)) && reading.together(i, i + 1 + wide) {
            let mut end = i + 2 + wide;
            if matches!(reading.lower(end), "and" | "&" | "or") && is_perk(reading.lower(end + 1)) {
                end += 2;
            }
            return Some((i, end));
        }
    }
    // "30 days free", "first class free", "kids go free": from the phrase's start, when it is short.
    if !reading.at_boundary(i + 1) || matches!(reading.before(i, 1), "for" | "feel" | "is" | "are" | "be" | "") {
        return None;
    }
    let start = (1..=4)
        .take_while(|&b| {
            i >= b
                && !reading.token(i - b).is_none_or(|t| t.is_stop())
                && reading.together(i - b, i)
                && reading.free(i - b).is_some()
        })
        .last()?;
    let whole = i > start && reading.at_boundary(i - start - 1) || i == start;
    let whole = whole || i > start && !reading.together(i - start - 1, i);
    whole.then_some((i - start, i + 1))
}

/// `No card needed`, as a phrase of its own.
fn nothing_needed(reading: &Reading<'_>, i: usize) -> Option<(usize, usize)> {
    if !reading.free(i)?.is("no") || i > 0 && !reading.at_boundary(i - 1) && reading.together(i - 1, i) {
        return None;
    }
    let end = (2..=5).find(|&k| matches!(reading.lower(i + k), "needed" | "required" | "necessary"))?;
    (reading.together(i, i + end) && reading.at_boundary(i + end + 1)).then_some((i, i + end + 1))
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
            &["€14 / 250 g", "50 cents", "$13,900", "US$20"],
        );
        check("worth 50ml of scent, 10 €, CHF 20", &["50ml", "10 €", "CHF 20"]);
    }

    #[test]
    fn what_is_free_is_an_offer_when_it_is_given_away() {
        check("a fair with free drinks and snacks", &["free drinks and snacks"]);
        check("free entry, first class free.", &["free entry", "first class free"]);
        check("30 days free. No card needed. Start now", &["30 days free", "No card needed"]);
        check("feel free. A free software seminar; gluten-free bread", &[]);
    }
}
