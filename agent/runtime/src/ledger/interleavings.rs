//! The concurrent face of a ledger, under a scheduler that tries the orders in which threads may take its lock.

#![cfg(feature = "shuttle")]

use planner::NanoUsd;
use shuttle::rand::{Rng, thread_rng};

use super::*;

/// Orders that are tried.
const ORDERS: usize = 20_000;
/// Changes of thread that a try of few, well-placed ones makes.
const DEPTH: usize = 3;

fn limit(nanos: u64) -> Quote {
    Quote::limit(NanoUsd(nanos))
}

/// What one session does: reserves, and then settles, gives back, or drops what was sent or was not.
fn spend(ledger: &Ledger, name: &str, until: u64) -> u64 {
    let session = ledger.scope("session", name, limit(60));
    let turn = session.scope("turn", limit(until));
    let mut spent = 0;
    for ord in 0..4 {
        let held = thread_rng().gen_range(1..40);
        let id = EffectId { lane: "main".to_owned(), ord };
        let Ok(reservation) = turn.reserve(&id, &Quote::money(NanoUsd(held))) else { continue };
        match thread_rng().gen_range(0..4) {
            0 => {
                let took = thread_rng().gen_range(0..=held);
                reservation.settle(Quote::money(NanoUsd(took)));
                spent += took;
            }
            1 => reservation.release(),
            2 => drop(reservation),
            _ => {
                reservation.sent().mark();
                drop(reservation);
                spent += held;
            }
        }
        assert!(ledger.books().tree.is_sound());
    }
    assert_eq!(session.accounts().reserved, Quote::FREE);
    spent
}

fn tenants_day() {
    let ledger = Ledger::new(limit(100));
    let watcher = ledger.clone();
    let sessions: Vec<_> = [("a", 30), ("b", 50), ("c", 60)]
        .into_iter()
        .map(|(name, until)| {
            let ledger = ledger.clone();
            shuttle::thread::spawn(move || spend(&ledger, name, until))
        })
        .collect();
    let watch = shuttle::thread::spawn(move || {
        for _ in 0..6 {
            let books = watcher.books();
            assert!(books.tree.is_sound());
            let open = books.open.values().fold(Quote::FREE, |sum, (_, quote)| sum.plus(*quote));
            assert_eq!(books.tree.accounts(ROOT).reserved, open);
            drop(books);
            shuttle::thread::yield_now();
        }
    });
    let spent: u64 = sessions.into_iter().map(|session| session.join().expect("no panic")).sum();
    watch.join().expect("no panic");
    let accounts = ledger.accounts();
    assert_eq!((accounts.settled.money.0, accounts.reserved), (spent, Quote::FREE));
    assert_eq!(ledger.books().tree.len(), 1, "the accounts of what is over are given up");
}

#[test]
fn no_order_crosses_a_limit_or_leaks() {
    shuttle::check_random(tenants_day, ORDERS);
    shuttle::check_pct(tenants_day, ORDERS, DEPTH);
}
