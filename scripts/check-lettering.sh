#!/usr/bin/env bash
# Whether a picture has writing in it, by our rule and by Tesseract, which reads: the pictures by which the rule is tested.
#
# usage: scripts/check-lettering.sh [COUNT]       so many of each of 14 kinds without writing, four times as many with it
#
# Opt-in: it needs tesseract with its English (tesseract-ocr) and python3; without tesseract nothing is checked. Some
# minutes. Tesseract has found writing where it read three letters or more with a confidence of 60 or more, as sparse text.
# Prints how often the two agree, by kind; fails when ours finds less than nine in ten of what is written, or takes more than
# one in twenty of the other pictures for writing.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
count=${1:-10}
if ! command -v tesseract >/dev/null; then
    echo "tesseract is not installed (tesseract-ocr), so nothing was checked"
    exit 0
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cargo run --quiet --release --manifest-path "$here/Cargo.toml" -p maquette-measure --example lettering -- \
    "$scratch" "$count" > "$scratch/told.jsonl"
PYTHONDONTWRITEBYTECODE=1 OMP_THREAD_LIMIT=1 python3 "$here/scripts/check_lettering.py" "$scratch"
