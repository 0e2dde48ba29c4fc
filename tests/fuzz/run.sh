#!/usr/bin/env bash
# Feeds the readers with mutated files: tests/fuzz/run.sh [SECONDS each, 20 by default]. Builds every fuzzer with clang's
# libFuzzer and the address and undefined-behaviour sanitizers, and starts from tests/fuzz/corpus/<fuzzer>. An input that
# breaks a promise is left in build/fuzz. The last line is "N passed, N failed".
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
seconds=${1:-20}
work=$root/build/fuzz
mkdir -p "$work"
clang=$(command -v clang++-14 || command -v clang++) || { echo "tests/fuzz/run.sh: expected clang++, found none"; exit 1; }
launcher=$(command -v ccache || true)

fuzz() { # name
    local name=$1 mine=$work/$1
    mkdir -p "$mine"
    # shellcheck disable=SC2086
    $launcher "$clang" -std=c++20 -O1 -g1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
        -I"$root/include" -isystem /usr/include/eigen3 -c "$root/tests/fuzz/$name.cpp" -o "$mine/$name.o" &&
        "$clang" -fsanitize=fuzzer,address,undefined "$mine/$name.o" -pthread -o "$mine/$name" &&
        mkdir -p "$mine/found" &&
        "$mine/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=4096 -print_final_stats=1 \
            -artifact_prefix="$mine/" "$mine/found" "$root/tests/fuzz/corpus/$name" >"$mine/log" 2>&1
}

running=()
for source in "$root"/tests/fuzz/*.cpp; do
    name=$(basename "$source" .cpp)
    fuzz "$name" &
    running+=("$!:$name")
    if [ "$(jobs -rp | wc -l)" -ge 2 ]; then wait -n || true; fi
done
passed=0
failed=0
for one in "${running[@]}"; do
    name=${one#*:}
    if wait "${one%%:*}"; then
        echo "$name: $(sed -nE 's/^stat::number_of_executed_units: *//p' "$work/$name/log") inputs, nothing found"
        passed=$((passed + 1))
    else
        tail -n 40 "$work/$name/log" 2>/dev/null
        echo "FAILED $name: see $work/$name"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
