#!/usr/bin/env bash
# What a header costs before the user's first line: preprocessed lines (c++ -E -P), per floor. Prints each umbrella.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
compiler=${CXX:-c++}
case $("$compiler" --version | head -n 1) in
    *clang*) ;;
    *) [ "$("$compiler" -dumpversion | cut -d. -f1)" = 12 ] || { echo "SKIPPED: the budget is stated for g++ 12"; exit 77; } ;;
esac
"$compiler" --version | grep -q clang && { echo "SKIPPED: the budget is stated for g++ 12"; exit 77; }

budget_of() { # room -> lines
    case $1 in
        version) echo 100 ;;
        core | hash | random | num) echo 30250 ;; # the design's 30,000, and what many pieces in one system call and JSON read in place take
        linalg) echo 31000 ;; # stands on the products of num
        stats) echo 34500 ;; # sketches are saved (core/byte_stream) and sort in linear time (core/order): both bring <vector>; exact moments, histogram
        data) echo 45250 ;; # the same, on the design's 45,000
        drift) echo 52000 ;; # detectors, their states, laboratory; tests of rows; other tools' numbers
        model | train) echo 120000 ;;
        lastro) echo 205000 ;; # all rooms together; each keeps its own
        *) echo 170000 ;;
    esac
}
failures=0
over() { # header room
    if ! lines=$(set -o pipefail; echo "#include <lastro/$1>" | "$compiler" -std=c++20 -E -P -I"$root/include" \
        -isystem "${EIGEN_INCLUDE:-/usr/include/eigen3}" -x c++ - | wc -l); then
        echo "FAILED $1: does not preprocess"; failures=$((failures + 1)); return
    fi
    if [ "$lines" -gt "$(budget_of "$2")" ]; then
        echo "FAILED $1: $lines lines, the budget of its floor is $(budget_of "$2")"
        failures=$((failures + 1))
    elif [ "$1" = "$2.hpp" ]; then
        printf '%-16s %7d of %7d\n' "$1" "$lines" "$(budget_of "$2")"
    fi
}
cd "$root/include/lastro" || exit 1
for umbrella in *.hpp; do
    over "$umbrella" "${umbrella%.hpp}"
done
# An umbrella costs at least as much as each of its headers: a room is within its budget when its umbrella is.
[ "$failures" -eq 0 ]
