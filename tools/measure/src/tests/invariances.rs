//! What a critique does not depend on: names, groups that change nothing, the scale of the page, where on a plain page a
//! design stands.

use design::{Finding, Random, Rect};
use proptest::prelude::*;

use super::*;

/// Rules about how elements stand to each other.
const OF_RELATIONS: [&str; 3] = ["hierarchy", "alignment", "rhythm"];
/// Rules of the document alone: no pixel enters them.
const OF_THE_DOCUMENT: [&str; 6] = ["hierarchy", "alignment", "rhythm", "margins", "legibility", "clutter"];
/// How far they may move when a page is scaled: lengths lie on a grid of 1/64 px.
const GRID_TOLERANCE: f64 = 0.002;
/// How far rules over pixels may, on nineteen pages of twenty: their cells are cut from other pixels, and edges are smoothed anew.
const PIXEL_TOLERANCE: f64 = 0.06;
/// And on the others, where a colour just counts, or is just the ground.
const PIXEL_TOLERANCE_MAX: f64 = 0.25;

/// A page of forms and texts of all kinds, good or bad; its own text is required.
fn any_page(seed: u64) -> Exhibit {
    let mut exhibit = sound();
    let mut random = Random::new(seed);
    (exhibit.document.page.w, exhibit.document.page.h) = (720.0, 720.0);
    exhibit.kit.logos[0].min_px = 4.0;
    let tokens: Vec<Paint> = exhibit.kit.colors.keys().map(Paint::token).collect();
    let fill = |random: &mut Random| random.pick(&tokens).unwrap().clone();
    let ground =
        shape("ground", Role::Background, [0.0, 0.0, 720.0, 720.0], Shape::Rect { radius: 0.0 }, fill(&mut random));
    let mut nodes = vec![ground];
    let area = |random: &mut Random, w: f64, h: f64| {
        // On a grid of 4 px, so that half and twice of it lie on the grid of lengths.
        let at = |random: &mut Random, least: f64, most: f64| (random.range(least, most) / 4.0).floor() * 4.0;
        [at(random, -20.0, 700.0 - w / 2.0), at(random, -20.0, 700.0 - h / 2.0), w, h]
    };
    for at in 0..random.index(4) {
        let form = if random.chance(0.5) { Shape::Ellipse } else { Shape::Rect { radius: 0.0 } };
        let role = if random.chance(0.5) { Role::Image } else { Role::Embellishment };
        let place = area(&mut random, 40.0 + 40.0 * at as f64, 80.0);
        nodes.push(shape(&format!("form-{at}"), role, place, form, fill(&mut random)));
    }
    let roles = [Role::Headline, Role::Subhead, Role::Body, Role::Cta, Role::Legal];
    for (at, role) in roles.into_iter().enumerate().take(2 + random.index(4)) {
        let size = [64.0, 32.0, 20.0, 16.0, 12.0][random.index(5)];
        let said = ["Night garden", "Open late", "12 Harbour Street", "Book a place"][random.index(4)];
        let place = area(&mut random, 240.0, 120.0);
        let mut text = words(&format!("text-{at}"), role, said, place, size, 600, &fill(&mut random));
        text.rotation = if random.chance(0.2) { 10.0 } else { 0.0 };
        text.opacity = if random.chance(0.2) { 0.5 } else { 1.0 };
        nodes.push(text);
    }
    let mut mark = exhibit.document.node(&"logo".into()).unwrap().clone();
    mark.id = "mark".into();
    mark.area = area(&mut random, 60.0, 20.0).into();
    nodes.insert(1 + random.index(nodes.len()), mark);
    exhibit.document.nodes = nodes;
    exhibit
}

/// Every node, those in groups too.
fn every(nodes: &mut [Node], change: &mut impl FnMut(&mut Node)) {
    for node in nodes {
        change(node);
        if let Content::Group { children } = &mut node.content {
            every(children, change);
        }
    }
}

/// A critique without the names of nodes: those that a finding says or recites are one name.
fn nameless(critique: &Critique, names: &[String]) -> Critique {
    let mut longest_first = names.to_vec();
    longest_first.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let forget = |finding: &Finding| {
        let mut text = serde_json::to_string(finding).unwrap();
        for name in &longest_first {
            text = text.replace(&format!("`{name}`"), "`one`").replace(&format!("\"{name}\""), "\"one\"");
        }
        serde_json::from_str(&text).unwrap()
    };
    Critique { findings: critique.findings.iter().map(forget).collect(), ..critique.clone() }
}

fn names(exhibit: &Exhibit) -> Vec<String> {
    exhibit.document.walk().map(|node| node.id.0.clone()).collect()
}

fn group(id: &str, children: Vec<Node>) -> Node {
    node(id, Role::Body, [13.0, 17.0, 300.0, 200.0], Content::Group { children })
}

/// Findings without the edits that would mend them.
fn unmended(critique: Critique) -> Critique {
    let findings = critique.findings.into_iter().map(|finding| Finding { repair: None, ..finding }).collect();
    Critique { findings, ..critique }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn names_do_not_matter(seed: u64) {
        let exhibit = any_page(seed);
        let (mut renamed, mut at) = (exhibit.clone(), 0_u32);
        // In another order than before, for whatever is sorted by them.
        every(&mut renamed.document.nodes, &mut |node| {
            at += 1;
            node.id = design::NodeId(format!("n{:08x}", at.wrapping_mul(2_654_435_761)));
        });
        prop_assert_eq!(
            nameless(&exhibit.judged(), &names(&exhibit)),
            nameless(&renamed.judged(), &names(&renamed))
        );
    }

    #[test]
    fn a_group_that_changes_nothing_changes_nothing(seed: u64, each: bool) {
        let exhibit = any_page(seed);
        let mut wrapped = exhibit.clone();
        let nodes = std::mem::take(&mut wrapped.document.nodes);
        wrapped.document.nodes = if each {
            let wrap = |(at, node)| group(&format!("outer-{at}"), vec![group(&format!("inner-{at}"), vec![node])]);
            nodes.into_iter().enumerate().map(wrap).collect()
        } else {
            vec![group("outer", vec![group("inner", nodes)])]
        };
        // The order of drawing is changed at the top level only, so what covers a text in a group has no such edit.
        prop_assert_eq!(unmended(exhibit.judged()), unmended(wrapped.judged()));
    }

    #[test]
    fn where_on_a_plain_page_a_design_stands_does_not_matter(seed: u64, dx in 0_u32..400, dy in 0_u32..400) {
        let at = |dx: f64, dy: f64| {
            let mut exhibit = any_page(seed);
            (exhibit.document.page.w, exhibit.document.page.h) = (960.0, 960.0);
            for node in &mut exhibit.document.nodes {
                let ground = node.role == Role::Background;
                node.area = if ground { Rect::new(0.0, 0.0, 960.0, 960.0) } else { node.area.translate(dx, dy) };
            }
            exhibit.judged()
        };
        let (one, other) = (at(20.0, 20.0), at(20.0 + f64::from(dx), 20.0 + f64::from(dy)));
        for name in OF_RELATIONS {
            prop_assert_eq!(one.scores[name], other.scores[name], "{}", name);
        }
    }
}

/// The page and all on it, `factor` times as large.
fn scaled(mut exhibit: Exhibit, factor: f64) -> Exhibit {
    let page = &mut exhibit.document.page;
    (page.w, page.h) = (page.w * factor, page.h * factor);
    every(&mut exhibit.document.nodes, &mut |node| {
        let Rect { x, y, w, h } = node.area;
        node.area = Rect::new(x * factor, y * factor, w * factor, h * factor);
        if let Content::Text { text, .. } = &mut node.content {
            text.runs.iter_mut().for_each(|run| run.size *= factor);
        }
    });
    exhibit
}

#[test]
fn the_scale_of_a_page_does_not_matter() {
    let (mut apart, mut many) = (Vec::new(), 0);
    for seed in 0..20 {
        let own = any_page(seed).judged();
        for factor in [0.5, 2.0] {
            let other = scaled(any_page(seed), factor).judged();
            for rule in crate::house().filter(|rule| matches!(rule.kind, crate::ScorerKind::Weighted(_))) {
                let by = (own.scores[rule.name].as_f64() - other.scores[rule.name].as_f64()).abs();
                if OF_THE_DOCUMENT.contains(&rule.name) {
                    assert!(by <= GRID_TOLERANCE, "{} of {seed} at {factor}: {by}", rule.name);
                    continue;
                }
                assert!(by <= PIXEL_TOLERANCE_MAX, "{} of {seed} at {factor}: {by}", rule.name);
                many += 1;
                apart.extend((by > PIXEL_TOLERANCE).then_some((rule.name, seed, by)));
            }
        }
    }
    assert!(apart.len() * 20 <= many, "{} of {many}: {apart:?}", apart.len());
}

#[test]
fn a_sound_design_is_as_sound_at_any_scale() {
    let mut exhibit = sound();
    exhibit.kit.logos[0].min_px = 12.0;
    let own = exhibit.judged();
    for factor in [0.5, 2.0] {
        let other = scaled(exhibit.clone(), factor).judged();
        assert_eq!(gates(&other), [""; 0], "{factor}: {:?}", other.findings);
        for (name, score) in &own.scores {
            let apart = (score.as_f64() - other.scores[name].as_f64()).abs();
            assert!(apart <= 0.04, "{name} at {factor}: {apart}");
        }
    }
}

#[test]
fn copy_that_a_group_says_is_said_whatever_groups_its_words_are_in() {
    let split = |each: bool| {
        let mut exhibit = sound();
        let nodes = std::mem::take(&mut exhibit.document.nodes);
        let (texts, others): (Vec<Node>, Vec<Node>) = nodes.into_iter().partition(|node| node.id == "headline".into());
        let Content::Text { text, fill } = &texts[0].content else { panic!("a text") };
        let part = |id: &str, said: &str, y: f64| {
            let mut text = text.clone();
            text.runs[0].text = said.to_owned();
            node(id, Role::Headline, [70.0, y, 900.0, 185.0], Content::Text { text, fill: fill.clone() })
        };
        let parts = [part("one", "Night", 70.0), part("two", "garden", 255.0)];
        let parts = parts.map(|part| if each { group(&format!("in-{}", part.id), vec![part]) } else { part });
        exhibit.document.nodes = others;
        exhibit.document.nodes.push(group("head", parts.into()));
        exhibit.judged()
    };
    assert_eq!(gates(&split(false)), [""; 0]);
    assert_eq!(gates(&split(true)), [""; 0]);
}
