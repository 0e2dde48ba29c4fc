// SPDX-License-Identifier: MIT
// tests/data/timestamp.test.cpp
#include <lastro/data/timestamp.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include <doctest/doctest.h>

namespace data = lastro::data;

namespace {

static_assert(data::timestamp::parse("1970-01-01T00:00:00Z") == data::timestamp{0});
static_assert(data::timestamp::parse("2000-03-01T00:00Z")->microseconds == 951'868'800'000'000);  // date -u -d ... +%s

constexpr std::int64_t second = 1'000'000;

}  // namespace

TEST_SUITE("data/timestamp") {
    TEST_CASE("parse: one moment in many spellings") {
        // 1388534400 is what `date -u -d 2014-01-01T00:00:00Z +%s` prints.
        for (const std::string_view text :
             {"2014-01-01T00:00:00Z", "2014-01-01T00:00Z", "2014-01-01 00:00:00", "2014-01-01 00:00",
              "2014-01-01T00:00:00.000Z", "2014-01-01T01:00:00+01:00", "2013-12-31T19:00:00-05:00",
              "2014-01-01T05:45:00+0545", "2014-01-01 02:00:00+02", "2014-01-01T00:00:00.000000000Z",
              "2014-01-01T00:00:00-00:00"}) {
            CAPTURE(text);
            const auto t = data::timestamp::parse(text);
            REQUIRE(t);
            CHECK(t->microseconds == 1'388'534'400 * second);
        }
        CHECK(data::timestamp::parse("2014-01-01T00:00:00.5Z")->microseconds == 1'388'534'400 * second + 500'000);
        CHECK(data::timestamp::parse("1969-12-31T23:59:59.999999Z")->microseconds == -1);
        CHECK(data::timestamp::parse("2012-02-29 23:59:59"));
    }

    TEST_CASE("parse: nothing for a text that is no moment, or more exact than microseconds") {
        for (const std::string_view text : {"",
                                            "2014-01-01",
                                            "2014-01-01T",
                                            "2014-01-01T12",
                                            "2014-01-01T24:00:00",
                                            "2014-01-01T12:60:00",
                                            "2014-01-01T23:59:60Z",
                                            "2013-02-29T00:00:00",
                                            "2014-13-01T00:00:00",
                                            "2014-01-01t00:00:00z",
                                            "2014-01-01T00:00:00.",
                                            "2014-01-01T00:00:00,5",
                                            "2014-01-01T00:00:00.0000001Z",
                                            "2014-01-01T00:00:00 Z",
                                            "2014-01-01T00:00:00+24:00",
                                            "2014-01-01T00:00:00+01:60",
                                            "2014-01-01T00:00:00+1",
                                            "20140101T000000Z",
                                            "2014-01-01T00:00:00Zx",
                                            "2014-01-01T0a:00:00",
                                            "2014-01-01T00:00:+1",
                                            "2014/01/01 00:00:00"}) {
            CAPTURE(text);
            CHECK(!data::timestamp::parse(text));
        }
    }

    TEST_CASE("to_string: reads back, over the whole range of int64") {
        CHECK(data::timestamp{0}.to_string() == "1970-01-01T00:00:00Z");
        CHECK(data::timestamp{-1}.to_string() == "1969-12-31T23:59:59.999999Z");
        CHECK(data::timestamp{500'000}.to_string() == "1970-01-01T00:00:00.500000Z");
        // numpy: np.datetime64(2**63 - 1, 'us') and np.datetime64(-2**63 + 1, 'us'), whose years have no padding
        CHECK(data::timestamp{std::numeric_limits<std::int64_t>::max()}.to_string() ==
              "+294247-01-10T04:00:54.775807Z");
        CHECK(data::timestamp{std::numeric_limits<std::int64_t>::min() + 1}.to_string() ==
              "-290308-12-21T19:59:05.224193Z");
        for (std::int64_t t = -60'000'000'000 * second; t < 250'000'000'000 * second; t += 1'234'567'890'123'457) {
            REQUIRE(data::timestamp::parse(data::timestamp{t}.to_string()) == data::timestamp{t});
        }
    }

    TEST_CASE("day_of and start_of: days begin at midnight in UTC, before 1970 too") {
        CHECK(data::day_of({-1}) == data::date{-1});
        CHECK(data::day_of({-86'400 * second}) == data::date{-1});
        CHECK(data::day_of({86'400 * second - 1}) == data::date{0});
        for (std::int32_t d = -800'000; d < 800'000; d += 7'919) {
            REQUIRE(data::day_of(data::start_of({d})) == data::date{d});
            REQUIRE(data::start_of({d}).to_string() == data::date{d}.to_string() + "T00:00:00Z");
        }
    }
}
