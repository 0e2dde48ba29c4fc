#!/usr/bin/env bash
# What the types must refuse. Each case is one line that must not compile: all of them are one program, in which the
# compiler must find fault with each; the right lines are another, in which it must find none, so that a case cannot pass
# because of a spelling mistake.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
cases=0
includes=
right=
wrong=
names=()

compiles() { # program text; what the compiler says is in $work/errors
    printf '%s\n' "$1" >"$work/case.cpp"
    "${CXX:-c++}" -std=c++20 -fsyntax-only -Wall -Wextra -Werror -I"$root/include" \
        -isystem "${EIGEN_INCLUDE:-/usr/include/eigen3}" "$work/case.cpp" 2>"$work/errors"
}
refuses() { # what, includes, right line, wrong line
    cases=$((cases + 1))
    names+=("$1: $4")
    local begin="namespace case_$cases { using namespace lastro; [[maybe_unused]] auto f = [](auto&&...) {}; void test"
    includes+=$2$'\n'
    right+="$begin() { $3 } }"$'\n'
    wrong+="#line 1 \"case_$cases\""$'\n'"$begin() { $4 } }"$'\n'
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

compiles "$includes$wrong"
for ((i = 1; i <= cases; i++)); do
    if grep -qE "^case_$i:1:.*(error|required from here)" "$work/errors"; then
        echo "refused: ${names[i - 1]}"
    else
        echo "FAILED: compiles: ${names[i - 1]}"
        failures=$((failures + 1))
    fi
done
cases=$((cases + 1))
if ! compiles "$includes$right"; then
    echo "FAILED: a right line does not compile"
    head -n 20 "$work/errors"
    failures=$((failures + 1))
fi

# Flags under which the bit contract cannot hold: refused by name where the compiler tells of them, else by the canary
# that every training runs first.
program='#include <cstdio>
#include <exception>
#include <lastro/num/profile.hpp>
int main() {
    try {
        lastro::num::require_strict();
    } catch (const std::exception& e) {
        std::puts(e.what());
        return 1;
    }
}'
flags=()
runs() { # the program compiles and its canary is content
    printf '%s\n' "$program" >"$work/case.cpp"
    "${CXX:-c++}" -std=c++20 -O2 -Wfatal-errors "${flags[@]}" -I"$root/include" "$work/case.cpp" -o "$work/case" 2>"$work/errors" &&
        "$work/case" >"$work/errors" 2>&1
}
cases=$((cases + 1))
runs || { echo "FAILED: the canary does not accept this compiler"; cat "$work/errors"; failures=$((failures + 1)); }
for flag in -ffast-math -Ofast -funsafe-math-optimizations -ffinite-math-only -freciprocal-math -fno-signed-zeros \
    "-fassociative-math -fno-signed-zeros -fno-trapping-math" -ffp-model=fast -fsingle-precision-constant -mfpmath=387; do
    # shellcheck disable=SC2206
    flags=($flag)
    # Not every compiler has every flag; clang++ takes some of g++'s and does nothing.
    if ! echo 'int main() {}' | "${CXX:-c++}" "${flags[@]}" -Werror -x c++ - -o "$work/empty" 2>/dev/null; then continue; fi
    if [ "$flag" = -fsingle-precision-constant ] &&
        echo 'static_assert(sizeof(0.5) == sizeof(double)); int main() {}' | "${CXX:-c++}" "${flags[@]}" -std=c++20 -x c++ - -o "$work/empty" 2>/dev/null &&
        "${CXX:-c++}" --version | grep -q clang; then continue; fi
    cases=$((cases + 1))
    if runs; then
        echo "FAILED: $flag is accepted"
        failures=$((failures + 1))
    elif ! grep -qE 'lastro: |num::profile: ' "$work/errors"; then
        echo "FAILED: $flag is refused without a reason:"
        head -n 5 "$work/errors"
        failures=$((failures + 1))
    else
        echo "refused: $flag: $(grep -oE '(lastro: |num::profile: ).*' "$work/errors" | head -n 1)"
    fi
done

echo "$((cases - failures)) passed, $failures failed"
[ "$failures" -eq 0 ]
