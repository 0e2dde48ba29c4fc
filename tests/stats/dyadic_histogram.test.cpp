// SPDX-License-Identifier: MIT
// tests/stats/dyadic_histogram.test.cpp
#include <lastro/stats/dyadic_histogram.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using lastro::stats::dyadic_histogram;

namespace {

std::vector<double> drawn(int shape, std::size_t n) {
    std::mt19937_64 engine{static_cast<std::uint64_t>(shape) + 5};
    std::vector<double> values(n);
    for (double& x : values) {
        const double u = (static_cast<double>(engine() >> 11) + 0.5) * 0x1p-53;
        x = shape == 0   ? u
            : shape == 1 ? std::log(u)
            : shape == 2 ? std::tan(3.141 * (u - 0.5))
            : shape == 3 ? std::floor(20.0 * u) - 7.0
                         : std::ldexp(u - 0.5, static_cast<int>(engine() % 2000) - 1000);
    }
    return values;
}

}  // namespace

TEST_SUITE("stats/dyadic_histogram") {
    TEST_CASE("bins: by hand") {
        dyadic_histogram h{{.bins = 4, .narrowest = 0}};
        CHECK(h.size() == 0);
        for (const double x : {1.0, 2.5, 2.0, 4.0}) {
            h.add(x);
        }
        CHECK(h.width() == 1.0);
        CHECK(h.size() == 4);
        CHECK(h.edge(0) == 1.0);
        CHECK(h.count(0) == 1);
        CHECK(h.count(1) == 2);
        CHECK(h.count(2) == 0);
        CHECK(h.count(3) == 1);
        h.add(-0.5, 3);  // from -1 to 4 there are six: bins of two
        CHECK(h.width() == 2.0);
        CHECK(h.size() == 4);
        CHECK(h.edge(0) == -2.0);
        CHECK(h.count(0) == 3);
        CHECK(h.count(1) == 1);
        CHECK(h.count(2) == 2);
        CHECK(h.count(3) == 1);
        CHECK(h.total() == 7);
    }

    TEST_CASE("order and parts: the same histogram on five distributions, and every count the true one") {
        for (int shape = 0; shape < 5; ++shape) {
            CAPTURE(shape);
            const std::vector<double> values = drawn(shape, 20'000);
            dyadic_histogram whole;
            whole.add(std::span<const double>{values});
            dyadic_histogram backwards;
            std::vector<dyadic_histogram> parts(5);
            for (std::size_t i = values.size(); i-- > 0;) {
                backwards.add(values[i]);
                parts[i % 5].add(values[i]);
            }
            dyadic_histogram merged;
            for (const dyadic_histogram& part : parts) {
                merged.merge(part);
            }
            CHECK(backwards == whole);
            CHECK(merged == whole);
            CHECK(whole.size() <= 64);
            CHECK((whole.size() > 16 || shape == 3));
            std::vector<std::uint64_t> truth(whole.size());
            for (const double x : values) {
                std::size_t i = 0;
                while (i + 1 < truth.size() && x >= whole.edge(i + 1)) {
                    ++i;
                }
                REQUIRE((x >= whole.edge(i) && x < whole.edge(i + 1)));
                ++truth[i];
            }
            for (std::size_t i = 0; i < truth.size(); ++i) {
                REQUIRE(whole.count(i) == truth[i]);
            }
            merged.merge(merged);
            CHECK(merged.total() == 40'000);
            CHECK(merged.count(0) == 2 * whole.count(0));
        }
    }

    TEST_CASE("ends: the largest and the smallest numbers have their bins") {
        dyadic_histogram h;
        h.add(-std::numeric_limits<double>::max());
        h.add(std::numeric_limits<double>::max());
        h.add(-0x1p-1074);
        h.add(0x1p-1074);
        CHECK(h.count(0) == 1);
        CHECK(h.count(h.size() - 1) == 1);
        CHECK(h.count(h.size() / 2 - 1) == 1);  // just below 0
        CHECK(h.count(h.size() / 2) == 1);
    }

    TEST_CASE("refusals: nothing is counted, and it is said why") {
        dyadic_histogram h;
        const std::vector<double> bad{1.0, std::nan("")};
        CHECK_THROWS_AS(h.add(std::span<const double>{bad}), std::invalid_argument);
        CHECK(h.total() == 0);
        CHECK_THROWS_WITH_AS(h.add(-std::numeric_limits<double>::infinity()),
                             "stats::dyadic_histogram: add: expected a finite number, found -inf",
                             std::invalid_argument);
        CHECK_THROWS_AS((dyadic_histogram{{.bins = 3}}), std::invalid_argument);
        CHECK_THROWS_AS(h.merge(dyadic_histogram{{.bins = 32}}), std::invalid_argument);
    }
}
