// SPDX-License-Identifier: MIT
// tests/drift/anderson_darling_sigma.test.cpp
#include <lastro/drift/anderson_darling_sigma.hpp>

#include <cmath>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

namespace drift = lastro::drift;
namespace num = lastro::num;

TEST_SUITE("drift/anderson_darling_sigma") {
    TEST_CASE("sums: one after the other, at every level") {
        for (const double count : {4.0, 129.0, 130.0, 131.0, 132.0, 1000.0}) {
            double h = 0.0, g = 0.0;
            for (double i = count - 1.0; i >= 2.0; i -= 1.0) {
                h += 1.0 / i;
                g += h / (count - i + 1.0);
            }
            for (const num::level level :
                 {num::level::portable, num::level::neon, num::level::avx2, num::level::avx512}) {
                if (num::is_available(level)) {
                    num::force_level(level);
                    const auto sums = num::detail::run_packed<drift::detail::harmonic_text, double>(count);
                    CHECK(sums.h == h + 1.0);
                    CHECK(sums.g == g);
                }
            }
        }
        num::force_level(num::detected_level());
    }

    TEST_CASE("sigma: of two samples of 2 values, by hand; towards that of the limit for many") {
        // the statistic of each of the six labellings of four different values, by equation 3 of [1]
        double sum = 0.0, squares = 0.0;
        for (const unsigned mask : {3U, 5U, 6U, 9U, 10U, 12U}) {
            double a2 = 0.0;
            for (unsigned j = 1, first = 0; j < 4; ++j) {
                first += mask >> (j - 1) & 1U;
                const double gap = 4.0 * first - 2.0 * j;
                a2 += 2.0 * gap * gap / (j * (4.0 - j)) / 2.0 / 4.0;  // both samples, each over its size, 1/N
            }
            sum += a2 / 6.0;
            squares += a2 * a2 / 6.0;
        }
        CHECK(std::abs(sum - 1.0) < 1e-15);
        const std::uint64_t few[] = {2, 2};
        CHECK(std::abs(drift::detail::anderson_darling_sigma(few) - std::sqrt(squares - sum * sum)) < 1e-13);
        const std::uint64_t many[] = {100'000, 100'000};
        const double pi = 3.14159265358979324;
        CHECK(std::abs(drift::detail::anderson_darling_sigma(many) - std::sqrt(2.0 * (pi * pi - 9.0) / 3.0)) < 1e-4);
    }
}  // TEST_SUITE
