use design::{BrandKit, Brief, Copy, Format};
use render::FontBook;

use super::archive::distance;
use super::*;

const BRIEFS: [&str; 3] = [
    "Spring plant sale: 30% off everything, this Saturday 9am–4pm, 12 Harbour Street. Playful poster.",
    "Create an Instagram post for a jazz night at the Low Lantern on 9 October, doors 7.30pm. Elegant.",
    "Design a Facebook cover for a bakery called The Long Loaf.",
];

/// Does something with a request for ten plans of a brief.
fn with_request<T>(text: &str, seed: u64, work: impl FnOnce(&ProposeRequest<'_>) -> T) -> T {
    with_kit(&BrandKit::builtin(), text, seed, work)
}

fn with_kit<T>(kit: &BrandKit, text: &str, seed: u64, work: impl FnOnce(&ProposeRequest<'_>) -> T) -> T {
    let fonts = FontBook::for_kit(kit).unwrap().0;
    let brief = Brief::read(text).unwrap();
    let copy: Copy = crate::write_copy(&brief, kit, seed);
    let format = brief.format.as_deref().map_or_else(Format::default, |name| Format::parse(name).unwrap());
    let (brief, copy, fonts, format) = (&brief, &copy, &fonts, &format);
    work(&ProposeRequest { brief, copy, kit, fonts, format, count: 10, seed, around: None, vary: &[] })
}

fn mean_distance(tried: &[Tried]) -> f64 {
    let pairs: Vec<f64> = (0..tried.len())
        .flat_map(|a| (0..a).map(move |b| (a, b)))
        .map(|(a, b)| distance(&tried[a], &tried[b]))
        .collect();
    pairs.iter().sum::<f64>() / pairs.len().max(1) as f64
}

#[test]
fn ten_plans_are_found_and_the_same_again() {
    for text in BRIEFS {
        let found = with_request(text, 3, search);
        assert_eq!(found.len(), 10, "{text}");
        assert_eq!(found, with_request(text, 3, search), "{text}");
        assert_ne!(found, with_request(text, 4, search), "{text}: the seed has its say");
    }
}

#[test]
fn what_is_found_is_farther_apart_than_seeds_of_the_best() {
    for text in BRIEFS {
        let (apart, seeds) = with_request(text, 5, spread_and_seeds);
        assert!(apart >= 1.5 * seeds, "{text}: {apart:.3} against {seeds:.3}");
    }
}

/// Mean distance of the ten that are found, and that of ten random seeds of the best archetype: everything else of its
/// plans is drawn anew.
fn spread_and_seeds(request: &ProposeRequest<'_>) -> (f64, f64) {
    let studio = Studio::new(request, request.seed);
    let mut trial = Search::new(request, &studio);
    let found: Vec<Tried> = search(request).into_iter().filter_map(|found| trial.look(found.plan)).collect();
    assert_eq!(found.len(), 10, "all that is found can be composed");
    let best = &found[0].plan;
    let mut drawn: Vec<Tried> = Vec::new();
    for seed in 0..400 {
        let studio = Studio::new(request, seed);
        let plans = studio.plans(30).into_iter().filter(|plan| plan.archetype == best.archetype);
        drawn.extend(plans.take(1).filter_map(|plan| trial.look(plan)));
        if drawn.len() == 10 {
            break;
        }
    }
    (mean_distance(&found), mean_distance(&drawn))
}

/// The files of a kit, two folders deep.
fn files_of(folder: &std::path::Path) -> design::KitFiles {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = entry.file_name().unwrap().to_string_lossy().into_owned();
        if entry.is_dir() {
            files.extend(files_of(&entry).0.into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            files.insert(name, Arc::from(std::fs::read(&entry).unwrap()));
        }
    }
    design::KitFiles(files)
}

/// The same over a set of briefs (`MAQUETTE_BRIEFS`, a CSV file) in the built-in kit and an invented one.
#[test]
fn over_a_set_of_briefs_the_ten_lie_far_apart() {
    let Ok(path) = std::env::var("MAQUETTE_BRIEFS") else {
        println!("skipped: MAQUETTE_BRIEFS names no file of briefs");
        return;
    };
    let fernhill = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/brands/fernhill");
    let kits = [(*BrandKit::builtin()).clone(), BrandKit::from_files(&files_of(&fernhill)).unwrap()];
    for kit in kits {
        let (mut all, mut nearer, mut sums) = (0, 0, (0.0, 0.0));
        let mut reader = csv::Reader::from_path(&path).unwrap();
        let names = ["brief", "text", "Intension"];
        let column = reader.headers().unwrap().iter().position(|name| names.contains(&name)).unwrap();
        for row in reader.records() {
            let (apart, seeds) = with_kit(&kit, &row.unwrap()[column], 5, spread_and_seeds);
            all += 1;
            nearer += usize::from(apart < 1.5 * seeds);
            sums = (sums.0 + apart, sums.1 + seeds);
        }
        let ratio = sums.0 / sums.1;
        println!("{}: {all} briefs, mean ratio {ratio:.2}, below 1.5 in {nearer}", kit.id);
        assert!(ratio >= 1.5, "{}: {ratio:.2}", kit.id);
    }
}

#[test]
fn a_search_is_never_worse_than_its_first_generation() {
    with_request(BRIEFS[0], 7, |request| {
        let studio = Studio::new(request, request.seed);
        let mut trial = Search::new(request, &studio);
        let best = |plans: Vec<DesignPlan>, trial: &mut Search<'_>| {
            plans.into_iter().filter_map(|plan| trial.look(plan)).map(|tried| tried.worth).fold(0.0, f64::max)
        };
        let first = best(studio.plans(FIRST), &mut trial);
        assert!(best(search(request).into_iter().map(|found| found.plan).collect(), &mut trial) >= first);
    });
}

#[test]
fn copy_without_words_finds_nothing() {
    with_request(BRIEFS[0], 1, |request| {
        let empty = Copy::default();
        assert!(search(&ProposeRequest { copy: &empty, ..*request }).len() <= 10);
    });
}
