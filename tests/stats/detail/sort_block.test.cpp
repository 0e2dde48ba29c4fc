// SPDX-License-Identifier: MIT
// tests/stats/detail/sort_block.test.cpp
#include <lastro/stats/detail/sort_block.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include <doctest/doctest.h>

using lastro::stats::detail::block_sorter;

namespace {

double drawn(std::mt19937_64& engine, int shape, std::size_t i) {
    const double u = (static_cast<double>(engine() >> 11) + 0.5) * 0x1p-53;
    switch (shape) {
        case 0:
            return u;
        case 1:
            return std::tan(3.141 * (u - 0.5));  // long tails on both sides
        case 2:
            return u < 0.5 ? 0.0 : std::exp(400.0 * (u - 0.75));  // many zeros, the rest over 80 decades
        case 3:
            return std::floor(20.0 * u);
        case 4:
            return i % 2 == 0 ? u * 1e-12 : 1e9 + u;  // two crowds
        case 5:
            return static_cast<double>(i);
        case 6:
            return 7.0;
        default:
            return u < 0.01   ? -std::numeric_limits<double>::infinity()
                   : u < 0.02 ? std::numeric_limits<double>::max()
                              : 1.0 / u;
    }
}

}  // namespace

TEST_SUITE("stats/detail/sort_block") {
    TEST_CASE("sort: as std::sort; arrange: no value far from its place, and the same values") {
        std::mt19937_64 engine{4};
        block_sorter sorter;
        for (int shape = 0; shape < 8; ++shape) {
            for (const std::size_t n : {0U, 1U, 2U, 23U, 24U, 100U, 5000U, 8192U}) {
                CAPTURE(shape);
                CAPTURE(n);
                std::vector<double> values(n);
                for (std::size_t i = 0; i < n; ++i) {
                    values[i] = drawn(engine, shape, i);
                }
                std::vector<double> expected = values;
                std::sort(expected.begin(), expected.end());
                std::vector<double> arranged = values;
                sorter.sort(values.data(), n);
                REQUIRE(values == expected);
                if (n == 0) {
                    continue;
                }
                sorter.arrange(arranged.data(), n);
                for (std::size_t i = 0; i < n; ++i) {
                    const auto from =
                        std::lower_bound(expected.begin(), expected.end(), arranged[i]) - expected.begin();
                    const auto to = std::upper_bound(expected.begin(), expected.end(), arranged[i]) - expected.begin();
                    const auto at = static_cast<std::ptrdiff_t>(i);
                    REQUIRE((at >= from - 24 && at < to + 24));
                }
                std::sort(arranged.begin(), arranged.end());
                REQUIRE(arranged == expected);
            }
        }
    }
}
