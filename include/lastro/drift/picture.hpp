// SPDX-License-Identifier: MIT
// lastro/drift/picture.hpp
//
// The few hundred numbers that a picture of two distributions needs: quantiles, histogram, distribution curves.
//
//   drift::column_report c;
//   drift::describe(c, reference, live);       // fills c.histogram_edges, c.cdf_x, c.reference_quantiles, ...
//
// What is drawn is decided by the pooled values alone, so that neither side is favoured. Deterministic.
//
// References
//   [1] D. Freedman and P. Diaconis, On the histogram as a density estimator, Z. Wahrsch. verw. Gebiete 57(4), 1981.
#pragma once

#include <cstddef>  // size_t
#include <limits>   // numeric_limits
#include <span>     // span
#include <vector>   // vector

#include <lastro/core/order.hpp>
#include <lastro/drift/merge.hpp>
#include <lastro/drift/merged_run.hpp>
#include <lastro/drift/report.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

namespace detail {

/// The distinct finite values of both samples, ascending: of a run it is remembered only where it begins.
class distinct_values {
public:
    distinct_values(const sorted_sample& a, const sorted_sample& b) : a_(a.values()), b_(b.values()) {}

    void take(const merged_run& run) {
        stretches_.push_back({.rank = count_, .first = run.first_before, .second = run.second_before});
        count_ += run.size;
    }
    void take(const merged_block& block) {
        if (stretches_.empty() || !stretches_.back().loose) {
            stretches_.push_back({.rank = count_, .first = loose_.size(), .loose = true});
        }
        loose_.push_back(block.value);
        ++count_;
    }

    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] std::size_t size() const {
        return count_ <= infinite_below() ? 0 : count_ - infinite_below() - (num::is_finite(at(count_ - 1)) ? 0U : 1U);
    }
    /// Cost: O(log(n + m)). Precondition: i < size().
    [[nodiscard]] double operator[](std::size_t i) const { return at(i + infinite_below()); }
    [[nodiscard]] double front() const { return (*this)[0]; }
    [[nodiscard]] double back() const { return (*this)[size() - 1]; }

private:
    struct stretch {
        std::size_t rank;   ///< Distinct values before.
        std::size_t first;  ///< Values of the first sample before a run; or the place in `loose_`.
        std::size_t second = 0;
        bool loose = false;
    };

    [[nodiscard]] std::size_t infinite_below() const { return num::is_finite(at(0)) ? 0 : at(0) < 0.0 ? 1 : 0; }

    [[nodiscard]] double at(std::size_t i) const {
        std::size_t low = 0;
        for (std::size_t length = stretches_.size(); length > 1;) {  // the last stretch that begins at i or before
            const std::size_t half = length / 2;
            const bool later = stretches_[low + half].rank <= i;
            low += later ? half : 0;
            length = later ? length - half : half;
        }
        const stretch& in = stretches_[low];
        const std::size_t k = i - in.rank;
        if (in.loose) {
            return loose_[in.first + k];
        }
        const std::span<const double> mine = a_.subspan(in.first);
        const std::span<const double> theirs = b_.subspan(in.second);
        const std::size_t taken = merged_from_first(mine, theirs, k);
        const bool first = k - taken == theirs.size() || (taken < mine.size() && mine[taken] <= theirs[k - taken]);
        return first ? mine[taken] : theirs[k - taken];
    }

    std::span<const double> a_;
    std::span<const double> b_;
    std::vector<stretch> stretches_;
    std::vector<double> loose_;
    std::size_t count_ = 0;
};

/// At most `most` of the values, evenly spaced in rank, the first and the last among them, and `must` if it is finite.
[[nodiscard]] inline std::vector<double> thinned(const distinct_values& ascending, std::size_t most, double must) {
    std::vector<double> places;
    const std::size_t size = ascending.size();
    const std::size_t count = core::smaller(most - 1, size);  // leaves room for `must`
    for (std::size_t i = 0; i < count; ++i) {
        places.push_back(ascending[count == 1 ? 0 : i * (size - 1) / (count - 1)]);
    }
    if (num::is_finite(must)) {
        auto at = places.begin();
        while (at != places.end() && *at < must) {
            ++at;
        }
        if (at == places.end() || *at != must) {
            places.insert(at, must);
        }
    }
    return places;
}

/// The share of values up to each place.
[[nodiscard]] inline std::vector<double> distribution(const sorted_sample& sample, const std::vector<double>& places) {
    std::vector<double> shares;
    for (const double x : places) {
        shares.push_back(static_cast<double>(sample.count_up_to(x)) / static_cast<double>(sample.size()));
    }
    return shares;
}

/// Equal-width edges from `low` to `high`, as many as [1] asks for: widths of 2 IQR / cube root of n, 8 to 40 bins.
[[nodiscard]] inline std::vector<double> equal_width_edges(double low, double high, double interquartile,
                                                           std::size_t n) {
    constexpr double fewest = 8.0;
    constexpr double most = 40.0;
    if (!(low < high)) {
        constexpr double largest = (std::numeric_limits<double>::max)();
        const double pad = core::larger(0.5, num::magnitude(low) / 1e6);
        return {core::larger(-largest, low - pad), core::smaller(largest, low + pad)};
    }
    double root = 1.0;  // the cube root of n, rounded down
    while ((root + 1.0) * (root + 1.0) * (root + 1.0) <= static_cast<double>(n)) {
        root += 1.0;
    }
    const double wanted = interquartile > 0.0 ? (high - low) / (2.0 * interquartile) * root : most;
    const double bins = core::smaller(core::larger(num::ceil(wanted), fewest), most);
    std::vector<double> edges;
    for (double i = 0.0; i < bins; i += 1.0) {
        edges.push_back(num::fma(high / bins, i, low / bins * (bins - i)));  // high - low might overflow
    }
    edges.front() = low;
    edges.push_back(high);
    return edges;
}

/// The share of values in each bin [edge, next edge), the last one closed; what lies outside counts at the ends.
[[nodiscard]] inline std::vector<double> histogram(const sorted_sample& sample, const std::vector<double>& edges) {
    std::vector<double> shares;
    std::size_t before = 0;
    for (std::size_t bin = 1; bin < edges.size(); ++bin) {
        const std::size_t to = bin + 1 == edges.size() ? sample.size() : sample.count_below(edges[bin]);
        shares.push_back(static_cast<double>(to - before) / static_cast<double>(sample.size()));
        before = to;
    }
    return shares;
}

/// The same as below, where the distinct values are known.
inline void describe(column_report& c, const sorted_sample& reference, const sorted_sample& live,
                     const distinct_values& distinct) {
    constexpr std::size_t most_places = 200;
    for (std::size_t q = 0; q < report_quantiles.size(); ++q) {
        c.reference_quantiles[q] = reference.quantile(report_quantiles[q]);
        c.live_quantiles[q] = live.quantile(report_quantiles[q]);
    }
    c.cdf_x = thinned(distinct, most_places, c.gap_at);
    c.cdf_reference = distribution(reference, c.cdf_x);
    c.cdf_live = distribution(live, c.cdf_x);
    const double spread =
        core::larger(reference.quantile(0.75) - reference.quantile(0.25), live.quantile(0.75) - live.quantile(0.25));
    c.histogram_edges = distinct.empty() ? std::vector<double>{-0.5, 0.5}
                                         : equal_width_edges(distinct.front(), distinct.back(), spread,
                                                             core::smaller(reference.size(), live.size()));
    c.reference_shares = histogram(reference, c.histogram_edges);
    c.live_shares = histogram(live, c.histogram_edges);
}

}  // namespace detail

/// Fills in what `column_report` says of numeric columns, but for the tests' results; `gap_at` must be set before.
///
/// Infinite values count in the outer bins and are no places of the curves.
/// Cost: O(n + m).
inline void describe(column_report& c, const sorted_sample& reference, const sorted_sample& live) {
    detail::distinct_values distinct{reference, live};
    detail::merge_runs(reference.values(), live.values(), [&](const auto& part) { distinct.take(part); });
    detail::describe(c, reference, live, distinct);
}

}  // namespace lastro::inline v0::drift
