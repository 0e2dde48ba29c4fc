// SPDX-License-Identifier: MIT
// tests/artifact/self_test.test.cpp: the same with trained models, through a file, is in model_file.test.cpp
#include <lastro/artifact/self_test.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include <Eigen/Core>

#include <lastro/core/error.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/table.hpp>
#include <lastro/store/canonical_json.hpp>

#include <doctest/doctest.h>

#include "reflected.hpp"

namespace artifact = lastro::artifact;
namespace data = lastro::data;
using artifact::self_test;

namespace {

using reflected::exact_line;
using reflected::line;

struct two {
    [[nodiscard]] Eigen::VectorXd predict(const Eigen::VectorXd& x) const { return 2.0 * x; }
};
struct counter {
    [[nodiscard]] std::vector<double> predict(const data::table& rows) const {
        return std::vector<double>(rows.rows(), static_cast<double>(rows.columns()));
    }
};
struct nothing {};

}  // namespace

TEST_SUITE("artifact/self_test") {
    TEST_CASE("cases: recorded and run again; a tolerance for foreign arithmetic, none for the library's") {
        const Eigen::MatrixXd cases{{1.0, 5.0}, {-3.0, 6.0}};
        const self_test test = artifact::record_cases(line{}, cases);
        CHECK(test.outputs == std::vector<double>{2.0, -6.0});
        artifact::run_self_test(line{}, test, 1e-9, "m");
        artifact::run_self_test(line{2.0 + 1e-12}, test, 1e-9, "m");
        CHECK_THROWS_WITH_AS(artifact::run_self_test(line{2.5}, test, 1e-9, "m"),
                             "m: self-test: result 0: expected 2, found 2.5", lastro::integrity_error);
        artifact::run_self_test(exact_line{}, test, 1e-9, "m");
        CHECK_THROWS_AS(artifact::run_self_test(exact_line{{2.0 + 1e-12}}, test, 1e-9, "m"), lastro::integrity_error);
        CHECK_THROWS_WITH_AS(artifact::run_self_test(two{}, test, 1e-9, "m"),
                             "m: self-test: expected 2 results, found 4", lastro::integrity_error);
        CHECK_THROWS_AS(artifact::run_self_test(nothing{}, test, 1e-9, "m"), lastro::integrity_error);
        CHECK_THROWS_AS(artifact::run_self_test(counter{}, test, 1e-9, "m"), lastro::integrity_error);
        CHECK_THROWS_AS(static_cast<void>(artifact::record_cases(line{}, Eigen::MatrixXd{})), std::invalid_argument);
        self_test nan = test;
        nan.outputs[0] = std::numeric_limits<double>::quiet_NaN();
        CHECK_THROWS_AS(artifact::run_self_test(line{}, nan, 1e-9, "m"), lastro::integrity_error);
    }

    TEST_CASE("record: matrices and tables with every type of column come back, missing rows too") {
        const Eigen::MatrixXd cases{{1.0, -0.0}, {1e-300, std::numeric_limits<double>::infinity()}};
        const self_test rows = artifact::record_cases(two{}, cases);
        const self_test same = artifact::parse_self_test(artifact::to_json(rows), "m");
        CHECK(std::get<Eigen::MatrixXd>(same.inputs) == cases);
        CHECK(same.outputs == rows.outputs);
        data::table table;
        table.add("b", data::column{std::vector<std::optional<bool>>{true, std::nullopt}});
        table.add("i", data::column{std::vector<std::int64_t>{INT64_MIN, INT64_MAX}});
        table.add("f", data::column{std::vector<std::optional<double>>{0.1, std::nullopt}});
        table.add("d", data::column{std::vector<data::date>{{0}, {16'071}}});
        table.add("s", data::column{std::vector<std::optional<std::string>>{"", std::nullopt}});
        const self_test counted = artifact::record_cases(counter{}, table);
        const auto again = artifact::parse_self_test(
            lastro::store::parse_canonical_json(lastro::store::canonical_json(artifact::to_json(counted)), "m"), "m");
        CHECK(std::get<data::table>(again.inputs) == table);
        artifact::run_self_test(counter{}, again, 0.0, "m");
    }

    TEST_CASE("refusals: records that are none") {
        const auto refused = [](const char* text) {
            CAPTURE(text);
            CHECK_THROWS_AS(static_cast<void>(artifact::parse_self_test(lastro::store::parse_json(text, "t"), "m")),
                            lastro::format_error);
        };
        refused(R"([])");
        refused(R"({"format":"lastro.self_test/2","outputs":[],"rows":[]})");
        refused(R"({"format":"lastro.self_test/1","outputs":[]})");
        refused(R"({"format":"lastro.self_test/1","outputs":["x"],"rows":[]})");
        refused(R"({"format":"lastro.self_test/1","outputs":[],"rows":[[1],[1,2]]})");
        refused(R"({"format":"lastro.self_test/1","outputs":[],"rows":[],"more":1})");
        refused(R"({"format":"lastro.self_test/1","outputs":[],"rows":[],"table":[]})");
        refused(R"({"format":"lastro.self_test/1","outputs":[],"table":[{"name":"a","type":"int","values":[]}]})");
        refused(R"({"format":"lastro.self_test/1","outputs":[],"table":[{"name":"a","type":"int64","values":["x"]}]})");
        refused(R"({"format":"lastro.self_test/1","outputs":[],"table":[{"name":"a","type":"int64","values":[1]}]})");
        refused(R"({"format":"lastro.self_test/1","outputs":[],"table":[{"name":"a","type":"string","values":[]},)"
                R"({"name":"a","type":"string","values":[]}]})");
        refused(R"({"format":"lastro.self_test/1","outputs":[],"table":[{"name":"a","type":"string","values":[null]},)"
                R"({"name":"b","type":"string","values":[]}]})");
    }

    TEST_CASE("record: numbers that are none, and moments, come back; an infinite result is no tolerance") {
        const double infinity = std::numeric_limits<double>::infinity();
        data::table rows;
        rows.add("x", data::column{std::vector<double>{1.0, infinity, -infinity, std::nan("")}});
        rows.add("t", data::column{std::vector<data::timestamp>{{1}, {2}, {3}, {4}}});
        const self_test test{.inputs = rows, .outputs = {1.0, 2.0, 3.0, 4.0}};
        const self_test same = artifact::parse_self_test(artifact::to_json(test), "t");
        const data::table& back = std::get<data::table>(same.inputs);
        CHECK(back.column("t").type() == data::type::timestamp);
        CHECK(lastro::data::fingerprint(back) == lastro::data::fingerprint(rows));
        struct answers_five {
            [[nodiscard]] std::vector<double> predict(const data::table& t) const {
                return std::vector<double>(t.rows(), 5.0);
            }
        };
        const self_test endless{.inputs = rows, .outputs = {infinity, 5.0, 5.0, 5.0}};
        CHECK_THROWS_AS(artifact::run_self_test(answers_five{}, endless, 1e-9, "t"), lastro::integrity_error);
    }
}
