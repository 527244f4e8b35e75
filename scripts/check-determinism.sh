#!/usr/bin/env bash
# The same brief and seed must give the same bytes in debug, in release, and built for this very CPU, with one worker
# thread or two. Builds three times, so it takes a while.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
brief="Night market: street food, vinyl, second-hand; 21 June, 6pm till late, Pier 4, free entry. Energetic."

# What the tests are built with, so that nothing is built twice.
cargo test --quiet --workspace --no-run
cargo build --quiet -p maquette-cli --release
RUSTFLAGS="-C target-cpu=native" cargo build --quiet -p maquette-cli --release --target-dir target/native
declare -A binaries=(
    [debug]=target/debug/maquette
    [release]=target/release/maquette
    [native]=target/native/release/maquette
)

for name in "${!binaries[@]}"; do
    for threads in 1 2; do
        "${binaries[$name]}" design "$brief" --seed 11 --threads "$threads" \
            --auto 1,best --out "$work/$name-$threads" >/dev/null 2>&1
        (cd "$work/$name-$threads" && sha256sum final.png final.svg final.live.svg final.pdf design.json) \
            >"$work/$name-$threads.sums"
        sed "s/^/$name, $threads threads: /" "$work/$name-$threads.sums"
    done
done
for sums in "$work"/*.sums; do
    cmp "$work/release-1.sums" "$sums"
done
# A run recorded by one build replays identically on another.
"${binaries[native]}" replay "$work/debug-2"
echo "identical everywhere"
