//! Ledgers: what no interleaving, crash or clock may do.

#![cfg(not(feature = "shuttle"))]

use std::sync::atomic::{AtomicBool, Ordering};

use design::Random;
use planner::NanoUsd;

use super::*;

/// Schedules that are tried; `MAQUETTE_SCHEDULES` names another number.
const SCHEDULES: u64 = 4_000;

fn id(ord: u32) -> EffectId {
    EffectId { lane: "t1.c00".to_owned(), ord }
}

fn money(nanos: u64) -> Quote {
    Quote::money(NanoUsd(nanos))
}

fn limit(nanos: u64) -> Quote {
    Quote::limit(NanoUsd(nanos))
}

/// Accounts and open reservations that a ledger keeps.
fn kept(ledger: &Ledger) -> (usize, usize) {
    let books = ledger.books();
    (books.tree.len(), books.open.len())
}

/// A store in memory that outlives its ledger, and fails when told to.
#[derive(Clone, Default)]
struct Shelf {
    records: Arc<Mutex<Vec<LedgerRecord>>>,
    broken: Arc<AtomicBool>,
}

impl LedgerStore for Shelf {
    fn load(&mut self) -> std::io::Result<Vec<LedgerRecord>> {
        Ok(self.records.lock().unwrap().clone())
    }

    fn append(&mut self, record: &LedgerRecord) -> std::io::Result<()> {
        if self.broken.load(Ordering::Relaxed) {
            return Err(std::io::Error::other("the disk is full"));
        }
        self.records.lock().unwrap().push(record.clone());
        Ok(())
    }

    fn replace(&mut self, records: &[LedgerRecord]) -> std::io::Result<()> {
        if self.broken.load(Ordering::Relaxed) {
            return Err(std::io::Error::other("the disk is full"));
        }
        *self.records.lock().unwrap() = records.to_vec();
        Ok(())
    }
}

#[test]
fn what_costs_nothing_goes_on_when_nothing_more_may_be_spent() {
    let shelf = Shelf::default();
    let ledger = Ledger::open(limit(100), Window::None, shelf.clone(), 0).unwrap();
    let run = ledger.scope("session", "run", limit(100));
    run.reserve(&id(0), &money(10)).unwrap().settle(money(11));
    assert!(matches!(run.reserve(&id(1), &money(1)), Err(Refused::Closed { .. })));
    shelf.broken.store(true, Ordering::Relaxed);
    let written = shelf.records.lock().unwrap().len();
    run.reserve(&id(2), &Quote::FREE).unwrap().settle(Quote::FREE);
    run.reserve(&id(3), &Quote::FREE).unwrap().release();
    drop(run.reserve(&id(4), &Quote::FREE).unwrap());
    assert_eq!((shelf.records.lock().unwrap().len(), kept(&ledger).1), (written, 0), "nor is it written down");
    // What was to be free and was not is an overrun, on record.
    shelf.broken.store(false, Ordering::Relaxed);
    run.reserve(&id(5), &Quote::FREE).unwrap().settle(money(7));
    assert_eq!((ledger.accounts().settled, ledger.accounts().overrun), (money(10), money(8)));
    let accounts = ledger.accounts();
    drop((run, ledger));
    let again = Ledger::open(limit(100), Window::None, shelf, 0).unwrap();
    assert_eq!((again.accounts().settled, again.accounts().overrun), (accounts.settled, accounts.overrun));
}

#[test]
fn a_reservation_passes_every_scope_or_none() {
    let ledger = Ledger::new(limit(100));
    let session = ledger.scope("session", "a", limit(80));
    let turn = session.scope("turn", limit(30));
    let first = turn.reserve(&id(0), &money(20)).unwrap();
    let refused = turn.reserve(&id(1), &money(11)).unwrap_err();
    assert!(matches!(&refused, Refused::Short { scope, left, .. } if scope == "turn" && left.money == NanoUsd(10)));
    assert!(refused.to_string().contains("turn has 0.00000001 USD left"), "{refused}");
    let other = ledger.scope("session", "b", limit(100));
    other.reserve(&id(0), &money(75)).unwrap().settle(money(75));
    let refused = turn.reserve(&id(2), &money(6)).unwrap_err();
    assert!(matches!(refused, Refused::Short { scope, .. } if scope == "tenant"));
    assert_eq!(turn.accounts().reserved, money(20), "what was refused holds nothing back anywhere");
    first.settle(money(7));
    for accounts in [turn.accounts(), session.accounts()] {
        assert_eq!((accounts.reserved, accounts.settled), (Quote::FREE, money(7)));
    }
    assert_eq!(ledger.accounts().settled, money(82));
}

#[test]
fn every_dimension_counts() {
    let ledger = Ledger::new(Quote { calls: 9, images: 3, ..Quote::UNLIMITED });
    let scope = ledger.scope("session", "a", Quote::UNLIMITED);
    let call = Quote { calls: 1, ..Quote::FREE };
    // A limit of nine calls is nine, sixteen at once or not.
    let held: Vec<_> = (0..16).filter_map(|n| scope.reserve(&id(n), &call).ok()).collect();
    assert_eq!(held.len(), 9);
    drop(held);
    let refused = scope.reserve(&id(99), &Quote { images: 4, ..call }).unwrap_err();
    assert!(matches!(refused, Refused::Short { dimension: toolbox::Dimension::Images, .. }), "{refused}");
}

#[test]
fn what_is_held_back_is_for_wrapping_up() {
    let scope = Ledger::new(limit(100)).scope("session", "a", limit(100));
    scope.hold_back(money(30));
    assert_eq!(scope.accounts().left(), limit(70));
    assert!(scope.reserve(&id(0), &money(71)).is_err());
    scope.reserve(&id(1), &money(70)).unwrap().settle(money(70));
    assert!(scope.reserve(&id(2), &money(1)).is_err());
    scope.wrapping_up().reserve(&id(3), &money(30)).unwrap().settle(money(30));
    assert!(scope.wrapping_up().reserve(&id(4), &money(1)).is_err());
}

#[test]
fn a_provider_that_charges_more_than_its_quote_closes_the_scopes() {
    let ledger = Ledger::new(limit(100));
    let scope = ledger.scope("session", "a", limit(50));
    scope.reserve(&id(0), &money(10)).unwrap().settle(money(12));
    let accounts = scope.accounts();
    assert_eq!((accounts.settled, accounts.overrun, accounts.left()), (money(10), money(2), Quote::FREE));
    assert!(matches!(scope.reserve(&id(1), &money(1)), Err(Refused::Closed { scope }) if scope == "session"));
    let fresh = ledger.scope("session", "b", limit(50));
    assert!(matches!(fresh.reserve(&id(1), &money(1)), Err(Refused::Closed { scope }) if scope == "tenant"));
    ledger.reopen().unwrap();
    // What was charged beyond stays spent, everywhere.
    let accounts = ledger.accounts();
    assert_eq!((accounts.settled, accounts.overrun, accounts.left()), (money(10), money(2), limit(88)));
    assert!(fresh.reserve(&id(2), &money(1)).is_ok() && scope.reserve(&id(2), &money(38)).is_ok());
    assert!(scope.reserve(&id(2), &money(39)).is_err());
}

#[test]
fn windows_begin_anew_and_clocks_that_jump_change_nothing_held_back() {
    const DAY: u64 = 86_400;
    let ledger = Ledger::open(limit(100), Window::Day, Shelf::default(), 10 * DAY).unwrap();
    let scope = ledger.scope("session", "a", limit(1_000));
    scope.reserve(&id(0), &money(60)).unwrap().settle(money(60));
    let open = scope.reserve(&id(1), &money(30)).unwrap();
    for back in [9 * DAY, 0, 10 * DAY + 1] {
        ledger.pass_time(back).unwrap();
        assert_eq!((ledger.accounts().settled, ledger.accounts().reserved), (money(60), money(30)));
    }
    ledger.pass_time(400 * DAY).unwrap();
    assert_eq!((ledger.accounts().settled, ledger.accounts().reserved), (Quote::FREE, money(30)));
    assert!(scope.reserve(&id(2), &money(71)).is_err());
    // Back to the day before: that window is over.
    ledger.pass_time(11 * DAY).unwrap();
    open.settle(money(30));
    assert_eq!(ledger.accounts().settled, money(30));
}

#[test]
fn what_a_crash_leaves_open_is_spent_until_somebody_knows_better_and_is_settled_once() {
    let shelf = Shelf::default();
    let key = {
        let ledger = Ledger::open(limit(100), Window::None, shelf.clone(), 0).unwrap();
        let scope = ledger.scope("session", "run-1", limit(100));
        scope.reserve(&id(0), &money(10)).unwrap().settle(money(4));
        scope.reserve(&id(0), &money(10)).unwrap().release();
        let open = scope.reserve(&id(0), &money(50)).unwrap();
        let key = open.key().unwrap().to_owned();
        assert!(key.starts_with("run-1/t1.c00#0/") && key.ends_with(".1.2"), "{key}");
        std::mem::forget((open, scope)); // the process dies here
        key
    };
    let ledger = Ledger::open(limit(100), Window::None, shelf.clone(), 0).unwrap();
    assert_eq!(ledger.in_doubt().into_iter().collect::<Vec<_>>(), [(key.clone(), money(50))]);
    assert_eq!(ledger.accounts().settled, money(54));
    assert!(ledger.recover(&key, money(20)).unwrap());
    assert!(!ledger.recover(&key, money(20)).unwrap(), "once, however often it is asked");
    assert_eq!(ledger.accounts().settled, money(24));
    drop(ledger);
    let again = Ledger::open(limit(100), Window::None, shelf, 0).unwrap();
    assert_eq!((again.accounts().settled, again.in_doubt().len()), (money(24), 0));
}

#[test]
fn a_run_that_goes_on_after_a_crash_does_not_take_the_keys_of_what_is_in_doubt() {
    let shelf = Shelf::default();
    let crashed = |expected: u64| {
        let ledger = Ledger::open(limit(1_000), Window::None, shelf.clone(), 0).unwrap();
        assert_eq!(ledger.accounts().settled, money(expected));
        let scope = ledger.scope("session", "run-1", limit(1_000));
        std::mem::forget(scope.reserve(&id(0), &money(50)).unwrap());
        std::mem::forget(scope);
    };
    [0, 50, 100].into_iter().for_each(crashed);
    let lowered = Ledger::open(limit(40), Window::None, shelf.clone(), 0).unwrap();
    assert_eq!((lowered.in_doubt().len(), lowered.accounts().left().money), (3, NanoUsd(0)));
    drop(lowered);
    assert_eq!(Ledger::open(limit(1_000), Window::None, shelf, 0).unwrap().accounts().settled, money(150));
}

#[test]
fn nothing_is_granted_that_is_not_on_record() {
    let shelf = Shelf::default();
    let ledger = Ledger::open(limit(100), Window::None, shelf.clone(), 0).unwrap();
    let scope = ledger.scope("session", "a", limit(100));
    let open = scope.reserve(&id(0), &money(40)).unwrap();
    shelf.broken.store(true, Ordering::Relaxed);
    assert!(matches!(scope.reserve(&id(1), &money(1)), Err(Refused::Unrecorded { .. })));
    assert_eq!(ledger.accounts().reserved, money(40));
    open.settle(money(5));
    assert_eq!(ledger.accounts().settled, money(5));
    drop((scope, ledger));
    // What could not be recorded is taken at its full amount by the next process.
    shelf.broken.store(false, Ordering::Relaxed);
    let next = Ledger::open(limit(100), Window::None, shelf, 0).unwrap();
    assert_eq!(next.accounts().settled, money(40));
}

#[test]
fn a_file_survives_a_torn_end_and_refuses_damage() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.jsonl");
    let open = || Ledger::open(limit(100), Window::None, FileStore::open(&path)?, 0).map_err(std::io::Error::other);
    {
        let ledger = open().unwrap();
        assert!(FileStore::open(&path).is_err(), "one process writes it at a time");
        let scope = ledger.scope("session", "a", limit(100));
        scope.reserve(&id(0), &money(10)).unwrap().settle(money(10));
        scope.reserve(&id(1), &money(20)).unwrap().settle(money(15));
    }
    let whole = std::fs::read(&path).unwrap();
    for cut in 0..=whole.len() {
        std::fs::write(&path, &whole[..cut]).unwrap();
        let settled = open().unwrap().accounts().settled.money.0;
        // Whatever is lost of the end, what was spent is never told to be less than it was by then.
        let lines = whole[..cut].iter().filter(|&&byte| byte == b'\n').count();
        assert_eq!(settled, [0, 0, 10, 10, 30, 25][lines], "cut at {cut}, {lines} lines");
    }
    // Whichever byte is changed, it is noticed, or it is in the torn end.
    let last = whole[..whole.len() - 1].iter().rposition(|&byte| byte == b'\n').unwrap();
    for at in 0..last {
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        std::fs::write(&path, &damaged).unwrap();
        assert!(open().unwrap_err().to_string().contains("is damaged"), "byte {at}");
    }
    // Tenants whose names differ after the last dot share nothing.
    let (one, other) = (folder.path().join("acme.eu"), folder.path().join("acme.new"));
    let spend = |path: &std::path::Path| {
        let ledger = Ledger::open(limit(100), Window::None, FileStore::open(path).unwrap().synced(), 0).unwrap();
        let scope = ledger.scope("session", "a", limit(100));
        scope.reserve(&id(0), &money(10)).unwrap().settle(money(10));
        ledger.accounts().settled
    };
    assert_eq!([spend(&one), spend(&other), spend(&one), spend(&other)], [10, 10, 20, 20].map(money));
}

#[test]
fn a_long_file_is_written_anew_without_what_is_over() {
    /// Says that it is long after every record.
    struct Long(Shelf);
    impl LedgerStore for Long {
        fn load(&mut self) -> std::io::Result<Vec<LedgerRecord>> {
            self.0.load()
        }
        fn append(&mut self, record: &LedgerRecord) -> std::io::Result<()> {
            self.0.append(record)
        }
        fn replace(&mut self, records: &[LedgerRecord]) -> std::io::Result<()> {
            self.0.replace(records)
        }
        fn is_long(&self) -> bool {
            true
        }
    }
    let shelf = Shelf::default();
    let ledger = Ledger::open(limit(1_000), Window::None, Long(shelf.clone()), 0).unwrap();
    let scope = ledger.scope("session", "a", limit(1_000));
    let open = scope.reserve(&id(500), &money(7)).unwrap();
    for n in 0..100 {
        scope.reserve(&id(n), &money(3)).unwrap().settle(money(2));
    }
    assert!(shelf.records.lock().unwrap().len() <= 3);
    std::mem::forget(open);
    let next = Ledger::open(limit(1_000), Window::None, shelf, 0).unwrap();
    assert_eq!(next.accounts().settled, money(207));
}

#[test]
fn accounts_are_given_up_with_the_last_that_refers_to_them() {
    let ledger = Ledger::new(limit(1_000));
    let count = || ledger.books().tree.len();
    let session = ledger.scope("session", "a", limit(100));
    let turn = session.scope("turn", limit(100));
    let reservation = turn.reserve(&id(0), &money(5)).unwrap();
    drop((session, turn));
    assert_eq!(count(), 3, "a call is under way in it");
    reservation.settle(money(5));
    assert_eq!((count(), ledger.accounts().settled), (1, money(5)));
    assert_eq!(kept(&ledger), (1, 0));
}

#[test]
fn calls_of_one_name_have_keys_of_their_own() {
    let ledger = Ledger::new(limit(1_000));
    let session = ledger.scope("session", "x", limit(500));
    let turn = session.scope("turn", limit(500));
    let first = turn.reserve(&id(0), &money(40)).unwrap();
    drop(session);
    let second = turn.reserve(&id(0), &money(30)).unwrap();
    let third = ledger.scope("session", "x", limit(500)).reserve(&id(0), &money(20)).unwrap();
    first.settle(money(40));
    second.settle(money(30));
    third.release();
    drop(turn);
    let accounts = ledger.accounts();
    assert_eq!((accounts.settled, accounts.reserved, accounts.closed), (money(70), Quote::FREE, false));
    assert_eq!(kept(&ledger), (1, 0));
}

#[test]
fn recovering_again_does_not_touch_what_was_held_back_since() {
    let shelf = Shelf::default();
    let open = || Ledger::open(limit(100), Window::None, shelf.clone(), 0).unwrap();
    let crash = |ledger: &Ledger| {
        let scope = ledger.scope("session", "run-1", limit(100));
        std::mem::forget(scope.reserve(&id(0), &money(40)).unwrap());
        std::mem::forget(scope);
    };
    crash(&open());
    let second = open();
    let key = second.in_doubt().into_keys().next().unwrap();
    assert!(second.recover(&key, Quote::FREE).unwrap());
    crash(&second);
    drop(second);
    let third = open();
    assert!(!third.recover(&key, Quote::FREE).unwrap());
    assert_eq!(third.accounts().settled, money(40));
}

#[test]
fn what_could_not_be_recorded_is_caught_up_with_before_anything_is_granted() {
    let shelf = Shelf::default();
    let ledger = Ledger::open(limit(100), Window::None, shelf.clone(), 0).unwrap();
    let scope = ledger.scope("session", "a", limit(100));
    let open = scope.reserve(&id(0), &money(10)).unwrap();
    shelf.broken.store(true, Ordering::Relaxed);
    open.settle(money(3));
    assert!(matches!(scope.reserve(&id(1), &money(1)), Err(Refused::Unrecorded { .. })));
    shelf.broken.store(false, Ordering::Relaxed);
    scope.reserve(&id(1), &money(1)).unwrap().settle(money(1));
    drop((scope, ledger));
    assert_eq!(Ledger::open(limit(100), Window::None, shelf, 0).unwrap().accounts().settled, money(4));
}

#[test]
fn another_kind_of_window_or_limit_forgets_nothing() {
    const DAY: u64 = 86_400;
    let shelf = Shelf::default();
    let open = |most, window, now| Ledger::open(limit(most), window, shelf.clone(), now).unwrap();
    let ledger = open(100, Window::Month, 20_000 * DAY);
    let scope = ledger.scope("session", "a", limit(100));
    scope.reserve(&id(0), &money(60)).unwrap().settle(money(60));
    std::mem::forget(scope.reserve(&id(1), &money(30)).unwrap());
    std::mem::forget(scope);
    drop(ledger);
    let daily = open(100, Window::Day, 20_000 * DAY);
    assert_eq!(daily.accounts().settled, money(90));
    daily.pass_time(20_001 * DAY).unwrap();
    assert_eq!(daily.accounts().settled, money(30), "what is in doubt is paid for in the new window");
    drop(daily);
    let low = open(10, Window::Day, 20_001 * DAY);
    assert_eq!(
        (low.accounts().settled, low.accounts().left()),
        (money(30), Quote { money: NanoUsd(0), ..Quote::UNLIMITED })
    );
    low.reopen().unwrap();
    drop(low);
    assert_eq!(open(100, Window::Day, 20_001 * DAY).accounts().settled, money(30));
}

/// A tenant's ledger under a random schedule, with what it should say kept beside it by hand.
struct Stage {
    random: Random,
    shelf: Shelf,
    limits: [u64; 3],
    window: Window,
    now: u64,
    ledger: Ledger,
    session: Option<Scope>,
    turn: Scope,
    held: Vec<Reservation>,
    /// What was really spent, or must be taken for spent, in this window.
    spent: u64,
    beyond: u64,
    doubts: BTreeMap<String, u64>,
}

impl Stage {
    fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let limits = [200 + random.next_u64() % 800, 50 + random.next_u64() % 600, 20 + random.next_u64() % 300];
        let window = if random.chance(0.5) { Window::Day } else { Window::None };
        let shelf = Shelf::default();
        let ledger = Ledger::open(limit(limits[0]), window, shelf.clone(), 0).unwrap();
        let session = ledger.scope("session", "s", limit(limits[1]));
        let turn = session.scope("turn", limit(limits[2]));
        let (held, doubts, session) = (Vec::new(), BTreeMap::new(), Some(session));
        Self { random, shelf, limits, window, now: 0, ledger, session, turn, held, spent: 0, beyond: 0, doubts }
    }

    fn reserve(&mut self, step: u32) {
        // A hedge is a second attempt of the same call while the first is open; a retry one after it.
        let call = if self.random.chance(0.3) { 0 } else { step };
        if let Ok(reservation) = self.turn.reserve(&id(call), &money(self.random.next_u64() % 90)) {
            self.held.push(reservation);
        }
    }

    fn end_one(&mut self) {
        let reservation = self.held.swap_remove(self.random.index(self.held.len()));
        let quote = reservation.quote().money.0;
        match self.random.index(8) {
            0 => reservation.release(),
            1 => drop(reservation),
            2 => {
                reservation.sent().mark();
                drop(reservation);
                self.spent += quote;
            }
            3 if self.random.chance(0.2) => {
                let beyond = 1 + self.random.next_u64() % 20;
                reservation.settle(money(quote + beyond));
                (self.spent, self.beyond) = (self.spent + quote, self.beyond + beyond);
            }
            _ => {
                let spent = self.random.next_u64() % (quote + 1);
                reservation.settle(money(spent));
                self.spent += spent;
            }
        }
    }

    /// A session of the same name, whatever became of the one before; it may be let go of before its turn is.
    fn open_scopes(&mut self) {
        let session = self.ledger.scope("session", "s", limit(self.limits[1]));
        self.turn = session.scope("turn", limit(self.limits[2]));
        self.session = self.random.chance(0.5).then_some(session);
    }

    /// The process dies: nothing of it is settled or released any more. The next may have another limit for a while.
    fn crash(&mut self) {
        let lost: Vec<Reservation> = std::mem::take(&mut self.held);
        self.spent += lost.iter().map(|reservation| reservation.quote().money.0).sum::<u64>();
        lost.into_iter().for_each(std::mem::forget);
        let fresh = Ledger::new(limit(0)).scope("session", "", limit(0));
        std::mem::forget((std::mem::replace(&mut self.turn, fresh), self.session.take()));
        if self.random.chance(0.3) {
            let low = Ledger::open(limit(1), self.window, self.shelf.clone(), self.now).unwrap();
            low.reopen().unwrap();
        }
        self.ledger = Ledger::open(limit(self.limits[0]), self.window, self.shelf.clone(), self.now).unwrap();
        let known: Vec<String> = self.doubts.keys().cloned().collect();
        self.doubts = self.ledger.in_doubt().into_iter().map(|(key, quote)| (key, quote.money.0)).collect();
        assert!(known.iter().all(|key| self.doubts.contains_key(key)), "no doubt is forgotten");
        self.open_scopes();
    }

    fn recover(&mut self) {
        let Some((key, quote)) = self.doubts.pop_first() else { return };
        let spent = self.random.next_u64() % (quote + 1);
        assert!(self.ledger.recover(&key, money(spent)).unwrap());
        assert!(!self.ledger.recover(&key, Quote::FREE).unwrap(), "once");
        self.spent = self.spent - quote + spent;
    }

    fn pass_time(&mut self) {
        let (before, now) = (self.window.of(self.now), self.random.next_u64() % (4 * 86_400));
        self.ledger.pass_time(now).unwrap();
        self.now = self.now.max(now);
        if self.window.of(self.now) > before {
            (self.spent, self.beyond) = (self.doubts.values().sum(), 0);
        }
    }

    fn step(&mut self, step: u32, width: usize) {
        match self.random.index(12) {
            0..=4 if self.held.len() < width => self.reserve(step),
            5..=7 if !self.held.is_empty() => self.end_one(),
            8 if self.random.chance(0.2) => self.pass_time(),
            9 if self.random.chance(0.15) => self.crash(),
            9 => self.recover(),
            10 if self.ledger.accounts().closed => self.ledger.reopen().unwrap(),
            11 => self.open_scopes(),
            _ => {}
        }
    }
}

/// One random schedule: reservations, settlements, drops, hedges, retries, crashes, clocks, providers that charge too
/// much, over three scopes.
fn schedule(seed: u64) {
    let mut stage = Stage::new(seed);
    let width = 1 + stage.random.index(64);
    for step in 0..40_u32 {
        stage.step(step, width);
        let accounts = stage.ledger.accounts();
        let held: u64 = stage.held.iter().map(|reservation| reservation.quote().money.0).sum();
        let told = (accounts.settled.money.0, accounts.overrun.money.0, accounts.reserved.money.0);
        assert_eq!(told, (stage.spent, stage.beyond, held), "seed {seed}, step {step}");
        assert!(stage.ledger.books().tree.is_sound(), "seed {seed}, step {step}");
    }
    let Stage { ledger, session, turn, held, .. } = stage;
    drop((held, turn, session));
    assert_eq!((ledger.accounts().reserved, kept(&ledger)), (Quote::FREE, (1, 0)), "seed {seed}");
}

#[test]
fn no_schedule_crosses_a_limit_or_leaks() {
    let named = std::env::var("MAQUETTE_SCHEDULES").ok().and_then(|count| count.parse().ok());
    let count: u64 = named.unwrap_or(SCHEDULES);
    (0..count).for_each(schedule);
    println!("{count} schedules");
}

#[test]
fn threads_never_cross_a_limit_together() {
    let ledger = Ledger::new(limit(10_000));
    std::thread::scope(|threads| {
        for thread in 0..8_u64 {
            let ledger = &ledger;
            threads.spawn(move || {
                let session = ledger.scope("session", &thread.to_string(), limit(4_000));
                for round in 0..400_u32 {
                    let turn = session.scope("turn", limit(500));
                    let held: Vec<_> = (0..6)
                        .filter_map(|n| turn.reserve(&id(n), &money(1 + (thread * 7 + u64::from(round)) % 13)).ok())
                        .collect();
                    assert!(ledger.books().tree.is_sound());
                    for (n, reservation) in held.into_iter().enumerate() {
                        match n % 3 {
                            0 => reservation.settle(money(1)),
                            1 => reservation.release(),
                            _ => drop(reservation),
                        }
                    }
                }
            });
        }
    });
    let books = ledger.books();
    assert_eq!((books.tree.accounts(ROOT).reserved, books.tree.len()), (Quote::FREE, 1));
}
