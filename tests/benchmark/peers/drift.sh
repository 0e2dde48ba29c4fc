#!/usr/bin/env bash
# Makes the environment that tests/benchmark/peers/drift.py needs, pinned versions, in the directory $1; says so where it
# cannot be had.
set -euo pipefail
to=${1:?usage: drift.sh DIRECTORY}
pinned="numpy==2.4.6 scipy==1.17.1"
[ ! -e "$to/drift/is-here" ] || exit 0
mkdir -p "$to"
# shellcheck disable=SC2086
python3 -m venv "$to/drift" && "$to/drift/bin/pip" install --quiet $pinned && touch "$to/drift/is-here" ||
    echo "without scipy: no $pinned to be had"
