#!/usr/bin/env bash
# The run report in a real browser: no request, no error, search, keyboard, phone width, light and dark, a divergence shown.
# Needs a Chromium on the machine (CHROMIUM names another than the usual ones); installs its driver into a temporary folder.
# Usage: scripts/check-report.sh [FOLDER]    FOLDER keeps the run and the screenshots
set -euo pipefail
cd "$(dirname "$0")/.."
chromium="${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}"
if [ -z "$chromium" ]; then
    echo "skipped: there is no Chromium here; name one with CHROMIUM"
    exit 0
fi
work="${1:-$(mktemp -d)}"
mkdir -p "$work"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet playwright
cargo build --quiet --release -p maquette-cli
rm -rf "$work/out"
"$work/venv/bin/python" scripts/check_report.py target/release/maquette "$work" "$chromium"
