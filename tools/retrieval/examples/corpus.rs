//! Writes made-up assets, questions about them and our answers to a folder, for other engines to be compared with:
//! `cargo run -p maquette-retrieval --example corpus -- FOLDER TENANTS ASSETS DIMENSIONS QUESTIONS SEED [hybrid]`.
//!
//! `ASSETS` is how many each tenant has. Arrays are raw and little-endian; what else there is stands in lines of JSON.

#[path = "../tests/corpus/mod.rs"]
mod corpus;

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use corpus::{Ask, Brands, number};
use maquette_retrieval::{Asset, AssetIndex, Filter, Lab, Plan, Query, Scan, Sparse, folded};
use serde_json::{Map, Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, numbers @ ..] = arguments.as_slice() else { return Err("name a folder".into()) };
    let numbers: Vec<usize> = numbers.iter().map_while(|one| one.parse().ok()).collect();
    let [tenants, each, dimensions, questions, seed] = numbers[..] else {
        return Err("say how many tenants, assets, dimensions and questions, and the seed".into());
    };
    let hybrid = arguments.last().is_some_and(|last| last == "hybrid");
    let folder = Path::new(folder);
    let mut points = Points::create(folder)?;
    let mut brands = Brands::new(seed as u64, tenants, each, dimensions, |tenant, asset| {
        points.add(tenant, asset).expect("there is room");
    });
    let mut written = lines(folder, "questions.jsonl")?;
    for ask in Ask::ALL.into_iter().cycle().take(questions) {
        let (tenant, query) = brands.ask((!hybrid).then_some(ask));
        let asked = if hybrid { "hybrid" } else { ask.name() };
        writeln!(written, "{}", question(asked, tenant, &query, &brands.indexes[tenant]))?;
    }
    Ok(())
}

fn lines(folder: &Path, name: &str) -> std::io::Result<BufWriter<File>> {
    Ok(BufWriter::new(File::create(folder.join(name))?))
}

/// The files that assets are written to.
struct Points {
    lines: BufWriter<File>,
    embeddings: BufWriter<File>,
    terms: BufWriter<File>,
    weights: BufWriter<File>,
}

impl Points {
    fn create(folder: &Path) -> std::io::Result<Self> {
        Ok(Self {
            lines: lines(folder, "points.jsonl")?,
            embeddings: lines(folder, "embeddings.f32")?,
            terms: lines(folder, "terms.u32")?,
            weights: lines(folder, "weights.f32")?,
        })
    }

    fn add(&mut self, tenant: usize, asset: &Asset) -> std::io::Result<()> {
        let words = Sparse::of(asset);
        let colors: Vec<_> = asset.palette.iter().map(|one| one.lifted()).collect();
        let look = asset.look.map(|look| look.vector());
        let line = json!({
            "payload": payload(tenant, asset), "colors": colors, "look": look, "terms": words.terms.len(),
            "names": asset.names().map(closed).collect::<Vec<_>>(),
        });
        writeln!(self.lines, "{line}")?;
        asset.embedding.iter().try_for_each(|x| self.embeddings.write_all(&x.to_le_bytes()))?;
        words.terms.iter().try_for_each(|x| self.terms.write_all(&x.to_le_bytes()))?;
        words.weights.iter().try_for_each(|x| self.weights.write_all(&x.to_le_bytes()))
    }
}

fn payload(tenant: usize, asset: &Asset) -> Map<String, Value> {
    let facets = &asset.facets;
    let said = [
        ("tenant", json!(format!("tenant-{tenant}"))),
        ("kind", json!(asset.kind)),
        ("role", json!(facets.role)),
        ("on", json!(facets.on)),
        ("orientation", json!(facets.orientation)),
        ("licence", json!(facets.licence)),
        ("expires", json!(facets.expires.map(|day| day.0))),
        ("language", json!(facets.language)),
        ("campaign", json!(facets.campaign)),
        ("kit", json!(facets.kit)),
    ];
    let is_said = |value: &Value| !value.is_null() && value.as_array().is_none_or(|values| !values.is_empty());
    said.into_iter().filter(|(_, value)| is_said(value)).map(|(field, value)| (field.to_owned(), value)).collect()
}

/// What another engine is asked, lane by lane, and what we answer; `exact` where embeddings are not compared by their signs.
fn question(asked: &str, tenant: usize, query: &Query, index: &AssetIndex) -> Value {
    let plan = index.plan(query);
    let colors: Vec<_> = plan.colors.iter().map(|color| Lab::of(*color).lifted_question()).collect();
    let hits = |scan| -> Vec<(usize, u32)> {
        index.search_with(query, scan).hits.iter().map(|hit| (number(&hit.id), hit.steps)).collect()
    };
    json!({
        "asked": asked,
        "tenant": format!("tenant-{tenant}"),
        "filter": conditions(&plan.filter(query)),
        "limit": query.limit,
        "prefetched": query.prefetched(),
        "words": sparse(&plan.question()),
        "embedding": query.embedding,
        "look": query.look.map(|look| look.vector()),
        "colors": colors,
        "first": first(&plan),
        "hits": hits(Scan::Quantised),
        "exact": hits(Scan::Exact),
    })
}

fn sparse(words: &Sparse) -> Value {
    if words.is_empty() { Value::Null } else { json!([words.terms, words.weights]) }
}

/// A name as it is compared: nothing between its letters.
fn closed(name: &str) -> String {
    folded(name).replace(' ', "")
}

/// What is called that comes first, whatever its colours.
fn first(plan: &Plan) -> Value {
    plan.first
        .as_deref()
        .map_or(Value::Null, |name| json!({ "words": sparse(&Sparse::question(name)), "name": closed(name) }))
}

/// What must be so: a field, its values or the day from which on, and whether it may be unsaid.
fn conditions(filter: &Filter) -> Vec<Value> {
    let lists = [
        ("kind", json!(filter.kinds), false),
        ("role", json!(filter.roles), false),
        ("on", json!(filter.on), true),
        ("orientation", json!(filter.orientations), false),
        ("licence", json!(filter.licences), false),
        ("language", json!(filter.languages), true),
        ("campaign", json!(filter.campaigns), false),
        ("kit", json!(filter.kits), false),
    ];
    let lists = lists.into_iter().filter(|(_, values, _)| values.as_array().is_some_and(|values| !values.is_empty()));
    let day = filter.usable_on.map(|day| ("expires", json!(day.0), true));
    lists.chain(day).map(|(field, values, unsaid)| json!([field, values, unsaid])).collect()
}
