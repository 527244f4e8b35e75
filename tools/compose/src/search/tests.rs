use design::{BrandKit, Brief, Copy, Format};
use render::FontBook;

use super::archive::apart;
use super::*;

const BRIEFS: [&str; 3] = [
    "Spring plant sale: 30% off everything, this Saturday 9am–4pm, 12 Harbour Street. Playful poster.",
    "Create an Instagram post for a jazz night at the Low Lantern on 9 October, doors 7.30pm. Elegant.",
    "Design a Facebook cover for a bakery called The Long Loaf.",
];

/// Does something with a request for ten plans of a brief.
fn with_request<T>(text: &str, seed: u64, work: impl FnOnce(&ProposeRequest<'_>) -> T) -> T {
    let (kit, fonts) = (BrandKit::builtin(), FontBook::embedded());
    let brief = Brief::read(text).unwrap();
    let copy: Copy = crate::write_copy(&brief, &kit, seed);
    let format = brief.format.as_deref().map_or_else(Format::default, |name| Format::parse(name).unwrap());
    let (brief, copy, kit, fonts, format) = (&brief, &copy, &*kit, &fonts, &format);
    work(&ProposeRequest {
        brief,
        copy,
        kit,
        fonts,
        format,
        count: 10,
        seed,
        around: None,
        vary: &[],
        photographed: false,
        begun: None,
        edits: &[],
    })
}

fn mean_distance(tried: &[Tried]) -> f64 {
    let pairs: Vec<f64> =
        (0..tried.len()).flat_map(|a| (0..a).map(move |b| (a, b))).map(|(a, b)| apart(&tried[a], &tried[b])).collect();
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
    let mut trial = Search::new(request, &studio, &|| true);
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

#[test]
fn a_search_is_never_worse_than_its_first_generation() {
    with_request(BRIEFS[0], 7, |request| {
        let studio = Studio::new(request, request.seed);
        let mut trial = Search::new(request, &studio, &|| true);
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
