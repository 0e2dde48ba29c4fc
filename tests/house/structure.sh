#!/usr/bin/env bash
# The house as docs/concepts.md draws it: top level, floors, namespaces, a test file per header, names of files.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root" || exit 1
failures=0
complain() { printf 'FAILED %s\n' "$*"; failures=$((failures + 1)); }

# The top level is fixed.
for entry in $(ls -A | grep -vxE 'CMakeLists\.txt|README\.md|LICENSE|include|examples|tests|docs|build|CMakePresets\.json|\..*'); do
    complain "top level: $entry does not belong there"
done

# Floors: what a room may include. A room not named here is an error.
declare -A floor=([core]=0 [hash]=10 [random]=10 [num]=10 [linalg]=10 [stats]=10 [data]=20 [drift]=21 [model]=30 [train]=30
    [store]=40 [artifact]=40 [registry]=40 [track]=40 [pipeline]=50 [monitor]=50 [report]=50 [with]=60)
checked=0
while read -r header; do
    relative=${header#include/lastro/}
    room=${relative%%/*}
    [ "$room" = "$relative" ] && continue # an umbrella
    own=${floor[$room]:-}
    if [ -z "$own" ]; then complain "$header: unknown room '$room'"; continue; fi
    checked=$((checked + 1))

    # 1. It includes only its own floor or lower ones (data never includes drift).
    while read -r included; do
        other=${included%%/*}
        if [ "$other" = "$included" ]; then
            [ "$included" = version.hpp ] || complain "$header: includes the umbrella lastro/$included"
            continue
        fi
        if [ -z "${floor[$other]:-}" ] || [ "${floor[$other]}" -gt "$own" ]; then
            complain "$header: room $room (floor $((own / 10))) includes lastro/$included (floor $((${floor[$other]:-990} / 10)))"
        fi
        [ -f "include/lastro/$included" ] || complain "$header: includes lastro/$included, which does not exist"
    done < <(sed -nE 's|^ *# *include <lastro/([^>]+)>.*|\1|p' "$header")
    if [ "$own" -lt 30 ] && grep -nE '^ *# *include <(Eigen|nlohmann)' "$header"; then
        complain "$header: floors 0 to 2a use the standard library only"
    fi
    if [ "$own" -lt 40 ] && grep -nE '^ *# *include <nlohmann' "$header"; then
        complain "$header: JSON begins on floor 3"
    fi

    # 2. Its namespace is its directory; it says what it is; it guards itself.
    grep -q "^namespace lastro::inline v0::$room" "$header" || complain "$header: no namespace lastro::inline v0::$room"
    [ "$(sed -n 1p "$header")" = "// SPDX-License-Identifier: MIT" ] || complain "$header: line 1 is not the licence line"
    [ "$(sed -n 2p "$header")" = "// lastro/$relative" ] || complain "$header: line 2 does not name lastro/$relative"
    grep -q '^#pragma once$' "$header" || complain "$header: no #pragma once"
    case $relative in *[A-Z-]*) complain "$header: file names are lower case with underscores" ;; esac

    # 3. It has its own test, which includes it first.
    test_file=tests/${relative%.hpp}.test.cpp
    if [ ! -f "$test_file" ]; then
        complain "$header: no $test_file"
    else
        first=$(sed -nE '0,/^#include/s/^#include <([^>]+)>.*/\1/p' "$test_file")
        [ "$first" = "lastro/$relative" ] || complain "$test_file: includes <$first> before <lastro/$relative>"
        grep -qE 'TEST_CASE(_TEMPLATE)?\(' "$test_file" || complain "$test_file: no test case"
    fi

    # 4. Nothing that prints, draws hidden randomness, depends on the locale or on a hash table's order.
    if grep -vE '^ *//' "$header" |
        grep -nE '<iostream>|<random>|<regex>|std::(cout|cerr|rand|shuffle|random_device|sto[dfil]|strtod|unordered_)|_distribution<'; then
        complain "$header: uses something the house does without"
    fi
done < <(find include/lastro -name '*.hpp' | sort)

# Umbrellas hold includes and a comment, no code, and include every header of their room.
for umbrella in include/lastro/*.hpp; do
    name=$(basename "$umbrella" .hpp)
    [ "$name" = version ] && continue
    if grep -vE '^(//.*|#pragma once|#include <[^>]+>.*|)$' "$umbrella"; then complain "$umbrella: an umbrella holds includes and comments only"; fi
    [ "$name" = lastro ] && continue
    while read -r header; do
        grep -qh "#include <lastro/${header#include/lastro/}>" "$umbrella" "include/lastro/$name"/*.hpp ||
            complain "$umbrella: does not bring $header"
    done < <(find "include/lastro/$name" -maxdepth 1 -name '*.hpp' | sort)
done
for room in include/lastro/*/; do
    name=$(basename "$room")
    [ "$name" = with ] && continue # a header for each optional dependency: who wants it includes it
    [ -f "include/lastro/$name.hpp" ] || complain "$room: no umbrella include/lastro/$name.hpp"
    grep -q "#include <lastro/$name.hpp>" include/lastro/lastro.hpp || complain "include/lastro/lastro.hpp: does not include lastro/$name.hpp"
done

[ "$checked" -gt 20 ] || complain "only $checked headers were found: this test looks in the wrong place"
echo "$checked headers, $failures failures"
[ "$failures" -eq 0 ]
