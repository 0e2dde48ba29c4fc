// SPDX-License-Identifier: MIT
// tests/num/two_part_kernels.test.cpp
#include <lastro/num/two_part_kernels.hpp>

#include <cmath>

#include <doctest/doctest.h>

using pack = lastro::num::detail::scalar_pack<double>;
namespace detail = lastro::num::detail;

TEST_SUITE("num/two_part_kernels") {
    TEST_CASE("sum_of: the two parts make the exact sum, whichever number is larger") {
        constexpr struct { double a, b; } pairs[] = {{1.0, 0x1p-60}, {0x1p-60, 1.0}, {0.1, 0.2}, {-0x1p53, 3.0}};
        for (const auto& p : pairs) {
            pack low{};
            const pack high = detail::sum_of(pack{p.a}, pack{p.b}, low);
            CHECK(high.v == p.a + p.b);
            CHECK(static_cast<long double>(high.v) + low.v == static_cast<long double>(p.a) + p.b);
        }
    }

    TEST_CASE("product: of two numbers in two parts, to 2^-100") {
        pack low{};
        const pack high = detail::product(pack{1.0 / 3}, pack{0x1p-60}, pack{3.0}, pack{-0x1p-58}, low);
        const double exact = std::fma(1.0 / 3, 3.0, -1.0) + 3.0 * 0x1p-60 - 0x1p-58 / 3.0;  // of the product less 1
        CHECK(std::abs(((high.v - 1.0) - exact) + low.v) < 0x1p-100);
    }

    TEST_CASE("exp_in_parts: the low part of the argument counts, and the result has more digits than a double") {
        // exp(300 + 2^-45) = 2^433 0.8757...; from mpmath with 2400 bits
        pack k{};
        pack low{};
        const pack high = detail::exp_in_parts(pack{300.0}, pack{0x1p-45}, k, low);
        CHECK(k.v == 433.0);
        CHECK(std::abs((high.v - 0x1.c05c0a7166c2bp-1) + (low.v - -0x1.7891734aafe35p-55)) < 0x1p-56);
    }

    TEST_CASE("log_of_mantissa and add_exponent: to 2^-64 of the value") {
        // from mpmath with 2400 bits
        constexpr struct {
            double m, high, low;
        } golden[] = {
            {0x1.6a09e667f3bcdp-1, -0x1.62e42fefa39eep-2, 0x1.716fdfdbc882ep-60},
            {0x1.8p-1, -0x1.269621134db92p-2, -0x1.e0efadd9db02bp-56},
            {0x1.ccccccccccccdp-1, -0x1.af8e8210a415cp-4, 0x1.62ed262461c3cp-58},
            {0x1.fffeb074a771dp-1, -0x1.4f8bc681df714p-17, -0x1.a667e01d4cd6ap-71},
            {0x1.fffffffffffffp-1, -0x1p-53, -0x1p-107},
            {0x1.0000000000001p0, 0x1.fffffffffffffp-53, 0x1.5555555555554p-158},
            {0x1.0000a7c5ac472p0, 0x1.4f8aea9af0a25p-17, 0x1.e3bc61590413bp-71},
            {0x1.199999999999ap0, 0x1.8663f793c46ccp-4, 0x1.b55a66e0b30efp-58},
            {0x1.4p0, 0x1.c8ff7c79a9a22p-3, -0x1.4f689f8434012p-57},
            {0x1.55555553e6d45p0, 0x1.2696210f02361p-2, 0x1.e05c1ae566cep-56},
            {0x1.6a09e65dc27dfp0, 0x1.62e42fd2cf8f6p-2, 0x1.7cf761af23b56p-56},
        };
        for (const auto& g : golden) {
            CAPTURE(g.m);
            pack low{};
            const pack high = detail::log_of_mantissa(pack{g.m}, low);
            CHECK(std::abs((high.v - g.high) + (low.v - g.low)) <= 0x1p-64 * std::abs(g.high));
        }
        pack low{};
        const pack mantissa_log = detail::log_of_mantissa(pack{1.25}, low);
        const pack high = detail::add_exponent(pack{3.0}, mantissa_log, low);
        CHECK(std::abs((high.v - 0x1.26bb1bbb55516p1) + (low.v - -0x1.f48ad494ea3e9p-53)) <= 0x1p-63);  // log 10
    }

}  // TEST_SUITE
