#!/usr/bin/env bash
# Tunes a sentence encoder on most of the texts that the screen learns from, and writes what the moderator of words adds to it
# (tools/toolbox/data/text_moderator.*). Thresholds stay as they are in the tree; docs/decisions/0024 says how they were set.
# Usage: scripts/make-text-moderator.sh [FILE.jsonl ...]   says how well unknown texts are told apart, {"text": "...", "unsafe": true}
# Opt-in: it needs pip, the package registry (3 GB with PyTorch), 5 GB of memory and some 20 minutes.
set -euo pipefail
. "$(dirname "$0")/files.sh"
. scripts/text_moderator/encoder.sh
venv=target/text-moderator/venv
[ -x "$venv/bin/python" ] || "${CHECK_PYTHON:-python3}" -m venv "$venv"
"$venv/bin/pip" --disable-pip-version-check install --quiet -r scripts/text_moderator/requirements.txt
PYTHONDONTWRITEBYTECODE=1 "$venv/bin/python" scripts/text_moderator/train.py "$encoder" tools/toolbox/data --measure ${files[@]+"${files[@]}"}
