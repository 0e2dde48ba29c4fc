// SPDX-License-Identifier: MIT
// tests/model/scaling.test.cpp
#include <lastro/model/scaling.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;

namespace {

using values = std::vector<double>;

const values fares{0, 0, 0, 7.25, 8.05, 13.0, 26.55, 30.0, 71.2833, 512.3292};
const values asked{-5, 0, 5, 7.25, 8.0, 30, 100, 512.3292, 600};

template <class Scaler>
values told(Scaler scaler) {
    scaler.fit(fares);
    scaler.check();
    values result;
    for (const double x : asked) {
        result.push_back(scaler(x));
        double row = 0.0;
        CHECK(scaler.encode(x, {&row, 1}));
        CHECK(row == result.back());
    }
    return result;
}

bool close(const values& a, const values& b) {
    bool same = a.size() == b.size();
    for (std::size_t i = 0; same && i < a.size(); ++i) {
        same = std::abs(a[i] - b[i]) <= 4e-15 * (1.0 + std::abs(b[i]));
    }
    return same;
}

}  // namespace

TEST_SUITE("model/scaling") {
    TEST_CASE("scalers: say what scikit-learn 1.9.1 says") {
        CHECK(close(told(model::min_max_scaler{}),
                    {-0.009759350042902102, 0.0, 0.009759350042902102, 0.014151057562208049, 0.015614960068643364,
                     0.05855610025741262, 0.19518700085804205, 1.0, 1.1711220051482523}));
        CHECK(close(told(model::min_max_scaler{{.low = -1.0, .high = 1.0, .clip = true}}),
                    {-1.0, -1.0, -0.9804812999141957, -0.971697884875584, -0.9687700798627132, -0.8828877994851747,
                     -0.6096259982839158, 1.0, 1.0}));
        CHECK(close(told(model::robust_scaler{}), {-0.5681610247026533, -0.38517840805123515, -0.20219579139981703,
                                                   -0.11985361390667888, -0.09240622140896616, 0.7127172918572736,
                                                   3.274473924977127, 18.364289112534312, 21.57273559011894}));
        CHECK(close(
            told(model::robust_scaler{{.lower = 0.1, .upper = 0.9}}),
            {-0.13454618157936696, -0.09121407801113283, -0.04788197444289871, -0.028382527837193354,
             -0.02188271230195824, 0.16877854339827195, 0.7754279933535496, 4.348846313074975, 5.108638350176962}));
        CHECK(told(model::unscaled{}) == asked);
    }

    TEST_CASE("min_max_scaler: the ends are exact, whatever they are") {
        model::min_max_scaler s{{.low = 0.1, .high = 0.7}};
        s.fit(values{0.3, 7.1, 1e-3});
        CHECK(s(1e-3) == 0.1);
        CHECK(s(7.1) == 0.7);
        CHECK(s.smallest() == 1e-3);
        CHECK(s.largest() == 7.1);
    }

    TEST_CASE("scalers: a constant column becomes one number") {
        model::min_max_scaler ends{{.low = -2.0}};
        ends.fit(values{0.1, 0.1});
        CHECK(ends(0.1) == -2.0);
        model::robust_scaler middle;
        middle.fit(values{5.0, 5.0, 5.0, 9.0});
        CHECK(middle.median() == 5.0);
        CHECK(middle.range() == 1.0);
        model::robust_scaler constant;
        constant.fit(values{0.1});
        CHECK(constant(0.1) == 0.0);
    }

    TEST_CASE("scalers: settings and values that mean nothing are refused") {
        CHECK_THROWS_WITH_AS((model::min_max_scaler{{.low = 1.0, .high = 1.0}}),
                             "model::min_max_scaler: expected low < high, finite, found 1 and 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((model::robust_scaler{{.lower = 0.5, .upper = 1.5}}),
                             "model::robust_scaler: expected 0 <= lower < upper <= 1, found 0.5 and 1.5",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(model::robust_scaler{}.fit(values{}),
                             "model::robust_scaler: expected at least one value, found none", std::invalid_argument);
        CHECK_THROWS_WITH_AS((model::min_max_scaler{}.fit(values{1.0, std::nan("")})),
                             "model::min_max_scaler: expected finite values, found nan", std::invalid_argument);
        CHECK_THROWS_WITH_AS((model::min_max_scaler{}.fit(values{1e308, -1e308})),
                             "model::min_max_scaler: expected values of a finite range, found inf",
                             std::invalid_argument);
    }

    TEST_CASE("check: what a damaged file says is refused") {
        const auto with = [](auto scaler, const std::string& field, double x) {
            decltype(scaler)::reflect(scaler, [&](std::string_view name, auto& value) {
                if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, double>) {
                    value = name == field ? x : value;
                }
            });
            return scaler;
        };
        CHECK_THROWS_WITH_AS(with(model::min_max_scaler{}, "high", -1.0).check(),
                             "lastro.min_max_scaler: high: expected a finite number above low, found -1", format_error);
        CHECK_THROWS_WITH_AS(with(model::min_max_scaler{}, "largest", -1.0).check(),
                             "lastro.min_max_scaler: largest: expected a finite number of at least the smallest, "
                             "found -1",
                             format_error);
        CHECK_THROWS_WITH_AS(with(model::robust_scaler{}, "upper", 0.1).check(),
                             "lastro.robust_scaler: lower, upper: expected 0 <= lower < upper <= 1, found 0.1",
                             format_error);
        CHECK_THROWS_WITH_AS(with(model::robust_scaler{}, "median", std::nan("")).check(),
                             "lastro.robust_scaler: median: expected a finite number, found nan", format_error);
        CHECK_THROWS_WITH_AS(with(model::robust_scaler{}, "range", 0.0).check(),
                             "lastro.robust_scaler: range: expected a finite number above 0, found 0", format_error);
    }

}  // TEST_SUITE
