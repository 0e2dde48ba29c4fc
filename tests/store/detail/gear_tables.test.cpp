// SPDX-License-Identifier: MIT
// tests/store/detail/gear_tables.test.cpp
#include <lastro/store/detail/gear_tables.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

#include <lastro/core/bytes.hpp>
#include <lastro/hash/md5.hpp>

#include <doctest/doctest.h>

namespace detail = lastro::store::detail;

TEST_SUITE("store/detail/gear_tables") {
    TEST_CASE("FastCDC: every number is the first half of an MD5, as its authors say") {
        for (std::size_t i = 0; i < detail::fastcdc_gear.size(); ++i) {
            const std::string block(64, static_cast<char>(static_cast<unsigned char>(i)));
            std::string hex;
            for (unsigned shift = 64; shift > 0;) {
                shift -= 4;
                hex += "0123456789abcdef"[detail::fastcdc_gear[i] >> shift & 15U];
            }
            CHECK(hex == lastro::hash::md5::of(lastro::core::as_bytes(block)).substr(0, 16));
        }
    }

    TEST_CASE("FastCDC: the mask of exponent k has k ones, and none above bit 47") {
        for (std::size_t i = 0; i < detail::fastcdc_masks.size(); ++i) {
            CHECK(std::popcount(detail::fastcdc_masks[i]) == static_cast<int>(i) + 5);
            CHECK((detail::fastcdc_masks[i] >> 48U) == 0);
        }
    }

    TEST_CASE("Xet: 256 numbers that differ; the conformance cases hold them against xet-core's cuts") {
        CHECK(std::set<std::uint64_t>(detail::xet_gear.begin(), detail::xet_gear.end()).size() == 256);
        CHECK(detail::xet_gear[0] == 0xB088D3A9E840F559U);
    }
}
