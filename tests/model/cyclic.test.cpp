// SPDX-License-Identifier: MIT
// tests/model/cyclic.test.cpp
#include <lastro/model/cyclic.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using model::cycle;
using model::cyclic;

namespace {

constexpr data::timestamp at(std::string_view text) { return *data::timestamp::parse(text); }
constexpr data::date on(std::string_view text) { return *data::date::parse(text); }

// The calendar is exact, so what can be checked is checked before anything runs.
static_assert(model::phase(on("2014-01-01"), cycle::year) == 0.0);
static_assert(model::phase(on("2014-12-31"), cycle::year) == 364.0 / 365.0);
static_assert(model::phase(on("2016-12-31"), cycle::year) == 365.0 / 366.0);
static_assert(model::phase(on("1900-12-31"), cycle::year) == 364.0 / 365.0, "no leap year");
static_assert(model::phase(on("2015-02-08"), cycle::month) == 0.25);
static_assert(model::phase(on("2024-02-29"), cycle::month) == 28.0 / 29.0);
static_assert(model::phase(on("2026-11-26"), cycle::week) == 3.0 / 7.0, "a Thursday");
static_assert(model::phase(on("1969-12-29"), cycle::week) == 0.0, "a Monday");
static_assert(model::phase(at("1969-12-31T18:00:00Z"), cycle::day) == 0.75);
static_assert(model::phase(at("2016-04-01T12:00:00Z"), cycle::year) == 0.25);
static_assert(model::phase(at("2014-07-02T00:00:00Z"), cycle::year) == model::phase(on("2014-07-02"), cycle::year));
static_assert(model::phase(data::timestamp{(std::numeric_limits<std::int64_t>::min)()}, cycle::year) >= 0.0);
static_assert(model::phase(data::date{(std::numeric_limits<std::int32_t>::max)()}, cycle::week) < 1.0);

}  // namespace

TEST_SUITE("model/cyclic") {
    TEST_CASE("encode: quarters of a cycle are exact") {
        std::array<double, 4> row{};
        CHECK(cyclic{{.cycles = {cycle::year, cycle::day}}}.encode(at("2016-04-01T12:00:00Z"), row));
        CHECK(row == std::array{1.0, 0.0, 0.0, -1.0});
        CHECK(cyclic{{.cycles = {cycle::week, cycle::month}}}.encode(on("2015-02-09"), row));
        CHECK(row[0] == 0.0);
        CHECK(row[1] == 1.0);
    }

    TEST_CASE("encode: sine and cosine of the phase, and no jump at midnight of New Year") {
        std::array<double, 2> row{};
        const cyclic year;
        year.encode(on("2014-07-02"), row);  // 182 / 365 of a turn: sin(pi / 365) and -cos(pi / 365), of Python 3.11
        CHECK(std::abs(row[0] - 0.0086069968886884) < 1e-15);
        CHECK(std::abs(row[1] + 0.9999629591162655) < 1e-15);
        std::array<double, 2> before{};
        year.encode(at("2014-12-31T23:59:59.999999Z"), before);
        year.encode(at("2015-01-01T00:00:00Z"), row);
        CHECK(std::abs(row[0] - before[0]) < 1e-12);
        CHECK(std::abs(row[1] - before[1]) < 1e-12);
    }

    TEST_CASE("encode: numbers go around in a period") {
        const cyclic wind{{.period = 360.0}};
        CHECK(wind.numeric());
        CHECK(wind.width() == 2);
        std::array<double, 2> row{};
        wind.encode(90.0, row);
        CHECK(row == std::array{1.0, 0.0});
        wind.encode(-90.0, row);
        CHECK(row == std::array{-1.0, 0.0});
        wind.encode(720.0, row);
        CHECK(row == std::array{0.0, 1.0});
        wind.encode_missing(row);
        CHECK(row == std::array{0.0, 0.0});
    }

    TEST_CASE("names and types: those of the cycles") {
        std::vector<std::string> names;
        const cyclic both{{.cycles = {cycle::year, cycle::day}}};
        both.append_names("date", names);
        cyclic{{.period = 360.0}}.append_names("wind", names);
        CHECK(names == std::vector<std::string>{"date_year_sin", "date_year_cos", "date_day_sin", "date_day_cos",
                                                "wind_sin", "wind_cos"});
        CHECK(cyclic{}.takes_days());
        CHECK_FALSE(both.takes_days());
    }

    TEST_CASE("cyclic: what does not go around is refused") {
        CHECK_THROWS_WITH_AS((cyclic{{.cycles = {}}}), "model::cyclic: cycles: expected at least one, found none",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((cyclic{{.cycles = {cycle::day, cycle::day}}}),
                             "model::cyclic: cycles: expected every cycle once, found day a second time",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((cyclic{{.period = -1.0}}),
                             "model::cyclic: period: expected a finite number of at least 0, found -1",
                             std::invalid_argument);
        cyclic c;
        cyclic::reflect(c, [](std::string_view name, auto& value) {
            if constexpr (requires { value.push_back(cycle{9}); }) {
                value.push_back(cycle{9});
            }
            CHECK(!name.empty());
        });
        CHECK_THROWS_WITH_AS(c.check(), "lastro.cyclic: cycles: expected 0 to 3, found 9", format_error);
    }

}  // TEST_SUITE
