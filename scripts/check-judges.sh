#!/usr/bin/env bash
# Makes three small models, judges over them and pictures, has Python say what they are worth (Pillow, NumPy, the ONNX Runtime), and
# holds ours against it: by `tract`, and by the ONNX Runtime that the Python package brings. Opt-in: it needs Python 3.11 or later
# and the package registry, for some 200 MB.
# Usage: scripts/check-judges.sh [FOLDER]    FOLDER keeps what was installed and made
#
# What the tests are pinned to is written anew by: FOLDER/venv/bin/python scripts/judges/make.py fixture tools/learned/fixtures
set -euo pipefail
cd "$(dirname "$0")/.."
folder="${1:-target/judges}"
mkdir -p "$folder"
folder="$(realpath "$folder")"
if [ ! -x "$folder/venv/bin/python" ]; then
    "${CHECK_PYTHON:-python3}" -m venv "$folder/venv"
fi
"$folder/venv/bin/pip" --disable-pip-version-check install --quiet -r scripts/judges/requirements.txt
PYTHONDONTWRITEBYTECODE=1 "$folder/venv/bin/python" scripts/judges/make.py folder "$folder/made"
library=$("$folder/venv/bin/python" -c \
    'import onnxruntime, pathlib; print(next(pathlib.Path(onnxruntime.__file__).parent.glob("capi/*onnxruntime.*[0-9]*"), ""))')
features=tract
if [ -n "$library" ]; then
    features=tract,ort
    export ORT_DYLIB_PATH="$library"
fi
MAQUETTE_JUDGES="$folder/made" cargo run --quiet -p maquette-learned --features "$features" --example compare
