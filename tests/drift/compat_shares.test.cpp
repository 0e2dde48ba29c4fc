// SPDX-License-Identifier: MIT
// tests/drift/compat_shares.test.cpp
#include <lastro/drift/compat_shares.hpp>

#include <cstdint>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

namespace compat = lastro::drift::compat::detail;

TEST_SUITE("drift/compat_shares") {
    TEST_CASE("bins: Sturges' rule as len(numpy.histogram_bin_edges(x, 'sturges')) - 1 has it") {
        CHECK(compat::sturges_bins(1.0, 64) == 7);
        CHECK(compat::sturges_bins(1.0, 65) == 8);
        CHECK(compat::sturges_bins(350.0, 350) == 10);
        CHECK(compat::sturges_bins(0.0, 350) == 1);
        CHECK(compat::bins_of(10.0, 3.0) == 4);
        CHECK(compat::bins_of(10.0, 0.0) == 1);
        CHECK_THROWS_AS(static_cast<void>(compat::bins_of(1e9, 1.0)), std::invalid_argument);
    }

    TEST_CASE("shares: of one sum; refused without a count, and of other sizes") {
        const std::vector<std::uint64_t> counts{1, 3}, none{0, 0}, one{1};
        CHECK(compat::shares(counts, "here") == std::vector<double>{0.25, 0.75});
        CHECK_THROWS_WITH_AS(static_cast<void>(compat::shares(none, "here")),
                             "here: expected at least one count, found 0", std::invalid_argument);
        CHECK_THROWS_WITH_AS(compat::require_paired(counts, one, "here"),
                             "here: expected as many counts on both sides, found 1", std::invalid_argument);
    }
}
