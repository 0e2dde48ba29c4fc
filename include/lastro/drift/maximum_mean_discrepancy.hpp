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
#include <lastro/drift/permutation_test.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/num/run_fused.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::drift {

/// Rows of numbers, all of one length: a view, valid as long as what it shows.
class points {
public:
    /// @throws std::invalid_argument if there is no row, the values do not fill whole rows, or one is not finite.
    points(std::span<const double> values, std::size_t columns) : values_{values}, columns_{columns} {
        core::require<std::invalid_argument>(columns > 0, "drift::points: columns", "at least 1", columns);
        core::require<std::invalid_argument>(!values.empty() && values.size() % columns == 0, "drift::points: values",
                                             "whole rows, at least one", values.size());
        for (const double x : values) {
            core::require<std::invalid_argument>(x - x == 0.0, "drift::points: values", "finite numbers", x);
        }
    }

    [[nodiscard]] std::size_t rows() const noexcept { return values_.size() / columns_; }
    [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
    [[nodiscard]] std::span<const double> row(std::size_t i) const noexcept {
        return values_.subspan(i * columns_, columns_);
    }

private:
    std::span<const double> values_;
    std::size_t columns_;
};

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

/// Kernel values between all pooled points, 8 bytes each, with 0 on the diagonal; and their sum by row.
struct kernel_table {
    std::size_t size;
    std::vector<double> values;
    std::vector<double> row_sums;

    /// exp(-square / (2 sigma^2)) of the squared distances that `squared_distances` gives.
    kernel_table(std::span<const double> squares, std::size_t points, double sigma)
        : size{points}, values(size * size, 0.0), row_sums(size, 0.0) {
        std::vector<double> row(size);
        const double divisor = 2.0 * sigma * sigma;
        for (std::size_t i = 0, first = 0; i < size; first += i, ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                row[j] = -squares[first + j] / divisor;
            }
            const std::span<double> kernels = std::span{values}.subspan(i * size, i);
            num::exp(std::span<const double>{row}.first(i), kernels);
            for (std::size_t j = 0; j < i; ++j) {
                values[j * size + i] = kernels[j];
            }
        }
        for (std::size_t i = 0; i < size; ++i) {
            row_sums[i] = num::sum(of(i));
        }
    }

    [[nodiscard]] std::span<const double> of(std::size_t i) const noexcept {
        return std::span<const double>{values}.subspan(i * size, size);
    }
};

/// Sums of kernel values over pairs of different points: within the marked ones, within the others, between.
struct kernel_sums {
    double within_first;
    double within_second;
    double between;
};

/// For several labellings of the points at once: a row of the table is read for all of them.
[[nodiscard]] inline std::vector<kernel_sums> sums_of(const kernel_table& table, std::span<const labelling> marked) {
    std::vector<double> marks(marked.size() * table.size);
    std::vector<std::vector<double>> within(marked.size());
    std::vector<std::vector<double>> all(marked.size());
    for (std::size_t l = 0; l < marked.size(); ++l) {
        for (std::size_t i = 0; i < table.size; ++i) {
            marks[l * table.size + i] = marked[l][i];
        }
    }
    for (std::size_t i = 0; i < table.size; ++i) {
        for (std::size_t l = 0; l < marked.size(); ++l) {
            if (marked[l][i] != 0) {
                const auto other = std::span<const double>{marks}.subspan(l * table.size, table.size);
                within[l].push_back(num::dot(table.of(i), other));
                all[l].push_back(table.row_sums[i]);
            }
        }
    }
    const double total = num::sum(table.row_sums);
    std::vector<kernel_sums> result;
    for (std::size_t l = 0; l < marked.size(); ++l) {
        const double first = num::sum(within[l]);
        const double touching = num::sum(all[l]);
        result.push_back({.within_first = first,
                          .within_second = total - touching - (touching - first),
                          .between = touching - first});
    }
    return result;
}

[[nodiscard]] inline double unbiased(const kernel_sums& s, double n, double m) noexcept {
    return s.within_first / (n * (n - 1.0)) + s.within_second / (m * (m - 1.0)) - 2.0 * (s.between / n / m);
}

[[nodiscard]] inline kernel_sums labelled_sums(const kernel_table& table, std::size_t first) {
    labelling marks(table.size, 0);
    for (std::size_t i = 0; i < first; ++i) {
        marks[i] = 1;
    }
    return sums_of(table, std::span<const labelling>{&marks, 1}).front();
}

inline void require_mmd(const points& a, const points& b, double sigma, std::size_t fewest, const char* where) {
    core::require<std::invalid_argument>(a.columns() == b.columns(), where, "as many columns on both sides",
                                         b.columns());
    core::require<std::invalid_argument>(a.rows() >= fewest && b.rows() >= fewest, where,
                                         fewest == 1 ? "at least 1 row on each side" : "at least 2 rows on each side",
                                         a.rows() < b.rows() ? a.rows() : b.rows());
    core::require<std::invalid_argument>(sigma >= 0.0 && !num::is_infinite(sigma), where,
                                         "a sigma that is positive, or 0 for the median distance", sigma);
    constexpr std::size_t most = std::size_t{1} << 15U;  // 8 GB
    core::require<std::invalid_argument>(a.rows() + b.rows() <= most, where, "up to 32768 rows in all",
                                         a.rows() + b.rows());
}

}  // namespace detail

namespace detail {

/// |a - b|^2 of all pairs of different pooled points: of 1 and 0, then of 2 and 0, 2 and 1, ...
[[nodiscard]] inline std::vector<double> squared_distances(const points& a, const points& b) {
    const std::size_t size = a.rows() + b.rows();
    const auto row = [&](std::size_t i) { return i < a.rows() ? a.row(i) : b.row(i - a.rows()); };
    std::vector<double> squares(size * (size - 1) / 2);
    num::detail::run_fused([&] {
        for (std::size_t i = 0, at = 0; i < size; ++i) {
            const std::span<const double> x = row(i);
            for (std::size_t j = 0; j < i; ++j) {
                const std::span<const double> y = row(j);
                double square = 0.0;
                for (std::size_t k = 0; k < x.size(); ++k) {
                    const double d = x[k] - y[k];
                    square = num::fma(d, d, square);
                }
                squares[at++] = square;
            }
        }
    });
    return squares;
}

[[nodiscard]] inline double median_of(std::vector<double> squares) {
    if (squares.empty()) {
        return 1.0;
    }
    core::sort(std::span{squares});
    const double median = squares[squares.size() / 2];
    return median > 0.0 ? num::square_root(median) : 1.0;
}

/// The kernel of all pairs, with the sigma that is asked for or the median distance.
[[nodiscard]] inline kernel_table kernels_of(const points& a, const points& b, double& sigma) {
    const std::vector<double> squares = squared_distances(a, b);
    sigma = sigma > 0.0 ? sigma : median_of(squares);
    return {squares, a.rows() + b.rows(), sigma};
}

}  // namespace detail

/// The median distance between different pooled points, a common choice for sigma [1]; 1 if all points are equal.
///
/// Pairs of equal points count, a point and itself do not. Cost: O(N^2) time and memory.
[[nodiscard]] inline double median_distance(const points& a, const points& b) {
    detail::require_mmd(a, b, 1.0, 1, "median_distance");
    return detail::median_of(detail::squared_distances(a, b));
}

/// sum k(x_i, x_j) / (n (n - 1)) + sum k(y_i, y_j) / (m (m - 1)), i != j, - 2 mean k(x_i, y_j) [1]: its mean is 0 if
/// nothing moved.
///
/// @throws std::invalid_argument if a side has fewer than 2 rows, columns differ, sigma is negative or not finite, or there
/// are more than 32768 rows. Cost: O(N^2) time and memory.
[[nodiscard]] inline double mmd_unbiased(const points& reference, const points& live,
                                         const mmd_settings& settings = {}) {
    detail::require_mmd(reference, live, settings.sigma, 2, "mmd_unbiased");
    double sigma = settings.sigma;
    const detail::kernel_table table = detail::kernels_of(reference, live, sigma);
    return detail::unbiased(detail::labelled_sums(table, reference.rows()), static_cast<double>(reference.rows()),
                            static_cast<double>(live.rows()));
}

/// The mean over all pairs, a point with itself included [1]: never negative but for rounding, and above 0 on average.
///
/// @throws std::invalid_argument as `mmd_unbiased`, but one row a side is enough. Cost: O(N^2) time and memory.
[[nodiscard]] inline double mmd_biased(const points& reference, const points& live, const mmd_settings& settings = {}) {
    detail::require_mmd(reference, live, settings.sigma, 1, "mmd_biased");
    double sigma = settings.sigma;
    const detail::kernel_table table = detail::kernels_of(reference, live, sigma);
    const auto n = static_cast<double>(reference.rows());
    const auto m = static_cast<double>(live.rows());
    const detail::kernel_sums s = detail::labelled_sums(table, reference.rows());
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
    const detail::kernel_table table = detail::kernels_of(smaller, larger, sigma);
    const auto n = static_cast<double>(smaller.rows());
    const auto m = static_cast<double>(larger.rows());
    const double observed = detail::unbiased(detail::labelled_sums(table, smaller.rows()), n, m);
    constexpr std::size_t together = 32;
    const permutation_result p = detail::relabel_together(
        together, table.size, smaller.rows(), observed,
        {.permutations = settings.permutations, .seed = settings.seed, .exact_until = settings.exact_until},
        random::stream{settings.seed}["mmd_test"],
        [&](std::span<const detail::labelling> labellings, std::span<double> values) {
            const std::vector<detail::kernel_sums> sums = detail::sums_of(table, labellings);
            for (std::size_t l = 0; l < sums.size(); ++l) {
                values[l] = detail::unbiased(sums[l], n, m);
            }
        });
    return {.mmd2 = observed, .sigma = sigma, .p_value = p.p_value, .log10_p = p.log10_p, .method = p.method};
}

}  // namespace lastro::inline v0::drift
