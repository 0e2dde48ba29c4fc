#!/usr/bin/env bash
# Builds what tests/benchmark/store_hash.cpp is linked with, in the directory $1: the official BLAKE3, C and assembly as
# its authors publish them (a pinned version, fetched by cargo), and what store_hash.py needs. What cannot be had is left
# out, and said.
set -euo pipefail
to=$(mkdir -p "${1:?usage: store_hash.sh DIRECTORY}" && cd "$1" && pwd)
version=1.8.2
here=tests/benchmark/peers
c="$to/blake3/vendor/blake3/c"
if [ ! -e "$c/blake3.h" ]; then
    mkdir -p "$to/blake3/src"
    printf '[package]\nname = "peer"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\nblake3 = "=%s"\n' "$version" \
        >"$to/blake3/Cargo.toml"
    : >"$to/blake3/src/lib.rs"
    (cd "$to/blake3" && cargo vendor --quiet vendor >/dev/null 2>&1) || echo "no BLAKE3 $version to be had: without it"
fi
flags=()
objects=()
if [ -e "$c/blake3.h" ]; then
    flags=(-D LASTRO_PEER_BLAKE3 -D BLAKE3_TESTING -I "$c")
    sources=("$c"/blake3.c "$c"/blake3_dispatch.c "$c"/blake3_portable.c)
    case $(uname -m) in
        x86_64) sources+=("$c"/blake3_{sse2,sse41,avx2,avx512}_x86-64_unix.S) ;;
        aarch64) sources+=("$c"/blake3_neon.c) ;;
    esac
    for source in "${sources[@]}"; do
        object="$to/blake3/$(basename "$source").o"
        [ "$object" -nt "$source" ] || "${CC:-cc}" -O3 -fPIC -D BLAKE3_TESTING -c "$source" -o "$object"
        objects+=("$object")
    done
fi
"${CXX:-c++}" -std=c++20 -O2 "${flags[@]}" -c "$here/official_blake3.cpp" -o "$to/official_blake3.o"
ld -r "$to/official_blake3.o" "${objects[@]}" -o "$to/store_hash.o"

"${CXX:-c++}" -std=c++20 "${CXXFLAGS:--O2}" -shared -fPIC -Iinclude "$here/lastro_hash.cpp" -pthread -o "$to/lastro_hash.so"
if $here/numpy.sh "$to"; then
    "$to/numpy/bin/pip" install --quiet --disable-pip-version-check blake3==1.0.5 || echo "no Python blake3 to be had"
fi
