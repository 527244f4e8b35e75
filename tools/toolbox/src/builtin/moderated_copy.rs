//! `write_copy` behind a moderator: for a brief that it has something against nothing is written.

use std::sync::Arc;

use design::Brief;
use planner::calls::{Call as _, WriteCopy};
use serde::Deserialize as _;
use serde_json::Value;

use super::moderate::Moderate;
use crate::context::Context;
use crate::error::ToolError;
use crate::moderator::Moderated;
use crate::toolbox::{DEADLINE, DynTool, Perform, PreparedCall, ToolSpec};

/// What writes copy by computing, where a moderator that reads has nothing against the brief. What somebody is after is often in no word of the
/// design: a notice that a polling place is closed is harmless until the brief says that it is not.
///
/// Its answer is on record, so that a replay asks nobody. A run that branches off keeps what was written, so that another moderator
/// judges its designs again, not its brief.
pub(crate) struct ModeratedCopy {
    writer: Arc<dyn DynTool>,
    moderate: Moderate,
    spec: ToolSpec,
}

impl ModeratedCopy {
    /// Has `moderate` judge the briefs that `writer` is given.
    pub(crate) fn new(writer: Arc<dyn DynTool>, moderate: Moderate) -> Self {
        // What a moderator says cannot be worked out again.
        let spec = ToolSpec { deterministic: false, ..writer.spec().clone() };
        Self { writer, moderate, spec }
    }
}

impl DynTool for ModeratedCopy {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    fn prepare(&self, args: &Value) -> Result<PreparedCall, ToolError> {
        let written = self.writer.prepare(args)?;
        let brief = Brief::deserialize(&args["brief"])
            .map_err(|error| ToolError::invalid(WriteCopy::TOOL, "/brief", error.to_string()))?;
        let (moderate, write) = (self.moderate.clone(), written.perform);
        let perform: Perform = Box::new(move |context| {
            Box::pin(async move {
                // By rules first, and what they refuse nobody is asked about.
                let copy = write(context.clone()).await?;
                judged(&moderate, &context, &brief).await.map(|()| copy)
            })
        });
        Ok(PreparedCall {
            // What computes costs nothing.
            quote: self.moderate.price(),
            deterministic: false,
            limit: Some(DEADLINE),
            marks: self.moderate.marks(),
            light: false,
            quick: None,
            perform,
            ..written
        })
    }
}

/// Nothing, where the moderator has nothing against what a brief says.
///
/// # Errors
///
/// [`ToolError::NotShown`] where it has, for it was asked; what the moderator says where it does not judge.
async fn judged(moderate: &Moderate, context: &Context, brief: &Brief) -> Result<(), ToolError> {
    let moderated = Moderated { text: said(brief), png: None };
    match moderate.objection(WriteCopy::TOOL, context, moderated).await? {
        Some(reason) => Err(ToolError::NotShown { tool: WriteCopy::TOOL.to_owned(), reason }),
        None => Ok(()),
    }
}

/// The words of a brief, and what it says in fields of its own.
fn said(brief: &Brief) -> String {
    let fields = [&brief.subject, &brief.audience, &brief.cta].into_iter().flatten();
    let fields = fields.chain(&brief.points).chain(&brief.tone).chain(brief.copy.iter().map(|copy| &copy.text));
    let own =
        fields.chain(brief.facts.iter().map(|fact| &fact.text)).filter(|field| !brief.text.contains(field.as_str()));
    own.fold(brief.text.clone(), |said, field| format!("{said}\n{field}"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use design::{BrandKit, Brief};
    use planner::Safety;
    use planner::calls::WrittenCopy;
    use safety::policy::{Override, Role};

    use super::*;
    use crate::Permission;
    use crate::builtin::{self, Moderation};
    use crate::fixture::context_with;
    use crate::moderator::{AnyModerator, Likelihoods, Moderator};
    use crate::quote::Quote;
    use crate::tool::{PureTool as _, Tool, ToolEffect};
    use crate::toolbox::{Toolbox, ToolboxError};

    /// Finds that likely what says "fight", and is not asked about what says "cocaine": that is for the rules.
    struct Finds(f64);

    impl Moderator for Finds {
        fn name(&self) -> &'static str {
            "finds"
        }

        fn sees(&self) -> bool {
            false
        }

        async fn judge(&self, _: &Context, moderated: Moderated) -> Result<Likelihoods, ToolError> {
            assert!(!moderated.text.contains("cocaine") && moderated.png.is_none());
            let likely = if moderated.text.contains("fight") { self.0 } else { 0.0 };
            Ok([("violence".to_owned(), likely)].into())
        }
    }

    fn brief(text: &str) -> Brief {
        if text.starts_with('{') { Brief::from_json(text.as_bytes()).unwrap() } else { Brief::read(text).unwrap() }
    }

    async fn written(text: &str, likely: f64, permission: Arc<Permission>) -> Result<Value, ToolError> {
        let context = context_with((*BrandKit::builtin()).clone(), permission);
        let moderate = Moderate::new(AnyModerator::new(Finds(likely)), Moderation::default());
        let toolbox = builtin::standard().guard_briefs(&moderate).build().unwrap();
        assert!(!toolbox.spec("write_copy").unwrap().deterministic);
        let args = serde_json::to_value(WriteCopy { brief: brief(text), seed: 1 }).unwrap();
        let call = toolbox.prepare("write_copy", &args).unwrap();
        (call.perform)(context).await
    }

    /// Why a moderator that was asked would not have it.
    fn objection(written: Result<Value, ToolError>) -> String {
        match written.unwrap_err() {
            ToolError::NotShown { reason, .. } => reason,
            error => panic!("{error}"),
        }
    }

    #[tokio::test]
    async fn a_brief_is_written_for_that_nobody_has_anything_against() {
        let (house, plain) = (Permission::house, "Poster for our choir, Friday 3 May at 7pm");
        let own = WriteCopy { brief: brief(plain), seed: 1 };
        let own = builtin::WriteCopy.compute(&context_with((*BrandKit::builtin()).clone(), house()), own).unwrap();
        assert_eq!(written(plain, 1.0, house()).await.unwrap(), serde_json::to_value(own).unwrap());
        let held = objection(written("Poster for our choir. Let us fight.", 0.5, house()).await);
        assert!(held.contains("violence") && held.contains("`moderator/violence`"), "{held}");
        // What a field says counts as what the text does.
        let field = r#"{"v":1,"text":"Poster for our choir","audience":"who wants to fight"}"#;
        assert!(objection(written(field, 0.5, house()).await).contains("violence"));
        // By rules first, and nobody was asked: nothing is owed.
        let ruled = written("Poster: cocaine for sale, ask Danny", 1.0, house()).await.unwrap_err();
        assert!(matches!(ruled, ToolError::Refused { .. }), "{ruled}");
    }

    #[tokio::test]
    async fn a_reviewer_lifts_what_is_held_of_a_brief_and_nobody_what_is_refused() {
        let lifted = Safety {
            lifted: vec![Override {
                role: Role::Reviewer,
                reason: "a boxing club".to_owned(),
                rules: ["moderator/violence".to_owned()].into(),
            }],
            ..Safety::default()
        };
        let brief = "Poster for our boxing club: come and fight";
        written(brief, 0.5, Permission::of(&lifted)).await.unwrap();
        let refused = objection(written(brief, 0.9, Permission::of(&lifted)).await);
        assert!(!refused.contains("may lift"), "{refused}");
    }

    /// Writes for money.
    struct Paid;

    impl Tool for Paid {
        const NAME: &'static str = WriteCopy::TOOL;
        const VERSION: &'static str = "9.0.0";
        const DESCRIPTION: &'static str = "Writes for money.";
        type Input = WriteCopy;
        type Output = WrittenCopy;

        fn effect(&self) -> ToolEffect {
            ToolEffect::Read
        }

        fn quote(&self, _: &WriteCopy) -> Quote {
            Quote::FREE
        }

        async fn call(&self, _: &Context, _: WriteCopy) -> Result<WrittenCopy, ToolError> {
            Ok(WrittenCopy { copy: design::Copy::default() })
        }
    }

    #[test]
    fn nobody_stands_before_a_writer_who_does_more_than_compute() {
        let moderate = Moderate::new(AnyModerator::new(Finds(0.5)), Moderation::default());
        let error = builtin::standard().replace(Paid).guard_briefs(&moderate).build().unwrap_err();
        assert!(matches!(&error, ToolboxError::NotModerated { tool } if tool == "write_copy"), "{error}");
        // Where nothing writes copy, nothing is asked for any.
        Toolbox::builder().guard_briefs(&moderate).build().unwrap();
    }
}
