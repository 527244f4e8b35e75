//! `moderate`: has a classifier judge what a design says and shows, before anybody sees it.

use std::collections::BTreeMap;
use std::time::Duration;

use design::document::Content;
use design::{Document, Finding, Score, Severity, Sha256};
use planner::calls::{GuestUsage, JudgeDesign, JudgedDesign, MODERATE};

use super::draw::drawing_failed;
use crate::context::Context;
use crate::error::ToolError;
use crate::moderator::{AnyModerator, Likelihoods, Moderated};
use crate::quote::Quote;
use crate::reader::{AnyReader, READ_WITHIN, ReadingModerator, WRITING};
use crate::tool::{Audience, Tool, ToolEffect};

/// The rule's name in findings.
const RULE: &str = "safety";
/// The pack that lifted labels are told in: `moderator/violence`.
pub(crate) const PACK: &str = "moderator";

/// From which likelihood on something is held or refused, and how long a judgement may take.
#[derive(Debug, Clone, PartialEq)]
pub struct Moderation {
    /// It waits for somebody who may decide.
    pub hold: f64,
    /// It is not shown.
    pub block: f64,
    /// Labels with others, as (hold, block).
    pub labels: BTreeMap<String, (f64, f64)>,
    /// What takes longer was not judged.
    pub within: Duration,
}

impl Default for Moderation {
    /// Starting points, to be set by what a classifier's own figures mean; young people are protected from less.
    fn default() -> Self {
        let minors = ["sexual/minors", "csam", "minors"];
        let labels = minors.map(|label| (label.to_owned(), (0.05, 0.2)));
        Self { hold: 0.4, block: 0.8, labels: labels.into(), within: Duration::from_secs(30) }
    }
}

/// Has a moderator judge designs.
#[derive(Debug, Clone)]
pub struct Moderate {
    moderator: AnyModerator,
    moderation: Moderation,
}

impl Moderate {
    /// Judges by `moderator`, from these thresholds on.
    #[must_use]
    pub fn new(moderator: AnyModerator, moderation: Moderation) -> Self {
        Self { moderator, moderation }
    }

    /// Has pictures read, too, and their words judged: beside what was judged before, or alone.
    #[must_use]
    pub fn reading(before: Option<Self>, reader: AnyReader) -> Self {
        let (beside, moderation) = match before {
            Some(Self { moderator, moderation }) => (Some(moderator), moderation),
            None => (None, Moderation::default()),
        };
        let within = moderation.within.saturating_add(READ_WITHIN);
        let mut labels = moderation.labels;
        // The policy is no likelihood: what it stops is stopped whatever a classifier may be.
        labels.insert(WRITING.to_owned(), (0.5, 0.5));
        let moderator = AnyModerator::new(ReadingModerator::new(reader, beside));
        Self { moderator, moderation: Moderation { within, labels, ..moderation } }
    }

    /// Who judges, and how: another model, or other thresholds, is another judge.
    #[must_use]
    pub fn by(&self) -> String {
        let how = Sha256::of(format!("{:?} {}", self.moderation, self.moderator.sees()).as_bytes()).to_string();
        format!("{} {}", self.moderator.name(), &how[..12.min(how.len())])
    }

    /// Whether it looks at pictures.
    pub(super) fn sees(&self) -> bool {
        self.moderator.sees()
    }

    /// Whether it reads words, and so briefs.
    #[must_use]
    pub fn reads(&self) -> bool {
        self.moderator.reads()
    }

    /// Whether the moderator says by itself when a call leaves.
    pub(super) fn marks(&self) -> bool {
        self.moderator.marks()
    }

    /// A true upper bound on what one judgement may cost.
    pub(super) fn price(&self) -> Quote {
        self.moderator.quote()
    }

    /// Why a thing is held or refused; nothing, where it is not.
    ///
    /// # Errors
    ///
    /// As [`judged`](Self::judged).
    pub(super) async fn objection(
        &self,
        tool: &str,
        context: &Context,
        moderated: Moderated,
    ) -> Result<Option<String>, ToolError> {
        let said = self.judged(tool, context, moderated).await?;
        let findings = self.findings(&said, context).into_iter();
        Ok(findings.filter(|finding| finding.severity == Severity::Gate).map(|finding| finding.message).next())
    }

    /// What the moderator says, within its time.
    ///
    /// # Errors
    ///
    /// [`ToolError`] where it says nothing, or nothing that is a judgement.
    async fn judged(&self, tool: &str, context: &Context, moderated: Moderated) -> Result<Likelihoods, ToolError> {
        let within = self.moderation.within;
        let judging = self.moderator.judge(tool, context, moderated);
        tokio::time::timeout(within, judging).await.map_err(|_| ToolError::DeadlinePassed {
            tool: tool.to_owned(),
            limit_ms: u64::try_from(within.as_millis()).unwrap_or(u64::MAX),
            sent: true,
        })?
    }

    fn findings(&self, said: &Likelihoods, context: &Context) -> Vec<Finding> {
        let found = |(label, likely): (&String, &f64)| {
            let (hold, block) =
                self.moderation.labels.get(label).copied().unwrap_or((self.moderation.hold, self.moderation.block));
            // A threshold that is not a number lets nothing through.
            let under = |threshold: f64| *likely < threshold;
            if under(hold) {
                return None;
            }
            let name = design::shown(label);
            let rule = format!("{PACK}/{name}");
            let lifted = if under(block) { context.permission().lifted(&rule) } else { None };
            if let Some(said) = lifted {
                return Some(Finding::new(RULE, Severity::Info, said));
            }
            let what = if label == WRITING {
                "What is written in the picture is of a kind that is not shown.".to_owned()
            } else {
                format!("A classifier finds that this is likely to be of a kind that is not shown ({name}).")
            };
            let more = if under(block) {
                format!(" Who has the role `reviewer` may lift `{rule}`, and says why.")
            } else {
                String::new()
            };
            let threshold = if under(block) { hold } else { block };
            Some(Finding {
                value: Some(Score::from_f64(*likely).as_f64()),
                threshold: Some(Score::from_f64(threshold).as_f64()),
                ..Finding::new(RULE, Severity::Gate, what + &more)
            })
        };
        said.iter().filter_map(found).collect()
    }
}

impl Tool for Moderate {
    const NAME: &'static str = MODERATE;
    const VERSION: &'static str = "1.0.0";
    const DESCRIPTION: &'static str = "Has a classifier judge what a design says and shows.";
    const AUDIENCE: Audience = Audience::Internal;
    type Input = JudgeDesign;
    type Output = JudgedDesign;

    fn effect(&self) -> ToolEffect {
        ToolEffect::Read
    }

    fn quote(&self, _: &JudgeDesign) -> Quote {
        self.moderator.quote()
    }

    fn marks(&self) -> bool {
        self.moderator.marks()
    }

    async fn call(&self, context: &Context, input: JudgeDesign) -> Result<JudgedDesign, ToolError> {
        let (inner, sees) = (context.clone(), self.moderator.sees());
        let moderated = context.compute(Self::NAME, move || {
            let drawn = inner.drawn(Self::NAME, &input.design)?;
            let failed = drawing_failed(Self::NAME);
            let png = || drawn.pixels(&|| !inner.is_stopped())?.to_png();
            let png = if sees { Some(png().map_err(failed)?.into()) } else { None };
            Ok(Moderated { text: words(drawn.layout().document()), png })
        });
        let said = self.judged(Self::NAME, context, moderated.await?).await?;
        let likeliest = said.values().copied().fold(0.0, f64::max);
        let findings = self.findings(&said, context);
        Ok(JudgedDesign { score: Score::from_f64(1.0 - likeliest), findings, usage: GuestUsage::default() })
    }
}

/// All words of a design.
fn words(document: &Document) -> String {
    let texts = document.walk().filter_map(|node| match &node.content {
        Content::Text { text, .. } => Some(text.plain()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use design::{BrandKit, Format};
    use planner::Safety;
    use safety::policy::{Override, Role};

    use super::*;
    use crate::Permission;
    use crate::fixture::context_with;
    use crate::moderator::Moderator;

    /// Says the same of everything.
    struct Says(Vec<(&'static str, f64)>);

    impl Moderator for Says {
        fn name(&self) -> &'static str {
            "says"
        }

        fn sees(&self) -> bool {
            true
        }

        async fn judge(&self, _: &Context, moderated: Moderated) -> Result<Likelihoods, ToolError> {
            assert!(moderated.png.is_some_and(|png| png.starts_with(b"\x89PNG")));
            Ok(self.0.iter().map(|(label, likely)| ((*label).to_owned(), *likely)).collect())
        }
    }

    async fn judged(said: &[(&'static str, f64)], permission: Arc<Permission>) -> Result<JudgedDesign, ToolError> {
        let kit = BrandKit::builtin();
        let document = Document::new(&Format::default(), kit.reference());
        let context = context_with((*kit).clone(), permission);
        let design = context.keep("test", &document.to_bytes())?;
        let tool = Moderate::new(AnyModerator::new(Says(said.to_vec())), Moderation::default());
        tool.call(&context, JudgeDesign { design, seed: 1, by: None }).await
    }

    #[tokio::test]
    async fn what_is_likely_is_held_or_refused() {
        for (label, likely, gated, held) in [
            ("violence", 0.39, false, false),
            ("violence", 0.4, true, true),
            ("violence", 0.8, true, false),
            ("minors", 0.1, true, true),
            ("minors", 0.2, true, false),
        ] {
            let said = judged(&[(label, likely), ("hate", 0.01)], Permission::house()).await.unwrap();
            assert_eq!(said.score, Score::from_f64(1.0 - likely));
            let gate = said.findings.iter().find(|finding| finding.severity == Severity::Gate);
            assert_eq!(gate.is_some(), gated, "{label} {likely}");
            assert_eq!(gate.is_some_and(|gate| gate.message.contains("`reviewer` may lift")), held, "{label} {likely}");
        }
    }

    #[tokio::test]
    async fn a_reviewer_lifts_what_is_held_and_nobody_what_is_refused() {
        let lifted = |role| Safety {
            lifted: vec![Override {
                role,
                reason: "a museum of war".to_owned(),
                rules: ["moderator/violence".to_owned()].into(),
            }],
            ..Safety::default()
        };
        Permission::check(&lifted(Role::Reviewer)).unwrap();
        for (role, likely, severity) in [
            (Role::Reviewer, 0.5, Severity::Info),
            (Role::Member, 0.5, Severity::Gate),
            (Role::Owner, 0.9, Severity::Gate),
        ] {
            let said = judged(&[("violence", likely)], Permission::of(&lifted(role))).await.unwrap();
            assert_eq!(said.findings[0].severity, severity, "{role:?} {likely}");
        }
    }

    #[tokio::test]
    async fn what_is_no_judgement_lets_nothing_through() {
        for said in [&[][..], &[("hate", f64::NAN)], &[("hate", 1.5)], &[("hate", -0.1), ("violence", 0.1)]] {
            let error = judged(said, Permission::house()).await.unwrap_err();
            assert!(matches!(error, ToolError::Unavailable { .. }), "{error}");
        }
    }
}
