//! What would have happened otherwise.

use std::path::Path;

use planner::Record;
use planner::record::kind;
use serde_json::Value;
use toolbox::ToolEffect;

use super::*;
use crate::fixture::{self, Buy, PRICE, Shop};
use crate::tests::results;
use crate::{Auto, Choice, Chooser, Delivered, Maquette, OptionSet, Replay, Request, Verdict};

fn engine(shop: &Shop) -> Maquette {
    let buy = Buy { shop: shop.clone(), effect: ToolEffect::Idempotent };
    Maquette::builder().workers(2).toolbox(fixture::toolbox("").replace(buy)).build().unwrap()
}

async fn record(out: &Path) -> Delivered {
    let picks = Auto::parse("2,best").unwrap();
    let request = Request::new(fixture::brief()).candidates(4).turns(2).chooser(picks).budget(NanoUsd(2_000_000_000));
    engine(&Shop::default()).run(request.out(out)).await.unwrap().finish().await.unwrap()
}

async fn fork(shop: &Shop, fork: Fork) -> Delivered {
    engine(shop).fork(fork).await.unwrap().finish().await.unwrap()
}

fn read(out: &Path) -> Vec<Record> {
    RunFolder::open(out).unwrap().read().unwrap().records
}

fn place(records: &[Record], kind: &str) -> u64 {
    records.iter().find(|record| record.kind.as_str() == kind).unwrap().seq
}

async fn verdict(out: &Path) -> (Verdict, Vec<String>) {
    let buy = Buy { shop: Shop::default(), effect: ToolEffect::Idempotent };
    let toolbox = fixture::toolbox("").replace(buy).build().unwrap();
    let report = Replay::new(out).toolbox(toolbox).run().await.unwrap();
    assert!(report.recomputed > 10, "{report:?}");
    (report.verdict, report.notes)
}

/// Results without what the options cost: what is reused costs nothing.
fn without_costs(mut results: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    for (_, bytes) in results.iter_mut().filter(|(name, _)| name.ends_with("set.json")) {
        let mut set: Value = serde_json::from_slice(bytes).unwrap();
        for option in set["options"].as_array_mut().unwrap() {
            for cost in ["cost_nano_usd", "cost_usd", "refine_cost_nano_usd"] {
                option[cost] = Value::Null;
            }
        }
        *bytes = serde_json::to_vec(&set).unwrap();
    }
    results
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fork_that_changes_nothing_makes_the_same_and_pays_nothing_wherever_it_branches_off() {
    let (out, again) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let whole = record(out.path()).await;
    let records = read(out.path());
    for at in (0..records.len()).step_by(9).chain([records.len() - 1]) {
        let shop = Shop::default();
        let folder = again.path().join(at.to_string());
        let delivered = fork(&shop, Fork::new(out.path(), at as u64, &folder)).await;
        assert!(without_costs(results(&folder)) == without_costs(results(out.path())), "at {at}");
        assert!(shop.asked().is_empty(), "at {at}: {:?}", shop.asked());
        assert!(delivered.spent <= whole.spent && delivered.run != whole.run, "at {at}");
        let manifest = RunFolder::open(&folder).unwrap().manifest().unwrap();
        assert_eq!(manifest["parent"]["run"], Value::from(whole.run.clone()));
        let (verdict, notes) = verdict(&folder).await;
        assert_eq!(verdict, Verdict::Equivalent, "at {at}: {notes:?}");
        assert!(notes.iter().all(|note| note.contains("generate_image")), "at {at}: {notes:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_seed_plans_anew_and_reuses_what_is_the_same() {
    let (out, again) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    record(out.path()).await;
    let records = read(out.path());
    let shop = Shop::default();
    let delivered = fork(&shop, Fork::new(out.path(), place(&records, kind::BRIEF_READ), again.path()).seed(99)).await;
    let made = read(again.path());
    let reused = made.iter().filter(|record| record.p.get("reused").is_some()).count();
    // The search of the brand kit is the same; the copy and the plans are not.
    assert!(reused >= 1 && !shop.asked().is_empty(), "{reused}");
    assert_eq!(delivered.spent.0, PRICE.0 * shop.asked().len() as u64);
    let plan = made.iter().find(|record| record.p.get("tool").is_some_and(|tool| tool == "plan_designs")).unwrap();
    let before = records.iter().find(|record| record.p.get("tool").is_some_and(|tool| tool == "plan_designs")).unwrap();
    assert!(plan.p["args"]["seed"] != before.p["args"]["seed"]);
    assert_eq!(verdict(again.path()).await.0, Verdict::Equivalent);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_smaller_budget_counts_what_was_spent_before() {
    let (out, again) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let whole = record(out.path()).await;
    let records = read(out.path());
    let at = place(&records, kind::CHOICE_MADE);
    let spent = NanoUsd(PRICE.0 * 4);
    let shop = Shop::default();
    let delivered = fork(&shop, Fork::new(out.path(), at, again.path()).budget(spent)).await;
    // The pictures of the second turn are the same requests, so they cost nothing again.
    assert_eq!(delivered.spent, spent);
    assert!(delivered.spent < whole.spent && shop.asked().is_empty());
}

/// Picks the last option.
struct Last;

impl Chooser for Last {
    fn is_person(&self) -> bool {
        false
    }

    async fn choose(&mut self, set: OptionSet, _: Option<std::path::PathBuf>) -> Choice {
        Choice::Pick { index: set.options.len() as u32 }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fork_before_a_choice_lets_another_be_made() {
    let (out, again) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    record(out.path()).await;
    let records = read(out.path());
    let at = place(&records, kind::OPTIONS_PRESENTED);
    let shop = Shop::default();
    let delivered = fork(&shop, Fork::new(out.path(), at, again.path()).chooser(Last)).await;
    assert_eq!(delivered.sets[0].choice, Some(Choice::Pick { index: 3 }));
    assert!(results(again.path())["final.png"] != results(out.path())["final.png"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_weight_changes_what_is_chosen_and_nothing_before() {
    let (out, again) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    record(out.path()).await;
    let shop = Shop::default();
    fork(&shop, Fork::new(out.path(), 0, again.path()).weight("alignment", 90)).await;
    let made = read(again.path());
    let critique = made.iter().find(|record| record.p.get("tool").is_some_and(|tool| tool == "critique")).unwrap();
    assert_eq!(critique.p["args"]["weights"][0]["weight"], 90);
    assert!(made.iter().any(|record| record.p.get("override").is_some_and(|by| by == "fork")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forks_that_cannot_be_are_refused() {
    let (out, again) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    record(out.path()).await;
    let engine = engine(&Shop::default());
    let beyond = engine.fork(Fork::new(out.path(), 1_000_000, again.path())).await.unwrap_err();
    assert_eq!(beyond.code(), "usage");
    let onto_itself = engine.fork(Fork::new(out.path(), 5, out.path())).await.unwrap_err();
    assert_eq!(onto_itself.code(), "usage");
    let misspelt = engine.fork(Fork::new(out.path(), 0, again.path()).weight("alinement", 90)).await.unwrap_err();
    assert!(misspelt.to_string().starts_with("`alinement` is no scorer; there are hierarchy,"), "{misspelt}");
    assert!(RunFolder::open(out.path()).unwrap().read().unwrap().is_finished());
    let nowhere = engine.fork(Fork::new(again.path(), 5, out.path())).await.unwrap_err();
    assert_eq!(nowhere.code(), "usage");
}
