#!/usr/bin/env bash
# An environment with NumPy, a pinned version, in $1/numpy; says so where it cannot be had.
set -euo pipefail
to=${1:?usage: numpy.sh DIRECTORY}
version=1.26.4
[ ! -e "$to/numpy/is-$version" ] || exit 0
mkdir -p "$to"
python3 -m venv "$to/numpy" && "$to/numpy/bin/pip" install --quiet "numpy==$version" && touch "$to/numpy/is-$version" || {
    echo "no NumPy $version to be had: without it"
    exit 1
}
