#!/usr/bin/env bash
# Builds N records into an empty folder and copies the result, R times in turn, and prints the medians.
# usage: benches/against-copy.sh [N=10000] [R=5] [FOLDER=a temporary one]
set -euo pipefail
cd "$(dirname "$0")/.."
records="${1:-10000}" rounds="${2:-5}" folder="${3:-$(mktemp -d)}"
cargo build --quiet --release -p synopsite -p synopsite-measure
program="$PWD/target/release/synopsite"
[ -d "$folder/content" ] || target/release/corpus "$records" "$folder/content" >/dev/null
python3 - "$program" "$folder" "$records" "$rounds" <<'PYTHON'
import os, shutil, statistics, subprocess, sys, time

program, folder, records, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
site, copy = f"{folder}/public", f"{folder}/copy"

def run(*command):
    """Wall seconds, user CPU seconds and peak KiB of a command."""
    started = time.monotonic()
    child = subprocess.Popen(command)
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0, command
    return time.monotonic() - started, usage.ru_utime, usage.ru_maxrss

builds, copies = [], []
for _ in range(rounds):
    for path in (site, copy):
        shutil.rmtree(path, ignore_errors=True)
    os.sync()
    builds.append(run(program, "-q", "-r", folder, "build"))
    os.sync()
    copies.append(run("cp", "-r", site, copy))

median = lambda runs, part: statistics.median(run[part] for run in runs)
wall, copied = median(builds, 0), median(copies, 0)
print(f"build {wall:.2f} s, cp -r {copied:.2f} s, ratio {wall / copied:.2f}")
print(f"user CPU {median(builds, 1) / records * 1e6:.0f} us a record, peak memory {median(builds, 2) / 1024:.0f} MiB")
print("rounds:", " ".join(f"{b[0]:.2f}/{c[0]:.2f}" for b, c in zip(builds, copies)))
PYTHON
