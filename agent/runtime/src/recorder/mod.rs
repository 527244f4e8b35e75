//! What happened in a run, on disk before the next thing happens.

mod commit;
pub(crate) mod log;
pub(crate) mod recovery;
mod secrets;
pub(crate) mod store;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use design::canonical::{to_canonical_json, write_value};
use planner::{Entry, EntryLine};
use serde_json::{Value, json};
use toolbox::{BlobStore, MemoryBlobs};

use crate::error::RunError;
use log::{LogWriter, now_ms};
use secrets::Scanner;
use store::{FolderBlobs, sync_folder, write_synced};

/// Largest payload that is written into its line, bytes of canonical JSON.
pub(crate) const PAYLOAD_BYTES_MAX: usize = 4096;
/// Name of the run's manifest.
pub(crate) const MANIFEST: &str = "run.json";
/// Where the manifest is written until it is whole.
pub(crate) const MANIFEST_DRAFT: &str = ".run.json.partial";
/// The folder of the log's segments, below the run's folder.
pub(crate) const LOG: &str = "log";
/// The folder of blobs, below the run's folder.
pub(crate) const BLOBS: &str = "blobs";

/// Writes a run's folder, or nothing at all when the run is not recorded.
pub(crate) struct Recorder {
    log: Option<LogWriter>,
    blobs: Arc<dyn BlobStore>,
    folder: Option<Arc<FolderBlobs>>,
    scanner: Scanner,
    /// Where payloads are written down.
    payload: Vec<u8>,
    /// Goes with the run.
    scratch: Option<tempfile::TempDir>,
}

impl Recorder {
    /// For a run that is not recorded: blobs stay in memory.
    pub(crate) fn in_memory() -> Self {
        Self {
            log: None,
            blobs: Arc::new(MemoryBlobs::default()),
            folder: None,
            scanner: Scanner::default(),
            payload: Vec::new(),
            scratch: None,
        }
    }

    /// For a run that is not recorded: blobs lie in a folder of its own inside `scratch` until it ends.
    pub(crate) fn in_scratch(scratch: &Path) -> Result<Self, RunError> {
        let failed = |source| RunError::storage(format!("cannot write to {}", scratch.display()), source);
        fs::create_dir_all(scratch).map_err(failed)?;
        let own = tempfile::Builder::new().prefix("run-").tempdir_in(scratch).map_err(failed)?;
        let folder = Arc::new(FolderBlobs::passing(own.path().to_owned()));
        Ok(Self {
            log: None,
            blobs: folder.clone(),
            folder: Some(folder),
            scanner: Scanner::default(),
            payload: Vec::new(),
            scratch: Some(own),
        })
    }

    /// Starts a run's folder: the log, which nobody else may write from here on, what the manifest names, and the manifest.
    pub(crate) fn create(
        run: &Path,
        manifest: impl FnOnce(&dyn BlobStore) -> Result<Value, RunError>,
    ) -> Result<(Self, Value), RunError> {
        for folder in [LOG, BLOBS] {
            fs::create_dir_all(run.join(folder)).map_err(unwritable(run, folder))?;
        }
        let log = LogWriter::create(&run.join(LOG)).map_err(unwritable(run, LOG))?;
        let folder = Arc::new(FolderBlobs::new(run.join(BLOBS)));
        let scanner = Scanner::default();
        let manifest = manifest(&*folder)?;
        let manifest = scanner.value(&manifest).unwrap_or(manifest);
        let draft = run.join(MANIFEST_DRAFT);
        write_synced(&draft, &to_canonical_json(&manifest))
            .and_then(|()| fs::rename(&draft, run.join(MANIFEST)))
            .and_then(|()| folder.sync_folders())
            .and_then(|()| [&run.join(LOG), run].into_iter().try_for_each(sync_folder))
            .map_err(unwritable(run, MANIFEST))?;
        let payload = Vec::new();
        Ok((
            Self { log: Some(log), blobs: folder.clone(), folder: Some(folder), scanner, payload, scratch: None },
            manifest,
        ))
    }

    /// Goes on with a run's folder, whose log was taken up.
    pub(crate) fn going_on(run: &Path, log: LogWriter) -> Self {
        let folder = Arc::new(FolderBlobs::new(run.join(BLOBS)));
        let scanner = Scanner::default();
        let payload = Vec::new();
        Self { log: Some(log), blobs: folder.clone(), folder: Some(folder), scanner, payload, scratch: None }
    }

    /// Where the run's bytes are kept.
    pub(crate) fn blobs(&self) -> &Arc<dyn BlobStore> {
        &self.blobs
    }

    /// How many records there are.
    pub(crate) fn records(&self) -> u64 {
        self.log.as_ref().map_or(0, LogWriter::len)
    }

    /// Writes one record, its large parts as blobs first.
    pub(crate) fn record(&mut self, entry: &Entry) -> Result<(), RunError> {
        let Some(log) = &mut self.log else { return Ok(()) };
        let clean = self.scanner.value(&entry.p);
        let payload = clean.as_ref().unwrap_or(&entry.p);
        let mut p = std::mem::take(&mut self.payload);
        p.clear();
        write_value(payload, &mut p);
        if p.len() > PAYLOAD_BYTES_MAX || looks_like_blob(payload) {
            let short = shorten(payload.clone(), &*self.blobs).map_err(unwritten)?;
            p = to_canonical_json(&short);
        }
        let line = EntryLine { lane: &entry.lane, ord: entry.ord, kind: &entry.kind, p: &p };
        let appended = log.append_line(&line, now_ms()).map_err(unwritten);
        self.payload = p;
        appended
    }

    /// Lets go of what is only at hand to be quick.
    pub(crate) fn rest(&mut self) {
        self.payload = Vec::new();
    }

    /// Sees to it that what was recorded outlives the process.
    pub(crate) fn flush(&mut self) -> Result<(), RunError> {
        self.log.as_mut().map_or(Ok(()), LogWriter::flush).map_err(unwritten)
    }

    /// Sees to it that what was recorded is on the disk within milliseconds.
    pub(crate) fn commit(&mut self) -> Result<(), RunError> {
        self.sync_blobs()?;
        self.log.as_mut().map_or(Ok(()), LogWriter::commit).map_err(unwritten)
    }

    /// What a record names is on the disk before the record.
    fn sync_blobs(&self) -> Result<(), RunError> {
        let folder = self.folder.as_ref().filter(|_| self.log.is_some());
        folder.map_or(Ok(()), |folder| folder.sync_folders()).map_err(unwritten)
    }

    /// Waits until everything is on the disk.
    pub(crate) fn sync(&mut self) -> Result<(), RunError> {
        self.sync_blobs()?;
        self.log.as_mut().map_or(Ok(()), LogWriter::sync).map_err(unwritten)
    }
}

fn unwritable(run: &Path, what: &str) -> impl FnOnce(std::io::Error) -> RunError {
    let what = format!("cannot write {}", run.join(what).display());
    move |source| RunError::storage(what, source)
}

fn unwritten(source: impl std::error::Error + Send + Sync + 'static) -> RunError {
    RunError::storage("cannot write the run's log", source)
}

/// Whether a field has the form of a reference to a blob, for which it would be taken.
fn looks_like_blob(p: &Value) -> bool {
    p.as_object().is_some_and(|fields| fields.values().any(|field| field.get("$blob").is_some()))
}

impl Drop for Recorder {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            folder.close();
        }
        // A folder that cannot be removed is left to whoever looks after the scratch.
        drop(self.scratch.take());
    }
}

/// Puts the largest fields of a payload into blobs until the rest fits a line.
fn shorten(mut p: Value, blobs: &dyn BlobStore) -> Result<Value, toolbox::BlobError> {
    let Some(fields) = p.as_object() else { return Ok(p) };
    let mut size = to_canonical_json(&p).len();
    let mut by_size: Vec<(String, Vec<u8>, bool)> = fields
        .iter()
        // A value that looks like a reference to a blob would be taken for one.
        .map(|(name, value)| (name.clone(), to_canonical_json(value), value.get("$blob").is_some()))
        .collect();
    by_size.sort_by(|a, b| b.2.cmp(&a.2).then(b.1.len().cmp(&a.1.len())).then(a.0.cmp(&b.0)));
    for (name, bytes, looks_like_blob) in by_size {
        if size <= PAYLOAD_BYTES_MAX && !looks_like_blob {
            break;
        }
        let blob = blobs.put(&bytes)?;
        let reference = json!({ "$blob": blob, "bytes": bytes.len(), "media": "application/json" });
        size = (size + to_canonical_json(&reference).len()).saturating_sub(bytes.len());
        p[name] = reference;
    }
    Ok(p)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_fields_become_blobs_and_small_ones_stay() {
        let blobs = MemoryBlobs::default();
        let p = shorten(json!({ "tool": "compose", "args": "x".repeat(5000), "n": 1 }), &blobs).unwrap();
        assert_eq!((&p["tool"], &p["n"]), (&json!("compose"), &json!(1)));
        assert_eq!(p["args"]["bytes"], json!(5002));
        assert!(to_canonical_json(&p).len() <= PAYLOAD_BYTES_MAX);
    }

    #[test]
    fn a_value_that_looks_like_a_blob_is_kept_apart() {
        let blobs = MemoryBlobs::default();
        let p = shorten(json!({ "output": { "$blob": "sha256:00" } }), &blobs).unwrap();
        assert_ne!(p["output"]["$blob"], json!("sha256:00"));
    }
}
