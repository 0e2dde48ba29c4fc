#!/usr/bin/env bash
# Builds what tests/benchmark/num_reduce.cpp is linked with, in the directory $1: Eigen's reductions at their best.
set -euo pipefail
to=${1:?usage: num_reduce.sh DIRECTORY}
mkdir -p "$to"
"${CXX:-c++}" -std=c++20 -O3 -march=native -DNDEBUG -isystem "${EIGEN_INCLUDE:-/usr/include/eigen3}" \
    -c tests/benchmark/peers/eigen_reductions.cpp -o "$to/num_reduce.o"
