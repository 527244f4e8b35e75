#!/usr/bin/env bash
# Has a real ComfyUI server make pictures of noise, without any weights, and holds them against what is claimed of them: the same
# seed has the same pixels over the socket, by asking now and then and out of the cache; nothing of the workflow is in the files;
# what nobody waits for is taken back; pictures that are brought to it are cut out, painted on and blended, and developed for a
# design with their mask.
#
#   COMFYUI_URL=http://127.0.0.1:8188 scripts/check-comfyui.sh
#
# With COMFYUI_CHECKPOINT, the name of a checkpoint of the shape of Stable Diffusion 1.5 which the server has, it paints too: every
# step is told once, what runs is interrupted and what waits is dropped. With COMFYUI_RESTART, a command that restarts the server
# and ends when it is there again, what it loses in that is held against what is claimed as well.
#
# Opt-in: it needs a server of that address (its own nodes are enough), and COMFYUI_KEY where that wants a key. It leaves pictures
# named maquette_… in the server's output folder.
set -euo pipefail
: "${COMFYUI_URL:?names the server, such as http://127.0.0.1:8188}"
export COMFYUI_URL
cd "$(dirname "$0")/.."
cargo test --quiet --package maquette-tools --features comfyui --lib -- comfy::tests::engine comfy::tests::edits_engine \
    --nocapture --test-threads 1
