// SPDX-License-Identifier: MIT
// tests/drift/sorted_sample.test.cpp
#include <lastro/drift/sorted_sample.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <limits>
#include <random>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

using lastro::drift::sorted_sample;

namespace {

using column = std::vector<double>;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

static_assert(std::constructible_from<sorted_sample, const column&>);
static_assert(!std::convertible_to<column, sorted_sample>, "sorting must stay visible at the call");
static_assert(std::is_nothrow_move_constructible_v<sorted_sample>);
static_assert(std::regular<sorted_sample> || !std::default_initializable<sorted_sample>, "no empty sample");

}  // namespace

TEST_SUITE("drift/sorted_sample") {
    TEST_CASE("sample: ascending, whatever the order of arrival") {
        const sorted_sample s{column{3, -infinity, 1, infinity, 2, 2}};
        const column expected{-infinity, 1, 2, 2, 3, infinity};
        CHECK(std::equal(s.values().begin(), s.values().end(), expected.begin(), expected.end()));
        CHECK(s.size() == 6);
    }

    TEST_CASE("counts: agree with counting one by one") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 50; ++round) {
            column values(1 + engine() % 40);
            for (double& x : values) {
                x = static_cast<double>(engine() % 9);
            }
            const sorted_sample s{values};
            for (double x = -0.5; x < 9.5; x += 0.5) {
                REQUIRE(s.count_below(x) == static_cast<std::size_t>(std::count_if(values.begin(), values.end(),
                                                                                   [x](double v) { return v < x; })));
                REQUIRE(s.count_up_to(x) == static_cast<std::size_t>(std::count_if(values.begin(), values.end(),
                                                                                   [x](double v) { return v <= x; })));
            }
        }
    }

    TEST_CASE("quantile: type 7, as R's default and NumPy's") {
        const sorted_sample s{column{10, 20, 40, 80}};  // quantile(s, type = 7) in R
        CHECK(s.quantile(0.0) == 10.0);
        CHECK(s.quantile(1.0) == 80.0);
        CHECK(s.quantile(0.5) == 30.0);
        CHECK(s.quantile(0.25) == 17.5);
        CHECK(std::abs(s.quantile(0.95) - 74.0) < 1e-12);
        CHECK(sorted_sample{column{7}}.quantile(0.3) == 7.0);
        CHECK(sorted_sample{column{-infinity, -infinity, 1, infinity, infinity}}.quantile(0.1) == -infinity);
    }

    TEST_CASE("sample: refuses what has no ranks, and says why") {
        CHECK_THROWS_WITH_AS((sorted_sample{column{}}), "sorted_sample: no values", std::invalid_argument);
        CHECK_THROWS_WITH_AS((sorted_sample{column{1, not_a_number}}),
                             "sorted_sample: NaN has no rank; drop or impute it first", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(sorted_sample{column{1}}.quantile(1.5)),
                             "sorted_sample::quantile: share: expected a number from 0 to 1, found 1.5",
                             std::invalid_argument);
    }
}
