#!/usr/bin/env bash
# Builds what tests/benchmark/num.cpp compares with, in the directory $1: Eigen under four sets of flags, and the OpenBLAS
# that NumPy brings (a pinned version, in an environment of its own). A peer that cannot be had is left out, and said.
set -euo pipefail
to=${1:?usage: num.sh DIRECTORY}
mkdir -p "$to"
source=tests/benchmark/peers/eigen_products.cpp
build() { # name compiler flags...
    local name=$1 compiler=$2
    shift 2
    command -v "$compiler" >/dev/null || { echo "no $compiler here: without eigen_$name"; return 0; }
    [ "$to/eigen_$name.so" -nt "$source" ] ||
        "$compiler" -std=c++20 -shared -fPIC -fvisibility=hidden -DNDEBUG -isystem "${EIGEN_INCLUDE:-/usr/include/eigen3}" \
            "$@" "$source" -o "$to/eigen_$name.so"
}
build plain g++ -O3
if [ "$(uname -m)" = x86_64 ]; then
    build haswell g++ -O3 -march=haswell
    build clang_haswell "$(command -v clang++-14 || echo clang++)" -O3 -march=haswell
fi
build native g++ -O3 -march=native

tests/benchmark/peers/numpy.sh "$to" || true
library=$(find "$to/numpy" -name 'libopenblas64_*.so' 2>/dev/null | head -n 1)
[ -z "$library" ] || ln -sf "$(realpath "$library")" "$to/openblas.so"
