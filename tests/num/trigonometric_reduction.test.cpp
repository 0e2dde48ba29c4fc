// SPDX-License-Identifier: MIT
// tests/num/trigonometric_reduction.test.cpp
#include <lastro/num/trigonometric_reduction.hpp>

#include <bit>
#include <cmath>
#include <cstdint>

#include <doctest/doctest.h>

#include <lastro/num/trigonometric.hpp>

TEST_SUITE("num/trigonometric_reduction") {
    TEST_CASE("large arguments: count and rest for doubles of every size") {
        // x - count pi / 2 from mpmath with 1400 bits, as first + second.
        constexpr struct {
            double x;
            std::uint64_t count;
            double first, second;
        } golden[] = {
            {0x1p27, 3, 0x1.678ac84a126fap-1, 0x1.e1947f9043554p-55},
            {0x1.0000003p27, 0, 0x1.434b5dc18cccap-1, -0x1.4cc11b4920ae8p-57},
            {0x1.dcd65p29, 0, 0x1.27a05f7998d78p-1, -0x1.6c582500ce348p-58},
            {0x1.cbe991a144p36, 2, 0x1.5392d2fa2f8dfp-2, -0x1.dff59caa28d14p-56},
            {0x1.c6bf52634p49, 1, 0x1.13eaef79f9ce8p-1, -0x1.113d985bca81p-55},
            {0x1.0f0cf064dd592p73, 3, 0x1.19eab99633cd8p-1, -0x1.269e0fc062c98p-57},
            {0x1.6ac5b262ca1ffp849, 1, 0x1.14ae72e6ba22fp-61, -0x1.73eef1477d90ep-118},
            {0x1.4e718d7d7625ap664, 0, -0x1.663bbd60baac1p-1, 0x1.d97dbe0606253p-56},
            {0x1.7e43c8800759cp996, 3, -0x1.39e51e3b9d3d4p-1, 0x1.be718ff3ea04ap-57},
            {0x1.fffffffffffffp1023, 2, -0x1.453020ff06b39p-8, -0x1.afad1027849e8p-62},
        };
        for (const auto& g : golden) {
            CAPTURE(g.x);
            for (const double sign : {1.0, -1.0}) {
                const auto found = lastro::num::detail::reduce_large(sign * g.x);
                CHECK((sign * static_cast<double>(g.count % 4) - static_cast<double>(found.count % 4)) / 4 ==
                      std::floor((sign * static_cast<double>(g.count % 4) - static_cast<double>(found.count % 4)) / 4));
                CHECK(found.r == sign * g.first);
                CHECK(std::abs(found.rest - sign * g.second) <= 0x1p-68 * std::abs(g.first));
            }
        }
    }

    TEST_CASE("large arguments: agree with the reduction by parts where both work") {
        using pack = lastro::num::detail::scalar_pack<double>;
        for (int i = 0; i < 1000; ++i) {
            const double x = 0x1p27 + 12345.678 * i;
            pack count{};
            pack rest{};
            const pack r = lastro::num::detail::reduce_by_half_pi(pack{x}, count, rest);
            const auto found = lastro::num::detail::reduce_large(x);
            REQUIRE((std::bit_cast<std::uint64_t>(count.v) & 3U) == (found.count & 3U));
            REQUIRE(std::abs((r.v - found.r) + (rest.v - found.rest)) <= 0x1p-100);
        }
    }

}  // TEST_SUITE
