// SPDX-License-Identifier: MIT
// tests/drift/compare.test.cpp
#include <lastro/drift/compare.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using lastro::drift::answer;
using lastro::drift::compare;
using lastro::drift::compare_counts;
using lastro::drift::p_method;
using lastro::drift::sorted_sample;
using lastro::drift::verdict;

namespace {

using column = std::vector<double>;
using counts = std::vector<std::uint64_t>;
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

column uniform(std::mt19937_64& engine, std::size_t n, double shift = 0.0) {
    column v(n);
    std::generate(v.begin(), v.end(), [&] { return static_cast<double>(engine() >> 11) * 0x1p-53 + shift; });
    return v;
}

}  // namespace

TEST_SUITE("drift/compare") {
    TEST_CASE("verdict: a large shift is drift, a small one in a million rows is not, ten rows tell nothing") {
        std::mt19937_64 engine{1};
        const verdict large = compare(uniform(engine, 500), uniform(engine, 500, 0.4));
        CHECK(large.answer == answer::drifted);
        CHECK(large.method == p_method::exact);

        const verdict tiny = compare(uniform(engine, 1'000'000), uniform(engine, 1'000'000, 0.01));
        CHECK(tiny.p_value < 1e-20);         // a million rows make it significant ...
        CHECK(tiny.answer == answer::same);  // ... and it is still within what is tolerated
        CHECK(tiny.method == p_method::asymptotic);

        const verdict few = compare(uniform(engine, 10), uniform(engine, 10));
        CHECK(few.answer == answer::cannot_tell);
    }

    TEST_CASE("verdict: carries its evidence") {
        std::mt19937_64 engine{2};
        const verdict v = compare(uniform(engine, 300), uniform(engine, 200), {.tolerate = 0.2, .confidence = 0.9});
        CHECK(v.statistic == "KS");
        CHECK(v.reference_count == 300);
        CHECK(v.live_count == 200);
        CHECK(v.tolerated == 0.2);
        CHECK(v.confidence == 0.9);
        CHECK(v.margin == lastro::drift::ks_margin(300, 200, 0.9));
        CHECK(v.low == std::max(0.0, v.effect - v.margin));
        CHECK(v.high == std::min(1.0, v.effect + v.margin));
        CHECK(v.significance == 1.0 - 0.9);
    }

    TEST_CASE("verdict: symmetric, and sorting first changes nothing") {
        std::mt19937_64 engine{3};
        const column a = uniform(engine, 40), b = uniform(engine, 90, 0.2);
        const verdict v = compare(a, b), swapped = compare(b, a);
        CHECK(v == compare(sorted_sample{a}, sorted_sample{b}));
        CHECK(v.p_value == swapped.p_value);
        CHECK(v.effect == swapped.effect);
        CHECK(v.low == swapped.low);
        CHECK(v.answer == swapped.answer);
    }

    TEST_CASE("verdict: the relevance bound and the interval agree about drift") {
        std::mt19937_64 engine{4};
        for (double shift = 0.0; shift < 0.6; shift += 0.02) {
            const verdict v = compare(uniform(engine, 150), uniform(engine, 120, shift));
            CAPTURE(shift);
            CHECK((v.low > v.tolerated) == (v.relevance_p < 0.05));
            CHECK(v.relevance_p >= v.p_value);
        }
    }

    TEST_CASE("verdict: wrong answers are rarer than 1 - confidence, at the very edge of the tolerance") {
        std::mt19937_64 engine{5};
        int drifted = 0;
        int same = 0;
        constexpr int rounds = 1000;
        for (int round = 0; round < rounds; ++round) {
            const verdict v = compare(uniform(engine, 200), uniform(engine, 200, 0.1));  // true effect: 0.1
            drifted += v.answer == answer::drifted ? 1 : 0;
            same += v.answer == answer::same ? 1 : 0;
        }
        CHECK(drifted < rounds * 5 / 100);
        CHECK(same < rounds * 5 / 100);
    }

    TEST_CASE("missing values: dropped, counted, and never all of it") {
        const verdict v = compare(column{1, not_a_number, 2}, column{not_a_number, not_a_number, 3});
        CHECK(v.reference_count == 2);
        CHECK(v.live_count == 1);
        CHECK(v.reference_missing == 1);
        CHECK(v.live_missing == 2);
        CHECK_THROWS_WITH_AS(static_cast<void>(compare(column{1}, column{not_a_number, not_a_number})),
                             "drift::compare: live: expected at least one number, found none in 2 values",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(compare(column{}, column{1})),
                             "drift::compare: reference: expected at least one number, found none in 0 values",
                             std::invalid_argument);
    }

    TEST_CASE("one value, all equal, infinities: an exact answer") {
        CHECK(compare(column{3}, column{3}).effect == 0.0);
        CHECK(compare(column{3}, column{3}).p_value == 1.0);
        CHECK(compare(column{3}, column{3}).answer == answer::cannot_tell);
        const column same(5000, 1.0);
        CHECK(compare(same, same).answer == answer::same);
        const double infinity = std::numeric_limits<double>::infinity();
        CHECK(compare(column(50, -infinity), column(50, infinity)).answer == answer::drifted);
        CHECK(compare(column(1, 0.0), column(100'000, 1.0)).effect == 1.0);
    }

    TEST_CASE("counts: total variation, half the sum of differences") {
        const verdict v = compare_counts(counts{50, 30, 20}, counts{20, 30, 50});
        CHECK(v.statistic == "TV");
        CHECK(std::abs(v.effect - 0.3) < 1e-15);
        CHECK(v.p_value < 1e-4);
        CHECK(compare_counts(counts{5000, 3000, 2000}, counts{2000, 3000, 5000}).answer == answer::drifted);
        CHECK(compare_counts(counts{5000, 3000, 2000}, counts{5010, 2990, 2000}).answer == answer::same);
        CHECK(compare_counts(counts{3, 2}, counts{2, 3}).answer == answer::cannot_tell);
        CHECK(compare_counts(counts{3, 0}, counts{0, 3}).effect == 1.0);
    }

    TEST_CASE("settings: out of range is refused") {
        CHECK_THROWS_WITH_AS(static_cast<void>(compare(column{1}, column{2}, {.tolerate = 1.0})),
                             "drift::compare: tolerate: expected at least 0 and below 1, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(compare(column{1}, column{2}, {.tolerate = not_a_number})),
                             "drift::compare: tolerate: expected at least 0 and below 1, found nan",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(compare_counts(counts{1}, counts{1}, {.confidence = 0.0})),
                             "drift::compare: confidence: expected above 0 and below 1, found 0",
                             std::invalid_argument);
    }
}
