// SPDX-License-Identifier: MIT
// tests/data/detail/utf16.test.cpp
#include <lastro/data/detail/utf16.hpp>

#include <string>
#include <string_view>

#include <doctest/doctest.h>

namespace detail = lastro::data::detail;

namespace {

std::string utf16(std::u16string_view text, bool big) {
    std::string result;
    for (const char16_t c : text) {
        const char low = static_cast<char>(c & 0xFF);
        const char high = static_cast<char>(c >> 8);
        result += big ? high : low;
        result += big ? low : high;
    }
    return result;
}

}  // namespace

TEST_SUITE("data/detail/utf16") {
    TEST_CASE("transcoding: characters of one to four bytes, in both orders") {
        for (const bool big : {false, true}) {
            const std::string text = utf16(u"\uFEFFa\u00e9\u20ac\U0001F600\n", big);
            REQUIRE(detail::is_utf16(text));
            CHECK(detail::utf8_of_utf16(text, "t") == "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\n");
        }
        CHECK_FALSE(detail::is_utf16("a"));
        CHECK_FALSE(detail::is_utf16("\xEF\xBB\xBF"));
    }

    TEST_CASE("transcoding: half a character is refused with its place") {
        const std::string lone{
            "\xFF\xFE"
            "a\0\x00\xD8"
            "b\0",
            8};
        CHECK_THROWS_WITH_AS((void)detail::utf8_of_utf16(lone, "t.csv"),
                             "t.csv: expected UTF-16 text, found a surrogate without its other half at offset 4",
                             lastro::format_error);
        CHECK_THROWS_WITH_AS((void)detail::utf8_of_utf16("\xFF\xFE"
                                                         "a",
                                                         "t.csv"),
                             "t.csv: expected UTF-16 text, found half a character at offset 2", lastro::format_error);
    }
}
