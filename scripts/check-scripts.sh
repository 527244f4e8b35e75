#!/usr/bin/env bash
# Sets sample lines in eight scripts and compares order, shaping and advances with HarfBuzz, and line breaks with the
# rules of each script. Fetches fonts through npm and HarfBuzz through pip, so it needs a network; nothing else does.
#
#   scripts/check-scripts.sh [OUT]
#
# Pictures of the samples and the set lines are left in OUT (a temporary folder when none is named).
set -euo pipefail
out=${1:-$(mktemp -d)}
mkdir -p "$out"
out=$(realpath "$out")
cd "$(dirname "$0")/.."
cargo build --release --quiet -p maquette-cli
cargo build --release --quiet -p maquette-examples --example typeset
[ -e "$out/fonts/fonts.lock.json" ] || target/release/maquette fonts add --fonts "$out/fonts" \
    noto-sans noto-sans-arabic noto-sans-hebrew noto-sans-devanagari noto-sans-thai noto-sans-jp noto-sans-sc
[ -e "$out/python" ] || python3 -m venv "$out/python"
"$out/python/bin/pip" --quiet --disable-pip-version-check install fonttools brotli uharfbuzz
exec "$out/python/bin/python" scripts/check_scripts.py target/release/examples/typeset "$out"
