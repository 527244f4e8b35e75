//! How far apart the ten lie that a search finds, over a set of briefs.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use compose::ProposeRequest;
use design::{BrandKit, Brief, Critique, DesignPlan, Format, KitFiles};
use render::FontBook;

/// A plan with what a glance at it said.
type Seen = (DesignPlan, Critique);

/// Over a set of briefs (`MAQUETTE_BRIEFS`, a CSV file), in the built-in kit and an invented one, the ten that are found
/// lie at least 1.5 times as far apart as ten random seeds of the best arrangement.
#[test]
fn the_ten_lie_far_apart() {
    let Ok(path) = std::env::var("MAQUETTE_BRIEFS") else {
        println!("skipped: MAQUETTE_BRIEFS names no file of briefs");
        return;
    };
    let fernhill = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/brands/fernhill");
    for kit in [(*BrandKit::builtin()).clone(), BrandKit::from_files(&files_of(&fernhill)).unwrap()] {
        let mut reader = csv::Reader::from_path(&path).unwrap();
        let names = ["brief", "text", "Intension"];
        let column = reader.headers().unwrap().iter().position(|name| names.contains(&name)).unwrap();
        let (mut all, mut nearer, mut sums) = (0, 0, (0.0, 0.0));
        for row in reader.records() {
            let (found, seeds) = spread_and_seeds(&kit, &row.unwrap()[column]);
            all += 1;
            nearer += usize::from(found < 1.5 * seeds);
            sums = (sums.0 + found, sums.1 + seeds);
        }
        let ratio = sums.0 / sums.1;
        println!("{}: {all} briefs, mean ratio {ratio:.2}, below 1.5 in {nearer}", kit.id);
        assert!(ratio >= 1.5, "{}: {ratio:.2}", kit.id);
    }
}

/// Mean distance of the ten that are found, and that of ten random seeds of the best archetype: everything else of its
/// plans is drawn anew.
fn spread_and_seeds(kit: &BrandKit, text: &str) -> (f64, f64) {
    let fonts = FontBook::for_kit(kit).unwrap().0;
    let brief = Brief::read(text).unwrap();
    let copy = compose::write_copy(&brief, kit, 5);
    let format = brief.format.as_deref().map_or_else(Format::default, |name| Format::parse(name).unwrap());
    let (brief, copy, fonts, format) = (&brief, &copy, &fonts, &format);
    let ask = ProposeRequest {
        brief,
        copy,
        kit,
        fonts,
        format,
        count: 10,
        seed: 5,
        around: None,
        vary: &[],
        photographed: false,
        begun: None,
        edits: &[],
    };
    let found: Vec<Seen> = compose::search(&ask).into_iter().filter_map(|found| looked_at(&ask, found.plan)).collect();
    assert_eq!(found.len(), 10, "all that is found can be composed: {text}");
    let best = &found[0].0.archetype;
    let mut drawn: Vec<Seen> = Vec::new();
    for seed in 0..400 {
        let plans = compose::propose(&ProposeRequest { count: 30, seed, ..ask });
        drawn.extend(plans.into_iter().find(|plan| plan.archetype == *best).and_then(|plan| looked_at(&ask, plan)));
        if drawn.len() == 10 {
            break;
        }
    }
    (mean_distance(&found), mean_distance(&drawn))
}

fn looked_at(ask: &ProposeRequest<'_>, plan: DesignPlan) -> Option<Seen> {
    let composition = compose::compose(&plan, ask.copy, ask.kit, ask.fonts, ask.format).ok()?;
    let (document, pictures) = composition.illustrated(ask.kit).ok()?;
    let layout = render::lay_out(&document, ask.kit, ask.fonts, &pictures).ok()?;
    Some((plan, measure::glance(&layout, ask.copy).ok()?))
}

fn mean_distance(seen: &[Seen]) -> f64 {
    let pairs = (0..seen.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
    let apart: Vec<f64> =
        pairs.map(|(a, b)| compose::distance((&seen[a].0, &seen[a].1), (&seen[b].0, &seen[b].1))).collect();
    apart.iter().sum::<f64>() / apart.len().max(1) as f64
}

/// The files of a kit, folders within it too.
fn files_of(folder: &Path) -> KitFiles {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = entry.file_name().unwrap().to_string_lossy().into_owned();
        if entry.is_dir() {
            files.extend(files_of(&entry).0.into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            files.insert(name, Arc::from(std::fs::read(&entry).unwrap()));
        }
    }
    KitFiles(files)
}
