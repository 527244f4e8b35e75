//! What a record of a tenant's log says.

use design::Sha256;
use retrieval::Asset;
use serde::{Deserialize, Serialize};

/// What was known of a file when an asset was made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    /// The folder's name among those that are synced, and the path in it.
    pub(super) key: String,
    /// The file.
    pub(super) file: Mark,
    /// What is said beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) said: Option<Mark>,
    /// The digest of both.
    pub(super) sha256: Sha256,
    /// What said what it means, where something did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) encoder: Option<String>,
}

/// By what a file is known without being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Bytes.
    pub(super) size: u64,
    /// When it was last changed, ns since 1970.
    pub(super) modified: u64,
}

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Entry {
    Put { asset: Box<Asset>, stamp: Option<Stamp> },
    Remove { id: String },
}

/// A change as it is written: its embedding stands behind it as numbers.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Written {
    Put {
        asset: Box<Asset>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stamp: Option<Stamp>,
    },
    Remove {
        id: String,
    },
}

impl Entry {
    /// The bytes of a record: the length of its JSON, the JSON, the numbers of the embedding.
    pub(super) fn write(&self) -> Vec<u8> {
        let (written, embedding) = match self {
            Self::Put { asset, stamp } => {
                let bare = Asset { embedding: Vec::new(), ..(**asset).clone() };
                (Written::Put { asset: Box::new(bare), stamp: stamp.clone() }, asset.embedding.as_slice())
            }
            Self::Remove { id } => (Written::Remove { id: id.clone() }, &[][..]),
        };
        // Strings and finite numbers alone: it has a JSON form.
        let json = serde_json::to_vec(&written).unwrap_or_default();
        let mut bytes = u32::try_from(json.len()).unwrap_or(u32::MAX).to_le_bytes().to_vec();
        bytes.extend(json);
        embedding.iter().for_each(|number| bytes.extend(number.to_le_bytes()));
        bytes
    }

    /// Reads what [`write`](Self::write) wrote.
    pub(super) fn read(body: &[u8]) -> Result<Self, String> {
        let short = || "a record is too short".to_owned();
        let (length, rest) = body.split_first_chunk::<4>().ok_or_else(short)?;
        let (json, numbers) = rest.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or_else(short)?;
        match serde_json::from_slice(json).map_err(|error| error.to_string())? {
            Written::Put { asset, stamp } => {
                let (numbers, rest) = numbers.as_chunks::<4>();
                if !rest.is_empty() {
                    return Err(short());
                }
                let embedding = numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
                Ok(Self::Put { asset: Box::new(Asset { embedding, ..*asset }), stamp })
            }
            Written::Remove { id } => Ok(Self::Remove { id }),
        }
    }
}
