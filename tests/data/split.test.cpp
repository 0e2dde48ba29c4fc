// SPDX-License-Identifier: MIT
// tests/data/split.test.cpp
#include <lastro/data/split.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <lastro/data/csv.hpp>
#include <lastro/random/permutation.hpp>
#include <lastro/random/stream.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;
using data::table;
using lastro::schema_error;

namespace {

// Rows 0 ... n - 1, which say so.
table numbered(std::int64_t n) {
    std::vector<std::int64_t> values;
    for (std::int64_t i = 0; i < n; ++i) {
        values.push_back(i);
    }
    table t{"numbered.csv"};
    t.add("row", column{values});
    return t;
}

std::vector<std::int64_t> rows_of(const table& t) {
    const auto values = t.column<std::int64_t>("row").values();
    return {values.begin(), values.end()};
}

}  // namespace

TEST_SUITE("data/split") {
    TEST_CASE("split: stratified, both sides have their share of every value") {
        table t = numbered(100);
        t.add("wet", t.column<std::int64_t>("row") < 30);
        const auto [rest, held] = data::split(t, {.held_out = 0.2, .seed = 42, .stratify = "wet"});
        CHECK(held.rows() == 20);
        CHECK(held.filter(held.column("wet")).rows() == 6);
        CHECK(rest.filter(rest.column("wet")).rows() == 24);
        CHECK_THROWS_AS((void)data::split(t, {.stratify = "town"}), schema_error);
    }

    TEST_CASE("split: grouped, all rows of a group are on one side, and a share of the groups is held out") {
        table t = numbered(100);
        std::vector<std::string> names;
        for (int i = 0; i < 100; ++i) {
            names.push_back("patient " + std::to_string(i * i % 11));  // 6 of them
        }
        t.add("patient", column{names});
        const auto [rest, held] = data::split(t, {.held_out = 0.3, .seed = 42, .group = "patient"});
        const auto a = data::codes_of(rest.column("patient")).texts;
        const auto b = data::codes_of(held.column("patient")).texts;
        CHECK(a.size() == 4);
        CHECK(b.size() == 2);
        for (const std::string& name : b) {
            CHECK(std::find(a.begin(), a.end(), name) == a.end());
        }
        CHECK(rest.rows() + held.rows() == 100);
        CHECK_THROWS_WITH_AS((void)data::split(t, {.stratify = "row", .group = "patient"}),
                             "data::split: expected stratify or group, not both, found both", std::invalid_argument);
        CHECK_THROWS_WITH_AS((void)data::split(t, {.held_out = 0.05, .group = "patient"}),
                             "numbered.csv: column \"patient\": expected at least one group on each side, found 0 held "
                             "out of 6",
                             schema_error);
    }

    TEST_CASE("split_latest: the last share in the order of time, rows of one moment together") {
        const auto latest = [](const std::vector<std::int32_t>& days, double share) {
            std::vector<data::date> dates;
            for (const std::int32_t day : days) {
                dates.push_back({day});
            }
            table t = numbered(static_cast<std::int64_t>(days.size()));
            t.add("day", column{dates});
            const auto [past, later] = data::split_latest(t, "day", share);
            CHECK(past.rows() + later.rows() == t.rows());
            return rows_of(later);
        };
        using list = std::vector<std::int64_t>;
        CHECK(latest({5, 1, 4, 2, 3}, 0.4) == list{0, 2});
        CHECK(latest({1, 2, 3, 4}, 0.01) == list{3});
        CHECK(latest({1, 2, 3, 4}, 0.99) == list{1, 2, 3});
        CHECK(latest({1, 1, 1, 2, 2, 2}, 0.2) == list{3, 4, 5});  // both of the moment that the cut meets
        CHECK(latest({1, 2, 2, 2, 2, 3}, 0.5) == list{1, 2, 3, 4, 5});
        CHECK_THROWS_WITH_AS(
            (void)latest({1, 1}, 0.5),
            "numbered.csv: column \"day\": expected at least two different values to split at, found 1", schema_error);
        CHECK_THROWS_AS((void)latest({1, 2}, 1.0), std::invalid_argument);
    }

    TEST_CASE("split: two disjoint sides in the table's order that together are the table") {
        for (const std::int64_t n : {3, 10, 101, 731}) {
            for (const double share : {0.2, 0.5, 0.29, 0.7}) {
                const auto [rest, held] = data::split(numbered(n), {.held_out = share, .seed = 42});
                CAPTURE(n);
                CAPTURE(share);
                const auto a = rows_of(rest);
                const auto b = rows_of(held);
                REQUIRE(std::is_sorted(a.begin(), a.end()));
                REQUIRE(std::is_sorted(b.begin(), b.end()));
                std::vector<std::int64_t> all(a.size() + b.size());
                std::merge(a.begin(), a.end(), b.begin(), b.end(), all.begin());
                REQUIRE(all == rows_of(numbered(n)));
                REQUIRE(static_cast<double>(b.size()) <= share * static_cast<double>(n) + 0.5);
                REQUIRE(static_cast<double>(b.size()) >= share * static_cast<double>(n) - 0.5);
            }
        }
        CHECK(data::split(numbered(100), {.held_out = 0.29}).second.rows() == 29);  // 0.29 * 100 < 29 in binary
    }

    TEST_CASE("split: the first rows of the named permutation are held out") {
        const auto order = lastro::random::permutation(lastro::random::stream{7}["split"], 50);
        std::vector<std::int64_t> wanted;
        for (std::size_t i = 0; i < 10; ++i) {
            wanted.push_back(static_cast<std::int64_t>(order[i]));
        }
        std::sort(wanted.begin(), wanted.end());
        CHECK(rows_of(data::split(numbered(50), {.held_out = 0.2, .seed = 7}).second) == wanted);
    }

    TEST_CASE("split: the same for the same seed, other rows for another") {
        const table t = numbered(200);
        CHECK(data::split(t, {.seed = 1}) == data::split(t, {.seed = 1}));
        CHECK(data::split(t, {.seed = 1}).second != data::split(t, {.seed = 2}).second);
        // Frozen: a change here changes what every earlier run was trained on.
        CHECK(rows_of(data::split(numbered(20), {.held_out = 0.25, .seed = 42}).second) ==
              std::vector<std::int64_t>{5, 7, 12, 17, 19});
    }

    TEST_CASE("split: every row is held out about as often as every other") {
        std::vector<int> times(20);
        for (std::uint64_t seed = 0; seed < 1000; ++seed) {
            for (const std::int64_t row : rows_of(data::split(numbered(20), {.held_out = 0.2, .seed = seed}).second)) {
                ++times[static_cast<std::size_t>(row)];
            }
        }
        for (const int count : times) {  // 200 expected, standard deviation 12.6
            CHECK(count > 140);
            CHECK(count < 260);
        }
    }

    TEST_CASE("split: refuses shares that are none and tables too small") {
        for (const double share : {0.0, 1.0, -0.1, 1.5, std::numeric_limits<double>::quiet_NaN()}) {
            CHECK_THROWS_AS((void)data::split(numbered(10), {.held_out = share}), std::invalid_argument);
        }
        CHECK_THROWS_WITH_AS((void)data::split(numbered(10), {.held_out = 1.5}),
                             "data::split: held_out: expected above 0 and below 1, found 1.5", std::invalid_argument);
        CHECK_THROWS_WITH_AS((void)data::split(numbered(2), {.held_out = 0.2}),
                             "numbered.csv: expected at least one row on each side, found 0 held out of 2",
                             schema_error);
        CHECK_THROWS_WITH_AS((void)data::split(table{}),
                             "data::split: expected at least one row on each side, found 0 held out of 0",
                             schema_error);
    }

    TEST_CASE("split_at: below, and from there on, for every ordered type") {
        const auto [low, high] = data::split_at(numbered(10), "row", 4);
        CHECK(rows_of(low) == std::vector<std::int64_t>{0, 1, 2, 3});
        CHECK(rows_of(high) == std::vector<std::int64_t>{4, 5, 6, 7, 8, 9});
        CHECK(data::split_at(numbered(10), "row", "4") == data::split_at(numbered(10), "row", 4));

        table t;
        t.add("name", column{std::vector<std::string>{"b", "a", "c"}});
        t.add("value", column{std::vector<double>{2.5, -1.0, 7.0}});
        CHECK(data::split_at(t, "name", "b").first == t.slice(1, 1));
        t.add("at", column{std::vector<data::timestamp>{{86'400'000'000}, {0}, {86'399'999'999}}});
        CHECK(data::split_at(t, "at", "1970-01-02").second == t.slice(0, 1));
        CHECK(data::split_at(t, "value", 2.5).second == t.gather(std::vector<std::uint64_t>{0, 2}));
    }

    TEST_CASE("split_at: Seattle's weather in two halves of two years") {
        const table weather = data::read_csv(LASTRO_SOURCE_DIR "/examples/data/weather.csv");
        const table seattle = weather.where("location", "Seattle");
        const auto [past, later] = data::split_at(seattle, "date", "2014-01-01");
        CHECK(past.rows() == 731);
        CHECK(later.rows() == 730);
        CHECK(past.column<data::date>("date")[730].to_string() == "2013-12-31");
        CHECK(later.column<data::date>("date")[0].to_string() == "2014-01-01");
    }

    TEST_CASE("split_at: refuses empty sides and rows that are on neither") {
        CHECK_THROWS_WITH_AS((void)data::split_at(numbered(3), "row", 0),
                             "numbered.csv: column \"row\" split at 0: expected rows on both sides, found none below",
                             schema_error);
        CHECK_THROWS_WITH_AS(
            (void)data::split_at(numbered(3), "row", 3),
            "numbered.csv: column \"row\" split at 3: expected rows on both sides, found none from there on",
            schema_error);
        CHECK_THROWS_WITH_AS((void)data::split_at(numbered(3), "row", "x"),
                             "numbered.csv: column \"row\": expected a whole number (int64), found \"x\"",
                             schema_error);
        CHECK_THROWS_AS((void)data::split_at(numbered(3), "line", 1), schema_error);
        table t;
        t.add("gap", column{std::vector<std::optional<double>>{1.0, std::nullopt}});
        t.add("nan", column{std::vector<double>{std::numeric_limits<double>::quiet_NaN(), 1.0}});
        CHECK_THROWS_WITH_AS((void)data::split_at(t, "gap", 1.0),
                             "column \"gap\": expected a value in every row to split at, found row 1 missing",
                             schema_error);
        CHECK_THROWS_WITH_AS((void)data::split_at(t, "nan", 1.0),
                             "column \"nan\": expected a value in every row to split at, found NaN in row 0",
                             schema_error);
    }
}
