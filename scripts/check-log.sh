#!/usr/bin/env bash
# The log against damage: millions of broken logs read, thousands of flipped bits found and named. Takes some minutes.
# Usage: scripts/check-log.sh [DAMAGED [FLIPS]]
set -euo pipefail
cd "$(dirname "$0")/.."
# The pure rooms read no environment while they run, so the number is built in.
export MAQUETTE_DAMAGED="${1:-5000000}" MAQUETTE_FLIPS="${2:-5000}"
cargo test --release --quiet -p maquette-planner --lib no_damage
cargo test --release --quiet -p maquette --lib a_flipped_bit

# A replay has no network to call: it runs where there is none, if this machine lets anybody take it away.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build --release --quiet -p maquette-cli
target/release/maquette design "Winter book swap, 9 December, 6pm, town library" --format 400x400 --candidates 4 --out "$work/out" > /dev/null 2>&1
if unshare --map-root-user --net true 2> /dev/null; then
    unshare --map-root-user --net target/release/maquette replay "$work/out"
else
    echo "skipped: the network cannot be taken away here"
fi
