//! Briefs in the style of a telegram: capitals throughout, and lists of things with what they cost.

use std::ops::Range;

use super::reading::{Reading, What};
use super::words::one_of;
use super::{CopyRole, FactKind, lexicon, literal, run};

/// Most words of a thing that is listed with its price.
const ITEM_WORDS_MAX: usize = 6;

/// Most words of what is counted.
const COUNTED_WORDS_MAX: usize = 3;
/// Most words of a sentence that is copied.
const TOLD_WORDS_MAX: usize = 9;
/// Most words of a phrase in capitals.
const SHOUT_WORDS_MAX: usize = 9;

/// Notes what a list of prices is of: `tomato soup £5.50, chicken pie £9`, `Margherita 9, Diavola 11.50, Tiramisu 6`.
pub(super) fn recognise_priced(reading: &mut Reading<'_>) {
    let items: Vec<Item> = phrases(reading).into_iter().filter_map(|phrase| item(reading, phrase)).collect();
    // One amount may be anything; a row of them is a price list.
    let (bare, priced): (Vec<Item>, Vec<Item>) = items.into_iter().partition(|item| item.bare);
    let list = priced.len() >= 2;
    for item in priced.into_iter().filter(|_| list) {
        reading.note(item.name, What::Fact(FactKind::Name));
    }
    if bare.len() >= 3 {
        for item in bare {
            reading.note(item.name.end..item.end, What::Fact(FactKind::Price));
            reading.note(item.name, What::Fact(FactKind::Name));
        }
    }
}

/// A thing with what it costs.
struct Item {
    name: Range<usize>,
    end: usize,
    /// Whether the amount has no currency.
    bare: bool,
}

fn item(reading: &Reading<'_>, phrase: Range<usize>) -> Option<Item> {
    let word =
        |k: usize| reading.free(k).is_some_and(|t| t.is_word() || matches!(t.lower.as_str(), "&" | "'" | "+" | "/"));
    let mut stop = phrase.clone().find(|&k| !word(k)).unwrap_or(phrase.end);
    if is_count_in_brackets(reading, stop) {
        stop += 3;
    }
    let name = phrase.start..stop;
    // "Focaccia — €4": the amount stands after a mark.
    let led =
        stop == phrase.end && reading.free(stop).is_some_and(|t| t.is_dash() || matches!(t.lower.as_str(), ":" | "…"));
    let end = stop + usize::from(led);
    let amount = reading.token(end).is_some() && reading.together(phrase.start, end) && (led || stop < phrase.end);
    if name.is_empty() || name.len() > ITEM_WORDS_MAX || !amount || !names_a_thing(reading, &name) {
        return None;
    }
    let bare = !led
        && end + 1 == phrase.end
        && reading.free(end).is_some_and(|t| {
            t.is_number() && t.lower.len() <= 6 && t.lower.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
        });
    let at = reading.tokens[end].span.start;
    let priced = reading.mentions.iter().any(|m| m.span.start == at && m.what == What::Fact(FactKind::Price));
    (bare || priced).then_some(Item { name, end: phrase.end, bare })
}

/// Whether the words before an amount say what is sold, not how it is charged or what a page shows.
fn names_a_thing(reading: &Reading<'_>, name: &Range<usize>) -> bool {
    let first = reading.lower(name.start);
    // "Adults £3": who pays, while "Kids cut £12" is sold.
    let payer = name.clone().all(|k| {
        one_of!(
            reading.lower(k),
            "adults adult children child kids concessions concession students student members member seniors door adv \
             advance"
        )
    });
    let charge = name.clone().any(|k| {
        one_of!(
            reading.lower(k),
            "tickets ticket entry admission price prices from only just now was were is are costs cost at for per than \
             starting starts under over about deposit doors door fee page pages room age ages size part chapter volume"
        )
    });
    let page = name.clone().any(|k| lexicon::is_medium(reading.lower(k)) || literal::is_page_part(reading.lower(k)));
    let last = reading.lower(name.end - 1);
    !charge
        && !payer
        && !page
        && !lexicon::is_instruction(first)
        && !lexicon::is_function_word(first)
        && !lexicon::is_function_word(last)
        && !super::date::is_month(last)
}

/// Notes what shops and hosts say in so many words: `everything must go`, `cash only`, where it is a phrase of its own.
pub(super) fn recognise_stock(reading: &mut Reading<'_>) {
    for i in 0..reading.len() {
        let apart =
            i == 0 || reading.at_boundary(i - 1) || !reading.together(i - 1, i) || reading.free(i - 1).is_none();
        let Some(end) = apart.then(|| stock(reading, i)).flatten() else { continue };
        if (i..end).all(|k| reading.free(k).is_some()) {
            reading.note(i..end, What::Copy(CopyRole::Body));
        }
    }
}

/// Notes what a brief tells its readers rather than its designer, when it tells the designer nothing: `Money goes to the
/// library.`, and what it counts between marks: `60 talks`.
pub(super) fn recognise_told(reading: &mut Reading<'_>) {
    let sentences = reading.sentences();
    let asks = |sentence: &Range<usize>| {
        literal::addresses_designer(reading, sentence.clone())
            || sentence.clone().any(|k| lexicon::is_instruction(reading.lower(k)))
    };
    if run::shouts(reading) || sentences.iter().any(asks) {
        return;
    }
    let counted: Vec<Range<usize>> = phrases(reading).into_iter().filter(|phrase| is_count(reading, phrase)).collect();
    let told: Vec<Range<usize>> =
        sentences.into_iter().skip(1).map(|s| ended(reading, s)).filter(|s| is_told(reading, s)).collect();
    for phrase in counted.into_iter().chain(told) {
        reading.note(phrase, What::Copy(CopyRole::Body));
    }
}

/// Whether a phrase is a number and what there are so many of.
fn is_count(reading: &Reading<'_>, phrase: &Range<usize>) -> bool {
    let number =
        reading.free(phrase.start).is_some_and(|t| t.is_number() && t.lower.bytes().all(|b| b.is_ascii_digit()));
    let things = phrase.start + 1..phrase.end;
    number
        && (1..=COUNTED_WORDS_MAX).contains(&things.len())
        && things.clone().all(|k| reading.free(k).is_some_and(|t| t.is_word()) && !is_of_the_page(reading.lower(k)))
        && !one_of!(reading.lower(things.start), "by x px cm mm dpi pages page versions options sizes weeks days hours")
}

/// The sentence without the mark that ends it.
fn ended(reading: &Reading<'_>, sentence: Range<usize>) -> Range<usize> {
    let stop = sentence.len() > 1 && reading.free(sentence.end - 1).is_some_and(|t| t.is_stop());
    sentence.start..sentence.end - usize::from(stop)
}

/// Whether a sentence says something of the matter in a few plain words.
fn is_told(reading: &Reading<'_>, sentence: &Range<usize>) -> bool {
    let words = || sentence.clone().map(|k| reading.lower(k));
    (3..=TOLD_WORDS_MAX).contains(&sentence.len())
        && sentence.clone().all(|k| reading.free(k).is_some_and(|t| t.is_word()))
        && words().skip(1).any(|w| {
            one_of!(w, "goes go benefits benefit supports support helps help is are includes included provided")
        }) && !words().any(|w| {
        is_of_the_page(w)
            || one_of!(
                w,
                "it this that should must please we they want need needs audience brand budget feel feels look looks"
            )
    })
}

fn is_of_the_page(word: &str) -> bool {
    lexicon::is_medium(word) || literal::is_page_part(word)
}

/// The end of a stock line that begins at token `i`.
fn stock(reading: &Reading<'_>, i: usize) -> Option<usize> {
    const LINES: &[&str] = &[
        "everything must go",
        "all must go",
        "cash only",
        "card only",
        "no cash",
        "no excuses",
        "no booking needed",
        "no experience needed",
        "all welcome",
        "everyone welcome",
        "everybody welcome",
        "all ages welcome",
        "dogs welcome",
        "walk ins welcome",
        "families welcome",
        "bring a friend",
        "bring your own mug",
        "byob",
        "rain or shine",
        "while stocks last",
        "while supplies last",
        "one day only",
        "one night only",
        "this weekend only",
        "limited time only",
        "last chance",
        "last few places",
        "now open",
        "now hiring",
        "we're hiring",
        "we are hiring",
        "help wanted",
        "save the date",
        "just listed",
    ];
    LINES.iter().find_map(|line| {
        let words = line.split(' ');
        let end = i + words.clone().count();
        let same = words.enumerate().all(|(k, w)| reading.lower(i + k) == w) && reading.together(i, end - 1);
        same.then_some(end)
    })
}

/// Notes the sentence that is all in capitals in a brief that is not: `I LIVED ON $1 A DAY.`
pub(super) fn recognise_loud(reading: &mut Reading<'_>) {
    if run::shouts(reading) {
        return;
    }
    for phrase in phrases(reading) {
        let words = || phrase.clone().filter(|&k| reading.tokens[k].is_word());
        let loud =
            words().count() >= 4 && words().all(|k| reading.tokens[k].upper || reading.lower(k).chars().count() == 1);
        let page = words().any(|k| lexicon::is_medium(reading.lower(k)));
        // What holds a day, an hour and a street is a poster, not a line.
        let facts = phrase.clone().filter(|&k| reading.free(k).is_none()).count();
        if loud && !page && facts <= 3 && phrase.len() <= SHOUT_WORDS_MAX {
            reading.note(phrase, What::Copy(CopyRole::Headline));
        }
    }
}

/// Notes the phrases of a brief in capitals: between its marks and facts everything is copy.
pub(super) fn recognise_shouted(reading: &mut Reading<'_>) {
    if !run::shouts(reading) || super::manner::language(reading) == "de" {
        return;
    }
    let mut role = CopyRole::Headline;
    for phrase in phrases(reading) {
        let sentence = reading.tokens[phrase.start].sentence;
        let first = reading.tokens.partition_point(|t| t.sentence < sentence);
        if literal::addresses_designer(reading, first..phrase.end) {
            continue;
        }
        for piece in pieces(reading, phrase) {
            // "Rustic look." is said of the page.
            let first = &reading.tokens[piece.start];
            let opener = piece.len() == 1 && first.opens && !first.upper && reading.together(piece.start, piece.end);
            if is_shout(reading, &piece) && !opener {
                reading.note(piece, What::Copy(role));
                role = CopyRole::Body;
            }
        }
    }
}

/// The runs of capitalised words in a phrase, apart where words in capitals give way to names: `SUMMER JAM | DJ Halide`.
fn pieces(reading: &Reading<'_>, phrase: Range<usize>) -> Vec<Range<usize>> {
    let (mut out, mut start) = (Vec::new(), None);
    for k in phrase.clone().chain([phrase.end]) {
        let inside = k < phrase.end
            && reading.free(k).is_some_and(|t| {
                let joins = t.upper || one_of!(t.lower.as_str(), "of the and de la du del von a an in on");
                let small = lexicon::is_function_word(&t.lower) && start.is_some() && joins;
                t.capital || t.is_number() && start.is_some() || matches!(t.lower.as_str(), "&" | "+" | "x") || small
            });
        let from = match (start, inside) {
            (None, true) => {
                start = Some(k);
                continue;
            }
            (None, false) => continue,
            (Some(from), _) => from,
        };
        let upper = |k: usize| reading.tokens[k].upper || !reading.tokens[k].is_word();
        let turns = inside && k >= from + 2 && !upper(k) && (from..k).all(upper) && reading.tokens[k].capital;
        // "IRON TEMPLE | 6 WEEK BOOTCAMP"
        let counts = inside
            && k >= from + 2
            && reading.tokens[k].is_number()
            && reading.free(k + 1).is_some_and(|t| t.is_word());
        // "GYM FLYER": what comes before is the kind of page.
        if inside && run::is_page_word(reading.lower(k)) {
            start = None;
        } else if counts {
            out.push(from..k);
            start = Some(k);
        } else if turns {
            // "DJ" goes with the name that it leads.
            let led = usize::from(one_of!(reading.before(k, 1), "dj mc dr mr ms mrs prof st"));
            out.push(from..k - led);
            start = Some(k - led);
        } else if !inside {
            out.push(from..k);
            start = None;
        }
    }
    out.into_iter().map(|piece| trimmed(reading, piece)).filter(|piece| !piece.is_empty()).collect()
}

/// Without small words and words for a page at either end.
fn trimmed(reading: &Reading<'_>, piece: Range<usize>) -> Range<usize> {
    let label = |k: usize| {
        let w = reading.lower(k);
        one_of!(
            w,
            "and or & + featuring feat starts start ends doors from until tickets tix call tel phone rsvp info with at"
        ) || run::is_page_word(w)
            || lexicon::is_platform(w)
    };
    let (mut start, mut end) = (piece.start, piece.end);
    while start < end && (label(start) || lexicon::is_preposition(reading.lower(start))) {
        start += 1;
    }
    // "SIGN UP": a small word in capitals may end a phrase.
    while end > start
        && (label(end - 1) || lexicon::is_preposition(reading.lower(end - 1)) && !reading.tokens[end - 1].upper)
    {
        end -= 1;
    }
    start..end
}

fn is_shout(reading: &Reading<'_>, piece: &Range<usize>) -> bool {
    let words = || piece.clone().map(|k| reading.lower(k));
    let page = words().any(|w| literal::is_page_part(w) || lexicon::is_platform(w));
    let idle = words().all(|w| {
        lexicon::is_function_word(w) || lexicon::is_medium(w) || lexicon::is_acronym(w) || w.chars().count() == 1
    });
    let known = words().count() == 1 && lexicon::is_common_capital(reading.lower(piece.start));
    piece.len() <= SHOUT_WORDS_MAX && !page && !idle && !known
}

/// Fewest lines of a brief that is a list, and most words of such a line.
const LINES_MIN: usize = 4;
const LINE_WORDS_MAX: usize = 9;

/// Notes the lines of a brief that lists its copy line by line.
pub(super) fn recognise_lines(reading: &mut Reading<'_>) {
    let lines = lines(reading);
    let short = |line: &&Range<usize>| {
        (*line).clone().filter(|&k| reading.tokens[k].is_word()).count() <= LINE_WORDS_MAX && !line.is_empty()
    };
    if lines.len() < LINES_MIN || lines.iter().filter(short).count() * 4 < lines.len() * 3 {
        return;
    }
    let listed: Vec<Range<usize>> = lines.iter().filter(short).filter(|line| is_copy(reading, line)).cloned().collect();
    for phrase in phrases(reading) {
        let Some(line) = listed.iter().find(|line| line.contains(&phrase.start)) else { continue };
        // "Panel: Who Owns the Lake?"
        if reading.lower(phrase.end) == ":" && phrase.end < line.end {
            reading.take(phrase);
            continue;
        }
        for piece in free_pieces(reading, phrase) {
            let piece = trimmed(reading, piece);
            let opens = piece.start == line.start || reading.tokens.get(piece.start).is_some_and(|t| t.capital);
            let long = piece.len() >= 2 || reading.tokens.get(piece.start).is_some_and(|t| t.is_word() && t.capital);
            // "Register at" leads to an address; "Book a table" is a call.
            let asks = lexicon::is_reader_verb(reading.lower(piece.start)) && !reading.tokens[piece.start].upper;
            if opens && long && !asks && is_shout(reading, &piece) {
                reading.note(piece, What::Fact(FactKind::Name));
            }
        }
    }
}

/// The tokens of each line.
fn lines(reading: &Reading<'_>) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for i in 0..reading.len() {
        let breaks =
            i == 0 || reading.text[reading.tokens[i - 1].span.end..reading.tokens[i].span.start].contains('\n');
        match out.last_mut() {
            Some(last) if !breaks => last.end = i + 1,
            _ => out.push(i..i + 1),
        }
    }
    out
}

/// Whether a line is to be shown, not said to the designer.
fn is_copy(reading: &Reading<'_>, line: &Range<usize>) -> bool {
    let said = line.clone().any(|k| {
        let w = reading.lower(k);
        let loose = reading.free(k).is_some();
        loose
            && (lexicon::is_medium(w)
                || lexicon::is_platform(w)
                || literal::is_page_part(w)
                || super::manner::is_colour(w)
                || super::manner::is_tone(w)
                || one_of!(
                    w,
                    "look icon icons side sides front back thanks hi hello please must should needs need want lines"
                ))
    });
    let opener = reading.lower(line.start);
    !said && !lexicon::is_instruction(opener) && !literal::addresses_designer(reading, line.clone())
}

/// The runs of free words and numbers in a phrase.
fn free_pieces(reading: &Reading<'_>, phrase: Range<usize>) -> Vec<Range<usize>> {
    let (mut out, mut start) = (Vec::new(), None);
    for k in phrase.clone().chain([phrase.end]) {
        let inside = k < phrase.end
            && reading.free(k).is_some_and(|t| {
                t.is_word() || t.is_number() || matches!(t.lower.as_str(), "&" | "+" | "'") || abbreviates(reading, k)
            });
        match (start, inside) {
            (None, true) => start = Some(k),
            (Some(from), false) => {
                out.push(from..k);
                start = None;
            }
            _ => {}
        }
    }
    out
}

/// The stretches between marks that close a phrase, and between sentences.
fn phrases(reading: &Reading<'_>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    for sentence in reading.sentences() {
        let mut start = sentence.start;
        for i in sentence.clone().chain([sentence.end]) {
            let ends = i == sentence.end;
            let stops = reading
                .free(i)
                .is_some_and(|t| ends_phrase(reading, i) || t.is_spaced_bar() || matches!(t.lower.as_str(), "*" | "·"));
            // "Gyoza (6) 6": how many there are of what is sold.
            let counts = i > start && is_count_in_brackets(reading, i)
                || i.checked_sub(2).is_some_and(|open| open > start && is_count_in_brackets(reading, open));
            if ends || stops && !counts {
                if i > start {
                    out.push(start..i);
                }
                start = i + 1;
            }
        }
    }
    out
}

/// Whether a number alone stands in brackets that open at `i`, and more follows: `Gyoza (6) 6`.
fn is_count_in_brackets(reading: &Reading<'_>, i: usize) -> bool {
    reading.lower(i) == "("
        && reading.free(i + 1).is_some_and(|t| t.is_number())
        && reading.lower(i + 2) == ")"
        && reading.together(i, i + 3)
}

/// Whether the mark at `i` ends a phrase; the point of an abbreviation and the hyphen of a span do not: `Dr. Ada Birch`, `9-5`.
pub(super) fn ends_phrase(reading: &Reading<'_>, i: usize) -> bool {
    reading.token(i).is_some_and(|t| t.is_stop() && (t.spaced || !t.is_dash())) && !abbreviates(reading, i)
}

/// Whether the point at `i` shortens the word before it: `Dr. Ada Birch`.
pub(super) fn abbreviates(reading: &Reading<'_>, i: usize) -> bool {
    reading.lower(i) == "." && one_of!(reading.before(i, 1), "dr mr mrs ms prof st") && reading.together(i, i + 1)
}

#[cfg(test)]
mod tests {
    use super::super::Brief;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        assert_eq!(Brief::read(text).unwrap().required(), want, "{text}");
    }

    #[test]
    fn a_brief_in_capitals_is_copy_between_its_facts() {
        check(
            "DRUMS IN THE CAR PARK DJ Quill, Otto B, Paper Lions live sat 9 may 22h Kulturhof Nord €9",
            &["DRUMS IN THE CAR PARK", "DJ Quill", "Otto B", "Paper Lions", "sat 9 may", "22h", "Kulturhof Nord", "€9"],
        );
        check(
            "YARD SALE SUN JUNE 8 9AM-1PM 51 OAK AVE ALL MUST GO",
            &["YARD SALE", "SUN JUNE 8", "9AM-1PM", "51 OAK AVE", "ALL MUST GO"],
        );
        check("Create A Poster For My Little Bakery In Town", &[]);
    }

    #[test]
    fn a_brief_of_lines_is_copied_line_by_line() {
        check(
            "Menu card for Osteria Nord:\n\nAntipasti\n* Olive all'uovo — €9\n* Crudo — €13.50\n\nPrimi\n* Gnocchi con salvia — €12\nrustic paper texture",
            &[
                "Osteria Nord",
                "Antipasti",
                "Olive all'uovo",
                "€9",
                "Crudo",
                "€13.50",
                "Primi",
                "Gnocchi con salvia",
                "€12",
            ],
        );
        check(
            "Agenda slide for Harbour Summit 2025:\n09:00 Opening keynote, Ada Birch\n10:30 Panel: Who Owns the Lake?\n12:00 Lunch\nDeep blue background, lighthouse icon.",
            &[
                "Harbour Summit 2025",
                "09:00",
                "Opening keynote",
                "Ada Birch",
                "10:30",
                "Who Owns the Lake",
                "12:00",
                "Lunch",
            ],
        );
    }

    #[test]
    fn a_loud_sentence_and_a_stock_line_are_copy() {
        check("yt thumbnail. I LIVED ON $1 A DAY. shocked face, red arrow", &["I LIVED ON $1 A DAY"]);
        check(
            "flyer for a market, sunday 9am, everything must go, cash only",
            &["sunday", "9am", "everything must go", "cash only"],
        );
    }

    #[test]
    fn what_is_told_to_readers_is_copy_where_no_designer_is_told_anything() {
        check(
            "Our school bake sale is on Friday at 3pm. Money goes to the library.",
            &["Friday", "3pm", "Money goes to the library"],
        );
        check(
            "Tech fair: Byte Night, 3 June, 60 talks, Rotterdam. Bold, technical.",
            &["Byte Night", "3 June", "60 talks", "Rotterdam"],
        );
        check("Design a flyer for a bake sale. Money goes to the library.", &[]);
        check("Yoga class on Monday. The background is calm.", &["Monday"]);
    }

    #[test]
    fn a_row_of_amounts_is_a_price_list() {
        check("Ramen bar: Shoyu 12, Gyoza (6) 6, Edamame 4", &["Shoyu", "12", "Gyoza (6)", "Edamame", "4"]);
        check(
            "lunch menu. leek soup £5.50, fish pie £9, plum crumble £4.75.",
            &["leek soup", "£5.50", "fish pie", "£9", "plum crumble", "£4.75"],
        );
        check(
            "Board for the Blue Door: Focaccia 4, Spinach Gnudi 11.50, Panna Cotta 6.",
            &["Blue Door", "Focaccia", "4", "Spinach Gnudi", "11.50", "Panna Cotta", "6"],
        );
        check("Tickets £5, entry £3", &["£5", "£3"]);
    }
}
