// SPDX-License-Identifier: MIT
// tests/num/elementary_constants.test.cpp
#include <lastro/num/elementary_constants.hpp>

#include <cmath>
#include <cstddef>
#include <iterator>

#include <doctest/doctest.h>

using lastro::num::detail::elementary_constants;

namespace {

template <class T>
long double log2_of_constants() {
    using c = elementary_constants<T>;
    return static_cast<long double>(c::log2_high) + static_cast<long double>(c::log2_low);
}

}  // namespace

TEST_SUITE("num/elementary_constants") {
    TEST_CASE("constants: log 2 in two parts is log 2 to twice the precision") {
        constexpr long double log_2 = 0.693147180559945309417232121458176568L;
        CHECK(std::abs(static_cast<double>(log2_of_constants<double>() - log_2)) < 1e-19);  // what long double can show
        CHECK(std::abs(static_cast<double>(log2_of_constants<float>() - log_2)) < 1e-16);
        using d = elementary_constants<double>;
        using f = elementary_constants<float>;
        CHECK(std::abs(static_cast<double>(static_cast<long double>(d::split_high) + d::split_low - log_2)) < 1e-19);
        CHECK(std::abs(static_cast<double>(static_cast<long double>(f::split_high) + f::split_low - log_2)) < 1e-12);
    }

    TEST_CASE_TEMPLATE("constants: exp's coefficients are the reciprocals of 2!, 3!, 4!, ...", T, float, double) {
        using c = elementary_constants<T>;
        double factorial = 1.0;
        for (std::size_t k = 0; k < std::size(c::exp_tail); ++k) {
            factorial *= static_cast<double>(k + 2);
            CHECK(c::exp_tail[k] == T{1} / static_cast<T>(factorial));
        }
    }

    TEST_CASE_TEMPLATE("constants: limits lie just beyond where the functions stop to change", T, float, double) {
        using c = elementary_constants<T>;
        CHECK(std::exp(c::exp_low) == T{0});
        CHECK(std::isinf(std::exp(c::exp_high)));
        CHECK(std::expm1(c::expm1_low) == T{-1});
        CHECK(std::tanh(c::tanh_high) == T{1});
        CHECK(c::softplus_high + std::exp(-c::softplus_high) == c::softplus_high);
    }

}  // TEST_SUITE
