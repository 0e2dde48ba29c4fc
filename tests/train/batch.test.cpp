// SPDX-License-Identifier: MIT
// tests/train/batch.test.cpp
#include <lastro/train/batch.hpp>

#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;

TEST_SUITE("train/batch") {
    TEST_CASE("batch: a view of rows; a slice is a view of some of them") {
        const train::examples<double> rows{.inputs = {1, 2, 3, 4, 5, 6}, .targets = {0, 1, 0}, .columns = 2};
        const std::vector<std::uint64_t> ids{7, 8, 9};
        const train::batch<double> all{rows.inputs, rows.targets, ids, rows.columns};
        CHECK(all.rows() == 3);
        CHECK(all.inputs().rows == 3);
        CHECK(all.inputs()(2, 1) == 6.0);

        const train::batch<double> last = all.slice(1, 2);
        CHECK(last.inputs()(0, 0) == 3.0);
        CHECK(last.targets[1] == 0.0);
        CHECK(last.ids[0] == 8);
        CHECK(last.values.data() == rows.inputs.data() + 2);
        CHECK(rows.all().ids.empty());
        CHECK(rows.all().slice(2, 1).targets.size() == 1);
    }

    TEST_CASE("examples: sizes that do not agree are refused") {
        const auto check = [](const train::examples<float>& e) { e.check("rows"); };
        CHECK_NOTHROW(check({.inputs = {1, 2}, .targets = {0}, .columns = 2}));
        CHECK_THROWS_WITH_AS(check({}), "rows: expected at least one row, found none", std::invalid_argument);
        CHECK_THROWS_WITH_AS(check({.inputs = {}, .targets = {1}}),
                             "rows: expected at least one input column, found none", std::invalid_argument);
        CHECK_THROWS_WITH_AS(check({.inputs = {1, 2, 3}, .targets = {0, 1}, .columns = 2}),
                             "rows: expected 4 inputs (2 rows x 2 columns), found 3", std::invalid_argument);
    }

    TEST_CASE("weights: go with their rows, and must be weights") {
        const train::examples<double> rows{
            .inputs = {1, 2, 3}, .targets = {0, 1, 0}, .columns = 1, .weights = {0.5, 2, 0}};
        rows.check("rows");
        CHECK(rows.all().weights[1] == 2.0);
        CHECK(rows.all().slice(1, 2).weights.size() == 2);
        CHECK(rows.all().slice(1, 2).weights[0] == 2.0);
        CHECK(rows.all().label_smoothing == 0.0);
        train::batch<double> smooth = rows.all();
        smooth.label_smoothing = 0.25;
        CHECK(smooth.slice(0, 1).label_smoothing == 0.25);

        const auto refused = [&](std::vector<double> weights, const char* message) {
            train::examples<double> bad = rows;
            bad.weights = std::move(weights);
            CHECK_THROWS_WITH_AS(bad.check("rows"), message, std::invalid_argument);
        };
        refused({1, 1}, "rows: expected a weight for each of 3 rows, or none, found 2");
        refused({1, -1, 1}, "rows: expected weights that are finite and at least 0, found -1");
    }

}  // TEST_SUITE
