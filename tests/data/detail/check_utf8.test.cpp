// SPDX-License-Identifier: MIT
// tests/data/detail/check_utf8.test.cpp
#include <lastro/data/detail/check_utf8.hpp>

#include <string>
#include <string_view>

#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

using lastro::data::detail::check_utf8;

TEST_SUITE("data/detail/check_utf8") {
    TEST_CASE("check_utf8: accepts what is") {
        CHECK_NOTHROW(check_utf8("", "t"));
        CHECK_NOTHROW(check_utf8("a\n\u00e9 \u20ac \U0001f32c", "t"));
    }

    TEST_CASE("check_utf8: says line, column and offset of the first byte that is not, from where the text begins") {
        // Lines end at LF, CRLF and a lone CR; columns are counted in bytes.
        CHECK_THROWS_WITH_AS(check_utf8("a\rb\r\n\u00e9\xC3", "t.csv"),
                             "t.csv:3:3: expected UTF-8 text, found the byte \\xc3 at offset 7", lastro::format_error);
        CHECK_THROWS_WITH_AS(check_utf8("a\n\xFF\xA0", "t.csv", 10, 1000),
                             "t.csv:11:1: expected UTF-8 text, found the byte \\xff at offset 1002",
                             lastro::format_error);
    }
}
