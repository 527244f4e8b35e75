//! `report.html`: one self-contained page about one run.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use design::{BlobRef, Finding, Score, Severity};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use planner::{Choice, DesignOption, OptionSet, Outcome};

use crate::story::RunStory;

/// Most picture bytes put into one page; further pictures are named, not shown.
const PICTURE_BYTES_MAX: usize = 24 * 1024 * 1024;

/// Most effects listed.
const EFFECTS_SHOWN_MAX: usize = 2_000;

const STYLE: &str = include_str!("report.css");

/// Writes the page: pictures inlined, no script, nothing fetched.
///
/// `blob` looks a blob's bytes up; a picture that it does not find is left out.
#[must_use]
pub fn report_html(story: &RunStory, blob: &dyn Fn(&BlobRef) -> Option<Arc<[u8]>>) -> String {
    let mut pictures = Pictures { blob, left: PICTURE_BYTES_MAX };
    let title = title(story);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (masthead(story, &title))
                @for set in &story.sets { (set_section(set, &mut pictures)) }
                (candidates_section(story, &mut pictures))
                (effects_section(story))
            }
        }
    }
    .into_string()
}

struct Pictures<'a> {
    blob: &'a dyn Fn(&BlobRef) -> Option<Arc<[u8]>>,
    left: usize,
}

impl Pictures<'_> {
    fn data_url(&mut self, name: &BlobRef) -> Option<String> {
        let bytes = (self.blob)(name)?;
        self.left = self.left.checked_sub(bytes.len())?;
        Some(format!("data:image/png;base64,{}", BASE64_STANDARD.encode(&bytes)))
    }
}

fn title(story: &RunStory) -> String {
    let subject = story.brief.as_ref().and_then(|brief| brief.subject.clone());
    subject.unwrap_or_else(|| "A design run".to_owned())
}

fn masthead(story: &RunStory, title: &str) -> Markup {
    html! {
        header {
            p.kicker { "Maquette · run report" }
            h1 { (title) }
            @if let Some(brief) = &story.brief { blockquote { (brief.text) } }
            dl.facts {
                @if let Some(settings) = &story.settings {
                    (fact("Format", &settings.format))
                    (fact("Seed", &settings.seed.to_string()))
                    (fact("Candidates", &settings.candidates.to_string()))
                    (fact("Budget", &format!("${}", settings.budget)))
                }
                (fact("Brand kit", &story.kit))
                (fact("Spent", &format!("${}", story.spent)))
                (fact("Records", &story.records.to_string()))
                (fact("Ended", &ending(story)))
            }
            @if let Some(brief) = &story.brief {
                @if !brief.missing.is_empty() {
                    p.note { "Asked for but not given, so left out: " (brief.missing.join(", ")) "." }
                }
            }
            @for (what, why) in &story.degraded { p.note { (what) ": " (why) } }
        }
    }
}

fn fact(name: &str, value: &str) -> Markup {
    html! { div { dt { (name) } dd { (value) } } }
}

fn ending(story: &RunStory) -> String {
    match &story.outcome {
        Some(Outcome::Delivered { option, .. }) => format!("delivered {option}"),
        Some(Outcome::Failed { code, message }) => format!("{code}: {message}"),
        None => "unfinished".to_owned(),
    }
}

fn set_section(set: &OptionSet, pictures: &mut Pictures) -> Markup {
    let axes: Vec<&str> = set.axes.iter().map(|axis| axis.label.as_str()).collect();
    html! {
        section {
            h2 { "Turn " (set.turn) }
            p.lede { "These differ in " (axes.join(", ").to_lowercase()) "." }
            div.options {
                @for option in &set.options { (option_card(set, option, pictures)) }
            }
            @if !set.rejected.is_empty() {
                details {
                    summary { (set.rejected.len()) " candidates not shown, and why" }
                    ul { @for rejected in &set.rejected {
                        li { code { (rejected.id) } " " (rejected.reason) (findings(&rejected.findings)) }
                    } }
                }
            }
        }
    }
}

fn option_card(set: &OptionSet, option: &DesignOption, pictures: &mut Pictures) -> Markup {
    let chosen = match &set.choice {
        Some(Choice::Pick { index } | Choice::Accept { index }) => *index == option.index,
        Some(Choice::Best) => set.options.iter().all(|other| total(other) <= total(option)),
        Some(Choice::NoneOfThese | Choice::Stop) | None => false,
    };
    html! {
        article.chosen[chosen] {
            @if let Some(url) = pictures.data_url(&option.png_blob) { img src=(url) alt=(option.label); }
            h3 { span.index { (option.index) } (option.label) @if chosen { span.badge { "chosen" } } }
            p { (option.rationale) }
            p.trade { (option.trade_off) }
            (score_table(&option.scores))
            (findings(&option.findings))
        }
    }
}

/// The total, then what falls short, weakest first; what has full marks is one line.
fn score_table(scores: &BTreeMap<String, Score>) -> Markup {
    let (full, mut short): (Vec<_>, Vec<_>) =
        scores.iter().filter(|(name, _)| *name != "total").partition(|(_, score)| **score == Score::BEST);
    short.sort_by_key(|(_, score)| **score);
    let full: Vec<String> = full.into_iter().map(|(name, _)| name.replace('_', " ")).collect();
    html! {
        table.scores {
            @for (name, score) in scores.get_key_value("total").into_iter().chain(short) {
                tr.total[name == "total"] {
                    th { (name.replace('_', " ")) }
                    td.gauge { span.bar { span style=(format!("width:{:.0}%", score.as_f64() * 100.0)) {} } }
                    td.number { (score) }
                }
            }
        }
        @if !full.is_empty() { p.full { "Full marks: " (full.join(", ")) "." } }
    }
}

fn total(option: &DesignOption) -> u16 {
    option.scores.get("total").map_or(0, |score| score.steps())
}

fn findings(list: &[Finding]) -> Markup {
    html! {
        @if !list.is_empty() {
            ul.findings { @for finding in list {
                li class=(class(finding.severity)) {
                    b { (finding.rule.replace('_', " ")) } " " (finding.message)
                }
            } }
        }
    }
}

fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Gate => "gate",
        Severity::Warn => "warn",
        Severity::Info => "info",
    }
}

fn candidates_section(story: &RunStory, pictures: &mut Pictures) -> Markup {
    html! {
        section {
            h2 { "Every candidate" }
            div.wall { @for candidate in &story.candidates {
                figure.failed[!candidate.passed] {
                    @if let Some(url) = pictures.data_url(&candidate.png) {
                        img src=(url) alt=(candidate.lane) loading="lazy";
                    }
                    figcaption {
                        code { (candidate.lane) } " "
                        (format!("{:.2}", f64::from(candidate.total) / 10_000.0))
                        @if !candidate.passed { " · stopped at a gate" }
                    }
                }
            } }
        }
    }
}

fn effects_section(story: &RunStory) -> Markup {
    html! {
        section {
            h2 { "Every step" }
            details {
                summary { (story.effects.len()) " tool calls" }
                table.steps {
                    tr { th { "record" } th { "lane" } th { "tool" } th { "result" } th { "ms" } }
                    @for effect in story.effects.iter().take(EFFECTS_SHOWN_MAX) {
                        tr {
                            td.number { (effect.seq) }
                            td { code { (effect.id) } }
                            td { (effect.tool) }
                            td { (effect.state) }
                            td.number { @if let Some(ms) = effect.ms { (ms) } }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_brief_says_is_shown_and_never_obeyed() {
        let mut story = RunStory::default();
        story.degraded.push(("<script>alert(1)</script>".to_owned(), "why".to_owned()));
        let page = report_html(&story, &|_| None);
        assert!(!page.contains("<script>"), "{page}");
        assert!(page.contains("&lt;script&gt;"));
    }
}
