#!/usr/bin/env bash
# Uses Lastro the way people do: find_package (core alone, and everything), add_subdirectory, pkg-config, one header; two
# translation units that include everything, one of them with Windows' min and max macros in the way, and link.
# tests/packaging/run.sh DIRECTORY   where to build; what stands there is replaced
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/tests/packaging
work=${1:?usage: tests/packaging/run.sh DIRECTORY}
compiler=${CXX:-c++}
cmake=${CMAKE:-cmake}
csv=$root/examples/data/weather.csv
rm -rf "$work"
mkdir -p "$work"
work=$(cd "$work" && pwd)
no_dependencies=(-D CMAKE_DISABLE_FIND_PACKAGE_Eigen3=ON -D CMAKE_DISABLE_FIND_PACKAGE_nlohmann_json=ON)
count=0
ok() { count=$((count + 1)); echo "ok: $*"; }
build() { # name, source, cmake arguments...: configures and builds quietly
    local name=$1 source=$2
    shift 2
    "$cmake" -S "$source" -B "$work/$name" -G Ninja -D CMAKE_CXX_COMPILER="$compiler" "$@" >"$work/$name.log" 2>&1 &&
        "$cmake" --build "$work/$name" >>"$work/$name.log" 2>&1 || { cat "$work/$name.log"; echo "FAILED: $name"; exit 1; }
}
needs_no_library() { # directory or file of make rules: neither Eigen nor nlohmann/json was opened
    if grep -rqE 'Eigen/|nlohmann/' "$@"; then echo "FAILED: Eigen or nlohmann/json was included"; exit 1; fi
}

# Core alone, installed and used on a machine that has neither Eigen nor nlohmann/json.
build core-lastro "$root" -D LASTRO_COMPONENTS=core -D LASTRO_FETCH_DEPENDENCIES=OFF -D LASTRO_BUILD_TESTS=OFF \
    -D LASTRO_BUILD_EXAMPLES=OFF "${no_dependencies[@]}"
"$cmake" --install "$work/core-lastro" --prefix "$work/core-prefix" >/dev/null
[ ! -e "$work/core-prefix/include/lastro/model" ] || { echo "FAILED: core installs model headers"; exit 1; }
build find-core "$here/core" -D CMAKE_PREFIX_PATH="$work/core-prefix" "${no_dependencies[@]}"
"$work/find-core/consumer"
needs_no_library <("$compiler" -std=c++20 -M -I"$work/core-prefix/include" "$here/core/main.cpp")
ok "find_package(lastro COMPONENTS core) without Eigen or nlohmann/json"

# Everything, installed; core from the same installation still needs nothing; a missing dependency is named.
build all-lastro "$root" -D LASTRO_FETCH_DEPENDENCIES=OFF -D LASTRO_BUILD_TESTS=OFF -D LASTRO_BUILD_EXAMPLES=OFF
"$cmake" --install "$work/all-lastro" --prefix "$work/prefix" >/dev/null
build find-everything "$here/everything" -D CMAKE_PREFIX_PATH="$work/prefix"
"$work/find-everything/consumer" "$csv"
ok "find_package(lastro)"
build find-core-of-everything "$here/core" -D CMAKE_PREFIX_PATH="$work/prefix" "${no_dependencies[@]}"
"$work/find-core-of-everything/consumer" >/dev/null
ok "find_package(lastro COMPONENTS core) of a full installation without Eigen or nlohmann/json"
if "$cmake" -S "$here/everything" -B "$work/refused" -G Ninja -D CMAKE_CXX_COMPILER="$compiler" \
    -D CMAKE_PREFIX_PATH="$work/prefix" "${no_dependencies[@]}" >"$work/refused.log" 2>&1; then
    echo "FAILED: find_package(lastro) succeeds without Eigen"; exit 1
fi
grep -q "needs Eigen3" "$work/refused.log" || { cat "$work/refused.log"; echo "FAILED: the error does not name Eigen3"; exit 1; }
ok "find_package(lastro) without Eigen says so"

# As a subproject: only what was asked for, and nothing global set.
build subproject "$here/core" -D LASTRO_AS_SUBPROJECT="$root" "${no_dependencies[@]}"
"$work/subproject/consumer" >/dev/null
ok "add_subdirectory"

# pkg-config.
export PKG_CONFIG_PATH=$work/prefix/share/pkgconfig
version=$(sed -nE 's/^#define LASTRO_VERSION_(MAJOR|MINOR|PATCH) //p' "$root/include/lastro/version.hpp" | paste -sd.)
[ "$(pkg-config --modversion lastro)" = "$version" ] || { echo "FAILED: pkg-config version"; exit 1; }
# shellcheck disable=SC2046
"$compiler" -std=c++20 $(pkg-config --cflags lastro) "$here/core/main.cpp" $(pkg-config --libs lastro) -o "$work/pkg-config-consumer"
"$work/pkg-config-consumer" >/dev/null
ok "pkg-config"

# One file, vendored: everything, and drift alone with the standard library only.
"$cmake" --build "$work/all-lastro" --target single_header >/dev/null
single=$work/all-lastro/single_include
if grep -nE '^ *# *include <lastro/' "$single/lastro/lastro.hpp" "$single/lastro/drift.hpp"; then
    echo "FAILED: a single header includes another"; exit 1
fi
"$compiler" -std=c++20 -I"$single" "$here/core/main.cpp" -pthread -o "$work/single-drift"
"$work/single-drift" >/dev/null
needs_no_library <("$compiler" -std=c++20 -M -I"$single" "$here/core/main.cpp")
ok "single header lastro/drift.hpp, standard library only"
"$compiler" -std=c++20 -I"$single" -isystem "${EIGEN_INCLUDE:-/usr/include/eigen3}" "$here/everything/main.cpp" -pthread -o "$work/single-everything"
diff <("$work/single-everything" "$csv") <("$work/find-everything/consumer" "$csv")
ok "single header lastro/lastro.hpp: the same digests"

echo "$count passed, 0 failed"
