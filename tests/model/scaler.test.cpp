// SPDX-License-Identifier: MIT
// tests/model/scaler.test.cpp
#include <lastro/model/scaler.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using model::scaler;

namespace {

using values = std::vector<double>;

}  // namespace

TEST_SUITE("model/scaler") {
    TEST_CASE("scaler: mean and population deviation of a sample small enough to check by hand") {
        const scaler s{values{2, 4, 4, 4, 5, 5, 7, 9}};
        CHECK(s.mean() == 5.0);
        CHECK(s.sd() == 2.0);
        CHECK(s(9.0) == 2.0);
        CHECK(s(4.0) == -0.5);
        CHECK(scaler{}(3.25) == 3.25);
    }

    TEST_CASE("scaler: a constant column, even one whose mean would round, becomes exactly 0") {
        const scaler s{values(1000, 0.1)};
        CHECK(s.mean() == 0.1);
        CHECK(s.sd() == 1.0);
        CHECK(s(0.1) == 0.0);
        CHECK(scaler{values{3.0}}(3.0) == 0.0);
    }

    TEST_CASE("scaler: what has no mean is refused") {
        CHECK_THROWS_WITH_AS(scaler{values{}}, "model::scaler: expected at least one value, found none",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((scaler{values{1.0, std::numeric_limits<double>::quiet_NaN()}}),
                             "model::scaler: expected finite values, found nan", std::invalid_argument);
        CHECK_THROWS_WITH_AS((scaler{values{1e200, -1e200}}),
                             "model::scaler: expected values whose squares are neither 0 nor infinite, found inf",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((scaler{values{1e-200, 2e-200}}),
                             "model::scaler: expected values whose squares are neither 0 nor infinite, found 0",
                             std::invalid_argument);
    }

    TEST_CASE("check: a scaler from a damaged file is refused") {
        scaler s;
        scaler::reflect(s, [](std::string_view name, double& value) { value = name == "sd" ? 0.0 : value; });
        CHECK_THROWS_WITH_AS(s.check(), "lastro.scaler: sd: expected a finite number above 0, found 0", format_error);
        scaler t;
        scaler::reflect(t, [](std::string_view name, double& value) { value = name == "mean" ? std::nan("") : value; });
        CHECK_THROWS_WITH_AS(t.check(), "lastro.scaler: mean: expected a finite number, found nan", format_error);
        CHECK_NOTHROW(scaler{}.check());
    }

}  // TEST_SUITE
