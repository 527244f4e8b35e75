#!/usr/bin/env bash
# Content credentials by somebody else's reader: a chain of certificates is made with OpenSSL, a design is written in every form with
# credentials, and the C2PA library for Python (from PyPI) says whether they hold, whose they are and what they say (not whether that is somebody to be trusted: the root is ours); then a byte of
# each file is changed, and it has to see that.
#
#   scripts/check-credentials.sh OUT [BINARY]        BINARY is built with --features c2pa where none is named
set -euo pipefail
cd "$(dirname "$0")/.."
OUT="${1:?the folder for what is made}"
BINARY="${2:-}"
ROOT="$PWD"

if [ -z "$BINARY" ]; then
    cargo build --release -p maquette-cli --features c2pa
    BINARY="target/release/maquette"
fi
BINARY="$(realpath "$BINARY")"
mkdir -p "$OUT"
OUT="$(realpath "$OUT")"
VENV="${VENV:-$OUT/venv}"
[ -x "$VENV/bin/python" ] || python3 -m venv "$VENV"
"$VENV/bin/python" -c 'import c2pa' 2> /dev/null || "$VENV/bin/pip" install -q c2pa-python

cd "$OUT"
# A root that nobody else trusts, and whoever it vouches for.
openssl ecparam -name prime256v1 -genkey -noout -out root.key 2> /dev/null
openssl req -x509 -new -key root.key -days 30 -subj "/O=Try/CN=Try root" -out root.pem \
    -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" 2> /dev/null
openssl ecparam -name prime256v1 -genkey -noout 2> /dev/null | openssl pkcs8 -topk8 -nocrypt -out key.pem
openssl req -new -key key.pem -subj "/O=Northlight/CN=Northlight studio" -out leaf.csr 2> /dev/null
cat > leaf.cnf <<'CNF'
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = emailProtection
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
CNF
openssl x509 -req -in leaf.csr -CA root.pem -CAkey root.key -CAcreateserial -days 20 -sha256 -extfile leaf.cnf -out leaf.pem 2> /dev/null
cat leaf.pem > chain.pem
printf '[credentials]\ncertificates = "chain.pem"\nkey = "key.pem"\n' > maquette.toml

"$BINARY" design "Open day at the workshop, Saturday 10am. Calm poster." --brand "$ROOT/examples/brands/northlight" --auto best --out run > /dev/null 2>&1
for ending in png jpg webp svg live.svg pdf; do
    "$BINARY" render run/design.json --out "poster.$ending" --credentials
done
"$BINARY" replay run
"$VENV/bin/python" - <<'PY'
import io
import json
import sys

import c2pa

media = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "svg": "image/svg+xml", "live.svg": "image/svg+xml", "pdf": "application/pdf"}


def read(ending, data):
    stream = io.BytesIO(data)
    if ending == "pdf":
        reader = c2pa.Reader(media[ending], stream, open("poster.pdf.c2pa", "rb").read())
    else:
        reader = c2pa.Reader(media[ending], stream)
    return json.loads(reader.json())


wrong = 0
for ending in media:
    data = open(f"poster.{ending}", "rb").read()
    said = read(ending, data)
    manifest = said["manifests"][said["active_manifest"]]
    parts = [part["title"] for part in manifest.get("ingredients", [])]
    kind = manifest["assertions"][0]["data"]["actions"][0]["digitalSourceType"].rsplit("/", 1)[-1]
    changed = bytearray(data)
    changed[len(changed) - 60] ^= 1
    try:
        seen = read(ending, bytes(changed))["validation_state"] == "Invalid"
    except c2pa.C2paError:
        seen = True
    sound = said["validation_state"] in ("Valid", "Trusted")
    wrong += not (sound and seen)
    print(f"{ending:9} {said['validation_state']:8} {manifest['signature_info']['issuer']}; {kind}; {', '.join(parts) or 'no parts'}; a changed byte is {'seen' if seen else 'NOT SEEN'}")
print(f"{wrong} of {len(media)} wrong")
sys.exit(wrong > 0)
PY
