// SPDX-License-Identifier: MIT
// tests/data/values_fingerprint.test.cpp
#include <lastro/data/values_fingerprint.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <lastro/core/error.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/csv.hpp>
#include <lastro/data/table.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;
using data::fingerprint;

namespace {

struct day {
    data::date date{};
    float wind = 0.0F;
    std::optional<double> rain;
    std::uint16_t flights = 0;
    bool wet = false;
    std::optional<std::string> note;

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("wind", self.wind);
        visit("date", self.date);
        visit("rain", self.rain);
        visit("flights", self.flights);
        visit("wet", self.wet);
        visit("note", self.note);
    }
};

struct twice {
    int a = 0;
    int b = 0;
    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("a", self.a);
        visit("a", self.b);
    }
};

static_assert(data::record<day> && !data::record<int> && !data::record<std::string>);
static_assert(data::column_cell<std::optional<data::date>> && !data::column_cell<day> && !data::column_cell<char>);

}  // namespace

TEST_SUITE("data/values_fingerprint") {
    TEST_CASE("fingerprint: values have the digest of the column that would hold them") {
        const std::vector<double> reals{0.5, -0.0, -std::numeric_limits<double>::quiet_NaN(),
                                        std::numeric_limits<double>::infinity()};
        CHECK(fingerprint(reals) == fingerprint(column{reals}));
        CHECK(fingerprint(std::span<const double>{reals}) == fingerprint(column{reals}));
        std::vector<double> changed = reals;
        CHECK(fingerprint(std::span<double>{changed}.first(2)) == fingerprint(column{std::vector<double>{0.5, -0.0}}));
        const std::vector<std::int64_t> integers{1, -2, INT64_MAX, INT64_MIN};
        CHECK(fingerprint(integers) == fingerprint(column{integers}));
        CHECK(fingerprint(std::vector<short>{1, -2}) == fingerprint(column{std::vector<std::int64_t>{1, -2}}));
        CHECK(fingerprint(std::vector<float>{0.1F}) == fingerprint(column{std::vector<double>{double{0.1F}}}));
        const std::vector<bool> flags{true, false, true};
        CHECK(fingerprint(flags) == fingerprint(column{flags}));
        const std::vector<data::date> days{data::date{5}, data::date{-5}};
        CHECK(fingerprint(days) == fingerprint(column{days}));
        const std::vector<std::string> texts{"a", "", "\u00e9"};
        CHECK(fingerprint(texts) == fingerprint(column{texts}));
        CHECK(fingerprint(std::vector<std::string_view>{"a", "", "\u00e9"}) == fingerprint(column{texts}));
        const std::vector<std::optional<std::string>> gaps{"a", std::nullopt};
        CHECK(fingerprint(gaps) == fingerprint(column{gaps}));
        CHECK(fingerprint(std::vector<std::optional<double>>{1.0}) == fingerprint(column{std::vector<double>{1.0}}));
        CHECK(fingerprint(std::vector<std::string>{}) == fingerprint(column{std::vector<std::string>{}}));
        CHECK(fingerprint(std::vector<double>{}) == fingerprint(column{std::vector<double>{}}));
    }

    TEST_CASE("fingerprint: records have the digest of the table that would hold them") {
        std::mt19937_64 engine{1};
        for (const std::size_t rows : {0U, 1U, 7U, 8U, 9U, 5000U}) {
            std::vector<day> records(rows);
            std::vector<data::date> dates;
            std::vector<double> winds;
            std::vector<std::optional<double>> rains;
            std::vector<std::int64_t> flights;
            std::vector<bool> wets;
            std::vector<std::optional<std::string>> notes;
            for (day& d : records) {
                d.date = data::date{static_cast<std::int32_t>(engine())};
                d.wind = static_cast<float>(engine() % 1000) / 10.0F;
                d.flights = static_cast<std::uint16_t>(engine());
                d.wet = engine() % 2 == 0;
                if (engine() % 3 != 0) {
                    d.rain = static_cast<double>(engine() % 100);
                    d.note = std::string(engine() % 4, 'n');
                }
                dates.push_back(d.date), winds.push_back(double{d.wind}), rains.push_back(d.rain);
                flights.push_back(d.flights), wets.push_back(d.wet), notes.push_back(d.note);
            }
            data::table table;  // in another order of columns
            table.add("note", column{notes});
            table.add("wet", column{wets});
            table.add("date", column{dates});
            table.add("flights", column{flights});
            table.add("rain", column{rains});
            table.add("wind", column{winds});
            CAPTURE(rows);
            CHECK(fingerprint(records) == fingerprint(table));
            CHECK(fingerprint(std::span<const day>{records}) == fingerprint(table));
        }
    }

    TEST_CASE("fingerprint: pieces have the digest of the whole, for any cut") {
        const data::table whole = data::read_csv(LASTRO_SOURCE_DIR "/examples/data/weather.csv");
        const auto expected = fingerprint(whole);
        std::mt19937_64 engine{3};
        for (int round = 0; round < 10; ++round) {
            std::vector<data::table> pieces;
            for (std::size_t first = 0; first < whole.rows();) {
                const std::size_t rows = std::min<std::size_t>(engine() % 900, whole.rows() - first);
                pieces.push_back(whole.slice(first, rows));
                if (engine() % 2 == 0) {  // another order of columns
                    std::vector<std::string> names = whole.names();
                    std::reverse(names.begin(), names.end());
                    pieces.back() = pieces.back().select(names);
                }
                first += rows;
            }
            CAPTURE(pieces.size());
            CHECK(fingerprint(pieces) == expected);
        }
        data::table gaps;
        gaps.add("flag", column{std::vector<std::optional<bool>>{true, std::nullopt, false}});
        gaps.add("text", column{std::vector<std::optional<std::string>>{std::nullopt, "\u00e9", "x"}});
        CHECK(fingerprint(std::vector<data::table>{gaps.slice(0, 1), gaps.slice(1, 0), gaps.slice(1, 2)}) ==
              fingerprint(gaps));
        CHECK(fingerprint(std::vector<data::table>{}) == fingerprint(data::table{}));
        CHECK_THROWS_AS(static_cast<void>(fingerprint(std::vector<data::table>{gaps, gaps.select({"flag"})})),
                        lastro::schema_error);
        data::table other;
        other.add("flag", column{std::vector<double>{1.0}});
        other.add("text", column{std::vector<std::string>{"x"}});
        CHECK_THROWS_WITH_AS(static_cast<void>(fingerprint(std::vector<data::table>{gaps, other})),
                             "column \"flag\": expected boolean, found float64", lastro::schema_error);
    }

    TEST_CASE("fingerprint: refuses fields that are no columns of one table") {
        CHECK_THROWS_WITH_AS(static_cast<void>(fingerprint(std::vector<twice>(3))),
                             "fingerprint: expected fields with names that differ, found \"a\" again",
                             std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(fingerprint(std::vector<std::uint64_t>{UINT64_MAX})), std::out_of_range);
        CHECK_THROWS_AS(static_cast<void>(fingerprint(std::vector<std::string>{"\xff"})), std::invalid_argument);
    }
}
