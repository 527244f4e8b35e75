//! Notices: briefs of a few lines that speak to their readers. Nothing of them is lost, made up or said twice.

use design::{BrandKit, Brief};

use super::phrase::{content_words, fold, holds};
use super::*;

/// Notices of many trades and occasions, with what each is headed by.
const NOTICES: [(&str, &str); 55] = [
    ("New: the Ember kettle. Matt steel, walnut handle, €89. Atelier Brandt. Quiet and minimal.", "The Ember kettle"),
    (
        "Just in: alpine cheeses from three small dairies. Taste them at Corner Deli until 20 May.",
        "Alpine cheeses from three small dairies",
    ),
    (
        "Barbershop open day: hot towel shaves, beard trims and free beer. Saturday 2 May, noon to 6pm, Dock Street. Bold.",
        "Barbershop open day",
    ),
    (
        "Piano recital by Ines Okafor, Sunday 3 March, 4pm, Chapel of St Anne. Works by Chopin and Debussy. Tickets £12 on the door.",
        "Piano recital",
    ),
    (
        "Garden centre autumn sale: bulbs, roses and fruit trees, 30% off until 31 October. Rustic.",
        "Garden centre autumn sale",
    ),
    (
        "Dog grooming for nervous dogs, weekdays 9–5, Paws & Co, 12 Fore Street. From £25. Call 01234 567890.",
        "Dog grooming",
    ),
    (
        "Beach clean, Saturday 12 July, 9am. Meet by the lifeboat station. Bags and litter pickers provided.",
        "Beach clean",
    ),
    (
        "Night sky walk: see Saturn's rings through a telescope. Friday 9 August, 10pm, Kestrel Hill. Bring gloves.",
        "Night sky walk",
    ),
    (
        "Language exchange every Thursday at 7pm in the Blue Door café. Spanish, French and Polish speakers wanted.",
        "Language exchange",
    ),
    (
        "Housing advice drop-in for tenants, Mondays 2–4pm, Town Hall, room 12. No appointment needed.",
        "Housing advice drop-in",
    ),
    (
        "Film night: The Red Balloon, Friday 6 December, 6.30pm, school gym. Popcorn and hot chocolate. £3 per family.",
        "The Red Balloon",
    ),
    (
        "Notice: the swimming pool closes for repairs on 14 June. Please use the Eastgate pool.",
        "The swimming pool closes for repairs",
    ),
    (
        "Lost: silver bicycle, blue saddle, near Market Hall on 2 May. Reward £50. Please call 07700 900456.",
        "Lost: silver bicycle",
    ),
    (
        "Choir auditions for tenors and basses, 5 September, 7pm, Trinity Hall. Come with a song you love.",
        "Choir auditions",
    ),
    (
        "Hot yoga retreat: three days of silence in the hills, 6–8 June, Fernlea Lodge. £290 with meals.",
        "Hot yoga retreat",
    ),
    ("Now hiring: night porter for the Grand Hotel. Send your CV to jobs@grand.example by 3 May.", "Now hiring"),
    ("Welcome back, Year 7! First assembly on Monday at 9am in the main hall.", "Welcome back, Year 7"),
    ("Farewell party for Coach Dunne, Friday 28 June, 7pm, clubhouse. Bring a dish.", "Farewell party for Coach Dunne"),
    (
        "Repair café: toasters, lamps and bicycles mended by volunteers. First Saturday of the month, 10–2, Library. Free.",
        "Repair café",
    ),
    (
        "Introducing our new oat milk: creamy, unsweetened, barista-grade. 1 litre for £2.20. Meadow Dairy. Fresh.",
        "New oat milk",
    ),
    ("Guided tour: secret gardens of the old town. Sundays 11am, meet at the fountain. €15 with tea.", "Guided tour"),
    (
        "Blood pressure checks at the Riverside pharmacy, Tuesdays 10–12. Walk in, no booking needed.",
        "Blood pressure checks",
    ),
    (
        "Apprenticeships 2027: twenty places in carpentry and roofing. Apply until 1 March at build.example/apply",
        "Apprenticeships 2027",
    ),
    ("Chess club for children aged 6 to 12, Saturdays at 10am, Hartfield Library. Two months for £30.", "Chess club"),
    (
        "Charity run: 5 km through Elm Park, Sunday 18 May, 9am. £10 with a T-shirt. Sign up at run.example",
        "Charity run",
    ),
    (
        "Exhibition: \"Salt and Light\", photographs by Mara Lind. 3–28 November, Quay Gallery. Free entry.",
        "Salt and Light",
    ),
    ("Happy 40th birthday, Tom! Barbecue on Saturday at 2pm in the garden.", "Happy 40th birthday, Tom"),
    ("Please keep this gate closed. Sheep grazing in this field until 30 September.", "Please keep this gate closed"),
    (
        "Pumpkin carving, Thursday 30 October, 3pm, Oldfield Farm. Pumpkins, tools and soup included. £8 a child.",
        "Pumpkin carving",
    ),
    (
        "Vintage car rally: 80 cars, live jazz, picnic lawn. 14 September, 10am–4pm, Langley Park. Parking £5.",
        "Vintage car rally",
    ),
    (
        "Help us plant 500 trees! Saturday 22 November, 10am, Holm Wood. Spades and tea provided.",
        "Help us plant 500 trees!",
    ),
    ("Tax clinic for the self-employed, 12 January, 5pm, Citizens Centre. Bring your receipts.", "Tax clinic"),
    ("Ceilidh with the Broken Fiddles, Saturday 8pm, Village Hall. £7, under 12s free. Bar until midnight.", "Ceilidh"),
    ("Flu jabs for over 65s, from 1 October, Park Surgery. Book at the desk or ring 020 7946 0000.", "Flu jabs"),
    (
        "Annual meeting of the allotment society, Tuesday 4 March, 7.30pm, Scout Hut. All plot holders welcome.",
        "Annual meeting of the allotment society",
    ),
    (
        "Handmade candles: beeswax, bergamot and cedar. Three for £20. Stall 14, Harbour Market. Cosy.",
        "Handmade candles",
    ),
    (
        "Plumber on call: burst pipes, boilers and blocked drains. Day and night, 0161 496 0123. No call-out fee.",
        "Plumber on call",
    ),
    (
        "Storytelling for grown-ups: tales of sea and storm. Saturday 18 October, 8pm, Lighthouse Café. £6 on the door.",
        "Storytelling",
    ),
    ("Ski swap: boots, poles and jackets from £5. Sunday 2 November, 9am–1pm, Northside Gym.", "Ski swap"),
    ("Road closed: Mill Lane, 4 to 6 March. Diversion via Station Road.", "Road closed"),
    ("Allotments to let: ten plots by the canal, £40 a year. Write to plots@canal.example", "Allotments to let"),
    (
        "Self-defence for women, Thursdays 7pm, Ward Sports Hall. Eight weeks, £55. Trainer: Yasmin Holt.",
        "Self-defence",
    ),
    (
        "Tomato plants for sale. Eight old varieties, £2 each. Saturday 10 May, 9–12, 7 Orchard Close.",
        "Tomato plants for sale",
    ),
    (
        "Volunteers wanted for the night shelter, two evenings a month. Training given. shelter.example/help",
        "Volunteers wanted for the night shelter",
    ),
    ("Mindfulness for busy people. Six Mondays from 3 November, 6pm, Oak Room. £90.", "Mindfulness"),
    ("New menu: slow-cooked lamb, saffron rice, pistachio cake. From 1 March at Zaytoun, 3 Queen Street.", "New menu"),
    (
        "Student flat to share: sunny room, big kitchen, garden. £420 a month with bills. Text Jo on 07700 900321.",
        "Student flat to share",
    ),
    (
        "Grand opening of Marlow's bookshop, Saturday 4 April from 9am. Free tote bag for the first 30 readers. Friendly.",
        "Grand opening",
    ),
    (
        "Annual report 2026: bird life of the Ouse estuary. Read it at ouse.example/report",
        "Bird life of the Ouse estuary",
    ),
    ("Lecture: \"Rivers that sing\", Dr Amara Nwosu, 12 October, 19.30, Observatory. Tickets £4.", "Rivers that sing"),
    ("Lost dog: Pepper, brown spaniel, last seen on Ash Road on 3 May. Please call 07700 900123.", "Lost dog"),
    ("Vote for the next mural! Choose between four sketches until 2 May at mural.example", "Vote for the next mural!"),
    (
        "Is your boiler ready for winter? Full service for £79 until 30 November. Hale Heating, 01632 960123.",
        "Is your boiler ready for winter?",
    ),
    (
        "We are looking for a part-time gardener for our nursery in Ashford. Two days a week, £14 an hour.",
        "We are looking for a part-time gardener for our nursery",
    ),
    ("Due to the storm, the Christmas market opens on 6 December. Mulled wine on the house.", "Christmas market opens"),
];

fn blocks(text: &str) -> Vec<design::CopyBlock> {
    write_copy(&Brief::read(text).unwrap(), &BrandKit::builtin(), 1).blocks
}

fn lines(text: &str) -> Vec<String> {
    blocks(text).into_iter().map(|block| block.text).collect()
}

/// The words of a notice that have to be read somewhere: tone words are how it is to look.
fn words(text: &str) -> Vec<String> {
    let brief = Brief::read(text).unwrap();
    let tone = |word: &&str| brief.tone.iter().any(|tone| tone == word);
    let opens = |word: &&str| ["introducing", "please"].contains(word);
    content_words(&fold(text)).filter(|word| !tone(word) && !opens(word)).map(str::to_owned).collect()
}

#[test]
fn no_word_of_a_notice_is_lost() {
    for (text, _) in NOTICES {
        let said = fold(&lines(text).join(" "));
        let lost: Vec<String> = words(text).into_iter().filter(|word| !holds(&said, word)).collect();
        assert!(lost.is_empty(), "{lost:?} of {text}: {:?}", lines(text));
    }
}

#[test]
fn a_notice_is_headed_by_the_thing_itself() {
    for (text, heading) in NOTICES {
        assert_eq!(lines(text)[0], heading, "{text}");
    }
}

#[test]
fn no_line_of_a_notice_says_what_another_says() {
    for (text, _) in NOTICES {
        let lines = lines(text);
        for (i, line) in lines.iter().enumerate() {
            let others: Vec<&str> =
                lines.iter().enumerate().filter(|(k, _)| *k != i).map(|(_, l)| l.as_str()).collect();
            let twice = others.iter().any(|other| {
                let other = fold(other);
                content_words(&fold(line)).count() > 0 && content_words(&fold(line)).all(|word| holds(&other, word))
            });
            assert!(!twice, "{line} of {lines:?}");
        }
    }
}

#[test]
fn a_notice_is_said_in_its_own_words() {
    for (text, _) in NOTICES.iter().filter(|(text, _)| !text.contains("sale")) {
        let known = fold(text);
        for line in lines(text) {
            let made_up: Vec<String> =
                content_words(&fold(&line)).filter(|word| !holds(&known, word)).map(str::to_owned).collect();
            assert!(made_up.is_empty(), "{made_up:?} in {line} of {text}");
        }
    }
}

#[test]
fn how_a_notice_is_to_look_is_not_shown() {
    for manner in ["Warm and friendly.", "Elegant.", "Calm.", "Bold, navy and gold.", "A3 poster.", "Vintage look."] {
        let text = format!("Village fete, Sunday 21 June, 11am to 5pm, Church Meadow. Cake stalls, dog show. {manner}");
        let plain = lines("Village fete, Sunday 21 June, 11am to 5pm, Church Meadow. Cake stalls, dog show.");
        assert_eq!(lines(&text), plain, "{manner}");
    }
}

#[test]
fn what_a_notice_states_goes_after_its_facts_and_before_what_the_house_says() {
    for (text, _) in NOTICES {
        let brief = Brief::read(text).unwrap();
        let stated: Vec<String> =
            brief.copy.iter().filter(|copy| !copy.required).map(|copy| fold(&copy.text)).collect();
        let blocks = blocks(text);
        for (low, high) in blocks.iter().flat_map(|a| blocks.iter().map(move |b| (a, b))) {
            let house = !low.required && !stated.contains(&fold(&low.text)) && low.role != CopyRole::Headline;
            let asked = high.required || stated.contains(&fold(&high.text));
            assert!(!(house && asked) || low.rank > high.rank, "{} before {} of {text}", low.text, high.text);
            let first = low.required || low.role == CopyRole::Headline;
            assert!(!first || high.required || high.rank > low.rank || high.role == CopyRole::Headline, "{text}");
        }
    }
}

#[test]
fn what_is_told_to_a_designer_is_still_not_shown() {
    for (text, want) in [
        (
            "I need a flyer for my dog walking business, friendly, mention that first walk is free, my number is 07700 900222",
            &["Dog walking business", "07700 900222"][..],
        ),
        (
            "Hi! We are a small vegan bakery in Leeds and we would like a poster for our new sourdough range. It should feel rustic \
             and warm. Please include our website crust.example and the opening hours, 8am to 4pm.",
            &["New sourdough range", "8am to 4pm", "crust.example"],
        ),
        (
            "Create a poster for a jazz festival in the park featuring three local bands. The background is dark blue with gold \
             saxophones.",
            &["Jazz festival", "Three local bands"],
        ),
        (
            "Winter book swap, Saturday 9 December, Town Library. Our logo, big. Photo of books.",
            &["Winter book swap", "Saturday 9 December", "Town Library"],
        ),
    ] {
        assert_eq!(lines(text), want, "{text}");
    }
}
