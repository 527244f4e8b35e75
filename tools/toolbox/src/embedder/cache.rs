//! Embeddings that were made before: a conversation asks the same again, and a model takes its time.

use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::sync::{Mutex, PoisonError};

use design::Sha256;

use crate::error::ToolError;
use crate::tenant::TenantId;

/// Embeddings that are kept; of the largest models they are 16 MB.
const KEPT_MAX: usize = 1_024;

/// What an embedding is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Text,
    Picture,
}

/// Embeddings by what they are of and whose it is: that somebody asked a thing is told to no other tenant, not even by the time
/// that an answer takes. The oldest make room.
#[derive(Debug, Default)]
pub(super) struct Cache(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    by_key: BTreeMap<Sha256, Vec<f32>>,
    order: VecDeque<Sha256>,
}

impl Kept {
    fn put(&mut self, key: Sha256, embedding: Vec<f32>) {
        if self.by_key.insert(key, embedding).is_none() {
            self.order.push_back(key);
        }
        if self.order.len() > KEPT_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.by_key.remove(&oldest);
        }
    }
}

fn key(tenant: &TenantId, source: Source, content: &[u8]) -> Sha256 {
    let source = match source {
        Source::Text => "text",
        Source::Picture => "picture",
    };
    Sha256::of_json(&(tenant.name(), source, Sha256::of(content)))
}

impl Cache {
    /// The embeddings of all of them, in their order: `make` is asked for those that are not kept, each once, all together.
    pub(super) async fn all<T, F>(
        &self,
        tenant: &TenantId,
        source: Source,
        asked: Vec<T>,
        make: impl FnOnce(Vec<T>) -> F,
    ) -> Result<Vec<Vec<f32>>, ToolError>
    where
        T: AsRef<[u8]>,
        F: Future<Output = Result<Vec<Vec<f32>>, ToolError>>,
    {
        let keys: Vec<Sha256> = asked.iter().map(|one| key(tenant, source, one.as_ref())).collect();
        let mut known: BTreeMap<Sha256, Option<Vec<f32>>> = {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            keys.iter().map(|key| (*key, kept.by_key.get(key).cloned())).collect()
        };
        let mut missing = Vec::new();
        let unknown = keys.iter().zip(asked).filter_map(|(key, one)| match known.get(key) {
            // Whoever asks the same twice in a call is answered once.
            Some(None) if !missing.contains(key) => {
                missing.push(*key);
                Some(one)
            }
            _ => None,
        });
        let unknown: Vec<T> = unknown.collect();
        if !unknown.is_empty() {
            let made = make(unknown).await?;
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            for (key, embedding) in missing.into_iter().zip(made) {
                kept.put(key, embedding.clone());
                known.insert(key, Some(embedding));
            }
        }
        Ok(keys.iter().filter_map(|key| known.get(key).cloned().flatten()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant(name: &str) -> TenantId {
        TenantId::new(name).unwrap()
    }

    /// What is asked for, and how often the model was.
    async fn ask(cache: &Cache, who: &str, source: Source, texts: &[&str]) -> (Vec<Vec<f32>>, Vec<String>) {
        let mut asked = Vec::new();
        let own = texts.iter().map(ToString::to_string).collect();
        let who = tenant(who);
        let made = cache.all(&who, source, own, |missing: Vec<String>| {
            asked.clone_from(&missing);
            std::future::ready(Ok(missing.iter().map(|text| vec![text.len() as f32]).collect()))
        });
        (made.await.unwrap(), asked)
    }

    #[tokio::test]
    async fn what_was_embedded_is_embedded_once_for_each_tenant() {
        let cache = Cache::default();
        let (made, asked) = ask(&cache, "acme", Source::Text, &["red", "blue", "red"]).await;
        assert_eq!(made, [[3.0], [4.0], [3.0]]);
        assert_eq!(asked, ["red", "blue"]);
        let (made, asked) = ask(&cache, "acme", Source::Text, &["blue", "green"]).await;
        assert_eq!(made, [[4.0], [5.0]]);
        assert_eq!(asked, ["green"]);
        assert_eq!(ask(&cache, "globex", Source::Text, &["blue"]).await.1, ["blue"]);
        assert_eq!(ask(&cache, "acme", Source::Picture, &["blue"]).await.1, ["blue"]);
    }

    #[tokio::test]
    async fn the_oldest_make_room() {
        let cache = Cache::default();
        for at in 0..=KEPT_MAX {
            ask(&cache, "acme", Source::Text, &[&at.to_string()]).await;
        }
        assert_eq!(cache.0.lock().unwrap().by_key.len(), KEPT_MAX);
        assert_eq!(ask(&cache, "acme", Source::Text, &["0"]).await.1, ["0"]);
        assert!(ask(&cache, "acme", Source::Text, &[&KEPT_MAX.to_string()]).await.1.is_empty());
    }

    #[tokio::test]
    async fn what_fails_is_asked_again() {
        let cache = Cache::default();
        let fails = |_: Vec<String>| std::future::ready(Err(ToolError::invalid("embeddings", "/texts", "broken")));
        assert!(cache.all(&tenant("acme"), Source::Text, vec!["red".to_owned()], fails).await.is_err());
        assert_eq!(ask(&cache, "acme", Source::Text, &["red"]).await.1, ["red"]);
    }
}
