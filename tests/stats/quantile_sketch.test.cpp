// SPDX-License-Identifier: MIT
// tests/stats/quantile_sketch.test.cpp
#include <lastro/stats/quantile_sketch.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using lastro::random::stream;
using lastro::stats::quantile_sketch;
using lastro::stats::quantile_sketch_settings;

namespace {

using column = std::vector<double>;
constexpr double infinity = std::numeric_limits<double>::infinity();

quantile_sketch of(const column& values, const quantile_sketch_settings& settings = {}) {
    quantile_sketch sketch{settings};
    for (const double x : values) {
        sketch.add(x);
    }
    return sketch;
}

column counting(std::size_t n) {
    column values(n);
    for (std::size_t i = 0; i < n; ++i) {
        values[i] = static_cast<double>(i);
    }
    return values;
}

/// The largest |rank(x) - true rank| over the values 0 ... n - 1, each held once.
double largest_error(const quantile_sketch& sketch, std::size_t n) {
    double worst = 0.0;
    for (std::size_t i = 0; i < n; i += 7) {
        const double truth = static_cast<double>(i + 1) / static_cast<double>(n);
        worst = std::max(worst, std::abs(sketch.rank(static_cast<double>(i)) - truth));
    }
    return worst;
}

}  // namespace

TEST_SUITE("stats/quantile_sketch") {
    TEST_CASE("the values held: each between the extremes, and their weights make up the count") {
        quantile_sketch sketch{{.k = 8}};
        for (int i = 0; i < 1000; ++i) {
            sketch.add(i);
        }
        std::uint64_t weights = 0;
        std::size_t values = 0;
        sketch.for_each([&](double x, std::uint64_t weight) {
            CHECK((x >= 0.0 && x <= 999.0));
            weights += weight;
            ++values;
        });
        CHECK(weights == 1000);
        CHECK(values == sketch.size());
    }

    TEST_CASE("few values: ranks and quantiles are exact, infinities and ties included") {
        const quantile_sketch sketch = of({3, 1, 2, 2, infinity, -infinity});
        CHECK(sketch.size() == 6);
        CHECK(sketch.rank(-infinity) == 1.0 / 6.0);
        CHECK(sketch.rank(0.0) == 1.0 / 6.0);
        CHECK(sketch.rank(2.0) == 4.0 / 6.0);
        CHECK(sketch.rank(infinity) == 1.0);
        CHECK(sketch.quantile(0.0) == -infinity);
        CHECK(sketch.quantile(1.0 / 6.0) == -infinity);
        CHECK(sketch.quantile(0.5) == 2.0);
        CHECK(sketch.quantile(0.7) == 3.0);
        CHECK(sketch.quantile(1.0) == infinity);
        CHECK(std::isnan(quantile_sketch{}.quantile(0.5)));
        CHECK(std::isnan(quantile_sketch{}.rank(0.5)));
        CHECK(std::isnan(quantile_sketch{}.minimum()));
        CHECK(sketch.maximum() == infinity);
    }

    TEST_CASE("error: at most rank_error() everywhere in 99 of 100 sketches, whatever the order, merged or not") {
        constexpr std::size_t n = 20'000;
        std::mt19937_64 engine{1};
        for (const std::size_t k : {32U, 200U}) {
            int beyond = 0, sketches = 0;
            for (std::uint64_t seed = 0; seed < 100; ++seed) {
                column values = counting(n);
                if (seed % 3 == 1) {
                    std::shuffle(values.begin(), values.end(), engine);
                } else if (seed % 3 == 2) {
                    std::reverse(values.begin(), values.end());
                }
                const stream coins = stream{seed}["test"];
                quantile_sketch sketch{{.k = k, .coins = coins}};
                const std::size_t shards = seed % 2 == 0 ? 1 : 10;
                for (std::size_t shard = 0; shard < shards; ++shard) {
                    const auto size = static_cast<std::ptrdiff_t>(n / shards);
                    const auto first = values.begin() + static_cast<std::ptrdiff_t>(shard) * size;
                    sketch.merge(of({first, first + size}, {.k = k, .coins = coins[shard]}));
                }
                REQUIRE(sketch.count() == n);
                REQUIRE(sketch.minimum() == 0.0);
                REQUIRE(sketch.maximum() == static_cast<double>(n - 1));
                ++sketches;
                beyond += largest_error(sketch, n) > sketch.rank_error() ? 1 : 0;
                const double median = sketch.quantile(0.5) / static_cast<double>(n);
                REQUIRE(std::abs(median - 0.5) < 2.0 * sketch.rank_error());
            }
            CAPTURE(k);
            CHECK(beyond <= sketches / 100);
        }
    }

    TEST_CASE("errors cancel over coins: ranks are right on average") {
        constexpr std::size_t n = 5'000;
        const column values = counting(n);
        double sum = 0.0;
        constexpr int rounds = 400;
        for (std::uint64_t seed = 0; seed < rounds; ++seed) {
            sum += of(values, {.k = 20, .coins = stream{seed}["unbiased"]}).rank(1999.0) - 0.4;
        }
        CHECK(std::abs(sum / rounds) < 0.002);  // each errs by some 0.02, so the mean by 0.001
    }

    TEST_CASE("size: some 3 k values, however many come") {
        quantile_sketch sketch{{.k = 100}};
        for (const double x : counting(200'000)) {
            sketch.add(x);
            REQUIRE(sketch.size() <= 3 * 100 + 8 * 16);
        }
    }

    TEST_CASE("weights: they sum to the count at every step") {
        quantile_sketch sketch{{.k = 8}};
        sketch.add(1.0);  // in the end stands for nothing or for a power of two, and the zeros for all the rest
        for (std::uint64_t n = 2; n <= 4096; ++n) {
            sketch.add(0.0);
            const auto rest =
                static_cast<std::uint64_t>(std::llround((1.0 - sketch.rank(0.0)) * static_cast<double>(n)));
            REQUIRE((rest & (rest - 1)) == 0);
            REQUIRE(std::abs((1.0 - sketch.rank(0.0)) * static_cast<double>(n) - static_cast<double>(rest)) < 1e-9);
        }
    }

    TEST_CASE("determinism: the same coins the same sketch; other coins another") {
        const column values = counting(10'000);
        const quantile_sketch a = of(values), b = of(values);
        CHECK(a == b);
        const quantile_sketch other = of(values, {.coins = stream{9}["else"]});
        CHECK_FALSE(a == other);
        bool differ = false;
        for (int q = 1; q < 100; ++q) {
            differ = differ || a.quantile(q / 100.0) != other.quantile(q / 100.0);
        }
        CHECK(differ);
        quantile_sketch copy = a;
        copy.add(1.0);
        CHECK_FALSE(copy == a);
    }

    TEST_CASE("merge: into itself, doubling, up to 2^60 values; no further, and not with another k") {
        quantile_sketch sketch = of({1, 2, 3, 4});
        for (int doubling = 0; doubling < 58; ++doubling) {
            sketch.merge(quantile_sketch{sketch});
        }
        CHECK(sketch.count() == std::uint64_t{1} << 60U);
        CHECK(sketch.size() < 1200);
        CHECK(std::abs(sketch.rank(2.0) - 0.5) < 0.1);
        CHECK_THROWS_AS(sketch.merge(of({1})), std::invalid_argument);
        quantile_sketch twice = of({1, 2});
        twice.merge(twice);
        CHECK(twice.count() == 4);
        CHECK(twice.rank(1.0) == 0.5);
        CHECK_THROWS_WITH_AS(twice.merge(quantile_sketch{{.k = 100}}),
                             "stats::quantile_sketch: merge: k: expected that of the sketch it goes into, found 100",
                             std::invalid_argument);
    }

    TEST_CASE(
        "spans: within the stated error on five distributions, whole and merged, and refused as a whole for a NaN") {
        std::mt19937_64 engine{12};
        for (int shape = 0; shape < 5; ++shape) {
            column values(120'000);
            for (double& x : values) {
                const double u = static_cast<double>(engine() >> 11) * 0x1p-53;
                x = shape == 0   ? u
                    : shape == 1 ? 1.0 / (u + 1e-9)                          // heavy tail
                    : shape == 2 ? std::floor(u * 20.0)                      // ties
                    : shape == 3 ? std::cos(6.283185307179586 * u)           // most at the ends
                                 : static_cast<double>(&x - values.data());  // ascending
            }
            quantile_sketch whole;
            whole.add(std::span<const double>{values});
            quantile_sketch merged;
            for (std::size_t part = 0; part < 4; ++part) {
                quantile_sketch mine{{.coins = stream{5}[part]}};
                mine.add(std::span<const double>{values}.subspan(part * 30'000, 30'000));
                merged.merge(mine);
            }
            CHECK(whole.count() == values.size());
            CHECK(whole.size() < 700);
            column sorted = values;
            std::sort(sorted.begin(), sorted.end());
            CHECK(whole.minimum() == sorted.front());
            CHECK(whole.maximum() == sorted.back());
            for (std::size_t i = 0; i < sorted.size(); i += 517) {
                const auto up_to = std::upper_bound(sorted.begin(), sorted.end(), sorted[i]) - sorted.begin();
                const double truth = static_cast<double>(up_to) / static_cast<double>(sorted.size());
                REQUIRE(std::abs(whole.rank(sorted[i]) - truth) <= whole.rank_error());
                REQUIRE(std::abs(merged.rank(sorted[i]) - truth) <= merged.rank_error());
            }
        }
        quantile_sketch sketch;
        const column bad{1.0, std::nan("")};
        CHECK_THROWS_AS(sketch.add(std::span<const double>{bad}), std::invalid_argument);
        CHECK(sketch.count() == 0);
    }

    TEST_CASE("counted: within the stated error on five shapes of counts; few are exact; NaN is refused") {
        for (int shape = 0; shape < 5; ++shape) {
            CAPTURE(shape);
            column values;
            std::vector<std::uint32_t> counts;
            std::uint64_t total = 0;
            for (std::uint32_t i = 0; i < 3000; ++i) {
                values.push_back(i * 0.5);
                counts.push_back(shape == 0   ? 7
                                 : shape == 1 ? i % 2
                                 : shape == 2 ? 200'000 / (i + 1)
                                 : shape == 3 ? (i == 1234 ? 1'000'000 : 1)
                                              : i * i % 97);
                total += counts.back();
            }
            quantile_sketch sketch;
            for (int days = 0; days < 3; ++days) {
                sketch.add_counted(values, counts);
            }
            CHECK(sketch.count() == 3 * total);
            CHECK(sketch.minimum() == (shape == 1 || shape == 4 ? 0.5 : 0.0));
            std::uint64_t up_to = 0;
            for (std::size_t i = 0; i < values.size(); ++i) {
                up_to += counts[i];
                const double truth = static_cast<double>(up_to) / static_cast<double>(total);
                REQUIRE(std::abs(sketch.rank(values[i]) - truth) <= sketch.rank_error());
            }
        }
        quantile_sketch few;
        few.add_counted(column{1.0, 2.0, 3.0}, std::vector<std::uint32_t>{2, 0, 1});
        CHECK(few == of({1, 1, 3}));
        CHECK_THROWS_AS(few.add_counted(column{1.0, std::nan("")}, std::vector<std::uint32_t>{1, 1}),
                        std::invalid_argument);
        CHECK(few == of({1, 1, 3}));
    }

    TEST_CASE(
        "counted: the fewest values that are taken one in so many, once and twenty times: within the stated error") {
        constexpr std::size_t n = 2 * 50 * 64;
        const std::vector<std::uint32_t> once(n, 1);
        int worse = 0;
        for (std::uint64_t life = 0; life < 50; ++life) {
            quantile_sketch sketch{{.k = 50, .coins = stream{life}["counted"]}};
            sketch.add_counted(counting(n), once);
            CHECK(largest_error(sketch, n) <= 0.5 * sketch.rank_error());
            for (int batch = 1; batch < 20; ++batch) {
                sketch.add_counted(counting(n), once);
            }
            worse += largest_error(sketch, n) > sketch.rank_error() ? 1 : 0;
        }
        CHECK(worse == 0);
    }

    TEST_CASE("refusals: say what they expected") {
        quantile_sketch sketch;
        CHECK_THROWS_WITH_AS(sketch.add(std::nan("")), "stats::quantile_sketch: add: expected a number, found nan",
                             std::invalid_argument);
        CHECK(sketch.count() == 0);
        CHECK_THROWS_WITH_AS(static_cast<void>(sketch.rank(std::nan(""))),
                             "stats::quantile_sketch: rank: expected a number, found nan", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(sketch.quantile(-0.5)),
                             "stats::quantile_sketch: quantile: expected from 0 to 1, found -0.5",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(quantile_sketch{{.k = 7}}, "stats::quantile_sketch: k: expected from 8 to 65535, found 7",
                             std::invalid_argument);
    }

    TEST_CASE("zeros of both signs beside an infinity: every value is one that was added") {
        std::vector<double> values(8192, 0.0);
        values[1] = -0.0;
        values[2] = std::numeric_limits<double>::infinity();
        quantile_sketch s;
        s.add(values);
        CHECK(s.count() == 8192);
        CHECK(s.rank(0.0) > 0.99);
        CHECK(s.rank(-1e-300) == 0.0);
        CHECK(s.quantile(1.0) == std::numeric_limits<double>::infinity());
    }
}
