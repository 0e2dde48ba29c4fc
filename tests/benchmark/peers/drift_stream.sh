#!/usr/bin/env bash
# Makes the environment that tests/benchmark/peers/drift_stream.py needs, pinned versions, in the directory $1; says so where
# it cannot be had.
set -euo pipefail
to=${1:?usage: drift_stream.sh DIRECTORY}
pinned="river==0.21.2 frouros==0.9.0 numpy==1.26.4"
[ ! -e "$to/drift_stream/is-here" ] || exit 0
mkdir -p "$to"
# shellcheck disable=SC2086
python3 -m venv "$to/drift_stream" && "$to/drift_stream/bin/pip" install --quiet --disable-pip-version-check $pinned && touch "$to/drift_stream/is-here" ||
    echo "without river and frouros: no $pinned to be had"
