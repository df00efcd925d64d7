#!/usr/bin/env bash
# Prints the figures of the window that issue after issue asks for, on a quiet machine: how soon a frame is seen after it is asked for in a
# clip of ten minutes, how long the window's frames take, and how much memory clips of 2 and 10 minutes need. Everything is built for
# release; clips are made by ffmpeg from the bundled one. No test calls it.
#
#   scripts/figures.sh [VIDEO]      VIDEO: another clip for the seeks
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
clip=assets/demo-side.mp4
# As the bundled clip is (a key frame every 250 frames), and as phones film: 1080 lines, a key frame a second.
ffmpeg -v error -stream_loop 47 -i "$clip" -c copy "$work/rare-keys.mp4"
ffmpeg -v error -i "$clip" -vf scale=1080:-2 -c:v libx264 -preset veryfast -b:v 12M -g 30 -bf 0 "$work/one.mp4"
ffmpeg -v error -stream_loop 47 -i "$work/one.mp4" -c copy "$work/phone.mp4"
for film in "$work/rare-keys.mp4" "$work/phone.mp4" "$@"; do
  printf '== %s\n' "$(basename "$film")"
  cargo bench --quiet --bench seek -- "$film" 60
done
printf '== the window\n'
cargo test --release --quiet --features inspection --test window -- --ignored --nocapture figures_of
