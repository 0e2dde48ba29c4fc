// SPDX-License-Identifier: MIT
// tests/num/exact_sum.test.cpp
#include <lastro/num/exact_sum.hpp>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

using lastro::num::exact_sum;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double smallest = std::numeric_limits<double>::denorm_min();
constexpr double largest = (std::numeric_limits<double>::max)();

double sum_of(const std::vector<double>& values) {
    exact_sum sum;
    for (const double x : values) {
        sum.add(x);
    }
    return sum.value();
}

// Any finite double, all exponents equally likely.
double any_double(std::mt19937_64& engine) {
    for (;;) {
        const auto x = std::bit_cast<double>(static_cast<std::uint64_t>(engine()));
        if (std::isfinite(x)) {
            return x;
        }
    }
}

}  // namespace

TEST_SUITE("num/exact_sum") {
    TEST_CASE("value: what no loop over doubles can find") {
        CHECK(sum_of({}) == 0.0);
        CHECK(sum_of({1e300, 1.0, -1e300}) == 1.0);
        CHECK(sum_of({0.1, 0.2, 0.3, -0.3, -0.2, -0.1}) == 0.0);
        CHECK(sum_of({1e308, 1e308, -1e308}) == 1e308);  // more than the largest double on the way
        CHECK(sum_of(std::vector<double>(10, 0.1)) == 1.0);
        CHECK(sum_of({smallest, smallest}) == 2 * smallest);
        CHECK(sum_of({-smallest}) == -smallest);
        CHECK(sum_of({largest, largest}) == infinity);
        CHECK(sum_of({-largest, -largest}) == -infinity);
    }

    TEST_CASE("value: rounds to nearest, ties to even") {
        CHECK(sum_of({1.0, 0x1p-53}) == 1.0);                           // a tie, down
        CHECK(sum_of({1.0 + 0x1p-52, 0x1p-53}) == 1.0 + 0x1p-51);       // a tie, up
        CHECK(sum_of({1.0, 0x1p-53, smallest}) == 1.0 + 0x1p-52);       // just above the tie
        CHECK(sum_of({1.0, 0x1p-53, -smallest}) == 1.0);                // just below
        CHECK(sum_of({-1.0, -0x1p-53, -smallest}) == -1.0 - 0x1p-52);   // the same with the other sign
        CHECK(sum_of({largest, 0x1p969}) == largest);                   // below half a step over the largest
        CHECK(sum_of({largest, 0x1p970}) == infinity);                  // half a step, which is a tie
        CHECK(sum_of({0x1p-1022, -smallest}) == 0x1p-1022 - smallest);  // into the subnormal ones
    }

    TEST_CASE("value: of two numbers is the processor's sum, of three with a fused product too, for 100,000 pairs") {
        std::mt19937_64 engine{3};
        for (int round = 0; round < 100'000; ++round) {
            const double a = any_double(engine);
            // every fourth pair is close, so that digits cancel
            const double b = round % 4 == 0 ? -std::nextafter(a, 0.0) * (1.0 + 0x1p-30) : any_double(engine);
            REQUIRE(sum_of({a, b}) == a + b);
            exact_sum product;
            const double x = std::ldexp(a, -std::ilogb(a)), y = std::ldexp(b, -std::ilogb(b));
            product.add_product(x, y);
            product.add(-1.5);
            REQUIRE(product.value() == std::fma(x, y, -1.5));
        }
    }

    TEST_CASE("merge: any order and any cut give the same bits") {
        std::mt19937_64 engine{5};
        for (int round = 0; round < 200; ++round) {
            std::vector<double> values(1 + engine() % 60);
            for (double& x : values) {
                x = std::ldexp(any_double(engine), -500) * 1e-3;
            }
            exact_sum whole;
            for (const double x : values) {
                whole.add(x);
            }
            for (std::size_t i = values.size(); i > 1; --i) {
                std::swap(values[i - 1], values[engine() % i]);
            }
            std::vector<exact_sum> shards(1 + engine() % 5);
            for (std::size_t i = 0; i < values.size(); ++i) {
                shards[engine() % shards.size()].add(values[i]);
            }
            exact_sum merged;
            for (const exact_sum& shard : shards) {
                merged.merge(shard);
            }
            CAPTURE(round);
            REQUIRE(std::bit_cast<std::uint64_t>(merged.value()) == std::bit_cast<std::uint64_t>(whole.value()));
            REQUIRE(merged == whole);
        }
    }

    TEST_CASE("remainder: what rounding has lost") {
        exact_sum sum;
        sum.add(1.0);
        sum.add(0x1p-60);
        CHECK(sum.value() == 1.0);
        CHECK(sum.remainder() == 0x1p-60);
    }

    TEST_CASE("infinities and NaN add up as in arithmetic") {
        CHECK(sum_of({infinity, -largest}) == infinity);
        CHECK(sum_of({-infinity, largest}) == -infinity);
        CHECK(std::isnan(sum_of({infinity, -infinity})));
        CHECK(std::isnan(sum_of({std::nan(""), 1.0})));
        exact_sum sum;
        sum.add_product(infinity, 2.0);
        CHECK(sum.value() == infinity);
    }

    TEST_CASE("merge: thousands of sums far beyond the largest double cancel exactly") {
        exact_sum unit;
        for (int i = 0; i < 1000; ++i) {
            unit.add(largest);
        }
        exact_sum total;
        for (int i = 0; i < 5'000; ++i) {
            total.merge(unit);
        }
        for (int i = 0; i < 5'000; ++i) {
            exact_sum negative;
            for (int k = 0; k < 1000; ++k) {
                negative.add(-largest);
            }
            total.merge(negative);
        }
        total.add(3.0);
        CHECK(total.value() == 3.0);
    }

}  // TEST_SUITE
