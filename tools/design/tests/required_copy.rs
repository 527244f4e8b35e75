//! Precision and recall of required copy against hand-made labels outside the repository.
//!
//! `MAQUETTE_BRIEFS` names a CSV file with the columns `id` and `Intension`, `MAQUETTE_LABELS` a JSONL file whose lines are
//! `{"id", "required": []}`. With `MAQUETTE_FLOOR` set, scores below it fail. Says so and passes when the files are not named.

#![expect(clippy::disallowed_methods, reason = "a measuring program reads what it measures; the room itself does not")]

use std::collections::BTreeMap;

use maquette_design::Brief;

fn fold(text: &str) -> String {
    text.to_lowercase().replace('’', "'").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn holds(whole: &str, part: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    whole.match_indices(part).any(|(at, _)| {
        let (before, after) = (whole[..at].chars().next_back(), whole[at + part.len()..].chars().next());
        let cuts = inside(before) && inside(part.chars().next()) || inside(after) && inside(part.chars().next_back());
        !cuts
    })
}

/// How many of `items` are matched among `others`: exactly, and by one holding the other at word boundaries.
fn matched(items: &[String], others: &[String]) -> (usize, usize) {
    let exact = items.iter().filter(|item| others.contains(item)).count();
    let held = items.iter().filter(|item| others.iter().any(|other| holds(other, item) || holds(item, other))).count();
    (exact, held)
}

#[test]
fn required_copy_agrees_with_the_labels() {
    let (Ok(briefs), Ok(labels)) = (std::env::var("MAQUETTE_BRIEFS"), std::env::var("MAQUETTE_LABELS")) else {
        println!("skipped: set MAQUETTE_BRIEFS (CSV) and MAQUETTE_LABELS (JSONL) to measure required copy");
        return;
    };
    let mut texts = BTreeMap::new();
    let mut reader = csv::Reader::from_path(briefs).expect("the CSV file opens");
    let headers = reader.headers().expect("the CSV file has headers").clone();
    let column = |name: &str| headers.iter().position(|h| h == name).expect("the column is there");
    let (id, text) = (column("id"), column("Intension"));
    for row in reader.records() {
        let row = row.expect("the row is CSV");
        texts.insert(row[id].to_owned(), row[text].to_owned());
    }
    let (mut said, mut wanted, mut exact, mut held, mut recalled, mut found) = (0, 0, 0, 0, 0, 0);
    for line in std::fs::read_to_string(labels).expect("the label file opens").lines().filter(|l| !l.trim().is_empty())
    {
        let label: serde_json::Value = serde_json::from_str(line).expect("the label is JSON");
        let id = label["id"].as_str().expect("labels have ids");
        let list = |v: &serde_json::Value| -> Vec<String> {
            v.as_array().into_iter().flatten().filter_map(|s| s.as_str()).map(fold).collect()
        };
        let want = list(&label["required"]);
        let brief = Brief::read(&texts[id]).expect("the brief reads");
        let got: Vec<String> = brief.required().iter().map(|s| fold(s)).collect();
        let (e, h) = matched(&got, &want);
        let (re, rh) = matched(&want, &got);
        (said, wanted, exact, held, recalled, found) =
            (said + got.len(), wanted + want.len(), exact + e, held + h, recalled + re, found + rh);
        if e < got.len() || re < want.len() {
            println!("{id}: {}\n   got {got:?}\n  want {want:?}", texts[id]);
        }
        if list(&label["missing"]) != brief.missing {
            println!("{id} missing: got {:?} want {:?}", brief.missing, list(&label["missing"]));
        }
    }
    let share = |a: usize, b: usize| if b == 0 { 1.0 } else { a as f64 / b as f64 };
    println!("exact: precision {:.3} recall {:.3}", share(exact, said), share(recalled, wanted));
    println!("held:  precision {:.3} recall {:.3}", share(held, said), share(found, wanted));
    if let Some(floor) = std::env::var("MAQUETTE_FLOOR").ok().and_then(|f| f.parse::<f64>().ok()) {
        assert!(share(exact, said) >= floor && share(recalled, wanted) >= floor, "required copy is below {floor}");
    }
}
