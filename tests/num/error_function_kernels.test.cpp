// SPDX-License-Identifier: MIT
// tests/num/error_function_kernels.test.cpp
#include <lastro/num/error_function_kernels.hpp>

#include <cmath>

#include <doctest/doctest.h>

using pack = lastro::num::detail::scalar_pack<double>;
namespace detail = lastro::num::detail;

TEST_SUITE("num/error_function_kernels") {
    TEST_CASE("scaled_erfc: exp(x^2) erfc(x) to 2^-55, from 0 to 28") {
        // from mpmath with 2400 bits
        constexpr struct {
            double x, high, low;
        } golden[] = {
            {0x0p0, 0x1p0, 0x0p0},
            {0x1.b7cdfd9d7bdbbp-34, 0x1.ffffffff07ddep-1, 0x1.9a6a99de8bc53p-55},
            {0x1.47ae147ae147bp-7, 0x1.fa460525f247bp-1, -0x1.57784b2303ba2p-55},
            {0x1.999999999999ap-4, 0x1.cafc68c67a05ep-1, -0x1.5154e6a79c7ebp-56},
            {0x1.e851eb851eb85p-2, 0x1.41674c18c323ap-1, 0x1.ff28e83016ab7p-56},
            {0x1p0, 0x1.b5d8780f956b2p-2, 0x1.825447f231a67p-58},
            {0x1p1, 0x1.058671b52c776p-2, -0x1.3b83c701df899p-58},
            {0x1.f333333333333p1, 0x1.1f5d0aa91ea73p-3, 0x1.92a36d1970da6p-58},
            {0x1p2, 0x1.18932bf08e154p-3, 0x1.0981aa12747cep-57},
            {0x1.0666666666666p2, 0x1.12179f08db7a6p-3, -0x1.9ce84e0f1cc53p-57},
            {0x1p3, 0x1.1ea8c4009b459p-4, 0x1.e4fa709a9de5ep-59},
            {0x1.ep3, 0x1.33714a024097ep-5, 0x1.f3b4d0ae3b609p-59},
            {0x1.be66666666666p4, 0x1.4b1a34a25ef6fp-6, 0x1.530027dc6ec33p-60},
        };
        for (const auto& g : golden) {
            CAPTURE(g.x);
            pack low{};
            const pack high = detail::scaled_erfc(pack{g.x}, pack{0.0}, low);
            CHECK(std::abs((high.v - g.high) + (low.v - g.low)) <= 0x1p-55 * g.high);
        }
    }

    TEST_CASE("erf_series: its two parts meet 1 - erfc_tail where the two take turns") {
        const pack x{detail::error_function_constants::series_until};
        pack series_low{};
        const pack series = detail::erf_series(x, series_low);
        pack k{};
        pack low{};
        const pack tail = detail::erfc_tail(x, k, low);
        pack rest_low{};
        const pack rest = detail::one_minus(tail, low, k, rest_low);
        CHECK(std::abs((series.v - rest.v) + (series_low.v - rest_low.v)) < 0x1p-56);
    }

}  // TEST_SUITE
