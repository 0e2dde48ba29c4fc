#!/usr/bin/env bash
# What tests/benchmark/data_sketches.cpp and peers/data_sketches.py compare with, in the directory $1: Apache DataSketches C++ as
# the crate dsrs brings it, and its Python package. What cannot be had is left out, and said.
set -euo pipefail
to=${1:?usage: data_sketches.sh DIRECTORY}
mkdir -p "$to"
source=tests/benchmark/peers/data_sketches.cpp
[ "$to/data_sketches.o" -nt "$source" ] || {
    crate=$to/data_sketches_crate
    rm -rf "$crate" && mkdir -p "$crate/src" && : >"$crate/src/lib.rs" &&
        printf '[package]\nname = "fetched"\nversion = "0.0.0"\n[dependencies]\ndsrs = "=0.6.1"\n[workspace]\n' >"$crate/Cargo.toml" &&
        (cd "$crate" && cargo vendor --quiet vendor >/dev/null) &&
        from=$crate/vendor/dsrs/datasketches-cpp &&
        "${CXX:-c++}" -std=c++20 -O3 -march=native -DNDEBUG -w -I"$from/common/include" -I"$from/kll/include" \
            -I"$from/hll/include" -I"$from/fi/include" -c "$source" -o "$to/data_sketches.o"
} || echo "no DataSketches C++ to be had: without it"
[ -e "$to/data_sketches/is-here" ] || {
    python3 -m venv "$to/data_sketches" &&
        "$to/data_sketches/bin/pip" install --quiet --disable-pip-version-check datasketches==5.2.0 numpy==2.4.6 &&
        touch "$to/data_sketches/is-here"
} || echo "no datasketches for Python to be had: without it"
