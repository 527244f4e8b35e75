#!/usr/bin/env bash
# Two hundred sessions of twenty tenants with random drops, sessions that are dropped at random moments, and a thousand that
# wait for a person; with the real tools, in release. Takes some ten minutes.
# Usage: scripts/check-tenants.sh [SESSIONS [TENANTS [IDLE]]]
set -euo pipefail
cd "$(dirname "$0")/.."
export MAQUETTE_SESSIONS="${1:-200}" MAQUETTE_TENANTS="${2:-20}" MAQUETTE_IDLE="${3:-1000}" MAQUETTE_DROPS=40
# One after the other: each of them measures what the process holds.
cargo test --release --quiet -p maquette-tests --test it tenants:: -- --nocapture --test-threads 1
