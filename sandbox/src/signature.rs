//! Who made a tool: a signature beside it, and a list of those who are trusted.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use design::Sha256;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use crate::manifest::{Manifest, ManifestError, read_text};

/// Name of the signature in a tool's folder.
pub const SIGNATURE_FILE: &str = "tool.sig";
/// Name of the list of those who are trusted.
pub const TRUST_FILE: &str = "tools.trust";
/// Largest of either file, bytes.
const FILE_BYTES_MAX: u64 = 64 * 1024;
/// Most who are trusted.
const TRUSTED_MAX: usize = 1_000;

/// Why a signature or a key is not taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// A file cannot be read.
    #[error(transparent)]
    File(#[from] ManifestError),
    /// A file is not what it should be.
    #[error("{}: {reason}", file.display())]
    Invalid {
        /// The file.
        file: PathBuf,
        /// Why.
        reason: String,
    },
    /// It was made for something else.
    #[error("{} was made for another component or manifest; sign the tool again, or do not use it", file.display())]
    Wrong {
        /// The file.
        file: PathBuf,
    },
}

/// What is signed of a tool: all that a lock pins.
fn message(manifest: &Manifest, component: &[u8]) -> Vec<u8> {
    let Manifest { id, version, digest, .. } = manifest;
    format!("maquette tool 1\n{id}\n{version}\n{digest}\n{}\n", Sha256::of(component)).into_bytes()
}

fn bytes<const N: usize>(hex: &str) -> Option<[u8; N]> {
    let mut out = [0; N];
    if hex.len() != 2 * N || !hex.is_ascii() {
        return None;
    }
    for (byte, pair) in out.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(out)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A key that signs tools.
pub struct MakerKey(SigningKey);

impl std::fmt::Debug for MakerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("MakerKey").field(&self.public()).finish()
    }
}

impl MakerKey {
    /// The key that 32 secret bytes are.
    #[must_use]
    pub fn from_bytes(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// Makes a key, for its owner alone, in a file that is not there.
    ///
    /// # Errors
    ///
    /// [`SignatureError`]
    pub fn create(file: &Path) -> Result<(), SignatureError> {
        use std::io::Write as _;
        let invalid = |reason: String| SignatureError::Invalid { file: file.to_owned(), reason };
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| invalid(error.to_string()))?;
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(file).and_then(|mut file| writeln!(file, "{}", hex(&secret)));
        written.map_err(|error| invalid(error.to_string()))
    }

    /// Reads a key from a file: 64 hexadecimal digits.
    ///
    /// # Errors
    ///
    /// [`SignatureError`]
    pub fn read(file: &Path) -> Result<Self, SignatureError> {
        let text = read_text(file, FILE_BYTES_MAX)?;
        let secret = bytes(text.trim());
        let reason = || "a key is 64 hexadecimal digits".to_owned();
        let secret = secret.ok_or_else(|| SignatureError::Invalid { file: file.to_owned(), reason: reason() })?;
        Ok(Self::from_bytes(&secret))
    }

    /// What others know it by.
    #[must_use]
    pub fn public(&self) -> String {
        hex(self.0.verifying_key().as_bytes())
    }

    /// The signature of a tool, as its file has it.
    #[must_use]
    pub fn sign(&self, manifest: &Manifest, component: &[u8]) -> String {
        let signature = self.0.sign(&message(manifest, component));
        format!("ed25519 {} {}\n", self.public(), hex(&signature.to_bytes()))
    }
}

/// Who signed the tool in a folder; `None` where nobody did.
///
/// # Errors
///
/// [`SignatureError`] for a signature that is none, or is another tool's.
pub fn signer(folder: &Path, manifest: &Manifest, component: &[u8]) -> Result<Option<String>, SignatureError> {
    let file = folder.join(SIGNATURE_FILE);
    if !file.exists() {
        return Ok(None);
    }
    let text = read_text(&file, FILE_BYTES_MAX)?;
    let invalid = || SignatureError::Invalid {
        file: file.clone(),
        reason: "a signature is `ed25519`, a public key and 128 hexadecimal digits".to_owned(),
    };
    let parts: Vec<&str> = text.split_whitespace().collect();
    let ["ed25519", key, signature] = parts.as_slice() else { return Err(invalid()) };
    let public = VerifyingKey::from_bytes(&bytes(key).ok_or_else(invalid)?).map_err(|_| invalid())?;
    let signature = Signature::from_bytes(&bytes(signature).ok_or_else(invalid)?);
    // The strict check takes one signature for one message, and no weak key.
    public
        .verify_strict(&message(manifest, component), &signature)
        .map_err(|_| SignatureError::Wrong { file: file.clone() })?;
    Ok(Some((*key).to_owned()))
}

/// Those who are trusted, by their public keys: a line for each, the key and a name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trust(BTreeMap<String, String>);

impl Trust {
    /// The list in a folder; an empty one where there is none.
    ///
    /// # Errors
    ///
    /// [`SignatureError`]
    pub fn read(folder: &Path) -> Result<Self, SignatureError> {
        let file = folder.join(TRUST_FILE);
        if !file.exists() {
            return Ok(Self::default());
        }
        let text = read_text(&file, FILE_BYTES_MAX)?;
        let mut trusted = BTreeMap::new();
        for (number, line) in
            (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        {
            let (key, name) = line.trim().split_once(char::is_whitespace).unwrap_or((line.trim(), ""));
            if bytes::<32>(key).is_none() || trusted.len() >= TRUSTED_MAX {
                let reason = format!("line {number}: a line is a key of 64 hexadecimal digits and a name");
                return Err(SignatureError::Invalid { file, reason });
            }
            trusted.insert(key.to_ascii_lowercase(), crate::fault::quoted(name.trim()));
        }
        Ok(Self(trusted))
    }

    /// The name of whoever has that key, if they are trusted.
    #[must_use]
    pub fn name(&self, key: &str) -> Option<&str> {
        self.0.get(&key.to_ascii_lowercase()).map(String::as_str)
    }
}
