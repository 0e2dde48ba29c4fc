// SPDX-License-Identifier: MIT
// tests/data/csv_dialect.test.cpp
#include <lastro/data/csv_dialect.hpp>

#include <string>

#include <doctest/doctest.h>

namespace data = lastro::data;

TEST_SUITE("data/csv_dialect") {
    TEST_CASE("count_line_ends: LF, CRLF and a lone CR are one each") {
        CHECK(data::count_line_ends("") == 0);
        CHECK(data::count_line_ends("a\nb\r\nc\rd") == 3);
        CHECK(data::count_line_ends("\r\r\n\n\r") == 4);
    }

    TEST_CASE("csv_field: two quotes are one where they were doubled") {
        std::string text = "<";
        data::csv_field{.raw = "a\"\"b", .quoted = true, .doubled = true}.append_to(text, '"');
        data::csv_field{.raw = "c"}.append_to(text, '"');
        CHECK(text == "<a\"bc");
    }
}
