//! A tenant's ledger: what is held back before a call and settled after it, over nested scopes.
//!
//! **Invariant:** at every scope, at every instant, under any interleaving, cancellation or crash, settled + reserved ≤
//! limit. The accounts lie under one lock a tenant, which is held for a few additions, and for the one line that a store
//! writes, and never across an await.

mod purse;
mod store;
#[cfg(test)]
mod tests;
mod tree;
mod window;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use planner::EffectId;
use toolbox::{Quote, Refused, Reservation, Reserve, Settlement};

pub(crate) use purse::Purse;
pub use store::{FileStore, LedgerRecord, LedgerStore};
pub use tree::Accounts;
use tree::{At, ROOT, Tree};
pub use window::Window;

/// Attempts of one call that are told apart; a call that was tried more often is refused.
const ATTEMPTS_MAX: u32 = 1_000;
/// Longest name of a scope, characters.
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
    /// How often each call of a session that is open was tried: no two attempts have one key.
    attempts: BTreeMap<String, u32>,
    /// By key: what a crash left open, settled at its full amount until somebody knows better.
    in_doubt: BTreeMap<String, Quote>,
    store: Option<Box<dyn LedgerStore>>,
    window: Window,
    /// The number of the window; it never goes back, whatever a clock says.
    number: u64,
}

impl Books {
    /// Puts a record where it outlives the process. Whoever calls this makes the change that it tells of, and then
    /// [tidies](Self::tidy).
    fn record(&mut self, record: &LedgerRecord) -> std::io::Result<()> {
        self.store.as_mut().map_or(Ok(()), |store| store.append(record))
    }

    /// Writes a long store anew; everything that is on record must have been done.
    fn tidy(&mut self) {
        if self.store.as_ref().is_some_and(|store| store.is_long()) {
            let records = self.carried();
            if let Some(store) = &mut self.store {
                // Where that fails, the long store holds all of it as well.
                let _ = store.replace(&records);
            }
        }
    }

    /// The records that say where things stand, without how they came to be so.
    fn carried(&self) -> Vec<LedgerRecord> {
        let Accounts { settled, overrun, .. } = self.tree.accounts(ROOT);
        let doubted = self.in_doubt.values().fold(Quote::FREE, |sum, quote| sum.plus(*quote));
        let mut records = vec![LedgerRecord::Carried { window: self.number, settled: settled.less(doubted), overrun }];
        let open = self.open.iter().map(|(key, (_, quote))| (key, *quote));
        let left = open.chain(self.in_doubt.iter().map(|(key, quote)| (key, *quote)));
        records.extend(left.map(|(key, quote)| LedgerRecord::Reserved { key: key.clone(), quote }));
        records
    }

    /// Takes in what an earlier process wrote.
    fn read(&mut self, records: Vec<LedgerRecord>) {
        let mut settled = Quote::FREE;
        let mut overrun = Quote::FREE;
        for record in records {
            match record {
                LedgerRecord::Reserved { key, quote } => drop(self.in_doubt.insert(key, quote)),
                LedgerRecord::Released { key } => drop(self.in_doubt.remove(&key)),
                LedgerRecord::Settled { key, spent } => {
                    if let Some(quote) = self.in_doubt.remove(&key) {
                        settled = settled.plus(spent.at_most(quote));
                        overrun = overrun.plus(spent.less(quote));
                    }
                }
                LedgerRecord::Began { window } => {
                    self.number = self.number.max(window);
                    settled = Quote::FREE;
                }
                LedgerRecord::Carried { window, settled: sum, overrun: beyond } => {
                    self.number = self.number.max(window);
                    (settled, overrun) = (sum, beyond);
                }
            }
        }
        let doubted = self.in_doubt.values().fold(settled, |sum, quote| sum.plus(*quote));
        if let Some(accounts) = self.tree.accounts_mut(ROOT) {
            // Should the limit have been lowered below it since, nothing is left; what was spent was spent.
            accounts.settled = doubted;
            accounts.overrun = overrun;
        }
    }

    fn begin(&mut self, number: u64) -> std::io::Result<()> {
        self.record(&LedgerRecord::Began { window: number })?;
        self.number = number;
        // What is under way or in doubt is paid for in the new window.
        let doubted = self.in_doubt.values().fold(Quote::FREE, |sum, quote| sum.plus(*quote));
        if let Some(accounts) = self.tree.accounts_mut(ROOT) {
            accounts.settled = doubted.at_most(accounts.limit.less(accounts.reserved));
        }
        self.tidy();
        Ok(())
    }
}

impl Ledger {
    /// A ledger in memory, with `limit` for good.
    #[must_use]
    pub fn new(limit: Quote) -> Self {
        Self::of(limit, Window::None, None)
    }

    fn of(limit: Quote, window: Window, store: Option<Box<dyn LedgerStore>>) -> Self {
        let (tree, open, attempts, in_doubt) = (Tree::new(limit), BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self(Arc::new(Mutex::new(Books { tree, open, attempts, in_doubt, store, window, number: 0 })))
    }

    /// A ledger with `limit` for every window, kept in a store. What an earlier process left open there counts as spent
    /// until it is [recovered](Self::recover). `now` in seconds since 1970.
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
        let ledger = Self::of(limit, window, Some(Box::new(store)));
        {
            let mut books = ledger.books();
            books.read(records);
            let carried = books.carried();
            if let Some(store) = &mut books.store {
                store.replace(&carried).map_err(read)?;
            }
        }
        ledger.pass_time(now).map_err(read)?;
        Ok(ledger)
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        // A poisoned lock is harmless: what is changed under it is complete after every statement that can panic.
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

    /// Opens a scope right within the tenant's: `kind` is what people are told it is, `name` tells it from others of the
    /// tenant and is part of the keys of its reservations. A run's id does.
    #[must_use]
    pub fn scope(&self, kind: &str, name: &str, limit: Quote) -> Scope {
        self.scope_within(ROOT, kind, &cut(name), limit)
    }

    fn scope_within(&self, parent: At, kind: &str, name: &str, limit: Quote) -> Scope {
        let at = self.books().tree.open(parent, kind, limit);
        Scope(Arc::new(Held { ledger: self.clone(), at, name: name.to_owned(), outermost: parent == ROOT }))
    }

    /// The keys of what a crash left open, with what was held back for each.
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
        if let Some(accounts) = books.tree.accounts_mut(ROOT) {
            accounts.settled = accounts.settled.less(quote).plus(spent.at_most(quote));
            accounts.overrun = accounts.overrun.plus(spent.less(quote));
        }
        books.tidy();
        Ok(true)
    }

    /// Opens the tenant's account again after a provider charged more than its quote: somebody has looked into it. What
    /// was charged beyond is settled, as far as the limit goes.
    pub fn reopen(&self) {
        let mut books = self.books();
        if let Some(accounts) = books.tree.accounts_mut(ROOT) {
            let beyond = std::mem::take(&mut accounts.overrun);
            accounts.settled = accounts.settled.plus(beyond).at_most(accounts.limit.less(accounts.reserved));
        }
        let carried = books.carried();
        if let Some(store) = &mut books.store {
            // Should it fail, the account is closed again for the next process.
            let _ = store.replace(&carried);
        }
    }
}

fn cut(name: &str) -> String {
    name.chars().take(NAME_CHARS_MAX).collect()
}

/// A scope of a tenant's ledger: a session, a turn, a call. Cheap to clone; its account is given up when the last clone and
/// the last reservation made in it are gone, and stays part of the accounts around it.
#[derive(Clone)]
pub struct Scope(Arc<Held>);

struct Held {
    ledger: Ledger,
    at: At,
    name: String,
    /// Whether it lies right within the tenant's.
    outermost: bool,
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut books = self.ledger.books();
        books.tree.leave(self.at);
        if self.outermost {
            let (from, to) = (format!("{}/", self.name), format!("{}0", self.name)); // `0` follows `/`
            let over: Vec<String> = books.attempts.range(from..to).map(|(call, _)| call.clone()).collect();
            for call in over {
                books.attempts.remove(&call);
            }
        }
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
        if let Some(accounts) = self.0.ledger.books().tree.accounts_mut(self.0.at) {
            accounts.held_back = quote;
        }
    }

    /// The same scope for what wraps a run up, which may take what is held back for it.
    #[must_use]
    pub fn wrapping_up(&self) -> WrappingUp {
        WrappingUp(self.clone())
    }

    fn reserved(&self, id: &EffectId, quote: &Quote, wrapping_up: bool) -> Result<Reservation, Refused> {
        let Held { ledger, at, name, .. } = &*self.0;
        let mut books = ledger.books();
        books.tree.reserve(*at, *quote, wrapping_up)?;
        let unrecorded = |books: &mut Books, reason: String| {
            books.tree.release(*at, *quote);
            Refused::Unrecorded { reason }
        };
        // Every attempt reserves anew, under a key of its own.
        let call = format!("{name}/{id}");
        let tried = books.attempts.get(&call).copied().unwrap_or(0);
        // What an earlier process left in doubt keeps its key.
        let mut attempts = (tried..ATTEMPTS_MAX).map(|attempt| (attempt, format!("{call}/{attempt}")));
        let Some((attempt, key)) = attempts.find(|(_, key)| !books.in_doubt.contains_key(key)) else {
            return Err(unrecorded(&mut books, format!("{id} was tried {ATTEMPTS_MAX} times")));
        };
        books.attempts.insert(call, attempt + 1);
        if let Err(error) = books.record(&LedgerRecord::Reserved { key: key.clone(), quote: *quote }) {
            return Err(unrecorded(&mut books, error.to_string()));
        }
        books.open.insert(key.clone(), (*at, *quote));
        books.tidy();
        drop(books);
        Ok(Reservation::new(*quote, Box::new(Open { scope: self.clone(), key })))
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
        let mut books = self.scope.0.ledger.books();
        let Some((at, quote)) = books.open.remove(&self.key) else { return };
        // Should it not be recorded, the next process takes all of it for spent.
        let _ = books.record(&LedgerRecord::Settled { key: self.key.clone(), spent });
        books.tree.settle(at, quote, spent);
        books.tidy();
    }

    fn release(self: Box<Self>) {
        let mut books = self.scope.0.ledger.books();
        let Some((at, quote)) = books.open.remove(&self.key) else { return };
        let _ = books.record(&LedgerRecord::Released { key: self.key.clone() });
        books.tree.release(at, quote);
        books.tidy();
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
