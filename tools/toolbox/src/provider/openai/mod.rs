//! Endpoints that speak the OpenAI dialect over HTTP: chat completions and image generations, the portable part of it.
//!
//! The client library's own repeats are switched off: the stack owns them. It makes the calls whose answers come whole; streams
//! are read here, because a stream that is read elsewhere has no limits. Answers are read as plain JSON, for the servers
//! that speak the dialect leave out and add what they like.

mod chat;
mod embeddings;
mod events;
mod images;
mod moderations;
mod post;
mod reply;
mod secrets;
#[cfg(test)]
mod tests;
mod transport;

use std::fmt;
use std::time::Duration;

use async_openai::Client;
use async_openai::config::Config;
use bytes::Bytes;
use http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use super::settings::ms;
use super::{Fault, FaultClass, ProviderSettings, SettingsError};

pub use chat::OpenAiChat;
pub use embeddings::{OpenAiEmbeddings, OpenAiEmbeddingsError};
pub use images::{ImageTier, OpenAiImages, OpenAiImagesError};
pub use moderations::OpenAiModerations;
pub use post::{ChatCall, ChatMessage, ChatPost, ChatRole};
use secrets::Secrets;
use transport::Transport;

/// Longest base URL, characters.
const URL_CHARS_MAX: usize = 2_048;

/// Why an endpoint cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// The address is none. What was given is not repeated: people paste addresses with keys in them.
    #[error(
        "that is not a base URL; give one such as https://api.example.com/v1, without a name, a key or a query in it"
    )]
    BadUrl,
    /// The key would be readable on its way.
    #[error("a key is not sent to {host} without encryption; use https")]
    PlainKey {
        /// The host.
        host: String,
    },
    /// The key or a header cannot be sent.
    #[error("the key or a header holds characters that none may have; check for a line break at its end")]
    BadHeader,
    /// The client could not be made.
    #[error("no HTTP client could be made: {reason}")]
    Client {
        /// Why not.
        reason: String,
    },
    /// A setting is out of its range.
    #[error(transparent)]
    Settings(#[from] SettingsError),
}

/// An endpoint: its address, its key, its settings. Cheap to clone. The key is never shown or written.
#[derive(Clone)]
pub struct Endpoint {
    config: EndpointConfig,
    http: reqwest::Client,
    settings: ProviderSettings,
    secrets: Secrets,
    /// Whether what is sent can be read on its way to another machine.
    is_open: bool,
    /// Whether it is on this machine.
    is_here: bool,
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").field("base", &self.config.base).finish_non_exhaustive()
    }
}

#[derive(Clone)]
struct EndpointConfig {
    base: String,
    key: SecretString,
    headers: HeaderMap,
}

impl Config for EndpointConfig {
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

impl Endpoint {
    /// Whether it is on this machine, by its name.
    #[must_use]
    pub fn is_on_this_machine(&self) -> bool {
        self.is_here
    }

    /// An endpoint at a base URL (`https://…/v1`), with a key where it wants one.
    ///
    /// # Errors
    ///
    /// [`EndpointError`] when the address, the key or a setting cannot be used.
    pub fn new(base: &str, key: Option<SecretString>, settings: ProviderSettings) -> Result<Self, EndpointError> {
        settings.check()?;
        let bad = || EndpointError::BadUrl;
        let url = reqwest::Url::parse(base).ok().filter(|_| base.len() <= URL_CHARS_MAX).ok_or_else(bad)?;
        let host = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https")).ok_or_else(bad)?;
        if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
            return Err(bad());
        }
        let is_loopback = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        let key = key.filter(|key| !key.expose_secret().is_empty());
        let mut headers = HeaderMap::new();
        let is_open = url.scheme() == "http" && !is_loopback;
        let mut secrets = Secrets::default();
        if let Some(key) = &key {
            if is_open {
                return Err(EndpointError::PlainKey { host: host.to_owned() });
            }
            secrets = secrets.with(key.clone());
            let value = HeaderValue::from_str(&format!("Bearer {}", key.expose_secret()));
            let mut value = value.map_err(|_| EndpointError::BadHeader)?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        // Whichever was installed first serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::Client::builder()
            .connect_timeout(ms(settings.connect_ms))
            .redirect(reqwest::redirect::Policy::none())
            .pool_idle_timeout(Duration::from_secs(90));
        let builder = if is_loopback { builder.no_proxy() } else { builder };
        let http = builder.build().map_err(|error| EndpointError::Client { reason: error.to_string() })?;
        let config = EndpointConfig {
            base: base.trim_end_matches('/').to_owned(),
            key: key.unwrap_or_else(|| SecretString::from(String::new())),
            headers,
        };
        Ok(Self { config, http, settings, secrets, is_open, is_here: is_loopback })
    }

    /// Adds a header to every request; its value is kept as a key is.
    ///
    /// # Errors
    ///
    /// [`EndpointError::BadHeader`] when the name or value cannot be sent, [`EndpointError::PlainKey`] when it would be readable
    /// on its way.
    pub fn with_header(mut self, name: &str, value: &str) -> Result<Self, EndpointError> {
        if self.is_open {
            return Err(EndpointError::PlainKey { host: self.config.base });
        }
        self.secrets = self.secrets.with(SecretString::from(value));
        let name = HeaderName::try_from(name).map_err(|_| EndpointError::BadHeader)?;
        let mut value = HeaderValue::from_str(value).map_err(|_| EndpointError::BadHeader)?;
        value.set_sensitive(true);
        self.config.headers.insert(name, value);
        Ok(self)
    }

    /// Its settings.
    #[must_use]
    pub fn settings(&self) -> &ProviderSettings {
        &self.settings
    }

    /// The address of one of its doors.
    fn url(&self, path: &str) -> Result<Url, EndpointError> {
        Url::parse(&self.config.url(path)).map_err(|_| EndpointError::BadUrl)
    }

    /// A request; `body` is JSON.
    fn post(&self, url: &Url, body: Bytes) -> Result<reqwest::Request, Fault> {
        let request = self.http.post(url.clone()).headers(self.config.headers.clone());
        let request = request.header(http::header::CONTENT_TYPE, "application/json").body(body);
        request.build().map_err(|_| Fault::new(FaultClass::Invalid, "the request could not be made"))
    }

    /// What sends one request and reads its answer.
    fn transport(&self) -> Transport {
        Transport::new(self.http.clone(), &self.settings, self.secrets.clone())
    }

    /// A client for whole answers, each of which is one attempt. A body that is written down already is sent in the place of
    /// whatever the client is given, which would have to be read to be written down again.
    fn client(&self, answer_bytes_max: usize, body: Option<Bytes>) -> Client<EndpointConfig> {
        let transport = self.transport().up_to(answer_bytes_max).sending(body);
        Client::build(self.http.clone(), self.config.clone()).with_http_service(transport)
    }
}

/// The fault behind an error of the client library.
fn fault_of(error: &async_openai::error::OpenAIError) -> Fault {
    use async_openai::error::OpenAIError;
    match error {
        OpenAIError::Boxed(error) => error
            .downcast_ref::<Fault>()
            .cloned()
            .unwrap_or_else(|| Fault::new(FaultClass::Broken, "the client failed")),
        OpenAIError::JSONDeserialize(..) => Fault::new(FaultClass::Unreadable, "what it answered has another shape"),
        _ => Fault::new(FaultClass::Invalid, "the request could not be made"),
    }
}
