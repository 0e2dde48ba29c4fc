// SPDX-License-Identifier: MIT
// lastro/stats/hypergeometric.hpp
//
// How probable is this 2 x 2 table, given its margins? Also with counts in the millions.
//
//   const stats::hypergeometric table{10, 9, 16};      // first row 10, first column 9, 16 in all
//   table.log_probability(8);                          // ln P(8 in the corner)
//   table.upper_tail(8).probability;                   // P(8 or more in the corner)
//
// Saddle-point form [1]: no factorial is ever computed, so nothing overflows or cancels. Bit-equal on every compiler.
//
// References
//   [1] C. Loader, Fast and accurate computation of binomial probabilities, 2000.
#pragma once

#include <cstdint>    // uint64_t
#include <limits>     // numeric_limits
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/gamma.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::stats {

namespace detail {

/// ln of the binomial probability of k in n at chance p, 0 < p < 1 [1].
[[nodiscard]] inline double log_binomial(double k, double n, double p, double q) noexcept {
    if (k == 0.0 || k == n) {
        return n == 0.0 ? 0.0 : num::fma(n, num::log(k == 0.0 ? q : p), 0.0);  // nothing left to contract
    }
    constexpr double two_pi = 6.283185307179586477;
    const double corrections = stirling_error(n) - stirling_error(k) - stirling_error(n - k);
    const double spread = num::log(two_pi * k * ((n - k) / n)) / 2.0;
    // Rounded here: where deviance is inlined, its differences must not be fused with these products.
    return corrections - deviance(k, num::rounded(n * p)) - deviance(n - k, num::rounded(n * q)) - spread;
}

}  // namespace detail

/// The distribution of the corner count of a 2 x 2 table with given margins.
class hypergeometric {
public:
    /// @throws std::invalid_argument unless row and column are at most total, and 1 <= total <= 2^50.
    hypergeometric(std::uint64_t row, std::uint64_t column, std::uint64_t total)
        : row_(static_cast<double>(row)), column_(static_cast<double>(column)), total_(static_cast<double>(total)) {
        constexpr std::uint64_t largest = std::uint64_t{1} << 50U;
        core::require<std::invalid_argument>(total > 0 && total <= largest, "hypergeometric: total", "1 to 2^50",
                                             total);
        core::require<std::invalid_argument>(row <= total, "hypergeometric: row", "at most the total", row);
        core::require<std::invalid_argument>(column <= total, "hypergeometric: column", "at most the total", column);
    }

    [[nodiscard]] double lowest() const noexcept { return row_ + column_ > total_ ? row_ + column_ - total_ : 0.0; }
    [[nodiscard]] double highest() const noexcept { return row_ < column_ ? row_ : column_; }

    /// The most probable count; the larger one of two.
    [[nodiscard]] double mode() const noexcept {
        const double at = num::floor((row_ + 1.0) / (total_ + 2.0) * (column_ + 1.0));
        return at < lowest() ? lowest() : at > highest() ? highest() : at;
    }

    /// ln P(corner = k); -infinity where k cannot be.
    [[nodiscard]] double log_probability(double k) const noexcept {
        if (k < lowest() || k > highest()) {
            return -std::numeric_limits<double>::infinity();
        }
        if (lowest() == highest()) {
            return 0.0;
        }
        const double p = row_ / total_;
        const double q = (total_ - row_) / total_;
        return detail::log_binomial(k, column_, p, q) + detail::log_binomial(row_ - k, total_ - column_, p, q) -
               detail::log_binomial(row_, total_, p, q);
    }

    /// P(corner >= k) and P(corner <= k). Cost: the terms of the smaller tail that are not negligible.
    [[nodiscard]] tail upper_tail(double k) const noexcept {
        return k > mode() ? tail_from(k, true) : tail_from_probability(1.0 - tail_from(k - 1.0, false).probability);
    }
    [[nodiscard]] tail lower_tail(double k) const noexcept {
        return k < mode() ? tail_from(k, false) : tail_from_probability(1.0 - tail_from(k + 1.0, true).probability);
    }

    /// P(corner >= k) or P(corner <= k), by summing from k on. Precondition: the terms fall in that direction.
    [[nodiscard]] tail tail_from(double k, bool up) const noexcept {
        if (k < lowest() || k > highest()) {
            return tail_from_probability(0.0);
        }
        constexpr double negligible = 1e-20;
        double term = 1.0;
        double sum = 1.0;
        for (double at = k; (up ? at < highest() : at > lowest()) && term > negligible * sum; at += up ? 1.0 : -1.0) {
            const double ratio = up ? rise(at) : 1.0 / rise(at - 1.0);
            sum = num::fma(term, ratio, sum);
            term *= ratio;
        }
        return tail_from_log(log_probability(k) + num::log(sum));
    }

private:
    /// P(k + 1) / P(k)
    [[nodiscard]] double rise(double k) const noexcept {
        return (row_ - k) / (k + 1.0) * ((column_ - k) / (total_ - row_ - column_ + k + 1.0));
    }

    double row_;
    double column_;
    double total_;
};

}  // namespace lastro::inline v0::stats
