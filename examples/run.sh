#!/usr/bin/env bash
# Sets this machine up and runs the main job: version, validate, train, save, reload and watch, on real weather data.
# Safe to run again, and quick the second time. Everything it makes is below build/.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

.ci/setup build
mkdir -p build/quickstart
launcher=()
if command -v ccache >/dev/null 2>&1; then launcher=(-D CMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
cmake -S . -B build/examples -G Ninja -D CMAKE_BUILD_TYPE=Release -D LASTRO_BUILD_TESTS=OFF -D LASTRO_INSTALL=OFF \
    -D LASTRO_FETCH_DEPENDENCIES=OFF "${launcher[@]}" >build/examples.log 2>&1 || { cat build/examples.log; exit 1; }
cmake --build build/examples --target example_quickstart >>build/examples.log 2>&1 || { cat build/examples.log; exit 1; }

cd build/quickstart
../examples/examples/quickstart "$root/examples/data/weather.csv"
echo "done: build/quickstart holds rain.safetensors (the model), drift.html (the report), quickstart.lastro (the data)"
