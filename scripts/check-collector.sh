#!/usr/bin/env bash
# Sends the traces of runs that a model leads to a real collector, and compares what it holds with what the runs themselves say:
# spans and their parents, names and kinds, times, prompts, tokens, money. The collector is Phoenix, the Python package
# arize-phoenix; the model says what scripts/collector/model.py has it say. Both stay on loopback. Opt-in: it needs Python 3.11
# or later and the package registry, for some 850 MB.
# Usage: scripts/check-collector.sh [FOLDER]    FOLDER keeps what was installed
set -euo pipefail
cd "$(dirname "$0")/.."
installed="${1:-target/collector}"
mkdir -p "$installed"
if [ ! -x "$installed/venv/bin/python" ]; then
    "${CHECK_PYTHON:-python3}" -m venv "$installed/venv"
fi
"$installed/venv/bin/pip" --disable-pip-version-check install --quiet arize-phoenix==20.26.1
cargo build --release --quiet -p maquette-cli --features openai
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
PYTHONDONTWRITEBYTECODE=1 "$installed/venv/bin/python" scripts/collector/check.py target/release/maquette "$scratch"
