// SPDX-License-Identifier: MIT
// tests/random/distribution.test.cpp
#include <lastro/random/distribution.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/num/dispatch.hpp>
#include <lastro/random/generator.hpp>

namespace draws = lastro::random;
using draws::bounded;
using draws::generator;
using draws::stream;

namespace {

const stream golden = stream{42}["shuffle"];

/// The largest gap between the sample's distribution function and `cdf`, times sqrt(n).
template <class Cdf>
double kolmogorov(std::vector<double> x, Cdf cdf) {
    std::sort(x.begin(), x.end());
    const auto n = static_cast<double>(x.size());
    double gap = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double expected = cdf(x[i]);
        gap = std::max({gap, expected - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - expected});
    }
    return gap * std::sqrt(n);
}

}  // namespace

TEST_SUITE("random/distribution") {
    TEST_CASE("uniform: as an independent program in Python computes it from the specification") {
        CHECK(draws::uniform(golden, 0) == 0x1.e058c24eb6baap-1);
        CHECK(draws::uniform(golden, 1) == 0x1.934010024f825p-1);
        CHECK(draws::uniform(golden, 2) == 0x1.f5524a2ca87bep-1);
        CHECK(draws::uniform_open(golden, 0) == 0x1.e058c24eb6babp-1);
        CHECK(draws::uniform_open(golden, 1) == 0x1.934010024f825p-1);
        CHECK(draws::uniform_float(golden, 0) == 0x1.6d754cp-2F);
        CHECK(draws::uniform_float(golden, 1) == 0x1.e058c2p-1F);
        CHECK(draws::uniform_float(golden, 2) == 0x1.3e097p-3F);
        CHECK(draws::uniform_float(golden, 3) == 0x1.93401p-1F);
    }

    TEST_CASE("uniform: the ends of the intervals") {
        using draws::detail::unit_interval;
        CHECK(unit_interval(std::uint64_t{0}) == 0.0);
        CHECK(unit_interval(~std::uint64_t{0}) == 1.0 - 0x1p-53);
        CHECK(unit_interval(std::uint32_t{0}) == 0.0F);
        CHECK(unit_interval(~std::uint32_t{0}) == 1.0F - 0x1p-24F);
    }

    TEST_CASE("uniform: fills [0, 1) evenly") {
        std::vector<double> x;
        for (std::uint64_t i = 0; i < 50'000; ++i) {
            x.push_back(draws::uniform(stream{1}, i));
        }
        CHECK(kolmogorov(x, [](double v) { return v; }) < 1.63);  // 1 in 100 beyond
    }

    TEST_CASE("normal: within 8 ulp of the true quantile of its uniform, the same bits on every level") {
        // mpmath, 200 bits: the quantile of ((bits >> 12) + 1/2) 2^-52
        constexpr double expected[] = {0x1.8a2683c32378ep+0, 0x1.98a288e631befp-1, 0x1.04a7cea6c6b5cp+1,
                                       -0x1.f1351a84fcb0fp-3};
        std::vector<double> found;
        for (std::uint64_t i = 0; i < 4; ++i) {
            found.push_back(draws::normal(golden, i));
            CHECK(std::abs(found[i] / expected[i] - 1.0) < 8 * 0x1p-52);
        }
        lastro::num::force_level(lastro::num::level::portable);
        for (std::uint64_t i = 0; i < 4; ++i) {
            CHECK(draws::normal(golden, i) == found[i]);
        }
        lastro::num::force_level(lastro::num::detected_level());
    }

    TEST_CASE("normal: is distributed as it should be") {
        std::vector<double> z;
        double sum = 0.0;
        double squares = 0.0;
        double fourth = 0.0;
        const std::size_t n = 50'000;
        for (std::uint64_t i = 0; i < n; ++i) {
            const double x = draws::normal(stream{2}, i);
            z.push_back(x);
            sum += x;
            squares += x * x;
            fourth += x * x * x * x;
        }
        const double root = std::sqrt(static_cast<double>(n));
        CHECK(std::abs(sum / root) < 3.5);  // standard deviations
        CHECK(std::abs((squares - static_cast<double>(n)) / root / std::sqrt(2.0)) < 3.5);
        CHECK(std::abs((fourth - 3.0 * static_cast<double>(n)) / root / std::sqrt(96.0)) < 3.5);
        CHECK(kolmogorov(z, [](double v) { return 0.5 * std::erfc(-v / std::sqrt(2.0)); }) < 1.63);
    }

    TEST_CASE("bounded: as an independent program in Python computes it, rejected draws included") {
        constexpr std::uint64_t expected[] = {0x3792BE2BB556C374, 0x97380600DDD0E318, 0x3637474425B71B12,
                                              0x4D95C8F672FBD0EE, 0x091A4242BF8A5730, 0x89B8EEDF1918FEDE,
                                              0x9E9A62130DC43274, 0x83B6F85A93ADDAE1};
        constexpr std::uint64_t faces[] = {5, 4, 5, 2, 0, 5, 4, 4, 2, 4};
        for (std::uint64_t i = 0; i < 8; ++i) {
            CHECK(bounded(golden, i, 0xC000000000000001U) == expected[i]);  // one word in four is rejected
        }
        for (std::uint64_t i = 0; i < 10; ++i) {
            CHECK(bounded(golden, i, 6) == faces[i]);
        }
    }

    TEST_CASE("bounded: from a generator, a rejected draw is followed by the next one") {
        generator next{golden};
        std::uint64_t at = 0;
        for (int i = 0; i < 200; ++i) {
            constexpr std::uint64_t bound = 0xC000000000000001U;
            std::uint64_t expected = 0;
            for (;;) {  // Lemire's algorithm 5, in 128 bits
                __extension__ using wide = unsigned __int128;
                const wide product = static_cast<wide>(golden.bits(at++)) * bound;
                if (static_cast<std::uint64_t>(product) >= (0 - bound) % bound) {
                    expected = static_cast<std::uint64_t>(product >> 64U);
                    break;
                }
            }
            REQUIRE(bounded(next, bound) == expected);
            REQUIRE(next.position() == at);
        }
        CHECK(at > 230);  // draws were rejected
    }

    TEST_CASE("bounded: every value is equally likely, one value needs no luck, none is refused") {
        int counts[7] = {};
        for (std::uint64_t i = 0; i < 70'000; ++i) {
            ++counts[bounded(stream{3}, i, 7)];
        }
        double chi_squared = 0.0;  // 6 degrees of freedom; above 22.5 with probability 1e-3
        for (const int count : counts) {
            chi_squared += (count - 10'000.0) * (count - 10'000.0) / 10'000.0;
        }
        CHECK(chi_squared < 22.5);
        CHECK(bounded(golden, 5, 1) == 0);
        CHECK_THROWS_WITH_AS((void)bounded(golden, 0, 0), "random::bounded: bound: expected at least 1, found 0",
                             std::invalid_argument);
        generator next{golden};
        CHECK_THROWS_AS((void)bounded(next, 0), std::invalid_argument);
    }

}  // TEST_SUITE
