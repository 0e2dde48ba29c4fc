// SPDX-License-Identifier: MIT
// lastro/train/class_weight.hpp
//
// How does a rare class get its say? Every row weighs as much as its class is rare.
//
//   train::fit(rain, rows, {.class_weights = train::class_weighting::balanced});
//   train::balanced_class_weights<double>(class_numbers);          // by class number: n / (classes * count)
//
// References
//   [1] G. King, L. Zeng, Logistic regression in rare events data, Political Analysis 9(2), 2001.
//   [2] scikit-learn, sklearn.utils.class_weight.compute_class_weight("balanced"), the same formula.
#pragma once

#include <concepts>  // floating_point
#include <cstddef>   // size_t
#include <cstdint>   // uint8_t
#include <span>      // span
#include <vector>    // vector

namespace lastro::inline v0::train {

/// How much a row counts for its class.
enum class class_weighting : std::uint8_t {
    none,      ///< Every row the same.
    balanced,  ///< Every class the same [1].
};

/// n / (classes * count) for every class number; 0 for a number that does not occur.
///
/// Precondition: targets are 0, 1, 2, ...
template <std::floating_point T>
[[nodiscard]] std::vector<T> balanced_class_weights(std::span<const T> targets) {
    std::vector<std::size_t> counts;
    for (const T target : targets) {
        const auto number = static_cast<std::size_t>(target);
        if (number >= counts.size()) {
            counts.resize(number + 1, 0);
        }
        ++counts[number];
    }
    std::size_t classes = 0;
    for (const std::size_t count : counts) {
        classes += count > 0 ? 1 : 0;
    }
    std::vector<T> weights;
    for (const std::size_t count : counts) {
        weights.push_back(count == 0 ? T{0}
                                     : static_cast<T>(static_cast<double>(targets.size()) /
                                                      (static_cast<double>(classes) * static_cast<double>(count))));
    }
    return weights;
}

/// The weight of every row's class.
///
/// Precondition: targets are below weights.size().
template <std::floating_point T>
[[nodiscard]] std::vector<T> weights_of_rows(std::span<const T> targets, std::span<const T> weights) {
    std::vector<T> result;
    result.reserve(targets.size());
    for (const T target : targets) {
        result.push_back(weights[static_cast<std::size_t>(target)]);
    }
    return result;
}

}  // namespace lastro::inline v0::train
