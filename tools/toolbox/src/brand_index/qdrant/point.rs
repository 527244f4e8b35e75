//! An asset as a point, and back.

use prost::Message as _;
use qdrant_client::qdrant::value::Kind;
use qdrant_client::qdrant::vectors::VectorsOptions;
use qdrant_client::qdrant::{NamedVectors, PointId, PointStruct, ScoredPoint, Value, Vector, Vectors};
use retrieval::{Asset, Sparse};
use uuid::Uuid;

use super::schema::{COLORS, EMBEDDING, LOOK_VECTOR, WORDS};
use crate::brand_index::TenantScope;

/// What a point's payload holds.
pub(super) mod field {
    /// Whose it is.
    pub(in super::super) const TENANT: &str = "tenant";
    pub(in super::super) const KIND: &str = "kind";
    pub(in super::super) const ROLE: &str = "role";
    pub(in super::super) const ON: &str = "on";
    pub(in super::super) const ORIENTATION: &str = "orientation";
    pub(in super::super) const LICENCE: &str = "licence";
    /// A day as a number, `YYYYMMDD`, so that days are in order.
    pub(in super::super) const EXPIRES: &str = "expires";
    pub(in super::super) const LANGUAGE: &str = "language";
    pub(in super::super) const CAMPAIGN: &str = "campaign";
    pub(in super::super) const KIT: &str = "kit";
    /// All of the asset but its embedding, as JSON.
    pub(in super::super) const ASSET: &str = "asset";
}

/// What ids are made under. Another one would lose what is kept.
const NAMESPACE: Uuid = Uuid::from_u128(0x5a0c_9b1e_6d2f_4c37_8f41_2b7d_90e6_a3c5);
/// Longest asset that is read back, bytes of its JSON: the largest that is kept, with every letter escaped.
const ASSET_BYTES_MAX: usize = 1024 * 1024;

/// A point that is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stray {
    /// It is another tenant's, or does not say whose.
    Foreign,
    /// It is no asset, or not the one that its id says.
    Unreadable,
}

/// The id of an asset's point. It follows from whose asset it is and from its id, so that a new revision takes the place of the
/// old one, and an upload that is repeated changes nothing.
pub(super) fn point_id(scope: &TenantScope, asset: &str) -> String {
    // No tenant's name has a slash in it.
    Uuid::new_v5(&NAMESPACE, format!("{}/{asset}", scope.tenant()).as_bytes()).to_string()
}

/// An asset as it is uploaded. It was checked.
pub(super) fn point(scope: &TenantScope, mut asset: Asset) -> Result<PointStruct, serde_json::Error> {
    let id = PointId::from(point_id(scope, &asset.id));
    let embedding = std::mem::take(&mut asset.embedding);
    let words = Sparse::of(&asset);
    let mut vectors = NamedVectors::default();
    let mut add = |name: &str, vector: Vector| vectors.vectors.insert(name.to_owned(), vector);
    if !words.is_empty() {
        add(WORDS, Vector::new_sparse(words.terms, words.weights));
    }
    if !asset.palette.is_empty() {
        add(COLORS, Vector::new_multi(asset.palette.iter().map(|one| one.lifted().to_vec()).collect::<Vec<_>>()));
    }
    if let Some(look) = &asset.look {
        add(LOOK_VECTOR, Vector::new_dense(look.vector()));
    }
    if !embedding.is_empty() {
        add(EMBEDDING, Vector::new_dense(embedding));
    }
    let facets = &asset.facets;
    let said = [
        (field::ROLE, &facets.role),
        (field::ORIENTATION, &facets.orientation),
        (field::LICENCE, &facets.licence),
        (field::LANGUAGE, &facets.language),
        (field::CAMPAIGN, &facets.campaign),
        (field::KIT, &facets.kit),
    ];
    let said = said.into_iter().filter_map(|(field, value)| Some((field, Value::from(value.as_ref()?.as_str()))));
    let on = (!facets.on.is_empty()).then(|| (field::ON, facets.on.iter().cloned().collect::<Vec<_>>().into()));
    let payload = [
        (field::TENANT, Value::from(scope.tenant().name())),
        (field::KIND, asset.kind.name().into()),
        (field::ASSET, serde_json::to_string(&asset)?.into()),
    ];
    let expires = facets.expires.map(|day| (field::EXPIRES, i64::from(day.0).into()));
    let payload = payload.into_iter().chain(said).chain(on).chain(expires);
    Ok(PointStruct {
        id: Some(id),
        payload: payload.map(|(field, value)| (field.to_owned(), value)).collect(),
        vectors: Some(Vectors { vectors_options: Some(VectorsOptions::Vectors(vectors)) }),
    })
}

/// The asset of a point that a server answered with; nothing of it is believed that does not fit.
pub(super) fn kept(scope: &TenantScope, point: &ScoredPoint) -> Result<Asset, Stray> {
    let text = |field: &str| match point.payload.get(field) {
        Some(Value { kind: Some(Kind::StringValue(text)) }) => Some(text.as_str()),
        _ => None,
    };
    if text(field::TENANT) != Some(scope.tenant().name()) {
        return Err(Stray::Foreign);
    }
    let json = text(field::ASSET).filter(|json| json.len() <= ASSET_BYTES_MAX).ok_or(Stray::Unreadable)?;
    let asset: Asset = serde_json::from_str(json).map_err(|_| Stray::Unreadable)?;
    asset.check().map_err(|_| Stray::Unreadable)?;
    if point.id.as_ref() != Some(&PointId::from(point_id(scope, &asset.id))) {
        return Err(Stray::Unreadable);
    }
    Ok(asset)
}

/// Points as they are uploaded together: so many at most, of so many bytes unless one alone has more.
pub(super) fn chunks(points: Vec<PointStruct>, most: usize, bytes_max: usize) -> Vec<Vec<PointStruct>> {
    let mut chunks: Vec<Vec<PointStruct>> = Vec::new();
    let mut room = 0_usize;
    for point in points {
        let bytes = point.encoded_len();
        match chunks.last_mut().filter(|chunk| chunk.len() < most && bytes <= room) {
            Some(chunk) => {
                chunk.push(point);
                room -= bytes;
            }
            None => {
                room = bytes_max.saturating_sub(bytes);
                chunks.push(vec![point]);
            }
        }
    }
    chunks
}
