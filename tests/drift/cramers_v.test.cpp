// SPDX-License-Identifier: MIT
// tests/drift/cramers_v.test.cpp
#include <lastro/drift/cramers_v.hpp>

#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using lastro::drift::cramers_v;

using counts = std::vector<std::uint64_t>;

TEST_SUITE("drift/cramers_v") {
    TEST_CASE("V: independent values of the same tables") {
        CHECK(std::abs(cramers_v(counts{200, 800}, counts{400, 600}) - 0.2160257918350864) < 1e-14);
        CHECK(std::abs(cramers_v(counts{30, 20, 10, 15, 25, 20}, 2, 3) - 0.24031784769791747) < 1e-14);
        CHECK(cramers_v(counts{50, 40, 30, 20}, counts{52, 38, 31, 19}) == 0.0);
    }

    TEST_CASE("V: near 1 where rows determine columns, symmetric, and blind to empty rows and columns") {
        CHECK(cramers_v(counts{1000, 0, 0, 1000}, 2, 2) > 0.99);
        CHECK(cramers_v(counts{1000, 0, 0, 1000}, 2, 2) <= 1.0);
        CHECK(std::abs(cramers_v(counts{3, 9, 4, 8, 1, 7}, 2, 3) - cramers_v(counts{3, 8, 9, 1, 4, 7}, 3, 2)) < 1e-14);
        CHECK(cramers_v(counts{30, 0, 20, 15, 0, 25}, 2, 3) == cramers_v(counts{30, 20, 15, 25}, 2, 2));
        CHECK(cramers_v(counts{5, 0}, counts{7, 0}) == 0.0);
        CHECK(cramers_v(counts{1}, counts{1}) == 0.0);
    }

    TEST_CASE("refusals: as the test's") {
        CHECK_THROWS_AS(static_cast<void>(cramers_v(counts{1, 2}, counts{0, 0})), std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(cramers_v(counts{1, 2, 3}, 2, 2)), std::invalid_argument);
    }
}
