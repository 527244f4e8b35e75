//! An endpoint: where it is, the key that it wants, and what is set for it.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Request, Url};
use secrecy::{ExposeSecret, SecretString};

use super::super::settings::ms;
use super::super::{Fault, FaultClass, ProviderSettings, SettingsError};
use super::secrets::Secrets;
use super::transport::Transport;

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
    base: String,
    headers: HeaderMap,
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
        f.debug_struct("Endpoint").field("base", &self.base).finish_non_exhaustive()
    }
}

/// Whether a host is this machine, by its name.
pub(in crate::provider) fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

/// A client that follows no redirect, and goes by no proxy to what is on this machine.
fn client(settings: &ProviderSettings, is_here: bool) -> reqwest::ClientBuilder {
    // Whichever was installed first serves.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder()
        .connect_timeout(ms(settings.connect_ms))
        .redirect(reqwest::redirect::Policy::none())
        .pool_idle_timeout(Duration::from_secs(90));
    if is_here { builder.no_proxy() } else { builder }
}

fn made(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, EndpointError> {
    builder.build().map_err(|error| EndpointError::Client { reason: error.to_string() })
}

impl Endpoint {
    /// Whether it is on this machine, by its name.
    #[must_use]
    pub fn is_on_this_machine(&self) -> bool {
        self.is_here
    }

    /// An endpoint at a base URL (`https://…/v1`), with a key where it wants one, which is sent as OAuth's bearer tokens are.
    ///
    /// # Errors
    ///
    /// [`EndpointError`] when the address, the key or a setting cannot be used.
    pub fn new(base: &str, key: Option<SecretString>, settings: ProviderSettings) -> Result<Self, EndpointError> {
        Self::with_key(base, key, ("authorization", "Bearer "), settings)
    }

    /// The same with the header that the key is sent in, and what stands before the key in it.
    pub(in crate::provider) fn with_key(
        base: &str,
        key: Option<SecretString>,
        (header, before): (&str, &str),
        settings: ProviderSettings,
    ) -> Result<Self, EndpointError> {
        settings.check()?;
        let bad = || EndpointError::BadUrl;
        let url = Url::parse(base).ok().filter(|_| base.len() <= URL_CHARS_MAX).ok_or_else(bad)?;
        let host = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https")).ok_or_else(bad)?;
        if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
            return Err(bad());
        }
        let is_here = is_loopback(host);
        let http = made(client(&settings, is_here))?;
        let is_open = url.scheme() == "http" && !is_here;
        let key = key.filter(|key| !key.expose_secret().is_empty());
        let open = Self {
            base: base.trim_end_matches('/').to_owned(),
            headers: HeaderMap::new(),
            http,
            settings,
            secrets: Secrets::default(),
            is_open,
            is_here,
        };
        match key {
            None => Ok(open),
            Some(_) if is_open => Err(EndpointError::PlainKey { host: host.to_owned() }),
            Some(key) => {
                let sent = format!("{before}{}", key.expose_secret());
                Self { secrets: open.secrets.with(key), ..open }.with_sent(header, &sent)
            }
        }
    }

    /// Adds a header to every request; its value is kept as a key is.
    ///
    /// # Errors
    ///
    /// [`EndpointError::BadHeader`] when the name or value cannot be sent, [`EndpointError::PlainKey`] when it would be readable
    /// on its way.
    pub fn with_header(mut self, name: &str, value: &str) -> Result<Self, EndpointError> {
        if self.is_open {
            return Err(EndpointError::PlainKey { host: self.base });
        }
        self.secrets = self.secrets.with(SecretString::from(value));
        self.with_sent(name, value)
    }

    /// Adds a header that everybody may see.
    pub(in crate::provider) fn with_plain_header(mut self, name: &str, value: &str) -> Result<Self, EndpointError> {
        let name = HeaderName::try_from(name).map_err(|_| EndpointError::BadHeader)?;
        self.headers.insert(name, HeaderValue::from_str(value).map_err(|_| EndpointError::BadHeader)?);
        Ok(self)
    }

    /// The same over HTTP/1.1 alone, which is what a WebSocket begins with.
    #[cfg(feature = "comfyui")]
    pub(in crate::provider) fn over_http1(self) -> Result<Self, EndpointError> {
        let http = made(client(&self.settings, self.is_here).http1_only())?;
        Ok(Self { http, ..self })
    }

    fn with_sent(mut self, name: &str, value: &str) -> Result<Self, EndpointError> {
        let name = HeaderName::try_from(name).map_err(|_| EndpointError::BadHeader)?;
        let mut value = HeaderValue::from_str(value).map_err(|_| EndpointError::BadHeader)?;
        value.set_sensitive(true);
        self.headers.insert(name, value);
        Ok(self)
    }

    /// Its settings.
    #[must_use]
    pub fn settings(&self) -> &ProviderSettings {
        &self.settings
    }

    /// Its base URL, without a stroke at its end.
    pub(in crate::provider) fn base(&self) -> &str {
        &self.base
    }

    /// What is sent with every request.
    pub(in crate::provider) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// What sends requests; it follows no redirects.
    pub(in crate::provider) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// The address of one of its doors.
    pub(in crate::provider) fn url(&self, path: &str) -> Result<Url, EndpointError> {
        Url::parse(&format!("{}{path}", self.base)).map_err(|_| EndpointError::BadUrl)
    }

    /// A request; `body` is JSON.
    pub(in crate::provider) fn post(&self, url: &Url, body: Bytes) -> Result<Request, Fault> {
        self.post_as(url, "application/json", body)
    }

    /// A request with a body of that type.
    pub(in crate::provider) fn post_as(&self, url: &Url, kind: &str, body: Bytes) -> Result<Request, Fault> {
        let request = self.http.post(url.clone()).headers(self.headers.clone());
        let request = request.header(CONTENT_TYPE, kind).body(body);
        request.build().map_err(|_| Fault::new(FaultClass::Invalid, "the request could not be made"))
    }

    /// A request without a body, with the key: whoever names the address knows whose it is.
    pub(in crate::provider) fn request(&self, method: Method, url: &Url) -> Result<Request, Fault> {
        let request = self.http.request(method, url.clone()).headers(self.headers.clone()).build();
        request.map_err(|_| Fault::new(FaultClass::Invalid, "the request could not be made"))
    }

    /// What sends one request and reads its answer.
    pub(in crate::provider) fn transport(&self) -> Transport {
        Transport::new(self.http.clone(), &self.settings, self.secrets.clone())
    }
}
