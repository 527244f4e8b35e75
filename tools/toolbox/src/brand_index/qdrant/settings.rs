//! Where a server is and how it is asked; what cannot work is said before anything is sent.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use retrieval::DIMENSIONS_MAX;
use secrecy::{ExposeSecret, SecretString};
use tonic::codegen::http::Uri;
use tonic::metadata::{Ascii, MetadataValue};

use crate::brand_index::BrandIndexError;

/// Longest address of a server, characters.
const URL_CHARS_MAX: usize = 2_048;
/// Longest key, bytes.
const KEY_BYTES_MAX: usize = 8 * 1024;
/// Longest name of a collection, bytes.
const COLLECTION_BYTES_MAX: usize = 255;
/// Most points of one request.
pub const BATCH_POINTS_MAX: usize = 500;
/// Most bytes of the points of one request; one point alone may have more.
pub const BATCH_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Longest that a question may take.
const DEADLINE_MAX: Duration = Duration::from_secs(24 * 60 * 60);
/// Most attempts of one request.
pub const ATTEMPTS_MAX: u32 = 10;

/// How a Qdrant server is asked.
#[derive(Clone)]
pub struct QdrantSettings {
    /// Its address: `https://host:6334`. Its certificate is checked against those that the system trusts.
    pub url: String,
    /// Its key, which goes along with every request and is shown nowhere.
    pub api_key: Option<SecretString>,
    /// The collection that holds the assets of all tenants.
    pub collection: String,
    /// How many numbers an embedding has; without it no embeddings are kept.
    pub dimensions: Option<usize>,
    /// How long a question may take, with all that is asked for it; and each request that writes.
    pub deadline: Duration,
    /// How often a request is made at most, where the server is away.
    pub attempts: u32,
    /// Most points of one request, up to [`BATCH_POINTS_MAX`].
    pub batch_points: usize,
    /// Most bytes of the points of one request, up to [`BATCH_BYTES_MAX`].
    pub batch_bytes: usize,
}

impl QdrantSettings {
    /// A server without a key, and collection `maquette` without embeddings there.
    #[must_use]
    pub fn at(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            api_key: None,
            collection: "maquette".to_owned(),
            dimensions: None,
            deadline: Duration::from_secs(5),
            attempts: 3,
            batch_points: 256,
            batch_bytes: 4 * 1024 * 1024,
        }
    }

    /// Checks everything.
    pub(super) fn check(&self) -> Result<Address, BrandIndexError> {
        let address = Address::of(&self.url)?;
        let name = &self.collection;
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        if name.is_empty() || name.len() > COLLECTION_BYTES_MAX || !name.bytes().all(plain) {
            return Err(wrong(format!(
                "a collection's name has 1 to {COLLECTION_BYTES_MAX} letters, digits, `-`, `_` or `.`"
            )));
        }
        let ranges = [
            ("dimensions", self.dimensions.unwrap_or(1), DIMENSIONS_MAX),
            ("attempts", self.attempts as usize, ATTEMPTS_MAX as usize),
            ("batch_points", self.batch_points, BATCH_POINTS_MAX),
            ("batch_bytes", self.batch_bytes, BATCH_BYTES_MAX),
        ];
        for (name, value, most) in ranges {
            if !(1..=most).contains(&value) {
                return Err(wrong(format!("{name} is {value}, and should be 1 to {most}")));
            }
        }
        if self.deadline > DEADLINE_MAX {
            return Err(wrong("a deadline of more than a day"));
        }
        if self.deadline.is_zero() {
            return Err(wrong("a deadline of nothing"));
        }
        Ok(address)
    }

    /// The key as it is sent.
    pub(super) fn key(&self, address: &Address) -> Result<Option<MetadataValue<Ascii>>, BrandIndexError> {
        let Some(key) = &self.api_key else { return Ok(None) };
        if !address.is_safe() {
            let shown = &address.shown;
            return Err(wrong(format!("a key would be readable on its way to {shown}; use https://, or no key")));
        }
        let key = key.expose_secret();
        let sound = (1..=KEY_BYTES_MAX).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
        let value = sound.then(|| MetadataValue::try_from(key).ok()).flatten();
        let mut value =
            value.ok_or_else(|| wrong("the key is empty, too long, or holds blanks, line ends or other signs"))?;
        value.set_sensitive(true);
        Ok(Some(value))
    }
}

impl fmt::Debug for QdrantSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An address may hold a password until it is checked.
        let url = Address::of(&self.url).map_or_else(|_| "not an address".to_owned(), |address| address.shown);
        f.debug_struct("QdrantSettings")
            .field("url", &url)
            .field("api_key", &self.api_key.as_ref().map(|_| "***"))
            .field("collection", &self.collection)
            .field("dimensions", &self.dimensions)
            .field("deadline", &self.deadline)
            .field("attempts", &self.attempts)
            .field("batch_points", &self.batch_points)
            .field("batch_bytes", &self.batch_bytes)
            .finish()
    }
}

/// An address that was checked.
#[derive(Debug, Clone)]
pub(super) struct Address {
    pub(super) uri: Uri,
    /// As it is recited.
    pub(super) shown: String,
    pub(super) is_https: bool,
    is_loopback: bool,
}

impl Address {
    fn of(url: &str) -> Result<Self, BrandIndexError> {
        let bad = || wrong("a server's address is `https://host:port` or `http://host:port`, with nothing else in it");
        let uri: Uri = url.parse().ok().filter(|_| url.len() <= URL_CHARS_MAX).ok_or_else(bad)?;
        let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https")).ok_or_else(bad)?;
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@')).ok_or_else(bad)?;
        let host = authority.host();
        if host.is_empty() || !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err(bad());
        }
        let address: Option<IpAddr> = host.trim_start_matches('[').trim_end_matches(']').parse().ok();
        let is_loopback =
            address.map_or_else(|| host.eq_ignore_ascii_case("localhost"), |address| address.is_loopback());
        let (shown, is_https) = (format!("{scheme}://{authority}"), scheme == "https");
        Ok(Self { shown, is_https, is_loopback, uri })
    }

    /// Whether nobody on the way can read along.
    fn is_safe(&self) -> bool {
        self.is_https || self.is_loopback
    }
}

fn wrong(what: impl Into<String>) -> BrandIndexError {
    BrandIndexError::SetUp(what.into())
}
