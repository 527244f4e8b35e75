//! What the log of a run costs: records appended under its policy of durability, a long log opened, one step of it shown.
//!
//! ```sh
//! cargo bench -p maquette-tests --bench log
//! ```
//!
//! Beside it, the same lines written by `write_all` alone: what the disk and the system take of it.

use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use maquette::{Brief, LogWriter, Maquette, Request, RunFolder};
use planner::{Entry, Pin, Record, Replayer, Verdict, chain};
use serde_json::json;

/// Records of a long run.
const RECORDS: u32 = 100_000;

/// What a small record says: the end of a tool call.
fn entry(ord: u32) -> Entry {
    let p = json!({
        "id": { "lane": "t1.c03", "ord": ord },
        "output": { "png": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "width": 1080, "height": 1080 },
    });
    Entry { lane: "t1.c03".to_owned(), ord, kind: "effect.completed".into(), p }
}

fn log(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("there is room");
    let entries: Vec<Entry> = (0..1_000).map(entry).collect();
    let mut group = criterion.benchmark_group("log");
    group.sample_size(20);
    group.throughput(Throughput::Elements(entries.len() as u64));

    let mut next = 0;
    let mut fresh = || {
        next += 1;
        let own = folder.path().join(next.to_string());
        std::fs::create_dir(&own).expect("there is room");
        LogWriter::create(&own).expect("it is writable")
    };
    let mut writer = fresh();
    group.bench_function("append_buffered", |bencher| {
        bencher.iter(|| entries.iter().for_each(|entry| writer.append(black_box(entry)).expect("there is room")));
    });
    // One in ten was paid for: it is on the disk within milliseconds, with whatever else was recorded by then.
    let mut writer = fresh();
    group.bench_function("append_one_in_ten_paid", |bencher| {
        bencher.iter(|| {
            for (place, entry) in entries.iter().enumerate() {
                writer.append(black_box(entry)).expect("there is room");
                if place % 10 == 0 {
                    writer.commit().expect("there is room");
                }
            }
        });
    });
    // A turn of some hundred records ends on the disk.
    let mut writer = fresh();
    group.bench_function("append_and_sync_every_hundred", |bencher| {
        bencher.iter(|| {
            for (place, entry) in entries.iter().enumerate() {
                writer.append(black_box(entry)).expect("there is room");
                if place % 100 == 99 {
                    writer.sync().expect("there is room");
                }
            }
        });
    });
    // A node with many runs: sixteen at a time, one record in ten paid for, a turn of a hundred records ending on the disk.
    let mut writers: Vec<LogWriter> = (0..16).map(|_| fresh()).collect();
    group.throughput(Throughput::Elements(16 * entries.len() as u64));
    group.bench_function("sixteen_runs_by_the_whole_policy", |bencher| {
        bencher.iter(|| {
            std::thread::scope(|threads| {
                for writer in &mut writers {
                    threads.spawn(|| {
                        for (place, entry) in entries.iter().enumerate() {
                            writer.append(black_box(entry)).expect("there is room");
                            if place % 10 == 0 {
                                writer.commit().expect("there is room");
                            }
                            if place % 100 == 99 {
                                writer.sync().expect("there is room");
                            }
                        }
                    });
                }
            });
        });
    });
    group.throughput(Throughput::Elements(entries.len() as u64));
    let mut chain = planner::Chain::default();
    let lines: Vec<Vec<u8>> = entries.iter().map(|entry| chain::write_line(&chain.seal(entry.clone(), 1))).collect();
    let mut file = BufWriter::new(File::create(folder.path().join("plain")).expect("it is writable"));
    group.bench_function("the_same_lines_written_plainly", |bencher| {
        bencher.iter(|| lines.iter().for_each(|line| file.write_all(black_box(line)).expect("there is room")));
    });

    group.throughput(Throughput::Elements(u64::from(RECORDS)));
    group.sample_size(10);
    let (mut chain, mut bytes) = (planner::Chain::default(), Vec::new());
    for ord in 0..RECORDS {
        bytes.extend(chain::write_line(&chain.seal(entry(ord), 1)));
    }
    group.bench_function("read_and_verify_100000", |bencher| {
        bencher.iter(|| chain::read_log(black_box(&bytes)).expect("it is sound").records.len());
    });
    group.finish();

    // A real run of two turns: its records stepped again and compared, without computing any picture.
    let records = recorded(folder.path());
    let pin: Pin = records
        .iter()
        .find(|record| record.kind.as_str() == "config.pinned")
        .and_then(|record| record.payload().ok())
        .expect("every run pins its configuration");
    let mut group = criterion.benchmark_group("replay");
    group.sample_size(20);
    group.throughput(Throughput::Elements(records.len() as u64));
    group.bench_function("records_stepped", |bencher| {
        bencher.iter(|| {
            let mut replayer = Replayer::new(pin.clone());
            records.iter().for_each(|record| drop(black_box(replayer.read(record))));
            assert_eq!(replayer.verdict(), Verdict::Identical);
        });
    });
    group.finish();
}

fn recorded(folder: &Path) -> Vec<Record> {
    let out = folder.join("run");
    let runtime = tokio::runtime::Runtime::new().expect("threads can be started");
    runtime.block_on(async {
        let engine = Maquette::builder().build().expect("the built-in kit is sound");
        let brief =
            Brief::read("Winter book swap on 9 December, 6pm, town library. Bring one, take one.").expect("it reads");
        let request = Request::new(brief).format("400x400").turns(2).out(&out);
        engine.run(request).await.expect("it starts").finish().await.expect("it delivers");
    });
    RunFolder::open(&out).and_then(|folder| folder.read_records()).expect("it reads back")
}

criterion_group!(benches, log);
criterion_main!(benches);
