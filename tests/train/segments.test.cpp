// SPDX-License-Identifier: MIT
// tests/train/segments.test.cpp
#include <lastro/train/segments.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/train/confusion_matrix.hpp>
#include <lastro/train/probability_metric.hpp>
#include <lastro/train/weighted_mean.hpp>

namespace data = lastro::data;
namespace train = lastro::train;

namespace {

const std::vector<double> error{1, 2, 3, 4, 5, 6};

data::table cities() {
    data::table t{"weather.csv"};
    t.add("city",
          data::column{std::vector<std::string>{"Seattle", "Boston", "Seattle", "Austin", "Boston", "Seattle"}});
    t.add("station", data::column{std::vector<std::optional<std::int64_t>>{10, 9, std::nullopt, 10, 9, std::nullopt}});
    return t;
}

auto measured(const data::table& t, const char* column, std::size_t offset = 0) {
    return train::per_segment(t, column, train::weighted_mean{},
                              [=](train::weighted_mean& m, std::size_t i) { m.add(error[i + offset]); });
}

}  // namespace

TEST_SUITE("train/segments") {
    TEST_CASE("per_segment: each row counts in its own, ascending by name") {
        const auto by_city = measured(cities(), "city");
        REQUIRE(by_city.size() == 3);
        CHECK(by_city[0].name == "Austin");
        CHECK(by_city[1].name == "Boston");
        CHECK(by_city[2].name == "Seattle");
        CHECK(by_city[0].state.value() == 4.0);
        CHECK(by_city[1].state.value() == 3.5);
        CHECK(by_city[2].state.value() == 10.0 / 3.0);
        CHECK(by_city[2].rows == 3);
    }

    TEST_CASE("per_segment: rows without a value come last") {
        const auto by_station = measured(cities(), "station");
        REQUIRE(by_station.size() == 3);
        CHECK(by_station[0].name == "10");  // names are texts
        CHECK(by_station[1].name == "9");
        CHECK(by_station[2].missing);
        CHECK(by_station[2].state.value() == 4.5);
    }

    TEST_CASE("merge: two halves are the whole") {
        const data::table t = cities();
        for (const char* column : {"city", "station"}) {
            auto merged = measured(t.slice(3, 3), column, 3);
            train::merge(merged, measured(t.slice(0, 3), column));
            const auto whole = measured(t, column);
            REQUIRE(merged.size() == whole.size());
            for (std::size_t k = 0; k < whole.size(); ++k) {
                CHECK(merged[k].name == whole[k].name);
                CHECK(merged[k].missing == whole[k].missing);
                CHECK(merged[k].rows == whole[k].rows);
                CHECK(merged[k].state == whole[k].state);
            }
        }
    }

    TEST_CASE("any state: several metrics from one count") {
        const auto by_city = train::per_segment(
            cities(), "city", train::confusion_matrix{2},
            [](train::confusion_matrix& c, std::size_t i) { c.add(i % 2 == 0 ? 1.0 : 0.0, i < 3 ? 1.0 : 0.0); });
        CHECK(by_city[2].state.recall() == 1.0);
        CHECK(by_city[2].state.precision() == 1.0);
        CHECK(by_city[1].state.accuracy() == 0.0);
    }

    TEST_CASE("refusals: an unknown column; no rows are no segments") {
        CHECK_THROWS_AS(static_cast<void>(measured(cities(), "town")), lastro::schema_error);
        CHECK(measured(cities().slice(0, 0), "city").empty());
    }

}  // TEST_SUITE
