// SPDX-License-Identifier: MIT
// lastro/drift/sketch_distances.hpp
//
// Has this column moved, if all that is left of both samples are sketches? Intervals that know what a sketch has forgotten.
//
//   const auto d = drift::sketch_distances(last_month, today);        // stats::quantile_sketch, merged from many machines
//   d.kolmogorov_smirnov.low; d.kolmogorov_smirnov.high;              // holds the distance of the samples themselves
//   const drift::verdict v = drift::compare(last_month, today, {.tolerate = 0.05});       // and of what they were drawn from
//
// A sketch tells the share of values up to x with an error of at most its rank_error(), for all x at once, in 99 of 100
// sketches; exactly while it holds all values, and outside of its extremes. So both distribution functions lie in bands, and each
// interval is made of the least and the largest that two functions in the bands can give. A p-value from the sketches alone may
// be wrong by any factor; here it has a least and a largest value too.
//
// A t-digest has no bound for its error, so there is no interval for it. The same bits everywhere.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <limits>     // numeric_limits
#include <numbers>    // ln10
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/order.hpp>
#include <lastro/drift/compare.hpp>
#include <lastro/drift/effect_interval.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/kolmogorov.hpp>
#include <lastro/stats/quantile_sketch.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

/// A number that two sketches leave open.
struct sketch_interval {
    double low = 0.0;
    double estimate = 0.0;  ///< As if the sketches were exact.
    double high = 0.0;

    friend bool operator==(const sketch_interval&, const sketch_interval&) = default;
};

/// How far the samples behind two sketches are apart.
struct sketch_distances_result {
    sketch_interval kolmogorov_smirnov{};  ///< The largest gap between the distribution functions.
    sketch_interval ks_p_value{};          ///< Its asymptotic p-value: the largest belongs to the least gap.
    sketch_interval wasserstein{};         ///< The integral of the gap, in the unit of the values.
    sketch_interval stability_index{};     ///< Over the reference's quantiles, half a value added to each bin.
    std::size_t bins = 0;                  ///< Of the stability index: ties may leave fewer.
    double expected_index = 0.0;           ///< About the index of two samples of these sizes if nothing moved.

    friend bool operator==(const sketch_distances_result&, const sketch_distances_result&) = default;
};

namespace detail {

/// The distribution function of a sketch, step by step, and the band in which the sample's lies.
class sketch_steps {
public:
    sketch_steps(const stats::quantile_sketch& sketch, const char* where)
        : count_{static_cast<double>(sketch.count())}, minimum_{sketch.minimum()}, maximum_{sketch.maximum()} {
        core::require<std::invalid_argument>(sketch.count() > 0, where, "a sketch with at least one value", "none");
        error_ = sketch.size() == sketch.count() ? 0.0 : sketch.rank_error();
        values_.reserve(sketch.size() + 2);
        sketch.for_each([this](double x, std::uint64_t weight) { values_.push_back({x, weight}); });
        values_.push_back({minimum_, 0});  // which it may not hold
        values_.push_back({maximum_, 0});
        core::stable_sort(std::span<step>{values_}, [](const step& a, const step& b) { return a.value < b.value; });
    }

    struct band {
        double low = 0.0;
        double estimate = 0.0;
        double high = 0.0;
    };

    /// At x, which must not be below the one asked for before.
    [[nodiscard]] band at(double x) noexcept {
        for (; next_ < values_.size() && values_[next_].value <= x; ++next_) {
            weight_ += values_[next_].weight;
        }
        if (x < minimum_ || x >= maximum_) {
            const double exact = x < minimum_ ? 0.0 : 1.0;
            return {exact, exact, exact};
        }
        const double estimate = static_cast<double>(weight_) / count_;
        return {core::larger(0.0, estimate - error_), estimate, core::smaller(1.0, estimate + error_)};
    }

    /// The next value after those passed; infinity at the end.
    [[nodiscard]] double ahead() const noexcept {
        return next_ < values_.size() ? values_[next_].value : std::numeric_limits<double>::infinity();
    }
    [[nodiscard]] bool at_end() const noexcept { return next_ == values_.size(); }
    [[nodiscard]] double error() const noexcept { return error_; }
    [[nodiscard]] double count() const noexcept { return count_; }

private:
    struct step {
        double value = 0.0;
        std::uint64_t weight = 0;
    };
    std::vector<step> values_;
    double count_;
    double minimum_;
    double maximum_;
    double error_ = 0.0;
    std::size_t next_ = 0;
    std::uint64_t weight_ = 0;
};

/// |F - G| for F and G in their bands.
[[nodiscard]] inline sketch_interval gap_between(const sketch_steps::band& f, const sketch_steps::band& g) noexcept {
    return {.low = core::larger(0.0, core::larger(f.low - g.high, g.low - f.high)),
            .estimate = num::magnitude(f.estimate - g.estimate),
            .high = core::larger(f.high - g.low, g.high - f.low)};
}

/// What a bin adds to the stability index.
[[nodiscard]] inline double index_of(double p, double q) noexcept { return num::rounded((q - p) * num::log(q / p)); }

[[nodiscard]] inline double asymptotic_ks(double gap, double n, double m) noexcept {
    return stats::kolmogorov_tail(num::square_root(n / (n + m) * m) * gap).probability;
}

}  // namespace detail

/// The distances between the samples behind two sketches, as intervals that hold them in 98 of 100 pairs of sketches, and for
/// certain where both hold all of their values.
///
/// A value on the edge of two bins belongs to the one below it.
/// @throws std::invalid_argument if a sketch is empty or bins is 0. Cost: O(k log k).
[[nodiscard]] inline sketch_distances_result sketch_distances(const stats::quantile_sketch& reference,
                                                              const stats::quantile_sketch& live,
                                                              std::size_t bins = 10) {
    core::require<std::invalid_argument>(bins > 0, "drift::sketch_distances: bins", "at least 1", bins);
    detail::sketch_steps f{reference, "drift::sketch_distances: reference"};
    detail::sketch_steps g{live, "drift::sketch_distances: live"};
    const double n = f.count();
    const double m = g.count();
    sketch_distances_result result;
    sketch_interval& ks = result.kolmogorov_smirnov;
    sketch_interval& w = result.wasserstein;
    detail::sketch_steps p = f;
    detail::sketch_steps q = g;
    while (!f.at_end() || !g.at_end()) {
        const double x = core::smaller(f.ahead(), g.ahead());
        const sketch_interval gap = detail::gap_between(f.at(x), g.at(x));
        ks = {core::larger(ks.low, gap.low), core::larger(ks.estimate, gap.estimate), core::larger(ks.high, gap.high)};
        if (gap.high > 0.0) {  // beyond the last value there is none
            const double length = core::smaller(f.ahead(), g.ahead()) - x;
            const auto add = [length](double share, double& sum) {
                sum = share > 0.0 ? num::fma(share, length, sum) : sum;
            };
            add(gap.low, w.low), add(gap.estimate, w.estimate), add(gap.high, w.high);
        }
    }
    result.ks_p_value = {.low = detail::asymptotic_ks(ks.high, n, m),
                         .estimate = detail::asymptotic_ks(ks.estimate, n, m),
                         .high = detail::asymptotic_ks(ks.low, n, m)};

    std::vector<double> edges;
    for (std::size_t i = 1; i < bins; ++i) {
        const double edge = reference.quantile(static_cast<double>(i) / static_cast<double>(bins));
        if ((edges.empty() || edge > edges.back()) && edge < reference.maximum()) {
            edges.push_back(edge);
        }
    }
    edges.push_back(std::numeric_limits<double>::infinity());
    result.bins = edges.size();
    const auto k = static_cast<double>(edges.size());
    detail::sketch_steps::band p_before{};
    detail::sketch_steps::band q_before{};
    for (const double edge : edges) {
        const detail::sketch_steps::band p_now = p.at(edge);
        const detail::sketch_steps::band q_now = q.at(edge);
        const auto share_of = [k](const auto& before, const auto& now, double count) -> sketch_interval {
            const auto smoothed = [&](double share) {
                return (num::rounded(share * count) + 0.5) / num::fma(0.5, k, count);
            };
            return {smoothed(core::larger(0.0, now.low - before.high)), smoothed(now.estimate - before.estimate),
                    smoothed(now.high - before.low)};
        };
        const sketch_interval a = share_of(p_before, p_now, n);
        const sketch_interval b = share_of(q_before, q_now, m);
        sketch_interval& index = result.stability_index;
        index.low += b.low > a.high   ? detail::index_of(a.high, b.low)
                     : a.low > b.high ? detail::index_of(a.low, b.high)
                                      : 0.0;
        index.estimate += detail::index_of(a.estimate, b.estimate);
        index.high += core::larger(detail::index_of(a.low, b.high), detail::index_of(a.high, b.low));
        p_before = p_now;
        q_before = q_now;
    }
    result.expected_index = (k - 1.0) * (1.0 / n + 1.0 / m);
    return result;
}

/// Compares what the samples behind two sketches were drawn from: Kolmogorov-Smirnov distance, with an interval for both what
/// the samples do not tell of the distributions and what the sketches do not tell of the samples.
///
/// A sketch that has forgotten values may be worse than its bound with 1 %, which the confidence pays for, and both p-values with
/// 0.01 each. `p_value` is, but for that, the largest that the sketches leave open.
/// @throws std::invalid_argument if a sketch is empty, a setting is out of its range, or the confidence is more than sketches
/// can give: 0.99, or 0.98 where both have forgotten values.
[[nodiscard]] inline verdict compare(const stats::quantile_sketch& reference, const stats::quantile_sketch& live,
                                     const compare_settings& settings = {}) {
    detail::check(settings);
    const sketch_distances_result d = sketch_distances(reference, live);
    const double error_a = reference.size() == reference.count() ? 0.0 : reference.rank_error();
    const double error_b = live.size() == live.count() ? 0.0 : live.rank_error();
    const double worse = (error_a > 0.0 ? 0.01 : 0.0) + (error_b > 0.0 ? 0.01 : 0.0);
    core::require<std::invalid_argument>(settings.confidence + worse < 1.0, "drift::compare: confidence",
                                         "less than sketches that have forgotten values can give", settings.confidence);
    const sketch_interval& ks = d.kolmogorov_smirnov;
    const double margin = ks_margin(reference.count(), live.count(), settings.confidence + worse);
    const double tail = ks_deviation_tail(ks.low - settings.tolerate, reference.count(), live.count()).probability;
    verdict v{.statistic = "KS",
              .effect = ks.estimate,
              .low = core::larger(0.0, ks.low - margin),
              .high = core::smaller(1.0, ks.high + margin),
              .margin = margin + core::larger(ks.high - ks.estimate, ks.estimate - ks.low),
              .confidence = settings.confidence,
              .tolerated = settings.tolerate,
              .p_value = core::smaller(1.0, d.ks_p_value.high + worse),
              .relevance_p = core::smaller(1.0, tail + worse),
              .significance = 1.0 - settings.confidence,
              .method = p_method::asymptotic,
              .reference_count = reference.count(),
              .live_count = live.count()};
    const double z =
        num::square_root(static_cast<double>(v.reference_count) /
                         static_cast<double>(v.reference_count + v.live_count) * static_cast<double>(v.live_count)) *
        ks.low;
    v.log10_p = worse > 0.0 ? num::log(v.p_value) / std::numbers::ln10 : stats::kolmogorov_tail(z).log10;
    v.answer = detail::decide(v.low, v.high, v.tolerated, v.low > v.tolerated);
    return v;
}

}  // namespace lastro::inline v0::drift
