#!/usr/bin/env bash
# Two hundred sessions of twenty tenants with random drops, sessions that are dropped at random moments, and a thousand that
# wait for a person; with the real tools, in release. Takes some ten minutes.
# Usage: scripts/check-tenants.sh [SESSIONS [TENANTS [IDLE]]]
set -euo pipefail
cd "$(dirname "$0")/.."
export MAQUETTE_SESSIONS="${1:-200}" MAQUETTE_TENANTS="${2:-20}" MAQUETTE_IDLE="${3:-1000}" MAQUETTE_DROPS=60

# Each in a process of its own: they measure what that holds.
for test in no_tenant what_is_dropped; do
    # glibc keeps a hoard of freed memory for each of up to eight threads a core.
    MALLOC_ARENA_MAX=2 cargo test --release --quiet -p maquette-tests --test it "tenants::$test" -- --nocapture
done
# What a service of many sessions should use: an allocator that gives freed memory back while others work.
export _RJEM_MALLOC_CONF=background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0,narenas:2
cargo test --release --quiet -p maquette-tests --features jemalloc --test it tenants::sessions_that_wait -- --nocapture
