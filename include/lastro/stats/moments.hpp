// SPDX-License-Identifier: MIT
// lastro/stats/moments.hpp
//
// Mean, spread and range of a stream in constant memory, and of many streams put together.
//
//   stats::moments day, week;
//   for (const double x : readings) day.add(x);
//   week.merge(day);                                   // as if all values had been added to one
//   week.mean(); week.standard_deviation(); week.maximum();
//
// A regular value of five numbers. The order of additions is the caller's, so equal calls give equal bits everywhere.
//
// References
//   [1] B. P. Welford, Note on a method for calculating corrected sums of squares and products,
//       Technometrics 4(3), 1962.
//   [2] T. F. Chan, G. H. Golub, R. J. LeVeque, Algorithms for computing the sample variance,
//       Amer. Statist. 37(3), 1983.
#pragma once

#include <cstdint>  // uint64_t
#include <limits>   // numeric_limits

#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::stats {

/// Count, mean, sum of squared deviations, minimum and maximum of the values added so far.
///
/// Values should be numbers: a NaN or an infinity makes mean and variance NaN, as arithmetic has it.
class moments {
public:
    /// Takes one value in [1].
    void add(double x) noexcept {
        ++count_;
        const double before = x - mean_;
        mean_ += before / static_cast<double>(count_);
        squares_ = num::fma(before, x - mean_, squares_);
        minimum_ = x < minimum_ ? x : minimum_;
        maximum_ = x > maximum_ ? x : maximum_;
    }

    /// Takes in all that `other` has seen [2].
    void merge(const moments& other) noexcept {
        if (other.count_ == 0) {
            return;
        }
        if (count_ == 0) {
            *this = other;
            return;
        }
        const auto mine = static_cast<double>(count_);
        const auto theirs = static_cast<double>(other.count_);
        const double share = theirs / (mine + theirs);
        const double difference = other.mean_ - mean_;
        count_ += other.count_;
        mean_ = num::fma(difference, share, mean_);
        squares_ = num::fma(difference * difference, mine * share, squares_ + other.squares_);
        minimum_ = other.minimum_ < minimum_ ? other.minimum_ : minimum_;
        maximum_ = other.maximum_ > maximum_ ? other.maximum_ : maximum_;
    }

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

    /// NaN before the first value.
    [[nodiscard]] double mean() const noexcept { return count_ == 0 ? nothing : mean_; }

    /// With divisor n - 1; NaN before the second value.
    [[nodiscard]] double variance() const noexcept {
        return count_ < 2 ? nothing : squares_ / static_cast<double>(count_ - 1);
    }

    /// With divisor n; NaN before the first value.
    [[nodiscard]] double population_variance() const noexcept {
        return count_ == 0 ? nothing : squares_ / static_cast<double>(count_);
    }

    /// Square root of `variance()`.
    [[nodiscard]] double standard_deviation() const noexcept { return num::square_root(variance()); }

    /// The sum of squared deviations from the mean: what `restored` needs. 0 before the first value.
    [[nodiscard]] double squares() const noexcept { return squares_; }

    /// Those that were written down somewhere: by `count()`, `mean()`, `squares()`, `minimum()` and `maximum()`.
    [[nodiscard]] static moments restored(std::uint64_t count, double mean, double squares, double minimum,
                                          double maximum) noexcept {
        moments result;
        if (count > 0) {
            result.count_ = count;
            result.mean_ = mean;
            result.squares_ = squares;
            result.minimum_ = minimum;
            result.maximum_ = maximum;
        }
        return result;
    }

    /// NaN before the first value.
    [[nodiscard]] double minimum() const noexcept { return count_ == 0 ? nothing : minimum_; }
    [[nodiscard]] double maximum() const noexcept { return count_ == 0 ? nothing : maximum_; }

    friend bool operator==(const moments&, const moments&) = default;

private:
    static constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

    std::uint64_t count_ = 0;
    double mean_ = 0.0;
    double squares_ = 0.0;  ///< Sum of (x - mean)^2, never negative.
    double minimum_ = std::numeric_limits<double>::infinity();
    double maximum_ = -std::numeric_limits<double>::infinity();
};

}  // namespace lastro::inline v0::stats
