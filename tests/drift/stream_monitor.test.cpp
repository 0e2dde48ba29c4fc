// SPDX-License-Identifier: MIT
// tests/drift/stream_monitor.test.cpp
#include <lastro/drift/stream_monitor.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/core/error.hpp>
#include <lastro/drift/multiplicity.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

#include "sequential.hpp"

using namespace lastro;
using drift::signal;
using drift::stream_monitor;

namespace {

const random::stream draws = random::stream{8}["stream_monitor"];

double value(std::uint64_t life, std::uint64_t column, std::uint64_t t) {
    return random::uniform(draws[life][column], t);
}

data::table past(std::uint64_t life, std::size_t columns, std::size_t rows) {
    data::table result;
    for (std::size_t c = 0; c < columns; ++c) {
        std::vector<double> values;
        for (std::size_t t = 0; t < rows; ++t) {
            values.push_back(value(life, c, (std::uint64_t{1} << 40U) + t));
        }
        result.add("c" + std::to_string(c), data::column{values});
    }
    return result;
}

std::vector<std::string> names(std::size_t columns) {
    std::vector<std::string> result;
    for (std::size_t c = 0; c < columns; ++c) {
        result.push_back("c" + std::to_string(c));
    }
    return result;
}

std::vector<double> row(std::uint64_t life, std::size_t columns, std::uint64_t t) {
    std::vector<double> result;
    for (std::size_t c = 0; c < columns; ++c) {
        result.push_back(value(life, c, t));
    }
    return result;
}

}  // namespace

TEST_SUITE("drift/stream_monitor") {
    TEST_CASE("the columns that moved are named, and since when; the others are not") {
        stream_monitor watch{past(0, 6, 2000), names(6)};
        CHECK(watch.moved().empty());
        signal last = signal::none;
        for (std::uint64_t t = 0; t < 3000; ++t) {
            std::vector<double> x = row(0, 6, t);
            if (t >= 1500) {
                x[4] = 0.3 + 0.7 * x[4];
                x[1] = x[1] * x[1] * x[1];
            }
            last = watch.update(x);
            if (t < 1500) {
                REQUIRE(last != signal::drift);
            }
        }
        CHECK(last == signal::drift);
        const std::vector<drift::moved_column> moved = watch.moved();
        REQUIRE(moved.size() == 2);
        CHECK(moved[0].column == "c1");
        CHECK(moved[1].column == "c4");
        for (const drift::moved_column& c : moved) {
            CHECK(c.change_point > 1400);
            CHECK(c.change_point < 1600);
            CHECK(c.e_value > 80.0);
        }
        CHECK(watch.count() == 3000);
        watch.reset();
        CHECK(watch.moved().empty());
        CHECK(watch.count() == 0);
    }

    TEST_CASE(
        "the columns named are those of e-BH at three quarters of the rate; at most its share of lives is wrong") {
        int wrong = 0;
        std::size_t named = 0;
        for (std::uint64_t life = 1; life <= 60; ++life) {
            stream_monitor watch{past(life, 4, 300), names(4), {.false_discovery_rate = 0.2, .seed = life}};
            bool ever = false;
            for (std::uint64_t t = 0; t < 500; ++t) {
                std::vector<double> x = row(life, 4, t);
                x[0] = life % 2 == 0 ? x[0] : 0.5 * x[0];
                ever = watch.update(x) == signal::drift || ever;
                if (t % 50 == 0) {
                    const std::vector<double> adjusted = drift::adjusted_e_benjamini_hochberg(watch.e_values());
                    std::size_t expected = 0;
                    for (const double p : adjusted) {
                        expected += p <= 0.15 ? 1U : 0U;
                    }
                    CHECK(watch.moved().size() == expected);
                    named += expected;
                }
            }
            wrong += life % 2 == 0 && ever ? 1 : 0;
        }
        CHECK(wrong <= 6);
        CHECK(named > 100);
    }

    TEST_CASE("missing values are counted, and the other columns go on") {
        stream_monitor watch{past(0, 2, 500), names(2)};
        for (std::uint64_t t = 0; t < 400; ++t) {
            watch.update(std::vector<double>{std::nan(""), 2.0});
        }
        CHECK(watch.ignored() == 400);
        CHECK(watch.test(0).count() == 0);
        REQUIRE(watch.moved().size() == 1);
        CHECK(watch.moved()[0].column == "c1");
        CHECK(watch.moved()[0].change_point == 0);
    }

    TEST_CASE("saved at any step and continued") {
        sequential::is_saved(stream_monitor{past(0, 2, 5), names(2)}, 100, [](auto& watch, std::uint64_t t) {
            watch.update(std::vector<double>{t % 20 == 7 ? std::nan("") : value(0, 0, t), 0.9 * value(0, 1, t)});
        });
    }

    TEST_CASE("columns, rows and settings that cannot be are refused") {
        data::table rows = past(0, 2, 5);
        rows.add("text", data::column{std::vector<std::string>{"a", "b", "a", "b", "a"}});
        CHECK_THROWS_AS((stream_monitor{rows, {"c0", "no"}}), schema_error);
        CHECK_THROWS_AS((stream_monitor{rows, {"c0", "text"}}), schema_error);
        CHECK_THROWS_AS((stream_monitor{rows, {"c0", "c0"}}), std::invalid_argument);
        CHECK_THROWS_WITH_AS((stream_monitor{rows, {}}),
                             "drift::stream_monitor: columns: expected at least one name, found none",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((stream_monitor{rows, {"c0"}, {.false_discovery_rate = 1.0}}),
                             "drift::stream_monitor: false_discovery_rate: expected above 0 and below 1, found 1",
                             std::invalid_argument);
        stream_monitor watch{rows, {"c0", "c1"}};
        CHECK_THROWS_WITH_AS(watch.update(std::vector<double>{1.0}),
                             "drift::stream_monitor: update: expected a value for each column, found 1",
                             std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(watch.test(2)), std::invalid_argument);
    }
}  // TEST_SUITE
