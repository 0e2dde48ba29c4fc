#!/usr/bin/env bash
# Runs Lastro and its peers in turns and prints their ratios: tests/benchmark/run.sh AREA. Above 1, Lastro is faster.
# Writes build/benchmark/AREA.json, a list of {name, ours, peer, peer_value, unit, ratio}. Exit code 1 if a ratio that is
# promised was missed. Our side is built with plain -O2; CXX and CXXFLAGS choose otherwise.
#
# An area is tests/benchmark/AREA.cpp and every tests/benchmark/AREA_*.cpp, each a program that is given the file to write.
# Peers that need flags of their own: <program>_eigen.cpp is compiled as Eigen is fastest and linked to <program>.cpp, and
# tests/benchmark/peers/<program>.sh is run first.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
area=${1:?usage: tests/benchmark/run.sh AREA   (areas: num num_elementary num_reduce random)}
shopt -s nullglob
sources=(tests/benchmark/"$area".cpp tests/benchmark/"$area"_*.cpp)
present=()
for source in "${sources[@]}"; do
    case $source in *_eigen.cpp) continue ;; esac
    [ ! -f "$source" ] || present+=("$source")
done
[ ${#present[@]} -gt 0 ] || { echo "tests/benchmark/run.sh: no benchmark '$area'" >&2; exit 2; }
[ -e /usr/include/benchmark/benchmark.h ] || .ci/setup benchmark
to=build/benchmark
mkdir -p "$to/parts"
missed=0
parts=()
for source in "${present[@]}"; do
    program=$(basename "$source" .cpp)
    [ ! -x "tests/benchmark/peers/$program.sh" ] || "tests/benchmark/peers/$program.sh" "$to/peers"
    peer=()
    if [ -f "tests/benchmark/${program}_eigen.cpp" ]; then
        peer=("$to/${program}_eigen.o")
        "${CXX:-c++}" -std=c++20 -O3 -march=native -DNDEBUG -isystem /usr/include/eigen3 \
            -c "tests/benchmark/${program}_eigen.cpp" -o "${peer[0]}"
    fi
    # shellcheck disable=SC2086
    "${CXX:-c++}" -std=c++20 ${CXXFLAGS:--O2} -Iinclude -isystem /usr/include/eigen3 "$source" "${peer[@]}" -lbenchmark -pthread -ldl \
        -o "$to/$program"
    # NumPy's OpenBLAS finds the libraries beside it, and only uses one thread.
    LD_LIBRARY_PATH=$(dirname "$(realpath -m "$to/peers/openblas.so")")${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} \
        OPENBLAS_NUM_THREADS=1 "$to/$program" "$to/parts/$program.json" || missed=1
    parts+=("$to/parts/$program.json")
done
# One list out of the programs' lists: each is written as "[", objects, "]" on lines of their own.
{
    echo "["
    sed -e '/^[][]*$/d' -e 's/^\[{/{/; s/}\]$/}/; s/}$/},/; s/},,$/},/' "${parts[@]}" | sed '$ s/},$/}/'
    echo "]"
} >"$to/$area.json"
exit "$missed"
