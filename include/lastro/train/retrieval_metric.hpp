// SPDX-License-Identifier: MIT
// lastro/train/retrieval_metric.hpp
//
// Are the right items at the top of the list? Metrics of one ranked list, and their mean over queries.
//
//   train::ndcg(relevance, scores, 10);                       // graded relevance; the first 10 items
//   train::recall_at(relevant, scores, 5);                    // share of the relevant items among the first 5
//   train::mean_over_queries(query, relevant, scores, [](auto y, auto s) { return train::precision_at(y, s, 5); });
//   train::mean_average_precision(query, relevant, scores);
//
// Items of one score share their places: each counts as the mean over all orders of them [2], so that no order of
// arrival can change a result. (average_precision, of one list, is in ranked_scores.hpp: it takes such items together.)
//
// References
//   [1] K. Jarvelin, J. Kekalainen, Cumulated gain-based evaluation of IR techniques, ACM TOIS 20(4), 2002.
//   [2] F. McSherry, M. Najork, Computing information retrieval performance measures efficiently in the presence of
//       tied scores, ECIR 2008.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint8_t
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/order.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/exact_sum.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/train/metric.hpp>
#include <lastro/train/ranked_scores.hpp>
#include <lastro/train/weighted_mean.hpp>

namespace lastro::inline v0::train {

/// All items, where a function takes how many of them count.
inline constexpr std::size_t all_items = static_cast<std::size_t>(-1);

namespace detail {

/// Sum over the first `k` places, by descending score, of gain(item) * discount(place); items of one score each have
/// the mean gain of them all.
template <class Discount>
[[nodiscard]] double discounted_gain(std::span<const double> gains, std::span<const double> scores, std::size_t k,
                                     Discount&& discount) {
    std::vector<std::size_t> order(scores.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    core::stable_sort(std::span<std::size_t>{order},
                      [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    num::exact_sum total;
    for (std::size_t first = 0, last = 0; first < order.size() && first < k; first = last) {
        num::exact_sum gain;
        num::exact_sum weight;
        for (last = first; last < order.size() && scores[order[last]] == scores[order[first]]; ++last) {
            gain.add(gains[order[last]]);
            if (last < k) {
                weight.add(discount(last));
            }
        }
        total.add_product(gain.value() / static_cast<double>(last - first), weight.value());
    }
    return total.value();
}

inline void require_list(std::string_view where, std::span<const double> relevance, std::span<const double> scores,
                         std::size_t k, bool graded) {
    require_rows(where, relevance.size(), scores.size(), 0);
    core::require<std::invalid_argument>(k > 0, where, "at least one place to look at", k);
    bool any = false;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        require_number(where, "scores that are numbers", scores[i]);
        if (graded) {
            core::require<std::invalid_argument>(relevance[i] >= 0.0 && !num::is_infinite(relevance[i]), where,
                                                 "finite relevance of at least 0", relevance[i]);
        } else {
            require_class_0_or_1(where, relevance[i]);
        }
        any = any || relevance[i] > 0.0;
    }
    core::require<std::invalid_argument>(any, where, "a relevant item", "none");
}

}  // namespace detail

/// Normalised discounted cumulative gain of one list [1]: relevance over log2(place + 1), summed over the first `k`
/// places, divided by the same of the best order. From 0 to 1. The gain is the relevance itself; hand in
/// exp2(relevance) - 1 for the other usual definition.
///
/// @throws std::invalid_argument on no items, unequal sizes, k of 0, NaN scores, negative relevance, or if none is
///         relevant. So do the functions below, where relevance is 0 or 1.
[[nodiscard]] inline double ndcg(std::span<const double> relevance, std::span<const double> scores,
                                 std::size_t k = all_items) {
    detail::require_list("train::ndcg", relevance, scores, k, true);
    const auto discount = [](std::size_t place) { return 1.0 / num::log(static_cast<double>(place + 2)); };
    return detail::discounted_gain(relevance, scores, k, discount) /
           detail::discounted_gain(relevance, relevance, k, discount);
}

/// Share of the relevant items that are among the first `k`.
[[nodiscard]] inline double recall_at(std::span<const double> relevant, std::span<const double> scores, std::size_t k) {
    detail::require_list("train::recall_at", relevant, scores, k, false);
    const auto one = [](std::size_t) { return 1.0; };
    return detail::discounted_gain(relevant, scores, k, one) /
           detail::discounted_gain(relevant, scores, all_items, one);
}

/// Share of the first `k` places that hold a relevant item; a place beyond the list holds none.
[[nodiscard]] inline double precision_at(std::span<const double> relevant, std::span<const double> scores,
                                         std::size_t k) {
    detail::require_list("train::precision_at", relevant, scores, k, false);
    return detail::discounted_gain(relevant, scores, k, [](std::size_t) { return 1.0; }) / static_cast<double>(k);
}

/// What becomes of a query of which no item is relevant: it counts as 0 (as in trec_eval), or not at all.
enum class without_relevant : std::uint8_t { zero, left_out };

/// metric(relevance, scores) of every query's rows, by ascending query: a state to merge with other shards' queries.
/// Rows of a query may lie anywhere.
///
/// @throws std::invalid_argument on no rows, unequal sizes, and what `metric` throws.
template <class Metric>
[[nodiscard]] weighted_mean over_queries(std::span<const std::int64_t> queries, std::span<const double> relevance,
                                         std::span<const double> scores, Metric&& metric,
                                         without_relevant rule = without_relevant::zero) {
    detail::require_rows("train::over_queries", relevance.size(), scores.size(), 0);
    detail::require_rows("train::over_queries: queries", relevance.size(), queries.size(), 0);
    std::vector<std::size_t> order(queries.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    core::stable_sort(std::span<std::size_t>{order},
                      [&](std::size_t a, std::size_t b) { return queries[a] < queries[b]; });
    weighted_mean mean;
    std::vector<double> y;
    std::vector<double> s;
    for (std::size_t first = 0; first < order.size(); first += y.size()) {
        y.clear();
        s.clear();
        bool any = false;
        for (std::size_t i = first; i < order.size() && queries[order[i]] == queries[order[first]]; ++i) {
            y.push_back(relevance[order[i]]);
            s.push_back(scores[order[i]]);
            any = any || y.back() != 0.0;
        }
        if (any) {
            mean.add(metric(std::span<const double>{y}, std::span<const double>{s}));
        } else if (rule == without_relevant::zero) {
            mean.add(0.0);
        }
    }
    return mean;
}

/// Mean over the queries of a metric of each. @throws as over_queries, and if no query counts.
template <class Metric>
[[nodiscard]] double mean_over_queries(std::span<const std::int64_t> queries, std::span<const double> relevance,
                                       std::span<const double> scores, Metric&& metric,
                                       without_relevant rule = without_relevant::zero) {
    return over_queries(queries, relevance, scores, metric, rule).value();
}

/// Mean over the queries of average_precision.
[[nodiscard]] inline double mean_average_precision(std::span<const std::int64_t> queries,
                                                   std::span<const double> relevant, std::span<const double> scores,
                                                   without_relevant rule = without_relevant::zero) {
    return mean_over_queries(
        queries, relevant, scores,
        [](std::span<const double> y, std::span<const double> s) { return average_precision(y, s); }, rule);
}

}  // namespace lastro::inline v0::train
