//! One question on its way: what the brand's own names make of it, its lanes, its answer.

use design::Srgb;
use qdrant_client::qdrant::QueryBatchPoints;
use retrieval::{AssetKind, Filter, HITS_MAX, LIKE_SHARE, Lane, NAMES_LOOKED_AT, Plan, Query, Sparse, WORDS_FLOOR};
use tokio::time::Instant;

use super::QdrantIndex;
use super::answer::{Scale, Seen, Strays, hits, read, share};
use super::client::points;
use super::filter::{of_tenant, wire};
use super::query::Ranking;
use crate::brand_index::{Answer, BrandIndexError, TenantScope};

/// What is asked at once, and what of it may be found.
type Asks = Vec<(Ranking, usize, Filter)>;

/// One question.
pub(super) struct Search<'a> {
    pub(super) index: &'a QdrantIndex,
    pub(super) scope: &'a TenantScope,
    pub(super) query: &'a Query,
    /// When it is late.
    pub(super) by: Instant,
}

impl Search<'_> {
    pub(super) async fn run(self) -> Result<Answer, BrandIndexError> {
        let (plan, floor) = self.plan().await?;
        let filter = plan.filter(self.query);
        let (ranking, mut lanes, scale) = self.ranking(&plan, floor);
        // What a person likes is lifted from among more than are wanted.
        let lifts = !self.query.personal.is_empty();
        if lifts {
            lanes.push(Lane::Personal);
        }
        let Some(ranking) = ranking else { return Ok(Answer { hits: Vec::new(), lanes, degraded: None }) };
        let wanted = self.query.limit.clamp(1, HITS_MAX);
        let limit = if lifts { self.query.prefetched() } else { wanted };
        let mut asks = vec![(ranking.up_to(limit), limit, filter.clone())];
        let called = plan.first.as_deref().map(Sparse::question).filter(|question| !question.is_empty());
        if let Some(called) = called {
            let all = self.query.prefetched();
            asks.push((self.by_words(called, all), all, filter));
        }
        let mut answers = self.ask(asks).await?.into_iter();
        let (seen, first) = (answers.next().unwrap_or_default(), answers.next().unwrap_or_default());
        Ok(Answer { hits: hits(self.query, &plan, scale, first, seen), lanes, degraded: None })
    }

    /// Reads the question in the light of what there is, as an index of this process does, with one request at most. Where
    /// colours will order anew what words find, the score that these must have comes along.
    async fn plan(&self) -> Result<(Plan, Option<f32>), BrandIndexError> {
        let (query, plan) = (self.query, Plan::of(self.query));
        let colors = Filter { kinds: [AssetKind::Color].into(), ..query.filter.clone() };
        let like = plan.like.as_deref().map(Sparse::question).unwrap_or_default();
        let named = plan.with_colors.as_deref().map(Sparse::question).unwrap_or_default();
        let words = if plan.colors.is_empty() { Sparse::default() } else { plan.question() };
        let asks =
            [(&like, 1, colors), (&named, NAMES_LOOKED_AT, query.filter.clone()), (&words, 1, plan.filter(query))];
        let asked: Vec<bool> = asks.iter().map(|(question, ..)| !question.is_empty()).collect();
        let asks: Asks = asks
            .into_iter()
            .filter(|(question, ..)| !question.is_empty())
            .map(|(question, limit, filter)| (self.by_words(question.clone(), limit), limit, filter))
            .collect();
        if asks.is_empty() {
            return Ok((plan, None));
        }
        let mut answers = self.ask(asks).await?.into_iter();
        let mut answer = |at: usize| if asked[at] { answers.next().unwrap_or_default() } else { Vec::new() };
        let (alike, called, best) = (answer(0), answer(1), answer(2));
        if let Some(color) = color_called(&like, &alike) {
            return Ok((Plan { words: String::new(), with_colors: None, colors: vec![color], ..plan }, None));
        }
        let named = plan.named(called.iter().flat_map(|one| one.asset.names()));
        let plan = if plan.with_colors.is_some() { plan.settled(named) } else { plan };
        Ok((plan, best.first().map(|best| best.score * WORDS_FLOOR)))
    }

    fn by_words(&self, question: Sparse, limit: usize) -> Ranking {
        Ranking::words(question, of_tenant(self.scope), limit)
    }

    /// The lanes of a plan as one ranking.
    fn ranking(&self, plan: &Plan, floor: Option<f32>) -> (Option<Ranking>, Vec<Lane>, Scale) {
        let (query, limit) = (self.query, self.query.prefetched());
        let mut found = Vec::new();
        let question = plan.question();
        if !question.is_empty() {
            let floor = floor.filter(|_| !plan.colors.is_empty());
            found.push((Lane::Words, self.by_words(question, limit).at_least(floor)));
        }
        let embedding = &query.embedding;
        let is_meant = embedding.iter().all(|x| x.is_finite()) && embedding.iter().any(|x| *x != 0.0);
        if is_meant && self.index.dimensions == Some(embedding.len()) {
            found.push((Lane::Embedding, Ranking::embedding(embedding.clone(), limit)));
        }
        if let Some(look) = &query.look {
            found.push((Lane::Look, Ranking::look(look, limit)));
        }
        let (mut lanes, mut rankings): (Vec<Lane>, Vec<Ranking>) = found.into_iter().unzip();
        let (fused, scale) = match (rankings.pop(), lanes.as_slice()) {
            (None, _) => (None, Scale::Best(1.0)),
            (one, [Lane::Words]) => (one, Scale::Words),
            (one, [_]) => (one, Scale::Best(1.0)),
            (Some(last), many) => {
                rankings.push(last);
                // The first place in all of them is 1.
                (Some(Ranking::fused(rankings, limit)), Scale::Best(many.len() as f32 / retrieval::fusion::RRF_K))
            }
        };
        if plan.colors.is_empty() {
            return (fused, lanes, scale);
        }
        lanes.push(Lane::Colors);
        (Some(Ranking::colors(&plan.colors, fused, limit)), lanes, Scale::Colors)
    }

    /// Asks everything at once; the answers are in the order of the questions.
    async fn ask(&self, asks: Asks) -> Result<Vec<Vec<Seen>>, BrandIndexError> {
        let (client, name) = (&self.index.client, &self.index.collection);
        let mut query_points = Vec::with_capacity(asks.len());
        let mut allowed = Vec::with_capacity(asks.len());
        for (ranking, limit, filter) in asks {
            query_points.push(ranking.points(name, &wire(self.scope, &filter)?));
            allowed.push((limit, filter));
        }
        let batch = QueryBatchPoints { collection_name: name.clone(), query_points, ..QueryBatchPoints::default() };
        let send = |service, request| async move { points(service).query_batch(request).await };
        let answers = client.ask(self.by, batch, send).await?.result;
        if answers.len() != allowed.len() {
            let what = format!("it answers {} of {} questions", answers.len(), allowed.len());
            return Err(client.speaker.away(&what));
        }
        let mut strays = Strays::default();
        let read = |(answer, (limit, filter)): (&qdrant_client::qdrant::BatchResult, &(usize, Filter))| {
            read(self.scope, filter, &answer.result, *limit, &mut strays)
        };
        let seen = answers.iter().zip(&allowed).map(read).collect();
        self.index.report(strays);
        Ok(seen)
    }
}

/// The colour that the brand calls what was asked.
fn color_called(asked: &Sparse, found: &[Seen]) -> Option<Srgb> {
    let best = found.first()?;
    (share(asked, &best.asset) >= LIKE_SHARE).then(|| best.asset.palette.first().map(|one| one.color))?
}
