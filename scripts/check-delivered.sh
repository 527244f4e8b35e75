#!/usr/bin/env bash
# Checks delivered designs with none of our code: everything is measured anew from the files that were written.
#
#   scripts/check-delivered.sh OUTS [--brand DIR] [--labels FILE.jsonl] [--options] [--json FILE] [--quiet]
#   scripts/check-delivered.sh --self-test
#
# OUTS holds one output folder a brief, as check-briefs.sh leaves them. For each delivered design (with --options for
# each option): glyphs inside their boxes and the page by true outlines, WCAG contrast over what librsvg draws behind
# them, fills within CIEDE2000 2 of the kit, marks undistorted with their clear space, required copy (where labelled),
# the smallest type, and options 32 bits of PDQ apart, mirrored ones too. Prints what fails, then counts.
#
# Opt-in: it needs python3 (3.11 or later) and the network, to install numpy, Pillow, fonttools, coloraide, pdqhash and
# pyvips with its libraries into a throw-away environment; CHECK_PYTHON names a python that has them already.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [ -z "${CHECK_PYTHON:-}" ]; then
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  python3 -m venv "$scratch/python"
  "$scratch/python/bin/pip" --quiet install 'numpy>=2,<3' 'pillow>=11' 'fonttools>=4.55,<5' 'coloraide>=4' \
    pdqhash==0.2.8 'pyvips>=2.2.3' 'pyvips-binary>=8.16'
  CHECK_PYTHON=$scratch/python/bin/python
fi
# One process a core draws and counts; threads inside them would only wait for each other.
export PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 VIPS_CONCURRENCY=1
program=()
for word in "$@"; do
  if [ "$word" = --options ]; then
    cargo build --release --quiet --manifest-path "$here/../Cargo.toml" -p maquette-cli
    built=$(cargo metadata --no-deps --format-version 1 --manifest-path "$here/../Cargo.toml" |
      python3 -c 'import json,sys; print(json.load(sys.stdin)["target_directory"])')
    program=(--maquette "$built/release/maquette")
  fi
done
"$CHECK_PYTHON" "$here/check_delivered.py" "$@" ${program[@]+"${program[@]}"}
