//! Endpoints that speak the OpenAI dialect over HTTP: chat completions and image generations, the portable part of it.
//!
//! The client library's own repeats are switched off: the stack owns them. It makes the calls whose answers come whole; streams
//! are read here, because a stream that is read elsewhere has no limits. Answers are read as plain JSON, for the servers
//! that speak the dialect leave out and add what they like.

mod chat;
#[cfg(test)]
mod edit_tests;
mod embeddings;
mod image_edits;
#[cfg(test)]
mod image_tests;
mod images;
mod moderations;
mod post;
mod reply;
#[cfg(test)]
mod tests;

use std::task::{Context, Poll};

use async_openai::Client;
use async_openai::config::Config;
use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use bytes::Bytes;
use http::HeaderMap;
use secrecy::SecretString;
use tower::Service;

use super::over_http::Transport;
use super::{Fault, FaultClass};
use crate::toolbox::BoxFuture;

pub use super::over_http::{Endpoint, EndpointError};

pub use chat::OpenAiChat;
pub use embeddings::{OpenAiEmbeddings, OpenAiEmbeddingsError};
pub use images::{ImageTier, OpenAiImages, OpenAiImagesError};
pub use moderations::OpenAiModerations;
pub use post::{ChatCall, ChatMessage, ChatPost, ChatRole};

/// How the client library is told where to call.
#[derive(Clone)]
struct ClientConfig {
    base: String,
    /// It asks for one; what is sent is in the headers.
    key: SecretString,
    headers: HeaderMap,
}

impl Config for ClientConfig {
    fn headers(&self) -> HeaderMap {
        self.headers.clone()
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn query(&self) -> Vec<(&str, &str)> {
        Vec::new()
    }

    fn api_base(&self) -> &str {
        &self.base
    }

    fn api_key(&self) -> &SecretString {
        &self.key
    }
}

/// Makes the client library's calls by way of the transport.
#[derive(Clone)]
struct Sends {
    transport: Transport,
    /// What is sent in the place of a request's own body.
    body: Option<Bytes>,
}

impl Service<HttpRequestFactory> for Sends {
    type Response = reqwest::Response;
    type Error = OpenAIError;
    type Future = BoxFuture<Result<reqwest::Response, OpenAIError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), OpenAIError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, factory: HttpRequestFactory) -> Self::Future {
        let Self { transport, body } = self.clone();
        Box::pin(async move {
            let whole = async {
                let request = factory.build().await;
                let mut request =
                    request.map_err(|_| Fault::new(FaultClass::Invalid, "the request could not be made"))?;
                if let Some(body) = body {
                    *request.body_mut() = Some(body.into());
                }
                transport.whole(request).await
            };
            let (status, headers, body) = whole.await.map_err(|fault| OpenAIError::Boxed(Box::new(fault)))?;
            let mut answer = http::Response::new(reqwest::Body::from(body));
            *answer.status_mut() = status;
            *answer.headers_mut() = headers;
            Ok(answer.into())
        })
    }
}

impl Endpoint {
    /// A client for whole answers, each of which is one attempt. A body that is written down already is sent in the place of
    /// whatever the client is given, which would have to be read to be written down again.
    fn client(&self, answer_bytes_max: usize, body: Option<Bytes>) -> Client<ClientConfig> {
        let sends = Sends { transport: self.transport().up_to(answer_bytes_max), body };
        let key = SecretString::from(String::new());
        let config = ClientConfig { base: self.base().to_owned(), key, headers: self.headers().clone() };
        Client::build(self.http().clone(), config).with_http_service(sends)
    }
}

/// The fault behind an error of the client library.
fn fault_of(error: &OpenAIError) -> Fault {
    match error {
        OpenAIError::Boxed(error) => error
            .downcast_ref::<Fault>()
            .cloned()
            .unwrap_or_else(|| Fault::new(FaultClass::Broken, "the client failed")),
        OpenAIError::JSONDeserialize(..) => Fault::new(FaultClass::Unreadable, "what it answered has another shape"),
        _ => Fault::new(FaultClass::Invalid, "the request could not be made"),
    }
}
