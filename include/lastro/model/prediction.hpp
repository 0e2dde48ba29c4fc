// SPDX-License-Identifier: MIT
// lastro/model/prediction.hpp
//
// Which number does a score predict? With poisson_loss exp(score), a mean count; with every other loss the score itself.
//
//   model::predict_from_scores(train::poisson_loss{}, scores);              // in place
#pragma once

#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // string
#include <variant>    // holds_alternative, visit

#include <lastro/core/error.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/train/regression_loss.hpp>

namespace lastro::inline v0::model {

/// Scores become predictions, in place.
inline void predict_from_scores(const train::regression_loss& loss, std::span<double> scores) {
    if (std::holds_alternative<train::poisson_loss>(loss)) {
        num::exp(scores, scores);
    }
}

namespace detail {

/// For a loss read from a file. @throws format_error beginning with `where` if a setting is out of range.
inline void check_loss(const std::string& where, const train::regression_loss& loss) {
    try {
        std::visit([](const auto& l) { l.check(); }, loss);
    } catch (const std::invalid_argument& e) {
        throw format_error{where + ": " + e.what()};
    }
}

}  // namespace detail

}  // namespace lastro::inline v0::model
