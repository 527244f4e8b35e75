//! Assets of a folder of files: pictures, faces and pages of text, looked at once and again only when they change.
//!
//! What is known of a file is kept in the same record as its asset, so an import that is broken off goes on where it was.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::UNIX_EPOCH;

use design::{Day, Sha256, shown};
use retrieval::{Asset, AssetKind, Facets, NAMES_MAX, TEXT_BYTES_MAX, cut, see};
use serde::Deserialize;

use super::record::{Entry, Mark, Stamp};
use super::{EmbeddedIndex, Inner, Slot, Tenant};
use crate::brand_index::{BrandIndexError, TenantScope};
use crate::embedder::AssetEncoder;

/// Most files and folders that are come across.
const ENTRIES_MAX: usize = 1_000_000;
/// Deepest folder.
const DEEP_MAX: usize = 64;
/// Largest file that is looked at, bytes.
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Largest file of what is said of another, bytes.
const SAID_BYTES_MAX: u64 = 64 * 1024;
/// Files that are looked at before what they came to is kept.
const BATCH: usize = 200;
/// Longest label of a folder, bytes.
pub const LABEL_BYTES_MAX: usize = 64;
/// Most threads that look at files.
const WORKERS_MAX: usize = 8;
/// Most findings that are told.
const FINDINGS_MAX: usize = 1_000;
/// Longest id and facet, and longest name, bytes.
const KEY_BYTES_MAX: usize = retrieval::KEY_BYTES_MAX;
const NAME_BYTES_MAX: usize = retrieval::NAME_BYTES_MAX;

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

/// What may be said of a file in `<file>.json` beside it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Said {
    name: Option<String>,
    aliases: Vec<String>,
    tags: Vec<String>,
    text: String,
    role: Option<String>,
    on: BTreeSet<String>,
    licence: Option<String>,
    expires: Option<String>,
    language: Option<String>,
    campaign: Option<String>,
}

/// A file that was come across.
struct Seen {
    path: PathBuf,
    /// In the folder, parts divided by `/`.
    inside: String,
    kind: AssetKind,
    mark: Mark,
    /// Which one it is, so that another in its place is noticed.
    identity: (u64, u64),
    /// What is said of it lies beside it.
    said: Option<Mark>,
}

/// What a folder holds.
#[derive(Default)]
struct Listed {
    files: Vec<Seen>,
    /// What could not be looked at, files and folders: nothing is known of what is there, so nothing counts as gone.
    hidden: Vec<String>,
}

impl Listed {
    /// Whether a path could not be looked at.
    fn hides(&self, inside: &str) -> bool {
        let lies_in = |hidden: &String| {
            inside.strip_prefix(hidden.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.hidden.iter().any(lies_in)
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

/// The files below a folder, in the order of their paths; nothing, where it was called off.
fn walk(root: &Path, synced: &mut Synced, mut go_on: impl FnMut() -> bool) -> Result<Option<Listed>, BrandIndexError> {
    let failed = |path: &Path| super::log::storage(path.display().to_string());
    let root = fs::canonicalize(root).map_err(failed(root))?;
    let (mut pending, mut listed, mut entries) = (vec![(root.clone(), String::new(), 0)], Listed::default(), 0);
    while let Some((folder, within, depth)) = pending.pop() {
        if !go_on() {
            return Ok(None);
        }
        let all = match fs::read_dir(&folder) {
            Ok(all) => all,
            Err(error) if depth == 0 => return Err(failed(&folder)(error)),
            Err(error) => {
                synced.find(&within, error.to_string());
                listed.hidden.push(within);
                continue;
            }
        };
        for entry in all {
            let entry = entry.map_err(failed(&folder))?;
            entries += 1;
            if entries > ENTRIES_MAX {
                let source = std::io::Error::other(format!("more than {ENTRIES_MAX} files and folders"));
                return Err(failed(&root)(source));
            }
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let inside = if within.is_empty() { name } else { format!("{within}/{name}") };
            // Of the thing itself, not of what a link leads to.
            match entry.metadata() {
                Err(error) => {
                    synced.find(&inside, error.to_string());
                    listed.hidden.push(inside);
                }
                Ok(about) if about.is_symlink() => synced.find(&inside, "is a link; links are not followed"),
                Ok(about) if about.is_dir() && depth < DEEP_MAX => pending.push((entry.path(), inside, depth + 1)),
                Ok(about) if about.is_dir() => {
                    synced.find(&inside, format!("lies deeper than {DEEP_MAX} folders"));
                    listed.hidden.push(inside);
                }
                Ok(about) if about.is_file() => come_across(entry.path(), inside, &about, &mut listed, synced),
                Ok(_) => {}
            }
        }
    }
    listed.files.sort_by(|a, b| a.inside.cmp(&b.inside));
    Ok(Some(listed))
}

fn come_across(path: PathBuf, inside: String, about: &fs::Metadata, listed: &mut Listed, synced: &mut Synced) {
    let Some(kind) = kind_of(&inside) else { return };
    if about.len() > FILE_BYTES_MAX {
        synced.find(&inside, format!("is larger than {FILE_BYTES_MAX} bytes, and is not looked at"));
        listed.hidden.push(inside);
        return;
    }
    let said = match fs::symlink_metadata(beside(&path)) {
        Ok(said) => Some(mark(&said)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        // Something is there, and whoever reads it will say what is wrong.
        Err(_) => Some(Mark { size: 0, modified: 0 }),
    };
    listed.files.push(Seen { path, inside, kind, mark: mark(about), identity: identity(about), said });
}

fn mark(about: &fs::Metadata) -> Mark {
    let since = about.modified().ok().and_then(|modified| modified.duration_since(UNIX_EPOCH).ok());
    let modified = since.map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(u64::MAX));
    Mark { size: about.len(), modified }
}

/// Which file it is, where that is known.
#[cfg(unix)]
fn identity(about: &fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (about.dev(), about.ino())
}

#[cfg(not(unix))]
fn identity(_: &fs::Metadata) -> (u64, u64) {
    (0, 0)
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".json");
    path.with_file_name(name)
}

fn kind_of(inside: &str) -> Option<AssetKind> {
    let lower = inside.to_lowercase();
    let (_, extension) = lower.rsplit_once('.')?;
    match extension {
        "svg" | "png" | "jpg" | "jpeg" | "webp" => {
            let is_logo = lower.split(['/', '-', '_', ' ', '.']).any(|part| matches!(part, "logo" | "logos" | "mark"));
            Some(if is_logo { AssetKind::Logo } else { AssetKind::Imagery })
        }
        "ttf" | "otf" | "woff" | "woff2" => Some(AssetKind::Font),
        "txt" | "md" => Some(AssetKind::Voice),
        _ => None,
    }
}

/// The id of a file's asset; what is too long ends in a digest.
fn id_of(label: &str, file: &Seen) -> String {
    let id = format!("{}:{label}/{}", file.kind, file.inside);
    if id.len() <= KEY_BYTES_MAX && !id.chars().any(char::is_control) {
        return id;
    }
    format!("{}~{}", cut(&id, KEY_BYTES_MAX - 33), Sha256::of(id.as_bytes()).short(16))
}

/// What is said of a file, and as it stands there.
fn said_beside(path: &Path) -> Result<(Said, Vec<u8>), String> {
    let told = read(&beside(path), SAID_BYTES_MAX, None)?;
    let said = serde_json::from_slice(&told).map_err(|error| error.to_string())?;
    Ok((said, told))
}

/// The bytes of a file, and of no other that was put in its place; links are not followed, pipes not waited for.
fn read(path: &Path, most: u64, identity: Option<(u64, u64)>) -> Result<Vec<u8>, String> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NOFOLLOW | libc::O_NONBLOCK);
    let file = options.open(path).map_err(|error| error.to_string())?;
    let about = file.metadata().map_err(|error| error.to_string())?;
    if !about.is_file() || identity.is_some_and(|identity| identity != self::identity(&about)) {
        return Err("is another than it was a moment ago; the next time it is looked at".to_owned());
    }
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > most { Err(format!("is larger than {most} bytes")) } else { Ok(bytes) }
}

/// The asset that a file is: called by its name, about what its folders are called, and what is said beside it.
fn asset_of(file: &Seen, id: &str, bytes: &[u8], said: Said, synced: &mut Synced) -> Asset {
    let mut parts: Vec<&str> = file.inside.split('/').collect();
    let file_name = parts.pop().unwrap_or_default();
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let name = said.name.unwrap_or_else(|| stem.replace(['-', '_', '.'], " "));
    let names = |all: Vec<String>| all.iter().take(NAMES_MAX).map(|name| cut(name, NAME_BYTES_MAX)).collect();
    let tags = said.tags.into_iter().chain(parts.into_iter().map(str::to_owned)).collect();
    let facet = |value: Option<String>| value.map(|value| cut(&value, KEY_BYTES_MAX));
    let mut asset = Asset {
        aliases: names(said.aliases),
        tags: names(tags),
        text: cut(&said.text, TEXT_BYTES_MAX),
        facets: Facets {
            role: facet(said.role),
            on: said.on.iter().take(NAMES_MAX).map(|one| cut(one, KEY_BYTES_MAX)).collect(),
            licence: facet(said.licence),
            expires: said.expires.as_deref().and_then(|day| {
                let read = Day::parse(day);
                // What cannot be read must not become a right that never ends.
                read.or(Some(Day(0)))
            }),
            language: facet(said.language),
            campaign: facet(said.campaign),
            ..Facets::default()
        },
        ..Asset::new(id, file.kind, cut(&name, NAME_BYTES_MAX))
    };
    match file.kind {
        AssetKind::Logo | AssetKind::Imagery => match see(bytes) {
            Some(seen) => {
                asset.palette = seen.palette;
                asset.look = Some(seen.look);
                asset.facets.orientation = Some(seen.orientation.to_owned());
            }
            None => synced.find(&file.inside, "is no picture that can be read; it is found by its name alone"),
        },
        AssetKind::Voice if asset.text.is_empty() => {
            asset.text = cut(&String::from_utf8_lossy(&bytes[..bytes.len().min(TEXT_BYTES_MAX)]), TEXT_BYTES_MAX);
        }
        _ => {}
    }
    asset
}
