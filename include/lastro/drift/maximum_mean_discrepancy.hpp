// SPDX-License-Identifier: MIT
// lastro/drift/maximum_mean_discrepancy.hpp
//
// Did the joint distribution of several columns move, even if each column alone did not? MMD with a Gaussian kernel.
//
//   const drift::points reference{rows, 3}, live{other_rows, 3};     // row by row, 3 columns
//   drift::mmd_unbiased(reference, live, {.sigma = 1.0});
//   const auto m = drift::mmd_test(reference, live, {.permutations = 499});
//   m.mmd2; m.p_value;
//
// The kernel is computed once; each relabelling only adds up parts of it. Sums have one written-down order: bit-equal
// everywhere.
//
// References
//   [1] A. Gretton, K. M. Borgwardt, M. J. Rasch, B. Schoelkopf, A. Smola, A kernel two-sample test,
//       J. Mach. Learn. Res. 13, 2012.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/sort.hpp>
#include <lastro/drift/pair_table.hpp>
#include <lastro/drift/permutation_test.hpp>
#include <lastro/drift/points.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::drift {

/// k(a, b) = exp(-|a - b|^2 / (2 sigma^2)).
struct gaussian_kernel {
    double sigma = 1.0;  ///< Precondition: positive.

    /// Precondition: a and b have one length.
    [[nodiscard]] double operator()(std::span<const double> a, std::span<const double> b) const noexcept {
        double square = 0.0;
        for (std::size_t i = 0; i < a.size(); ++i) {
            const double d = a[i] - b[i];
            square = num::fma(d, d, square);
        }
        return num::exp(-square / (2.0 * sigma * sigma));
    }
};

struct mmd_settings {
    double sigma = 0.0;                  ///< Of the kernel; 0: the median distance between different pooled points.
    std::uint64_t permutations = 499;    ///< Random relabellings.
    std::uint64_t seed = 0;              ///< Equal seeds, equal relabellings.
    std::uint64_t exact_until = 20'000;  ///< Up to so many possible relabellings all of them are looked at.
};

/// What the test found.
struct mmd_result {
    double mmd2 = 0.0;                        ///< The unbiased estimate of the squared discrepancy; may be negative.
    double sigma = 1.0;                       ///< Of the kernel that was used.
    double p_value = 1.0;                     ///< The share of relabellings that reach it.
    double log10_p = 0.0;                     ///< Its decimal logarithm.
    p_method method = p_method::permutation;  ///< `exact` if all relabellings were looked at.

    friend bool operator==(const mmd_result&, const mmd_result&) = default;
};

namespace detail {

[[nodiscard]] inline double unbiased(const pair_sums& s, double n, double m) noexcept {
    return s.within_first / (n * (n - 1.0)) + s.within_second / (m * (m - 1.0)) - 2.0 * (s.between / n / m);
}

inline void require_mmd(const points& a, const points& b, double sigma, std::size_t fewest, const char* where) {
    core::require<std::invalid_argument>(sigma >= 0.0 && !num::is_infinite(sigma), where,
                                         "a sigma that is positive, or 0 for the median distance", sigma);
    require_pairs(a, b, fewest, where);
}

/// Refuses a sigma that no kernel can be made of: exponents are divided by 2 sigma^2.
inline void require_sigma(double sigma, const char* where) {
    const double divisor = 2.0 * sigma * sigma;
    core::require<std::invalid_argument>(sigma > 0.0 && divisor > 0.0 && num::is_finite(divisor), where,
                                         "a sigma (or median distance) whose square is neither 0 nor infinite", sigma);
}

[[nodiscard]] inline double median_of(std::vector<double> squares) {
    if (squares.empty()) {
        return 1.0;
    }
    core::sort(std::span{squares});
    const double median = squares[squares.size() / 2];
    return median > 0.0 ? num::square_root(median) : 1.0;
}

/// exp(-square / (2 sigma^2)) of every square, 0 if that is infinite; `to` may be `squares` itself.
inline void gaussian(std::span<const double> squares, double sigma, std::span<double> to) {
    const double divisor = 2.0 * sigma * sigma;
    for (std::size_t i = 0; i < squares.size(); ++i) {
        to[i] = -squares[i] / divisor;
    }
    num::exp(std::span<const double>{to}, to);
}

/// By how much means of kernels, which are at most 1, may differ that are equal on paper.
inline constexpr double kernel_rounding = 1e-13;

/// The kernel of all pairs, with the sigma that is asked for or the median distance.
[[nodiscard]] inline pair_table kernels_of(const points& a, const points& b, double& sigma, const char* where) {
    std::vector<double> pairs = squared_distances(a, b);
    sigma = sigma > 0.0 ? sigma : median_of(pairs);
    require_sigma(sigma, where);
    gaussian(pairs, sigma, pairs);
    return {pairs, a.rows() + b.rows()};
}

}  // namespace detail

/// The median distance between different pooled points, a common choice for sigma [1]; 1 if all points are equal.
///
/// Pairs of equal points count, a point and itself do not.
///
/// @throws std::invalid_argument if columns differ, there are more than 32768 rows, or the median is 2^512 or more.
/// Cost: O(N^2) time and memory.
[[nodiscard]] inline double median_distance(const points& a, const points& b) {
    detail::require_mmd(a, b, 1.0, 1, "median_distance");
    const double median = detail::median_of(squared_distances(a, b));
    core::require<std::invalid_argument>(num::is_finite(median), "median_distance", "rows less than 2^512 apart",
                                         median);
    return median;
}

/// sum k(x_i, x_j) / (n (n - 1)) + sum k(y_i, y_j) / (m (m - 1)), i != j, - 2 mean k(x_i, y_j) [1]: its mean is 0 if
/// nothing moved.
///
/// @throws std::invalid_argument if a side has fewer than 2 rows, columns differ, sigma is negative or the square of the
/// one that is used is 0 or infinite, or there are more than 32768 rows. Cost: O(N^2) time and memory.
[[nodiscard]] inline double mmd_unbiased(const points& reference, const points& live,
                                         const mmd_settings& settings = {}) {
    detail::require_mmd(reference, live, settings.sigma, 2, "mmd_unbiased");
    double sigma = settings.sigma;
    const pair_table table = detail::kernels_of(reference, live, sigma, "mmd_unbiased");
    return detail::unbiased(sums_of_first(table, reference.rows()), static_cast<double>(reference.rows()),
                            static_cast<double>(live.rows()));
}

/// The mean over all pairs, a point with itself included [1]: never negative but for rounding, and above 0 on average.
///
/// @throws std::invalid_argument as `mmd_unbiased`, but one row a side is enough. Cost: O(N^2) time and memory.
[[nodiscard]] inline double mmd_biased(const points& reference, const points& live, const mmd_settings& settings = {}) {
    detail::require_mmd(reference, live, settings.sigma, 1, "mmd_biased");
    double sigma = settings.sigma;
    const pair_table table = detail::kernels_of(reference, live, sigma, "mmd_biased");
    const auto n = static_cast<double>(reference.rows());
    const auto m = static_cast<double>(live.rows());
    const pair_sums s = sums_of_first(table, reference.rows());
    return (s.within_first + n) / n / n + (s.within_second + m) / m / m - 2.0 * (s.between / n / m);
}

/// The unbiased estimate with a p-value by relabelling.
///
/// @throws std::invalid_argument as `mmd_unbiased`, or if no relabelling is asked for.
/// Cost: O(N^2) time and memory, and O(n N) per relabelling, n the smaller side.
[[nodiscard]] inline mmd_result mmd_test(const points& reference, const points& live,
                                         const mmd_settings& settings = {}) {
    detail::require_mmd(reference, live, settings.sigma, 2, "mmd_test");
    const bool swap = reference.rows() > live.rows();
    const points& smaller = swap ? live : reference;
    const points& larger = swap ? reference : live;
    double sigma = settings.sigma;
    const pair_table table = detail::kernels_of(smaller, larger, sigma, "mmd_test");
    const auto n = static_cast<double>(smaller.rows());
    const auto m = static_cast<double>(larger.rows());
    const double observed = detail::unbiased(sums_of_first(table, smaller.rows()), n, m);
    const permutation_result p = detail::relabel_together(
        detail::labellings_together, table.size(), smaller.rows(), observed,
        {.permutations = settings.permutations, .seed = settings.seed, .exact_until = settings.exact_until},
        random::stream{settings.seed}["mmd_test"],
        [&](std::span<const detail::labelling> labellings, std::span<double> values) {
            const std::vector<pair_sums> sums = sums_of(table, labellings);
            for (std::size_t l = 0; l < sums.size(); ++l) {
                values[l] = detail::unbiased(sums[l], n, m);
            }
        },
        detail::kernel_rounding);
    return {.mmd2 = observed, .sigma = sigma, .p_value = p.p_value, .log10_p = p.log10_p, .method = p.method};
}

}  // namespace lastro::inline v0::drift
