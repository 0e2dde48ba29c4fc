// SPDX-License-Identifier: MIT
// tests/artifact/detail/crc32.test.cpp
#include <lastro/artifact/detail/crc32.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

#include <lastro/core/bytes.hpp>

#include <doctest/doctest.h>

using lastro::artifact::detail::crc32;
using lastro::core::as_bytes;

TEST_SUITE("artifact/detail/crc32") {
    TEST_CASE("checksum: the published check value, and any split of the bytes gives the same") {
        CHECK(crc32(as_bytes("123456789")) ==
              0xCBF43926U);  // Williams, A painless guide to CRC error detection algorithms
        CHECK(crc32({}) == 0);
        std::string text;
        for (int i = 0; i < 100; ++i) {
            text += static_cast<char>(i * 37);
            std::uint32_t bitwise = 0xFFFF'FFFF;  // the definition
            for (const char c : text) {
                bitwise ^= static_cast<unsigned char>(c);
                for (int bit = 0; bit < 8; ++bit) {
                    bitwise = (bitwise & 1U) != 0 ? bitwise >> 1U ^ 0xEDB88320U : bitwise >> 1U;
                }
            }
            REQUIRE(crc32(as_bytes(text)) == ~bitwise);
            const std::size_t half = text.size() / 2;
            REQUIRE(crc32(as_bytes(text).subspan(half), crc32(as_bytes(text).first(half))) == ~bitwise);
        }
    }
}
