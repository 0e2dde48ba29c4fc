// SPDX-License-Identifier: MIT
// tests/drift/deal.test.cpp
#include <lastro/drift/deal.hpp>

#include <cmath>
#include <cstdint>

#include <doctest/doctest.h>

namespace {

double choose(std::uint64_t n, std::uint64_t k) {
    double c = k > n ? 0.0 : 1.0;
    for (std::uint64_t i = 0; i < k && k <= n; ++i) {
        c = c * static_cast<double>(n - i) / static_cast<double>(i + 1);
    }
    return c;
}

}  // namespace

TEST_SUITE("drift/deal") {
    TEST_CASE("deal: hypergeometric probabilities, every possible count once, for all sizes up to 9") {
        for (std::uint64_t n = 0; n <= 9; ++n) {
            for (std::uint64_t m = n == 0 ? 1U : 0U; m <= 9; ++m) {
                for (std::uint64_t block = 1; block <= n + m; ++block) {
                    double sum = 0.0;
                    std::uint64_t next = block > m ? block - m : 0;
                    lastro::drift::for_each_deal(n, m, block, [&](std::uint64_t a, double p) {
                        REQUIRE(a == next++);
                        REQUIRE(std::abs(p - choose(n, a) * choose(m, block - a) / choose(n + m, block)) < 1e-15);
                        sum += p;
                    });
                    REQUIRE(next == (block < n ? block : n) + 1);
                    REQUIRE(std::abs(sum - 1.0) < 1e-14);
                }
            }
        }
    }
}
