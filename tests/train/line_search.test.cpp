// SPDX-License-Identifier: MIT
// tests/train/line_search.test.cpp
#include <lastro/train/line_search.hpp>

#include <cmath>
#include <initializer_list>

#include <doctest/doctest.h>

using namespace lastro;
using train::line_point;
using train::strong_wolfe;

namespace {

template <class Function, class Slope>
auto along(Function f, Slope g) {
    return [=](double step) -> line_point { return {step, f(step), g(step)}; };
}

template <class Line>
void check(const Line& at, double first, const train::line_search_settings& settings = {}) {
    const line_point start = at(0.0);
    const auto found = strong_wolfe(at, start, first, settings);
    CAPTURE(first);
    REQUIRE(found.accepted);
    const line_point& p = found.point;
    CHECK(p.value <= start.value + settings.sufficient_decrease * p.step * start.slope);
    CHECK(std::abs(p.slope) <= -settings.curvature * start.slope);
    CHECK(found.evaluations <= settings.evaluations);
}

}  // namespace

TEST_SUITE("train/line_search") {
    TEST_CASE("strong_wolfe: both conditions hold, from first steps that are far too short or too long") {
        // The test functions of More and Thuente 1994, equations 5.1 to 5.2, and a parabola.
        const auto parabola = along([](double a) { return (a - 3) * (a - 3); }, [](double a) { return 2 * (a - 3); });
        const auto rational = along([](double a) { return -a / (a * a + 2); },
                                    [](double a) { return (a * a - 2) / ((a * a + 2) * (a * a + 2)); });
        const auto quintic = along([](double a) { return std::pow(a + 0.004, 5) - 2 * std::pow(a + 0.004, 4); },
                                   [](double a) { return 5 * std::pow(a + 0.004, 4) - 8 * std::pow(a + 0.004, 3); });
        for (const double first : {1e-3, 1e-1, 1.0, 10.0, 1e3}) {
            check(parabola, first);
            check(parabola, first, {.curvature = 0.01});
            check(rational, first, {.curvature = 0.1});
            check(quintic, first, {.curvature = 0.1});
        }
    }

    TEST_CASE("strong_wolfe: a step out of the function's domain is too long") {
        const auto barrier = along([](double a) { return a < 1 ? -a - std::log(1 - a) * 0.1 : std::nan(""); },
                                   [](double a) { return -1 + 0.1 / (1 - a); });
        check(barrier, 1.0);
        check(barrier, 100.0);
    }

    TEST_CASE("strong_wolfe: a function without a floor is given up, after so many evaluations") {
        const auto fall = along([](double a) { return -a; }, [](double) { return -1.0; });
        const auto found = strong_wolfe(fall, fall(0.0), 1.0, {.evaluations = 7});
        CHECK(!found.accepted);
        CHECK(found.evaluations == 7);
    }

    TEST_CASE("strong_wolfe: where values no longer differ, slopes decide") {
        // 1e8 + (a-1)^2 * 1e-9: the decrease is below one unit in the last place of the value.
        const auto flat =
            along([](double a) { return 1e8 + (a - 1) * (a - 1) * 1e-9; }, [](double a) { return 2e-9 * (a - 1); });
        const auto found = strong_wolfe(flat, flat(0.0), 0.5, {.curvature = 0.1});
        CHECK(found.accepted);
        CHECK(std::abs(found.point.step - 1.0) < 0.2);
    }
}  // TEST_SUITE
