// SPDX-License-Identifier: MIT
// lastro/drift/weighted_sample.hpp
//
// Values that count more or less than once: distances between samples with weights.
//
//   const drift::weighted_sample u{values, weights}, v{others};       // without weights, all count alike
//   drift::wasserstein_distance(u, v);                                 // the integral of |F - G|
//   drift::energy_distance(u, v);                                      // sqrt(2 * the integral of (F - G)^2)
//
// Only shares matter: weights may sum to anything. No p-values: what weights mean for chance depends on where they come
// from. Bit-equal everywhere, whatever the order of arrival.
#pragma once

#include <cstddef>    // size_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/order.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

/// A non-empty, ascending, NaN-free sample with weights.
class weighted_sample {
public:
    /// All values count alike.
    ///
    /// @throws std::invalid_argument if there is no value, or a NaN.
    explicit weighted_sample(std::span<const double> values)
        : weighted_sample{values, std::vector<double>(values.size(), 1.0)} {}

    /// Value i counts `weights[i]`.
    ///
    /// @throws std::invalid_argument if there is no value, a NaN, another number of weights, a weight that is negative or
    /// not finite, or no positive one. Cost: O(n log n).
    weighted_sample(std::span<const double> values, std::span<const double> weights) {
        core::require<std::invalid_argument>(!values.empty(), "weighted_sample: values", "at least one", 0);
        core::require<std::invalid_argument>(values.size() == weights.size(), "weighted_sample: weights",
                                             "as many as values", weights.size());
        std::vector<std::size_t> order(values.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            core::require<std::invalid_argument>(!num::is_nan(values[i]), "weighted_sample: values", "numbers",
                                                 values[i]);
            core::require<std::invalid_argument>(weights[i] >= 0.0 && !num::is_infinite(weights[i]),
                                                 "weighted_sample: weights", "finite and not negative", weights[i]);
            order[i] = i;
        }
        core::stable_sort(std::span<std::size_t>{order}, [&](std::size_t a, std::size_t b) {
            return values[a] < values[b] || (values[a] == values[b] && weights[a] < weights[b]);
        });
        double total = 0.0;
        for (const std::size_t i : order) {
            total += weights[i];
            values_.push_back(values[i]);
            shares_.push_back(total);
        }
        core::require<std::invalid_argument>(total > 0.0 && !num::is_infinite(total), "weighted_sample: weights",
                                             "a positive, finite sum", total);
        for (double& share : shares_) {
            share /= total;
        }
    }

    /// The values in ascending order.
    [[nodiscard]] std::span<const double> values() const noexcept { return values_; }

    /// The share of weight up to and including each value; the last one is 1.
    [[nodiscard]] std::span<const double> shares() const noexcept { return shares_; }

    friend bool operator==(const weighted_sample&, const weighted_sample&) = default;

private:
    std::vector<double> values_;
    std::vector<double> shares_;
};

namespace detail {

/// Calls `take(F - G, length)` for each step between neighbouring pooled values.
template <class Take>
void for_each_step(const weighted_sample& a, const weighted_sample& b, Take&& take) {
    const auto x = a.values();
    const auto y = b.values();
    double f = 0.0;
    double g = 0.0;
    double previous = 0.0;
    for (std::size_t i = 0, j = 0; i < x.size() || j < y.size();) {
        const double value = i == x.size() || (j < y.size() && y[j] < x[i]) ? y[j] : x[i];
        if (f != g) {
            take(f - g, value - previous);
        }
        for (; i < x.size() && x[i] == value; ++i) {
            f = a.shares()[i];
        }
        for (; j < y.size() && y[j] == value; ++j) {
            g = b.shares()[j];
        }
        previous = value;
    }
}

}  // namespace detail

/// The Wasserstein-1 distance, the integral of |F - G|. Cost: O(n + m).
[[nodiscard]] inline double wasserstein_distance(const weighted_sample& a, const weighted_sample& b) {
    double sum = 0.0;
    detail::for_each_step(a, b, [&](double gap, double length) { sum = num::fma(num::magnitude(gap), length, sum); });
    return sum;
}

/// The energy distance, sqrt(2 * the integral of (F - G)^2). Cost: O(n + m).
[[nodiscard]] inline double energy_distance(const weighted_sample& a, const weighted_sample& b) {
    double sum = 0.0;
    detail::for_each_step(a, b, [&](double gap, double length) { sum = num::fma(gap * gap, length, sum); });
    return num::square_root(2.0 * sum);
}

}  // namespace lastro::inline v0::drift
