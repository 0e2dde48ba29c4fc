// SPDX-License-Identifier: MIT
// tests/data/detail/csv_column_names.test.cpp
#include <lastro/data/detail/csv_column_names.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using names = std::vector<std::string>;

namespace {

names names_of(std::string_view text, const data::csv_settings& settings) {
    data::csv_records records{text, "t.csv"};
    REQUIRE(records.next());
    return data::detail::csv_column_names(records, settings);
}

}  // namespace

TEST_SUITE("data/detail/csv_column_names") {
    TEST_CASE("names: those of the header, or numbers where there is none") {
        CHECK(names_of("\"a\"\"b\",c\n1,2\n", {}) == names{"a\"b", "c"});
        CHECK(names_of("1,1\n", {.header = false}) == names{"column_1", "column_2"});
    }

    TEST_CASE("names: empty and repeated ones get numbers where that is asked for") {
        CHECK(names_of(",a,a,a_2,,a\n1,2,3,4,5,6\n", {.number_names = true}) ==
              names{"column_1", "a", "a_3", "a_2", "column_5", "a_4"});
    }

    TEST_CASE("names: else a repeated one is an error, at its second place") {
        CHECK_THROWS_WITH_AS(names_of("b,a,\"a\"\n", {}),
                             "t.csv:1:5: expected column names that differ, found \"a\" again", lastro::format_error);
    }
}
