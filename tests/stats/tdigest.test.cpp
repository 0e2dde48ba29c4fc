// SPDX-License-Identifier: MIT
// tests/stats/tdigest.test.cpp
#include <lastro/stats/tdigest.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using lastro::stats::tdigest;
using lastro::stats::tdigest_settings;

namespace {

using column = std::vector<double>;

tdigest of(const column& values, const tdigest_settings& settings = {}) {
    tdigest digest{settings};
    for (const double x : values) {
        digest.add(x);
    }
    return digest;
}

/// The share below x, equal ones counted half.
double rank_in(const column& sorted, double x) {
    const auto below = std::lower_bound(sorted.begin(), sorted.end(), x) - sorted.begin();
    const auto up_to = std::upper_bound(sorted.begin(), sorted.end(), x) - sorted.begin();
    return 0.5 * static_cast<double>(below + up_to) / static_cast<double>(sorted.size());
}

column drawn(std::size_t n, int kind) {
    std::mt19937_64 engine{42};
    column values(n);
    for (std::size_t i = 0; i < n; ++i) {
        const double u = (static_cast<double>(engine() >> 11U) + 0.5) * 0x1p-53;
        values[i] = kind == 0   ? u
                    : kind == 1 ? -std::log(u)
                    : kind == 2 ? std::tan(3.0 * (u - 0.5))
                    : kind == 3 ? std::floor(20.0 * u)
                    : kind == 4 ? static_cast<double>(i)
                                : -static_cast<double>(i);
    }
    return values;
}

}  // namespace

TEST_SUITE("stats/tdigest") {
    TEST_CASE("rank: by hand") {
        CHECK(of({1}).rank(0.99) == 0.0);
        CHECK(of({1}).rank(1.0) == 0.5);
        CHECK(of({1}).rank(1.01) == 1.0);
        CHECK(of({1, 1, 1, 1}).rank(1.0) == 0.5);
        tdigest both = of({1, 2});
        both.merge(of({2, 3}));
        CHECK(both.count() == 4);
        CHECK(both.rank(0.99) == 0.0);
        CHECK(both.rank(1.0) == 0.125);
        CHECK(both.rank(1.5) == 0.25);  // half way from 0.5 to 1.5 of 4
        CHECK(both.rank(2.0) == 0.5);
        CHECK(both.rank(3.0) == 0.875);
        CHECK(both.rank(std::numeric_limits<double>::infinity()) == 1.0);
    }

    TEST_CASE("quantile: by hand, and the exact ends") {
        const tdigest digest = of({10, 20, 30, 40});
        CHECK(digest.quantile(0.0) == 10.0);
        CHECK(digest.quantile(0.125) == 10.0);
        CHECK(digest.quantile(0.25) == 15.0);
        CHECK(digest.quantile(0.5) == 25.0);
        CHECK(digest.quantile(1.0) == 40.0);
        CHECK(digest.minimum() == 10.0);
        CHECK(digest.maximum() == 40.0);
        CHECK(std::isnan(tdigest{}.quantile(0.5)));
        CHECK(std::isnan(tdigest{}.rank(0.5)));
        CHECK(std::isnan(tdigest{}.minimum()));
    }

    TEST_CASE("rank and quantile: near the truth for 50,000 values of six kinds, most precise in the tails") {
        for (int kind = 0; kind < 6; ++kind) {
            CAPTURE(kind);
            const column values = drawn(50'000, kind);
            tdigest digest = of(values);
            digest.compress();
            CHECK(digest.size() <= 300);
            column sorted = values;
            std::sort(sorted.begin(), sorted.end());
            CHECK(digest.minimum() == sorted.front());
            CHECK(digest.maximum() == sorted.back());
            double previous = sorted.front();
            for (const double q : {0.0001, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 0.9999}) {
                CAPTURE(q);
                const double most = 0.5 * 3.1416 / 200.0 * std::sqrt(q * (1.0 - q)) + 1.0 / 50'000.0;
                const double x = sorted[static_cast<std::size_t>(q * 50'000.0)];
                if (kind == 3) {  // twenty values: half a centroid may stand on each side of a step
                    CHECK(std::abs(digest.rank(x) - rank_in(sorted, x)) < 0.03);
                } else {
                    CHECK(std::abs(digest.rank(x) - rank_in(sorted, x)) < most);
                    CHECK(std::abs(rank_in(sorted, digest.quantile(q)) - q) < most);
                }
                CHECK(digest.quantile(q) >= previous);
                previous = digest.quantile(q);
            }
        }
    }

    TEST_CASE("merge: shards give nearly what one digest gives; a digest may take in itself") {
        const column values = drawn(60'000, 1);
        column sorted = values;
        std::sort(sorted.begin(), sorted.end());
        tdigest all;
        for (std::size_t shard = 0; shard < 12; ++shard) {
            const auto first = values.begin() + static_cast<std::ptrdiff_t>(5000 * shard);
            all.merge(of({first, first + 5000}, {.compression = shard % 2 == 0 ? 200U : 300U}));
        }
        CHECK(all.count() == 60'000);
        for (const double q : {0.001, 0.1, 0.5, 0.9, 0.999}) {
            CAPTURE(q);
            CHECK(std::abs(rank_in(sorted, all.quantile(q)) - q) < 3.1416 / 200.0 * std::sqrt(q * (1.0 - q)));
        }
        const double median = all.quantile(0.5);
        all.merge(all);
        CHECK(all.count() == 120'000);
        CHECK(std::abs(all.quantile(0.5) - median) < 0.01 * median);
        tdigest empty;
        empty.merge(of({3}));
        CHECK(empty.quantile(0.5) == 3.0);
    }

    TEST_CASE("merge: the order of the parts makes no gaps; ranks of evenly spaced values stay exact") {
        for (const bool low_first : {true, false}) {
            tdigest all{{.compression = 100}}, low{{.compression = 100}}, high{{.compression = 100}};
            for (int i = 0; i < 5000; ++i) {
                low.add(i);
                high.add(i + 5000);
            }
            all.merge(low_first ? low : high);
            all.merge(low_first ? high : low);
            for (const double x : {0.0, 1234.0, 2500.0, 4999.0, 5000.0, 7500.0, 9999.0}) {
                CAPTURE(x);
                CHECK(std::abs(all.rank(x) - (x + 0.5) / 10'000.0) < 1e-12);
            }
        }
    }

    TEST_CASE("size: bounded, for a small compression too, and whatever the order") {
        for (int kind = 0; kind < 6; ++kind) {
            tdigest digest{{.compression = 10}};
            for (const double x : drawn(30'000, kind)) {
                digest.add(x);
                REQUIRE(digest.size() <= 5 * 10 + 256);
            }
            digest.compress();
            CHECK(digest.size() <= 3 * 10 + 256);
        }
    }

    TEST_CASE("values: equal values stay equal; the largest numbers do not overflow; copies and equality") {
        const tdigest same = of(column(10'000, 0.1));
        CHECK(same.quantile(0.3) == 0.1);
        CHECK(same.rank(0.1) == 0.5);
        const tdigest wide = of({-0x1p1022, 0x1p1022});
        CHECK(wide.quantile(0.5) == 0.0);
        CHECK(wide.rank(0.0) == 0.5);
        tdigest a = of(drawn(3000, 0)), b = of(drawn(3000, 0));
        CHECK(a == b);
        b.add(1.0);
        CHECK_FALSE(a == b);
        b = a;
        CHECK(a == b);
        b.compress();
        CHECK(b.quantile(0.7) == a.quantile(0.7));
    }

    TEST_CASE("weights: ranks of a value that comes often") {
        tdigest digest;
        digest.add(1.0, 2);
        digest.add(3.0);
        digest.add(2.0, 5);
        CHECK(digest.count() == 8);
        CHECK(digest.rank(1.0) == 0.125);
        CHECK(digest.rank(2.0) == 4.5 / 8.0);
        CHECK(digest.rank(3.0) == 7.5 / 8.0);
        CHECK_THROWS_WITH_AS(digest.add(1.0, 0), "stats::tdigest: add: weight: expected from 1 to 2^52, found 0",
                             std::invalid_argument);
    }

    TEST_CASE("refusals: say what they expected") {
        tdigest digest;
        CHECK_THROWS_WITH_AS(digest.add(std::nan("")),
                             "stats::tdigest: add: expected a number of at most 2^1022 in magnitude, found nan",
                             std::invalid_argument);
        CHECK_THROWS_AS(digest.add(std::numeric_limits<double>::infinity()), std::invalid_argument);
        CHECK(digest.count() == 0);
        CHECK_THROWS_WITH_AS(static_cast<void>(digest.rank(std::nan(""))),
                             "stats::tdigest: rank: expected a number, found nan", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(digest.quantile(1.5)),
                             "stats::tdigest: quantile: expected from 0 to 1, found 1.5", std::invalid_argument);
        CHECK_THROWS_WITH_AS(tdigest{{.compression = 9}},
                             "stats::tdigest: compression: expected from 10 to 65535, found 9", std::invalid_argument);
    }
}
