#!/usr/bin/env bash
# Builds the program, analyses a clip and leaves the annotated video, the HTML report and the JSON in a folder.
# Usage: scripts/demo.sh [VIDEO]
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
video=$(realpath -- "${1:-$top/assets/demo-side.mp4}")
cd "$top"

scripts/setup.sh
echo "demo: building (a few minutes the first time)" >&2
cargo build --release --locked --quiet
plumbline=target/release/plumbline

if ! "$plumbline" models info blazepose-full >/dev/null 2>&1; then
  echo "demo: fetching the pose model BlazePose" >&2
  "$plumbline" models add blazepose --into models || echo "demo: not to be had here; going on with the program's own model" >&2
fi

mkdir -p demo
"$plumbline" analyze "$video" --out demo
