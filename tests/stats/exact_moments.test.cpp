// SPDX-License-Identifier: MIT
// tests/stats/exact_moments.test.cpp
#include <lastro/stats/exact_moments.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/stats/central_moments.hpp>

namespace stats = lastro::stats;
using stats::exact_moments;

namespace {

exact_moments of(std::span<const double> values) {
    exact_moments m;
    m.add(values);
    return m;
}

bool close(double got, double expected, double ulps) {
    return std::abs(got - expected) <= ulps * std::abs(expected) * 0x1p-52;
}

std::vector<double> drawn(int shape, std::size_t n) {
    std::mt19937_64 engine{static_cast<std::uint64_t>(shape)};
    std::vector<double> values(n);
    for (double& x : values) {
        const double u = (static_cast<double>(engine() >> 11) + 0.5) * 0x1p-53;
        x = shape == 0   ? u
            : shape == 1 ? -std::log(u)
            : shape == 2 ? std::tan(3.0 * (u - 0.5))
            : shape == 3 ? std::floor(20.0 * u) - 7.0
                         : (u < 0.5 ? -1.0 : 1.0) * std::ldexp(u, static_cast<int>(engine() % 500) - 250);
    }
    return values;
}

}  // namespace

TEST_SUITE("stats/exact_moments") {
    // Expected: Python's fractions, rounded once at the end.
    TEST_CASE("moments: to 4 units in the last place where distances cancel, overflow or vanish") {
        struct known {
            std::vector<double> values;
            double mean, variance, skewness, excess_kurtosis;
        };
        std::vector<double> far{1, 2, 3, 4, 10, -7, 0, 0};
        for (double& x : far) {
            x = 1e9 + 0.25 * x;
        }
        std::vector<double> tenths;
        for (int i = 1; i < 8; ++i) {
            tenths.push_back(0.1 * i);
        }
        const known cases[] = {
            {far, 0x1.dcd65003400000p+29, 0x1.68db6db6db6dbp+0, -0x1.124fb9a34a9dbp-4, 0x1.7c1b133524f10p-2},
            {{1e150, -1e150, 1e-150, 3.0, 1e149},
             0x1.906aa78b912ccp+492,
             0x1.7fcb38eb096d8p+995,
             -0x1.80b73bb634108p-4,
             -0x1.071adaede9e73p-1},
            {tenths, 0x1.999999999999ap-2, 0x1.7e4b17e4b17e6p-5, 0x1.56db6db6db6dcp-54, -0x1.4p+0},
            {{5e-324, 1e-310, 0.0, 2e-308}, 0x0.39d055ee92df4p-1022, 0.0, 0x1.27956600c9f46p+0, -0x1.555d26f762a54p-1},
        };
        for (const known& k : cases) {
            for (const exact_moments& m : {of(k.values), [&] {
                                               exact_moments one_by_one;
                                               for (const double x : k.values) {
                                                   one_by_one.add(x);
                                               }
                                               return one_by_one;
                                           }()}) {
                CHECK(close(m.mean(), k.mean, 1.0));
                CHECK(close(m.variance(), k.variance, 4.0));
                CHECK(close(m.skewness(), k.skewness, 4.0));
                CHECK(close(m.excess_kurtosis(), k.excess_kurtosis, 4.0));
            }
        }
    }

    TEST_CASE("order and parts: the same bits on five distributions, backwards, one by one, merged from nine") {
        for (int shape = 0; shape < 5; ++shape) {
            CAPTURE(shape);
            const std::vector<double> values = drawn(shape, 80'000);
            const exact_moments whole = of(values);
            exact_moments backwards;
            for (std::size_t i = values.size(); i-- > 0;) {
                backwards.add(values[i]);
            }
            std::vector<exact_moments> parts(9);
            for (std::size_t i = 0; i < values.size(); ++i) {
                parts[i * i % 9].add(values[i]);
            }
            exact_moments merged;
            for (const exact_moments& part : parts) {
                merged.merge(part);
            }
            CHECK(backwards == whole);
            CHECK(merged == whole);
            CHECK(merged.excess_kurtosis() == whole.excess_kurtosis());
            stats::central_moments rounded;
            rounded.add(std::span<const double>{values});
            if (shape < 4) {
                CHECK(close(whole.mean(), rounded.mean(), 1e4));
                CHECK(close(whole.variance(), rounded.variance(), 1e4));
                CHECK(close(whole.skewness(), rounded.skewness(), 1e7));
                CHECK(close(whole.excess_kurtosis(), rounded.excess_kurtosis(), 1e7));
            }
        }
    }

    TEST_CASE("whole numbers: as doubles where they are some, exact where they are not; weights count") {
        exact_moments whole;
        exact_moments real;
        for (const std::int64_t x : {-3, 0, 5, 5, 5, 1'000'000'007}) {
            whole.add(x);
            real.add(static_cast<double>(x));
        }
        CHECK(whole == real);
        exact_moments weighted;
        weighted.add(std::int64_t{5}, 3);
        for (const double x : {-3.0, 0.0, 1'000'000'007.0}) {
            weighted.add(x, 1);
        }
        CHECK(weighted == whole);
        exact_moments ends;
        ends.add(std::numeric_limits<std::int64_t>::min());
        ends.add(std::numeric_limits<std::int64_t>::max());
        CHECK(ends.mean() == -0.5);
        stats::detail::whole_power_sums sums;
        exact_moments plain;
        for (const std::int64_t x : {-134'217'727, 12, 134'217'727, -1, 0}) {
            sums.take(x, 7);
            plain.add(x, 7);
        }
        exact_moments summed;
        summed.add(sums);
        CHECK(summed == plain);
    }

    TEST_CASE("counts: many at once are as one by one, however often each is there") {
        const std::vector<double> values{1.5, -2.0, 0.0, 1e300, 3.0, 1e-310, std::numeric_limits<double>::infinity(),
                                         7.0};
        const std::vector<std::uint32_t> counts{1, 65'536, 3, 40'000, 100'000, 9, 2, 0};
        for (const std::size_t n : {values.size(), std::size_t{6}}) {
            exact_moments single;
            for (std::size_t i = 0; i < n; ++i) {
                single.add(values[i], counts[i]);
            }
            exact_moments many;
            many.add(std::span{values}.first(n), std::span{counts}.first(n));
            CHECK(many == single);
        }
    }

    TEST_CASE("many: 2^61 values doubled by merging; none, one, equal ones and infinities say so") {
        exact_moments m = of(std::vector<double>{1.0, 2.0});
        for (int i = 0; i < 60; ++i) {
            m.merge(exact_moments{m});
        }
        CHECK(m.count() == std::uint64_t{1} << 61U);
        CHECK(m.mean() == 1.5);
        CHECK(m.variance() == 0.25);
        CHECK(m.excess_kurtosis() == -2.0);
        exact_moments few;
        CHECK(std::isnan(few.mean()));
        few.add(2.5);
        CHECK(few.mean() == 2.5);
        CHECK(std::isnan(few.variance()));
        CHECK(std::isnan(few.skewness()));
        few.merge(few);
        CHECK(few.variance() == 0.0);
        CHECK(std::isnan(few.excess_kurtosis()));
        few.add(std::numeric_limits<double>::infinity());
        CHECK(few.count() == 3);
        CHECK(std::isnan(few.mean()));
        const exact_moments large = of(std::vector<double>{0x1p1023, 0x1.8p1023, -0x1p1023});
        CHECK(large.mean() == 0x1p1022);
        CHECK(std::isinf(large.variance()));
        CHECK(std::abs(large.skewness()) < 1.0);
    }
}
