#!/usr/bin/env bash
# Builds what tests/benchmark/training.cpp compares with, in the directory $1: a hand-written loop with Eigen at its best,
# and an environment with scikit-learn and PyTorch (pinned versions). What cannot be had is left out, and said.
set -euo pipefail
to=${1:?usage: training.sh DIRECTORY}
mkdir -p "$to"
source=tests/benchmark/peers/eigen_training.cpp
[ "$to/eigen_training.so" -nt "$source" ] ||
    g++ -std=c++20 -shared -fPIC -fvisibility=default -fopenmp -O3 -march=native -DNDEBUG \
        -isystem "${EIGEN_INCLUDE:-/usr/include/eigen3}" "$source" -o "$to/eigen_training.so"
