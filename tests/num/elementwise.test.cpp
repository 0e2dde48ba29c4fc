// SPDX-License-Identifier: MIT
// tests/num/elementwise.test.cpp
#include <lastro/num/elementwise.hpp>

#include <cstddef>
#include <numeric>
#include <span>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

namespace detail = lastro::num::detail;

namespace {

struct cube {
    template <class Pack>
    static Pack apply(const Pack& x) {
        return x * x * x;
    }
};

}  // namespace

TEST_SUITE("num/elementwise") {
    TEST_CASE("map: applies a text to every element, on every level, and the tail is padded") {
        for (const auto level : {lastro::num::level::portable, lastro::num::detected_level()}) {
            lastro::num::force_level(level);
            for (std::size_t n = 0; n < 40; ++n) {
                std::vector<float> x(n);
                std::iota(x.begin(), x.end(), 1.0F);
                std::vector<float> y(n + 1, -1.0F);
                detail::map<cube>("cube", std::span<const float>{x}, std::span{y}.first(n));
                for (std::size_t i = 0; i < n; ++i) {
                    REQUIRE(y[i] == x[i] * x[i] * x[i]);
                    REQUIRE(y[i] == detail::apply<cube>(x[i]));
                }
                REQUIRE(y[n] == -1.0F);
            }
        }
        lastro::num::force_level(lastro::num::detected_level());
    }

    TEST_CASE("map: refuses spans of different lengths and names the function") {
        std::vector<double> x(2);
        std::vector<double> y(1);
        CHECK_THROWS_WITH_AS(detail::map<cube>("cube", std::span<const double>{x}, std::span{y}),
                             "num::cube: expected as many outputs as inputs (2), found 1", std::invalid_argument);
    }

}  // TEST_SUITE
