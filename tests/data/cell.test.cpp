// SPDX-License-Identifier: MIT
// tests/data/cell.test.cpp
#include <lastro/data/cell.hpp>

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::cell;
using data::type;

static_assert(std::is_convertible_v<const char*, cell> && std::is_convertible_v<std::string, cell>);
static_assert(std::is_convertible_v<int, cell> && std::is_convertible_v<float, cell> &&
              std::is_convertible_v<bool, cell>);
static_assert(!std::is_convertible_v<void*, cell>, "a pointer must not become a bool");

TEST_SUITE("data/cell") {
    TEST_CASE("cell: takes the type of what it is given") {
        CHECK(cell{"Seattle"}.type() == type::string);
        CHECK(cell{std::string{"Seattle"}}.as<std::string_view>() == "Seattle");
        CHECK(cell{true}.type() == type::boolean);
        CHECK(cell{7U}.as<std::int64_t>() == 7);
        CHECK(cell{2.5F}.as<double>() == 2.5);
        CHECK(cell{data::date{3}}.as<data::date>() == data::date{3});
        CHECK(cell{data::timestamp{3}}.shown() == "1970-01-01T00:00:00.000003Z");
        CHECK(cell{1} != cell{1.0});
    }

    TEST_CASE("cell: an integer beyond int64 is the caller's mistake") {
        CHECK_THROWS_WITH_AS((void)cell{std::numeric_limits<std::uint64_t>::max()},
                             "cell: expected an int64, found 18446744073709551615", std::invalid_argument);
    }

    TEST_CASE("to: texts are read as the wanted type") {
        CHECK(cell{"-12"}.to(type::int64, "x") == cell{-12});
        CHECK(cell{"1e3"}.to(type::float64, "x") == cell{1000.0});
        CHECK(cell{"True"}.to(type::boolean, "x") == cell{true});
        CHECK(cell{"2014-01-01"}.to(type::date, "x") == cell{data::date{16071}});
        CHECK(cell{"12"}.to(type::string, "x") == cell{"12"});
        CHECK(cell{"1970-01-01T00:00:01Z"}.to(type::timestamp, "x") == cell{data::timestamp{1'000'000}});
        CHECK(cell{"1970-01-02"}.to(type::timestamp, "x") == cell{data::timestamp{86'400'000'000}});
        CHECK(cell{data::date{1}}.to(type::timestamp, "x") == cell{data::timestamp{86'400'000'000}});
    }

    TEST_CASE("to: numbers change type only where nothing is lost") {
        CHECK(cell{2}.to(type::float64, "x") == cell{2.0});
        CHECK(cell{2.0}.to(type::int64, "x") == cell{2});
        CHECK(cell{std::int64_t{1} << 53}.to(type::float64, "x") == cell{9007199254740992.0});
        CHECK_THROWS_AS((void)cell{(std::int64_t{1} << 53) + 1}.to(type::float64, "x"), lastro::schema_error);
        CHECK(cell{std::int64_t{1} << 62}.to(type::float64, "x") == cell{0x1p62});
        CHECK(cell{-0x1p63}.to(type::int64, "x") == cell{std::numeric_limits<std::int64_t>::min()});
        CHECK_THROWS_AS((void)cell{std::numeric_limits<std::int64_t>::max()}.to(type::float64, "x"),
                        lastro::schema_error);
        CHECK_THROWS_AS((void)cell{0x1p63}.to(type::int64, "x"), lastro::schema_error);
        CHECK_THROWS_AS((void)cell{1e300}.to(type::int64, "x"), lastro::schema_error);
        CHECK_THROWS_AS((void)cell{std::numeric_limits<double>::quiet_NaN()}.to(type::int64, "x"),
                        lastro::schema_error);
    }

    TEST_CASE("to: refusals say what a value of the type looks like") {
        const auto refusal = [](const cell& value, type wanted) -> std::string {
            try {
                (void)value.to(wanted, "t.csv: column \"c\"");
            } catch (const lastro::schema_error& e) {
                return e.what();
            }
            return "accepted";
        };
        CHECK(refusal("2014", type::date) == "t.csv: column \"c\": expected a date (YYYY-MM-DD), found \"2014\"");
        CHECK(refusal("noon", type::timestamp) ==
              "t.csv: column \"c\": expected a timestamp (YYYY-MM-DDThh:mm:ssZ), found \"noon\"");
        CHECK(refusal(data::timestamp{0}, type::date) ==
              "t.csv: column \"c\": expected a date (YYYY-MM-DD), found 1970-01-01T00:00:00Z");
        CHECK(refusal("x", type::float64) == "t.csv: column \"c\": expected a number (float64), found \"x\"");
        CHECK(refusal(2.5, type::int64) == "t.csv: column \"c\": expected a whole number (int64), found 2.5");
        CHECK(refusal(1, type::boolean) == "t.csv: column \"c\": expected true or false, found 1");
        CHECK(refusal(true, type::int64) == "t.csv: column \"c\": expected a whole number (int64), found true");
        CHECK(refusal(data::date{0}, type::string) == "t.csv: column \"c\": expected a text, found 1970-01-01");
    }

    TEST_CASE("a day that no timestamp reaches is a schema_error") {
        const lastro::data::cell far{lastro::data::date{200'000'000}};
        CHECK_THROWS_AS(static_cast<void>(far.to(lastro::data::type::timestamp, "t")), lastro::schema_error);
    }
}
