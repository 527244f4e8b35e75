//! Whatever says how likely it is that words or a picture must not be shown: a classifier, an endpoint.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;

use design::brief::BRIEF_BYTES_MAX;

use crate::context::Context;
use crate::error::ToolError;
use crate::quote::Quote;
use crate::toolbox::BoxFuture;

/// Longest text that is judged, bytes: as long as a brief may be, with what it says in fields of its own. A design has less.
pub const MODERATED_BYTES_MAX: usize = 2 * BRIEF_BYTES_MAX;
/// Most labels of an answer, and the longest of them, bytes.
const LABELS_MAX: usize = 128;
const LABEL_BYTES_MAX: usize = 64;

/// What is to be judged, all of it as one.
#[derive(Debug, Clone)]
pub struct Moderated {
    /// All words, a line for each text.
    pub text: String,
    /// The picture, a PNG, for back ends that look at pictures.
    pub png: Option<Arc<[u8]>>,
}

/// How likely each label is, 0–1.
pub type Likelihoods = BTreeMap<String, f64>;

/// A back end that judges.
pub trait Moderator: Send + Sync + 'static {
    /// Its name and version, as traces have it.
    fn name(&self) -> &str;

    /// Whether it looks at pictures.
    fn sees(&self) -> bool;

    /// Whether it reads words: then it judges briefs, too.
    fn reads(&self) -> bool {
        true
    }

    /// A true upper bound on what judging that may cost.
    fn quote(&self) -> Quote {
        Quote::FREE
    }

    /// Whether it says by itself when a call leaves; see [`Tool::marks`](crate::Tool::marks).
    fn marks(&self) -> bool {
        false
    }

    /// How likely each label is.
    ///
    /// # Errors
    ///
    /// [`ToolError`], best made with [`ToolError::Unavailable`]; what was not judged is not shown.
    fn judge(
        &self,
        context: &Context,
        moderated: Moderated,
    ) -> impl Future<Output = Result<Likelihoods, ToolError>> + Send;
}

/// Any moderator; cheap to clone. What comes out of it was checked: some labels, each with a likelihood.
#[derive(Clone)]
pub struct AnyModerator(Arc<dyn DynModerator>);

impl AnyModerator {
    /// Erases the type of `moderator`.
    #[must_use]
    pub fn new(moderator: impl Moderator) -> Self {
        Self(Arc::new(Held(Arc::new(moderator))))
    }

    /// Its name and version.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.name()
    }

    pub(crate) fn sees(&self) -> bool {
        self.0.sees()
    }

    pub(crate) fn reads(&self) -> bool {
        self.0.reads()
    }

    pub(crate) fn quote(&self) -> Quote {
        self.0.quote()
    }

    pub(crate) fn marks(&self) -> bool {
        self.0.marks()
    }

    /// How likely each label is.
    ///
    /// # Errors
    ///
    /// What the moderator says; [`ToolError::Unavailable`] when its answer is no judgement: no labels, too many, or a likelihood
    /// that is none. Not a number means nothing, least of all that a thing may be shown.
    pub async fn judge(&self, tool: &str, context: &Context, moderated: Moderated) -> Result<Likelihoods, ToolError> {
        let unavailable = |reason: &str| {
            let reason = format!("{}: {reason}", self.name());
            Err(ToolError::Unavailable { tool: tool.to_owned(), reason })
        };
        if moderated.text.len() > MODERATED_BYTES_MAX {
            return unavailable("there are more words than are judged at once");
        }
        let said = self.0.judge(context.clone(), moderated).await?;
        if said.is_empty() || said.len() > LABELS_MAX || said.keys().any(|label| label.len() > LABEL_BYTES_MAX) {
            return unavailable("its answer has no labels, or too many");
        }
        if said.values().any(|likely| !(0.0..=1.0).contains(likely)) {
            return unavailable("its answer has a likelihood that is none");
        }
        Ok(said)
    }
}

impl std::fmt::Debug for AnyModerator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AnyModerator({})", self.name())
    }
}

trait DynModerator: Send + Sync {
    fn name(&self) -> &str;
    fn sees(&self) -> bool;
    fn reads(&self) -> bool;
    fn quote(&self) -> Quote;
    fn marks(&self) -> bool;
    fn judge(&self, context: Context, moderated: Moderated) -> BoxFuture<Result<Likelihoods, ToolError>>;
}

struct Held<M>(Arc<M>);

impl<M: Moderator> DynModerator for Held<M> {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn sees(&self) -> bool {
        self.0.sees()
    }

    fn reads(&self) -> bool {
        self.0.reads()
    }

    fn quote(&self) -> Quote {
        self.0.quote()
    }

    fn marks(&self) -> bool {
        self.0.marks()
    }

    fn judge(&self, context: Context, moderated: Moderated) -> BoxFuture<Result<Likelihoods, ToolError>> {
        let moderator = self.0.clone();
        Box::pin(async move { moderator.judge(&context, moderated).await })
    }
}
