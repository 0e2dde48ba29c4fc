// SPDX-License-Identifier: MIT
// tests/store/detail/column_assembly.test.cpp
#include <lastro/store/detail/column_assembly.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/data/types.hpp>

#include <doctest/doctest.h>

using lastro::store::detail::append_bits;

namespace {

bool bit(const std::vector<std::byte>& bits, std::size_t i) {
    return (std::to_integer<unsigned>(bits[i / 8]) >> (i % 8) & 1U) != 0;
}

}  // namespace

TEST_SUITE("store/detail/column_assembly") {
    TEST_CASE("bits: any piece at any place, as if copied one by one; unused ones are zero") {
        std::mt19937_64 engine{5};
        for (int round = 0; round < 300; ++round) {
            std::vector<std::byte> from(1 + engine() % 9);
            for (std::byte& b : from) {
                b = static_cast<std::byte>(engine() & 0xFFU);
            }
            std::vector<std::byte> to;
            std::vector<bool> expected;
            for (int piece = 0; piece < 5; ++piece) {
                const std::size_t first = engine() % (from.size() * 8);
                const std::size_t count = engine() % (from.size() * 8 - first + 1);
                const bool ones = engine() % 4 == 0;
                append_bits(to, expected.size(), ones ? lastro::core::byte_span{} : lastro::core::byte_span{from},
                            first, count);
                for (std::size_t i = 0; i < count; ++i) {
                    expected.push_back(ones || bit(from, first + i));
                }
            }
            REQUIRE(to.size() == (expected.size() + 7) / 8);
            for (std::size_t i = 0; i < to.size() * 8; ++i) {
                REQUIRE(bit(to, i) == (i < expected.size() && expected[i]));
            }
        }
    }
}
