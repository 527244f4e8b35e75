#!/usr/bin/env bash
# What a round trip to a model costs beside the model, side by side in one run: our loop, three agent frameworks in Python and
# one in Rust. Each is led through twenty calls of the same tool by a server of ours that answers at once, whole and streamed.
#
# usage: scripts/peers/bench-model-loop.sh
#
# Opt-in: it needs Python 3.11 or later (CHECK_PYTHON=/path/to/it), a Rust that rig accepts (1.95), and the first time the
# package registries, for what goes into target/peers. Figures are microseconds of CPU time of the process a round trip, the
# least and the median of three times thirty loops; "bare" is the HTTP library below each, which posts the same bodies and
# reads the answers to their end, and "overhead" is the least less that. Ours is measured in memory, with its record synced to
# the disk, and with its record in a folder of memory. What is in Rust is built as it is shipped, with profile `dist`.
# CHECK_PORT (default 8094) is the server's.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=scripts/peers/model_loop work=target/peers address="127.0.0.1:${CHECK_PORT:-8094}"
mkdir -p "$work"

[ -x "$work/venv/bin/python" ] || "${CHECK_PYTHON:-python3}" -m venv "$work/venv"
if ! cmp --silent "$here/requirements.txt" "$work/venv/requirements.txt"; then
    "$work/venv/bin/pip" --quiet --disable-pip-version-check install --requirement "$here/requirements.txt"
    cp "$here/requirements.txt" "$work/venv/"
fi
# A copy, so that neither its lock file nor what is built of it lies among the sources.
mkdir -p "$work/rig"
cp -a "$here/rig/." "$work/rig/"
cargo build --profile dist --quiet --manifest-path "$work/rig/Cargo.toml" --target-dir "$work/rig/target"
cargo build --release --quiet -p maquette-tests --bin model-server
cargo bench --profile dist --quiet -p maquette-tests --bench model_loop --no-run

cargo run --release --quiet -p maquette-tests --bin model-server -- "$address" >"$work/model-server.log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
for _ in $(seq 100); do
    grep --quiet '^listening on ' "$work/model-server.log" && break || sleep 0.1
done
grep --quiet '^listening on ' "$work/model-server.log" || { cat "$work/model-server.log" >&2; exit 1; }

url="http://$address/v1"
echo "Microseconds of CPU a round trip"
printf '%-24s %-10s %-9s %8s %8s %8s %8s\n' peer version answers least median bare overhead
{
    # Ours prints the same fields as the peers: name, version, whole or streamed, least, median, bare.
    ours() { cargo bench --profile dist --quiet -p maquette-tests --bench model_loop -- --url "$url"; }
    ours
    # The same record where no disk has a part in it: what is left is our own.
    [ -d /dev/shm ] && TMPDIR=/dev/shm ours | sed -n 's/synced to disk/recorded in RAM/p'
    "$work/venv/bin/python" "$here/peers.py" "$url"
    "$work/rig/target/dist/maquette-peer-rig" "$url"
} | awk -F'\t' '
    NF == 6 { printf "%-24s %-10s %-9s %8.0f %8.0f %8.0f %8.0f\n", $1, $2, $3, $4, $5, $6, $4 - $6; fflush(); next }
    { print; fflush() }'
