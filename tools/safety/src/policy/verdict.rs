//! What is decided of a text, and why.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::pack::{Category, Severity};
use super::policies::is_screened;

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It may be shown.
    Allowed,
    /// It waits for somebody who may decide.
    Held,
    /// It is not made.
    Refused,
}

/// One thing that a rule found in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SafetyFinding {
    /// The rule, as `pack/rule`.
    pub rule: String,
    /// What kind of thing it is about.
    pub category: Category,
    /// What follows.
    pub severity: Severity,
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
    /// What a person is told.
    pub message: String,
}

/// A decision with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// What is decided.
    pub decision: Decision,
    /// Why: the gravest first, then in the order of the text.
    pub findings: Vec<SafetyFinding>,
    /// What the screen suspects besides, where a rule that holds or refuses is about the same or stands there: it comes up when that
    /// rule is lifted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covered: Vec<SafetyFinding>,
}

impl Verdict {
    /// The verdict that findings lead to.
    #[must_use]
    pub fn of(findings: Vec<SafetyFinding>) -> Self {
        Self::screened(findings, Vec::new())
    }

    /// The verdict that findings lead to and what the screen suspects, as far as no rule that holds or refuses is about the same or
    /// stands there.
    #[must_use]
    pub fn screened(mut findings: Vec<SafetyFinding>, suspicions: Vec<SafetyFinding>) -> Self {
        let is_covered = |suspicion: &SafetyFinding| findings.iter().any(|finding| finding.covers(suspicion));
        let (covered, open): (Vec<_>, Vec<_>) = suspicions.into_iter().partition(is_covered);
        findings.extend(open);
        let order = |finding: &SafetyFinding| (std::cmp::Reverse(finding.severity), finding.range.start);
        findings.sort_by(|one, other| order(one).cmp(&order(other)).then_with(|| one.rule.cmp(&other.rule)));
        let decision = match findings.first().map(|finding| finding.severity) {
            Some(Severity::Block) => Decision::Refused,
            Some(Severity::Hold) => Decision::Held,
            Some(Severity::Warn) | None => Decision::Allowed,
        };
        Self { decision, findings, covered }
    }
}

impl SafetyFinding {
    /// Whether nothing is to be said of a suspicion while this stands. What the screen suspects covers nothing.
    fn covers(&self, suspicion: &Self) -> bool {
        let overlaps = self.range.start < suspicion.range.end && suspicion.range.start < self.range.end;
        !is_screened(&self.rule) && self.severity > Severity::Warn && (self.category == suspicion.category || overlaps)
    }
}

impl Category {
    /// What a person is told where a rule has no words of its own: what is not made, and what could be.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Self::Sexual => {
                "Sexually explicit designs are not made. Romance, health, education and tasteful fashion are welcome."
            }
            Self::SexualMinors => {
                "Nothing that sexualises young people is made. A design that protects them can be made with a charity's or an \
                 authority's own wording."
            }
            Self::Hate => {
                "Designs that demean or threaten people for who they are are not made. History, remembrance and solidarity are \
                 welcome."
            }
            Self::Harassment => {
                "Designs that shame or intimidate a person are not made. Criticism of ideas, work and public decisions is possible."
            }
            Self::Violence => {
                "Designs that threaten people or revel in cruelty are not made. News, fiction, sport and safety can be shown without."
            }
            Self::Extremism => {
                "Designs that support violent movements are not made. Journalism, teaching and prevention are welcome."
            }
            Self::SelfHarm => {
                "Designs that could lead people into harm of their own are not made. Prevention and support are welcome; if this is \
                 about you, a local crisis line listens at any hour."
            }
            Self::Weapons => {
                "Designs that help to make weapons or to get them past the law are not made. Safety training, history and licensed \
                 sport are possible."
            }
            Self::Drugs => {
                "Designs that offer or teach how to make illegal drugs are not made. Pharmacies, prevention and recovery are welcome."
            }
            Self::Crime => {
                "Designs that serve fraud, forgery or theft are not made. Advice on how people protect themselves is welcome."
            }
            Self::Privacy => {
                "Designs that expose a person's private data or spy on them are not made. Use contact details that belong to the \
                 sender."
            }
            Self::RegulatedClaim => {
                "This claim needs proof or a notice before it is published. Add the evidence or the required wording, or say it \
                 more modestly."
            }
            Self::ThirdPartyMark => {
                "Marks and characters of others need their owner's permission. Describe the mood, era or colours instead, or say \
                 that you hold a licence."
            }
            Self::Likeness => {
                "A real person's likeness or endorsement needs their consent. An invented person or an illustration without a model \
                 is possible."
            }
            Self::RegulatedGoods => {
                "These goods may not be offered to this audience. Change the audience, or leave the goods out of the design."
            }
        }
    }
}
