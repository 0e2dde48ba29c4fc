// SPDX-License-Identifier: MIT
// tests/data/column.test.cpp
#include <lastro/data/column.hpp>

#include <bit>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

static_assert(std::regular<column>);
static_assert(std::is_nothrow_move_constructible_v<column>);
static_assert(!std::convertible_to<std::vector<double>, column>, "taking a vector in must stay visible");

template <class C>
concept gives_view_of_temporary = requires {
    std::declval<C>().template as<double>();
};
static_assert(gives_view_of_temporary<const column&> && !gives_view_of_temporary<column>);

template <class T>
std::vector<std::optional<T>> maybe(std::initializer_list<std::optional<T>> values) {
    return values;
}

// One of each type, row 1 missing.
std::vector<column> one_of_each() {
    return {column{maybe<bool>({true, {}, false})},
            column{maybe<std::int64_t>({1, {}, -3})},
            column{maybe<double>({0.5, {}, 2.0})},
            column{maybe<data::date>({data::date{1}, {}, data::date{-1}})},
            column{maybe<std::string>({"a", {}, "\u00e9"})},
            column{maybe<data::timestamp>({data::timestamp{0}, {}, data::timestamp{-500'000}})}};
}

}  // namespace

TEST_SUITE("data/column") {
    TEST_CASE("column: knows its type, rows and what is missing") {
        const auto columns = one_of_each();
        for (std::size_t i = 0; i < columns.size(); ++i) {
            CHECK(columns[i].type() == data::all_types[i]);
            CHECK(columns[i].size() == 3);
            CHECK(columns[i].null_count() == 1);
            CHECK(columns[i].is_null(1));
            CHECK_FALSE(columns[i].is_null(2));
        }
        CHECK(column{}.empty());
        const column flags{std::vector<bool>{true, false}};
        CHECK(flags.as<bool>()[0]);
        CHECK_FALSE(flags.as<bool>()[1]);
        CHECK(column{std::vector<std::string>{"x"}} == column{std::vector<std::string_view>{"x"}});
    }

    TEST_CASE("to_text: each type as it is written, missing as nothing") {
        const auto columns = one_of_each();
        const char* const wanted[][2] = {{"true", "false"}, {"1", "-3"},
                                         {"0.5", "2"},      {"1970-01-02", "1969-12-31"},
                                         {"a", "\u00e9"},   {"1970-01-01T00:00:00Z", "1969-12-31T23:59:59.500000Z"}};
        for (std::size_t i = 0; i < columns.size(); ++i) {
            CHECK(columns[i].to_text(0) == wanted[i][0]);
            CHECK(columns[i].to_text(1).empty());
            CHECK(columns[i].to_text(2) == wanted[i][1]);
        }
    }

    TEST_CASE("as: the values in place, of the right type only") {
        const column wind{std::vector<double>{2.5, 4.0}};
        CHECK(wind.as<double>()[1] == 4.0);
        CHECK_THROWS_WITH_AS((void)wind.as<std::int64_t>("w.csv", "wind"),
                             "w.csv: column \"wind\": expected type int64, found float64", lastro::schema_error);
        column place{std::vector<std::string>{"Seattle"}};
        place.why_not_numeric("line 2 holds \"Seattle\"");
        CHECK_THROWS_WITH_AS((void)place.as<double>("w.csv", "place"),
                             "w.csv: column \"place\": expected type float64, found string (line 2 holds \"Seattle\")",
                             lastro::schema_error);
    }

    TEST_CASE("numbers: everything that counts, missing as NaN") {
        const auto columns = one_of_each();
        for (std::size_t i = 0; i < 3; ++i) {
            const auto numbers = columns[i].numbers();
            REQUIRE(numbers.size() == 3);
            CHECK(std::isnan(numbers[1]));
        }
        CHECK(columns[0].numbers()[0] == 1.0);
        CHECK(columns[1].numbers()[2] == -3.0);
        CHECK_THROWS_WITH_AS((void)columns[3].numbers("w.csv", "day"),
                             "w.csv: column \"day\": expected numbers (int64, float64 or boolean), found date",
                             lastro::schema_error);
        CHECK_THROWS_AS((void)columns[4].numbers(), lastro::schema_error);
        CHECK_THROWS_AS((void)columns[5].numbers(), lastro::schema_error);
    }

    TEST_CASE("column: one representation, whatever was put in") {
        data::validity present;
        present.push_back(true);
        present.push_back(false);
        const column careless{std::vector<double>{1.0, 99.0}, present};
        CHECK(careless == column{maybe<double>({1.0, {}})});
        CHECK(careless.as<double>()[1] == 0.0);

        const double other_nan = std::bit_cast<double>(std::uint64_t{0xFFF8'0000'0000'0123});
        const column nans{std::vector<double>{other_nan, -0.0}};
        CHECK(std::bit_cast<std::uint64_t>(nans.as<double>()[0]) == 0x7FF8'0000'0000'0000);
        CHECK(nans == column{std::vector<double>{not_a_number, -0.0}});
        CHECK(nans != column{std::vector<double>{not_a_number, 0.0}});

        CHECK(column{std::vector<std::uint8_t>{7, 0}, data::validity{2}} == column{std::vector<bool>{true, false}});

        data::detail::text_values hidden;
        hidden.push_back("kept");
        hidden.push_back("under a missing row");
        CHECK(column{hidden, present} == column{maybe<std::string>({"kept", {}})});
    }

    TEST_CASE("column: equal only if type, values and missing rows are") {
        CHECK(column{std::vector<std::int64_t>{0}} != column{std::vector<double>{0.0}});
        CHECK(column{maybe<double>({0.0})} != column{maybe<double>({{}})});
        CHECK(column{std::vector<std::string>{"ab", "c"}} != column{std::vector<std::string>{"a", "bc"}});
        column noted{std::vector<std::string>{"a"}};
        noted.why_not_numeric("line 2 holds \"a\"");
        CHECK(noted == column{std::vector<std::string>{"a"}});
    }

    TEST_CASE("gather and slice: rows with what is missing among them") {
        for (const column& c : one_of_each()) {
            const std::vector<std::uint64_t> indices{2, 1, 0, 2};
            const column picked = c.gather(indices);
            REQUIRE(picked.size() == 4);
            CHECK(picked.null_count() == 1);
            for (std::size_t i = 0; i < indices.size(); ++i) {
                CHECK(picked.to_text(i) == c.to_text(indices[i]));
            }
            CHECK(c.slice(0, 3) == c);
            CHECK(c.slice(2, 1) == c.gather(std::vector<std::uint64_t>{2}));
            CHECK(c.slice(2, 1).null_count() == 0);
            CHECK(c.slice(3, 0).empty());
            CHECK(c.gather({}).type() == c.type());
        }
    }

    TEST_CASE("column: refuses what is out of place, and says why") {
        const column c{std::vector<double>{1, 2}};
        CHECK_THROWS_WITH_AS((void)c.gather(std::vector<std::uint64_t>{0, 2}),
                             "column: gather: expected an index below 2, found 2", std::out_of_range);
        CHECK_THROWS_WITH_AS((void)c.slice(1, 2), "column: slice: expected at most 2 rows, found rows 1 to 1 + 2",
                             std::out_of_range);
        CHECK_THROWS_AS((void)c.slice(3, 0), std::out_of_range);
        CHECK_THROWS_WITH_AS((column{std::vector<double>{1, 2}, data::validity{1}}),
                             "column: validity: expected one bit for each of 2 values, found 1", std::invalid_argument);
        CHECK_THROWS_WITH_AS((column{std::vector<std::string>{"fine", "\xA0"}}),
                             "column: text 1: expected UTF-8, found \"\\xa0\"", std::invalid_argument);
        CHECK_THROWS_WITH_AS((column{std::vector<std::string>{"\xC3", "\xA9"}}),  // a character cut in two
                             "column: text 1: expected UTF-8, found \"\\xa9\"", std::invalid_argument);
    }
}
