#!/usr/bin/env bash
# Looks at the option sets of the first briefs of a CSV file, three turns each, with the release build.
#
#   scripts/check-sets.sh BRIEFS.csv OUT [COUNT]
#
# Says of how many sets all options pass when they are scored anew, of how many every stated axis is one in which the
# documents differ, and how far apart options lie beside the three best by score; where the file has each brief in few
# words and in many, how good both come out, and who was asked. COUNT is 60 unless it is given.
set -euo pipefail
csv=$(realpath "${1:?name a CSV file of briefs}")
mkdir -p "${2:?name an output folder}"
out=$(realpath "$2")
count=${3:-60}
cd "$(dirname "$0")/.."
cargo build --release --quiet -p maquette-cli
exec python3 scripts/check_sets.py target/release/maquette "$csv" "$out" "$count"
