#!/usr/bin/env bash
# tests/benchmark/peers/drift_laboratory.py needs the same environment as drift_stream.py, in the directory $1.
set -euo pipefail
to=${1:?usage: drift_laboratory.sh DIRECTORY}
"$(dirname "$0")/drift_stream.sh" "$to"
[ ! -e "$to/drift_stream/is-here" ] || ln -sfn drift_stream "$to/drift_laboratory"
