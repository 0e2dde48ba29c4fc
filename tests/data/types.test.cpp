// SPDX-License-Identifier: MIT
// tests/data/types.test.cpp
#include <lastro/data/types.hpp>

#include <cstdint>
#include <limits>
#include <sstream>
#include <string>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::date;

namespace {

static_assert(date::parse("1970-01-01") == date{0});
static_assert(date{1} > date{0});
static_assert(static_cast<int>(data::type::string) == 4, "the numbers are part of the table format");

template <class T>
std::string printed(const T& value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

}  // namespace

TEST_SUITE("data/types") {
    TEST_CASE("type: every one has a name that finds it again") {
        for (const data::type t : data::all_types) {
            CHECK(data::type_named(data::name_of(t)) == t);
        }
        CHECK(data::name_of(data::type::float64) == "float64");
        CHECK_FALSE(data::type_named("double"));
        CHECK_FALSE(data::type_named(""));
        CHECK(printed(data::type::date) == "date");
    }

    TEST_CASE("parse_boolean: six spellings, and no others") {
        for (const char* text : {"true", "True", "TRUE"}) {
            CHECK(data::parse_boolean(text) == true);
        }
        for (const char* text : {"false", "False", "FALSE"}) {
            CHECK(data::parse_boolean(text) == false);
        }
        for (const char* text : {"", "t", "1", "0", "yes", "tRUE", " true", "true "}) {
            CAPTURE(text);
            CHECK_FALSE(data::parse_boolean(text));
        }
    }

    TEST_CASE("date: days that a calendar confirms") {
        // Julian day numbers less 2440588; 2000-03-01 and 1900-02-28 stand beside the century rule.
        struct {
            const char* text;
            std::int32_t days;
        } const cases[] = {
            {"1970-01-01", 0},       {"1969-12-31", -1},      {"2000-02-29", 11016},  {"2000-03-01", 11017},
            {"2014-01-01", 16071},   {"1900-02-28", -25509},  {"1900-03-01", -25508}, {"0000-01-01", -719528},
            {"0001-01-01", -719162}, {"9999-12-31", 2932896},
        };
        for (const auto& c : cases) {
            CAPTURE(c.text);
            REQUIRE(date::parse(c.text));
            CHECK(date::parse(c.text)->days == c.days);
            CHECK(date{c.days}.to_string() == c.text);
            CHECK(printed(date{c.days}) == c.text);
        }
    }

    TEST_CASE("date: text and day are each other's inverse for every day of ten thousand years") {
        date d = *date::parse("0000-01-01");
        for (int year = 0; year <= 9999; ++year) {
            const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            for (int month = 1; month <= 12; ++month) {
                const int length = month == 2                                                ? (leap ? 29 : 28)
                                   : (month == 4 || month == 6 || month == 9 || month == 11) ? 30
                                                                                             : 31;
                for (int day = 1; day <= length; day += 9, d.days += 9) {
                    const std::string text = {static_cast<char>('0' + year / 1000),
                                              static_cast<char>('0' + year / 100 % 10),
                                              static_cast<char>('0' + year / 10 % 10),
                                              static_cast<char>('0' + year % 10),
                                              '-',
                                              static_cast<char>('0' + month / 10),
                                              static_cast<char>('0' + month % 10),
                                              '-',
                                              static_cast<char>('0' + day / 10),
                                              static_cast<char>('0' + day % 10)};
                    if (date::parse(text) != d || d.to_string() != text) {
                        FAIL("differs at " << text);
                    }
                }
                d.days += length - (length - 1) / 9 * 9 - 9;  // to the first of the next month
            }
        }
        CHECK(d == date{date::parse("9999-12-31")->days + 1});
    }

    TEST_CASE("date: what is no day of the calendar is refused") {
        for (const char* text :
             {"", "2014-1-01", "2014-02-29", "1900-02-29", "2014-13-01", "2014-00-10", "2014-01-00", "2014-01-32",
              "2014/01/01", "14-01-01", "2014-01-01 ", "2014-01-01T00:00", "-014-01-01", "2014-01-0x", "+2014-1-1"}) {
            CAPTURE(text);
            CHECK_FALSE(date::parse(text));
        }
    }

    TEST_CASE("date: every day has a text, in the expanded form outside four digits of year") {
        CHECK(date{2932897}.to_string() == "+010000-01-01");
        CHECK(date{-719529}.to_string() == "-000001-12-31");
        CHECK(date{std::numeric_limits<std::int32_t>::max()}.to_string() == "+5881580-07-11");
        CHECK(date{std::numeric_limits<std::int32_t>::min()}.to_string() == "-5877641-06-23");
    }
}
