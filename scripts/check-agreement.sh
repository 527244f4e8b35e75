#!/usr/bin/env bash
# The PNG, SVG and PDF of one design show the same picture: final.svg is drawn by librsvg and by Chromium, final.pdf by
# poppler, and each is compared with final.png by structural similarity (0.99 at least).
#
# usage: scripts/check-agreement.sh OUT...        output folders of `maquette design`
#
# Opt-in: it needs rsvg-convert (librsvg2-bin), pdftoppm (poppler-utils), python3 with numpy and pillow, and, where it is
# there, chromium. Prints a figure for each pair.
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: scripts/check-agreement.sh OUT..." >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
for tool in rsvg-convert pdftoppm "$python"; do
    command -v "$tool" >/dev/null || { echo "$tool is missing; see the head of this script" >&2; exit 2; }
done
"$python" -c "import numpy, PIL" || { echo "$python needs numpy and pillow; another is named with PYTHON=" >&2; exit 2; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
pairs=()
for out in "$@"; do
    name=$(basename "$out")
    read -r width height dpi bleed < <("$python" -c '
import json, sys
page = json.load(open(sys.argv[1]))["page"]
print(round(page["w"]), round(page["h"]), page["dpi"], page["bleed"])' "$out/design.json")
    rsvg-convert --output "$scratch/$name.rsvg.png" "$out/final.svg"
    pairs+=("$out/final.png" "$scratch/$name.rsvg.png")
    # The trimmed page of the PDF: poppler draws the whole sheet, from which the bleed is cut off between pixels.
    pdftoppm -r "$((dpi * 4))" -png -singlefile "$out/final.pdf" "$scratch/$name.sheet"
    "$python" - "$scratch/$name.sheet.png" "$scratch/$name.pdf.png" "$width" "$height" "$bleed" <<'PYTHON'
import sys
from PIL import Image

sheet, out, width, height, bleed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
image = Image.open(sheet).convert("RGB")
box = tuple(4 * x for x in (bleed, bleed, bleed + width, bleed + height))
image.resize((width, height), Image.Resampling.BOX, box=box).save(out)
PYTHON
    pairs+=("$out/final.png" "$scratch/$name.pdf.png")
    if command -v chromium >/dev/null; then
        # A browser window is at least some hundred px wide, so the picture is cut out of the shot.
        chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1 \
            --window-size="$((width + 600)),$((height + 300))" --screenshot="$scratch/$name.shot.png" \
            "file://$(realpath "$out/final.svg")" >/dev/null 2>&1
        "$python" -c '
import sys
from PIL import Image
Image.open(sys.argv[1]).crop((0, 0, int(sys.argv[3]), int(sys.argv[4]))).save(sys.argv[2])' \
            "$scratch/$name.shot.png" "$scratch/$name.chromium.png" "$width" "$height"
        pairs+=("$out/final.png" "$scratch/$name.chromium.png")
    fi
done
"$python" "$here/ssim.py" "${pairs[@]}" | sed "s#$scratch/##"

