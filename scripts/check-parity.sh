#!/usr/bin/env bash
# Asks our index and Qdrant's own engine (the Python package qdrant-edge-py) the same questions about the same made-up assets, and
# compares the ten best of each.
#
# usage: scripts/check-parity.sh [--pin]
#
# Opt-in: it needs Python 3.11 or later (CHECK_PYTHON=/path/to/it) and the package registry, for a throw-away environment. Fails
# where less than 98 % are the same in any kind of question. With --pin the engine's answers are written to
# tools/retrieval/tests/parity.json, which `cargo test -p maquette-retrieval` compares ours with.
set -euo pipefail
export PYTHONDONTWRITEBYTECODE=1
cd "$(dirname "$0")/.."
here=scripts/parity pin=tools/retrieval/tests/parity.json
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"${CHECK_PYTHON:-python3}" -m venv "$scratch/python"
"$scratch/python/bin/pip" --quiet --disable-pip-version-check install --requirement "$here/requirements.txt"
mkdir "$scratch/corpus"
# Tenants, assets of each, dimensions, questions, seed: the same as in tools/retrieval/tests/parity.rs.
cargo run --quiet -p maquette-retrieval --example corpus -- "$scratch/corpus" 4 750 64 300 1
[ "${1:-}" = --pin ] || pin=
"$scratch/python/bin/python" "$here/check_parity.py" "$scratch/corpus" "$scratch" ${pin:+"$pin"}
