#!/usr/bin/env bash
# What a foreign tool's call costs in our sandbox and in Extism, side by side in one run: the same job, a box that is moved to a
# grid, in C for both. Ours also measures a process for each call and a process that stays.
#
# usage: scripts/peers/bench-sandbox.sh
#
# Opt-in: it needs Python 3.7 or later (CHECK_PYTHON=/path/to/it), clang with wasm-ld, and the first time the package registry,
# for what goes into target/peers. Figures are microseconds of wall time a call, of 5000 calls one after the other (200 where a
# process is started for each). To compare: `layout-c: in the sandbox`, whose instance is fresh for each call and limited, with
# `fresh for each call, limited`. Extism is led from Python; what that takes is the last line.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=scripts/peers/sandbox work=target/peers
package=extism-sys==1.41.0
mkdir -p "$work"

[ -x "$work/venv-sandbox/bin/python" ] || "${CHECK_PYTHON:-python3}" -m venv "$work/venv-sandbox"
# Alone: what it depends on is for its bindings, which are not used.
if [ "$(cat "$work/venv-sandbox/installed" 2>/dev/null)" != "$package" ]; then
    "$work/venv-sandbox/bin/pip" --quiet --disable-pip-version-check install --no-deps "$package"
    echo "$package" >"$work/venv-sandbox/installed"
fi
# As `maquette tool build` does it.
clang --target=wasm32 -Os -ffreestanding -nostdlib -Wall -Wl,--no-entry,--stack-first,-z,stack-size=65536,--strip-all \
    "$here/plugin.c" -o "$work/sandbox-plugin.wasm"

# Extism makes errors within calls that succeed, and drops them; where backtraces are asked for, those take 5 to 15 µs a call.
unset RUST_BACKTRACE RUST_LIB_BACKTRACE
cargo bench --quiet -p maquette-tests --bench sandbox
# Nothing that is compiled is kept in the user's folders.
EXTISM_CACHE_CONFIG='' "$work/venv-sandbox/bin/python" "$here/extism.py" "$work/sandbox-plugin.wasm"
