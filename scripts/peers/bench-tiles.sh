#!/usr/bin/env bash
# What one decision about the tiles of a frame costs with our counting, our histogram, a selection and a sort in Rust,
# and with NumPy, side by side in one run over the same tiles; both come to the same decisions, or the run fails.
#
# usage: scripts/peers/bench-tiles.sh
#
# Opt-in: it needs Python 3.11 or later (CHECK_PYTHON=/path/to/it), some minutes, and the first time the package
# registry, for what goes into target/peers. Times are microseconds: the least and the median of runs of some 50 µs
# each, one thread.
set -euo pipefail
export PYTHONDONTWRITEBYTECODE=1
cd "$(dirname "$0")/../.."
work=target/peers requirements=scripts/parity/requirements.txt
mkdir -p "$work"

[ -x "$work/venv-tiles/bin/python" ] || "${CHECK_PYTHON:-python3}" -m venv "$work/venv-tiles"
if ! cmp --silent "$requirements" "$work/venv-tiles/requirements.txt"; then
    "$work/venv-tiles/bin/pip" --quiet --disable-pip-version-check install --constraint "$requirements" numpy
    cp "$requirements" "$work/venv-tiles/"
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The table alone: no benchmark has the name that the harness is to measure again.
cargo bench --quiet -p maquette-safety --bench tiles -- none-but-the-table | tee "$scratch/ours"
OPENBLAS_NUM_THREADS=1 "$work/venv-tiles/bin/python" scripts/peers/tiles.py | tee "$scratch/theirs"
diff <(grep ^decided "$scratch/ours") <(grep ^decided "$scratch/theirs")
echo "the same decisions"
