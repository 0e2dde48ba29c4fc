#!/usr/bin/env bash
# Kills commit (of a directory, of tables), push and gc at every system call that they make, one run for each; then has the
# calls that write fail, as on a full or broken disk. What is left is judged: the repository opens, every finished commit is
# whole, nothing wrong is returned; and the step, done again, goes on to the end. A step whose call failed says so, or has
# succeeded. Last, where it may mount them: a disk that is full, and one that shares blocks (reflink). Needs strace. The last
# line is "N passed, N failed"; a run is a case. STEP=commit (or table, push, gc) runs one step only, EVERY=3 only every
# third call.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
strace -o /dev/null true 2>/dev/null || { echo "SKIPPED: expected strace that may trace, found none"; exit 77; }
work=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")")
trap 'umount "$work/disk" 2>/dev/null; rm -rf "$work"' EXIT
"${CXX:-c++}" -std=c++20 -O1 -I"$root/include" -isystem "${EIGEN_INCLUDE:-/usr/include/eigen3}" "$root/tests/store/kill.cpp" -pthread -o "$work/kill" || exit 1
passed=0
failed=0
"$work/kill" make "$work/base" || exit 1

one() { # step, call, n, what to inject, how the step must end (a pattern of exit codes); sets `status`
    cp -r "$work/base" "$work/run"
    status=0
    { strace -f -qq -e inject="$2:$4:when=$3" -o /dev/null "$work/kill" "$1" "$work/run" </dev/null; } >/dev/null 2>&1 || status=$?
    if [[ $status =~ ^($5)$ ]] && timeout 20 "$work/kill" judge "$work/run" </dev/null; then
        passed=$((passed + 1))
    else
        echo "FAILED $1, $4 at $2 $3: exit code $status"; failed=$((failed + 1))
    fi
    rm -rf "$work/run"
}

# Each step begins where the one before it has ended.
for step in commit table push gc; do
    if [ -z "${STEP:-}" ] || [ "${STEP:-}" = "$step" ]; then
        cp -r "$work/base" "$work/run"
        strace -f -o "$work/trace" "$work/kill" "$step" "$work/run"
        # Name and number of each call, counted by name, from the first one on that touches the directory (behind execve).
        sed -nE 's/^[0-9]+ +([a-z_0-9]+)\(.*/\1 &/p' "$work/trace" |
            awk -v run="$work/run/" -v every="${EVERY:-1}" '{ ++count[$1]; if (index($0, run)) ++seen; if (seen > 1 && ++found % every == 0) print $1, count[$1] }' >"$work/calls"
        rm -rf "$work/run"
        killed=0
        errors=0
        said=0
        before=$failed
        while read -r call n; do
            one "$step" "$call" "$n" signal=KILL '137|0'
            [ "$status" -ne 137 ] || killed=$((killed + 1))
            case $call in
                openat | write | writev | pwrite64 | copy_file_range | ftruncate | fallocate | fsync | fdatasync | rename | mkdir | link | close)
                    for error in ENOSPC EIO; do
                        one "$step" "$call" "$n" error=$error '0|1'
                        errors=$((errors + 1))
                        said=$((said + status))
                    done ;;
            esac
        done <"$work/calls"
        calls=$(wc -l <"$work/calls")
        echo "$step: $calls system calls, killed at $killed of them; $errors calls that failed, an error of the step $said times; $((failed - before)) wrong afterwards"
        [ "$killed" -ge $((calls - 2)) ] || { echo "FAILED $step: only $killed kills"; failed=$((failed + 1)); }
    fi
    "$work/kill" "$step" "$work/base" || exit 1
done

check() { # a line to print, command...: one more case
    local line=$1
    shift
    if "$@"; then
        echo "$line"; passed=$((passed + 1))
    else
        echo "FAILED $line"; failed=$((failed + 1))
    fi
}

# One group of syncs for a commit, however many files it brings: a file each of objects, pack, index and reference, and
# their directories.
if [ -z "${STEP:-}" ]; then
    "$work/kill" make "$work/many"
    for i in $(seq 300); do echo "$i" >"$work/many/v2/$i"; done
    strace -f -e trace=fsync,fdatasync -o "$work/trace" "$work/kill" commit "$work/many"
    syncs=$(grep -cE ' f(data)?sync\(' "$work/trace")
    check "commit of 308 files: $syncs syncs" test $((syncs > 0 && syncs <= 12)) -eq 1
    rm -rf "$work/many"
fi

# A disk with room for the first version and not for the second.
mkdir "$work/disk"
if [ -z "${STEP:-}" ] && mount -t tmpfs -o size=14m tmpfs "$work/disk" 2>/dev/null; then
    "$work/kill" make "$work/disk"
    head -c 16000000 /dev/zero >"$work/disk/full" 2>/dev/null
    for step in commit table; do
        "$work/kill" "$step" "$work/disk" 2>"$work/said"
        check "full disk, $step: $(cat "$work/said")" grep -q 'No space left on device' "$work/said"
    done
    rm "$work/disk/full"
    check "full disk, afterwards: whole, and the steps go on" "$work/kill" judge "$work/disk"
    umount "$work/disk"
else
    echo "full disk: not tried, nothing can be mounted here"
fi

# A file system that shares blocks: a large file that is committed or checked out takes no space.
if [ -z "${STEP:-}" ] && command -v mkfs.btrfs >/dev/null && command -v filefrag >/dev/null && truncate -s 160M "$work/image" && mkfs.btrfs -q "$work/image" >/dev/null 2>&1 &&
    mount -o loop "$work/image" "$work/disk" 2>/dev/null; then
    "$work/kill" make "$work/disk"
    "$work/kill" commit "$work/disk"
    "$work/kill" out "$work/disk"
    sync -f "$work/disk"
    shared() { filefrag -v "$1" | grep -q shared; }
    check "reflink: what is committed shares its blocks" shared "$work/disk/v2/large"
    check "reflink: what is checked out shares its blocks" shared "$work/disk/out/large"
    umount "$work/disk"
else
    echo "reflink: not tried, no btrfs can be mounted here"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
