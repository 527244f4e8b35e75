//! An asset as it is held among very many: in a fifth of what it takes laid out.

use std::sync::Arc;

use crate::asset::{Asset, AssetKind, Facets};
use crate::explain::Told;
use crate::look::Look;
use crate::palette::Swatch;

/// An asset, without its embedding.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) id: Arc<str>,
    pub(crate) kind: AssetKind,
    /// Shared by all that say the same of themselves.
    pub(crate) facets: Arc<Facets>,
    words: Words,
    pub(crate) palette: Box<[Swatch]>,
    pub(crate) look: Option<Box<Look>>,
}

/// Its name, its aliases, its tags and its text in one piece: how many aliases and tags there are, how long each part is, the parts.
#[derive(Debug, Clone)]
struct Words(Box<[u8]>);

impl Words {
    /// Of an asset that was checked: no part is longer than two bytes can say, and there are few enough of each.
    fn of(asset: &Asset) -> Self {
        let parts = || [&asset.name, &asset.text].into_iter().chain(&asset.aliases).chain(&asset.tags);
        let mut bytes = vec![asset.aliases.len() as u8, asset.tags.len() as u8];
        parts().for_each(|part| bytes.extend((part.len() as u16).to_le_bytes()));
        parts().for_each(|part| bytes.extend(part.as_bytes()));
        Self(bytes.into())
    }

    fn counts(&self) -> [usize; 2] {
        [0, 1].map(|at| self.0.get(at).map_or(0, |count| usize::from(*count)))
    }

    /// Name, text, aliases, tags.
    fn parts(&self) -> impl Iterator<Item = &str> {
        let [aliases, tags] = self.counts();
        let head = 2 + 2 * (2 + aliases + tags);
        let lengths =
            self.0[2..head].chunks_exact(2).map(|bytes| usize::from(u16::from_le_bytes([bytes[0], bytes[1]])));
        lengths.scan(head, |at, length| {
            let part = &self.0[*at..*at + length];
            *at += length;
            // They were texts.
            Some(std::str::from_utf8(part).unwrap_or_default())
        })
    }
}

impl Kept {
    /// Of an asset that was checked.
    pub(crate) fn of(asset: &Asset, facets: Arc<Facets>) -> Self {
        Self {
            id: asset.id.as_str().into(),
            kind: asset.kind,
            facets,
            words: Words::of(asset),
            palette: asset.palette.as_slice().into(),
            look: asset.look.map(Box::new),
        }
    }

    pub(crate) fn name(&self) -> &str {
        self.words.parts().next().unwrap_or_default()
    }

    /// Its name and its aliases.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let [aliases, _] = self.words.counts();
        std::iter::once(self.name()).chain(self.words.parts().skip(2).take(aliases))
    }

    /// What reasons are found in.
    pub(crate) fn told(&self) -> Told<'_> {
        let [aliases, _] = self.words.counts();
        let mut parts = self.words.parts();
        let (name, text) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        Told {
            id: &self.id,
            kind: self.kind,
            names: std::iter::once(name).chain(parts.by_ref().take(aliases)).collect(),
            tags: parts.collect(),
            text,
            facets: &self.facets,
            palette: &self.palette,
            look: self.look.as_deref(),
        }
    }

    /// The asset laid out, with its embedding.
    pub(crate) fn asset(&self, embedding: &[f32]) -> Asset {
        let [aliases, _] = self.words.counts();
        let mut parts = self.words.parts().map(str::to_owned);
        let (name, text) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        Asset {
            id: self.id.to_string(),
            kind: self.kind,
            name,
            aliases: parts.by_ref().take(aliases).collect(),
            tags: parts.collect(),
            text,
            palette: self.palette.to_vec(),
            look: self.look.as_deref().copied(),
            facets: (*self.facets).clone(),
            embedding: embedding.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use design::Srgb;

    use super::*;
    use crate::asset::{NAME_BYTES_MAX, NAMES_MAX, TEXT_BYTES_MAX};

    #[test]
    fn what_is_kept_is_what_was_put() {
        let plain = Asset::new("a", AssetKind::Logo, "");
        let full = Asset {
            aliases: vec!["é".repeat(NAME_BYTES_MAX / 2), String::new()],
            tags: vec!["sea".into(); NAMES_MAX],
            text: "x".repeat(TEXT_BYTES_MAX),
            palette: vec![Swatch { color: Srgb::new(1, 2, 3), percent: 9 }],
            facets: Facets { role: Some("mark".into()), ..Facets::default() },
            embedding: vec![0.5],
            ..Asset::new("b", AssetKind::Voice, "Quay")
        };
        for asset in [plain, full] {
            asset.check().unwrap();
            let kept = Kept::of(&asset, Arc::new(asset.facets.clone()));
            assert_eq!(kept.asset(&asset.embedding), asset);
            assert!(kept.names().eq(asset.names()));
        }
    }
}
