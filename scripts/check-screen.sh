#!/usr/bin/env bash
# Trains the screen of texts anew and fails unless the weights are those that are in the tree. A CSV file of ordinary texts, where one
# is named, is screened by them: it says how many of each column are held.
# Usage: scripts/check-screen.sh [ORDINARY.csv ...]    it takes about a minute
#
# Where texts or phrases changed, scripts/make-screen.sh makes all anew; where constants alone did, the weights are written by:
# cargo run --release -p maquette-safety --example train_screen
set -euo pipefail
. "$(dirname "$0")/files.sh"
cargo run --quiet --release -p maquette-safety --example train_screen -- --check ${files[@]+"${files[@]}"}
