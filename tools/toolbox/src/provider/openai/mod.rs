//! Endpoints that speak the OpenAI dialect over HTTP: chat completions and image generations, the portable part of it.
//!
//! The client library's own repeats are switched off: the stack owns them. Answers are read as plain JSON, for the servers that
//! speak the dialect leave out and add what they like.

mod chat;
mod images;
#[cfg(test)]
mod tests;
mod transport;

use std::fmt;
use std::time::Duration;

use async_openai::Client;
use async_openai::config::Config;
use http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::settings::ms;
use super::{Fault, FaultClass, ProviderSettings, SettingsError};

pub use chat::{ChatCall, ChatMessage, ChatReply, ChatRole, OpenAiChat, ToolCallReply};
pub use images::{ImageTier, OpenAiImages, OpenAiImagesError};
use transport::{Expect, Slot, Transport};

/// Longest base URL, characters.
const URL_CHARS_MAX: usize = 2_048;

/// Why an endpoint cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// The address is none.
    #[error("`{url}` is not a base URL; give one such as https://api.example.com/v1")]
    BadUrl {
        /// What was given.
        url: String,
    },
    /// The key would be readable on its way.
    #[error("a key is not sent to {host} without encryption; use https")]
    PlainKey {
        /// The host.
        host: String,
    },
    /// The key cannot be sent.
    #[error("the key holds characters that no key has; check for a line break at its end")]
    BadKey,
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
    /// An endpoint at a base URL (`https://…/v1`), with a key where it wants one.
    ///
    /// # Errors
    ///
    /// [`EndpointError`] when the address, the key or a setting cannot be used.
    pub fn new(base: &str, key: Option<SecretString>, settings: ProviderSettings) -> Result<Self, EndpointError> {
        settings.check()?;
        let bad = || EndpointError::BadUrl { url: base.chars().take(80).collect() };
        let url = reqwest::Url::parse(base).ok().filter(|_| base.len() <= URL_CHARS_MAX).ok_or_else(bad)?;
        let host = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https")).ok_or_else(bad)?;
        if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
            return Err(bad());
        }
        let is_loopback = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        let key = key.filter(|key| !key.expose_secret().is_empty());
        let mut headers = HeaderMap::new();
        if let Some(key) = &key {
            if url.scheme() == "http" && !is_loopback {
                return Err(EndpointError::PlainKey { host: host.to_owned() });
            }
            let value = HeaderValue::from_str(&format!("Bearer {}", key.expose_secret()));
            let mut value = value.map_err(|_| EndpointError::BadKey)?;
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
        Ok(Self { config, http, settings })
    }

    /// Adds a header to every request.
    ///
    /// # Errors
    ///
    /// [`EndpointError::BadKey`] when the name or value cannot be sent.
    pub fn with_header(mut self, name: &str, value: &str) -> Result<Self, EndpointError> {
        let name = HeaderName::try_from(name).map_err(|_| EndpointError::BadKey)?;
        let mut value = HeaderValue::from_str(value).map_err(|_| EndpointError::BadKey)?;
        value.set_sensitive(true);
        self.config.headers.insert(name, value);
        Ok(self)
    }

    /// Its settings.
    #[must_use]
    pub fn settings(&self) -> &ProviderSettings {
        &self.settings
    }

    /// A client for one attempt, and the slot in which its transport leaves what went wrong.
    fn client(&self, expect: Expect) -> (Client<EndpointConfig>, Slot) {
        let slot = Slot::default();
        let transport = Transport::new(self.http.clone(), &self.settings, expect, slot.clone());
        let client = Client::build(self.http.clone(), self.config.clone()).with_http_service(transport);
        (client, slot)
    }

    /// What a provider said, without the key that it may have repeated.
    fn without_key(&self, mut fault: Fault) -> Fault {
        let key = self.config.key.expose_secret();
        if !key.is_empty() {
            fault.message = fault.message.replace(key, "***");
            fault.code = fault.code.map(|code| code.replace(key, "***"));
        }
        fault
    }
}

/// The fault behind an error of the client library; the transport's own word goes first.
fn fault_of(error: &async_openai::error::OpenAIError, slot: &Slot) -> Fault {
    use async_openai::error::OpenAIError;
    if let Some(fault) = slot.take() {
        return fault;
    }
    match error {
        OpenAIError::Boxed(error) => {
            error.downcast_ref::<Fault>().cloned().unwrap_or_else(|| Fault::new(FaultClass::Broken, error.to_string()))
        }
        OpenAIError::JSONDeserialize(..) => Fault::new(FaultClass::Unreadable, "what it answered is not JSON"),
        OpenAIError::StreamError(_) => Fault::new(FaultClass::Broken, "the stream broke off"),
        OpenAIError::InvalidArgument(reason) => Fault::new(FaultClass::Invalid, reason),
        other => Fault::new(FaultClass::Broken, other.to_string()),
    }
}
