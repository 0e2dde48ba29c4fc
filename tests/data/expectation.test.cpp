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

// What validate finds in one column, of which one thing is said.
template <class T>
std::vector<finding> checked(const std::vector<T>& values, data::field f) {
    f.name = "x";
    f.type = column{values}.type();
    table t;
    t.add("x", column{values});
    return data::validate(t, data::schema{{f}}).findings;
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
        CHECK(found == std::vector<finding>{{severity::warning, "wind", "expected at least 1, found 0.5", 1, {0}},
                                            {severity::warning, "wind", "expected at most 5, found 6", 2, {1, 2}}});
        CHECK(printed(found[0]) == "warning: column \"wind\": expected at least 1, found 0.5 (row 0)");
        CHECK(printed(found[1]) == "warning: column \"wind\": expected at most 5, found 6 (2 rows, first row 1)");
        CHECK(
            findings(with("wind", column{std::vector<double>{1.0, std::numeric_limits<double>::quiet_NaN()}})).empty());
        CHECK(findings(with("count", column{std::vector<std::int64_t>{4}})) ==
              std::vector<finding>{{severity::warning, "count", "expected at most 3, found 4", 1, {0}}});
    }

    TEST_CASE("validate: a text that was never seen is an error") {
        CHECK(findings(with("sky", column{std::vector<std::optional<std::string>>{"hail", "rain", "fog"}})) ==
              std::vector<finding>{
                  {severity::error, "sky", "expected one of \"rain\", \"sun\", found \"hail\"", 2, {0, 2}}});
    }

    TEST_CASE("validate: a missing value where there was none is an error") {
        CHECK(findings(with("sky", column{std::vector<std::optional<std::string>>{"sun", std::nullopt, "sun"}})) ==
              std::vector<finding>{
                  {severity::error, "sky", "expected a value in every row, found missing values", 1, {1}}});
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
                  {severity::error, "wind", "expected type float64, found string (line 2 holds \"calm\")"}});
        CHECK(findings(with("wind", column{std::vector<std::int64_t>{2, 9}})) ==
              std::vector<finding>{{severity::warning, "wind", "expected type float64, found int64"},
                                   {severity::warning, "wind", "expected at most 5, found 9", 1, {1}}});
        CHECK(findings(with("count", column{std::vector<double>{2.0}}))[0].severity == severity::error);
    }

    TEST_CASE("validate: a missing column is an error, one too many a warning") {
        table t = past().select({"day", "wind", "sky"});
        t.add("rain", column{std::vector<double>(3)});
        CHECK(findings(t) ==
              std::vector<finding>{
                  {severity::error, "count", "expected the column, found none of that name"},
                  {severity::warning, "rain", "expected no such column, found one that the schema does not know"}});
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

    TEST_CASE("validate: the user says that a range or a new text is an error, or none") {
        CHECK(checked(std::vector<double>{1.0, 3.0}, {.maximum = 2.0, .out_of_range = severity::error}) ==
              std::vector<finding>{{severity::error, "x", "expected at most 2, found 3", 1, {1}}});
        CHECK(checked(std::vector<std::string>{"a", "b"}, {.allowed = {"a"}, .unseen = severity::warning}) ==
              std::vector<finding>{{severity::warning, "x", "expected \"a\", found \"b\"", 1, {1}}});
    }

    TEST_CASE("validate: days have a range, too") {
        const data::field f{.earliest = data::date{10}, .latest = data::date{20}};
        CHECK(checked(std::vector<data::date>{{10}, {20}}, f).empty());
        CHECK(checked(std::vector<data::date>{{9}, {21}}, f) ==
              std::vector<finding>{
                  {severity::warning, "x", "expected no day before 1970-01-11, found 1970-01-10", 1, {0}},
                  {severity::warning, "x", "expected no day after 1970-01-21, found 1970-01-22", 1, {1}}});
    }

    TEST_CASE("validate: moments have a range, bounded by days or moments") {
        const data::field f{.earliest = data::timestamp{1'000'000}, .latest = data::date{0}};
        CHECK(checked(std::vector<data::timestamp>{{1'000'000}, {86'399'999'999}}, f).empty());
        CHECK(checked(std::vector<data::timestamp>{{999'999}, {86'400'000'000}}, f) ==
              std::vector<finding>{
                  {severity::warning,
                   "x",
                   "expected no moment before 1970-01-01T00:00:01Z, found 1970-01-01T00:00:00.999999Z",
                   1,
                   {0}},
                  {severity::warning, "x", "expected no moment after 1970-01-01, found 1970-01-02T00:00:00Z", 1, {1}}});
    }

    TEST_CASE("validate: every text has the form that was agreed") {
        CHECK(checked(std::vector<std::string>{"B-1", "B-12", "b-1", ""}, {.pattern = "[A-Z]-\\d+"}) ==
              std::vector<finding>{
                  {severity::error, "x", "expected a text of the form \"[A-Z]-\\\\d+\", found \"b-1\"", 2, {2, 3}}});
    }

    TEST_CASE("validate: a share of missing values is borne, not more") {
        const std::vector<std::optional<double>> rows{1.0, std::nullopt, 2.0, std::nullopt};
        CHECK(checked(rows, {.most_missing = 0.5}).empty());
        CHECK(
            checked(rows, {.most_missing = 0.49}) ==
            std::vector<finding>{
                {severity::error, "x", "expected a share of missing values of at most 0.49, found 2 of 4", 2, {1, 3}}});
        CHECK(checked(std::vector<std::optional<double>>{}, {.most_missing = 0.0}).empty());
    }

    TEST_CASE("validate: unique values, of every type, missing ones left out") {
        CHECK(checked(std::vector<std::string>{"a", "b", "a", "a"}, {.unique = true}) ==
              std::vector<finding>{{severity::error, "x", "expected every value once, found \"a\" again", 2, {2, 3}}});
        CHECK(checked(std::vector<std::int64_t>{3, 1, 3}, {.unique = true})[0].first_rows ==
              std::vector<std::uint64_t>{2});
        CHECK(
            checked(std::vector<std::optional<std::int64_t>>{std::nullopt, 1, std::nullopt}, {.unique = true}).empty());
    }

    TEST_CASE("validate: monotonic values, whatever is missing between them") {
        using data::monotonicity;
        const std::vector<std::optional<double>> rises{
            1.0, std::nullopt, 2.0, 2.0, std::numeric_limits<double>::quiet_NaN(), 3.0};
        CHECK(checked(rises, {.monotonicity = monotonicity::increasing}).empty());
        CHECK(checked(rises, {.monotonicity = monotonicity::strictly_increasing}) ==
              std::vector<finding>{
                  {severity::error, "x", "expected strictly increasing values, found 2 after 2", 1, {3}}});
        CHECK(checked(rises, {.monotonicity = monotonicity::decreasing})[0].first_rows ==
              std::vector<std::uint64_t>{2, 5});
        CHECK(checked(std::vector<data::date>{{3}, {2}, {1}}, {.monotonicity = monotonicity::strictly_decreasing})
                  .empty());
    }

    TEST_CASE("validate: relations between columns, where both have a value") {
        table t;
        t.add("low", column{std::vector<std::optional<double>>{1.0, 3.0, std::nullopt, 9.0}});
        t.add("high", column{std::vector<std::int64_t>{2, 3, 1, 4}});
        t.add("name", column{std::vector<std::string>{"a", "b", "c", "d"}});
        data::schema s = data::infer_schema(t);
        s.relations = {{"low", data::comparison::less_equal, "high"}};
        CHECK(data::validate(t, s).findings ==
              std::vector<finding>{
                  {severity::error, "low", "expected a value <= that of column \"high\", found 9 and 4", 1, {3}}});
        s.relations[0].is = data::comparison::less;
        CHECK(data::validate(t, s).findings[0].first_rows == std::vector<std::uint64_t>{1, 3});
        s.relations = {{"name", data::comparison::not_equal, "name"}};
        CHECK(data::validate(t, s).findings[0].rows == 4);
        s.relations = {{"low", data::comparison::less, "name"}};
        CHECK_THROWS_WITH_AS((void)data::validate(t, s),
                             "schema: relation \"low\" < \"name\": expected values that can be compared, found float64 "
                             "and string",
                             lastro::schema_error);
        s.relations = {{"low", data::comparison::less, "height"}};
        CHECK_THROWS_AS((void)data::validate(t, s), lastro::schema_error);
    }

    TEST_CASE("validate: the first ten rows are named, all are counted") {
        const auto found = checked(std::vector<double>(25, 7.0), {.maximum = 1.0});
        CHECK(found[0].rows == 25);
        CHECK(found[0].first_rows == std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
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
