// SPDX-License-Identifier: MIT
// lastro/train/finite.hpp
//
// Where did a number stop being one? Checks between a gradient and the parameters that it is about to change.
//
//   train::require_finite_step(loss, gradient, {.epoch = 3, .step = 17, .ids = ids});
//       // train::fit: epoch 3, step 17 (rows 5, 17, 33): expected a finite gradient of "w1", found nan
//
// Allocates only for the message.
#pragma once

#include <algorithm>  // min
#include <cmath>      // isfinite
#include <concepts>   // floating_point
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <string>     // string, to_string

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/num/reduce.hpp>

namespace lastro::inline v0::train {

/// Which step of a run it is.
struct step_place {
    std::uint64_t epoch = 0;  ///< From 1.
    std::uint64_t step = 0;   ///< Within the epoch, from 1.
    std::span<const std::uint64_t> ids = {};
    std::span<const std::uint64_t> next = {};  ///< The ids after these in the epoch, for whoever fetches ahead.
};

/// "train::fit: epoch 3, step 17 (rows 5, 17, 33)"; at most 32 rows are named.
[[nodiscard]] inline std::string to_string(const step_place& place) {
    constexpr std::size_t shown = 32;
    std::string text =
        "train::fit: epoch " + std::to_string(place.epoch) + ", step " + std::to_string(place.step) + " (rows ";
    for (std::size_t i = 0; i < (std::min)(place.ids.size(), shown); ++i) {
        text += (i == 0 ? "" : ", ") + std::to_string(place.ids[i]);
    }
    return text + (place.ids.size() > shown ? ", ... " + std::to_string(place.ids.size()) + " in all)" : ")");
}

/// @throws lastro::error unless the loss and every number of the gradient is finite.
template <std::floating_point T>
void require_finite_step(double loss, const model::gradients<T>& gradient, const step_place& place) {
    if (!std::isfinite(loss)) {
        core::fail<error>(to_string(place), "a finite loss", loss);
    }
    constexpr std::size_t few = 32;  // fewer are sooner looked at one by one
    if (gradient.values().size() >= few && std::isfinite(num::squared_norm(gradient.values()))) {
        return;  // a finite sum of squares has finite terms only
    }
    for (const model::tensor<T>& t : gradient.tensors()) {
        for (const T x : t.values) {
            if (!std::isfinite(x)) {
                core::fail<error>(to_string(place), "a finite gradient of " + core::quoted(t.name), x);
            }
        }
    }
}

/// @throws lastro::error unless every parameter is finite: a step of finite length may still leave the numbers.
template <std::floating_point T>
void require_finite_parameters(const model::parameter_list<T>& parameters, std::uint64_t epoch) {
    for (const model::tensor<T>& t : parameters) {
        for (const T x : t.values) {
            if (!std::isfinite(x)) {
                core::fail<error>("train::fit: after epoch " + std::to_string(epoch),
                                  "a finite value of " + core::quoted(t.name), x);
            }
        }
    }
}

}  // namespace lastro::inline v0::train
