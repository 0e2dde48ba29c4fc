// SPDX-License-Identifier: MIT
// lastro/drift/sorted_sample.hpp
//
// A sample that is ready to be compared: sorted once, used by every order-statistics test.
//
//   const drift::sorted_sample reference{training_column};        // sort once ...
//   drift::kolmogorov_smirnov(reference, drift::sorted_sample{live_column});   // ... compare often
//   reference.quantile(0.5);                                       // the median
//
// Immutable: const objects may be shared between threads.
//
// References
//   [1] R. J. Hyndman and Y. Fan, Sample quantiles in statistical packages, Amer. Statist. 50(4), 1996.
#pragma once

#include <cstddef>    // size_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/sort.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

/// A non-empty, ascending, NaN-free sample: the checks are paid for once, at construction.
class sorted_sample {
public:
    /// Copies and sorts `values`; infinities are allowed and order as usual, and -0.0 equals 0.0.
    ///
    /// @throws std::invalid_argument if `values` is empty or holds a NaN.
    /// Cost: O(n) time; 8 bytes of memory per value, 16 while values that crowd are sorted.
    explicit sorted_sample(std::span<const double> values) : values_(sorted(values)) {}

    /// The values in ascending order; the span is valid as long as this object is.
    [[nodiscard]] std::span<const double> values() const noexcept { return values_; }

    [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }

    /// How many values are below `x`. Cost: O(log n).
    [[nodiscard]] std::size_t count_below(double x) const noexcept {
        return count_while([x](double value) { return value < x; });
    }

    /// How many values are at most `x`. Cost: O(log n).
    [[nodiscard]] std::size_t count_up_to(double x) const noexcept {
        return count_while([x](double value) { return value <= x; });
    }

    /// The quantile by linear interpolation between order statistics, type 7 of [1]: quantile(0.5) is the median.
    ///
    /// @throws std::invalid_argument unless 0 <= share <= 1.
    [[nodiscard]] double quantile(double share) const {
        core::require<std::invalid_argument>(share >= 0.0 && share <= 1.0, "sorted_sample::quantile: share",
                                             "a number from 0 to 1", share);
        const auto last = static_cast<double>(size() - 1);
        const double below = num::floor(share * last);
        const double beyond = num::fma(share, last, -below);
        const auto index = static_cast<std::size_t>(below);
        const double low = values_[index];
        const double high = values_[index + 1 < size() ? index + 1 : index];
        return low == high || beyond <= 0.0 ? low : num::fma(beyond, high - low, low);
    }

    friend bool operator==(const sorted_sample&, const sorted_sample&) = default;

private:
    /// How many values from the first on fulfil a condition that holds up to some place.
    template <class Condition>
    [[nodiscard]] std::size_t count_while(const Condition& holds) const noexcept {
        std::size_t low = 0;
        for (std::size_t length = size(); length > 0;) {
            const std::size_t half = length / 2;
            if (holds(values_[low + half])) {
                low += half + 1;
                length -= half + 1;
            } else {
                length = half;
            }
        }
        return low;
    }

    static std::vector<double> sorted(std::span<const double> values) {
        if (values.empty()) {
            throw std::invalid_argument{"sorted_sample: no values"};
        }
        for (const double x : values) {
            if (num::is_nan(x)) {
                throw std::invalid_argument{"sorted_sample: NaN has no rank; drop or impute it first"};
            }
        }
        return core::sorted(values);
    }

    std::vector<double> values_;
};

}  // namespace lastro::inline v0::drift
