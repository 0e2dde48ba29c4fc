// SPDX-License-Identifier: MIT
// lastro/drift/mean_confidence_sequence.hpp
//
// Where is the mean of a stream, if one looks after every value and stops whenever one likes?
//
//   drift::mean_confidence_sequence where{{.alpha = 0.05, .low = 0.0, .high = 1.0}};
//   where.update(loss);
//   const auto [low, high] = where.interval();              // holds the mean at all times at once, with 95 %
//
// The predictable plug-in empirical Bernstein sequence of [1], theorem 2: P(the mean is ever outside) <= alpha, for every
// sample size and every distribution between the bounds. Assumed: each value's mean, given those before it, is the same;
// they need be neither independent nor of one distribution. The price for looking at all times is a width larger by about
// sqrt(log n). Constant memory, no allocation; the same bits everywhere.
//
// References
//   [1] I. Waudby-Smith, A. Ramdas, Estimating means of bounded random variables by betting, J. R. Stat. Soc. B 86(1), 2024.
#pragma once

#include <cstddef>    // byte
#include <cstdint>    // uint64_t
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/drift/detail/state_bytes.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

struct confidence_sequence_settings {
    double alpha = 0.05;  ///< The mean is ever outside with at most this probability.
    double low = 0.0;     ///< No value is below ...
    double high = 1.0;    ///< ... or above. Others are counted in `ignored()`, and tell that the bounds are wrong.

    friend bool operator==(const confidence_sequence_settings&, const confidence_sequence_settings&) = default;
};

/// An interval that may be empty no more than [low, high] is.
struct mean_interval {
    double low = 0.0;
    double high = 1.0;

    friend bool operator==(const mean_interval&, const mean_interval&) = default;
};

/// An interval for the mean that is valid at all times at once.
class mean_confidence_sequence {
public:
    static constexpr const char* kind = "mean_confidence_sequence";

    /// @throws std::invalid_argument unless 0 < alpha < 1 and low < high, both finite.
    explicit mean_confidence_sequence(const confidence_sequence_settings& settings = {})
        : settings_(settings), interval_{settings.low, settings.high} {
        detail::require_inside_unit_interval(settings.alpha, "drift::mean_confidence_sequence: alpha");
        core::require<std::invalid_argument>(
            num::is_finite(settings.high - settings.low) && settings.low < settings.high,
            "drift::mean_confidence_sequence: high", "a finite number above low", settings.high);
        evidence_ = num::log(2.0 / settings.alpha);
    }

    /// Takes the next value. One outside the bounds, or a NaN, is counted and changes nothing else.
    void update(double value) noexcept {
        if (!(value >= settings_.low && value <= settings_.high)) {
            ++ignored_;
            return;
        }
        const double width = settings_.high - settings_.low;
        const double x = (value - settings_.low) / width;
        const auto t = static_cast<double>(++count_);
        // From the values before this one: the mean 1/2 and the variance 1/4 count as one value each.
        const double mean = (0.5 + sum_) / t;
        const double variance = (0.25 + squares_) / t;
        const double wanted = num::square_root(2.0 * evidence_ / (variance * t * num::log(1.0 + t)));
        constexpr double most = 0.5;
        const double bet = wanted < most ? wanted : most;
        const double gap = x - mean;
        const double cost = -num::log(1.0 - bet) - bet;  // 4 psi_E(bet)
        bets_ += bet;
        weighted_ = num::fma(bet, x, weighted_);
        penalty_ = num::fma(num::rounded(gap * gap), cost, penalty_);
        sum_ += x;
        const double around = x - (0.5 + sum_) / (t + 1.0);
        squares_ = num::fma(around, around, squares_);
        const double centre = weighted_ / bets_;
        const double radius = (evidence_ + penalty_) / bets_;
        const double low = num::fma(centre - radius, width, settings_.low);
        const double high = num::fma(centre + radius, width, settings_.low);
        interval_.low = low > interval_.low ? low : interval_.low;  // what was excluded once stays so
        interval_.high = high < interval_.high ? high : interval_.high;
    }

    void reset() noexcept { *this = mean_confidence_sequence{settings_}; }

    /// All means that were never excluded. Empty (low above high) with at most the probability alpha if the mean is constant:
    /// then it has changed.
    [[nodiscard]] mean_interval interval() const noexcept { return interval_; }

    /// True if no mean fits all values: it cannot have been the same all the time.
    [[nodiscard]] bool is_empty() const noexcept { return interval_.low > interval_.high; }

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }      ///< Values taken.
    [[nodiscard]] std::uint64_t ignored() const noexcept { return ignored_; }  ///< What was outside the bounds, or NaN.
    [[nodiscard]] const confidence_sequence_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static mean_confidence_sequence from_state(core::byte_span bytes) {
        return detail::state_bytes::read<mean_confidence_sequence>(bytes);
    }

    friend bool operator==(const mean_confidence_sequence&, const mean_confidence_sequence&) = default;

private:
    friend struct detail::state_bytes;

    static void each_setting(auto& s, auto&& each) {
        each("alpha", s.alpha);
        each("low", s.low);
        each("high", s.high);
    }
    static void each_number(auto& self, auto&& each) {
        each(self.interval_.low, self.interval_.high, self.bets_, self.weighted_, self.penalty_, self.sum_,
             self.squares_, self.count_, self.ignored_);
    }
    [[nodiscard]] bool consistent() const noexcept {
        const auto n = static_cast<double>(count_);
        const double most = 1.0000001 * n;  // sums are rounded
        const bool possible = interval_.low >= settings_.low && interval_.high <= settings_.high && sum_ >= 0.0 &&
                              sum_ <= most && squares_ >= 0.0 && squares_ <= most && bets_ >= 0.0 && bets_ <= most &&
                              weighted_ >= 0.0 && weighted_ <= bets_ * 1.0000001 && penalty_ >= 0.0 &&
                              penalty_ <= most && (count_ > 0) == (bets_ > 0.0);
        return possible && num::is_finite(interval_.low) && num::is_finite(interval_.high);
    }

    confidence_sequence_settings settings_;
    mean_interval interval_;
    double evidence_ = 0.0;  // log(2 / alpha)
    double bets_ = 0.0;
    double weighted_ = 0.0;  // sum of bet * x
    double penalty_ = 0.0;   // sum of v psi_E(bet)
    double sum_ = 0.0;
    double squares_ = 0.0;  // of gaps to the mean so far
    std::uint64_t count_ = 0;
    std::uint64_t ignored_ = 0;
};

}  // namespace lastro::inline v0::drift
