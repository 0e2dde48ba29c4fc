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

passed=0
failed=0
launcher=$(command -v ccache || true)
for compiler in g++ clang++-14 clang++; do
    command -v "$compiler" >/dev/null 2>&1 || { echo "SKIPPED: $compiler is not installed"; continue; }
    [ "$compiler" = clang++ ] && command -v clang++-14 >/dev/null 2>&1 && continue
    for flags in "-O0" "-O1" "-O2" "-O3" "-O3 -march=native" "-O2 -ffp-contract=fast" "-O2 -mno-avx"; do
        # shellcheck disable=SC2086
        if ! $launcher "$compiler" -std=c++20 $flags -I"$root/include" -isystem /usr/include/eigen3 -c \
            "$root/examples/quickstart.cpp" -o "$work/quickstart.o" || ! "$compiler" "$work/quickstart.o" -pthread -o "$work/quickstart"; then
            echo "FAILED $compiler $flags: does not build"
            failed=$((failed + 1))
            continue
        fi
        for threads in 1 2 3 5; do
            directory=$(mktemp -d "$work/run.XXXXXX")
            if (cd "$directory" && "$work/quickstart" "$root/examples/data/weather.csv" "$threads") >"$work/output" 2>"$work/errors" &&
                diff -u "$work/expected" "$work/output"; then
                passed=$((passed + 1))
                echo "same: $compiler $flags, $threads threads"
            else
                failed=$((failed + 1))
                tail -n 3 "$work/errors"
                echo "FAILED $compiler $flags, $threads threads"
            fi
            rm -rf "$directory"
        done
    done
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
