#!/usr/bin/env bash
# Runs Lastro and its peers in turns and prints their ratios: tests/benchmark/run.sh AREA. Above 1, Lastro is faster.
# Writes build/benchmark/AREA.json, a list of {name, ours, peer, peer_value, unit, ratio}. Exit code 1 if a ratio that is
# promised was missed. Our side is built with plain -O2; CXX and CXXFLAGS choose otherwise.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
area=${1:?usage: tests/benchmark/run.sh AREA   (areas: random, training_step)}
source=tests/benchmark/$area.cpp
[ -f "$source" ] || { echo "tests/benchmark/run.sh: no benchmark '$area'" >&2; exit 2; }
[ -e /usr/include/benchmark/benchmark.h ] || .ci/setup benchmark
mkdir -p build/benchmark
# shellcheck disable=SC2086
"${CXX:-c++}" -std=c++20 ${CXXFLAGS:--O2} -Iinclude -isystem /usr/include/eigen3 "$source" -lbenchmark -pthread -o "build/benchmark/$area"
"build/benchmark/$area" "build/benchmark/$area.json"
