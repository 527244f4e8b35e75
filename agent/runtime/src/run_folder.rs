//! A recorded run as it lies on disk: read, verified, never written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use design::canonical::to_canonical_json;
use design::{BlobRef, Sha256};
use planner::record::kind;
use planner::taste::Feature;
use planner::{Choice, Event, LogError, Record, chain};
use serde_json::Value;
use toolbox::BlobError;

use crate::output::is_file_name;
use crate::recorder::store::{blob_path, open_file, read_blob};
use crate::recorder::{BLOBS, LOG, MANIFEST};

/// Largest log that is read, bytes of all its segments.
pub(crate) const LOG_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Largest manifest that is read, bytes.
pub(crate) const MANIFEST_BYTES_MAX: u64 = 1024 * 1024;
/// Most bytes of payloads that are put back into the records of a run: one blob may stand for a part of many.
pub(crate) const PAYLOADS_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Largest payload that is put back into its record, bytes.
const PAYLOAD_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Why a recorded run cannot be read, and where.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The folder is not a run's.
    #[error("{} is not a recorded run: there is no run.json in it, nor in `run/` below it", path.display())]
    NotARun {
        /// The folder.
        path: PathBuf,
    },
    /// A file cannot be read.
    #[error("cannot read {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file is larger than is read.
    #[error("{} is larger than the {limit} bytes that are read", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit.
        limit: u64,
    },
    /// A line of the log is no record, or not the one that comes next.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The manifest is not the one that the run began with.
    #[error("run.json was changed after it was written: record 0 names another")]
    Manifest,
    /// A blob is not what its name says.
    #[error("the blob {blob} was changed after it was written{}", named_by(*.seq))]
    Blob {
        /// The blob.
        blob: BlobRef,
        /// The first record that names it.
        seq: Option<u64>,
    },
    /// A blob is not there.
    #[error("the blob {blob}, which record {seq} names, is missing")]
    MissingBlob {
        /// The blob.
        blob: BlobRef,
        /// The record.
        seq: u64,
    },
    /// A blob that stands for a part of a record does not fit it.
    #[error("record {seq} names {blob} as a part of it, which it cannot be")]
    Payload {
        /// The record.
        seq: u64,
        /// The blob.
        blob: BlobRef,
    },
    /// The end of the log says another length than it has.
    #[error("record {seq} says that the log has {said} records, and it has {records}")]
    Length {
        /// The record that ends the log.
        seq: u64,
        /// The length that it says.
        said: u64,
        /// The length that there is.
        records: u64,
    },
    /// A result beside the trace is not the one that the run delivered.
    #[error("{} is not what the run delivered", path.display())]
    Result {
        /// The file.
        path: PathBuf,
    },
}

fn named_by(seq: Option<u64>) -> String {
    seq.map(|seq| format!("; record {seq} names it")).unwrap_or_default()
}

impl ReadError {
    /// Its class: `usage` for a folder that is no run, else `corrupt`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotARun { .. } => "usage",
            _ => "corrupt",
        }
    }
}

/// A recorded run as it lies on disk.
#[derive(Debug, Clone)]
pub struct RunFolder {
    root: PathBuf,
}

/// The records of a run, whole again.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The manifest, `run.json`.
    pub manifest: Value,
    /// The records, with the parts that lay in blobs.
    pub records: Vec<Record>,
    /// Bytes of a last line that was not written whole.
    pub torn_bytes: usize,
}

impl Recorded {
    /// Whether the log has its end.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.records.last().is_some_and(|record| record.kind.is_end())
    }
}

impl RunFolder {
    /// Finds the run in `path`: an output folder, or the `run/` in it.
    ///
    /// # Errors
    ///
    /// [`ReadError::NotARun`] when there is none.
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        let found = [path.to_owned(), path.join("run")].into_iter().find(|root| root.join(MANIFEST).is_file());
        found.map(|root| Self { root }).ok_or_else(|| ReadError::NotARun { path: path.to_owned() })
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// The bytes of a blob, checked against their name; `None` when it is not there.
    ///
    /// # Errors
    ///
    /// [`BlobError`] when it cannot be read or holds other bytes.
    pub fn blob(&self, name: &BlobRef) -> Result<Option<Arc<[u8]>>, BlobError> {
        read_blob(&self.root.join(BLOBS), name)
    }

    pub(crate) fn has_blob(&self, name: &BlobRef) -> bool {
        blob_path(&self.root.join(BLOBS), name).is_file()
    }

    /// Reads and verifies all of it: the chain, the manifest, every blob, and the results beside the trace.
    ///
    /// # Errors
    ///
    /// [`ReadError`] naming the record, blob or file that is not what was written.
    pub fn read(&self) -> Result<Recorded, ReadError> {
        let (mut records, torn_bytes) = self.read_log()?;
        let manifest = self.read_manifest(records.first())?;
        let named = named_blobs(&records);
        self.verify_blobs(&named)?;
        let mut room = PAYLOADS_BYTES_MAX;
        records.iter_mut().try_for_each(|record| self.put_back_within(record, &mut room))?;
        let records: Vec<Record> = records.into_iter().map(Record::upcast).collect();
        // What lay in blobs names blobs too.
        for (blob, seq) in named_blobs(&records) {
            if !self.has_blob(&blob) {
                return Err(ReadError::MissingBlob { blob, seq });
            }
        }
        verify_length(&records)?;
        let recorded = Recorded { manifest, records, torn_bytes };
        self.verify_results(&recorded)?;
        Ok(recorded)
    }

    /// Reads the log alone: its records are verified, whole again, and what they name is not looked at.
    ///
    /// # Errors
    ///
    /// [`ReadError`] naming the record that is not what was written.
    pub fn read_records(&self) -> Result<Vec<Record>, ReadError> {
        let (mut records, _) = self.read_log()?;
        let mut room = PAYLOADS_BYTES_MAX;
        records.iter_mut().try_for_each(|record| self.put_back_within(record, &mut room))?;
        Ok(records.into_iter().map(Record::upcast).collect())
    }

    /// The run's id, as its manifest has it.
    ///
    /// # Errors
    ///
    /// [`ReadError`] where there is no manifest that can be read.
    pub fn id(&self) -> Result<String, ReadError> {
        let (records, _) = self.read_log()?;
        Ok(self.read_manifest(records.first())?["run"].as_str().unwrap_or_default().to_owned())
    }

    /// What the person had forgotten of their taste, in the order in which they had: features, or none of them for all.
    ///
    /// # Errors
    ///
    /// As [`read_records`](Self::read_records).
    pub fn forgotten(&self) -> Result<Vec<BTreeSet<Feature>>, ReadError> {
        let forgotten = |record: &Record| match record.event() {
            Ok(Some(Event::ChoiceMade { choice: Choice::Forget { features }, .. })) => Some(features),
            _ => None,
        };
        Ok(self.read_records()?.iter().filter_map(forgotten).collect())
    }

    /// One record of the log, whole again; `None` beyond its end.
    ///
    /// # Errors
    ///
    /// As [`read_records`](Self::read_records).
    pub fn record(&self, seq: u64) -> Result<Option<Record>, ReadError> {
        let (records, _) = self.read_log()?;
        let mut found = usize::try_from(seq).ok().and_then(|seq| records.into_iter().nth(seq));
        if let Some(record) = &mut found {
            self.put_back(record)?;
        }
        Ok(found.map(Record::upcast))
    }

    /// The last record of a kind, whole again; results beside the trace are not looked at.
    pub(crate) fn last_record_of(&self, kind: &str) -> Result<Option<Record>, ReadError> {
        let (records, _) = self.read_log()?;
        let mut found = records.into_iter().rev().find(|record| record.kind.as_str() == kind);
        if let Some(record) = &mut found {
            self.put_back(record)?;
        }
        Ok(found)
    }

    /// The manifest, whatever the log says of it.
    pub(crate) fn manifest(&self) -> Result<Value, ReadError> {
        let bytes = read_file(&self.root.join(MANIFEST), MANIFEST_BYTES_MAX)?;
        serde_json::from_slice(&bytes).map_err(|_| ReadError::Manifest)
    }

    pub(crate) fn read_log(&self) -> Result<(Vec<Record>, usize), ReadError> {
        let mut bytes = Vec::new();
        for path in self.segments()? {
            let left = LOG_BYTES_MAX.saturating_sub(bytes.len() as u64);
            bytes.extend(read_file(&path, left)?);
        }
        let lines = chain::read_log(&bytes)?;
        let torn = lines.torn_at.map_or(0, |at| bytes.len() - at);
        Ok((lines.records, torn))
    }

    /// The segments of the log, in their order.
    pub(crate) fn segments(&self) -> Result<Vec<PathBuf>, ReadError> {
        let folder = self.root.join(LOG);
        let failed = |source| ReadError::Io { path: folder.clone(), source };
        let mut segments = Vec::new();
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_some_and(|extension| extension == "jsonl") {
                segments.push(path);
            }
        }
        segments.sort();
        Ok(segments)
    }

    fn read_manifest(&self, first: Option<&Record>) -> Result<Value, ReadError> {
        let bytes = read_file(&self.root.join(MANIFEST), MANIFEST_BYTES_MAX)?;
        let named = first.and_then(|record| record.p.get("run_json")).and_then(Value::as_str).and_then(Sha256::parse);
        if named.is_some_and(|named| named != Sha256::of(&bytes)) || (named.is_none() && first.is_some()) {
            return Err(ReadError::Manifest);
        }
        serde_json::from_slice(&bytes).map_err(|_| ReadError::Manifest)
    }

    fn verify_blobs(&self, named: &BTreeMap<BlobRef, u64>) -> Result<(), ReadError> {
        let root = self.root.join(BLOBS);
        for (blob, path) in list_blobs(&root)? {
            let seq = named.get(&blob).copied();
            match read_blob(&root, &blob) {
                Ok(_) => {}
                Err(BlobError::Io { source, .. }) => return Err(ReadError::Io { path, source }),
                Err(_) => return Err(ReadError::Blob { blob, seq }),
            }
        }
        Ok(())
    }

    /// Puts the parts of a record that lie in blobs back into it.
    pub(crate) fn put_back(&self, record: &mut Record) -> Result<(), ReadError> {
        self.put_back_within(record, &mut PAYLOADS_BYTES_MAX.clone())
    }

    /// As [`put_back`](Self::put_back), as long as there is room for it.
    pub(crate) fn put_back_within(&self, record: &mut Record, room: &mut u64) -> Result<(), ReadError> {
        let seq = record.seq;
        let Some(fields) = record.p.as_object_mut() else { return Ok(()) };
        for field in fields.values_mut() {
            let Some(blob) = field.get("$blob").and_then(Value::as_str).and_then(BlobRef::parse) else { continue };
            let bytes = match self.blob(&blob) {
                Ok(Some(bytes)) => bytes,
                Ok(None) => return Err(ReadError::MissingBlob { blob, seq }),
                Err(_) => return Err(ReadError::Blob { blob, seq: Some(seq) }),
            };
            *room = room
                .checked_sub(bytes.len() as u64)
                .ok_or_else(|| ReadError::TooLarge { path: self.root.clone(), limit: PAYLOADS_BYTES_MAX })?;
            let sound = bytes.len() <= PAYLOAD_BYTES_MAX;
            let value = sound.then(|| serde_json::from_slice(&bytes).ok()).flatten();
            *field = value.ok_or(ReadError::Payload { seq, blob })?;
        }
        Ok(())
    }

    /// The results that a finished run delivered and that are not beside its trace; empty when the trace has left its
    /// output folder.
    pub(crate) fn missing_results(&self, recorded: &Recorded) -> Vec<String> {
        let Some(out) = self.out() else { return Vec::new() };
        let end = recorded.records.last().filter(|record| record.kind.as_str() == kind::RUN_COMPLETED);
        let files = end.and_then(|record| record.p.get("files")).and_then(Value::as_object);
        let names = files.into_iter().flat_map(|files| files.keys()).filter(|name| is_file_name(name));
        let missing: Vec<String> = names.filter(|name| !out.join(name).is_file()).cloned().collect();
        // None of them: the trace travels without its results.
        if missing.len() == files.map_or(0, serde_json::Map::len) { Vec::new() } else { missing }
    }

    /// The output folder, when this is the `run/` in one.
    pub(crate) fn out(&self) -> Option<&Path> {
        self.root.parent().filter(|_| self.root.file_name().is_some_and(|name| name == "run"))
    }

    fn verify_results(&self, recorded: &Recorded) -> Result<(), ReadError> {
        let Some(out) = self.out() else { return Ok(()) };
        let mut results: Vec<(PathBuf, BlobRef)> = Vec::new();
        let mut sets = BTreeMap::new();
        let mut choices = BTreeMap::new();
        for record in &recorded.records {
            match record.kind.as_str() {
                kind::RUN_COMPLETED => {
                    let files = record.p.get("files").and_then(Value::as_object);
                    let file = |(name, blob): (&String, &Value)| {
                        // A trace from elsewhere may name anything; results lie beside each other.
                        let name = Some(name).filter(|name| is_file_name(name))?;
                        Some((out.join(name), BlobRef::parse(blob.as_str()?)?))
                    };
                    results.extend(files.into_iter().flatten().filter_map(file));
                }
                kind::OPTIONS_PRESENTED => {
                    let Ok(Some(planner::Effect::Present(set))) = record.effect() else { continue };
                    let folder = out.join("options").join(format!("turn-{}", set.turn));
                    for option in &set.options {
                        results.push((folder.join(format!("option-{}.json", option.index)), option.design_blob));
                        results.push((folder.join(format!("option-{}.png", option.index)), option.png_blob));
                    }
                    sets.insert(set.turn, (folder.join("set.json"), *set));
                }
                kind::CHOICE_MADE => {
                    if let Ok(Some(Event::ChoiceMade { turn, choice })) = record.event() {
                        choices.insert(turn, choice);
                    }
                }
                _ => {}
            }
        }
        for (turn, (path, set)) in sets {
            verify_set(&path, set, choices.remove(&turn))?;
        }
        // A trace may travel without its results; those that are there must be right.
        for (path, blob) in results.into_iter().filter(|(path, _)| path.is_file()) {
            if BlobRef::of(&read_file(&path, toolbox::blobs::BLOB_BYTES_MAX)?) != blob {
                return Err(ReadError::Result { path });
            }
        }
        Ok(())
    }
}

/// A finished log says how long it is.
fn verify_length(records: &[Record]) -> Result<(), ReadError> {
    let Some(end) = records.last().filter(|record| record.kind.is_end()) else { return Ok(()) };
    let (said, records) = (end.p.get("records").and_then(Value::as_u64), records.len() as u64);
    match said {
        Some(said) if said != records => Err(ReadError::Length { seq: end.seq, said, records }),
        _ => Ok(()),
    }
}

/// An option set beside the trace is the one that was presented, with the choice that was made or none yet.
fn verify_set(path: &Path, mut set: planner::OptionSet, made: Option<planner::Choice>) -> Result<(), ReadError> {
    if !path.is_file() {
        return Ok(());
    }
    let bytes = read_file(path, toolbox::blobs::BLOB_BYTES_MAX)?;
    set.choice = None;
    let open = to_canonical_json(&set);
    set.choice = made;
    if bytes == open || bytes == to_canonical_json(&set) {
        return Ok(());
    }
    Err(ReadError::Result { path: path.to_owned() })
}

pub(crate) fn read_file(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    let failed = |source| ReadError::Io { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    let read = open_file(path).and_then(|file| file.take(limit.saturating_add(1)).read_to_end(&mut bytes));
    read.map_err(failed)?;
    if bytes.len() as u64 > limit {
        return Err(ReadError::TooLarge { path: path.to_owned(), limit });
    }
    Ok(bytes)
}

/// The blobs that are named anywhere in records, each with the first record that names it.
pub(crate) fn named_blobs(records: &[Record]) -> BTreeMap<BlobRef, u64> {
    let mut named = BTreeMap::new();
    for record in records {
        let mut pending = vec![&record.p];
        while let Some(value) = pending.pop() {
            match value {
                Value::String(text) => {
                    if let Some(blob) = BlobRef::parse(text) {
                        named.entry(blob).or_insert(record.seq);
                    }
                }
                Value::Array(items) => pending.extend(items),
                Value::Object(fields) => pending.extend(fields.values()),
                Value::Null | Value::Bool(_) | Value::Number(_) => {}
            }
        }
    }
    named
}

/// The blobs that there are, in the order of their names.
fn list_blobs(root: &Path) -> Result<BTreeMap<BlobRef, PathBuf>, ReadError> {
    let mut blobs = BTreeMap::new();
    let list = |path: &Path| -> Result<Vec<PathBuf>, ReadError> {
        match fs::read_dir(path) {
            Ok(entries) => entries
                .map(|entry| entry.map(|entry| entry.path()))
                .collect::<io::Result<_>>()
                .map_err(|source| ReadError::Io { path: path.to_owned(), source }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(source) => Err(ReadError::Io { path: path.to_owned(), source }),
        }
    };
    let name = |path: &Path| path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    for folder in list(&root.join("sha256"))?.into_iter().filter(|folder| folder.is_dir()) {
        for path in list(&folder)? {
            // What a killed run left unfinished has no name of this form.
            if let Some(blob) = Sha256::parse(&format!("{}{}", name(&folder), name(&path))) {
                blobs.insert(BlobRef(blob), path);
            }
        }
    }
    Ok(blobs)
}
