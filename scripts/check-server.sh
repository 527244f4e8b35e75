#!/usr/bin/env bash
# Serves events to two clients, one of which hangs up half-way: its run must stop at once.
# Needs curl. Usage: scripts/check-server.sh
set -euo pipefail
cd "$(dirname "$0")/.."
address=127.0.0.1:8077
cargo build --quiet --release -p maquette-examples --example server
target/release/examples/server "$address" &
server=$!
trap 'kill $server' EXIT
until curl --silent --fail "$address/idle" >/dev/null; do sleep 0.1; done
all=$(curl --silent "$address/idle")

whole=$(curl --silent --no-buffer -H 'x-tenant: acme' "$address/designs?brief=A+poster+for+the+winter+book+swap")
grep --quiet '"event":"run.completed"' <<<"$whole" || { echo "a client that stays has no design"; exit 1; }
echo "$(grep --count '^data:' <<<"$whole") events for a client that stays"

refused=$(curl --silent --output /dev/null --write-out '%{http_code}' -H 'x-tenant: ../acme' "$address/designs?brief=A+poster")
[ "$refused" = 400 ] || { echo "a tenant named ../acme was answered $refused"; exit 1; }

curl --silent --no-buffer --max-time 0.4 -H 'x-tenant: globex' "$address/designs?brief=A+poster+for+the+summer+fair" >/dev/null || true
left=$(date +%s%N)
until [ "$(curl --silent "$address/idle")" = "$all" ]; do
    [ $(( $(date +%s%N) - left )) -lt 5000000000 ] || { echo "work goes on for a client that hung up"; exit 1; }
done
echo "idle $(( ($(date +%s%N) - left) / 1000000 )) ms after a client hung up"
