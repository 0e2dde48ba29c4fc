// SPDX-License-Identifier: MIT
// lastro/drift/fisher_exact.hpp
//
// Do two shares differ, when the counts are too small for chi-squared? Fisher's exact test of a 2 x 2 table.
//
//   drift::fisher_exact({8, 2}, {1, 5}).p_value;      // 0.0349...
//
// Exact given both margins, whatever the counts. Bit-equal on every compiler.
//
// References
//   [1] R. A. Fisher, Statistical Methods for Research Workers, 5th ed., section 21.02, 1934.
#pragma once

#include <array>      // array
#include <cstdint>    // uint64_t
#include <numbers>    // ln10
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/core/order.hpp>
#include <lastro/drift/alternative.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/hypergeometric.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

/// What the test found.
struct fisher_result {
    double p_value = 1.0;  ///< P(a table at least as improbable, or as extreme) given the margins.
    double log10_p = 0.0;  ///< The same, where a double would underflow.

    friend bool operator==(const fisher_result&, const fisher_result&) = default;
};

/// Tests the table with rows `first` and `second`; `greater` and `less` say how the first cell departs.
///
/// Two-sided sums all tables that are no more probable than the one observed, with a relative allowance of 1e-10 for
/// rounding, so that a mirrored table counts as equal.
/// @throws std::invalid_argument if all counts are 0, or their total exceeds 2^50.
/// Cost: the tables in the tails that are not negligible, some square root of the counts.
[[nodiscard]] inline fisher_result fisher_exact(const std::array<std::uint64_t, 2>& first,
                                                const std::array<std::uint64_t, 2>& second,
                                                alternative side = alternative::two_sided) {
    constexpr std::uint64_t largest = std::uint64_t{1} << 50U;
    for (const std::uint64_t count : {first[0], first[1], second[0], second[1]}) {
        core::require<std::invalid_argument>(count <= largest, "fisher_exact", "counts up to 2^50", count);
    }
    const std::uint64_t row = first[0] + first[1];
    const std::uint64_t column = first[0] + second[0];
    const stats::hypergeometric table{row, column, row + second[0] + second[1]};
    const auto observed = static_cast<double>(first[0]);
    const auto answer = [](const stats::tail& t) {
        return fisher_result{.p_value = t.probability, .log10_p = t.log10};
    };
    if (side != alternative::two_sided) {
        return answer(side == alternative::greater ? table.upper_tail(observed) : table.lower_tail(observed));
    }
    constexpr double allowance = 1e-10;
    const double most = table.log_probability(observed) + allowance;  // tables up to this are as improbable
    const double mode = table.mode();
    if (table.log_probability(mode) <= most) {
        return {};
    }
    const bool up = observed > mode;
    const stats::tail near = table.tail_from(observed, up);
    // The first table beyond the mode that is as improbable: probabilities fall from the mode to the end.
    double inside = mode;
    double outside = up ? table.lowest() - 1.0 : table.highest() + 1.0;
    while (num::magnitude(outside - inside) > 1.0) {
        const double middle = num::floor((inside + outside) / 2.0);
        (table.log_probability(middle) <= most ? outside : inside) = middle;
    }
    const stats::tail far = table.tail_from(outside, !up);
    if (far.probability == 0.0 || near.probability == 0.0) {  // one tail, or both below the smallest double
        const double larger = core::larger(near.log10, far.log10);
        const double smaller = core::smaller(near.log10, far.log10);
        const double both = num::log1p(num::exp((smaller - larger) * std::numbers::ln10)) / std::numbers::ln10;
        return {.p_value = near.probability + far.probability, .log10_p = larger + both};
    }
    return answer(stats::tail_from_probability(near.probability + far.probability));
}

}  // namespace lastro::inline v0::drift
