//! Assets of a folder of files: pictures, faces and pages of text, looked at once and again only when they change.
//!
//! What is known of a file is kept in the same record as its asset, so an import that is broken off goes on where it was.

mod asset;
mod listing;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use design::{Sha256, shown};
use retrieval::Asset;

use self::asset::{Said, asset_of, id_of, said_beside};
use self::listing::{FILE_BYTES_MAX, Listed, Seen, read, walk};
use super::record::{Entry, Mark, Stamp};
use super::{EmbeddedIndex, Inner, Slot, Tenant};
use crate::brand_index::{BrandIndexError, TenantScope};
use crate::embedder::AssetEncoder;

/// Files that are looked at before what they came to is kept.
const BATCH: usize = 200;
/// Longest label of a folder, bytes.
pub const LABEL_BYTES_MAX: usize = 64;
/// Most threads that look at files.
const WORKERS_MAX: usize = 8;
/// Most findings that are told.
const FINDINGS_MAX: usize = 1_000;

/// What came of bringing an index up to a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Synced {
    /// Files that were not known.
    pub added: usize,
    /// Files whose content is another.
    pub changed: usize,
    /// Files that are as they were.
    pub unchanged: usize,
    /// Files that are there no more.
    pub removed: usize,
    /// What is worth a word.
    pub findings: Vec<FolderFinding>,
    /// Whether it was called off before it was done; the next time it goes on from there.
    pub called_off: bool,
}

/// Something worth a word about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderFinding {
    /// Its path in the folder.
    pub file: String,
    /// What it is.
    pub what: String,
}

impl Synced {
    /// Adds what is told of a file.
    fn add(&mut self, other: Self) {
        self.added += other.added;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        let room = FINDINGS_MAX - self.findings.len().min(FINDINGS_MAX);
        self.findings.extend(other.findings.into_iter().take(room));
    }

    fn find(&mut self, file: &str, what: impl Into<String>) {
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(FolderFinding { file: shown(file), what: shown(&what.into()) });
        }
    }
}

impl EmbeddedIndex {
    /// Brings a tenant's assets up to the files of a folder: new ones are looked at, several at a time, changed ones again, those
    /// that are gone are taken out. Links are not followed. `label` tells folders apart that have files of one name. `go_on` is
    /// asked for each folder and after each file, with how many files had to be looked at so far.
    ///
    /// # Errors
    ///
    /// [`BrandIndexError::Storage`] when the folder or the index cannot be read or written; what was done so far is kept.
    /// [`BrandIndexError::SetUp`] when the folder has nothing of what is known under the label: it is another one, or empty
    /// because a disk is missing, and [`forget_folder`](Self::forget_folder) comes first where it is not.
    pub async fn sync_folder(
        &self,
        scope: &TenantScope,
        label: &str,
        root: &Path,
        go_on: impl FnMut(usize) -> bool + Send + 'static,
    ) -> Result<Synced, BrandIndexError> {
        let root = root.to_owned();
        self.with_folder(scope, label, move |sync| sync.run(&root, go_on)).await
    }

    /// As [`sync_folder`](Self::sync_folder), with embeddings of what is looked at, and of what was known without one.
    ///
    /// # Errors
    ///
    /// As there; [`BrandIndexError::SetUp`] too where another model made the embeddings that are known, of any folder.
    pub async fn sync_encoded_folder(
        &self,
        scope: &TenantScope,
        label: &str,
        root: &Path,
        encoder: Arc<dyn AssetEncoder>,
        go_on: impl FnMut(usize) -> bool + Send + 'static,
    ) -> Result<Synced, BrandIndexError> {
        let root = root.to_owned();
        let sync = move |sync: Sync<'_>| {
            let known = sync.ask(|tenant| tenant.encoder(None))?;
            if let Some(known) = known.filter(|known| known != encoder.name()) {
                return Err(BrandIndexError::SetUp(format!(
                    "the embeddings of this index were made by `{known}`, and `{}` is another model",
                    encoder.name()
                )));
            }
            Sync { encoder: Some(&*encoder), ..sync }.run(&root, go_on)
        };
        self.with_folder(scope, label, sync).await
    }

    /// The model that made a tenant's embeddings of files, those of one label apart; `None`, where there are none.
    ///
    /// # Errors
    ///
    /// [`BrandIndexError::Storage`] when what is kept cannot be read.
    pub async fn encoder(&self, scope: &TenantScope, but: Option<&str>) -> Result<Option<String>, BrandIndexError> {
        let but = but.map(str::to_owned);
        self.ask(scope, move |tenant| tenant.encoder(but.as_deref())).await
    }

    /// Takes all assets out that were made of files under a label; how many there were.
    ///
    /// # Errors
    ///
    /// [`BrandIndexError::Storage`] when the index cannot be read or written.
    pub async fn forget_folder(&self, scope: &TenantScope, label: &str) -> Result<usize, BrandIndexError> {
        let forget = |sync: Sync<'_>| {
            let known = sync.known()?;
            let count = known.len();
            sync.keep(known.into_iter().map(|id| Entry::Remove { id }).collect())?;
            Ok(count)
        };
        self.with_folder(scope, label, forget).await
    }

    async fn with_folder<R: Send + 'static>(
        &self,
        scope: &TenantScope,
        label: &str,
        work: impl FnOnce(Sync<'_>) -> Result<R, BrandIndexError> + Send + 'static,
    ) -> Result<R, BrandIndexError> {
        if label.is_empty() || label.len() > LABEL_BYTES_MAX || label.contains('/') || shown(label) != label {
            let wrong = format!("a folder's label has 1 to {LABEL_BYTES_MAX} bytes without `/`, on one line");
            return Err(BrandIndexError::SetUp(wrong));
        }
        let (inner, scope, label) = (self.0.clone(), scope.clone(), label.to_owned());
        let task = tokio::task::spawn_blocking(move || {
            let slot = inner.slot(&scope);
            work(Sync { inner: &inner, slot, scope: &scope, label: &label, encoder: None })
        });
        task.await.unwrap_or_else(|_| Err(BrandIndexError::SetUp("the process is shutting down".to_owned())))
    }
}

/// Looks at files while others search: the tenant's assets are locked for as long as they are asked or a batch is kept.
struct Sync<'a> {
    inner: &'a Inner,
    slot: Slot,
    scope: &'a TenantScope,
    label: &'a str,
    /// What says what files mean, where something does.
    encoder: Option<&'a dyn AssetEncoder>,
}

/// What came of looking at a file: what has to be kept, and what is told of it.
type Looked = Result<(Option<Entry>, Synced), BrandIndexError>;

impl Sync<'_> {
    fn run(&self, root: &Path, mut go_on: impl FnMut(usize) -> bool) -> Result<Synced, BrandIndexError> {
        let mut synced = Synced::default();
        let Some(listed) = walk(root, &mut synced, || go_on(0))? else {
            return Ok(Synced { called_off: true, ..synced });
        };
        self.is_that_folder(root, &listed)?;
        let mut there = BTreeSet::new();
        let mut looked = 0;
        for files in listed.files.chunks(BATCH) {
            let results = self.look_at(files, |entry| {
                looked += usize::from(entry);
                go_on(looked)
            });
            let mut batch = Vec::new();
            let called_off = results.iter().any(Option::is_none);
            for (file, result) in files.iter().zip(results) {
                let Some(result) = result else { continue };
                let (entry, told) = result?;
                batch.extend(entry);
                synced.add(told);
                there.insert(id_of(self.label, file));
            }
            self.keep(batch)?;
            if called_off {
                return Ok(Synced { called_off, ..synced });
            }
        }
        let without = self.encoder.is_none() && synced.added + synced.changed > 0;
        if let Some(known) = if without { self.ask(|tenant| tenant.encoder(None))? } else { None } {
            let count = synced.added + synced.changed;
            synced
                .find(self.label, format!("what {count} new or changed files mean is not known: that takes `{known}`"));
        }
        let own = format!("{}/", self.label);
        let is_gone = |(id, stamp): &(&String, &Stamp)| {
            let inside = stamp.key.strip_prefix(&own);
            inside.is_some_and(|inside| !there.contains(*id) && !listed.hides(inside))
        };
        let gone: Vec<Entry> = self.ask(|tenant| {
            tenant.stamps.iter().filter(is_gone).map(|(id, _)| Entry::Remove { id: id.clone() }).collect()
        })?;
        synced.removed = gone.len();
        self.keep(gone)?;
        Ok(synced)
    }

    /// A folder that has nothing of what is known under its label is most likely another one.
    fn is_that_folder(&self, root: &Path, listed: &Listed) -> Result<(), BrandIndexError> {
        let known = self.known()?;
        let is_known = |file: &Seen| known.contains(&id_of(self.label, file));
        if known.is_empty() || listed.files.iter().any(is_known) || !listed.hidden.is_empty() {
            return Ok(());
        }
        let (label, known) = (self.label, known.len());
        Err(BrandIndexError::SetUp(format!(
            "none of the {known} files that are known as `{label}` is in {}; give another folder a label of its own, or forget \
             what is known as `{label}` first",
            root.display()
        )))
    }

    /// The assets that were made of files under the label.
    fn known(&self) -> Result<BTreeSet<String>, BrandIndexError> {
        let own = format!("{}/", self.label);
        self.ask(|tenant| {
            let known = tenant.stamps.iter().filter(|(_, stamp)| stamp.key.starts_with(&own));
            known.map(|(id, _)| id.clone()).collect()
        })
    }

    /// Looks at files, several at a time; what came of each, and nothing where `go_on` called it off. That is told of each file
    /// whether there is something to keep.
    fn look_at(&self, files: &[Seen], mut go_on: impl FnMut(bool) -> bool) -> Vec<Option<Looked>> {
        let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(WORKERS_MAX);
        let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
        let (done, results) = mpsc::channel();
        let work = |done: mpsc::Sender<(usize, Looked)>| {
            while !stop.load(Ordering::Relaxed) {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(file) = files.get(at) else { break };
                // Nobody listens any more where one of the others failed.
                let _ = done.send((at, self.look(file)));
            }
        };
        let mut looked: Vec<Option<Looked>> = files.iter().map(|_| None).collect();
        std::thread::scope(|scope| {
            (0..workers).for_each(|_| {
                drop(scope.spawn({
                    let done = done.clone();
                    || work(done)
                }))
            });
            drop(done);
            for (at, result) in results {
                if !go_on(matches!(result, Ok((Some(_), _)))) {
                    stop.store(true, Ordering::Relaxed);
                }
                looked[at] = Some(result);
            }
        });
        looked
    }

    fn ask<R>(&self, ask: impl FnOnce(&Tenant) -> R) -> Result<R, BrandIndexError> {
        self.inner.read(&self.slot, self.scope, ask)
    }

    fn keep(&self, entries: Vec<Entry>) -> Result<(), BrandIndexError> {
        self.inner.change(&self.slot, self.scope, |tenant| tenant.keep(self.scope.tenant().name(), entries))
    }

    fn look(&self, file: &Seen) -> Looked {
        let mut synced = Synced::default();
        let entry = self.entry(file, &id_of(self.label, file), &mut synced)?;
        Ok((entry, synced))
    }

    /// What has to be kept of a file; nothing, where all of it is known.
    fn entry(&self, file: &Seen, id: &str, synced: &mut Synced) -> Result<Option<Entry>, BrandIndexError> {
        let known = self.ask(|tenant| tenant.stamps.get(id).cloned())?;
        // Without an encoder, what another time said that it means stays.
        let encoder = self.encoder.map(AssetEncoder::name);
        let is_encoded = |known: &Stamp| encoder.is_none() || known.encoder.as_deref() == encoder;
        let is_as_it_was = |known: &Stamp| known.file == file.mark && known.said == file.said && is_encoded(known);
        if known.as_ref().is_some_and(is_as_it_was) {
            synced.unchanged += 1;
            return Ok(None);
        }
        let bytes = match read(&file.path, FILE_BYTES_MAX, Some(file.identity)) {
            Ok(bytes) => bytes,
            Err(what) => {
                synced.find(&file.inside, what);
                return Ok(None);
            }
        };
        let (said, told) = match file.said.map(|_| said_beside(&file.path)) {
            None => (Said::default(), Vec::new()),
            Some(Ok(said)) => said,
            Some(Err(what)) => {
                synced.find(&file.inside, format!("what is said of it cannot be read: {what}"));
                if known.is_some() {
                    // What it may be used for is what it was, until somebody says otherwise.
                    return Ok(None);
                }
                // Of a right that cannot be read nothing is known: it has ended. The next time it is looked at again.
                synced.added += 1;
                let said = Said { expires: Some(String::new()), ..Said::default() };
                let nothing = Mark { size: u64::MAX, modified: 0 };
                let stamp = Stamp { said: Some(nothing), ..self.stamp(file, Sha256::of(b""), None) };
                let asset = Box::new(asset_of(file, id, &bytes, said, synced));
                return Ok(Some(Entry::Put { asset, stamp: Some(stamp) }));
            }
        };
        let sha256 = Sha256::of_parts(&[&(bytes.len() as u64).to_le_bytes(), &bytes, &told]);
        let stamp = |encoder| Some(self.stamp(file, sha256, encoder));
        if let Some(known) = known.as_ref().filter(|known| known.sha256 == sha256) {
            // Touched, and the same: it is not looked at again, but for what it means.
            let asset = self.ask(|tenant| tenant.index.get(id).map(Box::new))?;
            if let Some(mut asset) = asset {
                synced.unchanged += 1;
                let kept = known.encoder.clone();
                let encoder = if is_encoded(known) { kept } else { self.encode(file, &mut asset, &bytes, synced) };
                return Ok(Some(Entry::Put { asset, stamp: stamp(encoder) }));
            }
        }
        match known {
            Some(_) => synced.changed += 1,
            None => synced.added += 1,
        }
        let mut asset = Box::new(asset_of(file, id, &bytes, said, synced));
        let encoder = self.encode(file, &mut asset, &bytes, synced);
        Ok(Some(Entry::Put { asset, stamp: stamp(encoder) }))
    }

    /// Has an asset say what it means; what said it. What it does not get through with is tried again the next time.
    fn encode(&self, file: &Seen, asset: &mut Asset, bytes: &[u8], synced: &mut Synced) -> Option<String> {
        let encoder = self.encoder?;
        match encoder.encode(asset, bytes) {
            Ok(embedding) => asset.embedding = embedding,
            Err(what) => {
                synced.find(&file.inside, format!("what it means is not known: {what}"));
                return None;
            }
        }
        Some(encoder.name().to_owned())
    }

    fn stamp(&self, file: &Seen, sha256: Sha256, encoder: Option<String>) -> Stamp {
        let key = format!("{}/{}", self.label, file.inside);
        Stamp { key, file: file.mark, said: file.said, sha256, encoder }
    }
}
