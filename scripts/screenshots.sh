#!/usr/bin/env bash
# Makes the README's pictures of the window anew, from the bundled clip on a display without a screen, into assets/screenshots.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh xvfb libgl1-mesa-dri
cargo test --locked --features inspection --test window -- --ignored pictures_for_the_readme
