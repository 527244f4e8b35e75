//! Whatever reads the words that are written in a picture, and how they are held against the policy.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use planner::calls::MODERATE;
use safety::policy::Scope;

use crate::context::Context;
use crate::error::ToolError;
use crate::moderator::{AnyModerator, Likelihoods, MODERATED_BYTES_MAX, Moderated, Moderator};
use crate::quote::Quote;
use crate::toolbox::BoxFuture;

/// The label of words in a picture that are not shown.
pub const WRITING: &str = "writing in a picture";

/// How long reading a picture may take.
pub(crate) const READ_WITHIN: Duration = Duration::from_secs(60);

/// Reads what is written in pictures.
pub trait Reader: Send + Sync + 'static {
    /// Its name and version, as traces have it.
    fn name(&self) -> &str;

    /// The words of a picture, a PNG; a line for each line of them, empty where there are none.
    ///
    /// # Errors
    ///
    /// [`ToolError`], best made with [`ToolError::Unavailable`]; what was not read is not shown.
    fn read(&self, context: &Context, png: Arc<[u8]>) -> impl Future<Output = Result<String, ToolError>> + Send;
}

/// Any reader; cheap to clone.
#[derive(Clone)]
pub struct AnyReader(Arc<dyn DynReader>);

impl AnyReader {
    /// Erases the type of `reader`.
    #[must_use]
    pub fn new(reader: impl Reader) -> Self {
        Self(Arc::new(Held(Arc::new(reader))))
    }

    /// Its name and version.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.name()
    }
}

impl std::fmt::Debug for AnyReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AnyReader({})", self.name())
    }
}

trait DynReader: Send + Sync {
    fn name(&self) -> &str;
    fn read(&self, context: Context, png: Arc<[u8]>) -> BoxFuture<Result<String, ToolError>>;
}

struct Held<R>(Arc<R>);

impl<R: Reader> DynReader for Held<R> {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn read(&self, context: Context, png: Arc<[u8]>) -> BoxFuture<Result<String, ToolError>> {
        let reader = self.0.clone();
        Box::pin(async move { reader.read(&context, png).await })
    }
}

/// A moderator that has pictures read: their words are held against the policy as words of pictures, and told to the moderator beside
/// it, where there is one.
///
/// A design is read as it is seen, so words in photographs, in pictures that a person brought and in letters that were drawn count
/// alike, and what is set in type counts twice.
#[derive(Debug)]
pub(crate) struct ReadingModerator {
    reader: AnyReader,
    beside: Option<AnyModerator>,
    name: String,
}

impl ReadingModerator {
    pub(crate) fn new(reader: AnyReader, beside: Option<AnyModerator>) -> Self {
        let name = match &beside {
            Some(beside) => format!("{} reading with {}", beside.name(), reader.name()),
            None => reader.name().to_owned(),
        };
        Self { reader, beside, name }
    }

    /// The words of a picture, and how likely it is that they may not be shown: the policy knows.
    async fn read(&self, context: &Context, png: Arc<[u8]>) -> Result<(String, f64), ToolError> {
        let unavailable = |reason: &str| {
            let reason = format!("{}: {reason}", self.reader.name());
            ToolError::Unavailable { tool: MODERATE.to_owned(), reason }
        };
        let read = tokio::time::timeout(READ_WITHIN, self.reader.0.read(context.clone(), png)).await;
        let words = read.map_err(|_| unavailable("it took too long for a picture"))??;
        if words.len() > MODERATED_BYTES_MAX {
            return Err(unavailable("there are more words in the picture than are judged at once"));
        }
        let (inner, judged) = (context.clone(), words.clone());
        let ruling = context.compute(MODERATE, move || Ok(inner.permission().rule(&judged, Scope::ImageText))).await?;
        Ok((words, f64::from(u8::from(ruling.stopped.is_some()))))
    }
}

impl Moderator for ReadingModerator {
    fn name(&self) -> &str {
        &self.name
    }

    fn sees(&self) -> bool {
        true
    }

    fn reads(&self) -> bool {
        self.beside.as_ref().is_some_and(AnyModerator::reads)
    }

    fn quote(&self) -> Quote {
        self.beside.as_ref().map_or(Quote::FREE, AnyModerator::quote)
    }

    fn marks(&self) -> bool {
        self.beside.as_ref().is_some_and(AnyModerator::marks)
    }

    async fn judge(&self, context: &Context, moderated: Moderated) -> Result<Likelihoods, ToolError> {
        let Moderated { mut text, png } = moderated;
        let mut said = Likelihoods::new();
        if let Some(png) = &png {
            let (words, likely) = self.read(context, png.clone()).await?;
            said.insert(WRITING.to_owned(), likely);
            let is_said = |line: &str| text.lines().any(|said| said == line);
            let new: String = words.lines().filter(|line| !is_said(line)).flat_map(|line| ["\n", line]).collect();
            text.push_str(&new);
        }
        if let Some(beside) = &self.beside {
            let png = png.filter(|_| beside.sees());
            // What the policy says of words in the picture nobody takes back.
            for (label, likely) in beside.judge(MODERATE, context, Moderated { text, png }).await? {
                let most = said.entry(label).or_insert(likely);
                *most = most.max(likely);
            }
        }
        Ok(said)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use design::BrandKit;

    use super::*;

    /// Reads the same in everything.
    struct Reads(&'static str);

    impl Reader for Reads {
        fn name(&self) -> &'static str {
            "reads 1"
        }

        async fn read(&self, _: &Context, _: Arc<[u8]>) -> Result<String, ToolError> {
            Ok(self.0.to_owned())
        }
    }

    /// Keeps what it was asked about.
    #[derive(Clone, Default)]
    struct Listens(Arc<Mutex<Vec<(String, bool)>>>);

    impl Moderator for Listens {
        fn name(&self) -> &'static str {
            "listens"
        }

        fn sees(&self) -> bool {
            false
        }

        async fn judge(&self, _: &Context, moderated: Moderated) -> Result<Likelihoods, ToolError> {
            self.0.lock().unwrap().push((moderated.text, moderated.png.is_some()));
            Ok([("hate".to_owned(), 0.01)].into())
        }
    }

    async fn judged(words: &'static str, beside: Option<AnyModerator>) -> Result<Likelihoods, ToolError> {
        let moderator = AnyModerator::new(ReadingModerator::new(AnyReader::new(Reads(words)), beside));
        let moderated = Moderated { text: "Plant sale".to_owned(), png: Some(b"\x89PNG".as_slice().into()) };
        moderator.judge(MODERATE, &crate::fixture::context((*BrandKit::builtin()).clone()), moderated).await
    }

    #[tokio::test]
    async fn words_of_a_picture_are_held_against_the_policy() {
        for (words, likely) in [
            ("", 0.0),
            ("Open day\nSaturday 4 May", 0.0),
            ("miracle drops\ncure cancer", 1.0),
            ("miracle drops CUR\u{200b}E C4NCER", 1.0),
        ] {
            assert_eq!(judged(words, None).await.unwrap()[WRITING], likely, "{words}");
        }
    }

    #[tokio::test]
    async fn who_judges_beside_it_is_told_what_was_read() {
        let listens = Listens::default();
        let said = judged("Plant sale\nat the old mill", Some(AnyModerator::new(listens.clone()))).await.unwrap();
        assert_eq!(said.keys().collect::<Vec<_>>(), ["hate", WRITING]);
        assert_eq!(*listens.0.lock().unwrap(), [("Plant sale\nat the old mill".to_owned(), false)]);
    }

    #[tokio::test]
    async fn more_words_than_are_judged_are_not_judged() {
        let much: &'static str = Box::leak("word ".repeat(MODERATED_BYTES_MAX / 5 + 1).into_boxed_str());
        assert!(matches!(judged(much, None).await, Err(ToolError::Unavailable { .. })));
    }
}
