//! Plans that somebody is believed to like: many are drafted, those are kept that are most useful together by their taste, and a few
//! beside them that are not chosen by it, so that what is believed can turn out to be wrong.

use compose::{Draft, Found, ProposeRequest, drafts};
use planner::FIT_PERCENT;
use planner::taste::{Look, Steering, most_useful};

/// Drafts around a plan.
const DRAFTS: usize = 48;
/// Of ten plans, those that are chosen by taste.
const BY_TASTE_TENTHS: usize = 8;
/// From so far on the way that is asked for no further is better, standard deviations.
const FAR_ENOUGH: f64 = 1.5;

/// Plans for a request, chosen by a taste: at most `request.count`.
pub(super) fn search(request: &ProposeRequest<'_>, steering: &Steering, wanted: &dyn Fn() -> bool) -> Vec<Found> {
    let count = request.count;
    let drafts = drafts(&ProposeRequest { count: DRAFTS.max(count), ..*request }, wanted);
    let looks = looks(&drafts);
    let heard = heard(steering, &looks, count);
    let of_heard: Vec<Look> = heard.iter().map(|draft| looks[*draft]).collect();
    let belief = steering.taste.belief(request.seed);
    let members = most_useful(&belief, &of_heard, (count * BY_TASTE_TENTHS).div_ceil(10), &|_, _| 0.0, &|_, _| true);
    let mut chosen: Vec<usize> = members.into_iter().map(|member| heard[member]).collect();
    for draft in heard {
        if chosen.len() < count && !chosen.contains(&draft) {
            chosen.push(draft);
        }
    }
    let found = |draft: usize| Found { plan: drafts[draft].plan.clone(), fit: drafts[draft].fit };
    chosen.into_iter().map(found).collect()
}

/// How drafts look. How good they are is told among each other, since a glance sees less than the critique.
fn looks(drafts: &[Draft]) -> Vec<Look> {
    // As in the totals of designs.
    let fit = f64::from(FIT_PERCENT) / 100.0;
    let worth = |draft: &Draft| fit * draft.fit.as_f64() + (1.0 - fit) * draft.critique.total().as_f64();
    let worths: Vec<f64> = drafts.iter().map(worth).collect();
    let count = worths.len().max(1) as f64;
    let mean = worths.iter().sum::<f64>() / count;
    let variance = worths.iter().map(|worth| (worth - mean) * (worth - mean)).sum::<f64>() / count;
    let deviation = libm::sqrt(variance).max(1e-6);
    let look = |(draft, worth): (&Draft, &f64)| {
        Look::of(&draft.plan, &draft.critique.features).of_quality((worth - mean) / deviation)
    };
    drafts.iter().zip(&worths).map(look).collect()
}

/// The drafts that go the way that is asked for, in their order: those that go it, and where these are fewer than are wanted
/// those that come closest to it; of more than half of all, the half that goes it farthest.
fn heard(steering: &Steering, looks: &[Look], count: usize) -> Vec<usize> {
    let Some(of) = steering.of.filter(|_| !steering.wishes.is_empty()) else { return (0..looks.len()).collect() };
    let moved = |draft: usize| -> f64 {
        let each = steering.wishes.iter().map(|wish| wish.moved(&of, &looks[draft]).min(FAR_ENOUGH));
        each.sum()
    };
    let mut order: Vec<usize> = (0..looks.len()).collect();
    order.sort_by(|a, b| moved(*b).total_cmp(&moved(*a)).then(a.cmp(b)));
    let right = order.iter().filter(|draft| moved(**draft) > 0.0).count();
    order.truncate(right.min(looks.len().div_ceil(2)).max(count));
    order.sort_unstable();
    order
}
