#!/usr/bin/env bash
# Two hundred sessions of twenty tenants with random drops, sessions that are dropped at random moments, and a thousand that
# wait for a person; with the real tools, in release, on the allocator that a service of many sessions is advised to use. Takes some
# ten minutes, and wants the machine for itself.
# Usage: scripts/check-tenants.sh [SESSIONS [TENANTS [IDLE]]]
set -euo pipefail
cd "$(dirname "$0")/.."
export MAQUETTE_SESSIONS="${1:-200}" MAQUETTE_TENANTS="${2:-20}" MAQUETTE_IDLE="${3:-1000}" MAQUETTE_DROPS=60
# What must hold: memory at rest over that before the first session, the longest that a dropped session works on, and memory
# of those that wait over the runtime that has worked.
export MAQUETTE_KEPT_MB=25 MAQUETTE_DROP_MS=50 MAQUETTE_IDLE_MB=20
export _RJEM_MALLOC_CONF=background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0,narenas:2

# Each in a process of its own: they measure what that holds.
for test in no_tenant what_is_dropped sessions_that_wait; do
    cargo test --release --quiet -p maquette-tests --features jemalloc --test it "tenants::$test" -- --nocapture
done
