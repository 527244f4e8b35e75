#!/usr/bin/env bash
# Designs every brief of a CSV file with the release build and says what held.
#
#   scripts/check-briefs.sh BRIEFS.csv OUT [--brand DIR] [--format NAME]
#
# For each brief: exit 0 and three options; the delivered design passes every gate when it is scored again; the
# pictures of a set are at least 32 bits apart. Prints a line a brief that fails, then a summary.
set -euo pipefail
csv=$(realpath "${1:?name a CSV file of briefs}")
mkdir -p "${2:?name an output folder}"
out=$(realpath "$2")
shift 2
cd "$(dirname "$0")/.."
cargo build --release --quiet -p maquette-cli
exec python3 scripts/check_briefs.py target/release/maquette "$csv" "$out" "$@"
