#!/usr/bin/env bash
# Prints how fast `plumbline batch` goes through clips with 1, 2, ... jobs, and how much memory a job takes. For a person to look at on a
# quiet machine; no test calls it. Without a clip the bundled ones are taken; every clip is copied until there are eight.
#
#   scripts/bench-batch.sh [--model ID] [CLIP...]
#
# One job is one processor: the first row, and the one the others are compared with, is one job that is kept on one processor (taskset), as
# on a cluster with one processor a task. Free to use the second one, one job is a little faster, for FFmpeg decodes ahead there.
set -euo pipefail
model=(--model lifter)
if [ "${1:-}" = --model ]; then model=(--model "$2"); shift 2; fi
clips=()
for clip in "$@"; do clips+=("$(realpath -- "$clip")"); done
cd "$(dirname "$0")/.."
[ ${#clips[@]} -gt 0 ] || clips=(assets/demo-side.mp4 assets/demo-front.mp4 assets/demo-oblique.mp4)
program=${PLUMBLINE:-}
if [ -z "$program" ]; then cargo build --release --quiet --locked; program=target/release/plumbline; fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/clips"
for k in 1 2 3 4 5 6 7 8; do cp -- "${clips[$(((k - 1) % ${#clips[@]}))]}" "$work/clips/$k.mp4"; done

# Seconds of wall time and of processor time, and the greatest memory of a process in MB.
measure() { # name, command...
  local name=$1
  shift
  rm -rf "$work/out"
  python3 - "$name" "$work/row" "$@" --out "$work/out" --quiet <<'PY'
import os, resource, subprocess, sys, time
name, row, command = sys.argv[1], sys.argv[2], sys.argv[3:]
began = time.monotonic()
code = subprocess.call(command)
wall = time.monotonic() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
if code:
    sys.exit(f"{' '.join(command)}: ended with {code}")
busy = used.ru_utime + used.ru_stime
open(row, "w").write(f"{wall}\n")
print(f"{name:44} {wall:7.1f} s {8 * 3600 / wall:8.0f} clips an hour {busy:7.1f} s of processor {used.ru_maxrss / 1024:6.0f} MB", end="")
PY
  local wall
  wall=$(cat "$work/row")
  base=${base:-$wall}
  awk -v base="$base" -v wall="$wall" 'BEGIN { printf "   %.2f times\n", base / wall }'
}

printf '8 clips, %s processors, model %s\n' "$(nproc)" "${model[1]}"
measure "1 job, kept on one processor" taskset -c 0 "$program" batch "$work/clips" --jobs 1 "${model[@]}"
measure "1 job" "$program" batch "$work/clips" --jobs 1 "${model[@]}"
jobs=2
while [ "$jobs" -le "$(nproc)" ]; do
  measure "$jobs jobs" "$program" batch "$work/clips" --jobs "$jobs" "${model[@]}"
  jobs=$((jobs * 2))
done
