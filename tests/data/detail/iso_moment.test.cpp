// SPDX-License-Identifier: MIT
// tests/data/detail/iso_moment.test.cpp
#include <lastro/data/detail/iso_moment.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <lastro/data/timestamp.hpp>

#include <doctest/doctest.h>

using lastro::data::timestamp;

namespace {

std::optional<timestamp> quickly(const std::string& text) {
    timestamp t;
    static lastro::data::detail::iso_day day;  // of the text before
    return lastro::data::detail::read_iso_moment(text.data(), t, day) ? std::optional{t} : std::nullopt;
}

}  // namespace

TEST_SUITE("data/detail/iso_moment") {
    TEST_CASE("same: every day of 400 years, and every second of one") {
        std::size_t wrong = 0;
        for (std::int64_t day = -146'097; day < 146'097 / 2; ++day) {
            const timestamp t{day * 86'400'000'000 + (day & 0xFFFF) * 1'000'000};
            const std::string text = t.to_string().substr(0, 19);
            wrong += quickly(text) == t ? 0U : 1U;
        }
        for (std::int64_t second = 0; second < 86'400; ++second) {
            const timestamp t{second * 1'000'000};
            wrong += quickly(t.to_string()) == t ? 0U : 1U;
        }
        CHECK(wrong == 0);
    }

    TEST_CASE("days: none at first, not even of NUL characters, and a wrong one is not kept") {
        lastro::data::detail::iso_day day;
        timestamp t;
        CHECK_FALSE(lastro::data::detail::read_iso_moment("\0\0\0\0\0\0\0\0\0\0\00000:00:00", t, day));
        CHECK(lastro::data::detail::read_iso_moment("2014-02-28T12:30:59", t, day));
        CHECK_FALSE(lastro::data::detail::read_iso_moment("2014-02-29T12:30:59", t, day));
        CHECK_FALSE(lastro::data::detail::read_iso_moment("2014-02-28T12:30:60", t, day));
        CHECK(lastro::data::detail::read_iso_moment("2014-02-28T00:00:01", t, day));
        CHECK(t == timestamp::parse("2014-02-28T00:00:01"));
        CHECK(day.seconds == t.microseconds / 1'000'000 - 1);
    }

    TEST_CASE("others: with any byte at any place, what timestamp::parse says, or nothing") {
        std::size_t wrong = 0;
        std::size_t read = 0;
        for (const std::string_view good : {"2014-02-28T12:30:59", "1999-12-31 23:59:00", "0000-01-01T00:00:00"}) {
            for (std::size_t at = 0; at < good.size(); ++at) {
                for (unsigned byte = 0; byte < 256; ++byte) {
                    std::string text{good};
                    text[at] = static_cast<char>(byte);
                    const auto wanted =
                        text[16] == ':' ? timestamp::parse(text) : std::nullopt;  // "00:00+01" is for parse
                    wrong += quickly(text) == wanted ? 0U : 1U;
                    read += quickly(text) ? 1U : 0U;
                }
            }
        }
        CHECK(wrong == 0);
        CHECK(read > 200);
        for (const char* none :
             {"2015-02-29T00:00:00", "2014-04-31T00:00:00", "2014-13-01T00:00:00", "2014-00-01T00:00:00",
              "2014-01-00T00:00:00", "2014-01-01T24:00:00", "2014-01-01T00:60:00", "2014-01-01T00:00:60",
              "2014-01-01_00:00:00", "2014-01-01T00.00:00"}) {
            CAPTURE(none);
            CHECK_FALSE(quickly(none));
        }
        CHECK(quickly("2016-02-29T00:00:00") == timestamp::parse("2016-02-29T00:00:00"));
    }
}
