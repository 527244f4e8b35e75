//! Scorers, the house's own, and the critique made of them.

use std::collections::BTreeMap;

use design::{Copy, Critique, Finding, Score, Severity};
use render::{Drawing, Layout, RenderError, Wanted};

use crate::subject::Subject;
use crate::{craft, features, gates, pdq};

/// What a scorer's verdict does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScorerKind {
    /// Findings of severity gate make the whole design worth nothing; its score does not enter the total.
    Veto,
    /// Its score enters the total with this weight.
    Weighted(u32),
}

/// One way of judging a design. Scorers must be pure: the same subject, the same verdict.
pub trait Scorer {
    /// Name of its score, `snake_case`, unique in a critique.
    fn name(&self) -> &'static str;
    /// What its verdict does.
    fn kind(&self) -> ScorerKind;
    /// Judges.
    fn score(&self, subject: &Subject<'_>) -> (Score, Vec<Finding>);
}

/// A scorer that is a function.
pub struct Rule {
    /// Name of its score.
    pub name: &'static str,
    /// What its verdict does.
    pub kind: ScorerKind,
    /// Judges.
    pub judge: fn(&Subject<'_>) -> (Score, Vec<Finding>),
}

impl Scorer for Rule {
    fn name(&self) -> &'static str {
        self.name
    }

    fn kind(&self) -> ScorerKind {
        self.kind
    }

    fn score(&self, subject: &Subject<'_>) -> (Score, Vec<Finding>) {
        (self.judge)(subject)
    }
}

/// A rule that may count otherwise than usually. A veto stays one.
struct Weighted<'a> {
    rule: &'static Rule,
    weights: &'a BTreeMap<String, u32>,
}

impl Scorer for Weighted<'_> {
    fn name(&self) -> &'static str {
        self.rule.name
    }

    fn kind(&self) -> ScorerKind {
        match self.rule.kind {
            ScorerKind::Veto => ScorerKind::Veto,
            ScorerKind::Weighted(usual) => {
                ScorerKind::Weighted(self.weights.get(self.rule.name).copied().unwrap_or(usual))
            }
        }
    }

    fn score(&self, subject: &Subject<'_>) -> (Score, Vec<Finding>) {
        self.rule.score(subject)
    }
}

/// The house's scorers: gates first, then the weighted ones.
pub fn house() -> impl Iterator<Item = &'static Rule> {
    gates::RULES.iter().chain(craft::RULES)
}

/// Judges a design by the house's scorers, drawing its page with and without text.
///
/// # Errors
///
/// [`RenderError::Size`] when the page has too many pixels to be drawn.
pub fn critique(layout: &Layout, copy: &Copy) -> Result<Critique, RenderError> {
    critique_drawn(layout, copy, &layout.to_drawing(1.0)?)
}

/// As [`critique`], for a page that was drawn already, at its own size. What is no drawing of that size is drawn anew.
///
/// # Errors
///
/// [`RenderError::Size`] when the page has too many pixels to be drawn.
pub fn critique_drawn(layout: &Layout, copy: &Copy, drawing: &Drawing) -> Result<Critique, RenderError> {
    critique_drawn_while(layout, copy, drawing, &BTreeMap::new(), &|| true)
}

/// [`critique_drawn`] as long as it is wanted; scorers named in `weights` count that much in place of what they do.
///
/// # Errors
///
/// As [`critique_drawn`]; [`RenderError::GivenUp`] when it was not wanted to the end.
pub fn critique_drawn_while(
    layout: &Layout,
    copy: &Copy,
    drawing: &Drawing,
    weights: &BTreeMap<String, u32>,
    wanted: Wanted<'_>,
) -> Result<Critique, RenderError> {
    let anew =
        if drawing.is_whole(&layout.document().page) { None } else { Some(layout.to_drawing_while(1.0, wanted)?) };
    let drawing = anew.as_ref().unwrap_or(drawing);
    let weighted: Vec<Weighted<'_>> = house().map(|rule| Weighted { rule, weights }).collect();
    let scorers = weighted.iter().map(|rule| rule as &dyn Scorer);
    RenderError::unless_wanted(wanted)?;
    judge_while(&Subject::new(layout, copy, drawing), scorers, wanted)
}

/// Longer side of the page at a glance, px.
const GLANCE_PX: f64 = 240.0;

/// A quick look at a design for comparing many: the weighted rules of craft over a small picture of it. It has no
/// gates, so it is no verdict.
///
/// # Errors
///
/// [`RenderError::Size`] when the page cannot be drawn.
pub fn glance(layout: &Layout, copy: &Copy) -> Result<Critique, RenderError> {
    let page = &layout.document().page;
    let scale = (GLANCE_PX / page.w.max(page.h)).min(1.0);
    let drawing = layout.to_drawing(scale)?;
    Ok(judge(&Subject::new(layout, copy, &drawing), craft::RULES.iter().map(|rule| rule as &dyn Scorer)))
}

/// Judges by the scorers given. The total is their weighted mean, and the worst score if anything gates.
#[must_use]
pub fn judge<'s>(subject: &Subject<'_>, scorers: impl Iterator<Item = &'s dyn Scorer>) -> Critique {
    judge_while(subject, scorers, &|| true).unwrap_or_default()
}

fn judge_while<'s>(
    subject: &Subject<'_>,
    scorers: impl Iterator<Item = &'s dyn Scorer>,
    wanted: Wanted<'_>,
) -> Result<Critique, RenderError> {
    let mut scores = BTreeMap::new();
    let mut findings: Vec<Finding> = Vec::new();
    let (mut sum, mut weights) = (0_u64, 0_u64);
    for scorer in scorers {
        RenderError::unless_wanted(wanted)?;
        let (score, found) = scorer.score(subject);
        if let ScorerKind::Weighted(weight) = scorer.kind() {
            sum += u64::from(weight) * u64::from(score.steps());
            weights += u64::from(weight);
        }
        scores.insert(scorer.name().to_owned(), score);
        findings.extend(found);
    }
    // The sort is stable: within one severity findings stay in the order of the scorers.
    findings.sort_by_key(|finding| finding.severity);
    let gated = findings.iter().any(|finding| finding.severity == Severity::Gate);
    let mean = if weights == 0 { 0.0 } else { sum as f64 / weights as f64 / f64::from(Score::BEST.steps()) };
    scores.insert("total".to_owned(), if gated { Score::WORST } else { Score::from_f64(mean) });
    RenderError::unless_wanted(wanted)?;
    let features = features::of(subject);
    RenderError::unless_wanted(wanted)?;
    let (hash, quality) = pdq::hash(subject.pixels);
    Ok(Critique { scores, findings, features, pdq: hash.to_string(), pdq_quality: quality })
}
