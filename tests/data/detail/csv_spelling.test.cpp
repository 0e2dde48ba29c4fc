// SPDX-License-Identifier: MIT
// tests/data/detail/csv_spelling.test.cpp
#include <lastro/data/detail/csv_spelling.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

namespace data = lastro::data;
namespace detail = lastro::data::detail;
using data::csv_settings;

TEST_SUITE("data/detail/csv_spelling") {
    TEST_CASE("kind_of: what a text can be read as") {
        const csv_settings settings;
        const detail::csv_spelling spelling{settings};
        CHECK(spelling.kind_of("12") == detail::whole_kind);
        CHECK(spelling.kind_of("-0") == detail::whole_kind);
        CHECK(spelling.kind_of("9223372036854775808") == detail::huge_kind);
        CHECK(spelling.kind_of("1e400") == detail::text_kind);
        CHECK(spelling.kind_of(".5") == detail::fraction_kind);
        CHECK(spelling.kind_of("-00.5") == detail::text_kind);
        CHECK(spelling.kind_of("007") == detail::text_kind);
        CHECK(spelling.kind_of("2014-01-01") == detail::date_kind);
        CHECK(spelling.kind_of("2014-01-01 00:00") == detail::local_kind);
        CHECK(spelling.kind_of("2014-01-01T00:00:00Z") == detail::zoned_kind);
        CHECK(spelling.kind_of("2014-01-01T00:00:00-08:00") == detail::zoned_kind);
        CHECK(spelling.kind_of("TRUE") == detail::boolean_kind);
        CHECK(spelling.kind_of("") == detail::text_kind);
        CHECK(spelling.kind_of("-") == detail::text_kind);
    }

    TEST_CASE("type_for: settled exactly where no further kind can change the type") {
        for (unsigned kinds = 0; kinds < 256; ++kinds) {
            bool changes = false;
            for (unsigned more = 0; more < 256; ++more) {
                changes = changes || detail::type_for(kinds | more) != detail::type_for(kinds);
            }
            CAPTURE(kinds);
            CHECK(detail::is_settled(kinds) == !changes);
        }
    }

    TEST_CASE("numbers: with a decimal comma and groups of thousands, where they stand as they should") {
        const csv_settings settings{.decimal = ',', .thousands = '.'};
        const detail::csv_spelling spelling{settings};
        double real = 0.0;
        std::int64_t whole = 0;
        CHECK(spelling.read("1.234.567,5", real));
        CHECK(real == 1234567.5);
        CHECK(spelling.read("-1234,25", real));
        CHECK(real == -1234.25);
        CHECK(spelling.read("-12.345", whole));
        CHECK(whole == -12345);
        for (const char* const text :
             {"1.23", "1234.567", ".123", "1..234", "1.2345", "1,2.345", "1.234.", "1,5,5", "0.123"}) {
            CAPTURE(text);
            CHECK_FALSE(spelling.read(text, real));
            CHECK_FALSE(spelling.read(text, whole));
            CHECK(spelling.kind_of(text) == detail::text_kind);
        }
        const csv_settings comma{.decimal = ','};
        CHECK_FALSE(detail::csv_spelling{comma}.read("1.5", real));  // a point would be another country's number
    }

    TEST_CASE("timestamps: by the first format that fits, ISO 8601 where there is none") {
        const csv_settings settings{.timestamp_formats = {"%d.%m.%Y %H:%M", "%m/%d/%y %I:%M %p"}};
        const detail::csv_spelling spelling{settings};
        const data::timestamp wanted = *data::timestamp::parse("2014-02-03T16:05:00Z");
        data::timestamp found;
        for (const char* const text : {"03.02.2014 16:05", "2/3/14 4:05 PM"}) {
            CAPTURE(text);
            CHECK(spelling.read(text, found));
            CHECK(found == wanted);
            CHECK(spelling.kind_of(text) == detail::local_kind);
        }
        CHECK_FALSE(spelling.read("2014-02-03T16:05:00Z", found));
        const csv_settings iso;
        CHECK(detail::csv_spelling{iso}.read("2014-02-03T16:05:00Z", found));
        const csv_settings bad{.timestamp_formats = {"%d.%m.%Y"}};
        CHECK_THROWS_AS(detail::csv_spelling{bad}, std::invalid_argument);
    }

    TEST_CASE("dates: by the first format that fits") {
        const csv_settings settings{.date_formats = {"%d.%m.%Y", "%m/%d/%y", "%d-%b-%Y"}};
        const detail::csv_spelling spelling{settings};
        const data::date wanted = *data::date::parse("2014-02-03");
        data::date found;
        for (const char* const text : {"03.02.2014", "3.2.2014", "2/3/14", "3-Feb-2014"}) {
            CAPTURE(text);
            CHECK(spelling.read(text, found));
            CHECK(found == wanted);
        }
        CHECK(spelling.read("12/31/69", found));
        CHECK(found.to_string() == "1969-12-31");
        for (const char* const text :
             {"2014-02-03", "30.2.2014", "3.2.14", "3.2.2014 ", "3-feb-2014", "", "3-Fe", "2/3/1"}) {
            CAPTURE(text);
            CHECK_FALSE(spelling.read(text, found));
        }
    }

    TEST_CASE("tokens: for nothing, true and false") {
        const csv_settings settings{.null_tokens = {"NA", "?"}, .true_tokens = {"yes"}, .false_tokens = {"no"}};
        const detail::csv_spelling spelling{settings};
        std::uint8_t truth = 7;
        CHECK(spelling.is_null("?"));
        CHECK_FALSE(spelling.is_null(""));
        CHECK(spelling.read("yes", truth));
        CHECK(truth == 1);
        CHECK(spelling.read("no", truth));
        CHECK(truth == 0);
        CHECK_FALSE(spelling.read("true", truth));
    }

    TEST_CASE("settings: those that contradict themselves are the caller's mistake") {
        const auto refusal = [](const csv_settings& settings) -> std::string {
            try {
                (void)detail::csv_spelling{settings};
            } catch (const std::invalid_argument& e) {
                return e.what();
            }
            return "accepted";
        };
        CHECK(refusal({.decimal = '5'}) == "csv: decimal: expected no part of a number, found \"5\"");
        CHECK(refusal({.thousands = '.'}) ==
              "csv: thousands: expected another character than a digit, a sign and the decimal one, found \".\"");
        for (const char* const format : {"%Y-%m", "%Y-%m-%d-%d", "%Y-%m-%q", "%Y-%m-%d%"}) {
            CHECK(refusal({.date_formats = {format}}) ==
                  "csv: date format: expected one of %Y and %y, one of %m and %b, and %d, each once, found \"" +
                      std::string{format} + "\"");
        }
    }
}
