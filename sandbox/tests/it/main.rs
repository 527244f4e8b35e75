//! The sandbox from outside: guests that do what they should, and guests that do anything but.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage up should panic")]

mod attacks;
mod contract;
mod guest;

use std::collections::BTreeSet;

use maquette_sandbox::{Call, Capability, Limits};

/// A call of `echo`.
fn call<'a>(input: &'a str, grants: &'a BTreeSet<Capability>) -> Call<'a> {
    let limits = Limits { wall_ms: 2_000, ..Limits::SMALL };
    Call { op: "echo", input, blobs: Vec::new(), grants, limits, seed: 7, now_ms: 1_000, stopped: None }
}
