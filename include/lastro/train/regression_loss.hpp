// SPDX-License-Identifier: MIT
// lastro/train/regression_loss.hpp
//
// How wrong is a predicted number, and which way is less wrong? Five answers, each with its derivative.
//
//   train::mean_loss<double>(train::huber_loss{.delta = 1.5}, predicted, targets, derivative);
//   train::regression_loss loss = train::quantile_loss{.quantile = 0.9};     // any of them, as a setting of a model
//   train::mean_loss<double>(loss, predicted, targets, derivative, weights);    // and it is saved with the model
//
// A mean is over the rows, weights or not: sum(w * loss) / n. So the parts of a batch add up, whatever their weights.
// Sums in the fixed order of num::sum, explicit fma: equal bits everywhere. Allocates nothing.
//
// References
//   [1] P. J. Huber, Robust estimation of a location parameter, Ann. Math. Statist. 35(1), 1964.
//   [2] R. Koenker, G. Bassett, Regression quantiles, Econometrica 46(1), 1978.
#pragma once

#include <cmath>        // abs, fma
#include <concepts>     // floating_point
#include <cstddef>      // size_t
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <type_traits>  // type_identity_t
#include <variant>      // variant, visit

#include <lastro/core/contract.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/train/loss.hpp>
#include <lastro/train/named_settings.hpp>
#include <lastro/train/rule.hpp>

namespace lastro::inline v0::train {

/// (z - y)^2: what it finds is the mean.
struct squared_loss {
    static constexpr model::schema_id schema{"lastro.squared_loss", 1};
    void check() const {}
    [[nodiscard]] named_settings settings() const { return {"squared_loss"}; }
    template <std::floating_point T>
    [[nodiscard]] T value(T z, T y) const noexcept {
        return std::fma(z - y, z - y, T{0});
    }
    template <std::floating_point T>
    [[nodiscard]] T slope(T z, T y) const noexcept {
        return T{2} * (z - y);
    }
    template <class Self, class Visitor>
    static void reflect(Self&, Visitor&&) {}
    friend bool operator==(const squared_loss&, const squared_loss&) = default;
};

/// |z - y|: what it finds is the median.
struct absolute_loss {
    static constexpr model::schema_id schema{"lastro.absolute_loss", 1};
    void check() const {}
    [[nodiscard]] named_settings settings() const { return {"absolute_loss"}; }
    template <std::floating_point T>
    [[nodiscard]] T value(T z, T y) const noexcept {
        return std::abs(z - y);
    }
    template <std::floating_point T>
    [[nodiscard]] T slope(T z, T y) const noexcept {
        return z > y ? T{1} : z < y ? T{-1} : z - y;  // 0, or NaN
    }
    template <class Self, class Visitor>
    static void reflect(Self&, Visitor&&) {}
    friend bool operator==(const absolute_loss&, const absolute_loss&) = default;
};

/// (z - y)^2 / 2 up to a distance of delta, and delta * (|z - y| - delta/2) from there on [1]: outliers pull less.
struct huber_loss {
    static constexpr model::schema_id schema{"lastro.huber_loss", 1};
    double delta = 1.0;

    /// @throws std::invalid_argument unless delta is above 0 and finite.
    void check() const { detail::require_positive("train::huber_loss", "delta", delta); }
    [[nodiscard]] named_settings settings() const { return {"huber_loss", {{"delta", delta}}}; }
    template <std::floating_point T>
    [[nodiscard]] T value(T z, T y) const noexcept {
        const T gap = std::abs(z - y), most = static_cast<T>(delta);
        return gap > most ? std::fma(most, gap - most / T{2}, T{0}) : std::fma(gap / T{2}, gap, T{0});
    }
    template <std::floating_point T>
    [[nodiscard]] T slope(T z, T y) const noexcept {
        const T gap = z - y, most = static_cast<T>(delta);
        return gap > most ? most : gap < -most ? -most : gap;
    }
    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("delta", self.delta);
    }
    friend bool operator==(const huber_loss&, const huber_loss&) = default;
};

/// q * (y - z) where z is too low, (1 - q) * (z - y) where it is too high [2]: what it finds is the q-quantile.
struct quantile_loss {
    static constexpr model::schema_id schema{"lastro.quantile_loss", 1};
    double quantile = 0.5;

    /// @throws std::invalid_argument unless 0 < quantile < 1.
    void check() const {
        core::require<std::invalid_argument>(quantile > 0.0 && quantile < 1.0, "train::quantile_loss: quantile",
                                             "0 < quantile < 1", quantile);
    }
    [[nodiscard]] named_settings settings() const { return {"quantile_loss", {{"quantile", quantile}}}; }
    template <std::floating_point T>
    [[nodiscard]] T value(T z, T y) const noexcept {
        const T q = static_cast<T>(quantile);
        return std::fma(z < y ? q : T{1} - q, std::abs(z - y), T{0});
    }
    template <std::floating_point T>
    [[nodiscard]] T slope(T z, T y) const noexcept {
        const T q = static_cast<T>(quantile);
        return z > y ? T{1} - q : z < y ? -q : z - y;
    }
    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("quantile", self.quantile);
    }
    friend bool operator==(const quantile_loss&, const quantile_loss&) = default;
};

/// exp(z) - y*z: minus the log-likelihood of a count y with mean exp(z), without the part that z cannot change.
struct poisson_loss {
    static constexpr model::schema_id schema{"lastro.poisson_loss", 1};
    void check() const {}
    [[nodiscard]] named_settings settings() const { return {"poisson_loss"}; }
    template <std::floating_point T>
    [[nodiscard]] T value(T z, T y) const noexcept {
        return std::fma(-y, z, num::exp(z));
    }
    template <std::floating_point T>
    [[nodiscard]] T slope(T z, T y) const noexcept {
        return num::exp(z) - y;
    }
    template <class Self, class Visitor>
    static void reflect(Self&, Visitor&&) {}
    friend bool operator==(const poisson_loss&, const poisson_loss&) = default;
};

/// Any of the losses.
using regression_loss = std::variant<squared_loss, absolute_loss, huber_loss, quantile_loss, poisson_loss>;

/// Mean of the loss over the rows; `derivative` gets d mean / d predicted.
///
/// Precondition: at least one row, equal sizes; `weights` may be empty.
template <std::floating_point T, class Loss>
requires requires(const Loss& loss, T x) { loss.slope(x, x); }
double mean_loss(const Loss& loss, std::span<const T> predicted, std::span<const T> targets, std::span<T> derivative,
                 std::type_identity_t<std::span<const T>> weights = {}) noexcept {
    const auto n = static_cast<T>(predicted.size());
    for (std::size_t i = 0; i < predicted.size(); ++i) {
        derivative[i] = loss.value(predicted[i], targets[i]);
    }
    detail::weigh(derivative, weights);
    const double mean = static_cast<double>(num::sum(derivative)) / static_cast<double>(n);
    for (std::size_t i = 0; i < predicted.size(); ++i) {
        derivative[i] = loss.slope(predicted[i], targets[i]) / n;
    }
    detail::weigh(derivative, weights);
    return mean;
}
template <std::floating_point T>
double mean_loss(const regression_loss& loss, std::span<const T> predicted, std::span<const T> targets,
                 std::span<T> derivative, std::type_identity_t<std::span<const T>> weights = {}) noexcept {
    return std::visit([&](const auto& l) { return mean_loss<T>(l, predicted, targets, derivative, weights); }, loss);
}

}  // namespace lastro::inline v0::train
