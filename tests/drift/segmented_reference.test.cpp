// SPDX-License-Identifier: MIT
// tests/drift/segmented_reference.test.cpp
#include <lastro/drift/segmented_reference.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
namespace drift = lastro::drift;
using drift::answer;

namespace {

struct part {
    std::optional<std::int64_t> city;
    std::size_t rows;
    double shift;
};

/// Rows of several cities, mixed; "y" never moves.
data::table table_of(std::uint64_t seed, const std::vector<part>& parts) {
    std::mt19937_64 engine{seed};
    const auto uniform = [&] { return static_cast<double>(engine() >> 11) * 0x1p-53; };
    std::vector<std::optional<std::int64_t>> city;
    std::vector<double> x, y;
    for (std::size_t i = 0; i < 2000; ++i) {
        for (const part& p : parts) {
            if (i < p.rows) {
                city.push_back(p.city);
                x.push_back(uniform() + p.shift);
                y.push_back(uniform());
            }
        }
    }
    data::table t{"made.csv"};
    t.add("city", data::column{city});
    t.add("x", data::column{x});
    t.add("y", data::column{y});
    return t;
}

}  // namespace

TEST_SUITE("drift/segmented_reference") {
    TEST_CASE("report: two segments that move against each other, which all rows together do not show") {
        const data::table past = table_of(1, {{2, 1500, 0.0}, {10, 1500, 0.5}, {{}, 1500, 0.0}});
        const data::table now = table_of(2, {{10, 1500, 0.0}, {2, 1500, 0.5}, {{}, 1500, 0.0}});
        CHECK(drift::reference{past, {"x", "y"}}.compare(now).count(answer::drifted) == 0);
        const drift::segmented_reference cities{past, "city", {"x", "y"}, {.reference = {.name = "past"}}};
        const drift::segmented_report r = cities.compare(now, {.name = "now"});
        CHECK(r.by == "city");
        REQUIRE(r.segments.size() == 3);
        CHECK(r.segments[0].segment == "2");
        CHECK(r.segments[1].segment == "10");  // in the order of numbers
        CHECK(r.segments[2].missing);
        CHECK(r.segments[1].result.reference_name == "past, city 10");
        CHECK(r.segments[2].result.live_name == "now, city missing");
        CHECK(r.segments[0].result.columns[0].column == "x");
        CHECK(r.segments[0].result.columns[0].result.answer == answer::drifted);
        CHECK(r.count(answer::drifted) == 2);
        CHECK(r.not_compared.empty());
        CHECK(cities.compare(now, {.name = "now"}) == r);
    }

    TEST_CASE("adjustment: over all segments together, else as the reference of one segment") {
        const data::table past = table_of(3, {{1, 400, 0.0}, {2, 400, 0.0}});
        const data::table now = table_of(4, {{1, 400, 0.25}, {2, 400, 0.0}});
        const drift::segmented_reference cities{past, "city", {"x", "y"}};
        const drift::segmented_report r = cities.compare(now);
        const std::vector<data::segment> before = data::segments(past, "city"), after = data::segments(now, "city");
        std::vector<double> p;
        for (std::size_t s = 0; s < 2; ++s) {
            drift::report alone =
                drift::reference{past.gather(before[s].rows), {"x", "y"}}.compare(now.gather(after[s].rows));
            for (std::size_t c = 0; c < 2; ++c) {
                CHECK(alone.columns[c].result.effect == r.segments[s].result.columns[c].result.effect);
                CHECK(alone.columns[c].result.relevance_p == r.segments[s].result.columns[c].result.relevance_p);
                p.push_back(alone.columns[c].result.relevance_p);
            }
        }
        const std::vector<double> adjusted = drift::adjusted_benjamini_hochberg(p);
        CHECK(r.segments[0].result.columns[0].adjusted_p == adjusted[0]);
        CHECK(adjusted[0] > p[0]);
        CHECK(r.segments[1].result.columns[1].adjusted_p == adjusted[3]);
    }

    TEST_CASE("what cannot be compared: named, with the reason") {
        const data::table past = table_of(5, {{1, 100, 0.0}, {2, 100, 0.0}, {3, 5, 0.0}, {4, 100, 0.0}});
        const data::table now = table_of(6, {{1, 100, 0.0}, {3, 100, 0.0}, {4, 7, 0.0}, {5, 100, 0.0}});
        const drift::segmented_reference cities{past, "city", {"x"}};
        const drift::segmented_report r = cities.compare(now);
        REQUIRE(r.segments.size() == 1);
        CHECK(r.segments[0].segment == "1");
        CHECK(r.not_compared == std::vector<drift::segment_gap>{{"2", false, "no row any more"},
                                                                {"3", false, "5 rows in the reference, 30 expected"},
                                                                {"4", false, "7 rows, 30 expected"},
                                                                {"5", false, "not in the reference"}});
    }

    TEST_CASE("refusals: unknown columns, no rows; target and prediction as in reference") {
        const data::table past = table_of(7, {{1, 100, 0.0}, {2, 100, 0.0}});
        CHECK_THROWS_AS((drift::segmented_reference{past, "town", {"x"}}), lastro::schema_error);
        CHECK_THROWS_AS((drift::segmented_reference{past, "city", {"z"}}), lastro::schema_error);
        CHECK_THROWS_WITH_AS((drift::segmented_reference{past.slice(0, 0), "city", {"x"}}),
                             "made.csv: expected at least one row, found none", lastro::schema_error);
        CHECK_THROWS_AS((drift::segmented_reference{past, "city", {}}), std::invalid_argument);
        CHECK_THROWS_AS((drift::segmented_reference{past, "city", {"x", "x"}}), std::exception);
        data::table dated = past;
        dated.add("day", data::column{std::vector<data::timestamp>(200)});
        CHECK_THROWS_AS((drift::segmented_reference{dated, "city", {"x", "day"}}), lastro::schema_error);
        const drift::segmented_reference cities{past, "city", {"x"}, {.reference = {.target = "y"}}};
        CHECK(cities.compare(past).segments[1].result.columns.size() == 2);
        CHECK_THROWS_AS(static_cast<void>(cities.compare(past.select({"city", "x"}))), lastro::schema_error);
        CHECK(cities.compare(past.select({"city", "x"}), {.without_target = true}).segments.size() == 2);
        CHECK_THROWS_WITH_AS(static_cast<void>(cities.compare(past.gather(std::vector<std::uint64_t>{}))),
                             "made.csv: expected at least one row, found none", lastro::schema_error);
    }
}
