// SPDX-License-Identifier: MIT
// tests/num/extremes.test.cpp
#include <lastro/num/extremes.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "oracle.hpp"

namespace num = lastro::num;
using lastro_test::adversarial;
using lastro_test::on_every_level;
using lastro_test::same;

namespace {

/// IEEE 754-2019's minimum comes first: NaN, then by size, -0.0 before 0.0.
template <class T>
bool before(T a, T b) {
    if (std::isnan(a) || std::isnan(b)) {
        return std::isnan(a) && !std::isnan(b);
    }
    return a < b || (a == b && std::signbit(a) && !std::signbit(b));
}

template <class T>
std::size_t argmin_by_definition(std::span<const T> x) {
    return static_cast<std::size_t>(std::min_element(x.begin(), x.end(), before<T>) - x.begin());
}

template <class T>
std::size_t argmax_by_definition(std::span<const T> x) {
    std::vector<T> mirrored(x.begin(), x.end());
    for (T& value : mirrored) {
        value = -value;
    }
    return argmin_by_definition(std::span<const T>{mirrored});
}

template <class T>
void check(std::span<const T> x) {
    const std::size_t low = argmin_by_definition(x);
    const std::size_t high = argmax_by_definition(x);
    REQUIRE(num::argmin(x) == low);
    REQUIRE(num::argmax(x) == high);
    REQUIRE(same((num::min)(x), x[low]));
    REQUIRE(same((num::max)(x), x[high]));
}

}  // namespace

TEST_SUITE("num/extremes") {
    TEST_CASE_TEMPLATE("min, max, argmin, argmax: their definitions, on every level, size and alignment", T, float,
                       double) {
        const std::vector<T> all = adversarial<T>(4096 * 3 + 80);
        on_every_level([&] {
            for (const std::size_t n :
                 {1U, 2U, 3U, 7U, 8U, 15U, 16U, 17U, 31U, 32U, 63U, 64U, 65U, 100U, 4095U, 4096U, 4097U, 12'300U}) {
                for (const std::size_t offset : {0U, 1U, 60U}) {
                    CAPTURE(n);
                    check(std::span<const T>{all}.subspan(offset, n));
                }
            }
        });
    }

    TEST_CASE_TEMPLATE("special values: wherever they stand", T, float, double) {
        constexpr T infinity = std::numeric_limits<T>::infinity();
        constexpr T nan = std::numeric_limits<T>::quiet_NaN();
        on_every_level([&] {
            for (const std::size_t n : {1U, 2U, 5U, 33U, 70U, 4096U, 4500U, 8300U}) {
                for (std::size_t at = 0; at < n; at += n < 100 ? 1 : 61) {
                    CAPTURE(n);
                    CAPTURE(at);
                    for (const T value : {infinity, -infinity, nan, -nan, T{0}, -T{0}}) {
                        for (const T rest : {T{0}, -T{0}, T{1}, -T{1}, infinity}) {
                            std::vector<T> x(n, rest);
                            x[at] = value;
                            check(std::span<const T>{x});
                        }
                    }
                    std::vector<T> two(n, T{2});
                    two[at] = nan;
                    two[n - 1] = nan;  // the first of two NaNs is found
                    check(std::span<const T>{two});
                }
            }
        });
    }

    TEST_CASE("ties: the first index wins, across blocks too") {
        std::vector<double> x(10'000, 1.0);
        CHECK(num::argmin(x) == 0);
        CHECK(num::argmax(x) == 0);
        x[4096] = x[4099] = x[9000] = 2.0;
        CHECK(num::argmax(x) == 4096);
        CHECK(num::argmax(std::vector<double>{-0.0, 0.0, 0.0}) == 1);
        CHECK(num::argmin(std::vector<double>{0.0, -0.0, -0.0}) == 1);
    }

    TEST_CASE("refusals: no values") {
        const std::vector<double> none;
        CHECK_THROWS_WITH_AS((void)(num::min)(none), "num::min: expected at least one value, found none",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((void)(num::max)(none), "num::max: expected at least one value, found none",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((void)num::argmin(none), "num::argmin: expected at least one value, found none",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((void)num::argmax(none), "num::argmax: expected at least one value, found none",
                             std::invalid_argument);
    }

}  // TEST_SUITE
