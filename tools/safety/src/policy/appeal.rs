//! Who may lift what a verdict says.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::pack::{Category, Severity};
use super::verdict::{SafetyFinding, Verdict};

/// Fewest characters of a reason.
pub const REASON_CHARS_MIN: usize = 10;
/// Most characters of a reason.
pub const REASON_CHARS_MAX: usize = 500;
/// Most rules that are lifted at once.
pub const LIFTED_MAX: usize = 64;

/// What a person may decide; the later ones more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Works with designs.
    Member,
    /// Looks over what others make.
    Reviewer,
    /// Answers for all of it.
    Owner,
}

impl Role {
    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Reviewer => "reviewer",
            Self::Owner => "owner",
        }
    }
}

/// That a person lifts rules for one text, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// What they may decide.
    pub role: Role,
    /// Why, in their words.
    pub reason: String,
    /// The rules, as `pack/rule`.
    pub rules: BTreeSet<String>,
}

/// Why nothing is lifted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OverrideError {
    /// The reason says too little or too much.
    #[error("a reason has {REASON_CHARS_MIN} to {REASON_CHARS_MAX} characters")]
    Reason,
    /// No rules are named, or too many.
    #[error("name 1 to {LIFTED_MAX} rules")]
    Rules,
    /// The verdict does not come from that rule.
    #[error("`{rule}` is not among the findings")]
    NotFound {
        /// The rule.
        rule: String,
    },
    /// It takes another role.
    #[error("`{rule}` can be lifted by the role `{}` or above", needs.name())]
    Role {
        /// The rule.
        rule: String,
        /// Who may lift it.
        needs: Role,
    },
    /// Nobody may.
    #[error("`{rule}` can be lifted by nobody; change the text")]
    Never {
        /// The rule.
        rule: String,
    },
}

/// The least role that may lift a finding of a kind; none where nobody may.
#[must_use]
pub fn lifted_by(category: Category, severity: Severity) -> Option<Role> {
    match severity {
        Severity::Warn => Some(Role::Member),
        Severity::Hold => Some(Role::Reviewer),
        Severity::Block => match category {
            Category::SexualMinors
            | Category::Hate
            | Category::Extremism
            | Category::SelfHarm
            | Category::Weapons
            | Category::Crime => None,
            Category::Sexual
            | Category::Harassment
            | Category::Violence
            | Category::Drugs
            | Category::Privacy
            | Category::RegulatedClaim
            | Category::ThirdPartyMark
            | Category::Likeness
            | Category::RegulatedGoods => Some(Role::Owner),
        },
    }
}

/// All findings of a verdict, those among them that others cover.
fn all(verdict: &Verdict) -> impl Iterator<Item = &SafetyFinding> {
    verdict.findings.iter().chain(&verdict.covered)
}

impl Override {
    /// The verdict without the findings of the rules that are lifted. All of them are, or none. What the screen suspects comes up
    /// where no rule covers it any more, unless it is lifted as well.
    ///
    /// # Errors
    ///
    /// [`OverrideError`]
    pub fn lift(&self, verdict: &Verdict) -> Result<Verdict, OverrideError> {
        self.check()?;
        for rule in &self.rules {
            let mut found = all(verdict).filter(|finding| finding.rule == *rule).peekable();
            if found.peek().is_none() {
                return Err(OverrideError::NotFound { rule: design::clip(rule) });
            }
            found.try_for_each(|finding| self.may(finding))?;
        }
        let left = |findings: &[SafetyFinding]| {
            findings.iter().filter(|finding| !self.rules.contains(&finding.rule)).cloned().collect()
        };
        Ok(Verdict::screened(left(&verdict.findings), left(&verdict.covered)))
    }

    /// Checks that it says why and what, whatever it is that it lifts.
    ///
    /// # Errors
    ///
    /// [`OverrideError::Reason`] or [`OverrideError::Rules`].
    pub fn check(&self) -> Result<(), OverrideError> {
        if !(REASON_CHARS_MIN..=REASON_CHARS_MAX).contains(&self.reason.trim().chars().count()) {
            return Err(OverrideError::Reason);
        }
        if self.rules.is_empty() || self.rules.len() > LIFTED_MAX {
            return Err(OverrideError::Rules);
        }
        Ok(())
    }

    /// What is left of a verdict, as far as this lifts rules that it comes from; and which those are.
    ///
    /// # Errors
    ///
    /// As [`lift`](Self::lift), but for rules that the verdict does not come from.
    pub fn lift_from(&self, verdict: &Verdict) -> Result<(Verdict, BTreeSet<String>), OverrideError> {
        let found = |rule: &&String| all(verdict).any(|finding| finding.rule == **rule);
        let rules: BTreeSet<String> = self.rules.iter().filter(found).cloned().collect();
        if rules.is_empty() {
            return Ok((verdict.clone(), rules));
        }
        let own = Self { rules: rules.clone(), ..self.clone() };
        Ok((own.lift(verdict)?, rules))
    }

    fn may(&self, finding: &SafetyFinding) -> Result<(), OverrideError> {
        let rule = design::clip(&finding.rule);
        match lifted_by(finding.category, finding.severity) {
            None => Err(OverrideError::Never { rule }),
            Some(needs) if self.role < needs => Err(OverrideError::Role { rule, needs }),
            Some(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(findings: &[(&str, Category, Severity)]) -> Verdict {
        let finding = |(rule, category, severity): &(&str, Category, Severity)| SafetyFinding {
            rule: (*rule).to_owned(),
            category: *category,
            severity: *severity,
            range: 0..1,
            message: String::new(),
        };
        Verdict::of(findings.iter().map(finding).collect())
    }

    fn lifts(role: Role, rules: &[&str]) -> Override {
        let rules = rules.iter().map(|rule| (*rule).to_owned()).collect();
        Override { role, reason: "poster of a museum".to_owned(), rules }
    }

    #[test]
    fn a_role_lifts_what_it_may_and_no_more() {
        use crate::policy::Decision;
        let held = verdict(&[("a/b", Category::RegulatedClaim, Severity::Hold)]);
        assert_eq!(lifts(Role::Reviewer, &["a/b"]).lift(&held).unwrap().decision, Decision::Allowed);
        let error = lifts(Role::Member, &["a/b"]).lift(&held).unwrap_err();
        assert_eq!(error, OverrideError::Role { rule: "a/b".to_owned(), needs: Role::Reviewer });
        assert_eq!(error.to_string(), "`a/b` can be lifted by the role `reviewer` or above");
        let refused = verdict(&[("a/b", Category::Violence, Severity::Block)]);
        assert!(lifts(Role::Reviewer, &["a/b"]).lift(&refused).is_err());
        assert!(lifts(Role::Owner, &["a/b"]).lift(&refused).is_ok());
    }

    #[test]
    fn rules_that_a_verdict_does_not_come_from_lift_nothing() {
        let held = verdict(&[("a/b", Category::RegulatedClaim, Severity::Hold)]);
        let (left, rules) = lifts(Role::Reviewer, &["a/b", "a/c"]).lift_from(&held).unwrap();
        assert!(left.findings.is_empty() && rules.iter().eq(["a/b"]));
        let (left, rules) = lifts(Role::Member, &["a/c"]).lift_from(&held).unwrap();
        assert!(left == held && rules.is_empty());
        lifts(Role::Member, &["a/b"]).lift_from(&held).unwrap_err();
    }

    #[test]
    fn what_harms_most_is_lifted_by_nobody() {
        for category in [Category::SexualMinors, Category::Extremism, Category::SelfHarm, Category::Hate] {
            let refused = verdict(&[("a/b", category, Severity::Block)]);
            let error = lifts(Role::Owner, &["a/b"]).lift(&refused).unwrap_err();
            assert_eq!(error, OverrideError::Never { rule: "a/b".to_owned() });
        }
    }

    #[test]
    fn an_override_says_why_and_what() {
        use crate::policy::Decision;
        let both = verdict(&[("a/b", Category::Sexual, Severity::Block), ("a/c", Category::Drugs, Severity::Hold)]);
        let some = lifts(Role::Owner, &["a/b"]);
        assert_eq!(some.lift(&both).unwrap().decision, Decision::Held);
        let short = Override { reason: "because   ".to_owned(), ..some.clone() };
        assert_eq!(short.lift(&both), Err(OverrideError::Reason));
        assert_eq!(lifts(Role::Owner, &[]).lift(&both), Err(OverrideError::Rules));
        let other = lifts(Role::Owner, &["a/b", "a/d"]).lift(&both);
        assert_eq!(other, Err(OverrideError::NotFound { rule: "a/d".to_owned() }));
    }
}
