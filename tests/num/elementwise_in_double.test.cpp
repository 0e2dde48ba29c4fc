// SPDX-License-Identifier: MIT
// tests/num/elementwise_in_double.test.cpp
#include <lastro/num/elementwise_in_double.hpp>

#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

#include <doctest/doctest.h>

namespace detail = lastro::num::detail;

namespace {

struct third {
    template <class Pack>
    static Pack apply(const Pack& x) {
        return x / Pack::all(3);
    }
    static bool is_rare(double x) { return x < 0; }
    template <class Number>
    static Number rare(const Number&) {
        return Number::all(7);
    }
};

struct difference {
    template <class Pack>
    static Pack apply(const Pack& x, const Pack& y) {
        return x - y;
    }
};

}  // namespace

TEST_SUITE("num/elementwise_in_double") {
    TEST_CASE("apply_in_double: a float result is rounded once, from double") {
        CHECK(detail::apply_in_double<third>(1.0F) == static_cast<float>(1.0 / 3.0));
        CHECK(detail::apply_in_double<third>(1.0) == 1.0 / 3.0);
        CHECK(detail::apply_in_double<third>(-5.0F) == 7.0F);
    }

    TEST_CASE_TEMPLATE("map_in_double: packs, rare arguments and padding, for every length, in place", T, float,
                       double) {
        for (const auto level : {lastro::num::level::portable, lastro::num::detected_level()}) {
            lastro::num::force_level(level);
            for (std::size_t n = 0; n < 200; ++n) {
                std::vector<T> x(n + 1);
                for (std::size_t i = 0; i <= n; ++i) {
                    x[i] = static_cast<T>(i % 5 == 0 ? -1.0 : static_cast<double>(i));
                }
                std::vector<T> y = x;
                detail::map_in_double<third>("third", std::span<const T>{y}.first(n), std::span{y}.first(n));
                for (std::size_t i = 0; i < n; ++i) {
                    REQUIRE(y[i] == (i % 5 == 0 ? T{7} : static_cast<T>(static_cast<double>(i) / 3.0)));
                }
                REQUIRE(y[n] == x[n]);
            }
        }
        lastro::num::force_level(lastro::num::detected_level());
    }

    TEST_CASE("map_in_double: two arguments, the second one a span or one number") {
        std::vector<float> x(100);
        std::iota(x.begin(), x.end(), 1.0F);
        const std::vector<float> y(x.rbegin(), x.rend());
        std::vector<float> z(100);
        detail::map_in_double<difference>(std::span{z}, x.data(), y.data());
        CHECK((z[0] == -99.0F && z[99] == 99.0F));
        detail::map_in_double<difference>(std::span{z}, x.data(), 1.0);
        CHECK((z[0] == 0.0F && z[99] == 99.0F));
    }

}  // TEST_SUITE
