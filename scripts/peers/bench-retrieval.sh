#!/usr/bin/env bash
# What a question of a brand's assets costs in our index, in Qdrant's own engine (the Python package qdrant-edge-py, optimised and
# with an index for each facet) and in an exact scan by NumPy, side by side in one run over the same made-up assets.
#
# usage: scripts/peers/bench-retrieval.sh [QUESTIONS ["TENANTS ASSETS"...]]
#
# Opt-in: it needs Python 3.11 or later (CHECK_PYTHON=/path/to/it), some 2 GB of memory and of disk, half an hour, and
# the first time the package registry, for what goes into target/peers. A question is words with an embedding of 384 numbers, a
# filter and in one of five a colour. Times are microseconds: of wall time all runs count, of CPU time (of all threads) the least
# of three of each question. Ours has its plan and its reasons in it, which the engine does not give; NumPy compares embeddings
# alone, without a filter. QUESTIONS (default 500) is how many the peers are asked; ours is asked 2,000. What
# follows is how large their corpora are: tenants, and assets of each.
set -euo pipefail
export PYTHONDONTWRITEBYTECODE=1
cd "$(dirname "$0")/../.."
here=scripts/peers/retrieval work=target/peers requirements=scripts/parity/requirements.txt questions=${1:-500}
sizes=("${@:2}")
[ ${#sizes[@]} -gt 0 ] || sizes=("20 5000" "1 100000")
mkdir -p "$work"

[ -x "$work/venv-retrieval/bin/python" ] || "${CHECK_PYTHON:-python3}" -m venv "$work/venv-retrieval"
if ! cmp --silent "$requirements" "$work/venv-retrieval/requirements.txt"; then
    "$work/venv-retrieval/bin/pip" --quiet --disable-pip-version-check install --requirement "$requirements"
    cp "$requirements" "$work/venv-retrieval/"
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cargo bench --quiet -p maquette-retrieval --bench search
for size in "${sizes[@]}"; do
    mkdir "$scratch/corpus"
    # As the benchmark has it: dimensions, questions, seed.
    # shellcheck disable=SC2086 # two numbers
    cargo run --quiet --release -p maquette-retrieval --example corpus -- "$scratch/corpus" $size 384 "$questions" 1 hybrid
    # One thread for NumPy, as ours has one.
    OPENBLAS_NUM_THREADS=1 "$work/venv-retrieval/bin/python" "$here/peers.py" "$scratch/corpus" "$scratch"
    rm -rf "$scratch/corpus" "$scratch/engine"
done
