#!/usr/bin/env bash
# Has Tesseract read what is written on pages and in pictures before they are shown.
# Usage: scripts/check-reading.sh [BRIEFS]    a file of briefs, one a line (those that stand here, else)
# Pages that say what is not shown are told from others; then designs of each brief are made with a reader, and it is counted how
# many are held for what is read on them although nothing of the kind is there. Fails where one in fifty is, or of a brief nothing is shown. Opt-in: it needs tesseract
# (tesseract-ocr) with its English; without it nothing is checked. Some minutes.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
briefs=${1:+$(realpath "$1")}
cd "$here"
if ! program=$(command -v tesseract); then
    echo "tesseract is not installed (tesseract-ocr), so nothing was checked"
    exit 0
fi
MAQUETTE_TESSERACT=$program cargo test --release --locked -p maquette-tools --lib -- --nocapture tesseract
cargo build --release --locked -p maquette-cli
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
if [ -z "$briefs" ]; then
    briefs=$scratch/briefs
    cat > "$briefs" <<'BRIEFS'
Poster for a plant sale, Saturday 9 May, 10 to 4, Mill Lane. Over 60 kinds of house plants.
Flyer for a chess club for beginners, Tuesdays at 7 pm, town library. First evening free.
Instagram post: new winter menu, leek soup £6, grilled trout £14. The Blue Anchor.
Invitation to the opening of an exhibition of prints, 5 October, 18:00, Dock Street 9.
We are hiring a night nurse. Apply to jobs@harbourclinic.example by 1 May.
BRIEFS
fi
made=0 held=0 failed=0
while IFS= read -r brief; do
    [ -n "$brief" ] || continue
    run=$scratch/run-$made made=$((made + 10))
    if ! "${CARGO_TARGET_DIR:-target}/release/maquette" design "$brief" --auto best --out "$run" --previews none --reader "$program" \
        > "$scratch/said" 2>&1 < /dev/null; then
        echo "nothing is shown: $brief"
        tail -n 2 "$scratch/said"
        failed=$((failed + 1))
        continue
    fi
    told=$(cat "$run"/options/turn-*/set.json | { grep -o 'What is written in the picture' || true; } | wc -l)
    held=$((held + told))
done < "$briefs"
echo "$held of about $made designs were held for what was read on them; of $failed briefs nothing was shown"
[ "$made" -gt 0 ] && [ "$failed" -eq 0 ] && [ $((held * 50)) -lt "$made" ]
