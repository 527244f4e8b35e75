#!/usr/bin/env bash
# The log against damage: millions of broken logs read, thousands of flipped bits found and named. Takes some minutes.
# Usage: scripts/check-log.sh [DAMAGED [FLIPS]]
set -euo pipefail
cd "$(dirname "$0")/.."
# The pure rooms read no environment while they run, so the number is built in.
export MAQUETTE_DAMAGED="${1:-5000000}" MAQUETTE_FLIPS="${2:-5000}"
cargo test --release --quiet -p maquette-planner --lib no_damage
cargo test --release --quiet -p maquette --lib a_flipped_bit
