#!/usr/bin/env bash
# Sets this machine up, builds the tests and passes them. Safe to run again, and quick the second time.
# tests/run.sh [PRESET]   the presets are in CMakePresets.json; the default is dev (-O1; upper floors -Og)
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
preset=${1:-dev}

.ci/setup test
mkdir -p build
# What tests write, they sync: in memory, where there is a gigabyte to spare, so that nobody waits for a disk.
room=$(df -k --output=avail /dev/shm 2>/dev/null | tail -n 1 || true)
if [ -z "${TMPDIR:-}" ] && [ "${room:-0}" -gt 1000000 ] && [ -w /dev/shm ]; then export TMPDIR=/dev/shm; fi
launcher=()
if command -v ccache >/dev/null 2>&1; then launcher=(-D CMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
cmake --preset "$preset" -D LASTRO_FETCH_DEPENDENCIES=OFF "${launcher[@]}"
cmake --build --preset "$preset"
status=0
ctest --preset "$preset" -j "$(getconf _NPROCESSORS_ONLN)" | tee "build/$preset/tests.log" || status=$?
summary=$(sed -nE 's/.* ([0-9]+) tests failed out of ([0-9]+).*/\1 \2/p' "build/$preset/tests.log" | tail -n 1)
skipped=$(grep -c '\*\*\*Skipped' "build/$preset/tests.log" || true)
failed=${summary% *}
total=${summary#* }
echo "$((total - failed - skipped)) passed, $failed failed, $skipped skipped"
exit "$status"
