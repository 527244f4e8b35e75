//! What an earlier process left open of a run, taken over by the run that goes on.

use toolbox::{Quote, Refused, Reservation, Settlement};

use super::tree::ROOT;
use super::{Accounts, Books, Held, LedgerRecord, Open, Scope};

/// What a record says of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AttemptState {
    Open,
    Settled(planner::NanoUsd),
    Released,
}

/// A reservation that the tenant's account has settled already: only the scopes within count it.
struct Uncounted {
    scope: Scope,
    quote: Quote,
}

impl Settlement for Uncounted {
    fn settle(self: Box<Self>, spent: Quote) {
        let mut books = self.scope.0.ledger.books();
        books.tree.count_in(self.quote);
        let root = books.tree.accounts(ROOT);
        books.tree.settle(self.scope.0.at, self.quote, spent);
        let reserved = books.tree.accounts(ROOT).reserved;
        books.tree.set_root(Accounts { reserved, ..root });
    }

    fn release(self: Box<Self>) {
        let mut books = self.scope.0.ledger.books();
        books.tree.count_in(self.quote);
        books.tree.release(self.scope.0.at, self.quote);
    }
}

impl Books {
    /// Whether a key is one that this ledger gave out: in this process, or an earlier one of its store.
    fn has_granted(&self, key: &str) -> bool {
        let mut numbers = key.rsplit('/').next().unwrap_or_default().split('.');
        let id = numbers.next().and_then(|id| u64::from_str_radix(id, 16).ok());
        let mut number = || numbers.next().and_then(|number| number.parse::<u64>().ok());
        let (epoch, granted) = (number(), number());
        let at = epoch.zip(granted);
        id == Some(self.id) && at.is_some_and(|at| at < (self.epoch, self.granted))
    }
}

impl Scope {
    /// Takes over what was settled in the scope before. What the tenant's account knows of it, it knows already.
    pub(crate) fn carry(&self, settled: Quote, overrun: Quote) {
        self.0.ledger.books().tree.carry(self.0.at, settled, overrun);
    }

    /// Brings what a crash left open of this scope's name in line with a record of it: `state` says what that has of a key.
    ///
    /// # Errors
    ///
    /// When it could not be put on record here.
    pub(crate) fn reconcile(&self, state: impl Fn(&str) -> AttemptState) -> std::io::Result<()> {
        let Held { ledger, name, .. } = &*self.0;
        let before = format!("{name}/");
        for (key, quote) in ledger.in_doubt().into_iter().filter(|(key, _)| key.starts_with(&before)) {
            let spent = match state(&key) {
                AttemptState::Open => continue,
                AttemptState::Settled(money) => Quote { money, ..quote },
                AttemptState::Released => Quote::FREE,
            };
            ledger.recover(&key, spent)?;
        }
        Ok(())
    }

    /// Goes on with what an earlier process held back under `key`, and left open: it was granted, so it is not refused. What
    /// the tenant's account has settled meanwhile, because that process went on or was called off, it does not count again.
    ///
    /// # Errors
    ///
    /// [`Refused::Unrecorded`] when it could not be put on record.
    pub(crate) fn adopt(&self, key: &str, quote: &Quote) -> Result<Reservation, Refused> {
        let Held { ledger, at, .. } = &*self.0;
        let unrecorded = |error: std::io::Error| Refused::Unrecorded { reason: error.to_string() };
        let mut books = ledger.books();
        let counted = if let Some(doubted) = books.in_doubt.remove(key) {
            let mut root = books.tree.accounts(ROOT);
            root.settled = root.settled.less(doubted);
            books.tree.set_root(root);
            true
        } else if books.has_granted(key) {
            false
        } else {
            // Another ledger than the one it was granted by.
            if books.behind {
                books.rewrite().map_err(unrecorded)?;
            }
            books.record(&LedgerRecord::Reserved { key: key.to_owned(), quote: *quote }).map_err(unrecorded)?;
            true
        };
        books.tree.reserve(*at, *quote);
        let settlement: Box<dyn Settlement> = if counted {
            books.open.insert(key.to_owned(), (*at, *quote));
            Box::new(Open { scope: self.clone(), key: key.to_owned() })
        } else {
            books.tree.count_out(*quote);
            Box::new(Uncounted { scope: self.clone(), quote: *quote })
        };
        Ok(Reservation::new(*quote, settlement).keyed(key.to_owned()).presumed_sent())
    }
}
