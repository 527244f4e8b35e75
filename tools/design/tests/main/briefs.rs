//! Briefs as people write them, in many manners, with what a person would expect to find in the design.
//!
//! `briefs.txt` holds the briefs, apart by lines of `====`; after each stand what is required (`+`) and what is asked for
//! and not given (`?`), in the order of the text.

use maquette_design::Brief;

const BRIEFS: &str = include_str!("briefs.txt");

/// A brief with what it asks for.
struct Labelled {
    text: String,
    required: Vec<String>,
    missing: Vec<String>,
}

fn labelled(block: &str) -> Labelled {
    let (mut text, mut required, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    for line in block.trim().lines() {
        match (line.strip_prefix("+ "), line.strip_prefix("? ")) {
            (Some(item), _) => required.push(item.to_lowercase()),
            (_, Some(item)) => missing.push(item.to_lowercase()),
            _ => text.push(line),
        }
    }
    Labelled { text: text.join("\n").trim().to_owned(), required, missing }
}

#[test]
fn briefs_in_many_manners_are_read_as_a_person_reads_them() {
    let mut wrong = 0;
    let (mut said, mut wanted, mut agreed) = (0, 0, 0);
    for Labelled { text, required, missing } in BRIEFS.split("\n====\n").map(labelled) {
        let brief = Brief::read(&text).unwrap();
        let got: Vec<String> = brief.required().iter().map(|item| item.to_lowercase()).collect();
        (said, wanted) = (said + got.len(), wanted + required.len());
        agreed += got.iter().filter(|item| required.contains(item)).count();
        let (mut a, mut b) = (got.clone(), required.clone());
        a.sort();
        b.sort();
        if a != b || brief.missing != missing {
            wrong += 1;
            let extra: Vec<_> = got.iter().filter(|i| !required.contains(i)).collect();
            let lacking: Vec<_> = required.iter().filter(|i| !got.contains(i)).collect();
            println!("{text}\n   extra {extra:?}\n   lacking {lacking:?}");
            if brief.missing != missing {
                println!("   missing {:?} want {missing:?}", brief.missing);
            }
        }
    }
    println!("{agreed} of {said} said and of {wanted} wanted; {wrong} briefs are read otherwise");
    assert_eq!(wrong, 0);
}
