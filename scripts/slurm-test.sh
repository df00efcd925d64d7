#!/usr/bin/env bash
# Proves deploy/slurm/plumbline-array.sbatch on a real Slurm of one machine: one slurmctld, two slurmd as two nodes. An array of shards is
# begun; one node dies (its slurmd, its step and its tasks are killed) and its task is requeued by Slurm on the node that is left; another
# task is requeued by hand while it runs. At the end the shards are put together and must be one batch without shards, byte for byte.
#
#   scripts/slurm-test.sh [CLIP [COPIES]]       (or `make slurm-test`: six copies of the bundled clip)
#
# Needs Debian's packages slurmctld and slurmd (and slurm-client); it installs nothing and runs nothing as a service: everything lies in a
# temporary folder and belongs to the user who calls it, and nobody's own Slurm is touched. PLUMBLINE names the program.
set -euo pipefail
clip=$(realpath -- "${1:-$(dirname "$0")/../assets/demo-side.mp4}")
copies=${2:-6}
cd "$(dirname "$0")/.."
for tool in slurmctld slurmd sbatch scontrol squeue; do
  command -v "$tool" >/dev/null || { echo "slurm-test: $tool is missing: apt-get install slurmctld slurmd slurm-client" >&2; exit 2; }
done
program=${PLUMBLINE:-}
if [ -z "$program" ]; then cargo build --release --quiet --locked; program=target/release/plumbline; fi
program=$(realpath "$program")
work=$(mktemp -d)
started=()

say() { printf 'slurm-test: %s\n' "$*"; }
fail() {
  say "FAILED: $*"
  for log in "$work"/*.log; do printf '==> %s\n' "$log"; tail -25 "$log"; done
  exit 1
}
# All below a process, deepest last; only what Slurm started for us is ever named here.
below() { local child; echo "$1"; for child in $(pgrep -P "$1" || true); do below "$child"; done; }
end() {
  scancel --user "$(id -un)" >/dev/null 2>&1 || true
  sleep 1
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  for _ in $(seq 20); do [ -z "$(jobs -pr)" ] && break; sleep 0.5; done
  for pid in "${started[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  [ -n "${KEEP:-}" ] && { echo "kept: $work"; return; }
  rm -rf "$work"
}
trap end EXIT

port=$((20000 + $$ % 20000))
host=$(hostname -s)
memory=$(slurmd -C | sed -n 's/.*RealMemory=\([0-9]*\).*/\1/p')
mkdir -p "$work"/state "$work"/spool-n1 "$work"/spool-n2
cat >"$work/slurm.conf" <<CONF
ClusterName=trial
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/none
CredType=cred/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd-%n.pid
SlurmdSpoolDir=$work/spool-%n
StateSaveLocation=$work/state
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd-%n.log
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SlurmdTimeout=15
SlurmctldTimeout=30
MinJobAge=3600
JobRequeue=1
SchedulerParameters=sched_interval=5,bf_interval=5,requeue_delay=1
PropagateResourceLimits=NONE
NodeName=n[1-2] NodeHostname=$host NodeAddr=127.0.0.1 Port=[$((port + 1))-$((port + 2))] CPUs=1 RealMemory=$((memory / 2)) State=UNKNOWN
PartitionName=trial Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$work/slurm.conf
unset "${!SLURM_JOB@}" "${!SLURM_ARRAY@}" 2>/dev/null || true

node() { slurmd -D -N "$1" >"$work/slurmd-$1.out.log" 2>&1 & started+=($!); eval "$1=$!"; }
slurmctld -D -i >"$work/slurmctld.out.log" 2>&1 & started+=($!)
node n1
node n2
for _ in $(seq 60); do
  [ "$(sinfo -h -t idle -o %D 2>/dev/null || true)" = 2 ] && break
  sleep 1
done
[ "$(sinfo -h -t idle -o %D)" = 2 ] || fail "the two nodes did not come up: $(sinfo 2>&1)"
say "$(slurmctld -V): two nodes are up"

mkdir "$work/clips"
case $clip in *.recording.json) ending=.recording.json ;; *) ending=.mp4 ;; esac
for k in $(seq "$copies"); do
  mkdir -p "$work/clips/athlete $((k % 2))"
  cp -- "$clip" "$work/clips/athlete $((k % 2))/set $k$ending"
done
: >"$work/clips/athlete 1/empty$ending"
model=(--model lifter)
whole=0
"$program" batch "$work/clips" --out "$work/whole" --jobs 2 --quiet "${model[@]}" 2>"$work/whole.log" || whole=$?
[ $whole -eq 3 ] || fail "the whole batch ended with $whole"

export PLUMBLINE=$program
job=$(sbatch --parsable --array=1-3 --cpus-per-task=1 --mem-per-cpu=0 --output="$work/task-%a.log" \
  deploy/slurm/plumbline-array.sbatch "$work/clips" "$work/results" "${model[@]}")
say "the array $job is begun"
state() { scontrol show job "${job}_$1" 2>/dev/null | sed -n 's/.*JobState=\([A-Z]*\).*/\1/p' | head -1; }
field() { scontrol show job "${job}_$1" 2>/dev/null | sed -n "s/.*\\b$2=\\([^ ]*\\).*/\\1/p" | head -1; }
for _ in $(seq 100); do
  [ -n "$(find "$work"/results/shard-*/done -name 'set *.json' 2>/dev/null | head -1)" ] && break
  sleep 0.2
done

# The node of a running task dies with all that runs on it.
dying=""
for task in 1 2 3; do
  if [ "$(state $task)" = RUNNING ] && [ "$(field $task BatchHost)" = n1 ]; then dying=$task; fi
done
[ -n "$dying" ] || fail "no task runs on n1: $(squeue)"
# What runs there is found by the copy of the script in the node's own folder; its parent is Slurm's step.
victims=""
for script in $(pgrep -f "$work/spool-n1/job" || true); do victims="$victims $(ps -o ppid= -p "$script") $(below "$script")"; done
victims=$(for pid in $victims; do [ "$pid" -gt 1 ] && [ "$pid" != "$n1" ] && echo "$pid"; done || true)
[ -n "$victims" ] || fail "nothing of task $dying was found on n1"
kill -9 "$n1" $victims 2>/dev/null || true
say "the node n1 died with the task $dying"

# A task that runs on the other node is requeued by hand.
again=""
for _ in $(seq 100); do
  for task in 1 2 3; do
    if [ "$task" != "$dying" ] && [ "$(state $task)" = RUNNING ]; then again=$task; fi
  done
  [ -n "$again" ] && break
  sleep 0.2
done
[ -n "$again" ] || fail "no other task runs: $(squeue)"
scontrol requeue "${job}_$again"
say "the task $again is requeued by hand"

down=""
for _ in $(seq 120); do
  down=$(sinfo -h -n n1 -o %T | head -1)
  case $down in down*) break ;; esac
  sleep 1
done
case $down in down*) say "Slurm took n1 for down" ;; *) fail "Slurm did not notice that n1 died: $down" ;; esac
for _ in $(seq 600); do
  left=0
  for task in 1 2 3; do [ "$(state $task)" = COMPLETED ] || left=$((left + 1)); done
  [ $left -eq 0 ] && break
  sleep 1
done
[ $left -eq 0 ] || fail "the array did not end: $(squeue)"
for task in "$dying" "$again"; do
  restarts=$(field "$task" Restarts)
  say "task $task was restarted $restarts times, at last on $(field "$task" BatchHost)"
  [ "${restarts:-0}" -ge 1 ] || fail "task $task was not restarted"
done
merged=0
"$program" batch merge "$work"/results/shard-* --out "$work/all" >/dev/null 2>"$work/merge.log" || merged=$?
[ $merged -eq 3 ] || fail "the merge ended with $merged"
diff -r "$work/all" "$work/whole" || fail "the shards put together are not the whole batch"
say "$(find "$work/all" -type f | wc -l) files, the same byte for byte as of one batch without shards"
say "passed"
