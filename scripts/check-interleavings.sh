#!/usr/bin/env bash
# The ledger under a scheduler that tries 40,000 orders in which threads may take its lock.
# Usage: scripts/check-interleavings.sh
set -euo pipefail
cd "$(dirname "$0")/.."
cargo test --quiet -p maquette --features shuttle --lib interleavings
