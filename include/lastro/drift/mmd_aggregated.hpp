// SPDX-License-Identifier: MIT
// lastro/drift/mmd_aggregated.hpp
//
// Did rows move together, at whatever scale? MMD over many bandwidths at once, so that none has to be guessed.
//
//   const auto r = drift::mmd_aggregated(reference, live, {.permutations = 999});
//   r.p_value <= 0.05;                       // the same as: one kernel's own p-value is <= r.corrected_level
//   r.kernels[3].sigma; r.kernels[3].adjusted_p;
//
// MMDAgg [1] tests every bandwidth at one corrected level u, as large as the relabellings allow: the largest u at which no
// more than a share alpha of them is rejected by any kernel. Here one set of relabellings, the observed labelling among
// them, gives each kernel's p-values and the search for u. All its members are equally likely if nothing moved, so the
// level holds exactly, and inverting it gives a p-value: the share of labellings whose smallest p-value over the kernels
// is at most the observed one. Addressed by the seed; bit-equal everywhere.
//
// References
//   [1] A. Schrab, I. Kim, M. Albert, B. Laurent, B. Guedj, A. Gretton, MMD aggregated two-sample test,
//       J. Mach. Learn. Res. 24, 2023.
//   [2] P. H. Westfall and S. S. Young, Resampling-Based Multiple Testing, 1993: adjusted p-values from the smallest.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/sort.hpp>
#include <lastro/drift/maximum_mean_discrepancy.hpp>
#include <lastro/drift/pair_table.hpp>
#include <lastro/drift/permutation_test.hpp>
#include <lastro/drift/points.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

struct mmd_aggregated_settings {
    std::vector<double> sigmas = {};     ///< Of the Gaussian kernels; none: the ten of `bandwidths`.
    double alpha = 0.05;                 ///< The level that `corrected_level` belongs to.
    std::uint64_t permutations = 999;    ///< Random relabellings: ten times what one kernel would need, see there.
    std::uint64_t seed = 0;              ///< Equal seeds, equal relabellings.
    std::uint64_t exact_until = 20'000;  ///< Up to so many possible relabellings all of them are looked at.
};

/// What one bandwidth found.
struct mmd_kernel_result {
    double sigma = 1.0;
    double mmd2 = 0.0;        ///< The unbiased estimate.
    double p_value = 1.0;     ///< Of this kernel alone: the share of labellings that reach it.
    double adjusted_p = 1.0;  ///< For all kernels together [2]; the result's p-value is the smallest of these.

    friend bool operator==(const mmd_kernel_result&, const mmd_kernel_result&) = default;
};

/// What all of them found together.
struct mmd_aggregated_result {
    std::vector<mmd_kernel_result> kernels{};
    double p_value = 1.0;          ///< The smallest level at which the aggregated test rejects.
    double log10_p = 0.0;          ///< Its decimal logarithm.
    double corrected_level = 0.0;  ///< u of [1]: at level alpha, a kernel rejects alone up to this p-value; 0: never.
    p_method method = p_method::permutation;  ///< `exact` if all relabellings were looked at.

    friend bool operator==(const mmd_aggregated_result&, const mmd_aggregated_result&) = default;
};

namespace detail {

/// `count` bandwidths in equal ratios, from half the 5 % to twice the 95 % quantile of the distances above 0.
[[nodiscard]] inline std::vector<double> bandwidths_of(std::vector<double> squares, std::size_t count) {
    core::sort(std::span{squares});
    std::size_t zeros = 0;
    while (zeros < squares.size() && squares[zeros] == 0.0) {
        ++zeros;
    }
    const std::span<const double> apart = std::span<const double>{squares}.subspan(zeros);
    if (apart.empty()) {
        return {1.0};
    }
    core::require<std::invalid_argument>(num::is_finite(apart[apart.size() - 1 - apart.size() / 20]),
                                         "drift::bandwidths", "rows less than 2^512 apart", apart.back());
    const double low = num::square_root(apart[apart.size() / 20]) / 2.0;
    const double high = num::square_root(apart[apart.size() - 1 - apart.size() / 20]) * 2.0;
    const double step = num::log(high / low) / static_cast<double>(count > 1 ? count - 1 : 1);
    std::vector<double> result;
    for (std::size_t i = 0; i < count; ++i) {
        result.push_back(low * num::exp(static_cast<double>(i) * step));
    }
    return result;
}

/// For each value the share of `values` that reach it.
[[nodiscard]] inline std::vector<double> shares_reaching(const std::vector<double>& values) {
    std::vector<double> sorted = values;
    core::sort(std::span{sorted});
    std::vector<double> result;
    for (const double value : values) {
        std::size_t low = 0;
        for (std::size_t length = sorted.size(); length > 0;) {
            const std::size_t half = length / 2;
            const bool below = sorted[low + half] < value - kernel_rounding;
            low = below ? low + half + 1 : low;
            length = below ? length - half - 1 : half;
        }
        result.push_back(static_cast<double>(sorted.size() - low) / static_cast<double>(sorted.size()));
    }
    return result;
}

/// The share of ascending `sorted` that is at most x.
[[nodiscard]] inline double share_up_to(std::span<const double> sorted, double x) {
    std::size_t count = 0;
    while (count < sorted.size() && sorted[count] <= x) {
        ++count;
    }
    return static_cast<double>(count) / static_cast<double>(sorted.size());
}

}  // namespace detail

/// Bandwidths that reach from the closest to the farthest points: `count` in equal ratios, from half the 5 % to twice the
/// 95 % quantile of the pooled distances above 0, as [1] proposes. Who is on which side does not matter, so they may be
/// used for a test of the same points. {1} if all points are equal.
///
/// @throws std::invalid_argument if count is 0, columns differ, there are more than 32768 rows, or a twentieth of the
/// distances is 2^512 or more.
/// Cost: O(N^2) time and memory.
[[nodiscard]] inline std::vector<double> bandwidths(const points& a, const points& b, std::size_t count = 10) {
    core::require<std::invalid_argument>(count > 0, "drift::bandwidths: count", "at least 1", count);
    detail::require_pairs(a, b, 1, "drift::bandwidths");
    return detail::bandwidths_of(squared_distances(a, b), count);
}

/// The unbiased estimate for every bandwidth, and one p-value for all of them.
///
/// @throws std::invalid_argument as `mmd_unbiased`, if alpha is not above 0 and below 1, or no
/// relabelling is asked for. Cost: for each bandwidth that of `mmd_test`.
///
/// Each kernel has a labelling that is its farthest, so a p-value of the least size is rare with several: take ten times
/// as many relabellings as a single kernel would need.
[[nodiscard]] inline mmd_aggregated_result mmd_aggregated(const points& reference, const points& live,
                                                          const mmd_aggregated_settings& settings = {}) {
    detail::require_pairs(reference, live, 2, "mmd_aggregated");
    core::require<std::invalid_argument>(settings.alpha > 0.0 && settings.alpha < 1.0, "mmd_aggregated: alpha",
                                         "above 0 and below 1", settings.alpha);
    for (const double sigma : settings.sigmas) {
        detail::require_sigma(sigma, "mmd_aggregated: sigmas");
    }
    const bool swap = reference.rows() > live.rows();
    const points& smaller = swap ? live : reference;
    const points& larger = swap ? reference : live;
    const auto n = static_cast<double>(smaller.rows());
    const auto m = static_cast<double>(larger.rows());
    const std::size_t size = smaller.rows() + larger.rows();
    const std::vector<double> squares = squared_distances(smaller, larger);
    const std::vector<double> sigmas = settings.sigmas.empty() ? detail::bandwidths_of(squares, 10) : settings.sigmas;

    mmd_aggregated_result result;
    std::vector<double> kernel(squares.size());
    std::vector<double> smallest;  // by labelling, the observed one first: the smallest p-value over the kernels
    for (const double sigma : sigmas) {
        detail::require_sigma(sigma, "mmd_aggregated: sigmas");
        detail::gaussian(squares, sigma, kernel);
        const pair_table table{kernel, size};
        const double observed = detail::unbiased(sums_of_first(table, smaller.rows()), n, m);
        std::vector<double> all{observed};
        const permutation_result p = detail::relabel_together(  // the same labellings for every kernel
            detail::labellings_together, size, smaller.rows(), observed,
            {.permutations = settings.permutations, .seed = settings.seed, .exact_until = settings.exact_until},
            random::stream{settings.seed}["mmd_aggregated"],
            [&](std::span<const detail::labelling> labellings, std::span<double> values) {
                const std::vector<pair_sums> sums = sums_of(table, labellings);
                for (std::size_t l = 0; l < sums.size(); ++l) {
                    values[l] = detail::unbiased(sums[l], n, m);
                    all.push_back(values[l]);
                }
            });
        result.method = p.method;
        if (p.method == p_method::exact) {  // the first of all splits marks the first points: the observed one
            all.erase(all.begin());
        }
        const std::vector<double> shares = detail::shares_reaching(all);
        smallest.resize(shares.size(), 1.0);
        for (std::size_t b = 0; b < shares.size(); ++b) {
            smallest[b] = shares[b] < smallest[b] ? shares[b] : smallest[b];
        }
        result.kernels.push_back({.sigma = sigma, .mmd2 = observed, .p_value = shares.front()});
    }
    core::sort(std::span{smallest});
    for (mmd_kernel_result& k : result.kernels) {
        k.adjusted_p = detail::share_up_to(smallest, k.p_value);
        result.p_value = k.adjusted_p < result.p_value ? k.adjusted_p : result.p_value;
    }
    result.log10_p = stats::tail_from_probability(result.p_value).log10;
    for (std::size_t end = 0; end < smallest.size();) {  // equal ones at a time, ascending
        const double u = smallest[end];
        while (end < smallest.size() && smallest[end] == u) {
            ++end;
        }
        const double rejected = static_cast<double>(end) / static_cast<double>(smallest.size());
        result.corrected_level = rejected <= settings.alpha ? u : result.corrected_level;
    }
    return result;
}

}  // namespace lastro::inline v0::drift
