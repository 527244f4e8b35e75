#!/usr/bin/env bash
# A full disk ends with exit 1 and a sentence, and leaves no half-written result. Needs the right to mount (root).
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet -p maquette-cli
binary=$PWD/target/release/maquette
disk=$(mktemp -d)
trap 'umount "$disk" 2>/dev/null || true; rmdir "$disk"' EXIT
for size in 16k 64k 256k 512k 1m 2m 4m; do
    mount -t tmpfs -o "size=$size" tmpfs "$disk"
    code=0
    said=$("$binary" design "Bake sale on Friday 14 March at 3pm in the gym. Cupcakes 50 cents." --out "$disk/out" 2>&1 >/dev/null) || code=$?
    echo "$size: exit $code: $(tail -n 1 <<<"$said")"
    case $code in 0 | 1 | 2) ;; *) echo "unexpected exit code" && exit 1 ;; esac
    if grep -q panicked <<<"$said"; then echo "$said" && exit 1; fi
    if [ "$code" != 0 ]; then
        # Results are there whole or not at all: when only the report found no room, the run itself must replay.
        if [ -e "$disk/out/final.png" ]; then
            verdict=$("$binary" replay "$disk/out" 2>/dev/null)
            echo "$size: the design was delivered before the report found no room; replay says $verdict"
            [ "$verdict" = identical ] || exit 1
        else
            left=$(find "$disk/out" -maxdepth 1 -name 'final.*' 2>/dev/null || true)
            [ -z "$left" ] || { echo "half-written: $left" && exit 1; }
        fi
    fi
    umount "$disk"
done
echo "a full disk is survived at every size"
