#!/usr/bin/env bash
# Makes small encoders of texts and pictures, has Python say what they are worth (tokenizers, Pillow, the ONNX Runtime), and holds
# ours against it. Opt-in: it needs Python 3.11 or later and the package registry, for some 200 MB.
# Usage: scripts/check-encoders.sh [FOLDER]    FOLDER keeps what was installed and made
#        CHECK_ENGINES=ort,tract is what runs them [default: ort]; `tract` takes nine minutes of CPU time to build
set -euo pipefail
cd "$(dirname "$0")/.."
folder="${1:-target/judges}"
mkdir -p "$folder"
folder="$(realpath "$folder")"
if [ ! -x "$folder/venv/bin/python" ]; then
    "${CHECK_PYTHON:-python3}" -m venv "$folder/venv"
fi
"$folder/venv/bin/pip" --disable-pip-version-check install --quiet -r scripts/judges/requirements.txt
PYTHONDONTWRITEBYTECODE=1 "$folder/venv/bin/python" scripts/judges/encoders.py "$folder/encoders"
ORT_DYLIB_PATH=$("$folder/venv/bin/python" -c \
    'import onnxruntime, pathlib; print(next(pathlib.Path(onnxruntime.__file__).parent.glob("capi/*onnxruntime.*[0-9]*")))')
export ORT_DYLIB_PATH
MAQUETTE_ENCODERS="$folder/encoders" cargo run --quiet -p maquette-tools --no-default-features \
    --features "onnx-models,${CHECK_ENGINES:-ort}" --example encoders
