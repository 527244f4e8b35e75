//! The colours that a subject has of itself: nobody says that a pool is blue, and everybody sees it when it is red.

use design::{Brief, Srgb};

use super::mood::words;
use crate::colour::{Colours, Swatch};
use crate::imagery;

/// Longest phrase that names a subject, words.
const PHRASE_WORDS_MAX: usize = 3;
/// Most colours that are taken from the words.
const IMPLIED_MAX: usize = 4;

/// Colours with the subjects that call them to mind; a phrase of the list is looked for before its words.
const OF_SUBJECTS: &[(&[u32], &str)] = &[
    (&[0x0c0d10, 0xf7d71a], "black friday, cyber monday, taxi, construction"),
    (&[0xdc1a21, 0x066039], "christmas, xmas, santa, poinsettia, carol, noel"),
    (&[0xfd8a1c, 0x0c0d10], "halloween, pumpkin, haunted, spooky, trick or treat"),
    (&[0xdc1a21, 0xfeacc5], "valentine, valentines, galentine"),
    (&[0x1c64e3, 0xf7d71a], "ukraine"),
    (&[0x0faa5f, 0x066039], "st patrick, shamrock, irish, irish pub"),
    (&[0xfce575, 0xfeacc5], "easter, egg hunt, easter egg"),
    (&[0xfd8a1c, 0x753a26], "thanksgiving, autumn, fall, harvest, oktoberfest, turkey"),
    (&[0x1c64e3, 0xe9f2f7], "winter, snow, ski, skiing, ice, frozen, skating, hanukkah"),
    (
        &[0x0e2150, 0xdc1a21],
        "independence day, 4th of july, fourth of july, memorial day, veterans day, labor day, patriot, presidents",
    ),
    (&[0xdc1a21, 0xf7ae12], "lunar new year, chinese new year, dragon dance, year of the, fire, firefighter"),
    (&[0x067a46, 0xc8a65f], "ramadan, eid, iftar, eid mubarak"),
    (&[0xfd8a1c, 0x522fe0], "diwali, holi, navratri"),
    (
        &[0xfeacc5, 0xf65a9d],
        "breast cancer, mother's day, mothers day, women's day, princess, flamingo, bridal shower, gender reveal",
    ),
    (
        &[0x33b5ed, 0x1c64e3],
        "pool, swimming, swim, ocean, sea, seaside, beach, sailing, boat, cruise, surf, surfing, water, aquarium, fish, \
         whale, dolphin, plumbing, plumber, rain, airline, flight, sky, regatta, lake, diving, snorkeling",
    ),
    (
        &[0x0faa5f, 0x066039],
        "plant, plants, garden, gardening, eco, organic, recycle, recycling, sustainability, sustainable, environment, \
         earth day, nature, forest, tree, trees, park, lawn, landscaping, herbal, vegan, vegetarian, salad, leaf, \
         grass, botanical, jungle, hiking, camping, golf, football, soccer, farm, farmers, tennis, matcha, cactus, avocado",
    ),
    (
        &[0x753a26, 0xf7edd5],
        "coffee, café, cafe, espresso, latte, chocolate, cocoa, barista, roastery, bakery, bread, baker, leather, \
         wood, woodwork, carpentry, furniture, pottery, whisky, cigar, pancake",
    ),
    (
        &[0xdc1a21, 0xf7d71a],
        "burger, pizza, fries, fast food, hot dog, circus, popcorn, ketchup, barbecue, bbq, grill, taco",
    ),
    (
        &[0xfeacc5, 0xf7ae12],
        "cupcake, cake, donut, doughnut, ice cream, candy, sweet, sweets, bake sale, dessert, macaron, lollipop",
    ),
    (&[0x6d1030, 0xf7edd5], "wine, winery, vineyard, sommelier, opera, theatre, theater"),
    (&[0xf7ae12, 0x381d15], "beer, honey, bee, brewery, taproom"),
    (
        &[0xfd8a1c, 0xf7d71a],
        "orange juice, citrus, mango, basketball, sunflower, sunset, summer, sunny, tropical, carrot, lemonade, juice",
    ),
    (
        &[0x0c0d10, 0xc8a65f],
        "jazz, cinema, film, gala, luxury, casino, cocktail, watch, awards, black tie, perfume, jewellery, jewelry",
    ),
    (
        &[0x0e2150, 0xfce575],
        "moon, night, stars, astronomy, planetarium, space, galaxy, sleep, bedtime, midnight, planet",
    ),
    (
        &[0x522fe0, 0xf65a9d],
        "disco, club, dj, party, gaming, esports, techno, neon, karaoke, nightclub, electronic music",
    ),
    (
        &[0x1c64e3, 0x0e2150],
        "bank, insurance, law, lawyer, legal, accounting, finance, corporate, consulting, police, security, cyber, \
         software, business, logistics, hiring, career, real estate",
    ),
    (
        &[0x0ea9a3, 0xe9f2f7],
        "clinic, dental, dentist, doctor, hospital, medical, pharmacy, health, vaccine, nurse, teeth",
    ),
    (
        &[0x84a684, 0xf7edd5],
        "spa, yoga, meditation, wellness, massage, mindfulness, retreat, skincare, tea, aromatherapy",
    ),
    (&[0xfce5e4, 0xc8a65f], "wedding, bridal, bride, engagement, lash, lashes, nail, nails, makeup, cosmetics, beauty"),
    (
        &[0xfce575, 0x33b5ed],
        "kindergarten, nursery, preschool, toys, toy, children, kids, playground, school, back to school",
    ),
    (&[0x33b5ed, 0xfeacc5], "baby shower, baby, newborn, unicorn"),
];

/// The colours that the words of a brief call to mind, most telling first; not those that it asks for.
pub(super) fn implied(brief: &Brief) -> Vec<Srgb> {
    let words = words(&brief.text);
    let mut found: Vec<Srgb> = Vec::new();
    let mut at = 0;
    while at < words.len() && found.len() < IMPLIED_MAX {
        let hit = (1..=PHRASE_WORDS_MAX.min(words.len() - at)).rev().find_map(|length| {
            let phrase = words[at..at + length].join(" ");
            let bare = phrase.strip_suffix("'s").unwrap_or(&phrase);
            let named = |list: &&str| list.split(", ").any(|name| name.trim() == phrase || name.trim() == bare);
            OF_SUBJECTS.iter().find(|(_, list)| named(list)).map(|(colours, _)| (length, *colours))
        });
        let Some((length, colours)) = hit else {
            at += 1;
            continue;
        };
        for rgb in colours {
            let [_, r, g, b] = rgb.to_be_bytes();
            let colour = Srgb::new(r, g, b);
            if !found.contains(&colour) {
                found.push(colour);
            }
        }
        at += length;
    }
    found.truncate(IMPLIED_MAX);
    found
}

/// How well colours suit what the subject is known for, 0–1; the first of the implied colours counts most.
pub(super) fn likeness(colours: &Colours, implied: &[Srgb]) -> f64 {
    let fields =
        [(&colours.ground.fill, 1.0), (&colours.panel.fill, 0.75), (&colours.accent.fill, 0.9), (&colours.spark, 0.6)];
    let (mut met, mut most) = (0.0, 0.0);
    for (place, colour) in implied.iter().enumerate() {
        let share = 1.0 / (1.0 + place as f64);
        let best = fields.iter().map(|(swatch, worth)| worth * near(swatch, *colour, &KNOWN_FOR)).fold(0.0, f64::max);
        met += share * best;
        most += share;
    }
    if most > 0.0 { met / most } else { 0.0 }
}

/// Whether the picture of a motif can have its own colour, 0–1; 1 for what has none.
pub(super) fn can_be_itself(colours: &Colours, motif: Option<&str>) -> f64 {
    let bodies = [&colours.accent.fill, &colours.spark, &colours.panel.fill];
    // What has the colour of the ground would not be seen on it.
    let seen = |swatch: &&&Swatch| swatch.color.delta_e(colours.ground.fill.color) >= 20.0;
    let like = |swatch: &&Swatch| motif.map_or(1.0, |motif| imagery::is_natural(swatch.color, motif));
    bodies.iter().filter(seen).map(like).fold(0.0, f64::max)
}

/// How far a colour reaches: at so much of a difference a swatch is 0.6 near.
pub(super) struct Reach {
    /// Of chroma, for greys.
    pub(super) chroma: f64,
    /// Of hue, degrees.
    pub(super) hue: f64,
    /// Of lightness; greys reach less far.
    pub(super) light: f64,
}

/// Of colours that a subject is known for.
const KNOWN_FOR: Reach = Reach { chroma: 0.05, hue: 26.0, light: 0.19 };

/// How near a swatch is to a colour, 0–1, on OKLCH: hue where both have one, and lightness.
pub(super) fn near(swatch: &Swatch, colour: Srgb, reach: &Reach) -> f64 {
    let wish = colour.to_lch();
    let grey = wish.c < 0.04;
    let hue = if grey {
        swatch.chroma() / reach.chroma
    } else {
        let turn = libm::fabs((swatch.hue() - wish.h + 540.0) % 360.0 - 180.0);
        turn / reach.hue + if swatch.chroma() < 0.04 { 2.0 } else { 0.0 }
    };
    let light = (swatch.lightness() - wish.l) / if grey { 0.12 } else { reach.light };
    libm::exp(-0.5 * (hue * hue + light * light))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_is_blue_and_black_friday_is_black() {
        let of = |text: &str| implied(&Brief::read(text).unwrap());
        assert!((200.0..280.0).contains(&of("A poster for a swimming pool")[0].to_lch().h));
        assert!(of("A Black Friday sale for a bakery")[0].luminance() < 0.02);
        assert!(of("A poster").is_empty());
        assert!(of(&"a pool at christmas by the bank ".repeat(200)).len() <= IMPLIED_MAX);
    }
}
