#!/usr/bin/env bash
# Runs that break off: cut at every record and at every byte of the last three, and killed at random instants; each goes on,
# pays once and delivers what the uninterrupted run did. Takes some ten minutes.
# Usage: scripts/check-crashes.sh [KILLS]
set -euo pipefail
cd "$(dirname "$0")/.."
export MAQUETTE_CUTS=all MAQUETTE_KILLS="${1:-200}"
cargo test --release --quiet -p maquette --lib resume
cargo test --release --quiet -p maquette-tests --test it crashes -- --nocapture
