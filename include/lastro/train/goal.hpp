// SPDX-License-Identifier: MIT
// lastro/train/goal.hpp
//
// Which values of a metric are good ones? Small ones (losses) or large ones (accuracies).
//
//   train::early_stopping{.monitor = "validation/accuracy", .goal = train::goal::larger};
#pragma once

#include <cstdint>  // uint8_t

namespace lastro::inline v0::train {

/// Which values of a metric are good ones.
enum class goal : std::uint8_t { smaller, larger };

}  // namespace lastro::inline v0::train
