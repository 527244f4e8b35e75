#!/usr/bin/env bash
# Runs that are led by a real server and a model without any sense: llama.cpp's own, from the package llama-cpp-python, with a
# tiny model of random weights. All of it comes from the package registry and stays on this machine. Building the server takes
# some twenty minutes on two cores.
# Usage: scripts/check-model.sh BRIEFS.csv [COUNT [FOLDER]]
set -euo pipefail
cd "$(dirname "$0")/.."
briefs="$1" count="${2:-50}" work="${3:-target/model}"
mkdir -p "$work"
work="$(cd "$work" && pwd)"
if [ ! -x "$work/venv/bin/python" ]; then
    "${CHECK_PYTHON:-python3}" -m venv "$work/venv"
fi
if ! "$work/venv/bin/python" -c 'import llama_cpp.server, gguf' 2>/dev/null; then
    CMAKE_BUILD_PARALLEL_LEVEL=2 "$work/venv/bin/pip" install --quiet 'llama-cpp-python[server]' gguf numpy
fi
"$work/venv/bin/python" scripts/model/tiny_model.py "$work/tiny.gguf"
cargo build --release --quiet -p maquette-cli --features openai

port="${CHECK_PORT:-8093}"
"$work/venv/bin/python" -m llama_cpp.server --model "$work/tiny.gguf" --model_alias tiny --n_ctx 32768 \
    --chat_format chatml-function-calling --host 127.0.0.1 --port "$port" >"$work/server.log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
for _ in $(seq 120); do
    "$work/venv/bin/python" - "$port" <<'P' && break || sleep 0.5
import sys, urllib.request
urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/v1/models", timeout=2)
P
done 2>/dev/null
"$work/venv/bin/python" scripts/model/runs.py target/release/maquette "http://127.0.0.1:$port/v1" tiny "$work/runs" "$briefs" "$count"
