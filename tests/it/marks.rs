//! Real brand marks, looked for as people do: spelt wrong, cut short, by other names, by colour. The marks are those of the npm
//! package `simple-icons`; `MAQUETTE_MARKS` names its `data/simple-icons.json`, and without it this says that it was skipped.

use std::collections::{BTreeMap, BTreeSet};

use design::{Random, Srgb};
use maquette::retrieval::{Asset, AssetIndex, AssetKind, Facets, Query, Swatch, folded};
use serde_json::Value;

struct Mark {
    id: String,
    title: String,
    color: Srgb,
    aka: Vec<String>,
    localised: Vec<String>,
}

fn marks(file: &str) -> Vec<Mark> {
    let text = std::fs::read_to_string(file).unwrap();
    let marks: Vec<Value> = serde_json::from_str(&text).unwrap();
    let strings = |value: &Value| -> Vec<String> {
        let listed = value.as_array().into_iter().flatten().filter_map(Value::as_str);
        listed.map(str::to_owned).collect()
    };
    let mark = |(at, mark): (usize, &Value)| {
        let aliases = &mark["aliases"];
        let localised = aliases["loc"].as_object().into_iter().flatten().filter_map(|(_, name)| name.as_str());
        Mark {
            id: format!("{at:05}"),
            title: mark["title"].as_str().unwrap().to_owned(),
            color: Srgb::parse_hex(mark["hex"].as_str().unwrap()).unwrap(),
            aka: [strings(&aliases["aka"]), strings(&aliases["old"])].concat(),
            localised: localised.map(str::to_owned).collect(),
        }
    };
    marks.iter().enumerate().map(mark).collect()
}

fn index(marks: &[Mark]) -> AssetIndex {
    let mut index = AssetIndex::default();
    for mark in marks {
        let asset = Asset {
            aliases: mark.aka.iter().chain(&mark.localised).cloned().collect(),
            palette: vec![Swatch { color: mark.color, percent: 100 }],
            facets: Facets { licence: Some("CC0-1.0".into()), ..Facets::default() },
            ..Asset::new(&mark.id, AssetKind::Logo, &mark.title)
        };
        index.put(asset).unwrap();
    }
    index.settle();
    index
}

/// One question and all that would answer it.
type Asked = (String, BTreeSet<String>);

/// How many of those that could be among the first ten are.
fn recall(index: &AssetIndex, what: &str, asked: &[Asked]) -> f64 {
    let (mut sum, mut missed) = (0.0, Vec::new());
    for (text, relevant) in asked {
        let found = index.search(&Query::words(text, 10));
        let hits = found.hits.iter().filter(|hit| relevant.contains(&hit.id)).count();
        let share = hits as f64 / relevant.len().min(10) as f64;
        if share < 1.0 {
            missed.push(format!("{text} {share:.2}"));
        }
        sum += share;
    }
    let mean = sum / asked.len() as f64;
    println!("{what}: recall@10 {mean:.4} of {} questions; missed {:?}", asked.len(), &missed[..missed.len().min(12)]);
    mean
}

fn same_titles(marks: &[Mark]) -> BTreeMap<String, BTreeSet<String>> {
    let mut by_title: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for mark in marks {
        by_title.entry(folded(&mark.title)).or_default().insert(mark.id.clone());
    }
    by_title
}

/// One letter wrong, missing, too many, or two in the wrong order.
fn misspelt(random: &mut Random, title: &str) -> String {
    let mut letters: Vec<char> = title.to_lowercase().chars().collect();
    let at = random.index(letters.len());
    let letter = char::from(b'a' + random.index(26) as u8);
    match random.index(4) {
        0 => letters[at] = letter,
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letter),
        _ => {
            let at = at.min(letters.len() - 2);
            letters.swap(at, at + 1);
        }
    }
    letters.into_iter().collect()
}

/// What people would call the colour, by hue, saturation and value alone.
fn called(color: Srgb) -> Option<&'static str> {
    let [r, g, b] = [color.r, color.g, color.b].map(|x| f64::from(x) / 255.0);
    let (high, low) = (r.max(g).max(b), r.min(g).min(b));
    let chroma = high - low;
    let saturation = if high > 0.0 { chroma / high } else { 0.0 };
    if high < 0.12 {
        return Some("black");
    }
    if saturation < 0.1 {
        return match high {
            0.95.. => Some("white"),
            0.3..0.85 => Some("grey"),
            _ => None,
        };
    }
    if saturation < 0.45 || high < 0.35 {
        return None;
    }
    let hue = 60.0
        * if high == r {
            ((g - b) / chroma).rem_euclid(6.0)
        } else if high == g {
            (b - r) / chroma + 2.0
        } else {
            (r - g) / chroma + 4.0
        };
    match hue {
        0.0..14.0 | 346.0.. => Some("red"),
        18.0..40.0 => Some("orange"),
        45.0..66.0 => Some("yellow"),
        80.0..160.0 => Some("green"),
        165.0..190.0 => Some("turquoise"),
        200.0..250.0 => Some("blue"),
        260.0..295.0 => Some("purple"),
        300.0..342.0 => Some("pink"),
        _ => None,
    }
}

#[test]
fn brand_marks_are_found_however_they_are_asked_for() {
    let Ok(file) = std::env::var("MAQUETTE_MARKS") else {
        eprintln!("skipped: MAQUETTE_MARKS does not name simple-icons.json");
        return;
    };
    let seed = std::env::var("MAQUETTE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let marks = marks(&file);
    let index = index(&marks);
    let by_title = same_titles(&marks);
    let mut random = Random::new(seed);
    let mut some = |count: usize, fits: &dyn Fn(&Mark) -> bool| -> Vec<&Mark> {
        let mut fitting: Vec<&Mark> = marks.iter().filter(|mark| fits(mark)).collect();
        random.shuffle(&mut fitting);
        fitting.truncate(count);
        fitting
    };
    let relevant = |mark: &Mark| by_title[&folded(&mark.title)].clone();
    let letters = |mark: &Mark| mark.title.chars().count();
    let exact: Vec<Asked> = some(400, &|_| true).into_iter().map(|mark| (mark.title.clone(), relevant(mark))).collect();
    let wrong = some(400, &|mark| letters(mark) >= 4);
    let cut = some(200, &|mark| letters(mark) >= 6);
    let mut random = Random::new(seed ^ 0x5eed);
    let wrong: Vec<Asked> =
        wrong.into_iter().map(|mark| (misspelt(&mut random, &mark.title), relevant(mark))).collect();
    let cut: Vec<Asked> = cut
        .into_iter()
        .map(|mark| {
            let length = (letters(mark) / 2).max(4);
            let cut = folded(&mark.title.chars().take(length).collect::<String>());
            let begins = by_title.iter().filter(|(title, _)| title.starts_with(&cut));
            (cut.clone(), begins.flat_map(|(_, ids)| ids.clone()).collect())
        })
        .collect();
    let by_alias = |aliases: &dyn Fn(&Mark) -> Vec<String>| -> Vec<Asked> {
        let mut by_alias: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for mark in &marks {
            for alias in aliases(mark) {
                by_alias.entry(alias).or_default().insert(mark.id.clone());
            }
        }
        by_alias.into_iter().collect()
    };
    let (aka, localised) = (by_alias(&|mark| mark.aka.clone()), by_alias(&|mark| mark.localised.clone()));

    let mut by_color: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for mark in &marks {
        if let Some(name) = called(mark.color) {
            by_color.entry(name).or_default().insert(mark.id.clone());
        }
    }
    let colors: Vec<Asked> = by_color.iter().map(|(name, ids)| ((*name).to_owned(), ids.clone())).collect();
    let mut colored: Vec<Asked> = Vec::new();
    let mut by_word: BTreeMap<String, Vec<&Mark>> = BTreeMap::new();
    for mark in &marks {
        for word in folded(&mark.title).split(' ').filter(|word| word.len() >= 4) {
            by_word.entry(word.to_owned()).or_default().push(mark);
        }
    }
    for (word, held) in by_word.iter().filter(|(_, held)| held.len() >= 5) {
        for (name, ids) in &by_color {
            let own: BTreeSet<String> =
                held.iter().filter(|mark| ids.contains(&mark.id)).map(|mark| mark.id.clone()).collect();
            if !own.is_empty() {
                colored.push((format!("{name} {word} logo"), own));
            }
        }
    }

    let recalls = [
        (recall(&index, "exact", &exact), 0.99),
        (recall(&index, "one letter wrong", &wrong), 0.95),
        (recall(&index, "cut short", &cut), 0.95),
        (recall(&index, "other names", &aka), 0.97),
        (recall(&index, "names in other languages", &localised), 0.95),
        (recall(&index, "colour", &colors), 0.90),
        (recall(&index, "colour and name", &colored), 0.80),
    ];
    for (recall, least) in recalls {
        assert!(recall >= least, "{recall} of {least}");
    }
}
