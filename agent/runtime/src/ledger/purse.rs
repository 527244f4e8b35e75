//! What one run may spend: its session's scope, and one for each turn within.

use planner::NanoUsd;
use toolbox::Quote;

use super::{Accounts, AttemptState, Scope};

/// The scopes of a run.
#[derive(Debug)]
pub(crate) struct Purse {
    session: Scope,
    limit: Option<NanoUsd>,
    /// The turn that is under way, by its number.
    turn: Option<(u32, Scope)>,
}

impl Purse {
    /// The purse of a run in `session`, each of whose turns may spend `limit` at most.
    /// What it is to deliver with, `held_back`, nothing else may take.
    pub(crate) fn new(session: Scope, limit: Option<NanoUsd>, held_back: NanoUsd) -> Self {
        session.hold_back(Quote::money(held_back));
        Self { session, limit, turn: None }
    }

    /// Takes over what the run spent before, all of it and in the turn that is under way.
    pub(crate) fn carry(&mut self, ledger: &planner::Ledger, turn: u32) {
        let money = |scope| Quote::money(ledger.totals(scope).settled);
        self.session.carry(money(planner::Scope::Session), Quote::money(ledger.overrun()));
        self.turn(turn).carry(money(planner::Scope::Turn(turn)), Quote::FREE);
    }

    /// Takes over what a call of the turn that is under way was settled at.
    pub(crate) fn carry_one(&mut self, amount: NanoUsd, turn: u32) {
        self.session.carry(Quote::money(amount), Quote::FREE);
        self.turn(turn).carry(Quote::money(amount), Quote::FREE);
    }

    /// Brings what a crash left open of the run in line with its record.
    pub(crate) fn reconcile(&self, state: impl Fn(&str) -> AttemptState) -> std::io::Result<()> {
        self.session.reconcile(state)
    }

    /// How the run's account stands.
    pub(crate) fn accounts(&self) -> Accounts {
        self.session.accounts()
    }

    /// The scope of a turn. What an earlier one holds back it still holds.
    pub(crate) fn turn(&mut self, number: u32) -> &Scope {
        let limit = self.limit.map_or(Quote::UNLIMITED, Quote::limit);
        let turn = self.turn.take().filter(|(under_way, _)| *under_way == number);
        let turn = turn.unwrap_or_else(|| (number, self.session.scope("turn", limit)));
        &self.turn.insert(turn).1
    }
}
