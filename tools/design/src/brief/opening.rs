//! The words with which a brief asks for a page before it says what is to stand there: `Flyer for`, `A3 poster:`, `Chess club flyer.`
//!
//! Behind such words a brief with days, hours or sums is mostly a notice, and every word of it is meant for its readers.

use std::ops::Range;

use super::reading::{Reading, What};
use super::words::one_of;
use super::{FactKind, lexicon, literal, manner, plain, subject, terse};

/// Fewest facts of a brief that asks for a page for something of somebody: "for our fair", and for anything of a kind: "for a fair".
const FACTS_MIN: [usize; 2] = [1, 2];

/// The first sentence without the words that ask for a page, in two where they stood within it; `None` where it asks for none in
/// that way, or there is too little to go by.
pub(super) fn without_page(reading: &Reading<'_>, first: &Range<usize>) -> Option<Vec<Range<usize>>> {
    if let Some(said) = hung(reading, first) {
        return Some(vec![said]);
    }
    let rest = match led(reading, first).or_else(|| ended(reading, first)) {
        Some(rest) => vec![rest],
        None => within(reading, first)?,
    };
    let begins = rest.first()?.start;
    let some = one_of!(reading.lower(begins), "a an some") && !one_of!(reading.lower(begins + 1), "missing lost");
    // "Ad for hiring: …" says whom beside it.
    if one_of!(reading.lower(begins), "hiring recruiting recruitment") {
        return None;
    }
    let facts = reading.mentions.iter().filter(|mention| is_set_apart(mention.what)).count();
    let enough = facts >= FACTS_MIN[usize::from(some)] || !some && tells_news(reading, rest.first()?);
    enough.then_some(rest)
}

/// Whether the first words tell what is new: `new running shoes have arrived`, `the pool reopens`.
fn tells_news(reading: &Reading<'_>, range: &Range<usize>) -> bool {
    // "a man who has returned home" is told of, and no news.
    let ends = |k: usize| reading.tokens[k].is_stop() || one_of!(reading.lower(k), "who that where which when about");
    let end = range.clone().find(|&k| ends(k)).unwrap_or(range.end);
    let told = |k: usize| {
        let done =
            one_of!(reading.lower(k + 1), "arrived landed launched opened reopened moved started returned begun grown");
        let there = one_of!(reading.lower(k + 1), "back open closed here ready coming");
        one_of!(reading.lower(k), "has have") && done
            || one_of!(reading.lower(k), "is are") && there
            || one_of!(reading.lower(k), "reopens reopen")
    };
    (range.start + 1..end).any(told)
}

fn is_set_apart(what: What) -> bool {
    let What::Fact(kind) = what else { return false };
    !matches!(kind, FactKind::Place | FactKind::Name)
}

/// `Sign for the kitchen: please wash your own mug`, `Banner for our website: autumn sale`: what it says, without where it hangs.
fn hung(reading: &Reading<'_>, first: &Range<usize>) -> Option<Range<usize>> {
    let page = said_of_page(reading, first.clone());
    let leads = reading.lower(page + 1) == "for";
    let colon = (page + 2..first.end).find(|&k| reading.tokens[k].is_stop()).filter(|&k| reading.lower(k) == ":")?;
    let sign = one_of!(reading.lower(page), "sign notice something");
    let place = reading.before(colon, 1);
    let hangs = one_of!(
        place,
        "website site homepage web window door noticeboard newsletter gate fridge wall counter board"
    ) || sign
        && (lexicon::is_venue_noun(place)
            || one_of!(
                place,
                "work lift toilet toilets loo stairs office entrance pool pools sauna showers bathroom canteen playground"
            ));
    (leads && (sign || is_page(reading, page)) && hangs && colon + 1 < first.end).then_some(colon + 1..first.end)
}

/// `Bold A3 poster for our fair`: what follows the page.
fn led(reading: &Reading<'_>, first: &Range<usize>) -> Option<Range<usize>> {
    let mut page = said_of_page(reading, first.clone());
    let asks = one_of!(reading.lower(page), "make create design need want");
    if asks {
        page = said_of_page(reading, page + 1..first.end);
    }
    let mut at = page;
    while at < first.end && is_page(reading, at) {
        at += 1;
    }
    let to = |k: usize| (k..first.end).find(|&k| reading.lower(k) == "to");
    let leads = match reading.lower(at) {
        // "Notice: the pool closes" is a notice by itself.
        ":" if one_of!(reading.before(at, 1), "notice announcement menu") => at,
        ":" | "for" | "of" | "about" | "announcing" | "advertising" | "promoting" => at + 1,
        // "Poster, A3, jazz trio The Low Tides"
        "," if !asks => said_behind(reading, at, first)?,
        "-" | "–" | "—" | "/"
            if !asks && (is_surely_page(reading, at) || one_of!(reading.before(at, 1), "card label")) =>
        {
            said_behind(reading, at, first)?
        }
        "that" if reading.before(at, 1) == "announcement" => at + 1,
        "to" if one_of!(reading.before(at, 1), "invitation invitations invite") => at + 1,
        "to" if one_of!(reading.lower(at + 1), "promote advertise announce") => at + 2,
        "to" if reading.lower(at + 1) == "invite" => to(at + 2).map_or(at, |k| k + 1),
        _ => at,
    };
    // Who orders a page for anything of a kind goes on about the page.
    let own = !asks || reading.lower(at) == ":" || one_of!(reading.lower(leads), "our my");
    let rest = leads..first.end;
    (at > page && leads > at && own && !rest.is_empty()).then_some(rest)
}

/// `Chess club flyer.`: what stands before the page, which ends the stretch.
fn ended(reading: &Reading<'_>, first: &Range<usize>) -> Option<Range<usize>> {
    let mut end = first.end;
    while end > first.start && reading.tokens[end - 1].is_stop() {
        end -= 1;
    }
    let whole = end;
    // "Jazz concert poster": what it is a poster of stays.
    while end > first.start && is_page(reading, end - 1) && !is_used(reading, end - 1) {
        end -= 1;
    }
    // "Yoga studio Instagram post", but "How to sell on Instagram flyer"
    let posted = end < whole && one_of!(reading.lower(end), "post posts story stories reel ad ads banner");
    while posted && end > first.start && lexicon::is_platform(reading.lower(end - 1)) {
        end -= 1;
    }
    // "Colourful summer camp flyer": how it is to look. Modern dance and clean water are called so.
    let looks = |k: usize| {
        let next = reading.token(k + 1).is_some_and(|next| next.capital);
        !next && one_of!(reading.lower(k), "colorful colourful eye-catching professional minimalist stylish attractive")
    };
    // "Simple A4 yoga flyer", but "Simple living fair flyer"
    let plain =
        |k: usize| one_of!(reading.lower(k), "simple clean bold fun") && lexicon::is_paper_size(reading.lower(k + 1));
    let start = (first.start..end).find(|&k| !is_size(reading, k) && !looks(k) && !plain(k)).unwrap_or(end);
    let rest = start..end;
    let terse = rest.clone().all(|k| {
        !terse::ends_phrase(reading, k)
            && !lexicon::is_determiner(reading.lower(k))
            && !lexicon::is_paper_size(reading.lower(k))
    });
    let orders = lexicon::is_instruction(reading.lower(start))
        || one_of!(reading.lower(start), "i we can could please looking need want urgent hi hello hey");
    let dangles = end > start && lexicon::is_preposition(reading.lower(end - 1));
    (end < whole && !rest.is_empty() && terse && !orders && !dangles).then_some(rest)
}

/// `Knitting circle flyer, Wednesdays 7pm, bring your own wool`: what stands before the page, and what goes on behind it.
fn within(reading: &Reading<'_>, first: &Range<usize>) -> Option<Vec<Range<usize>>> {
    let mark = first.clone().find(|&k| parts(reading, k)).filter(|&k| one_of!(reading.lower(k), ", : - – — /"))?;
    let hung = one_of!(reading.before(mark, 1), "sign signs")
        && (subject::is_occasion(reading.before(mark, 2)) || one_of!(reading.before(mark, 2), "hours shop"));
    if !is_surely_page(reading, mark) && !hung {
        return None;
    }
    let matter = ended(reading, &(first.start..mark))?;
    let rest = mark + 1..first.end;
    // "Film poster: The Long Road": which film is what it is about.
    let kind = matter.len() == 1
        && (lexicon::is_enterprise(reading.lower(matter.start))
            || one_of!(
                reading.lower(matter.start),
                "film movie play theatre theater band book novel album exhibition gig opera musical event sale offer job"
            ));
    // "Sale poster - Saturday 3 May": nothing else is named.
    let apart = |k: usize| {
        let at = reading.tokens[k].span.start;
        reading.mentions.iter().any(|mention| is_set_apart(mention.what) && mention.span.contains(&at))
    };
    let named = rest.clone().take_while(|&k| !parts(reading, k)).any(|k| !apart(k));
    let said = if kind && (reading.lower(mark) == ":" || reading.lower(mark) != "," && named) {
        vec![rest.clone()]
    } else {
        vec![matter, rest.clone()]
    };
    (!rest.is_empty()).then_some(said)
}

/// Where the words end that only say which page, or how it is to look.
fn said_of_page(reading: &Reading<'_>, range: Range<usize>) -> usize {
    let is = |k: usize| {
        let w = reading.lower(k);
        let page = one_of!(w, "a an the me us please and , portrait landscape square small big large simple")
            || lexicon::is_paper_size(w);
        let look = manner::is_tone(w) || manner::is_colour(w) || lexicon::is_platform(w);
        // "The Velvet Moles" is no page.
        let named = reading.tokens[k].capital && !reading.tokens[k].opens && lexicon::is_determiner(w);
        reading.free(k).is_some() && (page || look) && !named
    };
    range.clone().find(|&k| !is(k)).unwrap_or(range.end)
}

/// Whether token `k` parts a page from what is said there. A bar stands in many other places: `bake sale / plant sale flyer`.
fn parts(reading: &Reading<'_>, k: usize) -> bool {
    reading.tokens[k].is_spaced_bar() && lexicon::is_medium(reading.before(k, 1)) || terse::ends_phrase(reading, k)
}

/// Whether the page that ends before token `end` is surely one. A tasting menu, a bedtime story and a safety notice are what they are
/// called; a poster is a page.
fn is_surely_page(reading: &Reading<'_>, end: usize) -> bool {
    let page = one_of!(
        reading.before(end, 1),
        "poster posters flyer flyers flier leaflet brochure banner billboard ad ads advert advertisement invitation invitations \
         invite postcard handout"
    );
    let posted = one_of!(reading.before(end, 1), "post posts story stories reel")
        && lexicon::is_platform(reading.before(end, 2));
    page || posted
}

/// Where what a page says begins, behind the mark at `at`: past its size and its look; `None` where something is asked for there.
/// `Poster, A3, jazz trio The Low Tides`, `Flyer - bright and friendly - kids' disco`
fn said_behind(reading: &Reading<'_>, at: usize, first: &Range<usize>) -> Option<usize> {
    let stop = |from: usize| {
        (from..first.end).find(|&k| reading.tokens[k].is_spaced_bar() || parts(reading, k)).unwrap_or(first.end)
    };
    let mut start = at + 1;
    while start < first.end {
        let end = stop(start);
        let mut words = (start..end).filter(|&k| reading.tokens[k].is_word() || reading.tokens[k].is_number());
        let looks = end < first.end
            && (plain::is_of_design(reading, &(start..end))
                || manner::is_all_manner(words.clone().map(|k| reading.lower(k))));
        if !looks && !words.all(|k| is_size(reading, k) || is_dimensions(reading.lower(k))) {
            break;
        }
        start = end + 1;
    }
    let start = (start..first.end).find(|&k| !is_size(reading, k)).unwrap_or(first.end);
    (!asks(reading, &(start..stop(start)))).then_some(start)
}

/// `728x90`
fn is_dimensions(word: &str) -> bool {
    let number = |side: &str| side.parse::<u32>().is_ok();
    word.split_once('x').is_some_and(|(width, height)| number(width) && number(height))
}

/// Whether a phrase behind a page asks for something: `please make it bold`, `our logo at the top`, but `photo exhibition`.
fn asks(reading: &Reading<'_>, phrase: &Range<usize>) -> bool {
    let (first, next) = (reading.lower(phrase.start), reading.lower(phrase.start + 1));
    let again = lexicon::is_medium(first) && (next == "for" || phrase.len() == 1);
    let part = |k: usize| literal::is_page_part(reading.lower(k)) && one_of!(reading.before(k, 1), "our your the with");
    let wishes = one_of!(first, "i could please looking need want hi hello hey")
        || one_of!(first, "we can") && one_of!(next, "need want would you")
        || lexicon::is_instruction(first) && one_of!(next, "a an the me us our my some it something");
    again || wishes || plain::is_picture_of(reading, phrase.start) || phrase.clone().any(part)
}

/// Whether token `k` says how large a page is, or leads to it.
fn is_size(reading: &Reading<'_>, k: usize) -> bool {
    let w = reading.lower(k);
    reading.free(k).is_some() && (one_of!(w, "a an portrait landscape square large small") || lexicon::is_paper_size(w))
}

/// Whether token `k` says what a page is used for: "birthday invitation", "concert poster".
fn is_used(reading: &Reading<'_>, k: usize) -> bool {
    let next = reading.lower(k + 1);
    one_of!(reading.lower(k), "event concert gig birthday party wedding")
        && (lexicon::is_medium(next) || next == "party")
}

/// Whether token `k` names a page that says things, or how such a page is used. What is drawn, worn or redeemed says little.
fn is_page(reading: &Reading<'_>, k: usize) -> bool {
    let (w, next) = (reading.lower(k), reading.lower(k + 1));
    let card = one_of!(w, "card cards") && one_of!(reading.before(k, 1), "business visiting loyalty");
    let shown = one_of!(w, "picture image graphic") && lexicon::is_platform(reading.before(k, 1));
    let used = one_of!(w, "business visiting loyalty") && one_of!(next, "card cards") || is_used(reading, k);
    let page = one_of!(
        w,
        "poster posters flyer flyers flier leaflet brochure banner billboard story stories reel post announcement invitation \
         invitations invite label sign signage newsletter handout menu ad ads advert advertisement notice postcard"
    );
    reading.free(k).is_some() && (page || card || shown || used)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::check_stated as check;

    #[test]
    fn what_a_page_is_asked_for_is_stated_like_a_notice() {
        check(
            "Flyer for Dave's Plumbing: leaks, boilers, bathrooms. Call 0800 555 0199. No call-out charge.",
            &["Dave's Plumbing", "leaks, boilers, bathrooms", "Call 0800 555 0199", "No call-out charge"],
        );
        check(
            "Bold A3 poster for our kindness week at school: 9–13 February, assembly each morning",
            &["kindness week at school", "assembly each morning"],
        );
        check(
            "Chess club flyer. Mondays 6-8pm, all levels welcome, boards provided.",
            &["Chess club", "all levels welcome, boards provided"],
        );
    }

    #[test]
    fn what_goes_on_behind_the_page_is_stated_too() {
        check(
            "Knitting circle flyer, Wednesdays 7pm in the back room of the Plough, bring your own wool",
            &["Knitting circle", "in the back room of the Plough", "bring your own wool"],
        );
        check(
            "Car boot sale flyer, Sunday 9 August from 7am, pitches £8, field behind the Royal Oak",
            &["Car boot sale", "pitches £8", "field behind the Royal Oak"],
        );
        check("Yoga studio Instagram post, first class free in June", &["Yoga studio", "first class free"]);
        check(
            "Beekeeping course flyer, photo of bees, 4 Saturdays from 2 May, £90",
            &["Beekeeping course", "4 Saturdays from 2 May"],
        );
        check(
            "Stylish hair salon Instagram post, 20% off cuts in June, walk-ins welcome",
            &["hair salon", "20% off cuts", "walk-ins welcome"],
        );
    }

    #[test]
    fn a_page_may_be_told_before_a_dash() {
        check("Chess club flyer - Mondays 6pm, boards provided", &["Chess club", "boards provided"]);
        check("Poster - jazz night - Friday 3 May, 8pm", &["jazz night"]);
        check("Instagram post – 20% off all bouquets this weekend, tea in town", &["tea in town"]);
        check("Flyer - fun and colourful - kids disco, Friday 5 June 6pm", &["kids disco"]);
        check("Poster - A3 - portrait - jazz night, Friday 3 May", &["jazz night"]);
        check("Banner - 728x90 - winter tyres from £49", &["winter tyres"]);
        check("Film poster - The Long Road, 3 May", &["The Long Road"]);
        check("Supper club flyer / five courses / Sat 14 Feb 7pm", &["Supper club", "five courses"]);
        check("Drop-in clinic flyer, Mondays 6pm, no booking", &["Drop-in clinic", "no booking"]);
        for (text, lines) in [
            ("Flyer - craft fair, Saturday 3 May 10am, cakes", ["craft fair", "cakes"]),
            ("Poster - support group for carers, Mondays 7pm", ["support group", "for carers"]),
            ("Flyer - photo exhibition, 3-10 May, cakes", ["photo exhibition", "cakes"]),
            ("Invitation - birthday party for Mia, 12 May 2pm, pizza", ["birthday party for Mia", "pizza"]),
            ("Sale poster - Saturday 3 May 10am, plants", ["Sale", "plants"]),
        ] {
            check(text, &lines);
        }
        check("Menu - soup £4, pie £9", &["Menu"]);
        check("Business cards - 500 for £20", &["Business cards", "500 for £20"]);
        check("Bake sale / plant sale flyer, Saturday 3 May, tombola", &["Bake sale", "plant sale", "tombola"]);
        for text in [
            "Flyer - need something eye catching for our car boot sale, Sunday 9 August 7am",
            "Poster - please make it bold - quiz night, Friday 8pm",
            "Flyer - our logo at the top, summer fair Saturday 3 May",
        ] {
            check(text, &[]);
        }
        check("St. Patrick's Day party flyer, 17 March 7pm, fiddle band", &["St. Patrick's Day party", "fiddle band"]);
        check("Simple A4 yoga flyer, Tuesdays 7pm, mats provided", &["yoga", "mats provided"]);
    }

    #[test]
    fn opening_hours_stay_with_their_days() {
        check(
            "Opening hours poster: Monday to Friday: 9-5, Saturday: 10-2",
            &["Opening hours", "Monday to Friday: 9-5", "Saturday: 10-2"],
        );
        check(
            "Opening hours sign: 10am-4pm Tuesday to Saturday, 12-4 Sunday",
            &["Opening hours", "10am-4pm Tuesday to Saturday", "12-4 Sunday"],
        );
        check(
            "Barn hours poster, 10am-4pm Saturday 3 May, 12-4 Sunday 4 May",
            &["Barn hours", "10am-4pm Saturday 3 May", "12-4 Sunday 4 May"],
        );
        // For whom it is, and no hours.
        check("Kids' art club flyer, 5-11 Saturdays 10am", &["Kids' art club", "5-11"]);
        check(
            "Library hours poster, Tuesday to Saturday 10-6 and Sunday 12-5",
            &["Library hours", "Tuesday to Saturday 10-6 and Sunday 12-5"],
        );
    }

    #[test]
    fn a_list_of_wares_may_be_long_and_hold_pages() {
        check(
            "Poster for our jumble sale, Saturday 9 May 10am, books, toys, plants, cakes, tea, clothes, shoes, jigsaws, records, tools, \
             bikes, lamps, curtains, cushions, stickers, posters and prints",
            &[
                "jumble sale",
                "books, toys, plants, cakes, tea, clothes, shoes, jigsaws",
                "records, tools, bikes, lamps, curtains, cushions, stickers",
                "posters and prints",
            ],
        );
        check(
            "Flyer for our summer fair, Saturday 13 June 12-4pm, bouncy castle, face painting, a barbecue run by the dads, plant stall, \
             tombola with prizes from local shops, teas and home made cakes",
            &[
                "summer fair",
                "bouncy castle, face painting, a barbecue run by the dads",
                "plant stall, tombola with prizes from local shops",
                "teas and home made cakes",
            ],
        );
        for text in [
            "Poster for our fair, 3 May 2pm, children playing on the grass, a big marquee behind them, balloons in the sky, warm evening light, a dog running after a ball",
            "Village fete, 3 May 2pm. Posters and flyers needed for shop windows.",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn what_readers_are_told_to_do_stays() {
        for line in [
            "dogs must be on leads",
            "please bring a dish",
            "make your own wreath",
            "give what you can",
            "leave from the church car park",
            "use the side entrance",
            "a bouncy castle",
            "photo booth",
            "bring your best photos",
        ] {
            check(&format!("Summer fair flyer, Sunday 5 July 1pm, {line}"), &["Summer fair", line]);
        }
        for aside in
            ["photo of bees", "use yellow, black and honeycomb shapes", "picture: spaniel puppy", "1950s style"]
        {
            check(
                &format!("Poster for our summer fair, Sunday 5 July 1pm, {aside}, tombola"),
                &["summer fair", "tombola"],
            );
        }
    }

    #[test]
    fn names_keep_their_first_word() {
        check("Modern slavery awareness talk poster, 3 May 7pm", &["Modern slavery awareness talk"]);
        check("Family portrait day flyer, Saturday 3 May, £25", &["Family portrait day"]);
        check("Garage sale sign, Saturday 9am, tools and toys", &["Garage sale", "tools and toys"]);
        check("Film poster: The Long Road, in cinemas 3 May", &["The Long Road", "in cinemas"]);
    }

    #[test]
    fn what_a_page_announces_is_stated() {
        check(
            "Instagram story, new trail running shoes have arrived, come and try them",
            &["new trail running shoes have arrived", "come and try them"],
        );
        for text in [
            "Instagram story, a dog in a raincoat, blue background",
            "Poster for a thriller about a man who has returned home, rainy street, lone figure",
            "Flyer for tax returns, calculator icon, friendly accountant",
        ] {
            check(text, &[]);
        }
        check(
            "Winter opening hours poster: Monday to Friday 8-18, Saturday 9-16, closed on Sunday",
            &["Winter opening hours", "Monday to Friday 8-18", "Saturday 9-16", "closed on Sunday"],
        );
        check(
            "Staff wanted flyer, weekend baristas, apply at the counter, start in June",
            &["Staff wanted", "weekend baristas, apply at the counter", "start in June"],
        );
    }

    #[test]
    fn what_is_no_page_keeps_its_name() {
        check("Tasting menu, seven courses £65", &["Tasting menu", "seven courses £65"]);
        check("Bedtime story, Fridays 4pm, children's library", &["Bedtime story"]);
        for text in [
            "How to sell on Instagram flyer, Saturday 3 May 6pm",
            "Please design chess club flyer, Mondays 6pm",
            "Looking for chess club flyer, Mondays 6pm",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn what_hangs_somewhere_says_what_it_says() {
        check("Sign for the kitchen at work: please wash your own mug", &["please wash your own mug"]);
        check(
            "Sign for the swimming pool: shower before you swim, no running, no diving",
            &["shower before you swim", "no running, no diving"],
        );
        check("Sign for the shop door: back on Tuesday 4 May", &["back on Tuesday 4 May"]);
        check("Notice for the AGM: Tuesday 4 March at 7pm, all members welcome", &["AGM", "all members welcome"]);
    }

    #[test]
    fn what_it_is_a_page_of_is_no_manner() {
        check("Jazz concert poster. Friday 3 May, 8pm, Town Hall.", &["Jazz concert"]);
        check("Vintage fair flyer. Saturday 9 May", &["Vintage fair"]);
        check("Poster, fun run, 4 May 10am", &["fun run"]);
        check("Concert poster: Bach cello suites, 7 November", &["Bach cello suites"]);
        check("Chapel concert poster, 3 May 7pm, ink blue and off-white", &["Chapel concert"]);
        check("Sale banner: winter coats from £40, ends Sunday midnight", &["winter coats", "ends Sunday midnight"]);
        check("Job ad: pastry chef, start in January", &["pastry chef", "start in January"]);
        check("Farm shop sign: eggs, potatoes, Fridays 9-5", &["Farm shop", "eggs, potatoes"]);
    }

    #[test]
    fn what_is_said_of_the_page_is_not_stated() {
        for aside in [
            "Use earthy greens.",
            "Put the date at the top.",
            "Leave space at the bottom for tear-off strips.",
            "Budget is £50.",
            "We'll print 200 copies.",
            "Need it by Friday please.",
            "A tent with bunting and cakes.",
            "Calm, trustworthy.",
            "Make it funny.",
        ] {
            check(&format!("Poster for our summer fair, Saturday 3 May at 2pm. {aside}"), &["summer fair"]);
            let aside = format!("{}{}", aside[..1].to_lowercase(), &aside[1..]);
            check(&format!("Summer fair poster, Saturday 3 May at 2pm, {aside}"), &["Summer fair"]);
        }
        check(
            "Summer fair poster, 3 May at 2pm, photo of a tent, coconut shy, cartoon dog on the front, big photo of cakes at the top, tombola",
            &["Summer fair", "coconut shy", "tombola"],
        );
    }

    #[test]
    fn a_request_that_says_too_little_stays_one() {
        for text in [
            "Poster for a village fete. Cake stalls.",
            "Poster for a village fete on 3 May. A tent with bunting and cakes.",
            "Logo for our bakery, 12 Mill Lane, since 1990",
            "Create a poster for a fair on 3 May at 2pm. Cake stalls.",
            "Thank you card for my grandma, 3 May, 2pm",
        ] {
            check(text, &[]);
        }
    }
}
