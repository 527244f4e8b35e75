#!/usr/bin/env bash
# Two hundred sessions of twenty tenants with random drops, sessions that are dropped at random moments, and a thousand that
# wait for a person; with the real tools, in release. Takes some ten minutes.
# Usage: scripts/check-tenants.sh [SESSIONS [TENANTS [IDLE]]]
set -euo pipefail
cd "$(dirname "$0")/.."
export MAQUETTE_SESSIONS="${1:-200}" MAQUETTE_TENANTS="${2:-20}" MAQUETTE_IDLE="${3:-1000}" MAQUETTE_DROPS=40
# What a service should set: glibc keeps a hoard of freed memory for each of up to eight threads a core.
export MALLOC_ARENA_MAX=2
# Each in a process of its own: they measure what that holds.
for test in no_tenant what_is_dropped sessions_that_wait; do
    cargo test --release --quiet -p maquette-tests --test it "tenants::$test" -- --nocapture
done
