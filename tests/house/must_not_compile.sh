#!/usr/bin/env bash
# What the types must refuse. Each case is a program with one line that must not compile; the same program with the
# right line must, so that a case cannot pass because of a spelling mistake.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
cases=0
flags=()

compiles() { # program text
    printf '%s\n' "$1" >"$work/case.cpp"
    "${CXX:-c++}" -std=c++20 -fsyntax-only -Wall -Wextra -Werror "${flags[@]}" -I"$root/include" \
        -isystem "${EIGEN_INCLUDE:-/usr/include/eigen3}" "$work/case.cpp" 2>"$work/errors"
}
refuses() { # what, includes, right line, wrong line
    cases=$((cases + 1))
    local body="using namespace lastro; [[maybe_unused]] auto f = [](auto&&...) {}; void test"
    if ! compiles "$2"$'\n'"$body() { $3 }"; then
        echo "FAILED $1: the right line does not compile: $3"
        head -n 5 "$work/errors"
        failures=$((failures + 1))
    elif compiles "$2"$'\n'"$body() { $4 }"; then
        echo "FAILED $1: compiles: $4"
        failures=$((failures + 1))
    else
        echo "refused: $1"
    fi
}

drift='#include <lastro/drift.hpp>
#include <vector>'
refuses "sorting hidden in a conversion" "$drift" \
    'drift::sorted_sample s{std::vector<double>{1.0}}; f(s);' 'drift::sorted_sample s = std::vector<double>{1.0}; f(s);'
refuses "a test result that nobody looks at" "$drift" \
    'const drift::sorted_sample s{std::vector<double>{1.0}}; f(drift::kolmogorov_smirnov(s, s));' \
    'const drift::sorted_sample s{std::vector<double>{1.0}}; drift::kolmogorov_smirnov(s, s);'
refuses "a temporary table behind a column's view" '#include <lastro/data.hpp>' \
    'const auto t = data::parse_csv("x\n1.5\n", "x"); auto c = t.column<double>("x"); f(c);' \
    'auto c = data::parse_csv("x\n1.5\n", "x").column<double>("x"); f(c);'
refuses "a column of a type that tables do not have" '#include <lastro/data.hpp>' \
    'data::table t; f(t.column<double>("x"));' 'data::table t; f(t.column<float>("x"));'
refuses "a number where a seeded stream belongs" '#include <lastro/random.hpp>' \
    'f(random::uniform(random::stream{7}, 0));' 'f(random::uniform(7, 0));'
refuses "a text where a digest belongs" '#include <lastro/hash.hpp>' \
    'hash::digest d = hash::digest::parse("blake3:00"); f(d);' 'hash::digest d = "blake3:00"; f(d);'
refuses "training something that is no model" '#include <lastro/train.hpp>' \
    'model::classifier m; data::table t; f(train::fit(m, t, {}));' 'int m = 0; data::table t; f(train::fit(m, t, {}));'
refuses "saving something that does not describe itself" '#include <lastro/artifact.hpp>
#include <lastro/model.hpp>' \
    'model::classifier m; artifact::save("m", m, {});' 'int m = 0; artifact::save("m", m, {});'

# Flags under which the bit contract cannot hold.
cases=$((cases + 1))
program='#include <lastro/num.hpp>
int main() {}'
compiles "$program" || { echo "FAILED: num.hpp does not compile"; failures=$((failures + 1)); }
flags=(-ffast-math)
if compiles "$program"; then
    echo "FAILED: -ffast-math is accepted"
    failures=$((failures + 1))
elif ! grep -q 'ffast-math' "$work/errors"; then
    echo "FAILED: the error does not name -ffast-math"
    failures=$((failures + 1))
else
    echo "refused: -ffast-math, by name"
fi

echo "$((cases - failures)) passed, $failures failed"
[ "$failures" -eq 0 ]
