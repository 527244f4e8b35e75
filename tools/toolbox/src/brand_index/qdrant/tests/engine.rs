//! What a server does with a question, by its documentation: filters, products, rare terms, the best of each, reciprocal ranks.

use std::collections::{BTreeMap, BTreeSet};

use qdrant_client::qdrant::condition::ConditionOneOf;
use qdrant_client::qdrant::r#match::MatchValue;
use qdrant_client::qdrant::query::Variant;
use qdrant_client::qdrant::value::Kind;
use qdrant_client::qdrant::vectors::VectorsOptions;
use qdrant_client::qdrant::vectors_config::Config;
use qdrant_client::qdrant::{
    Condition, CreateCollection, Distance, FieldCondition, Filter, PointStruct, PrefetchQuery, Query, QueryPoints,
    ScoredPoint, SearchParams, Value, vector, vector_input,
};

/// What was found, by its place, best first.
type Found = Vec<(usize, f32)>;

/// Answers a question over all points of a collection.
pub(super) fn answer(made: &CreateCollection, points: &[PointStruct], asked: &QueryPoints) -> Vec<ScoredPoint> {
    let root = PrefetchQuery {
        prefetch: asked.prefetch.clone(),
        query: asked.query.clone(),
        using: asked.using.clone(),
        filter: asked.filter.clone(),
        params: asked.params.clone(),
        score_threshold: asked.score_threshold,
        limit: asked.limit,
        lookup_from: None,
    };
    let scored = |(place, score): (usize, f32)| ScoredPoint {
        id: points[place].id.clone(),
        payload: points[place].payload.clone(),
        score,
        ..ScoredPoint::default()
    };
    find(made, points, &root).into_iter().map(scored).collect()
}

fn find(made: &CreateCollection, points: &[PointStruct], asked: &PrefetchQuery) -> Found {
    let before: Vec<Found> = asked.prefetch.iter().map(|one| find(made, points, one)).collect();
    let variant = asked.query.as_ref().and_then(|query: &Query| query.variant.as_ref()).expect("a query");
    let mut found: Found = match variant {
        Variant::Rrf(rrf) => {
            let k = rrf.k.expect("a k") as f32;
            let places = |place: usize| {
                let at = before.iter().filter_map(|one| one.iter().position(|(other, _)| *other == place));
                at.map(|at| 1.0 / (at as f32 + k)).sum::<f32>()
            };
            let all: BTreeSet<usize> = before.iter().flatten().map(|(place, _)| *place).collect();
            all.into_iter().map(|place| (place, places(place))).collect()
        }
        Variant::Nearest(to) => {
            let to = to.variant.as_ref().expect("a vector");
            let using = asked.using.as_deref().expect("a name");
            let among: BTreeSet<usize> = before.iter().flatten().map(|(place, _)| *place).collect();
            let is_among = |place: &usize| before.is_empty() || among.contains(place);
            let is_cosine = distance(made, using) == Some(Distance::Cosine as i32);
            let to = weighed(points, asked.params.as_ref(), to.clone());
            let near = |place| Some((place, score(&to, is_cosine, named(&points[place], using)?)?));
            (0..points.len()).filter(is_among).filter_map(near).collect()
        }
        other => panic!("nobody asks for {other:?}"),
    };
    found.retain(|(place, score)| {
        lets(asked.filter.as_ref(), &points[*place]) && asked.score_threshold.is_none_or(|least| *score >= least)
    });
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    found.truncate(asked.limit.expect("a limit") as usize);
    found
}

/// A point's vector of that name.
fn named<'a>(point: &'a PointStruct, name: &str) -> Option<&'a vector::Vector> {
    match point.vectors.as_ref()?.vectors_options.as_ref()? {
        VectorsOptions::Vectors(named) => named.vectors.get(name)?.vector.as_ref(),
        VectorsOptions::Vector(_) => None,
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len(), "vectors of one length");
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn score(to: &vector_input::Variant, is_cosine: bool, own: &vector::Vector) -> Option<f32> {
    match (to, own) {
        (vector_input::Variant::Dense(to), vector::Vector::Dense(own)) => {
            let length = |x: &[f32]| dot(x, x).sqrt();
            let scale = if is_cosine { length(&to.data) * length(&own.data) } else { 1.0 };
            Some(dot(&to.data, &own.data) / scale)
        }
        (vector_input::Variant::MultiDense(to), vector::Vector::MultiDense(own)) => {
            let best = |to: &[f32]| own.vectors.iter().map(|own| dot(&own.data, to)).fold(f32::NEG_INFINITY, f32::max);
            Some(to.vectors.iter().map(|to| best(&to.data)).sum())
        }
        (vector_input::Variant::Sparse(to), vector::Vector::Sparse(own)) => {
            let own: BTreeMap<u32, f32> = own.indices.iter().copied().zip(own.values.iter().copied()).collect();
            let terms = to.indices.iter().zip(&to.values);
            let both: Vec<f32> = terms.filter_map(|(term, asked)| Some(asked * own.get(term)?)).collect();
            (!both.is_empty()).then(|| both.into_iter().sum())
        }
        _ => panic!("a vector of another sort"),
    }
}

/// A question of words with each term weighed by how rare it is among the points that are said.
fn weighed(
    points: &[PointStruct],
    params: Option<&SearchParams>,
    mut to: vector_input::Variant,
) -> vector_input::Variant {
    let vector_input::Variant::Sparse(sparse) = &mut to else { return to };
    let corpus = params.and_then(|params| params.idf.as_ref()?.corpus.as_ref()).expect("a corpus");
    let mut holders: BTreeMap<u32, f32> = BTreeMap::new();
    let mut all = 0.0_f32;
    for point in points.iter().filter(|point| lets(Some(corpus), point)) {
        all += 1.0;
        let Some(vector::Vector::Sparse(own)) = named(point, "words") else { continue };
        own.indices.iter().for_each(|term| *holders.entry(*term).or_default() += 1.0);
    }
    for (term, value) in sparse.indices.iter().zip(&mut sparse.values) {
        let holders = holders.get(term).copied().unwrap_or_default();
        *value *= ((all - holders + 0.5) / (holders + 0.5) + 1.0).ln();
    }
    to
}

/// How the vectors of that name are compared, where they are not sparse.
fn distance(made: &CreateCollection, name: &str) -> Option<i32> {
    match made.vectors_config.as_ref()?.config.as_ref()? {
        Config::ParamsMap(named) => Some(named.map.get(name)?.distance),
        Config::Params(_) => None,
    }
}

/// Whether a filter lets a point through.
pub(super) fn lets(filter: Option<&Filter>, point: &PointStruct) -> bool {
    filter.is_none_or(|filter| {
        assert!(filter.must_not.is_empty() && filter.min_should.is_none(), "nobody asks that");
        filter.must.iter().all(|condition| meets(condition, point))
            && (filter.should.is_empty() || filter.should.iter().any(|condition| meets(condition, point)))
    })
}

fn meets(condition: &Condition, point: &PointStruct) -> bool {
    match condition.condition_one_of.as_ref().expect("a condition") {
        ConditionOneOf::Filter(filter) => lets(Some(filter), point),
        ConditionOneOf::IsEmpty(empty) => values(point, &empty.key).is_empty(),
        ConditionOneOf::HasId(ids) => point.id.as_ref().is_some_and(|id| ids.has_id.contains(id)),
        ConditionOneOf::Field(field) => values(point, &field.key).iter().any(|value| field_meets(field, value)),
        other => panic!("nobody asks for {other:?}"),
    }
}

fn values(point: &PointStruct, key: &str) -> Vec<Kind> {
    match point.payload.get(key) {
        Some(Value { kind: Some(Kind::ListValue(list)) }) => {
            list.values.iter().filter_map(|one| one.kind.clone()).collect()
        }
        Some(Value { kind: Some(kind) }) => vec![kind.clone()],
        _ => Vec::new(),
    }
}

fn field_meets(field: &FieldCondition, value: &Kind) -> bool {
    if let (Some(range), Kind::IntegerValue(value)) = (&field.range, value) {
        return range.gte.is_some_and(|least| *value as f64 >= least);
    }
    match (field.r#match.as_ref().and_then(|one| one.match_value.as_ref()), value) {
        (Some(MatchValue::Keyword(word)), Kind::StringValue(value)) => word == value,
        (Some(MatchValue::Keywords(words)), Kind::StringValue(value)) => words.strings.contains(value),
        other => panic!("nobody asks for {other:?}"),
    }
}
