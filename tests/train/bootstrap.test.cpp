// SPDX-License-Identifier: MIT
// tests/train/bootstrap.test.cpp
#include <lastro/train/bootstrap.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/random/distribution.hpp>
#include <lastro/train/ranked_scores.hpp>

using namespace lastro;
using train::interval_method;

namespace {

using values = std::vector<double>;
using rows = std::span<const std::uint64_t>;

const values sample{41.2, 39.9, 55.1, 60.3, 12.0, 33.3, 47.7, 90.1, 38.8, 45.0, 52.2, 47.1};

double variance_of_sample(rows r) { return num::variance(train::chosen(sample, r)); }

}  // namespace

TEST_SUITE("train/bootstrap") {
    TEST_CASE("scipy 1.17.1 bootstrap, 200,000 replicates: percentile and BCa of a skewed statistic") {
        const auto percentile =
            train::bootstrap_interval(sample.size(), variance_of_sample,
                                      {.replicates = 20'000, .confidence = 0.9, .method = interval_method::percentile});
        CHECK(std::abs(percentile.lower - 51.7) < 3.0);
        CHECK(std::abs(percentile.upper - 557.6) < 10.0);
        CHECK(std::abs(percentile.standard_error - 154.8) < 3.0);
        const auto bca =
            train::bootstrap_interval(sample.size(), variance_of_sample, {.replicates = 20'000, .confidence = 0.9});
        CHECK(std::abs(bca.acceleration - 0.0940748127919718) < 1e-14);
        CHECK(std::abs(bca.lower - 134.1) < 5.0);
        CHECK(std::abs(bca.upper - 752.2) < 20.0);
        CHECK(bca.estimate == num::variance(sample));
        CHECK(bca.bias > 0.0);  // the replicates' variances are too small
    }

    TEST_CASE("threads do not show, seeds do") {
        for (const auto method : {interval_method::percentile, interval_method::bca}) {
            const auto with = [&](std::uint64_t seed, std::size_t threads) {
                return train::bootstrap_interval(
                    sample.size(), variance_of_sample,
                    {.replicates = 300, .method = method, .seed = seed, .threads = threads});
            };
            CHECK(with(1, 1) == with(1, 2));
            CHECK(with(1, 1) == with(1, 7));
            CHECK(with(1, 1) != with(2, 1));
        }
    }

    TEST_CASE("replicates are addressed: they are random::bootstrap_indices of the stream") {
        values seen;
        const auto first = [&](rows r) {
            seen.push_back(static_cast<double>(r[0]));
            return static_cast<double>(r[0]);
        };
        static_cast<void>(
            train::bootstrap_interval(10, first, {.replicates = 5, .method = interval_method::percentile, .seed = 3}));
        for (std::uint64_t r = 0; r < 5; ++r) {
            CHECK(seen[r] ==
                  static_cast<double>(random::bootstrap_indices(random::stream{3}["bootstrap"][r], 10).front()));
        }
    }

    TEST_CASE("coverage: 90 % intervals of a mean hold the truth about nine times in ten") {
        int held = 0;
        constexpr int samples = 400;
        for (std::uint64_t s = 0; s < samples; ++s) {
            values x(40);
            for (std::size_t i = 0; i < x.size(); ++i) {
                x[i] = random::normal(random::stream{9}[s], i);
            }
            const auto mean = [&](rows r) { return num::mean(train::chosen(x, r)); };
            const auto found =
                train::bootstrap_interval(x.size(), mean, {.replicates = 400, .confidence = 0.9, .seed = s});
            held += found.lower <= 0.0 && 0.0 <= found.upper ? 1 : 0;
        }
        CHECK(held > samples * 84 / 100);  // 0.9 less 4 standard deviations; intervals of 40 rows are a little short
        CHECK(held < samples * 95 / 100);
    }

    TEST_CASE("strata: every replicate has as many rows of each class as there are") {
        const values y{0, 0, 0, 0, 0, 0, 0, 0, 1, 1}, p{.1, .2, .3, .4, .2, .1, .6, .3, .25, .5};
        const auto auc = [&](rows r) { return train::roc_auc(train::chosen(y, r), train::chosen(p, r)); };
        const std::vector<std::int64_t> strata{0, 0, 0, 0, 0, 0, 0, 0, 1, 1};
        const auto found = train::bootstrap_interval(10, auc, {.replicates = 500, .strata = strata});
        CHECK(found.lower < found.estimate);
        CHECK(found.upper <= 1.0);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::bootstrap_interval(10, auc, {.replicates = 500, .threads = 2})),
                             "train::roc_auc: expected targets of both classes, found only 0", std::invalid_argument);
    }

    TEST_CASE("acceleration: a thousand sets of rows tell what the rows alone would") {
        values x(3000);
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double z = random::normal(random::stream{4}, i);
            x[i] = z * z;
        }
        const auto mean = [&](rows r) { return num::mean(train::chosen(x, r)); };
        // of a mean it is skewness / (6 sqrt(n)), and that of a squared normal number sqrt(8)
        const double expected = std::sqrt(8.0) / (6.0 * std::sqrt(3000.0));
        CHECK(std::abs(train::detail::acceleration(x.size(), 2, mean) - expected) < 0.2 * expected);
    }

    TEST_CASE("a statistic that never varies: the interval is the point") {
        const auto found = train::bootstrap_interval(5, [](rows) { return 1.0; });
        CHECK(found == train::interval{.estimate = 1.0, .lower = 1.0, .upper = 1.0});
    }

    TEST_CASE("refusals: settings out of range, NaN, no rows, replicates on one side only") {
        const auto one = [](rows) { return 1.0; };
        CHECK_THROWS_WITH_AS(static_cast<void>(train::bootstrap_interval(0, one)),
                             "train::bootstrap_interval: expected at least one row, found none", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::bootstrap_interval(3, one, {.confidence = 1.0})),
                             "train::bootstrap_interval: confidence: expected above 0 and below 1, found 1",
                             std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(train::bootstrap_interval(3, one, {.replicates = 1})), std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::bootstrap_interval(3, one, {.strata = {0}})),
                             "train::bootstrap_interval: strata: expected one per row (3), or none, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::bootstrap_interval(3, [](rows) { return std::nan(""); })),
                             "train::bootstrap_interval: expected a statistic that is a number, found nan",
                             std::invalid_argument);
        // the number of different rows: most for the sample itself
        const auto distinct = [](rows r) {
            double count = 0;
            for (std::size_t i = 0; i < r.size(); ++i) {
                bool again = false;
                for (std::size_t j = 0; j < i; ++j) {
                    again = again || r[j] == r[i];
                }
                count += again ? 0 : 1;
            }
            return count;
        };
        CHECK_THROWS_WITH_AS(static_cast<void>(train::bootstrap_interval(50, distinct, {.replicates = 200})),
                             "train::bootstrap_interval: expected replicates on both sides of the estimate (or take "
                             "the percentile method), found all below",
                             std::invalid_argument);
    }

}  // TEST_SUITE
