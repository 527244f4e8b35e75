//! Runs that break off anywhere, and go on.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use planner::record::kind;
use planner::{Event, NanoUsd, Record, chain};
use toolbox::ToolEffect;

use super::*;
use crate::fixture::{self, Buy, QUOTE, Shop};
use crate::recorder::log::segment_name;
use crate::tests::results;
use crate::{Auto, Delivered, Maquette, Request, Verdict};

fn engine(shop: &Shop, effect: ToolEffect) -> Maquette {
    let toolbox = fixture::toolbox("").replace(Buy { shop: shop.clone(), effect });
    Maquette::builder().workers(2).toolbox(toolbox).build().unwrap()
}

/// A run of two turns and more than sixty calls.
fn request(out: &Path) -> Request {
    let picks = Auto::parse("2,best").unwrap();
    Request::new(fixture::brief()).candidates(8).turns(2).chooser(picks).budget(NanoUsd(2_000_000_000)).out(out)
}

async fn record(out: &Path) -> Delivered {
    engine(&Shop::default(), ToolEffect::Idempotent).run(request(out)).await.unwrap().finish().await.unwrap()
}

/// The output folder as it was when its log had the first `bytes` bytes, with the results that were there at the end.
fn broken_off(out: &Path, log: &[u8], bytes: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    link(&out.join("run/blobs"), &folder.path().join("run/blobs"));
    fs::copy(out.join("run/run.json"), folder.path().join("run/run.json")).unwrap();
    fs::create_dir(folder.path().join("run/log")).unwrap();
    fs::write(folder.path().join("run/log").join(segment_name(1)), &log[..bytes]).unwrap();
    folder
}

fn link(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() { link(&entry.path(), &target) } else { fs::hard_link(entry.path(), target).unwrap() }
    }
}

fn read(out: &Path) -> Vec<Record> {
    RunFolder::open(out).unwrap().read().unwrap().records
}

/// How often each call was settled, and the keys of the calls that have their result.
fn paid(records: &[Record]) -> (BTreeMap<String, u32>, BTreeSet<String>) {
    let (mut settled, mut keys, mut done) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
    for record in records {
        if let Some(key) = record.p.get("idempotency_key").and_then(Value::as_str) {
            keys.insert((record.lane.clone(), record.ord), key.to_owned());
        }
        match record.event() {
            Ok(Some(Event::BudgetSettled { id, .. })) => *settled.entry(id.to_string()).or_default() += 1,
            Ok(Some(Event::EffectCompleted { id, .. })) => done.extend(keys.get(&(id.lane, id.ord)).cloned()),
            _ => {}
        }
    }
    (settled, done)
}

/// Goes on with a run that was broken off after so many bytes, and compares it with the one that was not.
async fn check(out: &Path, whole: &Delivered, log: &[u8], bytes: usize) {
    let folder = broken_off(out, log, bytes);
    let before = chain::read_log(&log[..bytes]).unwrap().records;
    let (_, had) = paid(&before);
    let shop = Shop::default();
    let run = engine(&shop, ToolEffect::Idempotent).resume(Resume::new(folder.path())).await;
    let delivered = run.unwrap().finish().await.unwrap_or_else(|error| panic!("cut at {bytes}: {error}"));
    assert!(results(folder.path()) == results(out), "cut at {bytes}: other files");
    assert_eq!((delivered.spent, &delivered.run), (whole.spent, &whole.run), "cut at {bytes}");
    let records = read(folder.path());
    let (settled, all) = paid(&records);
    assert!(settled.values().all(|times| *times == 1), "cut at {bytes}: {settled:?}");
    assert_eq!(settled.len(), all.len());
    // What had its result was not asked for again; all else was, once.
    let asked = shop.asked();
    assert!(asked.keys().all(|key| !had.contains(key)), "cut at {bytes}: paid again");
    assert!(asked.values().all(|times| *times == 1) && had.len() + asked.len() == all.len(), "cut at {bytes}");
    assert!(records.last().unwrap().kind.is_end());
    // What went on is a run like any other.
    let toolbox = fixture::toolbox("").replace(Buy { shop, effect: ToolEffect::Idempotent });
    let report = crate::Replay::new(folder.path()).toolbox(toolbox.build().unwrap()).run().await.unwrap();
    assert_eq!(report.verdict, Verdict::Equivalent, "cut at {bytes}: {report:?}");
    assert!(report.notes.iter().all(|note| note.contains("generate_image")), "cut at {bytes}: {report:?}");
}

/// What a tenant's ledger in a file says was spent, and what it leaves in doubt.
fn tenant(path: &Path) -> (Ledger, u64) {
    let store = crate::FileStore::open(path).unwrap();
    let ledger = Ledger::open(toolbox::Quote::UNLIMITED, crate::Window::None, store, 0).unwrap();
    let settled = ledger.accounts().settled.money.0;
    (ledger, settled)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tenants_ledger_agrees_with_the_log_wherever_either_was_cut() {
    let out = tempfile::tempdir().unwrap();
    let whole = record(out.path()).await;
    let log = fs::read(out.path().join("run/log").join(segment_name(1))).unwrap();
    let ends: Vec<usize> = log.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1).collect();
    let keys: Vec<(usize, String, u64)> = read(out.path())
        .iter()
        .filter(|record| record.kind.as_str() == kind::BUDGET_RESERVED)
        .map(|record| {
            (record.seq as usize, record.p["key"].as_str().unwrap().to_owned(), record.p["amount"].as_u64().unwrap())
        })
        .collect();
    let cuts: Vec<usize> = (0..ends.len()).filter(|place| place % 31 == 12 || place + 9 > ends.len()).collect();
    for cut in cuts {
        let records = chain::read_log(&log[..ends[cut]]).unwrap().records;
        let settled: BTreeMap<String, u64> = records
            .iter()
            .filter_map(|record| match record.event() {
                Ok(Some(Event::BudgetSettled { id, amount })) => Some((id.to_string(), amount.0)),
                _ => None,
            })
            .collect();
        // The ledger's file was written up to the log, or some steps behind it, or ahead of it by what never left.
        for behind in [0, 1, 3] {
            let folder = broken_off(out.path(), &log, ends[cut]);
            let path = folder.path().join("ledger");
            {
                use crate::{LedgerRecord, LedgerStore as _};
                let mut store = crate::FileStore::open(&path).unwrap();
                let known = keys.iter().filter(|(seq, ..)| *seq <= cut + 8);
                let mut ends = Vec::new();
                for (seq, key, amount) in known {
                    let quote = toolbox::Quote::money(NanoUsd(*amount));
                    store.append(&LedgerRecord::Reserved { key: key.clone(), quote }).unwrap();
                    let id = key.split('/').nth(1).unwrap();
                    if *seq <= cut
                        && let Some(spent) = settled.get(id)
                    {
                        let spent = toolbox::Quote::money(NanoUsd(*spent));
                        ends.push(LedgerRecord::Settled { key: key.clone(), spent });
                    }
                }
                let kept = ends.len().saturating_sub(behind);
                ends[..kept].iter().for_each(|end| store.append(end).unwrap());
            }
            let (ledger, _) = tenant(&path);
            let engine = engine(&Shop::default(), ToolEffect::Idempotent);
            let run = engine.resume(Resume::new(folder.path()).ledger(&ledger)).await.unwrap();
            let delivered = run.finish().await.unwrap();
            assert_eq!(delivered.spent, whole.spent, "cut after {cut}, {behind} behind");
            assert_eq!(ledger.accounts().settled.money, whole.spent, "cut after {cut}, {behind} behind");
            assert!(ledger.in_doubt().is_empty() && ledger.accounts().reserved.money.is_zero());
            drop(ledger);
            assert_eq!(tenant(&path).1, whole.spent.0, "cut after {cut}, {behind} behind, read again");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_called_off_goes_on_in_the_same_process_and_pays_once() {
    let whole = tempfile::tempdir().unwrap();
    let wanted = record(whole.path()).await;
    for pictures in [1, 3, 6, 11] {
        let (out, shop) = (tempfile::tempdir().unwrap(), Shop::default());
        let ledger = Ledger::new(toolbox::Quote::UNLIMITED);
        let engine = engine(&shop, ToolEffect::Idempotent);
        let run = engine.run(request(out.path()).ledger(&ledger)).await.unwrap();
        let canceller = run.canceller();
        let waits = shop.clone();
        let call_off = tokio::spawn(async move {
            while waits.asked().len() < pictures {
                tokio::task::yield_now().await;
            }
            canceller.cancel();
        });
        let ended = run.finish().await;
        call_off.await.unwrap();
        if ended.is_ok() {
            continue;
        }
        let resumed = engine.resume(Resume::new(out.path()).ledger(&ledger)).await.unwrap().finish().await.unwrap();
        assert!(without_sets(results(out.path())) == without_sets(results(whole.path())));
        // What was called off while it was under way may have cost its full amount, as far as anybody knew.
        let accounts = ledger.accounts();
        assert!(accounts.reserved.money.is_zero(), "{accounts:?}");
        assert_eq!(resumed.spent, accounts.settled.money, "the run and its tenant tell the same");
        let most = wanted.spent.0 + (QUOTE.0 - crate::fixture::PRICE.0) * 16;
        assert!((wanted.spent.0..=most).contains(&accounts.settled.money.0), "{accounts:?}");
        let (settled, _) = paid(&read(out.path()));
        assert!(settled.len() == 16 && settled.values().all(|times| *times == 1), "{settled:?}");
    }
}

/// The final files alone.
fn without_sets(results: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    results.into_iter().filter(|(name, _)| !name.ends_with("set.json")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_goes_on_from_every_record_and_every_byte_of_the_last_three() {
    let out = tempfile::tempdir().unwrap();
    let whole = record(out.path()).await;
    let log = fs::read(out.path().join("run/log").join(segment_name(1))).unwrap();
    let records = read(out.path());
    let calls = records.iter().filter(|record| record.kind.as_str() == kind::EFFECT_REQUESTED).count();
    assert!(calls >= 60, "{calls}");
    let ends: Vec<usize> = log.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1).collect();
    assert_eq!(ends.len(), records.len());
    let every = std::env::var("MAQUETTE_CUTS").is_ok();
    for (place, end) in std::iter::once(0).chain(ends.iter().copied()).enumerate() {
        // All of them take minutes.
        if every || place % 40 == 7 || place < 4 || place + 3 > ends.len() {
            check(out.path(), &whole, &log, end).await;
        }
    }
    // Inside of a record, what was recovered is the record before it, whatever the byte.
    let third = ends[ends.len() - 4];
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("run.json"), "{}").unwrap();
    fs::create_dir(folder.path().join("log")).unwrap();
    for bytes in third..log.len() {
        fs::write(folder.path().join("log").join(segment_name(1)), &log[..bytes]).unwrap();
        let kept = ends.iter().filter(|end| **end <= bytes).count();
        let writer = recovery::take_up(&RunFolder::open(folder.path()).unwrap()).unwrap();
        let told = usize::from(!ends.contains(&bytes));
        assert_eq!(writer.len() as usize, kept + told, "cut at {bytes}");
    }
    for bytes in [third + 1, ends[ends.len() - 2] - 1, log.len() - 1] {
        check(out.path(), &whole, &log, bytes).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_went_on_replays() {
    let out = tempfile::tempdir().unwrap();
    record(out.path()).await;
    let log = fs::read(out.path().join("run/log").join(segment_name(1))).unwrap();
    let folder = broken_off(out.path(), &log, log.len() * 2 / 3);
    let engine = engine(&Shop::default(), ToolEffect::Idempotent);
    engine.resume(Resume::new(folder.path())).await.unwrap().finish().await.unwrap();
    let toolbox = fixture::toolbox("").replace(Buy { shop: Shop::default(), effect: ToolEffect::Idempotent });
    let report = crate::Replay::new(folder.path()).toolbox(toolbox.build().unwrap()).run().await.unwrap();
    // What was bought is not bought again, so it is not compared.
    assert_eq!(report.verdict, Verdict::Equivalent, "{report:?}");
    assert!(report.notes.iter().all(|note| note.contains("generate_image")), "{report:?}");
    assert!(report.recomputed > 30, "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_run_delivered_is_put_back() {
    let out = tempfile::tempdir().unwrap();
    record(out.path()).await;
    let before = results(out.path());
    fs::remove_file(out.path().join("final.png")).unwrap();
    fs::remove_dir_all(out.path().join("options/turn-1")).unwrap();
    let records = read(out.path()).len();
    let shop = Shop::default();
    let run = engine(&shop, ToolEffect::Idempotent).resume(Resume::new(out.path())).await.unwrap();
    run.finish().await.unwrap();
    assert!(results(out.path()) == before && shop.asked().is_empty());
    assert_eq!(read(out.path()).len(), records);
}

/// The place in a log, bytes, after the first record of a kind that follows the first reservation.
fn after_reservation(log: &[u8], kind: &str) -> usize {
    let records = chain::read_log(log).unwrap().records;
    let reserved = records.iter().position(|record| record.kind.as_str() == kind::BUDGET_RESERVED).unwrap();
    let place = reserved + records[reserved..].iter().position(|record| record.kind.as_str() == kind).unwrap();
    log.split_inclusive(|byte| *byte == b'\n').take(place + 1).map(<[u8]>::len).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_told_apart_from_another_call_counts_as_charged_and_is_paid_for_anew() {
    let out = tempfile::tempdir().unwrap();
    let whole = {
        let engine = engine(&Shop::default(), ToolEffect::Read);
        engine.run(request(out.path())).await.unwrap().finish().await.unwrap()
    };
    let log = fs::read(out.path().join("run/log").join(segment_name(1))).unwrap();
    let folder = broken_off(out.path(), &log, after_reservation(&log, kind::BUDGET_RESERVED));
    let run = engine(&Shop::default(), ToolEffect::Read).resume(Resume::new(folder.path())).await.unwrap();
    let delivered = run.finish().await.unwrap();
    assert_eq!(delivered.spent.0, whole.spent.0 + QUOTE.0);
    assert!(fs::read(folder.path().join("final.png")).unwrap() == fs::read(out.path().join("final.png")).unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_changes_something_waits_for_whoever_can_look() {
    let out = tempfile::tempdir().unwrap();
    let make = |shop: &Shop| engine(shop, ToolEffect::Write);
    make(&Shop::default()).run(request(out.path())).await.unwrap().finish().await.unwrap();
    let log = fs::read(out.path().join("run/log").join(segment_name(1))).unwrap();
    let bytes = after_reservation(&log, kind::BUDGET_RESERVED);
    let folder = broken_off(out.path(), &log, bytes);
    let asked = chain::read_log(&log[..bytes]).unwrap().records;
    let asked = asked.iter().filter(|record| record.p.get("tool").and_then(Value::as_str) == Some("generate_image"));
    let seqs: Vec<u64> = asked.map(|record| record.seq).collect();

    let shop = Shop::default();
    let error = make(&shop).resume(Resume::new(folder.path())).await.unwrap_err();
    assert!(matches!(&error, RunError::Unreconciled { seq, .. } if seqs.contains(seq)), "{error}");
    assert!(shop.asked().is_empty());

    let (happened, not) = (broken_off(out.path(), &log, bytes), folder);
    let all = |outcome| seqs.iter().fold(Resume::new(not.path()), |resume, seq| resume.reconciled(*seq, outcome));
    let resumed = make(&shop).resume(all(WorldOutcome::DidNotHappen)).await.unwrap().finish().await.unwrap();
    assert!(fs::read(not.path().join("final.png")).unwrap() == fs::read(out.path().join("final.png")).unwrap());
    let all = |outcome| seqs.iter().fold(Resume::new(happened.path()), |resume, seq| resume.reconciled(*seq, outcome));
    let landed = make(&Shop::default()).resume(all(WorldOutcome::Landed)).await.unwrap().finish().await.unwrap();
    // What it brought is lost, and it is not asked for again.
    assert!(landed.spent.0 > 0 && resumed.spent.0 > 0);
    let (settled, _) = paid(&read(happened.path()));
    assert!(settled.values().all(|times| *times == 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_of_another_engine_does_not_go_on() {
    let out = tempfile::tempdir().unwrap();
    record(out.path()).await;
    let log = fs::read(out.path().join("run/log").join(segment_name(1))).unwrap();
    let folder = broken_off(out.path(), &log, log.len() / 2);
    let error = fixture::engine(2).resume(Resume::new(folder.path())).await.unwrap_err();
    assert_eq!(error.code(), "corrupt");
    let error = fixture::engine(2).resume(Resume::new(out.path().join("nowhere"))).await.unwrap_err();
    assert_eq!(error.code(), "usage");
}
