#!/usr/bin/env bash
# Designs with photographs of an image model: a server of the OpenAI dialect on loopback sends real photographs (those that come
# with scikit-image, from PyPI) after 2 to 8 seconds, four at a time. Says how many were asked for at a time, for how long a free
# place was not taken while a picture waited, and when the first and the last option could be seen.
#
#   scripts/check-images.sh OUT [BINARY]        BINARY is built with --features openai where none is named
set -euo pipefail
cd "$(dirname "$0")/.."
OUT="${1:?the folder for what is made}"
BINARY="${2:-}"
PORT="${PORT:-8731}"

if [ -z "$BINARY" ]; then
    cargo build --release -p maquette-cli --features openai
    BINARY="target/release/maquette"
fi
BINARY="$(realpath "$BINARY")"
mkdir -p "$OUT"
OUT="$(realpath "$OUT")"
VENV="${VENV:-$OUT/venv}"
[ -x "$VENV/bin/python" ] || { python3 -m venv "$VENV" && "$VENV/bin/pip" install -q scikit-image pillow; }
SERVER="$(realpath scripts/images/server.py)"

cd "$OUT"
cat > maquette.toml <<TOML
[images.studio]
kind = "openai"
base_url = "http://127.0.0.1:$PORT/v1"
usd = "0.002"
tiers = [{ what = "as it is", model = "camera", sizes = [[1024, 1024], [1024, 1536], [1536, 1024]] }]
stack = { running_max = 4, batch_running_max = 3 }
TOML
"$VENV/bin/python" "$SERVER" "$PORT" 4 2 8 > asked.jsonl &
trap 'kill %1 2>/dev/null || true' EXIT
for _ in $(seq 100); do curl -sf "http://127.0.0.1:$PORT/" > /dev/null && break; sleep 0.1; done

number=0
for brief in "Coffee morning at the village hall, Saturday 10am, free cake. Warm poster." \
    "Rocket day at the science museum, 4 July, 10am to 5pm. Bold poster for children."; do
    number=$((number + 1))
    "$BINARY" design "$brief" --images studio --budget 0.10 --candidates 10 --auto best --json --out "design-$number" |
        "$VENV/bin/python" -u -c 'import json, sys, time; [print(json.dumps({"ts": time.monotonic(), **json.loads(line)})) for line in sys.stdin]' > "events-$number.jsonl"
    curl -s "http://127.0.0.1:$PORT/" > "server-$number.json"
done
"$VENV/bin/python" - <<'PY'
import json
servers = [json.load(open(f"server-{number}.json")) for number in (1, 2)]
server = servers[-1]
print(f"{server['made']} photographs, {server['most_at_once']} at most at a time, {server['refused']} refused by the server")
late = sorted(gap for one in servers for gap in one["gaps_ms"])
print(f"a free place was taken after {late[len(late) // 2]:.1f} ms at the median, {late[-1]:.1f} ms at most ({len(late)} places)")
for number in (1, 2):
    events = [json.loads(line) for line in open(f"events-{number}.jsonl")]
    began = events[0]["ts"]
    made = [event["ts"] - began for event in events if event["event"] == "candidate.scored"]
    drawn = sum(event["event"] == "degraded" for event in events)
    print(f"design {number}: {len(made)} candidates, the first after {made[0]:.1f} s, the last after {made[-1]:.1f} s; {drawn} things done more simply")
PY
