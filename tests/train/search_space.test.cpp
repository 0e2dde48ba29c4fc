// SPDX-License-Identifier: MIT
// tests/train/search_space.test.cpp
#include <lastro/train/search_space.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

using namespace lastro;
using train::search_space;

namespace {

const search_space space{{"rate", train::log_uniform{1e-4, 1e-1}},
                         {"dropout", train::uniform{0.0, 0.5}},
                         {"hidden", train::integers{4, 8}},
                         {"activation", train::choices{"tanh", "relu"}},
                         {"nesterov", train::choices{true, false}}};
const random::stream draws = random::stream{42}["search"];

}  // namespace

TEST_SUITE("train/search_space") {
    TEST_CASE("drawn: within the ranges, whole where whole, each value about equally often") {
        std::map<std::int64_t, int> hidden;
        std::map<std::string, int> activation;
        int small = 0, flags = 0;
        constexpr int trials = 5000;
        for (std::uint64_t t = 0; t < trials; ++t) {
            const train::trial one = space.drawn(draws, t);
            REQUIRE(one.number == t);
            REQUIRE((one["rate"] >= 1e-4 && one["rate"] <= 1e-1));
            REQUIRE((one["dropout"] >= 0.0 && one["dropout"] <= 0.5));
            small += one["rate"] < 1e-3 ? 1 : 0;  // one of three powers of ten
            ++hidden[one.integer("hidden")];
            ++activation[one.text("activation")];
            flags += one.flag("nesterov") ? 1 : 0;
        }
        CHECK(std::abs(small - trials / 3) < 150);  // 4.5 standard deviations
        CHECK(std::abs(flags - trials / 2) < 160);
        CHECK(hidden.size() == 5);
        for (const auto& [value, count] : hidden) {
            CHECK((value >= 4 && value <= 8));
            CHECK(std::abs(count - trials / 5) < 130);
        }
        CHECK(activation.size() == 2);
    }

    TEST_CASE("drawn: a trial is an address, and settings do not move each other") {
        const search_space fewer{{"hidden", train::integers{4, 8}}, {"rate", train::log_uniform{1e-4, 1e-1}}};
        for (const std::uint64_t t : {0U, 7U, 1000U}) {
            CHECK(space.drawn(draws, t) == space.drawn(draws, t));
            CHECK(fewer.drawn(draws, t)["rate"] == space.drawn(draws, t)["rate"]);
            CHECK(fewer.drawn(draws, t)["hidden"] == space.drawn(draws, t)["hidden"]);
        }
        CHECK(space.drawn(draws, 0)["rate"] != space.drawn(draws, 1)["rate"]);
    }

    TEST_CASE("grid: every combination once, the last setting changing fastest") {
        const search_space grid{{"a", train::choices{1, 2.5}}, {"b", train::integers{-1, 1}}};
        REQUIRE(grid.grid_size() == 6);
        std::set<std::pair<double, double>> seen;
        for (std::uint64_t t = 0; t < 6; ++t) {
            seen.insert({grid.on_grid(t)["a"], grid.on_grid(t)["b"]});
        }
        CHECK(seen.size() == 6);
        CHECK(grid.on_grid(0)["a"] == 1.0);
        CHECK(grid.on_grid(0)["b"] == -1.0);
        CHECK(grid.on_grid(1)["b"] == 0.0);
        CHECK(grid.on_grid(3)["a"] == 2.5);
        CHECK(grid.on_grid(5).number == 5);
        CHECK(grid.on_grid(5).values[0].first == "a");
    }

    TEST_CASE("trial: refuses a name or a type that it does not have") {
        const train::trial t = space.drawn(draws, 0);
        CHECK_THROWS_WITH_AS(static_cast<void>(t["raet"]),
                             "train::trial: \"raet\": expected a setting of that name, found none", std::out_of_range);
        CHECK_THROWS_WITH_AS(static_cast<void>(t.text("rate")),
                             "train::trial: \"rate\": expected a text, found a value of another type",
                             std::out_of_range);
    }

    TEST_CASE("refusals: empty, twice, ranges that hold nothing, grids that are none") {
        CHECK_THROWS_WITH_AS((search_space{{"a", train::uniform{1, 1}}}),
                             "train::search_space: \"a\": expected finite numbers, low < high, found 1 to 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((search_space{{"a", train::log_uniform{0, 1}}}),
                             "train::search_space: \"a\": expected finite numbers, 0 < low < high, found 0 to 1",
                             std::invalid_argument);
        CHECK_THROWS_AS((search_space{{"a", train::uniform{0, std::numeric_limits<double>::infinity()}}}),
                        std::invalid_argument);
        CHECK_THROWS_AS((search_space{{"a", train::uniform{std::nan(""), 1}}}), std::invalid_argument);
        CHECK_THROWS_AS((search_space{{"a", train::integers{2, 1}}}), std::invalid_argument);
        CHECK_THROWS_AS((search_space{{"a", train::integers{0, INT64_MAX}}}), std::invalid_argument);
        CHECK_THROWS_AS((search_space{{"a", train::choices{}}}), std::invalid_argument);
        CHECK_THROWS_AS(search_space{}, std::invalid_argument);
        CHECK_THROWS_WITH_AS((search_space{{"a", train::integers{0, 1}}, {"a", train::integers{0, 1}}}),
                             "train::search_space: \"a\": expected a name that no other setting has, found it twice",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(space.grid_size()),
                             "train::search_space: \"rate\": expected choices or integers, to make a grid, found a "
                             "range of real numbers",
                             std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(search_space{{"a", train::integers{0, 1'000'000}}}.grid_size()),
                        std::invalid_argument);
    }

}  // TEST_SUITE
