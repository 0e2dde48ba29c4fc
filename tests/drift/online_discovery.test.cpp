// SPDX-License-Identifier: MIT
// tests/drift/online_discovery.test.cpp
#include <lastro/drift/online_discovery.hpp>

#include <cmath>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using lastro::drift::lord;
using lastro::drift::saffron;
using lastro::drift::detail::lord_weight;
using lastro::drift::detail::saffron_weight;

namespace {

/// The share of false findings, on average over `rounds` streams of 300 tests of which one in five is real.
template <class Guard>
double false_discovery_rate(std::uint64_t seed, int rounds, double& power) {
    std::mt19937_64 engine{seed};
    double rate = 0.0;
    power = 0.0;
    for (int round = 0; round < rounds; ++round) {
        Guard guard{{.alpha = 0.1}};
        double found = 0.0, wrong = 0.0, real = 0.0;
        for (int t = 0; t < 300; ++t) {
            const double u = by_definition::uniform(engine, 1)[0];
            const bool moved = engine() % 5 == 0;
            real += moved ? 1.0 : 0.0;
            if (guard.test(moved ? u * u * u * u * u * u * 0.05 : u)) {
                found += 1.0;
                wrong += moved ? 0.0 : 1.0;
            }
        }
        rate += found > 0.0 ? wrong / found : 0.0;
        power += (found - wrong) / real;
    }
    power /= rounds;
    return rate / rounds;
}

}  // namespace

TEST_SUITE("drift/online_discovery") {
    TEST_CASE("weights: they fall, and sum to just below 1") {
        double lord_sum = 0.0, saffron_sum = 0.0;
        constexpr std::uint64_t last = 20'000;
        for (std::uint64_t t = 1; t <= last; ++t) {
            lord_sum += lord_weight(t);
            saffron_sum += saffron_weight(t);
        }
        // the rest, by integrals: 2 Gamma(4, sqrt(ln t)) / total and t^-0.6 / 0.6 / total
        const double x = std::sqrt(std::log(static_cast<double>(last) + 0.5));
        const double rest = 2.0 * std::exp(-x) * (((x + 3.0) * x + 6.0) * x + 6.0) / 12.64511;
        CHECK(lord_sum + rest <= 1.0);
        CHECK(lord_sum + rest > 0.999999);
        const double saffron_rest = std::pow(static_cast<double>(last) + 0.5, -0.6) / 0.6 / 2.2857657;
        CHECK(saffron_sum + saffron_rest <= 1.0);
        CHECK(saffron_sum + saffron_rest > 0.999999);
    }

    TEST_CASE("LORD++: levels by hand") {
        lord guard{{.alpha = 0.05, .initial_share = 0.5}};
        CHECK(std::abs(guard.level() - 0.025 * lord_weight(1)) < 1e-18);
        CHECK_FALSE(guard.test(0.5));
        CHECK(std::abs(guard.level() - 0.025 * lord_weight(2)) < 1e-18);
        CHECK(guard.test(1e-9));
        CHECK(std::abs(guard.level() - (0.025 * lord_weight(3) + 0.025 * lord_weight(1))) < 1e-18);
        CHECK(guard.test(0.0));
        CHECK(std::abs(guard.level() - (0.025 * lord_weight(4) + 0.025 * lord_weight(2) + 0.05 * lord_weight(1))) <
              1e-17);
        CHECK(guard.tests() == 3);
        CHECK(guard.findings() == 2);
    }

    TEST_CASE("SAFFRON: levels by hand; candidates cost nothing") {
        saffron guard{{.alpha = 0.05, .initial_share = 0.5, .lambda = 0.5}};
        const double first = 0.5 * 0.025 * saffron_weight(1);
        CHECK(std::abs(guard.level() - first) < 1e-18);
        CHECK_FALSE(guard.test(0.3));  // a candidate: the level stays
        CHECK(std::abs(guard.level() - first) < 1e-18);
        CHECK_FALSE(guard.test(0.8));  // costs
        CHECK(std::abs(guard.level() - 0.5 * 0.025 * saffron_weight(2)) < 1e-18);
        CHECK(guard.test(1e-9));
        CHECK(std::abs(guard.level() - 0.5 * (0.025 * saffron_weight(2) + 0.025 * saffron_weight(1))) < 1e-17);
    }

    TEST_CASE("false discovery rate: below 0.1 at alpha 0.1, with findings to show for it") {
        double power = 0.0;
        CHECK(false_discovery_rate<lord>(1, 60, power) < 0.1);
        CHECK(power > 0.2);
        CHECK(false_discovery_rate<saffron>(2, 60, power) < 0.1);
        CHECK(power > 0.2);
    }

    TEST_CASE("state: a copy goes on alone; refusals say what they expected") {
        lord a{{.alpha = 0.1}};
        a.test(0.0);
        lord b = a;
        CHECK(a == b);
        b.test(0.9);
        CHECK_FALSE(a == b);
        CHECK_THROWS_WITH_AS(lord{{.alpha = 0.0}}, "drift::lord: expected an alpha above 0 and below 1, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(a.test(std::nan("")), "drift::lord: test: expected a p-value from 0 to 1, found nan",
                             std::invalid_argument);
        CHECK(a.tests() == 1);
        CHECK_THROWS_AS((saffron{{.lambda = 1.0}}), std::invalid_argument);
    }
}
