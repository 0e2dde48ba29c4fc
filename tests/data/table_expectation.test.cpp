// SPDX-License-Identifier: MIT
// tests/data/table_expectation.test.cpp
#include <lastro/data/table_expectation.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <lastro/data/csv.hpp>
#include <lastro/data/split.hpp>
#include <lastro/data/split_by_hash.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;
using data::finding;
using data::severity;
using data::table;
using list = std::vector<std::uint64_t>;

namespace {

table some() {
    return {{"who", "day", "x"},
            {column{std::vector<std::string>{"ada", "bob", "ada", "cleo", "bob"}},
             column{std::vector<data::date>{{1}, {2}, {3}, {2}, {2}}},
             column{std::vector<std::optional<double>>{1.0, 2.0, std::nullopt, 4.0, 2.0}}},
            "some.csv"};
}

std::string text(const std::optional<finding>& f) { return f ? to_string(*f) : "kept"; }

}  // namespace

TEST_SUITE("data/table_expectation") {
    TEST_CASE("expect_row_count: from least to most") {
        CHECK(text(data::expect_row_count(some(), {})) == "kept");
        CHECK(text(data::expect_row_count(some(), {.least = 5, .most = 5})) == "kept");
        CHECK(text(data::expect_row_count(some(), {.least = 6})) == "error: expected at least 6 rows, found 5");
        CHECK(text(data::expect_row_count(some(), {.most = 4, .how_bad = severity::warning})) ==
              "warning: expected at most 4 rows, found 5");
        CHECK(text(data::expect_row_count(table{}, {})) == "error: expected at least 1 rows, found 0");
    }

    TEST_CASE("expect_rows: whatever can be said of rows, where it is known") {
        const table t = some();
        CHECK(text(data::expect_rows(t.column<double>("x") > 0.0, "x above 0")) == "kept");  // row 2 is not known
        const auto found = data::expect_rows(
            (t.column<double>("x") < 2.0) | (t.column<std::string_view>("who") == "cleo"), "x below 2, but for cleo");
        CHECK(text(found) ==
              "error: expected x below 2, but for cleo, found rows that are not so (2 rows, first row 1)");
        CHECK(found->first_rows == list{1, 4});
        CHECK_THROWS_AS((void)data::expect_rows(t.column("x"), "x"), lastro::schema_error);
    }

    TEST_CASE("expect_fresh: the newest value is near enough, and none is of the future") {
        const auto fresh = [](std::int32_t now, std::int64_t age) {
            std::string all;
            for (const finding& f : data::expect_fresh(some(), "day", data::date{now}, age)) {
                all += (all.empty() ? "" : "\n") + to_string(f);
            }
            return all;
        };
        CHECK(fresh(3, 0).empty());
        CHECK(fresh(5, 2).empty());
        CHECK(fresh(6, 2) ==
              "error: column \"day\": expected a newest value at most 2 days before 1970-01-07, found 1970-01-04");
        CHECK(fresh(2, 2) == "error: column \"day\": expected nothing after 1970-01-03, found 1970-01-04 (row 2)");
        CHECK(data::expect_fresh(some(), "day", "1970-01-05", 2).empty());
        table t;
        t.add("at", column{std::vector<std::int64_t>{INT64_MIN, -5}});
        CHECK(data::expect_fresh(t, "at", 5, 10).empty());
        CHECK(data::expect_fresh(t, "at", 6, 10).size() == 1);
        CHECK(data::expect_fresh(t.slice(0, 1), "at", INT64_MAX, INT64_MAX).size() == 1);
        CHECK(data::expect_fresh(t.slice(0, 0), "at", 6, 10)[0].message ==
              "expected a newest value at most 10 before 6, found none");
        CHECK_THROWS_AS((void)data::expect_fresh(some(), "who", "x", 1), lastro::schema_error);
    }

    TEST_CASE("expect_distinct_rows: whole rows, or some columns") {
        const auto whole = data::expect_distinct_rows(some());
        CHECK(text(whole) == "error: expected rows that differ, found some again (row 4)");
        CHECK(data::expect_distinct_rows(some(), {"who"})->first_rows == list{2, 4});
        CHECK(text(data::expect_distinct_rows(some(), {"who", "day"})) ==
              "error: expected rows that differ in \"who\", \"day\", found some again (row 4)");
        CHECK(text(data::expect_distinct_rows(some().slice(0, 4))) == "kept");
        CHECK(text(data::expect_distinct_rows(table{})) == "kept");
        CHECK_THROWS_AS((void)data::expect_distinct_rows(some(), {"when"}), lastro::schema_error);
    }

    TEST_CASE("expect_disjoint: leakage of rows and of groups between the sides of a split") {
        const table t = some();
        CHECK(text(data::expect_disjoint(t.slice(0, 2), t.slice(2, 2))) == "kept");
        CHECK(data::expect_disjoint(t.slice(0, 2), t.slice(2, 3))->first_rows == list{2});
        CHECK(text(data::expect_disjoint(t.slice(0, 2), t.slice(2, 3), {"who"})) ==
              "error: expected rows that the other side does not hold in \"who\", found some of its (2 rows, first row "
              "0)");
        CHECK(text(data::expect_disjoint(t.slice(0, 0), t)) == "kept");
        CHECK_THROWS_WITH_AS(
            (void)data::expect_disjoint(table{{"x"}, {column{std::vector<std::int64_t>{1}}}, "a"}, t, {"x"}),
            "a: column \"x\": expected type float64 as on the other side, found int64", lastro::schema_error);
        const auto [rest, held] = data::split_by_hash(t, {"who"}, {.held_out = 0.5, .seed = 2});
        CHECK(text(data::expect_disjoint(rest, held, {"who"})) == "kept");
    }

    TEST_CASE("expect_later: leakage through time") {
        const table t = some();
        CHECK(text(data::expect_later(t.slice(0, 2), t.slice(2, 1), "day")) == "kept");
        CHECK(text(data::expect_later(t.slice(0, 2), t.slice(2, 3), "day")) ==
              "error: column \"day\": expected what comes after 1970-01-03, the newest of the other side, found "
              "1970-01-03 (2 rows, first row 1)");
        CHECK_THROWS_AS((void)data::expect_later(t.slice(0, 0), t, "day"), lastro::schema_error);
        const table weather = data::read_csv(LASTRO_SOURCE_DIR "/examples/data/weather.csv");
        const auto [past, later] = data::split_latest(weather, "date", 0.25);
        CHECK(text(data::expect_later(past, later, "date")) == "kept");
        CHECK(text(data::expect_disjoint(past, later, {"location", "date"})) == "kept");
        const auto [some_days, others] = data::split(weather, {.seed = 1});
        CHECK(data::expect_later(some_days, others, "date").has_value());
    }

    TEST_CASE("expect_distance: any measure of how far a distribution is from the reference") {
        const column before{std::vector<double>{1.0, 2.0, 3.0}};
        const column after{std::vector<double>{2.0, 4.0, 6.0}};
        const auto means = [](const column& a, const column& b) {
            double difference = 0.0;
            for (std::size_t i = 0; i < a.size(); ++i) {
                difference += (b.as<double>()[i] - a.as<double>()[i]) / static_cast<double>(a.size());
            }
            return difference;
        };
        CHECK(text(data::expect_distance(before, after, {.most = 2.0}, means)) == "kept");
        CHECK(text(data::expect_distance(before, after, {.most = 1.5, .name = "2012", .column = "wind"}, means)) ==
              "error: column \"wind\": expected a distance of at most 1.5 from 2012, found 2.00");
        const auto cannot_tell = [](const column&, const column&) { return std::numeric_limits<double>::quiet_NaN(); };
        CHECK(data::expect_distance(before, after, {.most = 1.5}, cannot_tell).has_value());
    }

    TEST_CASE("a report: of the schema, and of the table as a whole") {
        const table t = some();
        data::validation_report report = data::validate(t, data::infer_schema(t));
        report.add(data::expect_row_count(t, {.least = 9})).add(data::expect_fresh(t, "day", data::date{99}, 1));
        report.add(data::expect_distinct_rows(t, {}, severity::warning));
        CHECK(report.findings.size() == 3);
        CHECK(report.errors() == 2);
        CHECK_THROWS_AS(report.throw_if_failed(), lastro::schema_error);
    }
}
