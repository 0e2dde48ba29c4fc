// SPDX-License-Identifier: MIT
// tests/stats/moments.test.cpp
#include <lastro/stats/moments.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include <doctest/doctest.h>

using lastro::stats::moments;

namespace {

moments of(const std::vector<double>& values) {
    moments m;
    for (const double x : values) {
        m.add(x);
    }
    return m;
}

}  // namespace

TEST_SUITE("stats/moments") {
    TEST_CASE("moments: small enough to check by hand") {
        const moments m = of({2, 4, 4, 4, 5, 5, 7, 9});
        CHECK(m.count() == 8);
        CHECK(m.mean() == 5.0);
        CHECK(m.population_variance() == 4.0);
        CHECK(std::abs(m.variance() - 32.0 / 7.0) < 1e-15);
        CHECK(m.standard_deviation() == std::sqrt(m.variance()));
        CHECK(m.minimum() == 2.0);
        CHECK(m.maximum() == 9.0);
    }

    TEST_CASE("moments: nothing seen is NaN, not 0") {
        const moments none;
        CHECK(none.count() == 0);
        CHECK(std::isnan(none.mean()));
        CHECK(std::isnan(none.population_variance()));
        CHECK(std::isnan(none.minimum()));
        CHECK(std::isnan(none.maximum()));
        CHECK(std::isnan(of({3.0}).variance()));
        CHECK(of({3.0}).population_variance() == 0.0);
    }

    TEST_CASE("moments: what was written down comes back") {
        moments m;
        for (const double x : {4.0, 1.0, 7.5}) {
            m.add(x);
        }
        CHECK(moments::restored(m.count(), m.mean(), m.squares(), m.minimum(), m.maximum()) == m);
        CHECK(moments::restored(0, 0.0, 0.0, 0.0, 0.0) == moments{});
    }

    TEST_CASE("moments: a large offset does not cost the variance (NIST NumAcc4)") {
        moments m;
        m.add(10000000.2);
        for (int i = 0; i < 500; ++i) {
            m.add(10000000.1);
            m.add(10000000.3);
        }
        CHECK(std::abs(m.mean() - 10000000.2) < 1e-8);
        CHECK(std::abs(m.standard_deviation() - 0.1) < 1e-8);
    }

    TEST_CASE("moments: merging parts is as if all had been added to one") {
        std::mt19937_64 engine{11};
        std::vector<double> all;
        moments merged;
        for (std::size_t part = 0; part < 20; ++part) {
            std::vector<double> values;
            for (std::uint64_t i = engine() % 50; i > 0; --i) {
                values.push_back(static_cast<double>(engine() % 1000) - 400.0);
            }
            all.insert(all.end(), values.begin(), values.end());
            merged.merge(of(values));
            const moments whole = of(all);
            REQUIRE(merged.count() == whole.count());
            if (!all.empty()) {
                REQUIRE(std::abs(merged.mean() - whole.mean()) < 1e-11);
                REQUIRE(std::abs(merged.population_variance() - whole.population_variance()) < 1e-9);
                REQUIRE(merged.minimum() == whole.minimum());
                REQUIRE(merged.maximum() == whole.maximum());
            }
        }
    }

    TEST_CASE("moments: merging with nothing changes nothing") {
        const moments some = of({1, 2, 4});
        moments left = some;
        left.merge(moments{});
        CHECK(left == some);
        moments right;
        right.merge(some);
        CHECK(right == some);
    }
}
