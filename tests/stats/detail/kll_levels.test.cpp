// SPDX-License-Identifier: MIT
// tests/stats/detail/kll_levels.test.cpp
#include <lastro/stats/detail/kll_levels.hpp>

#include <algorithm>
#include <cstddef>
#include <random>
#include <vector>

#include <doctest/doctest.h>

namespace detail = lastro::stats::detail;

TEST_SUITE("stats/detail/kll_levels") {
    TEST_CASE("capacity: two thirds of the level above, rounded up, and at least 8") {
        const detail::kll_levels levels{200};
        const std::size_t wanted[] = {200, 134, 89, 60, 40, 27, 18, 12, 8, 8, 8};
        std::size_t sum = 0;
        for (std::size_t depth = 0; depth < 11; ++depth) {
            CHECK(levels.capacity[depth] == wanted[depth]);
            CHECK(levels.room(depth) == sum);
            sum += wanted[depth];
        }
        CHECK(levels.capacity[59] == 8);
    }

    TEST_CASE("sort_runs: sorts, whatever the number of runs") {
        std::mt19937_64 engine{4};
        for (int round = 0; round < 2000; ++round) {
            std::vector<double> values(engine() % 200);
            for (double& x : values) {
                x = static_cast<double>(engine() % 50);
            }
            for (std::size_t from = 0; from < values.size();) {  // a few runs of their own
                const std::size_t size = std::min<std::size_t>(1 + engine() % 80, values.size() - from);
                std::sort(values.begin() + static_cast<std::ptrdiff_t>(from),
                          values.begin() + static_cast<std::ptrdiff_t>(from + size));
                from += size;
            }
            std::vector<double> wanted = values;
            std::sort(wanted.begin(), wanted.end());
            std::vector<double> buffer(values.size());
            detail::sort_runs(values.data(), buffer.data(), values.size());
            REQUIRE(values == wanted);
        }
    }
}
