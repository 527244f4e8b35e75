#!/usr/bin/env bash
# Runs a command with a Rust that compiles for wasm32-unknown-unknown, on a Debian without rustup's target: its compiler for the
# web is unpacked beside the build, and `core` and `alloc` are compiled from source.
#
# usage: scripts/with-wasm-rust.sh target/debug/maquette tool build examples/tools/harmony-rs
#
# Opt-in: where `rustup target add wasm32-unknown-unknown` works, nobody needs it. It needs apt, dpkg, a Rust from rustup (whose
# linker it uses) and, the first time, the package registries, for 140 MB that go into target/wasm-rust.
set -euo pipefail
house="$(cd "$(dirname "$0")/.." && pwd)"
place="$house/target/wasm-rust"
version=1.96

if [ ! -x "$place/rustc" ]; then
    rm -rf "$place" && mkdir -p "$place/packages" "$place/root"
    packages=(rustc-web "libstd-rust-web-$version" libstd-rust-web-dev rust-web-src libllvm22)
    # Lists of packages that are old do not know these.
    (cd "$place/packages" && { apt-get download "${packages[@]}" || { apt-get update && apt-get download "${packages[@]}"; }; }) >&2
    # Unpacked, not installed: it would take the place of another Rust.
    for package in "$place"/packages/*.deb; do dpkg -x "$package" "$place/root"; done
    rm -r "$place/packages"
    printf '#!/bin/sh\nLD_LIBRARY_PATH=%s exec %s "$@"\n' \
        "'$place/root/usr/lib/x86_64-linux-gnu'" "'$place/root/usr/bin/rustc'" >"$place/rustc"
    chmod +x "$place/rustc"
fi
linker="$(find "$(rustc --print sysroot)/lib/rustlib" -name rust-lld -type f | head -1)"
source="$(find "$place/root/usr/src" -maxdepth 2 -name library -type d | head -1)"
export RUSTC="$place/rustc" RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=core,alloc
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$linker" __CARGO_TESTS_ONLY_SRC_ROOT="$source"
exec "$@"
