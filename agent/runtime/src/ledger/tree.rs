//! The accounts of one tenant's scopes: plain arithmetic, under one lock.

use toolbox::{Quote, Refused};

/// How a scope's account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accounts {
    /// The most that may be taken.
    pub limit: Quote,
    /// Part of the limit that only wrapping up may take.
    pub held_back: Quote,
    /// Held back for calls that are under way, those of scopes within included.
    pub reserved: Quote,
    /// What calls really took, up to what was held back for them.
    pub settled: Quote,
    /// What providers charged beyond that. It is spent, though nobody granted it, and nothing is granted in its place.
    pub overrun: Quote,
    /// Whether nothing more is granted: a provider charged more than its quote.
    pub closed: bool,
}

impl Accounts {
    const fn new(limit: Quote) -> Self {
        let nothing = Quote::FREE;
        Self { limit, held_back: nothing, reserved: nothing, settled: nothing, overrun: nothing, closed: false }
    }

    /// Taken or spoken for.
    #[must_use]
    pub fn committed(&self) -> Quote {
        self.reserved.plus(self.settled)
    }

    /// What may still be reserved; nothing in a scope that is closed.
    #[must_use]
    pub fn left(&self) -> Quote {
        self.left_for(false)
    }

    /// Takes `spent`, for which `quote` was held back.
    pub(super) fn take(&mut self, quote: Quote, spent: Quote) {
        let beyond = spent.less(quote);
        self.settled = self.settled.plus(spent.at_most(quote));
        self.overrun = self.overrun.plus(beyond);
        self.closed |= beyond != Quote::FREE;
    }

    fn left_for(&self, wrapping_up: bool) -> Quote {
        if self.closed {
            return Quote::FREE;
        }
        let left = self.limit.less(self.committed()).less(self.overrun);
        if wrapping_up { left } else { left.less(self.held_back) }
    }
}

/// Where a scope's account is kept.
pub(super) type At = usize;

struct Node {
    kind: String,
    parent: Option<At>,
    accounts: Accounts,
    /// Reservations made in this very scope that are open.
    open: usize,
    /// Scopes right within it whose accounts are kept.
    children: usize,
    /// Whether somebody can still make reservations in it.
    held: bool,
}

/// The accounts of a tenant and of the scopes within.
///
/// **Invariant**, at every scope and after every change: settled + reserved ≤ limit, and what the scopes within hold back and
/// have taken is part of what this one does and has. Two things lie outside of it, both of them said by somebody: a limit
/// that is set below what was spent already, and a window that begins, which is the tenant's alone.
pub(super) struct Tree {
    nodes: Vec<Option<Node>>,
    free: Vec<At>,
}

/// The account of the tenant.
pub(super) const ROOT: At = 0;

impl Tree {
    pub(super) fn new(limit: Quote) -> Self {
        let root = Node {
            kind: "tenant".to_owned(),
            parent: None,
            accounts: Accounts::new(limit),
            open: 0,
            children: 0,
            held: true,
        };
        Self { nodes: vec![Some(root)], free: Vec::new() }
    }

    pub(super) fn accounts(&self, at: At) -> Accounts {
        self.node(at).map_or(Accounts::new(Quote::FREE), |node| node.accounts)
    }

    pub(super) fn set_root(&mut self, accounts: Accounts) {
        if let Some(root) = &mut self.nodes[ROOT] {
            root.accounts = accounts;
        }
    }

    /// Keeps a part of a scope's limit for wrapping up.
    pub(super) fn hold_back(&mut self, at: At, quote: Quote) {
        if let Some(node) = self.nodes.get_mut(at).and_then(Option::as_mut) {
            node.accounts.held_back = quote;
        }
    }

    /// How many scopes have an account.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.nodes.iter().flatten().count()
    }

    fn node(&self, at: At) -> Option<&Node> {
        self.nodes.get(at).and_then(Option::as_ref)
    }

    /// The scope and those around it, inmost first.
    fn around(&self, at: At) -> impl Iterator<Item = &Node> {
        std::iter::successors(self.node(at), |node| node.parent.and_then(|parent| self.node(parent)))
    }

    /// Adds to one scope what was settled in it before: not to those around it.
    pub(super) fn carry(&mut self, at: At, settled: Quote, overrun: Quote) {
        if let Some(node) = self.nodes.get_mut(at).and_then(Option::as_mut) {
            let accounts = &mut node.accounts;
            (accounts.settled, accounts.overrun) = (accounts.settled.plus(settled), accounts.overrun.plus(overrun));
            accounts.closed |= overrun != Quote::FREE;
        }
    }

    /// Takes a reservation out of the tenant's account, which has settled it; the scopes within keep it.
    pub(super) fn count_out(&mut self, quote: Quote) {
        let mut root = self.accounts(ROOT);
        root.reserved = root.reserved.less(quote);
        self.set_root(root);
    }

    /// Puts it back in for the moment in which it ends.
    pub(super) fn count_in(&mut self, quote: Quote) {
        let mut root = self.accounts(ROOT);
        root.reserved = root.reserved.plus(quote);
        self.set_root(root);
    }

    /// Opens every scope that is closed.
    pub(super) fn reopen(&mut self) {
        self.nodes.iter_mut().flatten().for_each(|node| node.accounts.closed = false);
    }

    /// Applies a change to a scope and to those around it.
    fn each_around(&mut self, at: At, change: impl Fn(&mut Accounts)) {
        let mut next = Some(at);
        while let Some(node) = next.and_then(|at| self.nodes.get_mut(at)).and_then(Option::as_mut) {
            change(&mut node.accounts);
            next = node.parent;
        }
    }

    /// Opens a scope within another.
    pub(super) fn open(&mut self, parent: At, kind: &str, limit: Quote) -> At {
        if let Some(node) = self.nodes.get_mut(parent).and_then(Option::as_mut) {
            node.children += 1;
        }
        let (kind, accounts) = (kind.to_owned(), Accounts::new(limit));
        let node = Some(Node { kind, parent: Some(parent), accounts, open: 0, children: 0, held: true });
        if let Some(at) = self.free.pop() {
            self.nodes[at] = node;
            return at;
        }
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// Nobody can make reservations in the scope any more; its account is given up with the last that is open.
    pub(super) fn leave(&mut self, at: At) {
        if let Some(node) = self.nodes.get_mut(at).and_then(Option::as_mut) {
            node.held = false;
        }
        self.prune(at);
    }

    /// Gives up accounts that nothing refers to any more, from the inside out.
    fn prune(&mut self, at: At) {
        let mut next = Some(at);
        while let Some(at) = next.filter(|&at| at != ROOT) {
            let Some(node) = self.node(at) else { return };
            if node.held || node.open > 0 || node.children > 0 {
                return;
            }
            next = node.parent;
            self.nodes[at] = None;
            self.free.push(at);
            if let Some(parent) = next.and_then(|parent| self.nodes.get_mut(parent)).and_then(Option::as_mut) {
                parent.children -= 1;
            }
        }
    }

    /// Whether the scope and all around it cover `quote`.
    pub(super) fn covers(&self, at: At, quote: &Quote, wrapping_up: bool) -> Result<(), Refused> {
        for node in self.around(at) {
            if node.accounts.closed {
                return Err(Refused::Closed { scope: node.kind.clone() });
            }
            let left = node.accounts.left_for(wrapping_up);
            if let Some(dimension) = quote.beyond(&left) {
                return Err(Refused::Short { dimension, wanted: *quote, left, scope: node.kind.clone() });
            }
        }
        Ok(())
    }

    /// Holds `quote` back in the scope and in all around it, which [cover](Self::covers) it.
    pub(super) fn reserve(&mut self, at: At, quote: Quote) {
        self.each_around(at, |accounts| accounts.reserved = accounts.reserved.plus(quote));
        if let Some(node) = self.nodes.get_mut(at).and_then(Option::as_mut) {
            node.open += 1;
        }
    }

    /// Turns a reservation of `quote` into what was taken.
    pub(super) fn settle(&mut self, at: At, quote: Quote, spent: Quote) {
        self.each_around(at, |accounts| {
            accounts.reserved = accounts.reserved.less(quote);
            accounts.take(quote, spent);
        });
        self.ended(at);
    }

    /// Gives a reservation of `quote` back.
    pub(super) fn release(&mut self, at: At, quote: Quote) {
        self.each_around(at, |accounts| accounts.reserved = accounts.reserved.less(quote));
        self.ended(at);
    }

    fn ended(&mut self, at: At) {
        if let Some(node) = self.nodes.get_mut(at).and_then(Option::as_mut) {
            node.open = node.open.saturating_sub(1);
        }
        self.prune(at);
    }

    /// Whether every scope keeps within its limit and has what the scopes within have; of the tenant, what is held back.
    #[cfg(test)]
    pub(super) fn is_sound(&self) -> bool {
        let mut within = vec![(Quote::FREE, Quote::FREE); self.nodes.len()];
        for node in self.nodes.iter().flatten() {
            if let Some(parent) = node.parent {
                let (reserved, settled) = within[parent];
                within[parent] = (reserved.plus(node.accounts.reserved), settled.plus(node.accounts.settled));
            }
        }
        self.nodes.iter().zip(within).enumerate().all(|(at, (node, (reserved, settled)))| {
            let Some(Node { accounts, .. }) = node else { return true };
            accounts.committed().beyond(&accounts.limit).is_none()
                && reserved.beyond(&accounts.reserved).is_none()
                && (at == ROOT || settled.beyond(&accounts.settled).is_none())
        })
    }
}
