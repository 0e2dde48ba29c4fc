// SPDX-License-Identifier: MIT
// lastro/drift/mmd_block.hpp
//
// Did rows move together, where there are too many for all pairs? MMD in blocks, with a p-value that needs no relabelling.
//
//   const auto b = drift::mmd_block_test(reference, live);                   // blocks of sqrt(n) rows: O(n^1.5)
//   const auto l = drift::mmd_block_test(reference, live, {.block = 2});     // linear time
//   b.mmd2; b.standard_error; b.p_value;
//
// Rows are cut into blocks in their order, block i of one side belonging to block i of the other; each gives an unbiased
// estimate [1], and independent estimates have a mean that tends to normal [2]. Blocks of two rows are the linear-time
// test of [1]: cheapest, weakest. The spread is estimated from k blocks, so the tail is Student's with k - 1 degrees, which
// becomes the normal one as k grows. Rows must be in no particular order. Bit-equal everywhere.
//
// References
//   [1] A. Gretton, K. M. Borgwardt, M. J. Rasch, B. Schoelkopf, A. Smola, A kernel two-sample test,
//       J. Mach. Learn. Res. 13, 2012, section 6.
//   [2] W. Zaremba, A. Gretton, M. Blaschko, B-tests: low variance kernel two-sample tests, NIPS 2013.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <numbers>    // ln2
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/drift/maximum_mean_discrepancy.hpp>
#include <lastro/drift/points.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/num/run_fused.hpp>
#include <lastro/stats/beta.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

struct mmd_block_settings {
    double sigma = 0.0;     ///< Of the Gaussian kernel; 0: the median distance among the first 250 rows of each side.
    std::size_t block = 0;  ///< Rows of each side in a block, 2 or more; 0: the root of the rows, rounded down.
};

/// What the test found.
struct mmd_block_result {
    double mmd2 = 0.0;            ///< The mean of the blocks' unbiased estimates.
    double standard_error = 0.0;  ///< Of that mean, from the spread of the blocks.
    double sigma = 1.0;           ///< Of the kernel that was used.
    double p_value = 1.0;         ///< P(a mean this large in its standard errors) if nothing moved, for many blocks;
                                  ///< where all blocks are alike and above 0, that of their signs: 2^-blocks.
    double log10_p = 0.0;         ///< The same, where a double would underflow.
    std::uint64_t block = 0;      ///< Rows of each side in a block.
    std::uint64_t blocks = 0;     ///< What is left over of the rows is not used.

    friend bool operator==(const mmd_block_result&, const mmd_block_result&) = default;
};

namespace detail {

/// The unbiased estimates of blocks of `block` rows; x_i and y_i of one number are not compared, so that every pair is an
/// estimate of its own kind [1].
class mmd_blocks {
public:
    mmd_blocks(std::size_t block, double sigma)
        : block_{block}, divisor_{2.0 * sigma * sigma}, within_(block * (block - 1)), between_(block * (block - 1)) {}

    [[nodiscard]] double estimate(const points& x, const points& y, std::size_t first) {
        num::detail::run_fused([&] {
            std::size_t w = 0;
            std::size_t b = 0;
            for (std::size_t i = 0; i < block_; ++i) {
                for (std::size_t j = 0; j < i; ++j) {
                    within_[w++] = exponent(x.row(first + i), x.row(first + j));
                    within_[w++] = exponent(y.row(first + i), y.row(first + j));
                    between_[b++] = exponent(x.row(first + i), y.row(first + j));
                    between_[b++] = exponent(x.row(first + j), y.row(first + i));
                }
            }
        });
        for (std::vector<double>* const values : {&within_, &between_}) {
            num::exp(std::span<const double>{*values}, std::span<double>{*values});
        }
        return 2.0 * (num::sum(std::span<const double>{within_}) - num::sum(std::span<const double>{between_})) /
               static_cast<double>(within_.size());
    }

private:
    [[nodiscard]] double exponent(std::span<const double> a, std::span<const double> b) const noexcept {
        double square = 0.0;
        for (std::size_t k = 0; k < a.size(); ++k) {
            const double d = a[k] - b[k];
            square = num::fma(d, d, square);
        }
        return -square / divisor_;
    }

    std::size_t block_;
    double divisor_;
    std::vector<double> within_;
    std::vector<double> between_;
};

[[nodiscard]] inline std::size_t whole_root(std::size_t n) noexcept {
    auto root = static_cast<std::size_t>(num::square_root(static_cast<double>(n)));
    root -= root > n / (root > 0 ? root : 1) ? 1U : 0U;
    return root;
}

}  // namespace detail

/// The mean over blocks of the unbiased estimate, with a p-value.
///
/// Of the longer side the rows beyond the shorter one's are not used. With few blocks (fewer than 20, say) the p-value is
/// a rough guide: `mmd_test` is for such sizes.
/// @throws std::invalid_argument if columns differ, there are no two blocks, a block has fewer than 2 rows, or sigma is
/// negative or the square of the one that is used is 0 or infinite. Cost: O(n block) kernels, O(block^2) memory.
[[nodiscard]] inline mmd_block_result mmd_block_test(const points& reference, const points& live,
                                                     const mmd_block_settings& settings = {}) {
    core::require<std::invalid_argument>(reference.columns() == live.columns(), "mmd_block_test",
                                         "as many columns on both sides", live.columns());
    core::require<std::invalid_argument>(settings.sigma >= 0.0 && !num::is_infinite(settings.sigma),
                                         "mmd_block_test: sigma", "a positive number, or 0 for the median distance",
                                         settings.sigma);
    core::require<std::invalid_argument>(settings.block != 1, "mmd_block_test: block", "2 or more, or 0", 1);
    const std::size_t rows = reference.rows() < live.rows() ? reference.rows() : live.rows();
    const std::size_t root = detail::whole_root(rows);
    const std::size_t block = settings.block > 0 ? settings.block : root > 2 ? root : 2;
    core::require<std::invalid_argument>(rows / block >= 2, "mmd_block_test", "rows for at least 2 blocks on each side",
                                         rows);
    constexpr std::size_t look_at = 250;
    const std::size_t seen = rows < look_at ? rows : look_at;
    const double sigma =
        settings.sigma > 0.0 ? settings.sigma : median_distance(reference.first(seen), live.first(seen));
    detail::require_sigma(sigma, "mmd_block_test");
    detail::mmd_blocks estimates{block, sigma};
    std::vector<double> values;
    for (std::size_t first = 0; first + block <= rows; first += block) {
        values.push_back(estimates.estimate(reference, live, first));
    }
    const auto count = static_cast<double>(values.size());
    const auto [mean, variance] = num::mean_variance(std::span<const double>{values}, 1);
    mmd_block_result result{.mmd2 = mean,
                            .standard_error = num::square_root(variance / count),
                            .sigma = sigma,
                            .block = block,
                            .blocks = values.size()};
    constexpr double rounding = 1e-15;  // of means of kernels, which are at most 1
    if (result.standard_error > rounding) {
        const stats::tail tail = stats::student_t_tail(mean / result.standard_error, count - 1.0);
        result.p_value = tail.probability;
        result.log10_p = tail.log10;
    } else if (mean > rounding) {  // all blocks alike, and apart
        const stats::tail tail = stats::tail_from_log(-count * std::numbers::ln2);
        result.p_value = tail.probability;
        result.log10_p = tail.log10;
    }
    return result;
}

}  // namespace lastro::inline v0::drift
