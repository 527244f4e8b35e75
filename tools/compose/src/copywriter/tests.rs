use design::BrandKit;
use proptest::prelude::*;

use super::phrase::{fold, holds};
use super::*;

fn copy(text: &str, seed: u64) -> Copy {
    write_copy(&Brief::read(text).unwrap(), &BrandKit::builtin(), seed)
}

fn lines(text: &str) -> Vec<String> {
    copy(text, 1).blocks.into_iter().map(|b| b.text).collect()
}

#[track_caller]
fn check(text: &str, want: &[&str]) {
    assert_eq!(lines(text), want, "{text}");
}

/// What holds of every copy: one headline, everything required, nothing twice, ranks from 1 without gaps.
fn sound(brief: &Brief, copy: &Copy) -> Result<(), String> {
    let headlines = copy.blocks.iter().filter(|b| b.role == CopyRole::Headline).count();
    if headlines != 1 {
        return Err(format!("{headlines} headlines"));
    }
    let folded: Vec<String> = copy.blocks.iter().map(|b| fold(&b.text)).collect();
    for item in brief.required() {
        if !copy.blocks.iter().any(|b| b.text.contains(&item)) && !folded.iter().any(|t| holds(t, &fold(&item))) {
            return Err(format!("{item} is lost"));
        }
    }
    if folded.iter().enumerate().any(|(i, t)| t.is_empty() || folded[..i].contains(t)) {
        return Err("a line is empty or said twice".to_owned());
    }
    let mut ranks: Vec<u8> = copy.blocks.iter().map(|b| b.rank).collect();
    ranks.sort_unstable();
    let even = ranks.iter().enumerate().all(|(i, &r)| usize::from(r) == (i + 1).min(255));
    if even { Ok(()) } else { Err(format!("ranks are {ranks:?}")) }
}

#[test]
fn facts_are_set_in_the_lines_that_people_print() {
    check(
        "Ceramics fair: 15% off bowls, this Sunday 10am–3pm, 8 Mill Lane. Warm post for Instagram.",
        &["Ceramics fair", "15% off bowls", "this Sunday, 10am–3pm", "8 Mill Lane"],
    );
    let asks = |text: &str| lines(text).iter().any(|line| line == "Come along");
    assert!(asks("Promote a ceramics fair: 15% off bowls, this Sunday 10am–3pm, 8 Mill Lane."));
    assert!(
        !asks("Promote a ceramics fair: 15% off bowls, this Sunday 10am–3pm. A3 poster."),
        "nobody can press a poster"
    );
    let facts = lines("Design school open evening, 14 October 2025 at 6pm. Register by 1 October at forma.example.");
    for line in ["14 October 2025, 6pm", "Register by 1 October"] {
        assert!(facts.iter().any(|fact| fact == line), "{line} in {facts:?}");
    }
    let offer = lines("Promote a kitchen cleaning service with a 40% discount.");
    assert!(offer.iter().any(|line| line == "40% off"), "{offer:?}");
}

#[test]
fn something_for_somebody_is_headed_by_whom_it_is_for() {
    for (text, want) in [
        ("Something for our reading group", "Reading group"),
        ("Something for grandma's birthday", "Grandma's birthday"),
        ("I need something for my dog walking business", "Dog walking business"),
        ("something nice for my shop", "Come on in"),
    ] {
        assert_eq!(lines(text)[0], want, "{text}");
    }
}

#[test]
fn what_is_said_beside_the_matter_does_not_lead() {
    for (text, lead, beside) in [
        ("Tech conference: Signal 2027, 3–5 June, Rotterdam, 60 talks. Bold.", "Signal 2027", "60 talks"),
        (
            "Our school bake sale is on Friday at 3pm. Money goes to the library.",
            "School bake sale",
            "Money goes to the library",
        ),
    ] {
        let copy = copy(text, 3);
        assert_eq!(copy.blocks[0].text, lead);
        assert!(copy.blocks[1..].iter().any(|block| block.text == beside), "{:?}", copy.blocks);
    }
    assert_eq!(lines("Invitation to Maya's 7th birthday, Saturday 2pm.")[0], "Maya's 7th birthday");
    assert_eq!(lines("Instagram post: new pottery class for beginners, Tuesdays 7pm.")[0], "New pottery class");
    assert_eq!(lines("A card that says 'Love is all you need'.")[0], "Love is all you need");
}

#[test]
fn a_discount_keeps_what_it_is_given_on() {
    let offer = |text: &str| lines(text).into_iter().find(|line| line.contains('%')).unwrap_or_default();
    for (text, want) in [
        ("Ceramics fair: 15% off everything, this Sunday, 8 Mill Lane.", "15% off everything"),
        ("Shoe shop ad: 50% off selected boots until Sunday.", "50% off selected boots"),
        ("Garden centre: Up to 40% off all pots and tools this weekend.", "Up to 40% off all pots and tools"),
        ("Ceramics fair: 15% off bowls, this Sunday.", "15% off bowls"),
        ("Instagram post - 20% off all bouquets - Petal & Stem", "20% off all bouquets"),
    ] {
        assert_eq!(offer(text), want, "{text}");
    }
}

#[test]
fn what_a_leading_discount_is_on_is_said() {
    for (text, lead, beside) in [
        ("Banner: up to 60% off winter coats, ends Sunday", "up to 60% off", "Winter coats"),
        ("Banner: 20% OFF plants & pots, tea in the barn, Saturday", "20% OFF", "Plants & pots"),
        ("Flyer: 20% off haircuts when you bring a friend, Mondays", "20% off", "Haircuts when you bring a friend"),
        ("Poster: 2 for 1 cocktails, Fridays 5-7pm, live DJ", "2 for 1", "Cocktails"),
    ] {
        let lines = lines(text);
        assert_eq!(lines[0], lead, "{text}");
        assert!(lines.iter().any(|line| line == beside), "{beside} in {lines:?}");
    }
    let once = lines("Instagram post: 20% off all bouquets this weekend, tea in town");
    assert_eq!(once.iter().filter(|line| line.contains("bouquets")).count(), 1, "{once:?}");
}

#[test]
fn a_street_is_no_deadline() {
    let lost = lines("Lost tortoise poster - answers to Sheldon, last seen in Elm Close on Tuesday, call 07700 900412");
    assert!(lost.iter().all(|line| !line.contains("By ")), "{lost:?}");
    let contest = "Create a flyer for a photo contest. Entries close on 1 March. Drop off at 12 Beech Close.";
    let entries = lines(contest);
    assert!(entries.iter().any(|line| line == "Enter by 1 March"), "{entries:?}");
}

#[test]
fn a_discount_says_how_far_it_reaches() {
    for (brief, headline) in [
        ("Instagram post: 20% OFF all bouquets this weekend, tea in town", "20% OFF all bouquets"),
        ("Banner: 30% off everything Saturday, tea in town", "30% off everything"),
        ("Banner: 30% off all Saturday classes, tea in town", "30% off"),
        ("Poster: 20% off all sofas • this weekend • tea in town", "20% off all sofas"),
    ] {
        assert_eq!(lines(brief)[0], headline, "{brief}");
    }
}

#[test]
fn what_is_left_of_a_sentence_is_no_headline() {
    assert_eq!(lines("Get 20% off your first order at Nordlys bakery.")[0], "20% off your first order");
}

#[test]
fn the_same_seed_writes_the_same_copy() {
    let text = "Create an Instagram ad for a toy shop's spring sale with 20% off.";
    assert_eq!(copy(text, 9), copy(text, 9));
    assert!((0..20).any(|seed| copy(text, seed) != copy(text, 9)));
}

#[test]
fn instruction_words_and_formats_are_never_shown() {
    for text in [
        "Design a poster for a bike shop",
        "Create an Instagram story",
        "logo",
        "Make a Facebook cover image for a choir",
    ] {
        for line in lines(text) {
            let line = fold(&line);
            let shown = ["design", "poster", "create", "instagram", "facebook", "cover", "logo"]
                .iter()
                .any(|w| holds(&line, w));
            assert!(!shown, "{line} in {text}");
        }
    }
}

#[test]
fn lists_of_prices_and_hours_are_kept_in_rows() {
    let menu = lines("Menu for the Blue Kettle: leek soup £5.50, fish pie £9, plum crumble £4.75.");
    for row in ["Leek soup £5.50", "Fish pie £9", "Plum crumble £4.75"] {
        assert!(menu.iter().any(|line| line == row), "{row} in {menu:?}");
    }
    let agenda = lines(
        "Agenda slide for Harbour Summit:\n09:00 Opening keynote, Ada Birch\n10:30 Panel: Who Owns the Lake?\n12:00 Lunch\nBlue background.",
    );
    for row in ["09:00 Opening keynote, Ada Birch", "10:30 Who Owns the Lake", "12:00 Lunch"] {
        assert!(agenda.iter().any(|line| line == row), "{row} in {agenda:?}");
    }
}

#[test]
fn instructions_in_other_languages_are_not_shown() {
    for (text, subject) in [
        (
            "Erstelle ein Plakat für den Lindauer Weinmarkt am Hafen, 3. Mai. Der Text 'Prost' soll groß sein.",
            "Lindauer Weinmarkt",
        ),
        ("Créez une affiche pour la fête du port avec le texte 'À table', dimanche 17 août.", "fête du port"),
    ] {
        let said = lines(text).join("\n");
        assert!(!said.contains("Erstelle") && !said.contains("Créez"), "{said}");
        assert!(said.to_lowercase().contains(&subject.to_lowercase()), "{said}");
    }
}

#[test]
fn the_voice_of_the_kit_is_kept() {
    let mut kit = (*BrandKit::builtin()).clone();
    kit.voice.banned = vec!["shop".to_owned(), "book now".to_owned()];
    kit.voice.required = vec!["Terms apply.".to_owned()];
    for seed in 0..20 {
        let copy = write_copy(&Brief::read("A poster for a lamp sale, 20% off").unwrap(), &kit, seed);
        assert!(!copy.blocks.iter().any(|b| holds(&fold(&b.text), "shop")), "{copy:?}");
        assert!(copy.blocks.iter().any(|b| b.role == CopyRole::Legal && b.text == "Terms apply." && b.required));
    }
}

#[test]
fn no_english_is_mixed_into_another_language() {
    for line in lines("Flohmarkt am Samstag im Hof mit Kuchen für alle, 10–14 Uhr") {
        assert!(!line.contains("now") && !line.contains("us"), "{line}");
    }
}

#[test]
fn briefs_that_say_little_still_have_a_headline() {
    for text in ["logo", "a", "!!!", "Jazz night", "Сало", "poster please", "50%"] {
        let brief = Brief::read(text).unwrap();
        let copy = copy(text, 3);
        assert_eq!(sound(&brief, &copy), Ok(()), "{text}: {copy:?}");
    }
}

#[test]
fn long_briefs_give_sound_copy() {
    let names = "Ana Lima, Bo Chen, Cy Hart, Di Moss, Ed Voss, Flo Kane, Gus Park, ".repeat(400);
    for text in [names, "A sale at 9pm. ".repeat(4_000), "'quoted words' and \"more\" ".repeat(2_000)] {
        let brief = Brief::read(&text).unwrap();
        assert_eq!(sound(&brief, &copy(&text, 3)), Ok(()));
    }
}

proptest! {
    #[test]
    fn any_brief_gives_sound_copy(text in any::<String>(), seed in any::<u64>()) {
        if let Ok(brief) = Brief::read(&text) {
            prop_assert_eq!(sound(&brief, &write_copy(&brief, &BrandKit::builtin(), seed)), Ok(()));
        }
    }

    #[test]
    fn any_mixture_of_brief_words_gives_sound_copy(words in prop::collection::vec(prop::sample::select(vec![
        "Create", "a", "poster", "for", "the", "sale", "'Open late'", "30% off", "Nora Field", "at", "Corn Exchange", "on", "14 March", "9pm", "www.x.com", "called", "Blue",
        "Easter", "party", "card", ".", ",", "and", "the text", "SHOP NOW", "$10", "wedding", "Ana", "Bo", "thank you card", "review from", "SHOP",
    ]), 1..40), seed in any::<u64>()) {
        if let Ok(brief) = Brief::read(&words.join(" ")) {
            prop_assert_eq!(sound(&brief, &write_copy(&brief, &BrandKit::builtin(), seed)), Ok(()));
        }
    }
}
