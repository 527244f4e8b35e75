//! The asset that a file is.

use std::collections::BTreeSet;
use std::path::Path;

use design::{Day, Sha256};
use retrieval::{Asset, AssetKind, Facets, NAMES_MAX, TEXT_BYTES_MAX, cut, see};
use serde::Deserialize;

use super::Synced;
use super::listing::{SAID_BYTES_MAX, Seen, beside, read};

/// Longest id and facet, and longest name, bytes.
const KEY_BYTES_MAX: usize = retrieval::KEY_BYTES_MAX;
const NAME_BYTES_MAX: usize = retrieval::NAME_BYTES_MAX;

/// What may be said of a file in `<file>.json` beside it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Said {
    pub(super) name: Option<String>,
    pub(super) aliases: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) text: String,
    pub(super) role: Option<String>,
    pub(super) on: BTreeSet<String>,
    pub(super) licence: Option<String>,
    pub(super) expires: Option<String>,
    pub(super) language: Option<String>,
    pub(super) campaign: Option<String>,
}

/// The id of a file's asset; what is too long ends in a digest.
pub(super) fn id_of(label: &str, file: &Seen) -> String {
    let id = format!("{}:{label}/{}", file.kind, file.inside);
    if id.len() <= KEY_BYTES_MAX && !id.chars().any(char::is_control) {
        return id;
    }
    format!("{}~{}", cut(&id, KEY_BYTES_MAX - 33), Sha256::of(id.as_bytes()).short(16))
}

/// What is said of a file, and as it stands there.
pub(super) fn said_beside(path: &Path) -> Result<(Said, Vec<u8>), String> {
    let told = read(&beside(path), SAID_BYTES_MAX, None)?;
    let said = serde_json::from_slice(&told).map_err(|error| error.to_string())?;
    Ok((said, told))
}

/// The asset that a file is: called by its name, about what its folders are called, and what is said beside it.
pub(super) fn asset_of(file: &Seen, id: &str, bytes: &[u8], said: Said, synced: &mut Synced) -> Asset {
    let mut parts: Vec<&str> = file.inside.split('/').collect();
    let file_name = parts.pop().unwrap_or_default();
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let name = said.name.unwrap_or_else(|| stem.replace(['-', '_', '.'], " "));
    let names = |all: Vec<String>| all.iter().take(NAMES_MAX).map(|name| cut(name, NAME_BYTES_MAX)).collect();
    let tags = said.tags.into_iter().chain(parts.into_iter().map(str::to_owned)).collect();
    let facet = |value: Option<String>| value.map(|value| cut(&value, KEY_BYTES_MAX));
    let mut asset = Asset {
        aliases: names(said.aliases),
        tags: names(tags),
        text: cut(&said.text, TEXT_BYTES_MAX),
        facets: Facets {
            role: facet(said.role),
            on: said.on.iter().take(NAMES_MAX).map(|one| cut(one, KEY_BYTES_MAX)).collect(),
            licence: facet(said.licence),
            expires: said.expires.as_deref().and_then(|day| {
                let read = Day::parse(day);
                // What cannot be read must not become a right that never ends.
                read.or(Some(Day(0)))
            }),
            language: facet(said.language),
            campaign: facet(said.campaign),
            ..Facets::default()
        },
        ..Asset::new(id, file.kind, cut(&name, NAME_BYTES_MAX))
    };
    match file.kind {
        AssetKind::Logo | AssetKind::Imagery => match see(bytes) {
            Some(seen) => {
                asset.palette = seen.palette;
                asset.look = Some(seen.look);
                asset.facets.orientation = Some(seen.orientation.to_owned());
            }
            None => synced.find(&file.inside, "is no picture that can be read; it is found by its name alone"),
        },
        AssetKind::Voice if asset.text.is_empty() => {
            asset.text = cut(&String::from_utf8_lossy(&bytes[..bytes.len().min(TEXT_BYTES_MAX)]), TEXT_BYTES_MAX);
        }
        _ => {}
    }
    asset
}
