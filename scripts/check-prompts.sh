#!/usr/bin/env bash
# Compares our loader of prompt files with the format's reference implementation (the npm package dotprompt): our own prompts by
# their examples, and cases that are hard to read. Needs Node and the package registry; stays on this machine otherwise.
# Usage: scripts/check-prompts.sh [FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."
work="${1:-target/prompts}"
mkdir -p "$work"
work="$(cd "$work" && pwd)"
if [ ! -d "$work/node_modules/dotprompt" ]; then
    (cd "$work" && npm init --yes >/dev/null && npm install --silent --no-fund --no-audit dotprompt@1.1.2)
fi
MAQUETTE_DOTPROMPT="$work/node_modules/dotprompt/dist/index.mjs" \
    cargo test --quiet -p maquette-prompts --test reference -- --nocapture
