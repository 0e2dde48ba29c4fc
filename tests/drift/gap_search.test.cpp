// SPDX-License-Identifier: MIT
// tests/drift/gap_search.test.cpp
#include <lastro/drift/gap_search.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/drift/kolmogorov_smirnov.hpp>
#include <lastro/random/fill.hpp>
#include <lastro/random/stream.hpp>

namespace drift = lastro::drift;

namespace {

using values = std::vector<double>;

/// Normals of which `change` makes something else.
template <class Change>
values sample(std::uint64_t seed, std::size_t n, const Change& change) {
    values x(n);
    lastro::random::fill_normal(lastro::random::stream{seed}["sample"], 0, x);
    for (double& v : x) {
        v = change(v);
    }
    return x;
}

/// Every side, sorted and in any order: the same results, to the last bit.
void check_same(const values& a, const values& b) {
    const drift::sorted_sample x{a}, y{b};
    const std::span<const double> live{b};
    for (const auto side : {drift::alternative::two_sided, drift::alternative::greater, drift::alternative::less}) {
        const drift::ks_settings settings{.alternative = side, .method = drift::ks_method::asymptotic};
        const drift::ks_result expected = drift::kolmogorov_smirnov(x, y, settings);
        CHECK(drift::kolmogorov_smirnov(std::span<const double>{a}, live, settings) == expected);
        CHECK(drift::kolmogorov_smirnov(x, live, settings) == expected);
    }
}

}  // namespace

TEST_SUITE("drift/gap_search") {
    TEST_CASE("kolmogorov_smirnov: in any order, as from sorted samples, whatever the values are like") {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        double (*const shapes[])(double) = {
            [](double v) { return v; },
            [](double v) { return std::exp(3.0 * v); },          // a long tail
            [](double v) { return std::tan(v); },                // two
            [](double v) { return std::round(4.0 * v) / 4.0; },  // ties
            [](double v) { return v > 1.0 ? 1e300 : v; },        // far away
            [](double v) { return v > 2.0    ? infinity
                                  : v < -2.0 ? -infinity
                                             : v; },
            [](double v) { return v > 0.0 ? 0.0 : -0.0; },  // one value
            [](double v) { return v > 0.0 ? 1.0 : 0.0; },   // two
            [](double v) { return 1.0 + v * 1e-16; },       // hardly apart
            [](double v) { return std::ldexp(v, -1060); },  // denormal
            [](double v) { return v * 1e308; },             // the range overflows
        };
        for (const auto shape : shapes) {
            for (const std::size_t n : {1U, 2U, 100U, 3000U}) {
                for (const std::size_t m : {1U, 77U, 4001U}) {
                    check_same(sample(n, n, shape), sample(m + 7, m, shape));
                    check_same(sample(n, n, shape), sample(m + 7, m, [&](double v) { return shape(v + 0.1); }));
                }
            }
        }
    }

    TEST_CASE("kolmogorov_smirnov: apart, the same, shifted by one") {
        const auto ramp = [](double from, std::size_t n) {
            values x(n);
            for (std::size_t i = 0; i < n; ++i) {
                x[i] = from + static_cast<double>((i * 7919) % n);
            }
            return x;
        };
        check_same(ramp(0.0, 3000), ramp(5000.0, 3000));
        check_same(ramp(5000.0, 3000), ramp(0.0, 3000));
        check_same(ramp(0.0, 3000), ramp(0.0, 3000));
        check_same(ramp(0.0, 3000), ramp(1.0, 3000));
    }

    TEST_CASE("kolmogorov_smirnov: few values have their exact p-value in any order, too") {
        const values a{3.0, 1.0, 2.0}, b{2.5, 0.5};
        const drift::ks_result r = drift::kolmogorov_smirnov(std::span<const double>{a}, std::span<const double>{b});
        CHECK(r == drift::kolmogorov_smirnov(drift::sorted_sample{a}, drift::sorted_sample{b}));
        CHECK(r.method == drift::p_method::exact);
    }

    TEST_CASE("kolmogorov_smirnov: no values and NaN are refused, large or small") {
        for (const std::size_t n : {3U, 3000U}) {
            values a(n, 1.0), b(n, 2.0);
            const std::span<const double> x{a}, y{b};
            CHECK_THROWS_WITH_AS(static_cast<void>(drift::kolmogorov_smirnov(x, {})), "sorted_sample: no values",
                                 std::invalid_argument);
            b[1] = std::nan("");
            CHECK_THROWS_AS(static_cast<void>(drift::kolmogorov_smirnov(x, y)), std::invalid_argument);
            CHECK_THROWS_AS(static_cast<void>(drift::kolmogorov_smirnov(y, x)), std::invalid_argument);
        }
    }
}  // TEST_SUITE
