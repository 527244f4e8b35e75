#!/usr/bin/env bash
# What a picture costs, side by side in one run: our render from design.json to PNG, `resvg` alone on the same SVG, and
# headless Chromium, one process that loads the same SVG and takes a screenshot, again and again.
#
# usage: scripts/peers/bench-chromium.sh OUT...        output folders of `maquette design`
#
# Opt-in: it needs node, npm and chromium (or CHROMIUM=/path/to/it). The first time, npm fetches puppeteer-core, which
# brings no browser of its own, into target/peers. ROUNDS (default 20) is how often each picture is drawn.
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: scripts/peers/bench-chromium.sh OUT..." >&2; exit 2; }
here=$(cd "$(dirname "$0")/../.." && pwd)
rounds=${ROUNDS:-20}
browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || true)}
[ -n "$browser" ] || { echo "there is no chromium; install it, or name it with CHROMIUM=" >&2; exit 2; }
outs=()
for out in "$@"; do outs+=("$(realpath "$out")"); done
mkdir -p "$here/target/peers"
cp "$here/scripts/peers/chromium.mjs" "$here/target/peers/"
[ -d "$here/target/peers/node_modules/puppeteer-core" ] ||
    npm install --silent --no-audit --no-fund --prefix "$here/target/peers" puppeteer-core@24 >/dev/null

printf '%-14s %-40s %10s %12s\n' renderer picture ms/picture pictures/s
show() { awk -F'\t' '{ printf "%-14s %-40s %10.1f %12.1f\n", $1, $2, $3, 1000 / $3 }'; }
cargo bench --quiet --manifest-path "$here/Cargo.toml" -p maquette-tests --bench peers -- "$rounds" "${outs[@]}" | show
node "$here/target/peers/chromium.mjs" "$browser" "$rounds" "${outs[@]}" | show
