// SPDX-License-Identifier: MIT
// lastro/stats/rolling_mean.hpp
//
// What is the mean of the last hundred values, now and after a million more?
//
//   stats::rolling_mean recent{100};
//   recent.add(reading);
//   recent.mean();                                     // of the last min(count, 100) values
//
// The sum in the window is exact (num::exact_sum), so what has left the window leaves no trace in the mean: it depends on
// the values in the window alone, to the last bit. Nothing allocated after construction.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <limits>     // numeric_limits
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/num/exact_sum.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/detail/heap_array.hpp>

namespace lastro::inline v0::stats {

/// The mean over a window that slides along a stream.
class rolling_mean {
public:
    /// @throws std::invalid_argument unless window >= 1.
    explicit rolling_mean(std::size_t window) : ring_{checked(window)} {}

    /// Takes the next value; the oldest leaves once the window is full.
    ///
    /// @throws std::invalid_argument if x is not finite: it would stay in the sum.
    void add(double x) {
        core::require<std::invalid_argument>(num::is_finite(x), "stats::rolling_mean: add", "a finite number", x);
        double& place = ring_[static_cast<std::size_t>(count_ % ring_.size())];
        sum_.add(-place);  // 0 while the window fills
        sum_.add(x);
        place = x;
        ++count_;
    }

    /// Of the last min(count, window) values: their exact sum, rounded, over their number, rounded. NaN before the first.
    [[nodiscard]] double mean() const noexcept {
        return count_ == 0 ? std::numeric_limits<double>::quiet_NaN() : sum_.value() / static_cast<double>(size());
    }

    /// How many values are in the window.
    [[nodiscard]] std::size_t size() const noexcept {
        return count_ < ring_.size() ? static_cast<std::size_t>(count_) : ring_.size();
    }

    [[nodiscard]] std::size_t window() const noexcept { return ring_.size(); }

    /// How many values were ever added.
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

    /// Equal windows with equal values in them, after equally many.
    friend bool operator==(const rolling_mean& a, const rolling_mean& b) noexcept {
        bool equal = a.window() == b.window() && a.count_ == b.count_;
        for (std::size_t i = 0; equal && i < a.window(); ++i) {
            equal = a.ring_[i] == b.ring_[i];
        }
        return equal;
    }

private:
    static std::size_t checked(std::size_t window) {
        core::require<std::invalid_argument>(window >= 1, "stats::rolling_mean: window", "at least 1", window);
        return window;
    }

    detail::heap_array<double> ring_;  ///< Value i at i mod window.
    num::exact_sum sum_;               ///< Of the ring.
    std::uint64_t count_ = 0;
};

}  // namespace lastro::inline v0::stats
