#!/usr/bin/env bash
# Runs independent cases against the library: tests/conformance/run.sh AREA FILE...
# Builds tests/conformance/AREA.cpp into build/conformance; the last line is "N passed, N failed, N skipped".
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)

if [ $# -lt 2 ]; then
    echo "usage: tests/conformance/run.sh AREA FILE...   (areas: $(cd "$root/tests/conformance" && echo *.cpp | sed 's/\.cpp//g'))" >&2
    exit 2
fi
area=$1
shift
source="$root/tests/conformance/$area.cpp"
if [ ! -f "$source" ]; then
    echo "tests/conformance/run.sh: no runner for '$area'; there are: $(cd "$root/tests/conformance" && echo *.cpp | sed 's/\.cpp//g')" >&2
    exit 2
fi

compiler=${CXX:-c++}
if command -v ccache >/dev/null 2>&1; then compiler="ccache $compiler"; fi
eigen=$(for d in /usr/include/eigen3 /usr/local/include/eigen3 /opt/homebrew/include/eigen3; do [ -d "$d" ] && echo "-isystem $d"; done | head -n 1 || true)
libraries=-pthread
if [ "$area" = model_signing ] && echo '#include <openssl/core_names.h>' | ${CXX:-c++} -E -x c++ - >/dev/null 2>&1; then libraries+=" -lcrypto"; fi
mkdir -p "$root/build/conformance"
program="$root/build/conformance/$area"
# shellcheck disable=SC2086
$compiler -std=c++20 -O1 -I"$root/include" $eigen -c "$source" -o "$program.$$.o"
# shellcheck disable=SC2086
${CXX:-c++} "$program.$$.o" $libraries -o "$program.$$"
rm -f "$program.$$.o"
mv "$program.$$" "$program"
"$program" "$@"
