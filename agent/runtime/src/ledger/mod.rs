//! A tenant's ledger: what is held back before a call and settled after it, over nested scopes.
//!
//! **Invariant:** at every scope, at every instant, under any interleaving, cancellation or crash, settled + reserved ≤
//! limit, as long as nobody sets a limit below what was spent. The accounts lie under one lock a tenant, which is held for
//! a few additions, and for the one line that a store writes, and never across an await.

#[cfg(test)]
mod interleavings;
mod purse;
mod resumed;
mod store;
#[cfg(test)]
mod tests;
mod tree;
mod window;

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, PoisonError};
#[cfg(not(feature = "shuttle"))]
use std::sync::{Mutex, MutexGuard};

use design::Sha256;
use planner::EffectId;
#[cfg(feature = "shuttle")]
use shuttle::sync::{Mutex, MutexGuard};
use toolbox::{Quote, Refused, Reservation, Reserve, Settlement};

pub(crate) use purse::Purse;
pub(crate) use resumed::AttemptState;
pub use store::{FileStore, LedgerRecord, LedgerStore};
pub use tree::Accounts;
use tree::{At, ROOT, Tree};
pub use window::Window;

/// Longest name of a scope in its keys, bytes; of a longer one its digest is there.
const NAME_CHARS_MAX: usize = 200;

/// Why a ledger could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("the ledger cannot be read: {source}")]
pub struct LedgerError {
    source: std::io::Error,
}

/// A tenant's ledger; cheap to clone.
#[derive(Clone)]
pub struct Ledger(Arc<Mutex<Books>>);

struct Books {
    tree: Tree,
    /// By key: where it is held back, and how much.
    open: BTreeMap<String, (At, Quote)>,
    /// By key: what a crash left open, settled at its full amount until somebody knows better.
    in_doubt: BTreeMap<String, Quote>,
    store: Option<Box<dyn LedgerStore>>,
    /// Whether the store lacks something that was done: it is written anew before anything more is granted.
    behind: bool,
    window: Window,
    /// The number of the window; it never goes back, whatever a clock says.
    number: u64,
    /// Which ledger it is, how often it was opened, and how much was held back since: no two reservations have one key.
    id: u64,
    epoch: u64,
    granted: u64,
}

impl Books {
    /// Puts a record where it outlives the process.
    fn record(&mut self, record: &LedgerRecord) -> std::io::Result<()> {
        self.store.as_mut().map_or(Ok(()), |store| store.append(record))
    }

    /// Puts on record what was done; should that fail, nothing more is granted before the store has caught up.
    fn tell(&mut self, record: &LedgerRecord) {
        self.behind |= self.record(record).is_err();
        if self.store.as_ref().is_some_and(|store| store.is_long()) {
            // Where that fails, the long store holds all of it as well.
            let _ = self.rewrite();
        }
    }

    /// Writes the store anew from how things stand.
    fn rewrite(&mut self) -> std::io::Result<()> {
        let records = self.carried();
        if let Some(store) = &mut self.store {
            store.replace(&records)?;
        }
        self.behind = false;
        Ok(())
    }

    /// The records that say where things stand, without how they came to be so.
    fn carried(&self) -> Vec<LedgerRecord> {
        let Accounts { settled, overrun, closed, .. } = self.tree.accounts(ROOT);
        let (id, epoch, kind, window) = (self.id, self.epoch, self.window, self.number);
        let settled = settled.less(self.doubted());
        let open = self.open.iter().map(|(key, (_, quote))| (key, *quote));
        let left = open.chain(self.in_doubt.iter().map(|(key, quote)| (key, *quote)));
        std::iter::once(LedgerRecord::Carried { id, epoch, kind, window, settled, overrun, closed })
            .chain(left.map(|(key, quote)| LedgerRecord::Reserved { key: key.clone(), quote }))
            .collect()
    }

    fn doubted(&self) -> Quote {
        self.in_doubt.values().fold(Quote::FREE, |sum, quote| sum.plus(*quote))
    }

    /// Takes in what an earlier process wrote; returns what its limit was for.
    fn read(&mut self, records: Vec<LedgerRecord>) -> Option<Window> {
        let mut was = None;
        let mut root = self.tree.accounts(ROOT);
        for record in records {
            match record {
                LedgerRecord::Reserved { key, quote } => {
                    // Keys are unique; were they not, nothing that was granted may be forgotten.
                    let displaced = self.in_doubt.insert(key, quote).unwrap_or(Quote::FREE);
                    root.settled = root.settled.plus(displaced);
                }
                LedgerRecord::Released { key } => drop(self.in_doubt.remove(&key)),
                LedgerRecord::Settled { key, spent } => {
                    if let Some(quote) = self.in_doubt.remove(&key) {
                        root.take(quote, spent);
                    }
                }
                LedgerRecord::Began { window } => {
                    self.number = self.number.max(window);
                    (root.settled, root.overrun) = (Quote::FREE, Quote::FREE);
                }
                LedgerRecord::Carried { id, epoch, kind, window, settled, overrun, closed } => {
                    self.id = if id == 0 { self.id } else { id };
                    (self.epoch, self.number, was) = (epoch, window, Some(kind));
                    (root.settled, root.overrun, root.closed) = (settled, overrun, closed);
                }
            }
        }
        // What was spent was spent, though the limit may have been lowered below it since.
        root.settled = root.settled.plus(self.doubted());
        self.tree.set_root(root);
        was
    }

    /// Begins a window. What is under way or in doubt is paid for in it.
    fn begin(&mut self, number: u64) -> std::io::Result<()> {
        self.record(&LedgerRecord::Began { window: number })?;
        self.number = number;
        let mut root = self.tree.accounts(ROOT);
        (root.settled, root.overrun) = (self.doubted(), Quote::FREE);
        self.tree.set_root(root);
        Ok(())
    }

    /// Ends a reservation: it is on record, then done.
    fn end(&mut self, key: &str, spent: Option<Quote>) {
        let Some((at, quote)) = self.open.remove(key) else { return };
        let key = key.to_owned();
        match spent {
            Some(spent) => self.tree.settle(at, quote, spent),
            None => self.tree.release(at, quote),
        }
        if quote == Quote::FREE {
            // What was to be free is on record only if it was not.
            if spent.is_none_or(|spent| spent == Quote::FREE) {
                return;
            }
            self.tell(&LedgerRecord::Reserved { key: key.clone(), quote });
        }
        // Should it not be recorded, the next process takes all of it for spent.
        self.tell(&match spent {
            Some(spent) => LedgerRecord::Settled { key, spent },
            None => LedgerRecord::Released { key },
        });
    }
}

impl Ledger {
    /// A ledger in memory, with `limit` for good.
    #[must_use]
    pub fn new(limit: Quote) -> Self {
        Self(Arc::new(Mutex::new(Books {
            tree: Tree::new(limit),
            open: BTreeMap::new(),
            in_doubt: BTreeMap::new(),
            store: None,
            behind: false,
            window: Window::None,
            number: 0,
            id: RandomState::new().hash_one(0_u8) >> 12,
            epoch: 0,
            granted: 0,
        })))
    }

    /// A ledger with `limit` for every window, kept in a store. What an earlier process left open there counts as spent
    /// until it is [recovered](Self::recover). `now` in seconds since 1970. Where the store was kept for another kind of
    /// window, what was settled in its last one counts in the first of this kind.
    ///
    /// # Errors
    ///
    /// [`LedgerError`] when the store cannot be read or written.
    pub fn open(
        limit: Quote,
        window: Window,
        mut store: impl LedgerStore + 'static,
        now: u64,
    ) -> Result<Self, LedgerError> {
        let read = |source| LedgerError { source };
        let records = store.load().map_err(read)?;
        let ledger = Self::new(limit);
        {
            let mut books = ledger.books();
            books.store = Some(Box::new(store));
            books.window = window;
            let was = books.read(records);
            if was != Some(window) {
                books.number = window.of(now);
            }
            // Nothing is granted under a number that an earlier process had.
            books.epoch += 1;
            books.rewrite().map_err(read)?;
        }
        ledger.pass_time(now).map_err(read)?;
        Ok(ledger)
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        // A store that panics under the lock leaves, at worst, something held back that nobody will settle.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How the tenant's account stands.
    #[must_use]
    pub fn accounts(&self) -> Accounts {
        self.books().tree.accounts(ROOT)
    }

    /// Says what time it is, in seconds since 1970: a window that is over gives way to the next. A clock that goes back
    /// changes nothing, and no clock changes what is held back.
    ///
    /// # Errors
    ///
    /// When the new window could not be put on record; the old one goes on then.
    pub fn pass_time(&self, now: u64) -> std::io::Result<()> {
        let mut books = self.books();
        let number = books.window.of(now);
        if number > books.number { books.begin(number) } else { Ok(()) }
    }

    /// Opens a scope right within the tenant's: `kind` is what people are told it is, `name` begins the keys of what is
    /// held back in it. A run's id does.
    #[must_use]
    pub fn scope(&self, kind: &str, name: &str, limit: Quote) -> Scope {
        // The keys of one scope are never taken for another's.
        let plain = name.len() <= NAME_CHARS_MAX && !name.contains('/');
        let name = if plain { name.to_owned() } else { Sha256::of(name.as_bytes()).short(16) };
        self.scope_within(ROOT, kind, &name, limit)
    }

    fn scope_within(&self, parent: At, kind: &str, name: &str, limit: Quote) -> Scope {
        let at = self.books().tree.open(parent, kind, limit);
        Scope(Arc::new(Held { ledger: self.clone(), at, name: name.to_owned() }))
    }

    /// The keys of what a crash left open, with what was held back for each: `name/lane#ord/…`.
    #[must_use]
    pub fn in_doubt(&self) -> BTreeMap<String, Quote> {
        self.books().in_doubt.clone()
    }

    /// Settles what a crash left open, by its key, at what the call really took: once, however often it is asked.
    /// Returns whether it was open.
    ///
    /// # Errors
    ///
    /// When it could not be put on record; it stays in doubt then.
    pub fn recover(&self, key: &str, spent: Quote) -> std::io::Result<bool> {
        let mut books = self.books();
        let Some(quote) = books.in_doubt.get(key).copied() else { return Ok(false) };
        books.record(&LedgerRecord::Settled { key: key.to_owned(), spent })?;
        books.in_doubt.remove(key);
        let mut root = books.tree.accounts(ROOT);
        root.settled = root.settled.less(quote);
        root.take(quote, spent);
        books.tree.set_root(root);
        Ok(true)
    }

    /// Opens what a provider closed that charged more than its quote: somebody has looked into it. What it charged beyond
    /// stays spent.
    ///
    /// # Errors
    ///
    /// When it could not be put on record; it is open all the same, until the next process.
    pub fn reopen(&self) -> std::io::Result<()> {
        let mut books = self.books();
        books.tree.reopen();
        books.rewrite()
    }
}

/// A scope of a tenant's ledger: a session, a turn, a call. Cheap to clone; its account is given up when the last clone and
/// the last reservation made in it are gone, and stays part of the accounts around it.
#[derive(Clone)]
pub struct Scope(Arc<Held>);

struct Held {
    ledger: Ledger,
    at: At,
    name: String,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.ledger.books().tree.leave(self.at);
    }
}

impl Scope {
    /// How its account stands.
    #[must_use]
    pub fn accounts(&self) -> Accounts {
        self.0.ledger.books().tree.accounts(self.0.at)
    }

    /// Opens a scope within it.
    #[must_use]
    pub fn scope(&self, kind: &str, limit: Quote) -> Self {
        self.0.ledger.scope_within(self.0.at, kind, &self.0.name, limit)
    }

    /// Keeps a part of the limit for wrapping up: a run can deliver what it has after all else is spent.
    pub fn hold_back(&self, quote: Quote) {
        self.0.ledger.books().tree.hold_back(self.0.at, quote);
    }

    /// The same scope for what wraps a run up, which may take what is held back for it.
    #[must_use]
    pub fn wrapping_up(&self) -> WrappingUp {
        WrappingUp(self.clone())
    }

    fn reserved(&self, id: &EffectId, quote: &Quote, wrapping_up: bool) -> Result<Reservation, Refused> {
        let Held { ledger, at, name } = &*self.0;
        let unrecorded = |error: std::io::Error| Refused::Unrecorded { reason: error.to_string() };
        let mut books = ledger.books();
        // What costs nothing may go on when nothing more may be spent: a run can always deliver what it has.
        let is_free = *quote == Quote::FREE;
        if !is_free {
            books.tree.covers(*at, quote, wrapping_up)?;
            if books.behind {
                books.rewrite().map_err(unrecorded)?;
            }
        }
        // Every attempt reserves anew, under a key that nothing ever had or will have.
        let key = format!("{name}/{id}/{:x}.{}.{}", books.id, books.epoch, books.granted);
        books.granted += 1;
        if !is_free {
            books.record(&LedgerRecord::Reserved { key: key.clone(), quote: *quote }).map_err(unrecorded)?;
        }
        books.tree.reserve(*at, *quote);
        books.open.insert(key.clone(), (*at, *quote));
        drop(books);
        let reservation = Reservation::new(*quote, Box::new(Open { scope: self.clone(), key: key.clone() }));
        Ok(if is_free { reservation } else { reservation.keyed(key) })
    }
}

impl Reserve for Scope {
    fn reserve(&self, id: &EffectId, quote: &Quote) -> Result<Reservation, Refused> {
        self.reserved(id, quote, false)
    }
}

/// A scope that may take what is held back for wrapping up.
#[derive(Clone)]
pub struct WrappingUp(Scope);

impl Reserve for WrappingUp {
    fn reserve(&self, id: &EffectId, quote: &Quote) -> Result<Reservation, Refused> {
        self.0.reserved(id, quote, true)
    }
}

/// A reservation that is open.
struct Open {
    scope: Scope,
    key: String,
}

impl Settlement for Open {
    fn settle(self: Box<Self>, spent: Quote) {
        self.scope.0.ledger.books().end(&self.key, Some(spent));
    }

    fn release(self: Box<Self>) {
        self.scope.0.ledger.books().end(&self.key, None);
    }
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger").field("accounts", &self.accounts()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").field("name", &self.0.name).field("accounts", &self.accounts()).finish_non_exhaustive()
    }
}
