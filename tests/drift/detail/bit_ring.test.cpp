// SPDX-License-Identifier: MIT
// tests/drift/detail/bit_ring.test.cpp
#include <lastro/drift/detail/bit_ring.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

using lastro::drift::detail::bit_ring;

TEST_SUITE("drift/detail/bit_ring") {
    TEST_CASE("ones: those of the last values, for every window") {
        for (std::size_t window = 1; window <= 128; ++window) {
            bit_ring<128> ring;
            std::vector<bool> all;
            for (std::uint64_t i = 0; i < 300; ++i) {
                all.push_back(i * i % 7 < 3);
                ring.push(i, window, all.back());
                std::uint64_t ones = 0;
                for (std::size_t j = all.size() > window ? all.size() - window : 0; j < all.size(); ++j) {
                    ones += all[j] ? 1U : 0U;
                }
                REQUIRE(ring.ones == ones);
                REQUIRE(ring.consistent(i + 1, window));
            }
        }
    }

    TEST_CASE("consistent: neither another number of ones, nor ones where no value is") {
        bit_ring<128> ring;
        for (std::uint64_t i = 0; i < 70; ++i) {
            ring.push(i, 100, true);
        }
        CHECK(ring.consistent(70, 100));
        CHECK_FALSE(ring.consistent(69, 100));
        ring.ones = 69;
        CHECK_FALSE(ring.consistent(70, 100));
        ring.ones = 70;
        ring.bits[1] ^= 1;
        ring.bits[1] |= std::uint64_t{1} << 40U;
        CHECK_FALSE(ring.consistent(70, 100));
    }
}
