// SPDX-License-Identifier: MIT
// tests/train/metric.test.cpp
#include <lastro/train/metric.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/hash/blake3.hpp>
#include <lastro/hash/canonical.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/calibration.hpp>
#include <lastro/train/classification_metric.hpp>
#include <lastro/train/confusion_matrix.hpp>
#include <lastro/train/probability_metric.hpp>
#include <lastro/train/ranked_scores.hpp>
#include <lastro/train/regression_metric.hpp>
#include <lastro/train/retrieval_metric.hpp>
#include <lastro/train/weighted_mean.hpp>

using namespace lastro;

// Every state of the room is one; a number is none.
static_assert(train::metric_state<train::weighted_mean> && train::metric_state<train::log_loss_state> &&
              train::metric_state<train::brier_state> && train::metric_state<train::confusion_matrix> &&
              train::metric_state<train::ranked_scores> && train::metric_state<train::calibration> &&
              train::metric_state<train::mean_error<train::squared_error>> && train::metric_state<train::r2_state>);
static_assert(!train::metric_state<double>);

TEST_SUITE("train/metric") {
    TEST_CASE("metric_value: a regular value") {
        const train::metric_value loss{"loss", 0.5};
        CHECK(loss == train::metric_value{"loss", 0.5});
        CHECK(loss != train::metric_value{"loss", 0.25});
    }

    TEST_CASE("checks: what every metric refuses, and how it says so") {
        const std::vector<double> none, one{1}, two{1, 0};
        const auto fill = [](const auto& y, const auto& p, const auto& w) {
            return train::detail::filled("train::metric", train::log_loss_state{}, y, p, w);
        };
        CHECK_THROWS_WITH_AS(static_cast<void>(fill(none, none, none)),
                             "train::metric: expected at least one row, found none", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(fill(one, two, none)),
                             "train::metric: expected as many predictions as targets (1), found 2",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(fill(two, two, one)),
                             "train::metric: expected as many weights as targets (2), or none, found 1",
                             std::invalid_argument);
        for (const double weight : {-1.0, std::numeric_limits<double>::infinity(), std::nan("")}) {
            CHECK_THROWS_AS(train::detail::require_weight("train::metric", weight), std::invalid_argument);
        }
        CHECK_THROWS_WITH_AS(train::detail::require_weight("train::metric", -1.0),
                             "train::metric: expected a finite weight of at least 0, found -1", std::invalid_argument);
    }

    TEST_CASE("frozen: 88 metrics of 3,000 rows have these bits with every compiler, level and instruction set") {
        const std::size_t n = 3000;
        const random::stream draws{1};
        std::vector<double> y(n), p(n), w(n), a(n), b(n), c(n), told(n);
        std::vector<std::int64_t> query(n);
        for (std::size_t i = 0; i < n; ++i) {
            p[i] = random::uniform(draws["p"], i);
            y[i] = random::uniform(draws["y"], i) < p[i] ? 1.0 : 0.0;
            p[i] = i % 3 == 0 ? num::floor(p[i] * 20.0) / 20.0 : p[i];
            w[i] = 3.0 * random::uniform(draws["w"], i);
            a[i] = num::fma(random::normal(draws["a"], i), 100.0, 1e4);
            b[i] = a[i] + random::normal(draws["b"], i);
            c[i] = static_cast<double>(random::bounded(draws["c"], i, 4));
            told[i] = static_cast<double>(random::bounded(draws["told"], i, 5));
            query[i] = static_cast<std::int64_t>(random::bounded(draws["query"], i, 60));
        }
        hash::blake3 hasher;
        int count = 0;
        const auto put = [&](double value) {
            hash::append(hasher, value);
            ++count;
        };
        for (const std::span<const double> weights : {std::span<const double>{}, std::span<const double>{w}}) {
            put(train::roc_auc(y, p, weights));
            put(train::average_precision(y, p, weights));
            put(train::log_loss(y, p, weights));
            put(train::brier_score(y, p, weights));
            put(train::expected_calibration_error(y, p, 15, weights));
            put(train::r2_score(a, b, weights));
            put(train::mean_squared_error(a, b, weights));
            put(train::root_mean_squared_error(a, b, weights));
            put(train::mean_absolute_error(a, b, weights));
            put(train::mean_absolute_percentage_error(a, b, weights));
            put(train::mean_pinball_loss(a, b, 0.3, weights));
            const train::confusion_matrix m = train::confusion_matrix_of(c, told, weights);
            put(m.accuracy());
            put(m.balanced_accuracy(true));
            put(m.matthews());
            for (const auto k : {train::kappa_weights::none, train::kappa_weights::quadratic}) {
                put(m.cohen_kappa(k));
            }
            for (const auto average : {train::average::macro, train::average::micro, train::average::weighted}) {
                for (const double beta : {0.5, 1.0, 1.7}) {
                    put(m.f_score(beta, {.average = average}));
                    put(m.precision({.average = average}));
                    put(m.recall({.average = average}));
                }
            }
        }
        put(train::ndcg(p, w, 100));
        put(train::mean_average_precision(query, y, p));
        CHECK(count == 88);
        CHECK(hasher.finalize().to_string() ==
              "blake3:3e8ce27b43a62909d94ab304c05dbf4f0e8eb95a2159f61ed5573eb943bc1b0b");
    }

}  // TEST_SUITE
