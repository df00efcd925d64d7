#!/usr/bin/env bash
# Prints how fast `plumbline analyze` reads a clip: frames a second of the whole command (JSON only) for each installed model, beside
# bare decoding by ffmpeg and, where PLUMBLINE_MEDIAPIPE_PYTHON names a Python with mediapipe and opencv, beside MediaPipe's own pose
# (full, complexity 1). The best of three rounds each. For a person to look at on a quiet machine; no test calls it.
#
#   scripts/bench.sh VIDEO [MODEL...]
set -euo pipefail
if [ $# -lt 1 ]; then
  sed -n '2,6s/^# \{0,1\}//p' "$0"
  exit 2
fi
video=$(realpath "$1")
shift
cd "$(dirname "$0")/.."
cargo build --release --quiet
program=target/release/plumbline
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rounds=3

# Seconds of wall time and of processor time of a command, the round with the least wall time.
fastest() {
  for _ in $(seq "$rounds"); do
    { TIMEFORMAT='%R %U %S'; time "$@" >/dev/null 2>"$work/error"; } 2>&1 || { cat "$work/error" >&2; return 1; }
  done | awk '!n || $1 < wall { wall = $1; busy = $2 + $3; n = 1 } END { print wall, busy }'
}

row() { # name, seconds, processor seconds, frames
  awk -v name="$1" -v wall="$2" -v busy="$3" -v frames="$4" -v base="${base:-0}" 'BEGIN {
    printf "%-34s %8.1f frames/s %7.2f ms of processor a frame", name, frames / wall, 1000 * busy / frames
    if (base > 0) printf "   %.2f times MediaPipe", frames / wall / base
    print ""
  }'
}

models=("$@")
[ ${#models[@]} -gt 0 ] || models=(lifter)
"$program" analyze "$video" --model "${models[0]}" --quiet --recording "$work/recording.json" --json "$work/result.json" >/dev/null
frames=$(grep -o '"frames": *[0-9]*' "$work/recording.json" | head -1 | grep -o '[0-9]*$')
printf '%s frames, %s processors\n' "$frames" "$(nproc)"

base=0
if command -v ffmpeg >/dev/null; then
  read -r wall busy <<<"$(fastest ffmpeg -v error -nostdin -i "$video" -f null -)"
  row "ffmpeg, decoding only" "$wall" "$busy" "$frames"
fi
if [ -n "${PLUMBLINE_MEDIAPIPE_PYTHON:-}" ]; then
  cat >"$work/mediapipe_pose.py" <<'PY'
import sys
import time

import cv2
import mediapipe

clip = cv2.VideoCapture(sys.argv[1])
pose = mediapipe.solutions.pose.Pose(model_complexity=1)
began = time.monotonic()
while True:
    there, picture = clip.read()
    if not there:
        break
    pose.process(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
print(time.monotonic() - began)
PY
  # Only its loop counts, not the start of Python.
  wall=$(for _ in $(seq "$rounds"); do "$PLUMBLINE_MEDIAPIPE_PYTHON" "$work/mediapipe_pose.py" "$video" 2>"$work/error"; done |
    sort -g | head -1)
  base=$(awk -v frames="$frames" -v wall="$wall" 'BEGIN { print frames / wall }')
  printf '%-34s %8.1f frames/s\n' "MediaPipe pose, its loop only" "$base"
fi
for model in "${models[@]}"; do
  read -r wall busy <<<"$(fastest "$program" analyze "$video" --model "$model" --quiet --json "$work/result.json")"
  row "plumbline analyze, $model" "$wall" "$busy" "$frames"
done
