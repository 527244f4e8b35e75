//! Type: what leads, how far it leads, and whether all of it can be read.

use design::document::Role;
use design::format::Aspect;
use design::{Finding, Score, Severity};

use super::{band, plainly, ramp};
use crate::Subject;
use crate::features::image_share;
use crate::subject::TextElement;

/// Two sizes nearer than this look like a mistake. Source: the design guide's banned zone between roles.
const STEP_MIN: f64 = 1.35;
/// Sizes within this ratio are one size.
const SAME_SIZE: f64 = 1.05;

fn rank(role: Role) -> Option<u8> {
    match role {
        Role::Headline => Some(0),
        Role::Subhead => Some(1),
        Role::Cta | Role::Body => Some(2),
        Role::Legal => Some(3),
        Role::Background | Role::Underlay | Role::Image | Role::Logo | Role::Embellishment => None,
    }
}

/// One text leads clearly, and size follows importance.
///
/// Half: the largest size over the next other one, 1.0 (0) by 1.8 (0.6) to 4.0 (1). Half: the share of pairs of texts of
/// different role whose sizes are in the order headline ≥ subhead ≥ body, call to action ≥ legal; the leading text is left out,
/// because a price or a date may lead a design. Where nothing leads by 1.8 times the order says less, half where nothing leads at
/// all. What is below its least size (see `legibility`) counts as being of it. Source: Kendall's τ over roles; the design guide's
/// three levels.
pub(super) fn hierarchy(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let Some(hero) = subject.hero() else { return plainly(0.0) };
    let others = || subject.texts.iter().filter(|text| text.id() != hero.id());
    // Lines of one role and size are one element in several nodes.
    let rival = |text: &&TextElement<'_>| text.role() != hero.role() || hero.size / text.size > SAME_SIZE;
    // What is too small to be read makes nothing else lead.
    let seen = |text: &TextElement<'_>| text.size.max(floor(subject, text.role()) * subject.unit());
    let next = others().filter(rival).map(seen).fold(0.0, f64::max);
    let lead = if next > 0.0 {
        LED * ramp(hero.size / next, 1.0, 1.8) + (1.0 - LED) * ramp(hero.size / next, 1.8, 4.0)
    } else if others().next().is_some() {
        0.0
    } else {
        1.0
    };
    let ranked: Vec<(u8, f64)> = others().filter_map(|text| Some((rank(text.role())?, text.size))).collect();
    let (mut pairs, mut in_order) = (0_u32, 0_u32);
    for (index, a) in ranked.iter().enumerate() {
        for b in ranked[index + 1..].iter().filter(|b| b.0 != a.0) {
            let (upper, lower) = if a.0 < b.0 { (a, b) } else { (b, a) };
            pairs += 1;
            in_order += u32::from(upper.1 * SAME_SIZE >= lower.1);
        }
    }
    let order = if pairs == 0 { 1.0 } else { f64::from(in_order) / f64::from(pairs) };
    let mut findings = Vec::new();
    if lead < 0.2 && subject.texts.len() > 1 {
        let message = format!("`{}` hardly leads: nothing is much larger than the rest.", hero.id());
        let ratio = if next > 0.0 { hero.size / next } else { 1.0 };
        findings.push(Finding::new("hierarchy", Severity::Warn, message).at(hero.id(), hero.ink).measured(ratio, 1.8));
    }
    let told = ORDER_UNLED + (1.0 - ORDER_UNLED) * (lead / LED).min(1.0);
    (Score::from_f64((lead + order * told) / 2.0), findings)
}

/// Worth of a lead of 1.8 times, from which on sizes are told apart and their order says what matters; and what the order is worth
/// where nothing leads.
const LED: f64 = 0.6;
const ORDER_UNLED: f64 = 0.5;

/// Sizes are far apart and few.
///
/// The largest size over the size that most of the copy has, or the least that is read, 1 (0) to 4 on tall and square pages, 3 on
/// wide ones, 2 on tiny ones (1); art on a third of the page counts for 0.7 by itself. Times 0.9 for each size beyond four (three
/// on tiny formats), and for each pair of neighbouring sizes between 1.05 and 1.35.
pub(super) fn scale_contrast(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let (Some(hero), Some(body)) = (subject.hero(), subject.body_size()) else { return plainly(0.5) };
    let target = match subject.aspect() {
        _ if subject.tiny() => 2.0,
        Aspect::Wide | Aspect::Strip => 3.0,
        Aspect::Tower | Aspect::Tall | Aspect::Square => 4.0,
    };
    let form = if image_share(&subject.ground_grid) >= 0.35 { 0.7 } else { 0.0 };
    let read = body.max(floor(subject, Role::Body) * subject.unit());
    let contrast = ramp(hero.size / read.max(1e-6), 1.0, target).max(form);
    let mut sizes: Vec<f64> = subject.texts.iter().map(|text| text.size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.dedup_by(|larger, smaller| *larger / *smaller <= SAME_SIZE);
    let near = sizes.windows(2).filter(|pair| pair[1] / pair[0] < STEP_MIN).count();
    let many = sizes.len().saturating_sub(if subject.tiny() { 3 } else { 4 });
    plainly(contrast * libm::pow(0.9, (near + many).min(100) as f64))
}

/// The smallest size that a role may have, units. Source: the design guide's sizes by format, "legal floor" and "body".
fn floor(subject: &Subject<'_>, role: Role) -> f64 {
    let (body, legal) = match subject.aspect() {
        Aspect::Strip => (12.0, 10.0),
        Aspect::Tower => (6.6, 6.0),
        _ if subject.tiny() => (4.6, 4.0),
        Aspect::Wide => (2.8, 2.2),
        Aspect::Tall | Aspect::Square => (2.0, 1.6),
    };
    if role == Role::Legal { legal } else { body }
}

/// How much larger than its floor a text is that is read with ease. Source: the design guide's sizes by format, "sub", "body" and
/// "label".
fn ease(subject: &Subject<'_>, role: Role) -> f64 {
    match (role, subject.aspect()) {
        (Role::Legal, _) => 1.1,
        (_, Aspect::Strip | Aspect::Tower) => 1.15,
        (Role::Subhead, _) => 1.7,
        _ => 1.35,
    }
}

/// Everything can be read: size, measure and leading of each text, weighted by the root of its length; the worst text counts
/// half.
///
/// Size: 0.6 of the floor (0) by the floor (0.5) to what is read with ease (1). Measure: characters in the longest line of
/// running text, 56 (1) to 90 (0). Leading of running text: 0 at 0.95 and 1.9, 1 from 1.1 to 1.6; of larger type: 0 at 0.7, 1
/// from 0.82 to 1.45.
pub(super) fn legibility(subject: &Subject<'_>) -> (Score, Vec<Finding>) {
    let (mut sum, mut weights, mut worst) = (0.0, 0.0, 1.0_f64);
    let mut findings = Vec::new();
    for text in &subject.texts {
        let smallest = text.set.runs.iter().map(|run| run.size).fold(text.size, f64::min);
        let needed = floor(subject, text.role()) * subject.unit();
        // Small signs beside large ones (a currency mark, an ordinal) are read with them.
        let read = smallest.max(text.size * 0.3);
        let least = ramp(read / needed, 0.6, 1.0);
        let size = 0.5 * least + 0.5 * ramp(read / needed, 1.0, ease(subject, text.role()));
        if least < 0.5 {
            let message =
                format!("`{}` is set at {smallest:.0} px; {needed:.0} px is the least on this page.", text.id());
            findings.push(
                Finding::new("size_floor", Severity::Warn, message).at(text.id(), text.ink).measured(smallest, needed),
            );
        }
        let score = size * measure(subject, text) * leading(subject, text);
        let weight = libm::sqrt(text.characters().max(1) as f64);
        sum += score * weight;
        weights += weight;
        worst = worst.min(score);
    }
    let mean = if weights > 0.0 { sum / weights } else { 1.0 };
    (Score::from_f64((mean + worst) / 2.0), findings)
}

fn measure(subject: &Subject<'_>, text: &TextElement<'_>) -> f64 {
    let longest = text.set.lines.iter().map(|line| line.text.chars().count()).max().unwrap_or(0) as f64;
    if text.set.lines.len() < 3 || text.size > 6.0 * subject.unit() { 1.0 } else { ramp(longest, 90.0, 56.0) }
}

fn leading(subject: &Subject<'_>, text: &TextElement<'_>) -> f64 {
    if text.set.lines.len() < 2 {
        return 1.0;
    }
    let running = text.size <= 4.0 * subject.unit();
    band(text.text.leading, if running { [0.95, 1.1, 1.6, 1.9] } else { [0.7, 0.82, 1.45, 1.9] })
}
