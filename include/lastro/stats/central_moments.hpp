// SPDX-License-Identifier: MIT
// lastro/stats/central_moments.hpp
//
// Mean, spread, skewness and tails of a stream in constant memory, and of many streams put together.
//
//   stats::central_moments day, week;
//   day.add(readings);                                 // a span, or one value at a time
//   week.merge(day);
//   week.mean(); week.standard_deviation(); week.skewness(); week.excess_kurtosis();
//
// A regular value of five numbers. The order of additions is the caller's, so equal calls give equal bits everywhere. Values
// should be finite: others make everything but the count NaN, as arithmetic has it.
//
// References
//   [1] P. Pebay, Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical moments,
//       Sandia report SAND2008-6212, 2008.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint64_t
#include <limits>   // numeric_limits
#include <span>     // span

#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::stats {

namespace detail {
struct sketch_bytes;
}

/// Count, mean, and the sums of the second to fourth powers of the distances from it.
class central_moments {
public:
    void add(double x) noexcept { merge({1, x, 0.0, 0.0, 0.0}); }

    /// Adds many: block by block, each around its own mean, which is several times faster than one by one.
    void add(std::span<const double> values) noexcept {
        constexpr std::size_t block = 1024;
        for (std::size_t i = 0; i < values.size(); i += block) {
            merge(of_block(values.subspan(i, values.size() - i < block ? values.size() - i : block)));
        }
    }

    /// Takes in all that `other` has seen [1, equations 2.1 to 2.9].
    void merge(const central_moments& other) noexcept {
        if (other.count_ == 0) {
            return;
        }
        if (count_ == 0) {
            *this = other;
            return;
        }
        using num::fma;
        const auto a = static_cast<double>(count_);
        const auto b = static_cast<double>(other.count_);
        const double n = a + b;
        const double d = other.mean_ - mean_;
        const double share = d / n;  // of the distance, for one value
        const double d_a = num::rounded(a * share);
        const double d_b = num::rounded(b * share);
        const double ab = d * d_a * b;  // d^2 a b / n
        const double second = second_ + other.second_;
        const double third = third_ + other.third_;
        const double fourth = fourth_ + other.fourth_;
        // The sums around the new mean: those around the old ones, moved by -d_b and d_a.
        const double cross2 = fma(d_a, other.second_, -num::rounded(d_b * second_));
        const double cross3 = fma(d_a, other.third_, -num::rounded(d_b * third_));
        const double cross4 = fma(d_a * d_a, other.second_, num::rounded(d_b * d_b * second_));
        const double shape = fma(d_a, d_a, fma(-d_a, d_b, num::rounded(d_b * d_b)));
        fourth_ = fma(ab, shape, fma(6.0, cross4, fma(4.0, cross3, fourth)));
        third_ = fma(ab, d_a - d_b, fma(3.0, cross2, third));
        second_ = second + num::rounded(ab);
        mean_ += d_b;
        count_ += other.count_;
    }

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

    /// NaN before the first value.
    [[nodiscard]] double mean() const noexcept { return count_ == 0 ? nothing : mean_; }

    /// With divisor n - 1; NaN before the second value.
    [[nodiscard]] double variance() const noexcept {
        return count_ < 2 ? nothing : second_ / static_cast<double>(count_ - 1);
    }
    [[nodiscard]] double standard_deviation() const noexcept { return num::square_root(variance()); }

    /// m3 / m2^(3/2), with m_k the mean k-th power of the distance from the mean; NaN where all values are equal.
    [[nodiscard]] double skewness() const noexcept {
        const double n = static_cast<double>(count_);
        const double m2 = second_ / n;
        return third_ / n / (m2 * num::square_root(m2));
    }

    /// m4 / m2^2 - 3, which is 0 for a normal distribution; NaN where all values are equal.
    [[nodiscard]] double excess_kurtosis() const noexcept {
        const double n = static_cast<double>(count_);
        const double m2 = second_ / n;
        return fourth_ / n / (m2 * m2) - 3.0;
    }

    friend bool operator==(const central_moments&, const central_moments&) = default;

    central_moments() = default;

private:
    friend struct detail::sketch_bytes;

    static constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

    central_moments(std::uint64_t count, double mean, double second, double third, double fourth) noexcept
        : count_(count), mean_(mean), second_(second), third_(third), fourth_(fourth) {}

    // Two passes with eight sums side by side, which registers of any width add in the same order.
    [[nodiscard]] static central_moments of_block(std::span<const double> x) noexcept {
        constexpr std::size_t lanes = 8;
        double sums[lanes] = {};
        for (std::size_t i = 0; i < x.size(); ++i) {
            sums[i % lanes] += x[i];
        }
        const double mean = folded(sums) / static_cast<double>(x.size());
        double first[lanes] = {};
        double second[lanes] = {};
        double third[lanes] = {};
        double fourth[lanes] = {};
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double d = x[i] - mean;
            const double square = num::rounded(d * d);
            first[i % lanes] += d;
            second[i % lanes] += square;
            third[i % lanes] += num::rounded(square * d);
            fourth[i % lanes] += num::rounded(square * square);
        }
        // The mean is rounded: what is left of the first power is moved out of the others.
        const double n = static_cast<double>(x.size());
        const double rest = folded(first) / n;
        const double s2 = folded(second);
        const double s3 = folded(third);
        const double s4 = folded(fourth);
        return {x.size(), mean + rest, num::fma(-n * rest, rest, s2), num::fma(-3.0 * rest, s2, s3),
                num::fma(-4.0 * rest, s3, s4)};
    }

    [[nodiscard]] static double folded(const double (&sums)[8]) noexcept {
        return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
    }

    std::uint64_t count_ = 0;
    double mean_ = 0.0;
    double second_ = 0.0;
    double third_ = 0.0;
    double fourth_ = 0.0;
};

}  // namespace lastro::inline v0::stats
