// SPDX-License-Identifier: MIT
// tests/data/expectation.test.cpp
#include <lastro/data/expectation.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <lastro/data/csv.hpp>
#include <lastro/data/split.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;
using data::finding;
using data::severity;
using data::table;

namespace {

table past() {
    table t{"past.csv"};
    t.add("wind", column{std::vector<double>{1.0, 5.0, 3.0}});
    t.add("count", column{std::vector<std::int64_t>{1, 2, 3}});
    t.add("sky", column{std::vector<std::string>{"sun", "rain", "sun"}});
    t.add("day", column{std::vector<data::date>{{1}, {2}, {3}}});
    return t;
}

// `past` with one column replaced.
table with(const std::string& name, const column& values) {
    const table before = past();
    table t{"later.csv"};
    for (const std::string& other : before.names()) {
        t.add(other, other == name ? values : before.column(other).slice(0, values.size()));
    }
    return t;
}

std::vector<finding> findings(const table& t) { return data::validate(t, data::infer_schema(past())).findings; }

template <class T>
std::string printed(const T& value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

}  // namespace

TEST_SUITE("data/expectation") {
    TEST_CASE("validate: a table keeps the schema inferred from it, and so do its rows") {
        CHECK(findings(past()).empty());
        CHECK(findings(past().slice(1, 1)).empty());
        CHECK(findings(past().slice(0, 0)).empty());
        const auto report = data::validate(past(), data::infer_schema(past()));
        CHECK(report.ok());
        CHECK(report.source == "past.csv");
        CHECK_NOTHROW(report.throw_if_failed());
        CHECK(printed(report) == "every expectation is met");
    }

    TEST_CASE("validate: outside the usual range is a warning, with the rows counted and the first one named") {
        const auto found = findings(with("wind", column{std::vector<double>{0.5, 6.0, 7.0}}));
        CHECK(found == std::vector<finding>{{severity::warning, "wind", "expected at least 1, found 0.5", 1, 0},
                                            {severity::warning, "wind", "expected at most 5, found 6", 2, 1}});
        CHECK(printed(found[0]) == "warning: column \"wind\": expected at least 1, found 0.5 (row 0)");
        CHECK(printed(found[1]) == "warning: column \"wind\": expected at most 5, found 6 (2 rows, first row 1)");
        CHECK(
            findings(with("wind", column{std::vector<double>{1.0, std::numeric_limits<double>::quiet_NaN()}})).empty());
        CHECK(findings(with("count", column{std::vector<std::int64_t>{4}})) ==
              std::vector<finding>{{severity::warning, "count", "expected at most 3, found 4", 1, 0}});
    }

    TEST_CASE("validate: a text that was never seen is an error") {
        CHECK(
            findings(with("sky", column{std::vector<std::optional<std::string>>{"hail", "rain", "fog"}})) ==
            std::vector<finding>{{severity::error, "sky", "expected one of \"rain\", \"sun\", found \"hail\"", 2, 0}});
    }

    TEST_CASE("validate: a missing value where there was none is an error") {
        CHECK(findings(with("sky", column{std::vector<std::optional<std::string>>{"sun", std::nullopt, "sun"}})) ==
              std::vector<finding>{
                  {severity::error, "sky", "expected a value in every row, found missing values", 1, 1}});
        data::schema relaxed = data::infer_schema(past());
        relaxed.at("sky").nullable = true;
        const auto t = with("sky", column{std::vector<std::optional<std::string>>{"sun", std::nullopt, "sun"}});
        CHECK(data::validate(t, relaxed).findings.empty());
    }

    TEST_CASE("validate: another type is an error, whole numbers for fractions a warning") {
        column words{std::vector<std::string>{"calm", "2"}};
        words.why_not_numeric("line 2 holds \"calm\"");
        CHECK(findings(with("wind", words)) ==
              std::vector<finding>{
                  {severity::error, "wind", "expected type float64, found string (line 2 holds \"calm\")", 0, 0}});
        CHECK(findings(with("wind", column{std::vector<std::int64_t>{2, 9}})) ==
              std::vector<finding>{{severity::warning, "wind", "expected type float64, found int64", 0, 0},
                                   {severity::warning, "wind", "expected at most 5, found 9", 1, 1}});
        CHECK(findings(with("count", column{std::vector<double>{2.0}}))[0].severity == severity::error);
    }

    TEST_CASE("validate: a missing column is an error, one too many a warning") {
        table t = past().select({"day", "wind", "sky"});
        t.add("rain", column{std::vector<double>(3)});
        CHECK(findings(t) ==
              std::vector<finding>{{severity::error, "count", "expected the column, found none of that name", 0, 0},
                                   {severity::warning, "rain",
                                    "expected no such column, found one that the schema does not know", 0, 0}});
    }

    TEST_CASE("throw_if_failed: lists every error and no warning") {
        table t = with("sky", column{std::vector<std::string>{"hail", "sun", "sun"}});
        t.add("rain", column{std::vector<double>(3)});
        const auto report = data::validate(t, data::infer_schema(past()));
        CHECK(report.errors() == 1);
        CHECK_FALSE(report.ok());
        CHECK_THROWS_WITH_AS(report.throw_if_failed(),
                             "later.csv: expected a table that keeps its schema, found 1 error\n"
                             "  error: column \"sky\": expected one of \"rain\", \"sun\", found \"hail\" (row 0)",
                             lastro::schema_error);
        CHECK(printed(report) ==
              "error: column \"sky\": expected one of \"rain\", \"sun\", found \"hail\" (row 0)\n"
              "warning: column \"rain\": expected no such column, found one that the schema does not know");
    }

    TEST_CASE("validate: Seattle's later weather is accepted, with warnings; New York is not Seattle") {
        const std::string path = LASTRO_SOURCE_DIR "/examples/data/weather.csv";
        const table weather = data::read_csv(path);
        const table seattle = weather.where("location", "Seattle");
        const auto [before, after] = data::split_at(seattle, "date", "2014-01-01");
        const data::schema schema = data::infer_schema(before);
        const auto later = data::validate(after, schema);
        CHECK(later.ok());
        CHECK(printed(later) ==
              "warning: column \"precipitation\": expected at most 54.1, found 55.9 (row 438)\n"
              "warning: column \"temp_max\": expected at least -1.1, found -1.6 (row 36)\n"
              "warning: column \"temp_max\": expected at most 34.4, found 35.6 (2 rows, first row 222)");
        CHECK_THROWS_WITH_AS(
            data::validate(weather.where("location", "New York"), schema).throw_if_failed(),
            (path + ": expected a table that keeps its schema, found 1 error\n  error: column \"location\": expected "
                    "\"Seattle\", found \"New York\" (1461 rows, first row 0)")
                .c_str(),
            lastro::schema_error);
    }
}
