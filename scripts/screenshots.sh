#!/usr/bin/env bash
# Makes the README's pictures of the window anew, from the bundled clip on a display without a screen, into assets/screenshots. ImageMagick
# makes them small: 96 colours are enough for a window.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh xvfb libgl1-mesa-dri imagemagick
cargo test --locked --features inspection --test window -- --ignored pictures_for_the_readme
for picture in assets/screenshots/*.png; do
  convert "$picture" -strip +dither -colors 96 -define png:compression-level=9 "PNG8:$picture"
done
