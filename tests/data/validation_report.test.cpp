// SPDX-License-Identifier: MIT
// tests/data/validation_report.test.cpp
#include <lastro/data/validation_report.hpp>

#include <optional>
#include <sstream>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::finding;
using data::severity;

TEST_SUITE("data/validation_report") {
    TEST_CASE("report: findings are counted by severity, and what is kept is no finding") {
        data::validation_report report{.source = "t.csv", .findings = {}};
        report.add(std::optional<finding>{}).add(std::vector<finding>{});
        CHECK(report.ok());
        CHECK(to_string(report) == "every expectation is met");
        report.add(finding{severity::warning, "wind", "expected at most 5, found 6", 3, {1, 2, 7}});
        CHECK(report.ok());
        CHECK_NOTHROW(report.throw_if_failed());
        report.add(std::vector<finding>{{severity::error, "", "expected at least 5 rows, found 2"},
                                        {severity::error, "sky", "expected \"sun\", found \"fog\"", 1, {4}}});
        CHECK(report.errors() == 2);
        CHECK_FALSE(report.ok());
        std::ostringstream out;
        out << report;
        CHECK(out.str() ==
              "warning: column \"wind\": expected at most 5, found 6 (3 rows, first row 1)\n"
              "error: expected at least 5 rows, found 2\n"
              "error: column \"sky\": expected \"sun\", found \"fog\" (row 4)");
        CHECK_THROWS_WITH_AS(report.throw_if_failed(),
                             "t.csv: expected a table that keeps its schema, found 2 errors\n"
                             "  error: expected at least 5 rows, found 2\n"
                             "  error: column \"sky\": expected \"sun\", found \"fog\" (row 4)",
                             lastro::schema_error);
    }
}
