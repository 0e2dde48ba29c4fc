// SPDX-License-Identifier: MIT
// tests/drift/compat_deepchecks.test.cpp
#include <lastro/drift/compat_deepchecks.hpp>

#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include "compat_data.hpp"

using compat_data::close;
using counts = std::vector<std::uint64_t>;
namespace deepchecks = lastro::drift::compat::deepchecks;

// Every number below is what psi and cramers_v of deepchecks 0.19.1 (scipy 1.17.1) returned.
TEST_SUITE("drift/compat_deepchecks") {
    TEST_CASE("psi: shares of at least 0.01; Cramer's V of sides scaled to one size, corrected at two categories") {
        const counts a{50, 30, 20, 0}, b{30, 28, 0, 2}, c{900, 90, 10}, d{50, 45, 5}, e{300, 700}, f{55, 45}, g{45, 55};
        CHECK(close(deepchecks::psi(a, b), 0.67092062278937));
        CHECK(close(deepchecks::psi(c, d), 0.8788898309344878));
        CHECK(close(deepchecks::psi(e, f), 0.2619921389623387));
        CHECK(close(deepchecks::psi(g, e), 0.09699407473875785));
        CHECK(close(deepchecks::cramers_v(a, b), 0.33241706541559146));
        CHECK(close(deepchecks::cramers_v(c, d), 0.4258370361267105));
        CHECK(close(deepchecks::cramers_v(e, f), 0.23275079239313476));
        CHECK(close(deepchecks::cramers_v(g, e), 0.12633982286575693));
        CHECK(deepchecks::cramers_v(counts{5, 0}, counts{9, 0}) == 0.0);
    }
}
