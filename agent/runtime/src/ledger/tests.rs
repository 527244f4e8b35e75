//! Ledgers: what no interleaving, crash or clock may do.

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

/// Accounts, open reservations and counts of attempts that a ledger keeps.
fn kept(ledger: &Ledger) -> (usize, usize, usize) {
    let books = ledger.books();
    (books.tree.len(), books.open.len(), books.attempts.len())
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
        *self.records.lock().unwrap() = records.to_vec();
        Ok(())
    }
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
    ledger.reopen();
    assert_eq!(ledger.accounts().settled, money(12));
    assert!(fresh.reserve(&id(2), &money(1)).is_ok());
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
        std::mem::forget(scope.reserve(&id(0), &money(50)).unwrap()); // the process dies here
        std::mem::forget(scope);
        "run-1/t1.c00#0/2".to_owned()
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
    let mut damaged = whole.clone();
    damaged[5] = b'#';
    std::fs::write(&path, &damaged).unwrap();
    assert!(open().unwrap_err().to_string().contains("is damaged"));
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
    assert_eq!(kept(&ledger), (1, 0, 0));
}

/// One random schedule: reservations, settlements, drops, hedges, retries, crashes, clocks, over three scopes.
fn schedule(seed: u64) {
    let mut random = Random::new(seed);
    let limits = [200 + random.next_u64() % 800, 50 + random.next_u64() % 600, 20 + random.next_u64() % 300];
    let shelf = Shelf::default();
    let mut now = 0;
    let open = |now| Ledger::open(limit(limits[0]), Window::Day, shelf.clone(), now).unwrap();
    let mut ledger = open(now);
    let mut crashed: u64 = 0;
    let width = 1 + random.index(64);
    let mut session = ledger.scope("session", "s", limit(limits[1]));
    let mut turn = session.scope("turn", limit(limits[2]));
    let mut held: Vec<Reservation> = Vec::new();
    for step in 0..40_u32 {
        match random.index(9) {
            0..=3 if held.len() < width => {
                // A hedge is a second attempt of the same call while the first is open; a retry one after it.
                let call = if random.chance(0.3) { 0 } else { step };
                if let Ok(reservation) = turn.reserve(&id(call), &money(random.next_u64() % 90)) {
                    held.push(reservation);
                }
            }
            4 | 5 if !held.is_empty() => {
                let reservation = held.swap_remove(random.index(held.len()));
                let spent = random.next_u64() % (reservation.quote().money.0 + 1);
                reservation.settle(money(spent));
            }
            6 if !held.is_empty() => {
                let reservation = held.swap_remove(random.index(held.len()));
                if random.chance(0.5) {
                    reservation.sent().mark();
                }
                drop(reservation);
            }
            7 if random.chance(0.2) => {
                now = random.next_u64() % (4 * 86_400);
                ledger.pass_time(now).unwrap();
            }
            8 if random.chance(0.15) => {
                // The process dies: nothing of it is settled or released any more.
                let lost = std::mem::take(&mut held);
                crashed += lost.iter().map(|reservation| reservation.quote().money.0).sum::<u64>();
                lost.into_iter().for_each(std::mem::forget);
                std::mem::forget((turn, session));
                ledger = open(now);
                for (key, quote) in ledger.in_doubt() {
                    if random.chance(0.5) {
                        let spent = money(random.next_u64() % (quote.money.0 + 1));
                        assert!(ledger.recover(&key, spent).unwrap() && !ledger.recover(&key, spent).unwrap());
                    }
                }
                session = ledger.scope("session", &format!("s{step}"), limit(limits[1]));
                turn = session.scope("turn", limit(limits[2]));
            }
            8 => turn = session.scope("turn", limit(limits[2])),
            _ => {}
        }
        assert!(ledger.books().tree.is_sound(), "seed {seed}, step {step}");
    }
    drop(held);
    drop((turn, session));
    assert_eq!(ledger.accounts().reserved, Quote::FREE, "seed {seed}");
    assert_eq!(kept(&ledger), (1, 0, 0));
    assert!(ledger.accounts().settled.money.0 <= limits[0], "seed {seed}: {crashed} lost in crashes");
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
