#!/usr/bin/env bash
# Makes the environment that tests/benchmark/peers/drift_table.py needs, pinned versions, in the directory $1; says so
# where it cannot be had. A few hundred megabytes.
set -euo pipefail
to=${1:?usage: drift_table.sh DIRECTORY}
pinned="evidently==0.4.40 numpy==2.0.2 pandas==2.2.3 scipy==1.14.1 plotly==5.24.1"
[ ! -e "$to/drift_table/is-here" ] || exit 0
mkdir -p "$to"
# shellcheck disable=SC2086
python3 -m venv "$to/drift_table" && "$to/drift_table/bin/pip" install --quiet $pinned &&
    touch "$to/drift_table/is-here" || echo "without evidently: no $pinned to be had"
