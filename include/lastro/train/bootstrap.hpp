// SPDX-License-Identifier: MIT
// lastro/train/bootstrap.hpp
//
// How sure is a metric of these few rows? An interval by drawing the rows again, with replacement.
//
//   const train::interval auc = train::bootstrap_interval(y.size(), [&](std::span<const std::uint64_t> rows) {
//       return train::roc_auc(train::chosen(y, rows), train::chosen(p, rows)); }, {.seed = 42, .threads = 2});
//   auc.estimate, auc.lower, auc.upper;                    // 95 % by default
//
// A statistic may look at anything of the rows it is given: the difference of two models on the same rows, too.
// Replicate r is the statistic of random::bootstrap_indices(stream(seed)["bootstrap"][r], n): the same bits for any
// number of threads. Rows must be independent: for rows in groups or in time, draw groups or blocks.
//
// References
//   [1] B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, Chapman & Hall, 1993: 13.3 (percentile), 14.3
//       (BCa).
//   [2] R. J. Hyndman, Y. Fan, Sample quantiles in statistical packages, Amer. Statist. 50(4), 1996: definition 7.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // int64_t, uint64_t, uint8_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // to_string
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/order.hpp>
#include <lastro/core/parallel.hpp>
#include <lastro/core/sort.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/normal_quantile.hpp>
#include <lastro/random/sampling.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/stats/normal.hpp>

namespace lastro::inline v0::train {

enum class interval_method : std::uint8_t {
    percentile,  ///< Quantiles of the replicates.
    bca,         ///< Bias-corrected and accelerated: right for skewed and for biased statistics too.
};

struct bootstrap_settings {
    std::uint64_t replicates = 2000;
    double confidence = 0.95;
    interval_method method = interval_method::bca;
    std::uint64_t seed = 0;
    std::size_t threads = 1;  ///< The statistic must bear several at once; the result does not show them.

    /// A class or stratum per row; rows are then drawn within each, so that none is ever absent. Empty: all alike.
    std::vector<std::int64_t> strata = {};
};

/// An estimate, and how far it can be trusted.
struct interval {
    double estimate = 0.0;  ///< The statistic of the rows themselves.
    double lower = 0.0;     ///< The true value is between these two in about `confidence` of all samples.
    double upper = 0.0;
    double standard_error = 0.0;  ///< Standard deviation of the replicates.
    double bias = 0.0;            ///< z0 of [1]; 0 for percentile.
    double acceleration = 0.0;    ///< a of [1]; 0 for percentile.

    friend bool operator==(const interval&, const interval&) = default;
};

/// values[rows[0]], values[rows[1]], ... Precondition: all rows are below values.size().
[[nodiscard]] inline std::vector<double> chosen(std::span<const double> values, std::span<const std::uint64_t> rows) {
    std::vector<double> result(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        result[i] = values[static_cast<std::size_t>(rows[i])];
    }
    return result;
}

namespace detail {

/// The rows of each stratum; all rows as one where there are no strata.
[[nodiscard]] inline std::vector<std::vector<std::uint64_t>> rows_by_stratum(std::size_t n,
                                                                             std::span<const std::int64_t> strata) {
    std::vector<std::uint64_t> order(n);
    for (std::size_t i = 0; i < n; ++i) {
        order[i] = i;
    }
    if (!strata.empty()) {
        core::stable_sort(std::span<std::uint64_t>{order},
                          [&](std::uint64_t a, std::uint64_t b) { return strata[a] < strata[b]; });
    }
    std::vector<std::vector<std::uint64_t>> rows;
    for (std::size_t i = 0; i < n; ++i) {
        if (i == 0 || (!strata.empty() && strata[order[i - 1]] != strata[order[i]])) {
            rows.emplace_back();
        }
        rows.back().push_back(order[i]);
    }
    return rows;
}

/// Between the order statistics, definition 7 of [2]. Precondition: sorted, not empty, 0 <= p <= 1.
[[nodiscard]] inline double sorted_quantile(std::span<const double> sorted, double p) {
    const double place = num::rounded(p * static_cast<double>(sorted.size() - 1));
    const auto below = static_cast<std::size_t>(place);
    if (below + 1 >= sorted.size()) {
        return sorted.back();
    }
    return num::fma(place - static_cast<double>(below), sorted[below + 1] - sorted[below], sorted[below]);
}

/// a of [1], from leaving out one row, or above 1000 rows one of 1000 sets of rows, at a time. A set's influence is the
/// sum of its rows', and so are the second and third moments, up to chance: the estimate stays consistent.
template <class Statistic>
[[nodiscard]] double acceleration(std::size_t n, std::size_t threads, const Statistic& statistic) {
    constexpr std::size_t most_sets = 1000;
    const std::size_t sets = n < most_sets ? n : most_sets;
    std::vector<double> without(sets);
    core::parallel_for(sets, threads, [&](std::size_t s) {
        std::vector<std::uint64_t> rows;
        rows.reserve(n);
        for (std::size_t i = 0; i < n; ++i) {
            if (i % sets != s) {
                rows.push_back(i);
            }
        }
        without[s] = statistic(std::span<const std::uint64_t>{rows});
    });
    const double mean = num::mean(without);
    std::vector<double> square(sets);
    std::vector<double> cube(sets);
    for (std::size_t s = 0; s < sets; ++s) {
        const double d = mean - without[s];
        square[s] = num::rounded(d * d);
        cube[s] = num::rounded(square[s] * d);
    }
    const double second = num::sum(square);
    return second > 0.0 ? num::sum(cube) / (6.0 * num::rounded(second * num::square_root(second))) : 0.0;
}

/// The share of the replicates at which the bound for normal quantile z lies, corrected for bias and acceleration.
[[nodiscard]] inline double corrected_share(double z, double bias, double acceleration) {
    const double shifted = bias + z;
    return stats::normal_cdf(bias + shifted / num::fma(-acceleration, shifted, 1.0));
}

}  // namespace detail

/// An interval for `statistic(rows)`, a function of a list of row numbers below n.
///
/// @throws std::invalid_argument if there are no rows, a setting is out of range, the statistic is NaN for some sample,
///         or (bca) every replicate lies on one side of the estimate; and what the statistic throws, of the first
///         replicate that does. A metric that needs both classes needs `strata`, and for bca two
///         rows of each: it leaves out one at a time.
/// Cost: replicates (bca: and min(n, 1000)) times the statistic.
template <class Statistic>
[[nodiscard]] interval bootstrap_interval(std::size_t n, const Statistic& statistic,
                                          const bootstrap_settings& settings = {}) {
    constexpr const char* where = "train::bootstrap_interval";
    core::require<std::invalid_argument>(n > 0, where, "at least one row", "none");
    core::require<std::invalid_argument>(settings.replicates >= 2, "train::bootstrap_interval: replicates",
                                         "at least 2", settings.replicates);
    core::require<std::invalid_argument>(settings.confidence > 0.0 && settings.confidence < 1.0,
                                         "train::bootstrap_interval: confidence", "above 0 and below 1",
                                         settings.confidence);
    core::require<std::invalid_argument>(settings.strata.empty() || settings.strata.size() == n,
                                         "train::bootstrap_interval: strata",
                                         "one per row (" + std::to_string(n) + "), or none", settings.strata.size());
    const auto value_of = [&](std::span<const std::uint64_t> rows) {
        const double value = statistic(rows);
        core::require<std::invalid_argument>(!num::is_nan(value), where, "a statistic that is a number", value);
        return value;
    };
    const auto strata = detail::rows_by_stratum(n, settings.strata);
    const random::stream draws = random::stream{settings.seed}["bootstrap"];
    std::vector<double> replicates(static_cast<std::size_t>(settings.replicates));
    core::parallel_for(replicates.size(), settings.threads, [&](std::size_t r) {
        const random::stream own = draws[r];
        std::vector<std::uint64_t> rows;
        rows.reserve(n);
        for (const auto& members : strata) {  // draw i of the replicate is its i-th row
            for (std::size_t i = 0; i < members.size(); ++i) {
                rows.push_back(members[static_cast<std::size_t>(random::bounded(own, rows.size(), members.size()))]);
            }
        }
        replicates[r] = value_of(rows);
    });

    std::vector<std::uint64_t> all(n);
    for (std::size_t i = 0; i < n; ++i) {
        all[i] = i;
    }
    interval result{.estimate = value_of(all)};
    result.standard_error = num::square_root(num::variance(replicates, 1));
    core::sort(std::span<double>{replicates});
    double low = (1.0 - settings.confidence) / 2.0;
    double high = 1.0 - low;
    if (settings.method == interval_method::bca && replicates.front() < replicates.back()) {
        std::uint64_t halves = 0;  // replicates below count twice, equal ones once
        for (const double x : replicates) {
            halves += x < result.estimate ? 2U : x == result.estimate ? 1U : 0U;
        }
        core::require<std::invalid_argument>(
            halves > 0 && halves<2 * settings.replicates, where,
                                 "replicates on both sides of the estimate (or take the percentile method)", halves> 0
                ? "all below"
                : "all above");
        result.bias =
            random::normal_quantile(static_cast<double>(halves) / static_cast<double>(2 * settings.replicates));
        result.acceleration = detail::acceleration(n, settings.threads, value_of);
        const double z = random::normal_quantile(high);
        low = detail::corrected_share(-z, result.bias, result.acceleration);
        high = detail::corrected_share(z, result.bias, result.acceleration);
    }
    result.lower = detail::sorted_quantile(replicates, low);
    result.upper = detail::sorted_quantile(replicates, high);
    return result;
}

}  // namespace lastro::inline v0::train
