//! Moderation: how likely it is that words and a picture are of a kind that is not shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use design::Sha256;
use serde::Deserialize;
use serde_json::{Value, json};
use tower::service_fn;

use super::{Endpoint, EndpointError, fault_of};
use crate::context::Context;
use crate::error::ToolError;
use crate::moderator::{Likelihoods, Moderated, Moderator};
use crate::provider::{Asked, Fault, FaultClass, Provider, ProviderCall};

/// Most bytes of an answer: a few dozen labels.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// The label for what a server flags without saying what for.
const FLAGGED: &str = "flagged";
/// How likely something is at least that a server says is so.
const MET: f64 = 0.5;

#[derive(Debug)]
struct ModerationCall(Value);

impl ProviderCall for ModerationCall {
    type Answer = Arc<Likelihoods>;
    const OPERATION: &'static str = "moderations";

    fn identity(&self) -> Option<Sha256> {
        Some(Sha256::of_json(&self.0))
    }
}

/// A moderation model behind an endpoint, at no cost. Cheap to clone; clones share the endpoint's stack.
#[derive(Debug, Clone)]
pub struct OpenAiModerations {
    name: Arc<str>,
    model: Arc<str>,
    sees: bool,
    provider: Provider<ModerationCall>,
}

impl OpenAiModerations {
    /// The moderation model of an endpoint; `sees` says whether it looks at pictures.
    ///
    /// # Errors
    ///
    /// [`EndpointError`] when the endpoint cannot be used.
    pub fn new(endpoint: Endpoint, model: &str, sees: bool) -> Result<Self, EndpointError> {
        let name = format!("{}/{model}", endpoint.settings().name).into();
        let settings = endpoint.settings().clone();
        let adaptor = service_fn(move |asked: Asked<ModerationCall>| {
            let endpoint = endpoint.clone();
            async move { judge(&endpoint, &asked.request.0).await.map(Arc::new) }
        });
        let provider = Provider::new(settings, adaptor)?;
        Ok(Self { name, model: model.into(), sees, provider })
    }
}

impl Moderator for OpenAiModerations {
    fn name(&self) -> &str {
        &self.name
    }

    fn sees(&self) -> bool {
        self.sees
    }

    fn marks(&self) -> bool {
        true
    }

    async fn judge(&self, context: &Context, moderated: Moderated) -> Result<Likelihoods, ToolError> {
        // A server that is sent an empty text refuses it.
        let text = if moderated.text.is_empty() { " " } else { &moderated.text };
        let input = match moderated.png.filter(|_| self.sees) {
            None => json!(text),
            Some(png) => {
                let url = format!("data:image/png;base64,{}", BASE64_STANDARD.encode(&png));
                json!([{ "type": "text", "text": text }, { "type": "image_url", "image_url": { "url": url } }])
            }
        };
        let call = ModerationCall(json!({ "model": self.model, "input": input }));
        let answer = self.provider.ask(context, call).await;
        answer.map(Arc::unwrap_or_clone).map_err(|source| ToolError::Provider { tool: "moderate".to_owned(), source })
    }
}

/// An answer, without what is of no use.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    results: Vec<Judged>,
}

#[derive(Deserialize)]
struct Judged {
    flagged: Option<bool>,
    #[serde(default)]
    categories: BTreeMap<String, Option<bool>>,
    #[serde(default)]
    category_scores: BTreeMap<String, Option<f64>>,
}

impl Judged {
    /// How likely each label is. A label that is said to be met is at least as likely as not, and certain where no likelihood is
    /// given; so is a flag of which nothing more is said.
    fn said(self) -> Result<Likelihoods, Fault> {
        let Self { flagged, categories, category_scores } = self;
        let mut said: Likelihoods =
            category_scores.into_iter().filter_map(|(label, score)| Some((label, score?))).collect();
        let named = !said.is_empty() || categories.values().any(Option::is_some);
        for (label, _) in categories.into_iter().filter(|(_, is)| *is == Some(true)) {
            let likely = said.get(&label).copied().map_or(1.0, |score| if score < MET { MET } else { score });
            said.insert(label, likely);
        }
        if flagged.is_none() && !named {
            return Err(Fault::new(FaultClass::Unreadable, "the answer judges nothing"));
        }
        if let Some(flagged) = flagged {
            let alone = flagged && said.values().all(|likely| *likely < MET);
            said.insert(FLAGGED.to_owned(), if alone { MET } else { 0.0 });
        }
        Ok(said)
    }
}

async fn judge(endpoint: &Endpoint, body: &Value) -> Result<Likelihoods, Fault> {
    let answer: Result<Answer, _> = endpoint.client(ANSWER_BYTES_MAX, None).moderations().create_byot(body).await;
    let results = answer.map_err(|error| fault_of(&error))?.results;
    if results.is_empty() {
        return Err(Fault::new(FaultClass::Unreadable, "the answer judges nothing"));
    }
    // Parts may be judged one by one: what one of them is, all of it is.
    let mut said = Likelihoods::new();
    for judged in results {
        for (label, likely) in judged.said()? {
            let most = said.entry(label).or_insert(likely);
            // What is not a number stays one, and is refused as an answer.
            *most = if likely.is_nan() || likely > *most { likely } else { *most };
        }
    }
    Ok(said)
}
