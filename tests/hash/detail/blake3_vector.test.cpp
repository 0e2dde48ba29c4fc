// SPDX-License-Identifier: MIT
// tests/hash/detail/blake3_vector.test.cpp
#include <lastro/hash/detail/blake3_vector.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include <doctest/doctest.h>

namespace b3 = lastro::hash::detail::blake3_core;

namespace {

// Every lane's row at a place of its own, with a byte between, so that no order and no alignment can be assumed.
template <class Vector>
void check_transposition() {
    constexpr std::size_t n = b3::lane_count<Vector>;
    std::vector<std::byte> memory(n * 65);
    const std::byte* rows[n];
    for (std::size_t lane = 0; lane < n; ++lane) {
        std::byte* row = memory.data() + (n - 1 - lane) * 65;
        for (std::uint32_t w = 0; w < 16; ++w) {
            const auto value = static_cast<std::uint32_t>(100 * lane) + w;
            std::memcpy(row + 4 * w, &value, 4);
        }
        rows[lane] = row;
    }
    Vector m[16];
    b3::load_message(m, rows);
    for (std::size_t w = 0; w < 16; ++w) {
        for (std::size_t lane = 0; lane < n; ++lane) {
            REQUIRE((m[w][lane] == 100 * lane + w));
        }
    }
    std::vector<std::byte> out(n * 32);
    b3::store_values(m, out.data());
    for (std::size_t lane = 0; lane < n; ++lane) {
        REQUIRE(std::memcmp(out.data() + 32 * lane, rows[lane], 32) == 0);
    }
}

}  // namespace

TEST_SUITE("hash/detail/blake3_vector") {
    TEST_CASE("load_message, store_values: a lane is an input, for vectors of every length") {
        check_transposition<b3::words4>();
        check_transposition<b3::words8>();
        check_transposition<b3::words16>();
    }

    TEST_CASE("pick: numbers count within quarters") {
        b3::words8 x{0, 1, 2, 3, 4, 5, 6, 7};
        b3::words8 y{10, 11, 12, 13, 14, 15, 16, 17};
        b3::words8 to;
        b3::pick<3, 4, 0, 7>(to, x, y);
        const std::uint32_t expected[8] = {3, 10, 0, 13, 7, 14, 4, 17};
        for (std::size_t i = 0; i < 8; ++i) {
            CHECK((to[i] == expected[i]));
        }
    }

    TEST_CASE("look_ahead: reads nothing, wherever the rows end") {
        const std::byte byte{};
        const std::byte* rows[4] = {&byte, &byte, &byte, nullptr};
        b3::look_ahead<4>(rows, 0);
        b3::look_ahead<4>(rows, 1U << 30U);
    }
}
