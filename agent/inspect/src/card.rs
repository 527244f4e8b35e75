//! The report card of one design: the verdict, what was found drawn on the picture, and what the total is made of.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use design::{Critique, Finding, Rect, Score, ScorePart, Severity};
use maud::{Markup, html};

use crate::page::{class, document};

/// Most findings that are told; a design with more has other troubles.
const FINDINGS_MAX: usize = 60;
/// Marks on the picture are so large, shares of the page's longer side.
const MARK: f64 = 0.017;

/// What a report card is made of.
#[derive(Debug, Clone, Copy)]
pub struct ScoreCard<'a> {
    /// What was judged: the name of a file.
    pub title: &'a str,
    /// The verdict.
    pub critique: &'a Critique,
    /// What the total is made of.
    pub parts: &'a [ScorePart],
    /// The picture, a PNG.
    pub png: &'a [u8],
    /// The page that findings are placed on, px.
    pub page: Rect,
    /// Whether it has layers, and with them gates.
    pub layered: bool,
    /// What learned judges say, beside the total.
    pub learned: &'a [LearnedLine<'a>],
}

/// What one head of a learned judge says.
#[derive(Debug, Clone, Copy)]
pub struct LearnedLine<'a> {
    /// The judge, by name and version.
    pub judge: &'a str,
    /// The head's name.
    pub head: &'a str,
    /// Where it lies among those that the judge was calibrated with.
    pub score: Score,
}

/// Writes the card as a page: self-contained, with nothing fetched and nothing run.
#[must_use]
pub fn score_card_html(card: &ScoreCard<'_>) -> String {
    let findings: Vec<Numbered<'_>> = (1..).zip(card.critique.findings.iter().take(FINDINGS_MAX)).collect();
    let body = html! {
        header.verdict {
            div {
                p.kicker { "Maquette · report card" }
                h1 { (card.title) }
                p.note { (verdict(card)) }
            }
            p.total.bad[!card.critique.passes()] {
                (hundredths(card.critique.total())) span { "of 100" }
                @if let Some(percentile) = percentile(card.parts, "total") { small { (stands(percentile)) } }
            }
        }
        main {
            div.card {
                article { div.picture { (picture(card)) (marks(card.page, &findings)) } }
                section {
                    h2 { "What was found" }
                    @if findings.is_empty() { p.lede { "Nothing." } }
                    ol.found { @for (number, finding) in &findings { (found(*number, finding)) } }
                    @if card.critique.findings.len() > FINDINGS_MAX {
                        p.lede { (card.critique.findings.len() - FINDINGS_MAX) " more are not told here." }
                    }
                }
            }
            (composition(card))
            (learned(card.learned))
            (gates(card))
        }
    };
    document(&format!("{}: {} of 100", card.title, hundredths(card.critique.total())), &body)
}

/// A finding and its number on the card.
type Numbered<'a> = (usize, &'a Finding);

fn hundredths(score: Score) -> String {
    format!("{:.0}", score.as_f64() * 100.0)
}

fn percentile(parts: &[ScorePart], scorer: &str) -> Option<u8> {
    parts.iter().find(|part| part.scorer == scorer)?.percentile
}

fn stands(percentile: u8) -> String {
    match percentile {
        0 => "among the least that the house shows".to_owned(),
        100 => "among the most that the house shows".to_owned(),
        _ => format!("more than {percentile} in 100 that the house shows"),
    }
}

fn verdict(card: &ScoreCard<'_>) -> String {
    if !card.layered {
        return "A picture without layers is judged by its pixels alone: what it says and whether it can be read is not."
            .to_owned();
    }
    let gates: Vec<&Finding> =
        card.critique.findings.iter().filter(|finding| finding.severity == Severity::Gate).collect();
    match gates.as_slice() {
        [] => "Passes every gate.".to_owned(),
        [one] => format!("Stopped at a gate: {}.", plain(&one.rule)),
        many => format!("Stopped at {} gates: it may not be shown as it is, and its total is nothing.", many.len()),
    }
}

fn plain(name: &str) -> String {
    name.replace('_', " ")
}

fn picture(card: &ScoreCard<'_>) -> Markup {
    let url = format!("data:image/png;base64,{}", BASE64_STANDARD.encode(card.png));
    html! { img src=(url) alt=(card.title); }
}

/// The findings that have a place, drawn over the picture with their numbers.
fn marks(page: Rect, findings: &[Numbered<'_>]) -> Markup {
    let radius = page.w.max(page.h) * MARK;
    let placed: Vec<_> =
        findings.iter().filter_map(|(number, finding)| Some((number, finding, finding.area?))).collect();
    let boxes: Vec<Rect> = placed.iter().map(|(_, _, at)| *at).collect();
    let badges = badges(page, &boxes, radius);
    html! {
        @if !placed.is_empty() {
            svg.marks viewBox=(format!("{} {} {} {}", page.x, page.y, page.w, page.h)) role="img" aria-label="Findings on the page" {
                @for ((number, finding, at), (x, y)) in placed.into_iter().zip(badges) {
                    g class=(class(finding.severity)) {
                        rect x=(at.x) y=(at.y) width=(at.w.max(1.0)) height=(at.h.max(1.0)) {
                            title { (plain(&finding.rule)) ": " (finding.message) }
                        }
                        circle cx=(x) cy=(y) r=(radius) {}
                        text x=(x) y=(y) font-size=(radius * 1.2) dy=".36em" { (number) }
                    }
                }
            }
        }
    }
}

/// Where the numbers of boxes stand: at their first corners, on the page, and beside each other where corners are close.
fn badges(page: Rect, boxes: &[Rect], radius: f64) -> Vec<(f64, f64)> {
    let on = |value: f64, from: f64, size: f64| value.max(from + radius).min(from + size - radius);
    let mut placed: Vec<(f64, f64)> = Vec::new();
    for at in boxes {
        let (mut x, y) = (on(at.x, page.x, page.w), on(at.y, page.y, page.h));
        let near = |x: f64, (a, b): &(f64, f64)| (x - a).abs() < 2.0 * radius && (y - b).abs() < 2.0 * radius;
        while placed.iter().any(|other| near(x, other)) && x + 2.0 * radius < page.right() {
            x += 2.0 * radius;
        }
        placed.push((x, y));
    }
    placed
}

fn found(number: usize, finding: &Finding) -> Markup {
    let measured = finding.value.zip(finding.threshold);
    html! {
        li class=(class(finding.severity)) value=(number) {
            b { (plain(&finding.rule)) }
            @if finding.severity == Severity::Gate { " " span.badge { "gate" } }
            p { (finding.message) }
            p.trade {
                @if let Some(node) = &finding.node { code { (node) } " " }
                @if let Some((value, threshold)) = measured { "measured " (value) ", asked " (threshold) }
                @if finding.repair.is_some() { " · an edit mends it" }
            }
        }
    }
}

/// What each scorer takes from the total, most first.
fn composition(card: &ScoreCard<'_>) -> Markup {
    let score = |part: &ScorePart| card.critique.scores.get(&part.scorer).copied().unwrap_or_default();
    let all: u32 = card.parts.iter().filter_map(|part| part.weight).sum();
    let points = |part: &ScorePart| f64::from(part.weight.unwrap_or_default()) / f64::from(all.max(1)) * 100.0;
    let lost = |part: &ScorePart| points(part) * (1.0 - score(part).as_f64());
    let mut weighted: Vec<&ScorePart> = card.parts.iter().filter(|part| part.weight.is_some()).collect();
    weighted.sort_by(|a, b| lost(b).total_cmp(&lost(a)));
    html! {
        section {
            h2 { "What the total is made of" }
            p.lede { "Each scorer has its points, of 100 in all; what costs most stands first." }
            table.steps.parts {
                tr { th { "scorer" } th { "score" } th {} th { "points" } th { "lost" } th { "among designs that the house shows" } }
                @for part in weighted {
                    tr {
                        td { (plain(&part.scorer)) }
                        td.number { (score(part)) }
                        td.gauge { span.bar { span style=(format!("width:{}%", hundredths(score(part)))) {} } }
                        td.number { (format!("{:.1}", points(part))) }
                        td.number { @if lost(part) >= 0.05 { (format!("{:.1}", lost(part))) } @else { "–" } }
                        td {
                            @if score(part) == Score::BEST { "full marks" }
                            @else if part.percentile == Some(0) { "among the least" }
                            @else if let Some(percentile) = part.percentile { "more than " (percentile) " in 100" }
                        }
                    }
                }
            }
        }
    }
}

fn learned(lines: &[LearnedLine<'_>]) -> Markup {
    html! {
        @if !lines.is_empty() {
            section {
                h2 { "What learned judges say" }
                p.lede { "Beside the total, and no gate: each by the pictures that it was calibrated with." }
                table.steps.parts {
                    tr { th { "judge" } th { "head" } th { "score" } th {} }
                    @for line in lines {
                        tr {
                            td { (line.judge) }
                            td { (plain(line.head)) }
                            td.number { (line.score) }
                            td.gauge { span.bar { span style=(format!("width:{}%", hundredths(line.score))) {} } }
                        }
                    }
                }
            }
        }
    }
}

fn gates(card: &ScoreCard<'_>) -> Markup {
    let vetoes = || card.parts.iter().filter(|part| part.weight.is_none() && part.scorer != "total");
    let state = |part: &ScorePart| card.critique.scores.get(&part.scorer) == Some(&Score::WORST);
    html! {
        @if vetoes().next().is_some() {
            section {
                h2 { "Gates" }
                ul.gates { @for part in vetoes() {
                    li.bad[state(part)] { (plain(&part.scorer)) @if state(part) { " · stops it" } @else { " · passed" } }
                } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn critique(findings: Vec<Finding>) -> Critique {
        let scores = [("total", 0.81), ("hierarchy", 0.5), ("overflow", 1.0)];
        let scores = scores.map(|(name, score)| (name.to_owned(), Score::from_f64(score)));
        Critique { scores: BTreeMap::from(scores), findings, ..Critique::default() }
    }

    fn page(title: &str, critique: &Critique, layered: bool) -> String {
        let part = |scorer: &str, weight| ScorePart { scorer: scorer.to_owned(), weight, percentile: Some(40) };
        let parts = [part("total", None), part("overflow", None), part("hierarchy", Some(18))];
        let rect = Rect::new(0.0, 0.0, 1000.0, 500.0);
        let learned = [LearnedLine { judge: "house <taste> 3", head: "well_liked", score: Score::from_f64(0.62) }];
        let learned = if layered { &learned[..] } else { &[] };
        score_card_html(&ScoreCard { title, critique, parts: &parts, png: b"png", page: rect, layered, learned })
    }

    #[test]
    fn learned_judges_stand_beside_the_total() {
        let with = page("a.json", &critique(Vec::new()), true);
        assert!(with.contains("house &lt;taste&gt; 3") && with.contains("well liked") && with.contains("width:62%"));
        assert!(!page("a.png", &critique(Vec::new()), false).contains("learned judges"));
    }

    #[test]
    fn a_card_says_what_was_found_and_what_it_costs() {
        let message = "the <b>headline</b> runs over";
        let gate = Finding {
            area: Some(Rect::new(-20.0, 480.0, 300.0, 60.0)),
            ..Finding::new("overflow", Severity::Gate, message)
        };
        let page = page("a.json", &critique(vec![gate]), true);
        assert!(page.contains("Stopped at a gate: overflow.") && page.contains("81"), "{page}");
        assert!(page.contains("&lt;b&gt;headline") && !page.contains("<b>headline"), "what is outside is no markup");
        // Half of all points are lost; the number stands on the page.
        assert!(page.contains(">50.0<") && page.contains("more than 40 in 100"), "{page}");
        assert!(page.contains("cx=\"17\" cy=\"480\""), "{page}");
    }

    #[test]
    fn numbers_of_boxes_that_begin_together_stand_beside_each_other() {
        let page = Rect::new(0.0, 0.0, 1000.0, 500.0);
        let at = |x: f64, y: f64| Rect::new(x, y, 100.0, 50.0);
        let placed = badges(page, &[at(100.0, 100.0), at(104.0, 98.0), at(100.0, 300.0), at(-50.0, -9.0)], 10.0);
        assert_eq!(placed, [(100.0, 100.0), (124.0, 98.0), (100.0, 300.0), (10.0, 10.0)]);
        assert_eq!(badges(page, &[at(990.0, 0.0); 60], 10.0).len(), 60);
    }

    #[test]
    fn a_picture_has_no_gates_and_findings_have_an_end() {
        let many = vec![Finding::new("overflow", Severity::Warn, "again"); 1_000];
        let card = page("a.png", &critique(many), false);
        assert!(card.contains("pixels alone") && card.contains("940 more"), "{card}");
        assert!(page("a.json", &critique(Vec::new()), true).contains("Passes every gate."));
    }
}
