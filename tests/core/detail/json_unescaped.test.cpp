// SPDX-License-Identifier: MIT
// tests/core/detail/json_unescaped.test.cpp
#include <lastro/core/detail/json_unescaped.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

namespace {

lastro::core::detail::unescaped_text read(std::string_view raw) {
    return lastro::core::detail::json_unescaped(raw, [](std::size_t i, std::string_view expected) {
        throw std::invalid_argument{std::to_string(i) + ": " + std::string{expected}};
    });
}

std::string meaning(std::string_view raw) { return read(raw).text; }

}  // namespace

TEST_SUITE("core/detail/json_unescaped") {
    TEST_CASE("meaning: every escape, at every place of eight") {
        for (std::size_t before = 0; before < 18; ++before) {
            for (std::size_t after = 0; after < 10; ++after) {
                const std::string x(before, 'x');
                const std::string y(after, 'y');
                REQUIRE(meaning(x + R"(\"\\\/\b\f\n\r\t)" + y) == x + "\"\\/\b\f\n\r\t" + y);
                REQUIRE(meaning(x + R"(\u0041\u00e9\u20AC\uD83D\uDE00)" + y) ==
                        x + "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80" + y);
                REQUIRE(meaning(x + y) == x + y);
            }
        }
        CHECK(meaning(R"(\u0000)") == std::string(1, '\0'));
    }

    TEST_CASE("refusals: escapes that JSON does not have, with their place") {
        CHECK_THROWS_WITH_AS(meaning(R"(ab\x)"), "2: an escape that JSON has", std::invalid_argument);
        CHECK_THROWS_WITH_AS(meaning(R"(\u12g4)"), "0: an escape that JSON has", std::invalid_argument);
        CHECK_THROWS_WITH_AS(meaning(R"(\u123)"), "0: an escape that JSON has", std::invalid_argument);
        for (const char* lone :
             {R"(123456789\ud83d)", R"(123456789\ude00\ud83d)", R"(123456789\ud83d\n)", R"(123456789\ud83d\u0041)"}) {
            CHECK_THROWS_WITH_AS(meaning(lone), "9: a pair of surrogates", std::invalid_argument);
        }
    }

    TEST_CASE("shortest: as RFC 8785 writes it, or not") {
        for (int code = 0; code < 0x10000; ++code) {
            if (code >= 0xD800 && code <= 0xDFFF) {
                continue;
            }
            for (const char* digits : {"0123456789abcdef", "0123456789ABCDEF"}) {
                std::string raw = "\\u";
                for (int shift = 12; shift >= 0; shift -= 4) {
                    raw += digits[code >> shift & 15];
                }
                std::string written;
                lastro::core::append_json_string(written, meaning(raw));
                REQUIRE(read(raw).shortest == (written == '"' + raw + '"'));
            }
        }
        CHECK(read(R"(plain\"\\\b\f\n\r\t)").shortest);
        CHECK(!read(R"(\/)").shortest);
        CHECK(!read(R"(\ud83d\ude00)").shortest);
        CHECK(!read(R"(\u0041\n\n\n\n\n\n\n\n\n)").shortest);
    }
}
