#!/usr/bin/env bash
# Runs Lastro and its peers in turns and prints their ratios: tests/benchmark/run.sh AREA. Above 1, Lastro is faster.
# Writes build/benchmark/AREA.json, a list of {name, ours, peer, peer_value, unit, ratio}. Exit code 1 if a ratio that is
# promised was missed. Our side is built with plain -O2; CXX and CXXFLAGS choose otherwise.
#
# An area is tests/benchmark/AREA.cpp and every tests/benchmark/AREA_*.cpp, each a program that is given the file to write.
# Peers that need flags of their own are built first, by tests/benchmark/peers/<program>.sh.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
area=${1:?usage: tests/benchmark/run.sh AREA   (areas: artifact, data, drift, num, random, stats, store, training)}
shopt -s nullglob
sources=(tests/benchmark/"$area".cpp tests/benchmark/"$area"_*.cpp)
present=()
for source in "${sources[@]}"; do [ ! -f "$source" ] || present+=("$source"); done
[ ${#present[@]} -gt 0 ] || { echo "tests/benchmark/run.sh: no benchmark '$area'" >&2; exit 2; }
[ -e /usr/include/benchmark/benchmark.h ] || .ci/setup benchmark
to=build/benchmark
mkdir -p "$to/parts"
missed=0
parts=()
for source in "${present[@]}"; do
    program=$(basename "$source" .cpp)
    rm -f "$to/parts/$program.json"
    [ ! -x "tests/benchmark/peers/$program.sh" ] || "tests/benchmark/peers/$program.sh" "$to/peers"
    # shellcheck disable=SC2086
    "${CXX:-c++}" -std=c++20 ${CXXFLAGS:--O2} -Iinclude -isystem /usr/include/eigen3 "$source" \
        $([ ! -f "$to/peers/$program.o" ] || echo "$to/peers/$program.o") -lbenchmark -pthread -ldl -o "$to/$program"
    # NumPy's OpenBLAS finds the libraries beside it, and only uses one thread.
    LD_LIBRARY_PATH=$(dirname "$(realpath -m "$to/peers/openblas.so")")${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} \
        OPENBLAS_NUM_THREADS=1 "$to/$program" "$to/parts/$program.json" || [ $? -eq 77 ] || missed=1 # 77: skipped, and says so
    # A peer in Python has an environment of its own, if its script makes one, or that of NumPy.
    python=
    if [ -e "$to/peers/$program/is-here" ]; then
        python=$to/peers/$program/bin/python
    elif [ -f "tests/benchmark/peers/$program.py" ] && [ ! -x "tests/benchmark/peers/$program.sh" ] &&
        tests/benchmark/peers/numpy.sh "$to/peers"; then
        python=$to/peers/numpy/bin/python
    fi
    [ -z "$python" ] || env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE "$python" "tests/benchmark/peers/$program.py" "$to/parts/$program.json" || missed=1
    [ ! -f "$to/parts/$program.json" ] || parts+=("$to/parts/$program.json") # some only print
done
# One list out of the programs' lists: each is written as "[", objects, "]" on lines of their own.
{
    echo "["
    sed -e '/^[][]*$/d' -e 's/^\[{/{/; s/}\]$/}/; s/}$/},/; s/},,$/},/' "${parts[@]}" | sed '$ s/},$/}/'
    echo "]"
} >"$to/$area.json"
exit "$missed"
