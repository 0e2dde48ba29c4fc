#!/usr/bin/env bash
# What tests/benchmark/peers/data_csv.py needs, in the directory $1: an environment with the libraries to compare with, and
# the flights as plain CSV. What cannot be had is left out, and said.
set -euo pipefail
to=${1:?usage: data_csv.sh DIRECTORY}
flights=../shared/data/flights/flights-3m.csv.gz
mkdir -p "$to"
[ -f "$flights" ] || { echo "no $flights: without it"; exit 0; }
[ -f "$to/flights.csv" ] || { gzip -dc "$flights" >"$to/flights.csv.part" && mv "$to/flights.csv.part" "$to/flights.csv"; }
[ -e "$to/data_csv/is-here" ] || {
    python3 -m venv "$to/data_csv" &&
        "$to/data_csv/bin/pip" install --quiet --disable-pip-version-check pyarrow==26.0.1 polars==2.1.0 duckdb==2.0.1 pandas==3.1.1 &&
        touch "$to/data_csv/is-here"
} || echo "no pyarrow, polars, duckdb and pandas to be had: without them"
