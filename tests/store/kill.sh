#!/usr/bin/env bash
# Kills commit, push and gc at every system call that they make, one run for each, and judges what is left: the repository
# opens, every finished commit is whole, nothing wrong is returned; and the step, done again, goes on to the end. Needs
# strace. The last line is "N passed, N failed"; a run is a case. STEP=commit (or push, gc) runs one step only,
# EVERY=3 only every third call.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
strace -o /dev/null true 2>/dev/null || { echo "SKIPPED: expected strace that may trace, found none"; exit 77; }
work=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")")
trap 'rm -rf "$work"' EXIT
"${CXX:-c++}" -std=c++20 -O1 -I"$root/include" -isystem /usr/include/eigen3 "$root/tests/store/kill.cpp" -pthread -o "$work/kill" || exit 1
passed=0
failed=0
"$work/kill" make "$work/base" || exit 1

# Each step begins where the one before it has ended.
for step in commit push gc; do
    if [ -z "${STEP:-}" ] || [ "${STEP:-}" = "$step" ]; then
        cp -r "$work/base" "$work/run"
        strace -f -o "$work/trace" "$work/kill" "$step" "$work/run"
        # Name and number of each call, counted by name, from the first one on that touches the directory (behind execve).
        sed -nE 's/^[0-9]+ +([a-z_0-9]+)\(.*/\1 &/p' "$work/trace" |
            awk -v run="$work/run/" -v every="${EVERY:-1}" '{ ++count[$1]; if (index($0, run)) ++seen; if (seen > 1 && ++found % every == 0) print $1, count[$1] }' >"$work/calls"
        rm -rf "$work/run"
        killed=0
        before=$failed
        while read -r call n; do
            cp -r "$work/base" "$work/run"
            { strace -f -qq -e inject="$call":signal=KILL:when="$n" -o /dev/null "$work/kill" "$step" "$work/run" </dev/null; } >/dev/null 2>&1
            [ $? -ne 137 ] || killed=$((killed + 1))
            if timeout 20 "$work/kill" judge "$work/run" </dev/null; then
                passed=$((passed + 1))
            else
                echo "FAILED $step, killed at $call $n"; failed=$((failed + 1))
            fi
            rm -rf "$work/run"
        done <"$work/calls"
        calls=$(wc -l <"$work/calls")
        echo "$step: $calls system calls, killed at $killed of them, $((failed - before)) wrong afterwards"
        [ "$killed" -ge $((calls - 2)) ] || { echo "FAILED $step: only $killed kills"; failed=$((failed + 1)); }
    fi
    "$work/kill" "$step" "$work/base" || exit 1
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
