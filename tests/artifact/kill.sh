#!/usr/bin/env bash
# Kills the saving of a model and of tensors in several files at every system call that they make; then has every call
# fail instead, as on a full or broken disk. What is left is judged: the old model or the new one, never less, and the step,
# done again, goes on to the end. A step whose call failed says so, or has succeeded. Needs strace. The last line is
# "N passed, N failed"; a run is a case.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
strace -o /dev/null true 2>/dev/null || { echo "SKIPPED: expected strace that may trace, found none"; exit 77; }
work=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")")
trap 'rm -rf "$work"' EXIT
"${CXX:-c++}" -std=c++20 -O1 -I"$root/include" -isystem "${EIGEN_INCLUDE:-/usr/include/eigen3}" "$root/tests/artifact/kill.cpp" -pthread -o "$work/kill" || exit 1
passed=0
failed=0
mkdir "$work/base" && "$work/kill" make "$work/base" || exit 1

one() { # step, call, n, what to inject, how the step must end (a pattern of exit codes)
    cp -r "$work/base" "$work/run"
    local status=0
    { strace -f -qq -e inject="$2:$4:when=$3" -o /dev/null "$work/kill" "$1" "$work/run" </dev/null; } >/dev/null 2>&1 || status=$?
    if [[ $status =~ ^($5)$ ]] && timeout 20 "$work/kill" judge "$work/run" </dev/null; then
        passed=$((passed + 1))
    else
        echo "FAILED $1, $4 at $2 $3: exit code $status"; failed=$((failed + 1))
    fi
    rm -rf "$work/run"
}

for step in save shards; do
    cp -r "$work/base" "$work/run"
    strace -f -o "$work/trace" "$work/kill" "$step" "$work/run"
    # Name and number of each call, counted by name, from the first one on that touches the directory (behind execve).
    sed -nE 's/^[0-9]+ +([a-z_0-9]+)\(.*/\1 &/p' "$work/trace" |
        awk -v run="$work/run/" '{ ++count[$1]; if (index($0, run)) ++seen; if (seen > 1) print $1, count[$1] }' >"$work/calls"
    rm -rf "$work/run"
    before=$failed
    while read -r call n; do
        [ "$call" = exit_group ] && continue
        one "$step" "$call" "$n" signal=KILL 137
        case $call in
            openat | write | writev | pwrite64 | fsync | fchmod | rename | close)
                one "$step" "$call" "$n" error=ENOSPC '0|1'
                one "$step" "$call" "$n" error=EIO '0|1' ;;
        esac
    done <"$work/calls"
    echo "$step: $(wc -l <"$work/calls") system calls, $((failed - before)) wrong afterwards"
done

# A disk of six megabytes, a model of two and a half already on it: the third copy does not fit.
if mkdir "$work/disk" && mount -t tmpfs -o size=6m tmpfs "$work/disk" 2>/dev/null; then
    cp "$work/base/m.safetensors" "$work/disk/" && head -c 2500000 /dev/zero >"$work/disk/full"
    if "$work/kill" save "$work/disk" 2>"$work/said"; then
        echo "FAILED full disk: saved all the same"; failed=$((failed + 1))
    elif grep -q 'No space left on device' "$work/said" && cmp -s "$work/base/m.safetensors" "$work/disk/m.safetensors" &&
        [ "$(find "$work/disk" -type f | wc -l)" -eq 2 ]; then
        echo "full disk: $(cat "$work/said")"; passed=$((passed + 1))
    else
        echo "FAILED full disk: $(cat "$work/said")"; failed=$((failed + 1))
    fi
    umount "$work/disk"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
