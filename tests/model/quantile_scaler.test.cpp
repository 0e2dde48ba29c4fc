// SPDX-License-Identifier: MIT
// tests/model/quantile_scaler.test.cpp
#include <lastro/model/quantile_scaler.hpp>

#include <cmath>
#include <stdexcept>
#include <string_view>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using model::quantile_output;
using model::quantile_scaler;

namespace {

using values = std::vector<double>;

const values fares{0, 0, 0, 7.25, 8.05, 13.0, 26.55, 30.0, 71.2833, 512.3292};
const values asked{-5, 0, 5, 7.25, 8.0, 30, 100, 512.3292, 600};

bool says(quantile_scaler scaler, const values& expected, double tolerance) {
    scaler.fit(fares);
    scaler.check();
    bool same = true;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        same = same && std::abs(scaler(asked[i]) - expected[i]) <= tolerance;
    }
    return same;
}

}  // namespace

TEST_SUITE("model/quantile_scaler") {
    TEST_CASE("quantile_scaler: says what scikit-learn 1.9.1 says, subsample=None") {
        CHECK(says(quantile_scaler{},
                   {0.0, 0.0, 0.29885057471264376, 0.33333333333333415, 0.43749999999999994, 0.7777777777777777,
                    0.8961233840841609, 1.0, 1.0},
                   2e-15));
        CHECK(says(quantile_scaler{{.quantiles = 4}},
                   {0.0, 0.0, 0.22988505747126453, 0.3333333333333334, 0.3462867012089811, 0.6690339973387086,
                    0.7170667935830379, 1.0, 1.0},
                   1e-15));
        // Its two ends differ by 1e-10; these do not.
        CHECK(says(quantile_scaler{{.output = quantile_output::normal}},
                   {-5.199337582605575, -5.199337582605575, -0.5277092538605064, -0.4307272992954553,
                    -0.15731068461017084, 0.7647096737863867, 1.2597675423654973, 5.19933758270342, 5.19933758270342},
                   1e-9));
        CHECK(says(quantile_scaler{{.quantiles = 4, .output = quantile_output::normal}},
                   {-5.199337582605575, -5.199337582605575, -0.7392254407660952, -0.4307272992954573,
                    -0.3953651801470298, 0.43724730650752935, 0.5741498345129896, 5.19933758270342, 5.19933758270342},
                   1e-9));
    }

    TEST_CASE("quantile_scaler: quantiles that are rows are exact, ties are the middle of their ranks") {
        quantile_scaler s{{.quantiles = 100}};
        s.fit(values{5, 1, 3, 3, 2});
        CHECK(values(s.quantiles().begin(), s.quantiles().end()) == values{1, 2, 3, 3, 5});
        CHECK(s(1.0) == 0.0);
        CHECK(s(1.5) == 0.125);
        CHECK(s(2.0) == 0.25);
        CHECK(s(3.0) == 0.625);
        CHECK(s(4.0) == 0.875);
        CHECK(s(5.0) == 1.0);
        s.fit(values{7, 7});
        CHECK(s(7.0) == 0.0);
        CHECK(s(8.0) == 0.0);
    }

    TEST_CASE("quantile_scaler: ranks never fall") {
        quantile_scaler s{{.quantiles = 7, .output = quantile_output::normal}};
        s.fit(fares);
        double before = s(-1.0);
        for (double x = 0.0; x < 600.0; x += 0.25) {
            const double now = s(x);
            REQUIRE(now >= before);
            before = now;
        }
    }

    TEST_CASE("quantile_scaler: what has no quantiles is refused") {
        CHECK_THROWS_WITH_AS(quantile_scaler{{.quantiles = 1}},
                             "model::quantile_scaler: quantiles: expected 2 to 100000, found 1", std::invalid_argument);
        CHECK_THROWS_WITH_AS(quantile_scaler{}.fit(values{}),
                             "model::quantile_scaler: expected at least one value, found none", std::invalid_argument);
        const auto damaged = [](const values& quantiles) {
            quantile_scaler s{{.quantiles = 3}};
            quantile_scaler::reflect(s, [&](std::string_view, auto& value) {
                if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, values>) {
                    value = quantiles;
                }
            });
            return s;
        };
        CHECK_NOTHROW(damaged({}).check());
        CHECK(damaged({})(3.0) == 0.0);
        CHECK_THROWS_WITH_AS(damaged({1, 2, 3, 4}).check(),
                             "lastro.quantile_scaler: values: expected at most as many as there are quantiles, found 4",
                             format_error);
        CHECK_THROWS_WITH_AS(damaged({2, 1}).check(),
                             "lastro.quantile_scaler: values: expected finite and ascending, found 1", format_error);
        CHECK_THROWS_WITH_AS(damaged({-1e308, 1e308}).check(),
                             "lastro.quantile_scaler: values: expected a finite range, found an infinite one",
                             format_error);
    }

}  // TEST_SUITE
