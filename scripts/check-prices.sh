#!/usr/bin/env bash
# Reads the price table that the field shares, as the Python package litellm carries it, and says what is not represented.
#
#   scripts/check-prices.sh
#
# Opt-in: it needs python3 with pip and the network, to fetch the package into a throw-away folder.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m pip download --quiet --no-deps --dest "$scratch" litellm
python3 - "$scratch" <<'PYTHON'
import pathlib, sys, zipfile
folder = pathlib.Path(sys.argv[1])
wheel = zipfile.ZipFile(next(folder.glob("*.whl")))
name = next(name for name in wheel.namelist() if "model_prices_and_context_window" in name)
(folder / "prices.json").write_bytes(wheel.read(name))
PYTHON
cd "$here/.."
MAQUETTE_PRICES="$scratch/prices.json" cargo test --quiet --package maquette-tools --lib shared_table -- --nocapture
