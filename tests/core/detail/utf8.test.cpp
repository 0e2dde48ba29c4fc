// SPDX-License-Identifier: MIT
// tests/core/detail/utf8.test.cpp
#include <lastro/core/detail/utf8.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <lastro/core/text.hpp>

#include <doctest/doctest.h>

using lastro::core::detail::append_utf8;
using lastro::core::detail::leading_hex;
using lastro::core::detail::take_utf8;

TEST_SUITE("core/detail/utf8") {
    TEST_CASE("characters: every one becomes UTF-8 and its number again") {
        for (std::uint32_t code = 0; code <= 0x10FFFF; code += code < 0x3000 ? 1 : 97) {
            if (code >= 0xD800 && code <= 0xDFFF) {
                continue;
            }
            std::string text;
            append_utf8(text, code);
            REQUIRE(lastro::core::is_utf8(text));
            std::string_view rest = text;
            REQUIRE(take_utf8(rest) == code);
            REQUIRE(rest.empty());
        }
        std::string text;
        append_utf8(text, 0x20AC);
        append_utf8(text, 0x1F600);
        CHECK(text == "\xE2\x82\xAC\xF0\x9F\x98\x80");  // RFC 3629: the euro sign; U+1F600
    }

    TEST_CASE("hexadecimal: exactly that many digits, in either case") {
        CHECK(leading_hex("00eF", 4) == 0xEFU);
        CHECK(leading_hex("e9 more", 2) == 0xE9U);
        CHECK(leading_hex("e", 2) == std::nullopt);
        CHECK(leading_hex("eg", 2) == std::nullopt);
    }
}
