#!/usr/bin/env bash
# One program, many builds, one output: builds examples/quickstart.cpp with every compiler at hand at several levels and
# flags, runs it with several thread counts in different directories, and compares with what README.md shows.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$root/build/reproducibility
mkdir -p "$work"
export LC_ALL=C.UTF-8
line=$(grep -n '^<!-- output: quickstart -->' "$root/README.md" | cut -d: -f1)
awk -v from="$line" 'NR > from && /^```/ { if (inside) exit; inside = 1; next } NR > from && inside { print }' "$root/README.md" >"$work/expected"
[ -s "$work/expected" ] || { echo "FAILED: README.md shows no output of quickstart"; exit 1; }

# Every build of one compiler, in a directory of its own; a line per run.
builds_of() {
    local compiler=$1 mine=$work/$1 flags threads directory
    mkdir -p "$mine"
    for flags in "-O0" "-O1" "-O2" "-O3" "-O3 -march=native" "-O2 -ffp-contract=fast" "-O2 -mno-avx"; do
        # shellcheck disable=SC2086
        if ! $launcher "$compiler" -std=c++20 $flags -I"$root/include" -isystem /usr/include/eigen3 -c \
            "$root/examples/quickstart.cpp" -o "$mine/quickstart.o" || ! "$compiler" "$mine/quickstart.o" -pthread -o "$mine/quickstart"; then
            echo "FAILED $compiler $flags: does not build"
            continue
        fi
        for threads in 1 2 3 5; do
            directory=$(mktemp -d "$mine/run.XXXXXX")
            if (cd "$directory" && "$mine/quickstart" "$root/examples/data/weather.csv" "$threads") >"$mine/output" 2>"$mine/errors" &&
                diff -u "$work/expected" "$mine/output"; then
                echo "same: $compiler $flags, $threads threads"
            else
                tail -n 3 "$mine/errors"
                echo "FAILED $compiler $flags, $threads threads"
            fi
            rm -rf "$directory"
        done
    done
}

launcher=$(command -v ccache || true)
compilers=()
for compiler in g++ clang++-14; do
    if command -v "$compiler" >/dev/null 2>&1; then
        compilers+=("$compiler")
        builds_of "$compiler" >"$work/$compiler.log" 2>&1 &
    else
        echo "SKIPPED: $compiler is not installed"
    fi
done
wait
for compiler in "${compilers[@]}"; do cat "$work/$compiler.log"; done
passed=0
failed=0
for compiler in "${compilers[@]}"; do
    passed=$((passed + $(grep -c '^same: ' "$work/$compiler.log")))
    failed=$((failed + $(grep -c '^FAILED ' "$work/$compiler.log")))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
