// SPDX-License-Identifier: MIT
// tests/num/elementary_kernels.test.cpp
#include <lastro/num/elementary_kernels.hpp>

#include <cmath>
#include <cstddef>
#include <initializer_list>

#include <doctest/doctest.h>

using lastro::num::detail::elementary_constants;
using lastro::num::detail::scalar_pack;
namespace detail = lastro::num::detail;

namespace {

template <class T>
using pack = scalar_pack<T>;

}  // namespace

TEST_SUITE("num/elementary_kernels") {
    TEST_CASE_TEMPLATE("reduction: x = k log 2 + r with an integer k and a small r", T, float, double) {
        for (int i = -500; i <= 500; ++i) {
            const T x = static_cast<T>(i) / T{6};
            pack<T> k{};
            pack<T> rest{};
            const T r = detail::reduce_by_log2(pack<T>{x}, k, rest).v;
            CAPTURE(x);
            REQUIRE(k.v == std::nearbyint(k.v));
            REQUIRE(std::abs(r) <= static_cast<T>(0.34658));
            const long double back = k.v * 0.693147180559945309417232121458176568L + r + rest.v;
            REQUIRE(std::abs(static_cast<double>(back - x)) <= (sizeof(T) == 8 ? 2e-17 : 1e-11));
        }
    }

    TEST_CASE_TEMPLATE("power_of_two: is exact over the whole range of normal numbers", T, float, double) {
        using c = elementary_constants<T>;
        for (int k = 1 - static_cast<int>(c::bias); k <= static_cast<int>(c::bias); ++k) {
            REQUIRE(detail::power_of_two(pack<T>{static_cast<T>(k)}).v == std::ldexp(T{1}, k));
        }
    }

    TEST_CASE_TEMPLATE("decompose: x = 2^k m with m around 1", T, float, double) {
        for (int e = -120; e <= 120; e += 3) {
            for (const double factor : {1.0, 1.1, 1.4142, 1.4143, 1.9999}) {
                const T x = std::ldexp(static_cast<T>(factor), e);
                pack<T> k{};
                const T m = detail::decompose(pack<T>{x}, k).v;
                CAPTURE(x);
                REQUIRE(std::ldexp(m, static_cast<int>(k.v)) == x);
                REQUIRE((m >= static_cast<T>(0.7071) && m < static_cast<T>(1.41422)));
            }
        }
    }

    TEST_CASE("polynomial: is Horner's rule, one fma per step") {
        constexpr double c[] = {3.0, -0.1, 1.0 / 3.0, 7.0};
        const double x = 0.7;
        CHECK(detail::polynomial(pack<double>{x}, c).v ==
              std::fma(std::fma(std::fma(c[3], x, c[2]), x, c[1]), x, c[0]));
    }

    TEST_CASE("with_sign and unless_nan: signs are moved, NaNs are made one") {
        CHECK(std::signbit(detail::with_sign(pack<double>{0.0}, pack<double>{-2.0}).v));
        CHECK(detail::with_sign(pack<double>{-3.0}, pack<double>{2.0}).v == 3.0);
        CHECK(detail::unless_nan(pack<double>{1.0}, pack<double>{5.0}).v == 5.0);
        CHECK(std::isnan(detail::unless_nan(pack<double>{-std::nan("7")}, pack<double>{5.0}).v));
    }

}  // TEST_SUITE
