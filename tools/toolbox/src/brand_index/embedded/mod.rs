//! An index of this process over the assets of many tenants: exact, kept in a folder where one is named, safe from crashes.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! use maquette_tools::brand_index::{BrandIndex, EmbeddedIndex, TenantScope};
//! use maquette_tools::TenantId;
//! use retrieval::{Asset, AssetKind, Query};
//!
//! let index = EmbeddedIndex::in_memory();
//! let acme = TenantScope::of(TenantId::new("acme").unwrap());
//! index.put(&acme, vec![Asset::new("logo:full", AssetKind::Logo, "Acme full mark")]).await.unwrap();
//! let answer = index.search(&acme, Query::words("acme mark", 3)).await.unwrap();
//! assert_eq!(answer.hits[0].id, "logo:full");
//! # });
//! ```

mod folder;
mod log;
mod record;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use design::Sha256;
use retrieval::{Asset, AssetIndex, Query};

pub use self::folder::{FolderFinding, LABEL_BYTES_MAX, Synced};
use self::log::{Log, storage};
use self::record::{Entry, Stamp};
use super::{Answer, BrandIndex, BrandIndexError, TenantScope};

/// Tenants whose assets are held at a time; of more, the one that was not asked for the longest is let go.
const TENANTS_HELD_MAX: usize = 64;
/// From so many bytes on a log is written anew when most of it is of no use any more.
const COMPACTED_FROM: u64 = 1 << 20;
/// The file by which processes keep out of each other's way.
const LOCK: &str = "lock";
/// How often a folder that somebody has is tried, and how far apart.
const LOCK_TRIES: u32 = 20;
const LOCK_PAUSE: Duration = Duration::from_millis(10);
/// Records that are written together.
const BATCH: usize = 500;

/// An index of this process; cheap to clone.
#[derive(Debug, Clone)]
pub struct EmbeddedIndex(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Where it is kept; nowhere, in memory.
    kept: Option<Place>,
    tenants: Mutex<BTreeMap<TenantScope, Held>>,
    /// Counts questions, to know who was not asked for the longest.
    asked: AtomicU64,
}

/// Where an index is kept.
#[derive(Debug)]
struct Place {
    folder: PathBuf,
    /// Others may read it at the same time, and nobody changes it.
    to_read: bool,
    /// What says that nobody else changes it, for as long as it is open.
    _lock: File,
}

#[derive(Debug, Clone)]
struct Held {
    tenant: Slot,
    asked: u64,
}

/// A tenant's assets once they were read.
type Slot = Arc<RwLock<Option<Tenant>>>;

/// One tenant's assets.
#[derive(Debug, Default)]
struct Tenant {
    index: AssetIndex,
    /// What is known of the files that assets were made of, by the assets' ids.
    stamps: BTreeMap<String, Stamp>,
    log: Option<Log>,
    /// Nothing may be changed.
    to_read: bool,
    /// Records of the log, whether they still count or not.
    records: usize,
}

impl EmbeddedIndex {
    /// An index that is gone with the process.
    #[must_use]
    pub fn in_memory() -> Self {
        Self(Arc::new(Inner { kept: None, tenants: Mutex::default(), asked: AtomicU64::new(0) }))
    }

    /// The index that is kept in a folder, which is made where there is none. One process has it at a time.
    ///
    /// # Errors
    ///
    /// [`BrandIndexError::Storage`] when the folder cannot be used or another process has it.
    pub fn open(folder: &Path) -> Result<Self, BrandIndexError> {
        std::fs::create_dir_all(folder).map_err(storage(folder.display().to_string()))?;
        Self::open_with(folder, false)
    }

    /// The index that is kept in a folder, to be searched alone: as many processes as like have it at a time, while none changes it.
    ///
    /// # Errors
    ///
    /// [`BrandIndexError::Storage`] when there is none or another process changes it.
    pub fn open_to_read(folder: &Path) -> Result<Self, BrandIndexError> {
        Self::open_with(folder, true)
    }

    fn open_with(folder: &Path, to_read: bool) -> Result<Self, BrandIndexError> {
        let failed = || storage(folder.display().to_string());
        let lock = folder.join(LOCK);
        // A link would be written through, and a pipe waits for ever.
        if std::fs::symlink_metadata(&lock).is_ok_and(|known| !known.is_file()) {
            return Err(storage(lock.display().to_string())(std::io::Error::other("is no file")));
        }
        let mut options = File::options();
        let options = if to_read { options.read(true) } else { options.write(true).create(true).truncate(false) };
        let lock = options.open(lock).map_err(failed())?;
        let try_lock = || if to_read { lock.try_lock_shared() } else { lock.try_lock() };
        let mut tries = 0;
        while let Err(error) = try_lock() {
            tries += 1;
            match error {
                // One that is just ending, or a child that has not yet let go of what it was born with.
                TryLockError::WouldBlock if tries < LOCK_TRIES => std::thread::sleep(LOCK_PAUSE),
                TryLockError::WouldBlock => {
                    return Err(failed()(std::io::Error::other("another process has this index open")));
                }
                TryLockError::Error(error) => return Err(failed()(error)),
            }
        }
        let kept = Some(Place { folder: folder.to_owned(), to_read, _lock: lock });
        Ok(Self(Arc::new(Inner { kept, tenants: Mutex::default(), asked: AtomicU64::new(0) })))
    }

    /// Whether there is an asset of that id.
    ///
    /// # Errors
    ///
    /// [`BrandIndexError::Storage`] when what is kept cannot be read.
    pub async fn has(&self, scope: &TenantScope, id: &str) -> Result<bool, BrandIndexError> {
        let id = id.to_owned();
        self.ask(scope, move |tenant| tenant.index.has(&id)).await
    }

    /// Works on a tenant's assets where threads may block.
    async fn work<R: Send + 'static>(
        &self,
        scope: &TenantScope,
        work: impl FnOnce(&mut Tenant, &str) -> Result<R, BrandIndexError> + Send + 'static,
    ) -> Result<R, BrandIndexError> {
        let (inner, scope) = (self.0.clone(), scope.clone());
        let task = tokio::task::spawn_blocking(move || {
            inner.change(&inner.slot(&scope), &scope, |tenant| work(tenant, scope.tenant().name()))
        });
        task.await.unwrap_or_else(|_| Err(BrandIndexError::SetUp("the process is shutting down".to_owned())))
    }

    /// Asks a tenant's assets something: at once where they are held, else where threads may block.
    async fn ask<R: Send + 'static>(
        &self,
        scope: &TenantScope,
        ask: impl FnOnce(&Tenant) -> R + Send + 'static,
    ) -> Result<R, BrandIndexError> {
        if let Ok(held) = self.0.slot(scope).try_read()
            && let Some(tenant) = held.as_ref()
        {
            return Ok(ask(tenant));
        }
        let (inner, scope) = (self.0.clone(), scope.clone());
        let task = tokio::task::spawn_blocking(move || inner.read(&inner.slot(&scope), &scope, ask));
        task.await.unwrap_or_else(|_| Err(BrandIndexError::SetUp("the process is shutting down".to_owned())))
    }
}

impl Inner {
    fn tenants(&self) -> MutexGuard<'_, BTreeMap<TenantScope, Held>> {
        self.tenants.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The place of a tenant's assets, whether they were read yet or not.
    fn slot(&self, scope: &TenantScope) -> Slot {
        let now = self.asked.fetch_add(1, Ordering::Relaxed);
        let mut tenants = self.tenants();
        if let Some(held) = tenants.get_mut(scope) {
            held.asked = now;
            return held.tenant.clone();
        }
        if self.kept.is_some() && tenants.len() >= TENANTS_HELD_MAX {
            // All that they were told is on the disk; those that somebody works with stay.
            let idle = tenants.iter().filter(|(_, held)| Arc::strong_count(&held.tenant) == 1);
            let oldest = idle.min_by_key(|(_, held)| held.asked).map(|(scope, _)| scope.clone());
            oldest.map(|oldest| tenants.remove(&oldest));
        }
        let tenant = Slot::default();
        tenants.insert(scope.clone(), Held { tenant: tenant.clone(), asked: now });
        tenant
    }

    /// Changes a tenant's assets, which are read first where they were not: nobody waits for that but who asks for the same.
    fn change<R>(
        &self,
        slot: &Slot,
        scope: &TenantScope,
        change: impl FnOnce(&mut Tenant) -> Result<R, BrandIndexError>,
    ) -> Result<R, BrandIndexError> {
        let mut held = slot.write().unwrap_or_else(PoisonError::into_inner);
        let tenant = match held.take() {
            Some(tenant) => tenant,
            None => match &self.kept {
                None => Tenant::default(),
                Some(place) => Tenant::open(place, scope)?,
            },
        };
        change(held.insert(tenant))
    }

    /// Asks a tenant's assets something.
    fn read<R>(&self, slot: &Slot, scope: &TenantScope, ask: impl FnOnce(&Tenant) -> R) -> Result<R, BrandIndexError> {
        if let Some(tenant) = slot.read().unwrap_or_else(PoisonError::into_inner).as_ref() {
            return Ok(ask(tenant));
        }
        self.change(slot, scope, |tenant| Ok(ask(tenant)))
    }
}

impl Tenant {
    fn open(place: &Place, scope: &TenantScope) -> Result<Self, BrandIndexError> {
        let name = scope.tenant().name();
        // Names that differ by case alone are one on some file systems.
        let path = place.folder.join(Sha256::of(name.as_bytes()).short(32)).with_extension("assets");
        let mut tenant = Self { to_read: place.to_read, ..Self::default() };
        let mut take = |body: &[u8]| tenant.take(Entry::read(body)?).map_err(|error| error.to_string());
        if place.to_read {
            Log::read_only(&path, name, &mut take)?;
        } else {
            let log = Log::open(&path, name, take)?;
            tenant.log = Some(log);
        }
        tenant.index.settle();
        Ok(tenant)
    }

    /// What made the embeddings of its files, those under one label apart.
    fn encoder(&self, but: Option<&str>) -> Option<String> {
        let is_other = |stamp: &&Stamp| stamp.key.split_once('/').map(|(label, _)| label) != but;
        self.stamps.values().filter(is_other).find_map(|stamp| stamp.encoder.clone())
    }

    /// Takes what is on the disk into memory.
    fn take(&mut self, entry: Entry) -> Result<(), BrandIndexError> {
        self.records += 1;
        match entry {
            Entry::Put { asset, stamp } => {
                let id = asset.id.clone();
                self.index.put(*asset)?;
                match stamp {
                    Some(stamp) => drop(self.stamps.insert(id, stamp)),
                    None => drop(self.stamps.remove(&id)),
                }
            }
            Entry::Remove { id } => {
                self.index.remove(&id);
                self.stamps.remove(&id);
            }
        }
        Ok(())
    }

    /// Keeps changes: on the disk first, a batch at a time, then in memory.
    fn keep(&mut self, tenant: &str, entries: Vec<Entry>) -> Result<(), BrandIndexError> {
        if self.to_read && !entries.is_empty() {
            return Err(BrandIndexError::SetUp("this index was opened to be read".to_owned()));
        }
        // All of them are looked at before any is kept: what an index refuses may not be on the disk.
        let mut dimensions = self.index.dimensions();
        for entry in &entries {
            if let Entry::Put { asset, .. } = entry {
                asset.check().map_err(retrieval::IndexError::from)?;
                let found = asset.embedding.len();
                let expected = *dimensions.get_or_insert(found);
                if found > 0 && expected > 0 && found != expected {
                    let wrong = retrieval::DimensionError { expected, found };
                    return Err(retrieval::IndexError::from(wrong).into());
                }
                dimensions = dimensions.filter(|known| *known > 0);
            }
        }
        let more = entries.iter().filter(|entry| matches!(entry, Entry::Put { .. })).count();
        if self.index.len() + more > retrieval::ASSETS_MAX {
            return Err(retrieval::IndexError::TooMany.into());
        }
        let mut entries = entries.into_iter().peekable();
        while entries.peek().is_some() {
            let batch: Vec<Entry> = entries.by_ref().take(BATCH).collect();
            let bodies: Vec<Vec<u8>> = batch.iter().map(Entry::write).collect();
            if let Some(log) = &mut self.log {
                log.append(&bodies)?;
            }
            batch.into_iter().try_for_each(|entry| self.take(entry))?;
        }
        self.index.settle();
        // What was kept is kept, whether there is room for writing it anew or not.
        match self.compact(tenant) {
            Err(error) if self.log.as_ref().is_none_or(|log| !log.is_broken()) => {
                tracing::warn!(%error, "a file of assets is not written anew");
                Ok(())
            }
            done => done,
        }
    }

    /// Writes the log anew when most of it is of no use.
    fn compact(&mut self, tenant: &str) -> Result<(), BrandIndexError> {
        let Some(log) = &mut self.log else { return Ok(()) };
        if log.length() < COMPACTED_FROM || self.records < 2 * self.index.len() {
            return Ok(());
        }
        let (index, stamps) = (&self.index, &self.stamps);
        let bodies = index.assets().map(|asset| {
            let stamp = stamps.get(&asset.id).cloned();
            Entry::Put { asset: Box::new(asset), stamp }.write()
        });
        log.rewrite(tenant, bodies)?;
        self.records = self.index.len();
        Ok(())
    }
}

impl BrandIndex for EmbeddedIndex {
    fn name(&self) -> &str {
        "embedded"
    }

    async fn put(&self, scope: &TenantScope, assets: Vec<Asset>) -> Result<(), BrandIndexError> {
        let entries = assets.into_iter().map(|asset| Entry::Put { asset: Box::new(asset), stamp: None }).collect();
        self.work(scope, |tenant, name| tenant.keep(name, entries)).await
    }

    async fn remove(&self, scope: &TenantScope, ids: Vec<String>) -> Result<(), BrandIndexError> {
        let work = |tenant: &mut Tenant, name: &str| {
            let known = ids.into_iter().filter(|id| tenant.index.has(id));
            let entries = known.map(|id| Entry::Remove { id }).collect();
            tenant.keep(name, entries)
        };
        self.work(scope, work).await
    }

    async fn search(&self, scope: &TenantScope, query: Query) -> Result<Answer, BrandIndexError> {
        self.ask(scope, move |tenant| {
            let found = tenant.index.search(&query);
            Answer { hits: found.hits, lanes: found.lanes, degraded: None }
        })
        .await
    }

    async fn count(&self, scope: &TenantScope) -> Result<u64, BrandIndexError> {
        self.ask(scope, |tenant| tenant.index.len() as u64).await
    }

    async fn health(&self) -> Result<(), BrandIndexError> {
        match &self.0.kept {
            Some(Place { folder, .. }) => {
                std::fs::metadata(folder).map(drop).map_err(storage(folder.display().to_string()))
            }
            None => Ok(()),
        }
    }
}
