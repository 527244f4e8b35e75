#!/usr/bin/env bash
# Looks real brand marks (npm package simple-icons, CC0) up as people would: spelt wrong, cut short, by other names, by colour.
#
# usage: scripts/check-marks.sh [SEED…]
#
# Opt-in: it needs npm and, the first time, the package registry.
set -euo pipefail
house="$(cd "$(dirname "$0")/.." && pwd)"
place="$house/target/marks"
package=simple-icons@16.37.0

if [ ! -f "$place/package/data/simple-icons.json" ]; then
    mkdir -p "$place"
    (cd "$place" && tar xzf "$(npm pack --silent "$package")")
fi
cd "$house"
for seed in "${@:-1}"; do
    echo "seed $seed"
    MAQUETTE_SEED="$seed" MAQUETTE_MARKS="$place/package/data/simple-icons.json" \
        cargo test --workspace --test it marks -- --nocapture | grep recall@
done
