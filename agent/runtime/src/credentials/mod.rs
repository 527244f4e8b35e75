//! Content credentials (C2PA): what a file says of how it was made, signed; in the file, or beside it where its form has no place for
//! them.
//!
//! They are given to what is written last, and never to what a run keeps: a signature has a time and a key in it, and a run is made
//! again byte for byte without either.

mod origins;
#[cfg(test)]
mod tests;

use std::io::Cursor;
use std::sync::Arc;

use c2pa::{Builder, Context, EphemeralSigner, Reader, SigningAlg, ValidationState, create_signer};
use serde_json::{Value, json};

pub use self::origins::{Origins, Part};
use crate::design_file::OutputFormat;

/// Largest chain of certificates or key, bytes.
pub const PEM_BYTES_MAX: usize = 64 * 1024;
/// Who makes the claim.
const GENERATOR: &str = "maquette";
/// Kinds of keys that sign, tried in that order.
const KEYS: [SigningAlg; 6] = [
    SigningAlg::Es256,
    SigningAlg::Es384,
    SigningAlg::Es512,
    SigningAlg::Ed25519,
    SigningAlg::Ps256,
    SigningAlg::Ps384,
];
/// The assertion that says which run made a design, and which pictures of it a model.
const RUN: &str = "org.maquette.run";
/// What a signature of a manifest that stands by itself is.
const SIDECAR: &str = "application/c2pa";

/// Why a file has no credentials.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialsError {
    /// The chain or the key is too large.
    #[error("the {what} is larger than {PEM_BYTES_MAX} bytes")]
    TooLarge {
        /// Which.
        what: &'static str,
    },
    /// The chain and the key sign nothing.
    #[error(
        "the certificates and the key cannot be used: name a chain of PEM certificates, that of the key first and the root left out, \
         and a private key in PKCS#8 (ES256, ES384, ES512, Ed25519 or RSA): {why}"
    )]
    Signer {
        /// Why not.
        why: String,
    },
    /// The file cannot be given any.
    #[error("the file cannot be given credentials: {why}")]
    NotSigned {
        /// Why not.
        why: String,
    },
    /// What was signed does not hold: the key is not that of the certificate, or that is out of date.
    #[error(
        "what was signed does not hold ({why}): is the key that of the first certificate, and is that still valid?"
    )]
    NotSound {
        /// What does not.
        why: String,
    },
}

/// Who signs; cheap to clone.
#[derive(Clone)]
pub struct Signer(Arc<Context>);

/// A file with its credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credited {
    /// The file, with credentials in it where its form has a place for them; else as it was.
    pub bytes: Vec<u8>,
    /// The credentials, where they stand beside it: a file of the same name that ends in `.c2pa` too.
    pub sidecar: Option<Vec<u8>>,
}

impl Signer {
    /// Signs with a private key (PEM, PKCS#8), as the holder of the first of those certificates (PEM).
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] when they cannot be used.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, CredentialsError> {
        for (what, pem) in [("chain of certificates", chain), ("key", key)] {
            if pem.len() > PEM_BYTES_MAX {
                return Err(CredentialsError::TooLarge { what });
            }
        }
        let mut why = String::new();
        for kind in KEYS {
            match create_signer::from_keys(chain, key, kind, None) {
                Ok(signer) => return Ok(Self(Context::new().with_signer(signer).into_shared())),
                Err(error) => why = error.to_string(),
            }
        }
        Err(CredentialsError::Signer { why })
    }

    /// Signs with a key that is made for this and thrown away: nobody trusts it, and every reader says so.
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] when no key can be made.
    pub fn untrusted() -> Result<Self, CredentialsError> {
        let signer = EphemeralSigner::new("untrusted.maquette.invalid");
        let signer = signer.map_err(|error| CredentialsError::Signer { why: error.to_string() })?;
        Ok(Self(Context::new().with_signer(signer).into_shared()))
    }

    /// Gives a file credentials that say what it is made of, and reads them again.
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] when it cannot be given any, or those do not hold.
    pub fn credit(
        &self,
        format: OutputFormat,
        title: &str,
        origins: &Origins,
        bytes: Vec<u8>,
    ) -> Result<Credited, CredentialsError> {
        let not_signed = |error: c2pa::Error| CredentialsError::NotSigned { why: error.to_string() };
        let builder = Builder::from_shared_context(&self.0).with_definition(claim(format, title, origins));
        let mut builder = builder.map_err(not_signed)?;
        for (part, name) in origins.parts.iter().zip(names()) {
            let ingredient = json!({ "title": part.title, "relationship": "componentOf", "label": name });
            let stream = &mut Cursor::new(&part.bytes[..]);
            builder.add_ingredient_from_stream(ingredient.to_string(), part.media, stream).map_err(not_signed)?;
        }
        let media = format.media();
        let credited = if format == OutputFormat::Pdf {
            builder.update_hash_from_stream(media, &mut Cursor::new(&bytes)).map_err(not_signed)?;
            Credited { sidecar: Some(builder.sign_embeddable(SIDECAR).map_err(not_signed)?), bytes }
        } else {
            let mut signed = Cursor::new(Vec::new());
            builder.save_to_stream(media, &mut Cursor::new(bytes), &mut signed).map_err(not_signed)?;
            Credited { bytes: signed.into_inner(), sidecar: None }
        };
        check(media, &credited)?;
        Ok(credited)
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer(…)")
    }
}

/// Names by which actions and ingredients know each other.
fn names() -> impl Iterator<Item = String> {
    (0..).map(|place| format!("part-{place}"))
}

/// What is claimed of a file.
fn claim(format: OutputFormat, title: &str, origins: &Origins) -> Value {
    let agent = json!({ "name": GENERATOR, "version": env!("CARGO_PKG_VERSION") });
    let created =
        json!({ "action": "c2pa.created", "digitalSourceType": origins.source_type(), "softwareAgent": agent });
    let placed = origins.parts.iter().zip(names()).map(|(part, name)| {
        let mut action = json!({ "action": "c2pa.placed", "parameters": { "ingredientIds": [name] } });
        if let Some(made) = &part.made {
            action["digitalSourceType"] = json!(origins::TRAINED);
            action["softwareAgent"] = json!({ "name": made.by });
        }
        action
    });
    let actions: Vec<Value> = std::iter::once(created).chain(placed).collect();
    json!({
        "title": title,
        "format": format.media(),
        "claim_generator_info": [agent],
        "assertions": [
            { "label": "c2pa.actions.v2", "data": { "actions": actions } },
            { "label": RUN, "data": origins.told() },
        ],
    })
}

/// Reads credentials as anybody would, but for whom they trust.
fn check(media: &str, credited: &Credited) -> Result<(), CredentialsError> {
    let mut stream = Cursor::new(&credited.bytes);
    let reader = Reader::from_context(Context::new());
    let read = match &credited.sidecar {
        Some(sidecar) => reader.with_manifest_data_and_stream(sidecar, media, &mut stream),
        None => reader.with_stream(media, &mut stream),
    };
    let read = read.map_err(|error| CredentialsError::NotSound { why: error.to_string() })?;
    if read.validation_state() != ValidationState::Invalid {
        return Ok(());
    }
    let failed = read.validation_status().unwrap_or_default().iter().map(|status| status.code().to_owned());
    Err(CredentialsError::NotSound { why: failed.collect::<Vec<_>>().join(", ") })
}
