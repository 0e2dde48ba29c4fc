// SPDX-License-Identifier: MIT
// tests/data/row_check.test.cpp
#include <lastro/data/row_check.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/data/csv.hpp>
#include <lastro/data/expectation.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::row_value;
using data::row_verdict;
using data::rule;
using data::type;

namespace {

data::schema agreed() {
    return {{{.name = "low", .type = type::float64, .nullable = false, .minimum = 0.0, .maximum = 9.0},
             {.name = "high", .type = type::float64},
             {.name = "sky", .allowed = {"sun", "rain"}, .pattern = "[a-z]+"},
             {.name = "day", .type = type::date, .earliest = data::date{10}, .out_of_range = data::severity::error}},
            {{"low", data::comparison::less_equal, "high"}}};
}

// Row `i` of a table, in the order of the schema; a column that is not there is missing.
std::vector<row_value> row_of(const data::table& t, std::size_t i, const data::schema& s) {
    std::vector<row_value> row;
    for (const data::field& f : s.fields) {
        const data::column& c = t.column(f.name);
        row.push_back(c.is_null(i)                ? row_value{}
                      : c.type() == type::boolean ? row_value{c.as<bool>()[i]}
                      : c.type() == type::int64   ? row_value{c.as<std::int64_t>()[i]}
                      : c.type() == type::float64 ? row_value{c.as<double>()[i]}
                      : c.type() == type::date    ? row_value{c.as<data::date>()[i]}
                                                  : row_value{c.as<std::string_view>()[i]});
    }
    return row;
}

}  // namespace

TEST_SUITE("data/row_check") {
    TEST_CASE("row_check: each rule, and which was the first") {
        const data::row_check check{agreed()};
        CHECK(check.size() == 4);
        CHECK(check.position("sky") == 2);
        CHECK_THROWS_AS((void)check.position("rain"), lastro::schema_error);
        std::array<row_value, 4> row{1.0, 2.0, "sun", data::date{10}};
        CHECK(check(row) == row_verdict{});
        const auto with = [&](std::size_t at, row_value value) {
            auto other = row;
            other[at] = value;
            return check(other);
        };
        CHECK(with(0, std::nullopt) == row_verdict{1, 0, 0, rule::missing});
        CHECK(with(1, std::nullopt).ok());
        CHECK(with(0, -1.0) == row_verdict{0, 1, 0, rule::minimum});
        CHECK(with(0, -1.0).ok());
        CHECK(with(0, 9.5) == row_verdict{1, 1, 0, rule::relation});  // too much, and above high
        CHECK(with(0, 1) == row_verdict{0, 1, 0, rule::type});        // a whole number where fractions are expected
        CHECK(with(0, "1") == row_verdict{1, 0, 0, rule::type});
        CHECK(with(0, std::numeric_limits<double>::quiet_NaN()) == row_verdict{1, 0, 0, rule::relation});
        CHECK(with(2, "fog") == row_verdict{1, 0, 2, rule::allowed});
        CHECK(with(2, "Fog") == row_verdict{2, 0, 2, rule::allowed});
        CHECK(with(3, data::date{9}) == row_verdict{1, 0, 3, rule::earliest});
        CHECK_THROWS_WITH_AS((void)check(std::span<const row_value>{row}.first(3)),
                             "data::row_check: row: expected 4 values, found 3", std::invalid_argument);
    }

    TEST_CASE("row_check: moments keep to their bounds") {
        const data::row_check check{
            data::schema{{{.name = "at", .type = type::timestamp, .latest = data::timestamp{7}}}, {}}};
        const row_value in = data::timestamp{7};
        const row_value out = data::timestamp{8};
        CHECK(check({&in, 1}) == row_verdict{});
        CHECK(check({&out, 1}) == row_verdict{0, 1, 0, rule::latest});
    }

    TEST_CASE("report: says what validate says of a table of this row") {
        const data::schema s = agreed();
        const data::row_check check{s};
        using reals = std::vector<std::optional<double>>;
        using texts = std::vector<std::optional<std::string>>;
        data::table t;
        const double nan = std::numeric_limits<double>::quiet_NaN();
        t.add("low", data::column{reals{1.0, std::nullopt, -2.0, 10.0, 5.0, nan}});
        t.add("high", data::column{std::vector<std::int64_t>{3, 4, 5, 6, 7, 8}});  // of another type, which is borne
        t.add("sky", data::column{texts{"sun", "rain", "fog", std::nullopt, "", "RAIN"}});
        t.add("day", data::column{std::vector<data::date>{{10}, {9}, {11}, {12}, {-5}, {10}}});
        std::size_t findings = 0;
        for (std::size_t i = 0; i < t.rows(); ++i) {
            const auto row = row_of(t, i, s);
            const data::validation_report of_row = check.report(row);
            REQUIRE(of_row.findings == data::validate(t.slice(i, 1), s).findings);
            REQUIRE(check(row).errors == of_row.errors());
            REQUIRE(check(row).warnings == of_row.findings.size() - of_row.errors());
            findings += of_row.findings.size();
        }
        CHECK(findings == 18);
    }

    TEST_CASE("report: all rows of the weather, checked by the schema of Seattle's first years") {
        const data::table weather = data::read_csv(LASTRO_SOURCE_DIR "/examples/data/weather.csv");
        const data::schema s = data::infer_schema(weather.where("location", "Seattle").slice(0, 731));
        const data::row_check check{s};
        std::uint64_t warnings = 0;
        std::uint64_t errors = 0;
        for (std::size_t i = 0; i < weather.rows(); ++i) {
            const row_verdict v = check(row_of(weather, i, s));
            warnings += v.warnings;
            errors += v.errors;
        }
        std::uint64_t all_warnings = 0;
        std::uint64_t all_errors = 0;
        for (const data::finding& f : data::validate(weather, s).findings) {
            (f.severity == data::severity::error ? all_errors : all_warnings) += f.rows;
        }
        CHECK(errors == 1461);
        CHECK(errors == all_errors);
        CHECK(warnings == all_warnings);
    }

    TEST_CASE("relations: values of one type are compared as they are") {
        const auto ok = [](type t, data::comparison is, row_value a, row_value b) {
            return data::row_check{{{{.name = "a", .type = t}, {.name = "b", .type = t}}, {{"a", is, "b"}}}}(
                       std::array{a, b})
                .ok();
        };
        const std::int64_t large = std::int64_t{1} << 53;
        CHECK(ok(type::int64, data::comparison::less, large, large + 1));
        CHECK_FALSE(ok(type::int64, data::comparison::equal, large, large + 1));
        CHECK(ok(type::string, data::comparison::less, "a", "b"));
        CHECK_FALSE(ok(type::boolean, data::comparison::equal, true, false));
        CHECK(ok(type::date, data::comparison::greater, data::date{2}, data::date{1}));
        CHECK(ok(type::date, data::comparison::greater, std::nullopt, data::date{1}));
        CHECK_FALSE(ok(type::float64, data::comparison::not_equal, 1, 1.0));
    }
}
