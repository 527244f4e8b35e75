//! Saves what is sound of a run that was damaged.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use design::canonical::to_canonical_json;
use design::{BlobRef, Sha256};
use planner::record::kind;
use planner::{Chain, Entry, Record};
use serde_json::{Value, json};

use crate::error::{RunError, with_causes};
use crate::fork::is_same;
use crate::output::OutFolder;
use crate::recorder::log::LogWriter;
use crate::recorder::store::{FolderBlobs, write_synced};
use crate::recorder::{BLOBS, LOG, MANIFEST};
use crate::run_folder::{LOG_BYTES_MAX, PAYLOADS_BYTES_MAX, RunFolder, named_blobs, read_file};

/// What was saved.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Salvaged {
    /// Records that were saved: all before the first that is not sound.
    pub records: u64,
    /// Bytes of the log that were left behind.
    pub lost_bytes: u64,
    /// Why the first of them was; `None` when all of it is sound.
    pub reason: Option<String>,
}

/// Saves the longest sound beginning of a run into a new output folder, in which it can be resumed: records up to the first
/// that is damaged, or that names something which is. The run itself is left as it is.
///
/// # Errors
///
/// [`RunError`] when there is nothing sound to save, or the folder cannot be used.
pub fn salvage(run: &Path, out: &Path) -> Result<Salvaged, RunError> {
    let folder = RunFolder::open(run)?;
    if is_same(&folder, out) {
        return Err(RunError::OutOccupied { path: out.to_owned(), file: "run".to_owned() });
    }
    let sound = Sound::of(&folder)?;
    let stays = |reason: &str| RunError::NotResumable { reason: reason.to_owned() };
    let manifest = folder.manifest().map_err(RunError::Recorded)?;
    let begun = sound.records.first().filter(|record| record.kind.as_str() == kind::RUN_STARTED);
    let begun = begun.ok_or_else(|| stays("its first record is damaged, and nothing can be saved without it"))?;
    let bytes = to_canonical_json(&manifest);
    if begun.p.get("run_json").and_then(Value::as_str) != Some(&Sha256::of(&bytes).to_string()) {
        return Err(stays("run.json is damaged, and what follows from it cannot be told"));
    }
    let out = OutFolder::prepare(out)?;
    let unwritable = |source| RunError::storage(format!("cannot write to {}", out.root().display()), source);
    for name in [LOG, BLOBS] {
        fs::create_dir_all(out.run().join(name)).map_err(unwritable)?;
    }
    let blobs = FolderBlobs::new(out.run().join(BLOBS));
    for name in &sound.blobs {
        let bytes = folder.blob(name).map_err(|error| RunError::storage("cannot read a blob again", error))?;
        let bytes = bytes.ok_or_else(|| stays("a blob of it went away meanwhile"))?;
        toolbox::BlobStore::put(&blobs, &bytes).map_err(|error| RunError::storage("cannot keep a blob", error))?;
    }
    write_synced(&out.run().join(MANIFEST), &bytes).map_err(unwritable)?;
    let mut log = LogWriter::create(&out.run().join(LOG)).map_err(unwritable)?;
    for record in &sound.records {
        let Record { lane, ord, kind, p, .. } = record.clone();
        log.append_at(&Entry { lane, ord, kind, p }, record.ts).map_err(unwritable)?;
    }
    // What follows an end is no part of the run.
    let ended = sound.records.last().is_some_and(|record| record.kind.is_end());
    if let Some(reason) = sound.reason.as_ref().filter(|_| !ended) {
        let before = sound.records.iter().filter(|record| record.kind.as_str() == kind::LOG_RECOVERED).count();
        let p = json!({ "dropped_bytes": sound.lost_bytes, "reason": reason });
        let entry = Entry::main(kind::LOG_RECOVERED, u32::try_from(before).unwrap_or(u32::MAX), p);
        log.append(&entry).map_err(unwritable)?;
    }
    log.sync().map_err(unwritable)?;
    Ok(Salvaged { records: sound.records.len() as u64, lost_bytes: sound.lost_bytes, reason: sound.reason })
}

/// The sound beginning of a log, as it was written, with the blobs that it names.
struct Sound {
    records: Vec<Record>,
    blobs: BTreeSet<BlobRef>,
    lost_bytes: u64,
    reason: Option<String>,
}

impl Sound {
    fn of(folder: &RunFolder) -> Result<Self, RunError> {
        let mut bytes = Vec::new();
        for path in folder.segments()? {
            let left = LOG_BYTES_MAX.saturating_sub(bytes.len() as u64);
            bytes.extend(read_file(&path, left)?);
        }
        let (mut chain, mut room) = (Chain::default(), PAYLOADS_BYTES_MAX);
        let mut sound = Self { records: Vec::new(), blobs: BTreeSet::new(), lost_bytes: 0, reason: None };
        let mut at = 0;
        for (line, piece) in (1..).zip(bytes.split_inclusive(|&byte| byte == b'\n')) {
            let read = if piece.ends_with(b"\n") {
                chain.read(line, piece).map_err(|error| with_causes(&error))
            } else {
                Err("the last line was not written whole".to_owned())
            };
            let known = &sound.blobs;
            match read.and_then(|record| Ok((sound_blobs(folder, &record, known, &mut room)?, record))) {
                Ok((blobs, record)) => {
                    sound.blobs.extend(blobs);
                    sound.records.push(record);
                }
                Err(reason) => {
                    sound.reason = Some(reason);
                    break;
                }
            }
            at += piece.len();
        }
        sound.lost_bytes = (bytes.len() - at) as u64;
        Ok(sound)
    }
}

/// The blobs that a record names, and those that the parts of it name which lie in blobs; all of them sound.
fn sound_blobs(
    folder: &RunFolder,
    record: &Record,
    known: &BTreeSet<BlobRef>,
    room: &mut u64,
) -> Result<BTreeSet<BlobRef>, String> {
    let seq = record.seq;
    let mut whole = record.clone();
    folder.put_back_within(&mut whole, room).map_err(|error| with_causes(&error))?;
    let names = named_blobs(std::slice::from_ref(record)).into_keys().chain(named_blobs(&[whole]).into_keys());
    let names: BTreeSet<BlobRef> = names.filter(|name| !known.contains(name)).collect();
    for name in &names {
        match folder.blob(name) {
            Ok(Some(_)) => {}
            Ok(None) => return Err(format!("the blob {name}, which record {seq} names, is missing")),
            Err(error) => return Err(format!("record {seq} names {name}: {}", with_causes(&error))),
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::recorder::log::segment_name;
    use crate::{Replay, Resume, Verdict};

    async fn record(out: &Path) {
        fixture::engine(2).run(fixture::request(out).turns(1)).await.unwrap().finish().await.unwrap();
    }

    #[tokio::test]
    async fn what_is_before_the_damage_is_saved_and_goes_on() {
        let (out, saved) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        record(out.path()).await;
        let log = out.path().join("run/log").join(segment_name(1));
        let mut bytes = fs::read(&log).unwrap();
        let place = bytes.len() * 2 / 3;
        bytes[place] ^= 1;
        fs::write(&log, &bytes).unwrap();
        assert!(RunFolder::open(out.path()).unwrap().read().is_err());
        let salvaged = salvage(out.path(), saved.path()).unwrap();
        assert!(salvaged.records > 20 && salvaged.lost_bytes > 0 && salvaged.reason.is_some(), "{salvaged:?}");
        let engine = fixture::engine(2);
        engine.resume(Resume::new(saved.path())).await.unwrap().finish().await.unwrap();
        let picture = |folder: &Path| fs::read(folder.join("final.png")).unwrap();
        assert!(picture(out.path()) == picture(saved.path()));
        let replay = Replay::new(saved.path()).toolbox(fixture::toolbox("").build().unwrap());
        assert_eq!(replay.run().await.unwrap().verdict, Verdict::Identical);
    }

    #[tokio::test]
    async fn a_record_whose_blob_is_lost_is_left_behind_and_a_sound_run_is_copied_whole() {
        let (out, saved) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        record(out.path()).await;
        let whole = salvage(out.path(), saved.path()).unwrap();
        assert_eq!(whole.reason, None);
        assert!(
            fs::read(out.path().join("run/run.json")).unwrap() == fs::read(saved.path().join("run/run.json")).unwrap()
        );
        let log = |folder: &Path| fs::read(folder.join("run/log").join(segment_name(1))).unwrap();
        assert!(log(out.path()) == log(saved.path()));

        let records = RunFolder::open(out.path()).unwrap().read().unwrap().records;
        let (blob, seq) = named_blobs(&records).into_iter().max_by_key(|(_, seq)| *seq).unwrap();
        fs::remove_file(crate::recorder::store::blob_path(&out.path().join("run/blobs"), &blob)).unwrap();
        let again = tempfile::tempdir().unwrap();
        let part = salvage(out.path(), again.path()).unwrap();
        assert!(part.records <= seq && part.reason.unwrap().contains(&blob.to_string()));
    }

    #[tokio::test]
    async fn a_run_without_a_sound_beginning_cannot_be_saved() {
        let (out, saved) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        record(out.path()).await;
        fs::write(out.path().join("run/log").join(segment_name(1)), "{}").unwrap();
        assert!(matches!(salvage(out.path(), saved.path()), Err(RunError::NotResumable { .. })));
        assert_eq!(fs::read_dir(saved.path()).unwrap().count(), 0);
        // Nor onto itself, which would lose what is left.
        assert!(matches!(salvage(out.path(), out.path()), Err(RunError::OutOccupied { .. })));
        assert!(out.path().join("run/run.json").is_file());
    }
}
