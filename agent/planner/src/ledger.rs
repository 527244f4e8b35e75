//! What a run has spent: the fold of its budget events.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::effect::EffectId;
use crate::event::Event;
use crate::money::NanoUsd;

/// What a sum is taken over. Scopes nest: session ⊃ turn ⊃ lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope<'a> {
    /// The whole run.
    Session,
    /// One turn, from 1.
    Turn(u32),
    /// One lane: a candidate, or `main`.
    Lane(&'a str),
}

/// The account of one effect.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    turn: u32,
    /// The open reservation. An attempt that is retried reserves again after it was released or settled.
    reserved: Option<NanoUsd>,
    settled: NanoUsd,
    /// The least that was refused for it.
    refused: Option<NanoUsd>,
    /// A reservation that there is no room for yet: what made room for it was not heard of.
    early_reserved: Option<NanoUsd>,
    /// What was spent of such reservations.
    early_settled: NanoUsd,
}

/// Sums over a scope.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Open reservations.
    pub reserved: NanoUsd,
    /// What was really spent, up to what was reserved for it.
    pub settled: NanoUsd,
    /// Effects that were refused.
    pub refusals: u32,
}

impl Totals {
    /// Spent or spoken for.
    #[must_use]
    pub fn committed(self) -> NanoUsd {
        NanoUsd(self.reserved.0.saturating_add(self.settled.0))
    }
}

/// What a run has reserved and spent. **Invariant:** settled + reserved ≤ limit, whatever events arrive.
///
/// The driver grants and refuses; this is the planner's own reckoning, which no event can push past the limit. Events of
/// different lanes may arrive in another order than the driver granted in: what has no room yet waits for it, so that
/// the sums in the end do not depend on the order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    limit: NanoUsd,
    entries: BTreeMap<String, BTreeMap<u32, Entry>>,
    overrun: NanoUsd,
}

impl Ledger {
    /// An empty ledger.
    #[must_use]
    pub fn new(limit: NanoUsd) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Sets another limit. What was spent was spent: where that is more, nothing more may be.
    pub(crate) fn set_limit(&mut self, limit: NanoUsd) {
        self.limit = limit;
        self.make_room();
    }

    /// The most that may be spent.
    #[must_use]
    pub fn limit(&self) -> NanoUsd {
        self.limit
    }

    /// What providers charged beyond what was reserved; anything but zero closes the ledger.
    #[must_use]
    pub fn overrun(&self) -> NanoUsd {
        self.overrun
    }

    /// Whether nothing more may be spent: something cost more than its reservation.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.overrun > NanoUsd::ZERO
    }

    /// What may still be reserved.
    #[must_use]
    pub fn left(&self) -> NanoUsd {
        if self.is_closed() {
            return NanoUsd::ZERO;
        }
        self.limit.saturating_sub(self.totals(Scope::Session).committed())
    }

    /// The least budget with which something that was refused could have been had; `None` when nothing was refused.
    #[must_use]
    pub fn would_do(&self) -> Option<NanoUsd> {
        let least = self.entries.values().flat_map(BTreeMap::values).filter_map(|entry| entry.refused).min()?;
        let committed = self.totals(Scope::Session).committed();
        Some(NanoUsd(committed.0.saturating_add(self.overrun.0).saturating_add(least.0)))
    }

    /// Sums over `scope`.
    #[must_use]
    pub fn totals(&self, scope: Scope) -> Totals {
        let lanes = self.entries.iter().filter(|(lane, _)| match scope {
            Scope::Lane(name) => lane.as_str() == name,
            Scope::Session | Scope::Turn(_) => true,
        });
        let entries = lanes.flat_map(|(_, entries)| entries.values()).filter(|entry| match scope {
            Scope::Turn(turn) => entry.turn == turn,
            Scope::Session | Scope::Lane(_) => true,
        });
        entries.fold(Totals::default(), |sum, entry| Totals {
            reserved: NanoUsd(sum.reserved.0.saturating_add(entry.reserved.unwrap_or_default().0)),
            settled: NanoUsd(sum.settled.0.saturating_add(entry.settled.0)),
            refusals: sum.refusals + u32::from(entry.refused.is_some()),
        })
    }

    /// Takes a budget event of `turn` into account; other events change nothing, nor do events that cannot be.
    pub fn fold(&mut self, turn: u32, event: &Event) {
        match event {
            Event::BudgetReserved { id, amount, .. } => self.reserve(turn, id, *amount),
            Event::BudgetRefused { id, amount, .. } => {
                let entry = self.entry(turn, id);
                entry.refused = Some(entry.refused.map_or(*amount, |least| least.min(*amount)));
            }
            Event::BudgetSettled { id, amount } => self.settle(id, *amount),
            Event::BudgetReleased { id } => {
                if let Some(entry) = self.known(id) {
                    entry.reserved = None;
                    entry.early_reserved = None;
                    self.make_room();
                }
            }
            Event::RunStarted { .. }
            | Event::BriefRead { .. }
            | Event::EffectCompleted { .. }
            | Event::EffectFailed { .. }
            | Event::ChoiceMade { .. }
            | Event::QuestionAnswered { .. }
            | Event::Forked(_)
            | Event::DeadlinePassed
            | Event::Cancelled => {}
        }
    }

    fn reserve(&mut self, turn: u32, id: &EffectId, amount: NanoUsd) {
        let entry = self.entry(turn, id);
        if entry.reserved.is_none() && entry.early_reserved.is_none() {
            entry.early_reserved = Some(amount);
            self.make_room();
        }
    }

    fn settle(&mut self, id: &EffectId, amount: NanoUsd) {
        let Some(entry) = self.known(id) else { return };
        let reserved = if let Some(reserved) = entry.reserved.take() {
            entry.settled = NanoUsd(entry.settled.0.saturating_add(amount.min(reserved).0));
            reserved
        } else if let Some(reserved) = entry.early_reserved.take() {
            entry.early_settled = NanoUsd(entry.early_settled.0.saturating_add(amount.min(reserved).0));
            reserved
        } else {
            return;
        };
        self.overrun = NanoUsd(self.overrun.0.saturating_add(amount.saturating_sub(reserved).0));
        self.make_room();
    }

    /// Lets in what was waiting and fits now.
    fn make_room(&mut self) {
        let mut left = self.limit.saturating_sub(self.totals(Scope::Session).committed());
        for entry in self.entries.values_mut().flat_map(BTreeMap::values_mut) {
            if entry.early_settled <= left {
                let settled = std::mem::take(&mut entry.early_settled);
                entry.settled = NanoUsd(entry.settled.0.saturating_add(settled.0));
                left = left.saturating_sub(settled);
            }
            if let Some(reserved) = entry.early_reserved.take_if(|reserved| *reserved <= left) {
                entry.reserved = Some(reserved);
                left = left.saturating_sub(reserved);
            }
        }
    }

    fn known(&mut self, id: &EffectId) -> Option<&mut Entry> {
        self.entries.get_mut(&id.lane)?.get_mut(&id.ord)
    }

    fn entry(&mut self, turn: u32, id: &EffectId) -> &mut Entry {
        let lane = self.entries.entry(id.lane.clone()).or_default();
        lane.entry(id.ord).or_insert_with(|| Entry { turn, ..Entry::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(lane: u8, ord: u32) -> EffectId {
        EffectId { lane: format!("l{lane}"), ord }
    }

    #[derive(Debug, Clone, Copy)]
    enum Act {
        Reserve(u64),
        Settle(u64),
        Release,
        Refuse,
    }

    fn event(lane: u8, ord: u32, entry: Act) -> Event {
        let id = id(lane, ord);
        match entry {
            Act::Reserve(n) => Event::BudgetReserved { id, amount: NanoUsd(n), instead: None },
            Act::Settle(n) => Event::BudgetSettled { id, amount: NanoUsd(n) },
            Act::Release => Event::BudgetReleased { id },
            Act::Refuse => Event::BudgetRefused { id, amount: NanoUsd(1), left: NanoUsd(0) },
        }
    }

    #[track_caller]
    fn check(limit: u64, entries: &[(u8, Act)], settled: u64, reserved: u64, left: u64) {
        let mut ledger = Ledger::new(NanoUsd(limit));
        for &(lane, entry) in entries {
            ledger.fold(1, &event(lane, 0, entry));
        }
        let totals = ledger.totals(Scope::Session);
        assert_eq!((totals.settled.0, totals.reserved.0, ledger.left().0), (settled, reserved, left), "{entries:?}");
    }

    #[test]
    fn reserving_settling_and_releasing_add_up() {
        use Act::{Refuse, Release, Reserve, Settle};
        check(100, &[(0, Reserve(60))], 0, 60, 40);
        check(100, &[(0, Reserve(60)), (0, Settle(25))], 25, 0, 75);
        check(100, &[(0, Reserve(60)), (1, Reserve(41))], 0, 60, 40); // would cross the limit: waits
        check(100, &[(0, Reserve(60)), (1, Reserve(41)), (0, Settle(20))], 20, 41, 39); // and is let in
        check(100, &[(0, Reserve(60)), (1, Reserve(41)), (1, Settle(41)), (0, Release)], 41, 0, 59);
        check(100, &[(0, Reserve(60)), (0, Reserve(10))], 0, 60, 40); // twice for one attempt: counted once
        check(100, &[(0, Reserve(60)), (0, Release), (0, Settle(60))], 0, 0, 100); // settled after its release
        check(100, &[(0, Reserve(60)), (0, Settle(10)), (0, Reserve(90))], 10, 90, 0); // a retry reserves again
        check(100, &[(0, Refuse), (1, Settle(5))], 0, 0, 100);
        check(100, &[(0, Reserve(50)), (0, Settle(70))], 50, 0, 0); // an overrun closes the ledger
        check(100, &[(0, Reserve(u64::MAX)), (1, Reserve(100))], 0, 100, 0);
    }

    #[test]
    fn scopes_nest() {
        let mut ledger = Ledger::new(NanoUsd(100));
        for (turn, lane, amount) in [(1, 0, 10), (1, 1, 20), (2, 0, 30)] {
            ledger.fold(turn, &event(lane, turn, Act::Reserve(amount)));
        }
        let committed = |scope| ledger.totals(scope).committed().0;
        assert_eq!(committed(Scope::Session), 60);
        assert_eq!((committed(Scope::Turn(1)), committed(Scope::Turn(2)), committed(Scope::Turn(3))), (30, 30, 0));
        assert_eq!((committed(Scope::Lane("l0")), committed(Scope::Lane("l1"))), (40, 20));
    }

    fn entries() -> impl Strategy<Value = Vec<(u8, u32, Act)>> {
        let amount = prop_oneof![0..200u64, Just(u64::MAX)];
        let entry = prop_oneof![
            amount.clone().prop_map(Act::Reserve),
            amount.prop_map(Act::Settle),
            Just(Act::Release),
            Just(Act::Refuse),
        ];
        proptest::collection::vec((0..3u8, 0..3u32, entry), 0..60)
    }

    proptest! {
        #[test]
        fn no_events_push_a_ledger_past_its_limit(limit in 0..300u64, entries in entries()) {
            let mut ledger = Ledger::new(NanoUsd(limit));
            for (lane, ord, entry) in entries {
                ledger.fold(1, &event(lane, ord, entry));
                prop_assert!(ledger.totals(Scope::Session).committed().0 <= limit);
            }
        }

        #[test]
        fn lanes_may_report_in_any_order(limit in 50..300u64, acts in entries(), order in any::<u64>()) {
            // A driver that grants what fits; what it refuses does not happen.
            let (mut settled, mut open) = (0, std::collections::BTreeMap::new());
            let mut lanes: std::collections::BTreeMap<u8, std::collections::VecDeque<Event>> = Default::default();
            for (lane, ord, act) in acts {
                let held: u64 = open.values().sum();
                let happens = match act {
                    Act::Reserve(n) if !open.contains_key(&(lane, ord)) && n <= limit - settled - held => {
                        open.insert((lane, ord), n).is_none()
                    }
                    Act::Settle(n) => open.get(&(lane, ord)).is_some_and(|&held| n <= held) && {
                        settled += n;
                        open.remove(&(lane, ord)).is_some()
                    },
                    Act::Release => open.remove(&(lane, ord)).is_some(),
                    Act::Reserve(_) | Act::Refuse => false,
                };
                if happens {
                    lanes.entry(lane).or_default().push_back(event(lane, ord, act));
                }
            }
            let mut random = design::Random::new(order);
            let mut ledger = Ledger::new(NanoUsd(limit));
            loop {
                lanes.retain(|_, queue| !queue.is_empty());
                let names: Vec<u8> = lanes.keys().copied().collect();
                let Some(lane) = random.pick(&names) else { break };
                ledger.fold(1, &lanes.get_mut(lane).unwrap().pop_front().unwrap());
                prop_assert!(ledger.totals(Scope::Session).committed().0 <= limit);
            }
            let totals = ledger.totals(Scope::Session);
            prop_assert_eq!((totals.settled.0, totals.reserved.0), (settled, open.values().sum::<u64>()));
        }
    }
}
