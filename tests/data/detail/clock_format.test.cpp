// SPDX-License-Identifier: MIT
// tests/data/detail/clock_format.test.cpp
#include <lastro/data/detail/clock_format.hpp>

#include <stdexcept>
#include <string_view>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::detail::parse_date;
using data::detail::parse_timestamp;

TEST_SUITE("data/detail/clock_format") {
    TEST_CASE("parse_date: days by a format") {
        CHECK(parse_date("31.12.2013", "%d.%m.%Y") == data::date::parse("2013-12-31"));
        CHECK(parse_date("1/2/69", "%m/%d/%y") == data::date::parse("1969-01-02"));
        CHECK(parse_date("1/2/68", "%m/%d/%y") == data::date::parse("2068-01-02"));
        CHECK(parse_date("Feb 29 2012", "%b %d %Y") == data::date::parse("2012-02-29"));
        for (const std::string_view text : {"31.12.13", "32.12.2013", "29.2.2013", "31.12.2013 ", "31.12.", "", ".."}) {
            CAPTURE(text);
            CHECK(!parse_date(text, "%d.%m.%Y"));
        }
        CHECK(!parse_date("eb  29 2012", "%b %d %Y"));
        CHECK(!parse_date("Fe", "%b %d %Y"));
    }

    TEST_CASE("parse_timestamp: moments by a format") {
        const auto noon = data::timestamp::parse("2013-12-31T12:00:00Z");
        CHECK(parse_timestamp("12/31/13 12:00 PM", "%m/%d/%y %I:%M %p") == noon);
        CHECK(parse_timestamp("12/31/13 12 AM", "%m/%d/%y %I %p") == data::timestamp::parse("2013-12-31T00:00:00Z"));
        CHECK(parse_timestamp("31.12.2013 13:00:00.000+0100", "%d.%m.%Y %H:%M:%S.%f%z") == noon);
        CHECK(parse_timestamp("20131231T120000Z", "%Y%m%dT%H%M%S%z") == noon);
        for (const std::string_view text :
             {"12/31/13 13:00 PM", "12/31/13 0:00 AM", "12/31/13 1:00 XM", "12/31/13 1:60 PM"}) {
            CAPTURE(text);
            CHECK(!parse_timestamp(text, "%m/%d/%y %I:%M %p"));
        }
        CHECK(!parse_timestamp("2013-12-31 12:00:00.1234567", "%Y-%m-%d %H:%M:%S.%f"));
    }

    TEST_CASE("formats: refused unless they name a day, and a time where one is asked for") {
        for (const std::string_view format :
             {"%Y-%m", "%Y-%m-%d %H", "%Y-%y-%m-%d", "%Y-%m-%d%", "%Y-%m-%q", "%m-%d"}) {
            CAPTURE(format);
            CHECK_THROWS_AS(data::detail::require_date_format(format), std::invalid_argument);
        }
        for (const std::string_view format :
             {"%Y-%m-%d", "%Y-%m-%d %I", "%Y-%m-%d %H %p", "%Y-%m-%d %H:%S", "%Y-%m-%d %H:%M.%f", "%Y-%m-%d %H %z%z",
              "%Y-%m-%d %H %I %p", "%Y-%m-%d %H %Q", "%m-%d %H", "%Y-%m-%d %H %"}) {
            CAPTURE(format);
            CHECK_THROWS_AS(data::detail::require_timestamp_format(format), std::invalid_argument);
        }
        data::detail::require_date_format("%d.%m.%y");
        data::detail::require_timestamp_format("%d.%b.%Y %I:%M:%S.%f %p %z");
        CHECK_THROWS_WITH(data::detail::require_date_format("%Y"),
                          "csv: date format: expected one of %Y and %y, one of %m and %b, and %d, each once, found "
                          "\"%Y\"");
    }
}
