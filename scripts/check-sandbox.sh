#!/usr/bin/env bash
# The sandbox at length: 200,000 damaged components, and the example guests over twenty briefs, the one in Rust too.
#
# usage: scripts/check-sandbox.sh [COMPONENTS]
#
# Opt-in: it takes some minutes. Guests are built with the clang, node and Rust that are here; what is not is named. With
# WASM_RUST=1 the Rust is the one of scripts/with-wasm-rust.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

MAQUETTE_DAMAGED_GUESTS="${1:-200000}" cargo test --release -p maquette-sandbox --test it damaged -- --nocapture
# Built first: the compiler for guests is not the one for tests.
cargo test -p maquette-tests --test it --no-run
tests="$(cargo test -p maquette-tests --test it --no-run --message-format json 2>/dev/null |
    sed -n 's/.*"executable":"\([^"]*\/it-[^"]*\)".*/\1/p' | tail -1)"
with=()
[ -z "${WASM_RUST:-}" ] || with=("$PWD/scripts/with-wasm-rust.sh")
cd tests && "${with[@]}" "$tests" guests::example --nocapture
