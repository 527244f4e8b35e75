#!/usr/bin/env bash
# Makes kits of real design systems, reads them, and makes a design with each, to be looked at.
#
# usage: scripts/check-kits.sh [OUT]      [default: target/kits]
#
# Opt-in; MAQUETTE_BINARY names a maquette that is built already. It needs npm and, the first time, the package registry. Nothing of the packages is kept but in OUT.
set -euo pipefail
house="$(cd "$(dirname "$0")/.." && pwd)"
out="${1:-$house/target/kits}"
mkdir -p "$out/packages" "$out/kits" "$out/designs"
out="$(cd "$out" && pwd)"

# A package with its version, the folder or file of it that is pointed at, and the least number of colours that it has.
kits=(
    "carbon|@carbon/themes@11.78.0|js/generated|200"
    "carbon-scss|@carbon/themes@11.78.0|scss/generated|200"
    "primer|@primer/primitives@11.10.0|dist/css|300"
    "open-props|open-props@1.7.23|open-props.tokens.json|100"
    "spectrum|@adobe/spectrum-tokens@15.4.1|src|200"
    "mozilla|@mozilla-protocol/tokens@7.0.0|dist|80"
    "govuk|govuk-frontend@6.6.0|dist/govuk/settings|40"
)

maquette="${MAQUETTE_BINARY:-}"
if [ -z "$maquette" ]; then
    cargo build --release --manifest-path "$house/Cargo.toml" --package maquette-cli
    maquette="${CARGO_TARGET_DIR:-$house/target}/release/maquette"
fi
for kit in "${kits[@]}"; do
    IFS='|' read -r name package inside least <<<"$kit"
    folder="$out/packages/${package//\//+}"
    if [ ! -d "$folder" ]; then
        mkdir "$folder.new"
        (cd "$folder.new" && tar xzf "$(npm pack --silent "$package" | tail -1)")
        mv "$folder.new" "$folder"
    fi
    rm -rf "$out/kits/$name" "$out/designs/$name"
    "$maquette" brand import "$folder/package/$inside" --out "$out/kits/$name" --name "$name" --json >"$out/kits/$name.json"
    colors="$("$maquette" brand check "$out/kits/$name" --json | grep -o '"colors":[0-9]*' | cut -d: -f2)"
    if [ "$colors" -lt "$least" ]; then
        echo "$name: $colors colours, of $least at least" >&2
        exit 1
    fi
    "$maquette" design "Open day, Saturday 14 March, 10am to 4pm, the boathouse. Come and look around." --brand "$out/kits/$name" \
        --format 1080x1080 --auto best --out "$out/designs/$name" >"$out/designs/$name.txt" 2>&1
    echo "$name: $colors colours, $out/designs/$name/final.png"
done
