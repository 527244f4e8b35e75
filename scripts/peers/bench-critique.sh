#!/usr/bin/env bash
# What the critique of a candidate of 1080 × 1080 costs in ours and by the same rules in Python (NumPy, OpenCV,
# scikit-image, the reference of PDQ), side by side in one run over the same pages, and how far the values are apart.
#
# usage: scripts/peers/bench-critique.sh [CANDIDATES [RUNS]]
#
# Opt-in: it needs Python 3.11 or later (CHECK_PYTHON=/path/to/it), some minutes, and the first time the package
# registry, for what goes into target/peers. Times are milliseconds of CPU time, one thread: the median of RUNS (default 20)
# on each page, of those the median. CANDIDATES (default 11) is how many are made; each is judged as it was made and damaged in
# one of twelve ways, so that rules have something to find. The peer is given what it cannot make: the page drawn with
# and without its text, the boxes of lines and whether they overflow, the ink of each run; the ink ours draws itself, within
# its rule's time. Drawing the pages is ours alone, so it is told apart.
set -euo pipefail
export PYTHONDONTWRITEBYTECODE=1
cd "$(dirname "$0")/../.."
here=scripts/peers/critique work=target/peers candidates=${1:-11} runs=${2:-20}
requirements=$here/requirements.txt
mkdir -p "$work"

[ -x "$work/venv-critique/bin/python" ] || "${CHECK_PYTHON:-python3}" -m venv "$work/venv-critique"
if ! cmp --silent "$requirements" "$work/venv-critique/requirements.txt"; then
    "$work/venv-critique/bin/pip" --quiet --disable-pip-version-check install --requirement "$requirements"
    cp "$requirements" "$work/venv-critique/"
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cargo run --quiet --release -p maquette-compose --example critiques -- "$scratch" "$candidates" "$runs"
# One thread for NumPy and OpenCV, as ours has one.
OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 "$work/venv-critique/bin/python" "$here/bench.py" "$scratch" "$runs"
