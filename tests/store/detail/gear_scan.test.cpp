// SPDX-License-Identifier: MIT
// tests/store/detail/gear_scan.test.cpp
#include <lastro/store/detail/gear_scan.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include <doctest/doctest.h>

namespace detail = lastro::store::detail;

namespace {

std::vector<std::byte> noise(std::size_t size, unsigned seed) {
    std::mt19937_64 engine{seed};
    std::vector<std::byte> bytes(size);
    for (std::byte& b : bytes) {
        b = static_cast<std::byte>(engine() & 0xFFU);
    }
    return bytes;
}

}  // namespace

TEST_SUITE("store/detail/gear_scan") {
    TEST_CASE("scan: finds what one byte after the other finds, from any start to any end") {
        const auto data = noise(600, 1);
        const auto& table = detail::fastcdc_gear;
        for (const std::uint64_t mask : {std::uint64_t{0}, std::uint64_t{0x7} << 40U, std::uint64_t{0xFF} << 56U}) {
            for (std::size_t begin = 0; begin < 70; ++begin) {
                for (std::size_t end = begin; end < data.size(); end += 1 + end % 7) {
                    detail::gear_match expected{end, 5};
                    for (std::size_t i = begin; i < end && expected.at == end; ++i) {
                        expected.hash = 2 * expected.hash + table[std::to_integer<std::size_t>(data[i])];
                        expected.at = (expected.hash & mask) == 0 ? i : end;
                    }
                    const detail::gear_match found = detail::gear_scan(table, data, begin, end, mask, 5);
                    REQUIRE(found.at == expected.at);
                    REQUIRE(found.hash == expected.hash);
                }
            }
        }
    }

    TEST_CASE("hash: forgets a byte after 64 more") {
        const auto data = noise(200, 2);
        const auto& table = detail::xet_gear;
        const std::uint64_t whole = detail::gear_hash(table, data, 0, 200, 99);
        CHECK(detail::gear_hash(table, data, 200 - detail::gear_window, 200, 0) == whole);
        CHECK(detail::gear_hash(table, data, 208 - detail::gear_window, 200, 0) != whole);
    }
}
