#!/usr/bin/env bash
# Builds what tests/benchmark/training.cpp and training.py compare with, in the directory $1: a loop written by hand with
# Eigen at its best, and scikit-learn and PyTorch (pinned versions, in an environment of their own). What cannot be had is
# left out, and said. PyTorch's package brings some gigabytes that a processor does not need.
set -euo pipefail
to=${1:?usage: training.sh DIRECTORY}
mkdir -p "$to"
source=tests/benchmark/peers/eigen_training.cpp
[ "$to/eigen_training.so" -nt "$source" ] ||
    g++ -std=c++20 -shared -fPIC -fopenmp -O3 -march=native -DNDEBUG -isystem "${EIGEN_INCLUDE:-/usr/include/eigen3}" \
        "$source" -o "$to/eigen_training.so"
pinned="numpy==1.26.4 scikit-learn==1.2.1 torch==2.15.0"
[ ! -e "$to/training/is-here" ] || exit 0
# shellcheck disable=SC2086
python3 -m venv "$to/training" && "$to/training/bin/pip" install --quiet $pinned && touch "$to/training/is-here" ||
    echo "without scikit-learn and PyTorch: no $pinned to be had"
