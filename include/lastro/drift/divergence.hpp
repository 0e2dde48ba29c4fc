// SPDX-License-Identifier: MIT
// lastro/drift/divergence.hpp
//
// How far apart are two rows of shares? The distances that people name, from counts.
//
//   const std::vector<std::uint64_t> reference{50, 30, 20}, live{20, 30, 50};
//   drift::total_variation(reference, live);      // 0.3: the share of rows that would have to change category
//   drift::hellinger(reference, live);            // 0.2599...
//   drift::jensen_shannon(reference, live);       // 0.3095..., the square root, in bits: at most 1
//
// Entry i of both rows stands for the same category or bin; only shares matter, not totals. None of these numbers knows
// how much of it is chance: `compare_counts` does. Bit-equal on every compiler.
//
// References
//   [1] S. Kullback and R. A. Leibler, On information and sufficiency, Ann. Math. Statist. 22(1), 1951.
//   [2] J. Lin, Divergence measures based on the Shannon entropy, IEEE Trans. Inf. Theory 37(1), 1991.
//   [3] A. Bhattacharyya, On a measure of divergence between two statistical populations, Bull. Calcutta Math. Soc.,
//   1943.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <limits>     // numeric_limits
#include <numbers>    // ln2
#include <span>       // span
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/core/order.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

namespace detail {

/// Calls `take(p, q)` with the shares of each category.
template <class Take>
void for_each_share(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> live, const char* where,
                    Take&& take) {
    core::require<std::invalid_argument>(reference.size() == live.size(), where, "as many counts on both sides",
                                         live.size());
    double n = 0.0;
    double m = 0.0;
    for (std::size_t i = 0; i < live.size(); ++i) {
        n += static_cast<double>(reference[i]);
        m += static_cast<double>(live[i]);
    }
    core::require<std::invalid_argument>(n > 0.0 && m > 0.0, where, "at least one count on both sides", 0);
    for (std::size_t i = 0; i < live.size(); ++i) {
        take(static_cast<double>(reference[i]) / n, static_cast<double>(live[i]) / m);
    }
}

/// sum sqrt(p q) [3]
[[nodiscard]] inline double affinity(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> live,
                                     const char* where) {
    double sum = 0.0;
    for_each_share(reference, live, where, [&](double p, double q) { sum += num::square_root(p * q); });
    return core::smaller(sum, 1.0);
}

/// p ln(p / q), where 0 ln 0 is 0
[[nodiscard]] inline double surprise(double p, double q) noexcept {
    return p == 0.0 ? 0.0 : num::fma(p, num::log(p / q), 0.0);  // rounded here, so that no sum can contract it
}

}  // namespace detail

/// Half the sum of |p - q|, in [0, 1].
///
/// @throws std::invalid_argument if the sizes differ or a side holds no count; so do all functions here.
[[nodiscard]] inline double total_variation(std::span<const std::uint64_t> reference,
                                            std::span<const std::uint64_t> live) {
    double sum = 0.0;
    detail::for_each_share(reference, live, "total_variation",
                           [&](double p, double q) { sum += num::magnitude(p - q) / 2.0; });
    return core::smaller(sum, 1.0);
}

/// The largest |p - q|, in [0, 1].
[[nodiscard]] inline double largest_difference(std::span<const std::uint64_t> reference,
                                               std::span<const std::uint64_t> live) {
    double largest = 0.0;
    detail::for_each_share(reference, live, "largest_difference",
                           [&](double p, double q) { largest = core::larger(largest, num::magnitude(p - q)); });
    return largest;
}

/// sqrt(sum (sqrt p - sqrt q)^2 / 2), in [0, 1].
[[nodiscard]] inline double hellinger(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> live) {
    double sum = 0.0;
    detail::for_each_share(reference, live, "hellinger", [&](double p, double q) {
        const double difference = num::square_root(p) - num::square_root(q);
        sum = num::fma(difference, difference, sum);
    });
    return num::square_root(core::smaller(sum / 2.0, 1.0));
}

/// -ln(sum sqrt(p q)) [3]: 0 for equal shares, infinite where nothing is shared.
[[nodiscard]] inline double bhattacharyya(std::span<const std::uint64_t> reference,
                                          std::span<const std::uint64_t> live) {
    const double shared = detail::affinity(reference, live, "bhattacharyya");
    return shared == 0.0 ? std::numeric_limits<double>::infinity() : 0.0 - num::log(shared);
}

/// sum p ln(p / q) [1], with p from `reference`: infinite where the reference has a category that `live` lacks.
[[nodiscard]] inline double kullback_leibler(std::span<const std::uint64_t> reference,
                                             std::span<const std::uint64_t> live) {
    double sum = 0.0;
    detail::for_each_share(reference, live, "kullback_leibler",
                           [&](double p, double q) { sum += detail::surprise(p, q); });
    return core::larger(sum, 0.0);
}

/// The Jensen-Shannon distance: the square root of the divergence [2], in bits, in [0, 1]. Times sqrt(ln 2) it is in
/// nats.
[[nodiscard]] inline double jensen_shannon(std::span<const std::uint64_t> reference,
                                           std::span<const std::uint64_t> live) {
    double sum = 0.0;
    detail::for_each_share(reference, live, "jensen_shannon", [&](double p, double q) {
        const double middle = (p + q) / 2.0;
        sum += (detail::surprise(p, middle) + detail::surprise(q, middle)) / 2.0;
    });
    return num::square_root(core::smaller(core::larger(sum / std::numbers::ln2, 0.0), 1.0));
}

}  // namespace lastro::inline v0::drift
