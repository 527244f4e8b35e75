//! `report.html`: one self-contained page about one run.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use design::{BlobRef, Finding, Format, Score, Severity};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use planner::{Choice, DesignOption, OptionSet, Outcome};

use crate::parted::{Parted, parted_section};
use crate::story::RunStory;
use crate::timeline;
use crate::tree::duration;

/// Most picture bytes put into one page; further pictures are named, not shown.
const PICTURE_BYTES_MAX: usize = 24 * 1024 * 1024;

/// Most effects listed.
const EFFECTS_SHOWN_MAX: usize = 2_000;

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// What a page may not do: fetch anything, or run anything but its own few lines.
const POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

/// Writes the page: pictures inlined, nothing fetched, and all of it there without its script, which only searches.
///
/// `blob` looks a blob's bytes up; a picture that it does not find is left out. `parted` says where a replay came out
/// otherwise.
#[must_use]
pub fn report_html(story: &RunStory, parted: Option<&Parted>, blob: &dyn Fn(&BlobRef) -> Option<Arc<[u8]>>) -> String {
    let mut pictures = Pictures::new(blob);
    let title = title(story);
    let body = html! {
        (masthead(story, &title))
        main {
            @if let Some(parted) = parted { (parted_section(parted, &mut pictures)) }
            @for set in &story.sets { (set_section(story, set, &mut pictures)) }
            (candidates_section(story, &mut pictures))
            (timeline::section(story))
            (ledger_section(story))
            (effects_section(story))
        }
        script { (PreEscaped(SCRIPT)) }
    };
    document(&title, &body)
}

/// A page of ours: its style inside it, and leave to do nothing else.
pub(crate) fn document(title: &str, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    }
    .into_string()
}

pub(crate) struct Pictures<'a> {
    blob: &'a dyn Fn(&BlobRef) -> Option<Arc<[u8]>>,
    left: usize,
}

impl<'a> Pictures<'a> {
    pub(crate) fn new(blob: &'a dyn Fn(&BlobRef) -> Option<Arc<[u8]>>) -> Self {
        Self { blob, left: PICTURE_BYTES_MAX }
    }

    pub(crate) fn data_url(&mut self, name: &BlobRef) -> Option<String> {
        let bytes = (self.blob)(name)?;
        self.inline(&bytes)
    }

    /// A PNG as a URL, as long as there is room for it.
    pub(crate) fn inline(&mut self, bytes: &[u8]) -> Option<String> {
        self.left = self.left.checked_sub(bytes.len())?;
        Some(format!("data:image/png;base64,{}", BASE64_STANDARD.encode(bytes)))
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
                (fact("Took", &duration(story.ms)))
                (fact("Records", &story.records.to_string()))
                (fact("Ended", &ending(story)))
            }
            @if let Some(brief) = &story.brief {
                @if !brief.missing.is_empty() {
                    p.note { "Asked for but not given, so left out: " (brief.missing.join(", ")) "." }
                }
            }
            @if let Some((run, seq, set)) = &story.forked {
                p.note { "Branched off " code { (run) } " at record " (seq) ": " (set) "." }
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

fn set_section(story: &RunStory, set: &OptionSet, pictures: &mut Pictures) -> Markup {
    let page = story.settings.as_ref().and_then(|settings| Format::parse(&settings.format).ok());
    let axes: Vec<&str> = set.axes.iter().map(|axis| axis.label.as_str()).collect();
    html! {
        section {
            h2 { "Turn " (set.turn) }
            p.lede { "These differ in " (axes.join(", ").to_lowercase()) "." }
            div.options {
                @for option in &set.options { (option_card(set, option, page.as_ref(), pictures)) }
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

fn option_card(set: &OptionSet, option: &DesignOption, page: Option<&Format>, pictures: &mut Pictures) -> Markup {
    let chosen = match &set.choice {
        Some(Choice::Pick { index } | Choice::Accept { index }) => *index == option.index,
        Some(Choice::Best) => set.best().is_some_and(|best| best.id == option.id),
        Some(Choice::More { index, .. }) => *index == Some(option.index),
        Some(Choice::Edit { index, .. }) => *index == option.index,
        Some(
            Choice::NoneOfThese | Choice::Stop | Choice::Back { .. } | Choice::Lock { .. } | Choice::Forget { .. },
        )
        | None => false,
    };
    html! {
        article.chosen[chosen] {
            @if let Some(url) = pictures.data_url(&option.png_blob) {
                div.picture {
                    img src=(url) alt=(option.label);
                    @if let Some(page) = page { (marks(option, page)) }
                }
            }
            h3 { span.index { (option.index) } (option.label) @if chosen { span.badge { "chosen" } } }
            p { (option.rationale) }
            p.trade { (option.trade_off) }
            @if let Some(preference) = set.preference(option) { p.trade { (preference) } }
            (score_table(&option.scores))
            (findings(&option.findings))
        }
    }
}

/// The findings that have a place, drawn over the picture.
fn marks(option: &DesignOption, page: &Format) -> Markup {
    let area = page.page_box();
    let placed: Vec<_> = option.findings.iter().filter_map(|finding| Some((finding, finding.area?))).collect();
    html! {
        @if !placed.is_empty() {
            svg.marks viewBox=(format!("0 0 {} {}", area.w, area.h)) preserveAspectRatio="none" role="img" aria-label="Findings on the page" {
                @for (finding, at) in placed {
                    rect class=(class(finding.severity)) x=(at.x) y=(at.y) width=(at.w.max(1.0)) height=(at.h.max(1.0)) {
                        title { (finding.rule.replace('_', " ")) ": " (finding.message) }
                    }
                }
            }
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

pub(crate) fn class(severity: Severity) -> &'static str {
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
                    @if candidate.withheld {
                        p.note { "Not shown: what it says or shows was refused, or not judged." }
                    } @else if let Some(url) = pictures.data_url(&candidate.png) {
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

fn ledger_section(story: &RunStory) -> Markup {
    html! {
        section {
            h2 { "The ledger" }
            @if story.money.is_empty() {
                p.lede { "Nothing was paid for." }
            } @else {
                p.lede { "$" (story.spent) " in all" @if let Some(settings) = &story.settings { ", of $" (settings.budget) } "." }
                details {
                    summary { (story.money.len()) " steps" }
                    table.steps {
                        tr { th { "record" } th { "call" } th { "what" } th { "amount" } th { "paid by then" } }
                        @for step in story.money.iter().take(EFFECTS_SHOWN_MAX) {
                            tr {
                                td.number { (step.seq) }
                                td { code { (step.id) } }
                                td { (step.what) }
                                td.number { "$" (step.amount) }
                                td.number { "$" (step.paid) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn effects_section(story: &RunStory) -> Markup {
    html! {
        section {
            h2 { "Every step" }
            p.search {
                label for="search" { "Search " (story.effects.len()) " calls, what they were asked with and what they brought" }
                input #search type="search" placeholder="render, t1.c03, sha256:…" autocomplete="off";
                output #found for="search" {}
            }
            div #steps {
                @for effect in story.effects.iter().take(EFFECTS_SHOWN_MAX) {
                    details.step id=(format!("r{}", effect.seq)) {
                        summary {
                            span.number { (effect.seq) } " "
                            code { (effect.id) } " " b { (effect.tool) } " "
                            @if let Some(ms) = effect.ms { span.time { (duration(ms)) } " " }
                            @if !effect.spent.is_zero() { span.time { "$" (effect.spent) } " " }
                            @if effect.state != "done" { span.state { (effect.state) } }
                        }
                        pre { (effect.args) }
                        @if !effect.output.is_empty() { pre { (effect.output) } }
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
        let page = report_html(&story, None, &|_| None);
        assert!(!page.contains("<script>alert"), "{page}");
        assert!(page.contains("&lt;script&gt;"));
    }
}
