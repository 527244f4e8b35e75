#!/usr/bin/env bash
# Compares our PDQ with the Python package `pdqhash` (the reference implementation) on pictures.
#
# usage: scripts/check-pdq.sh PICTURE.png...
#
# Opt-in: it needs python3 and, the first time, the network, to install pdqhash, numpy and pillow into a throw-away
# environment. Prints the distance of each picture; fails when one of quality 80 or more is over 10 bits away.
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: scripts/check-pdq.sh PICTURE.png..." >&2; exit 2; }
here=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/python"
"$scratch/python/bin/pip" --quiet install pdqhash==0.2.8 numpy pillow
cargo build --quiet --manifest-path "$here/Cargo.toml" -p maquette-measure --example pdq
ours=$(cargo metadata --no-deps --format-version 1 --manifest-path "$here/Cargo.toml" |
  python3 -c 'import json,sys; print(json.load(sys.stdin)["target_directory"])')/debug/examples/pdq
"$scratch/python/bin/python" - "$ours" "$@" <<'PYTHON'
import subprocess, sys
import numpy, pdqhash
from PIL import Image

ours, pictures = sys.argv[1], sys.argv[2:]
failed = False
for picture in pictures:
    image = Image.open(picture).convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    pixels = numpy.asarray(Image.alpha_composite(white, image).convert("RGB"))
    bits, quality = pdqhash.compute(numpy.ascontiguousarray(pixels))
    want = int.from_bytes(numpy.packbits(bits.astype(numpy.uint8)).tobytes(), "big")
    got, our_quality = subprocess.run([ours, picture], check=True, capture_output=True, text=True).stdout.split()
    distance = bin(want ^ int(got, 16)).count("1")
    print(f"{picture}: {distance} bits, quality {quality} (ours {our_quality})")
    failed |= quality >= 80 and distance > 10
sys.exit(1 if failed else 0)
PYTHON
