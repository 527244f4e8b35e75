//! Questions as a server reads them.
//!
//! | lane | vector | what is asked |
//! |---|---|---|
//! | words | sparse `words` | the terms of the question, rare ones for more: how rare is counted among the tenant's assets alone |
//! | embedding | dense `embedding` | the question's embedding, by cosine |
//! | look | dense `look` | the look as a vector, by product |
//! | colours | multivector `colors` | every colour lifted as a question; for each the nearest that an asset has, summed |
//!
//! Several of the first three are fetched first and fused by reciprocal ranks; colours order anew what was fetched, or all.

use design::Srgb;
use qdrant_client::qdrant::query::Variant;
use qdrant_client::qdrant::{
    Filter, IdfParams, PrefetchQuery, Query, QueryPoints, Rrf, SearchParams, VectorInput, WithPayloadSelector,
};
use retrieval::fusion::RRF_K;
use retrieval::{Lab, Look, Sparse};

use super::point::field;
use super::schema::{COLORS, EMBEDDING, LOOK_VECTOR, WORDS};

/// An order of what is kept: by what, and among what.
#[derive(Debug, Clone)]
pub(super) struct Ranking {
    by: Variant,
    using: Option<&'static str>,
    params: Option<SearchParams>,
    /// What is below it is left out.
    least: Option<f32>,
    among: Vec<Self>,
    limit: usize,
}

impl Ranking {
    fn nearest(using: &'static str, to: VectorInput, limit: usize) -> Self {
        Self { by: Variant::Nearest(to), using: Some(using), params: None, least: None, among: Vec::new(), limit }
    }

    /// By words. `corpus` is all that a tenant has: how rare a word is elsewhere is nobody's business.
    pub(super) fn words(question: Sparse, corpus: Filter, limit: usize) -> Self {
        let params = SearchParams { idf: Some(IdfParams { corpus: Some(corpus) }), ..SearchParams::default() };
        let to = VectorInput::new_sparse(question.terms, question.weights);
        Self { params: Some(params), ..Self::nearest(WORDS, to, limit) }
    }

    /// Those alone that have as much as that.
    pub(super) fn at_least(self, least: Option<f32>) -> Self {
        Self { least, ..self }
    }

    pub(super) fn embedding(question: Vec<f32>, limit: usize) -> Self {
        Self::nearest(EMBEDDING, VectorInput::new_dense(question), limit)
    }

    pub(super) fn look(look: &Look, limit: usize) -> Self {
        Self::nearest(LOOK_VECTOR, VectorInput::new_dense(look.vector()), limit)
    }

    /// By their places in several.
    pub(super) fn fused(among: Vec<Self>, limit: usize) -> Self {
        let by = Variant::Rrf(Rrf { k: Some(RRF_K as u32), weights: Vec::new() });
        Self { by, using: None, params: None, least: None, among, limit }
    }

    /// By colours, among what another finds or among all.
    pub(super) fn colors(colors: &[Srgb], among: Option<Self>, limit: usize) -> Self {
        let lifted: Vec<Vec<f32>> = colors.iter().map(|color| Lab::of(*color).lifted_question().to_vec()).collect();
        let among = among.into_iter().collect();
        Self { among, ..Self::nearest(COLORS, VectorInput::new_multi(lifted), limit) }
    }

    pub(super) fn up_to(self, limit: usize) -> Self {
        Self { limit, ..self }
    }

    /// As a part of a question; the filter is in every part, for one at the root does not hold for what is fetched before.
    fn prefetch(self, filter: &Filter) -> PrefetchQuery {
        PrefetchQuery {
            prefetch: self.among.into_iter().map(|one| one.prefetch(filter)).collect(),
            query: Some(Query { variant: Some(self.by) }),
            using: self.using.map(str::to_owned),
            filter: Some(filter.clone()),
            params: self.params,
            score_threshold: self.least,
            limit: Some(self.limit as u64),
            lookup_from: None,
        }
    }

    /// As a question.
    pub(super) fn points(self, collection: &str, filter: &Filter) -> QueryPoints {
        let root = self.prefetch(filter);
        QueryPoints {
            collection_name: collection.to_owned(),
            prefetch: root.prefetch,
            query: root.query,
            using: root.using,
            filter: root.filter,
            params: root.params,
            score_threshold: root.score_threshold,
            limit: root.limit,
            with_payload: Some(WithPayloadSelector::from(vec![field::TENANT, field::ASSET])),
            with_vectors: Some(false.into()),
            ..QueryPoints::default()
        }
    }
}
