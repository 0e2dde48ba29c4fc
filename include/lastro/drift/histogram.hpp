// SPDX-License-Identifier: MIT
// lastro/drift/histogram.hpp
//
// Two samples counted over the same bins: what distances between shares take.
//
//   const auto h = drift::equal_width_histogram(reference, live, 10);
//   drift::hellinger(h.reference, h.live);
//
// Equal-width bins over the pooled range are what other tools use; one outlier makes all bins but two empty. For drift
// over time, `quantile_bins` of the reference is the better cut. Bit-equal everywhere.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

/// Counts over the same bins.
struct paired_histogram {
    std::vector<double>
        edges{};  ///< One more than there are bins; bin i is [edges[i], edges[i + 1]), the last one closed.
    std::vector<std::uint64_t> reference{};
    std::vector<std::uint64_t> live{};

    friend bool operator==(const paired_histogram&, const paired_histogram&) = default;
};

/// `bins` bins of equal width from the smallest to the largest pooled value. Edge i is smallest + i * width / bins; where
/// all values are equal, the range is widened by 1/2 on each side.
///
/// @throws std::invalid_argument if bins is 0 or above 2^24, a value is infinite, or the range is not a double.
/// Cost: O(bins log n).
[[nodiscard]] inline paired_histogram equal_width_histogram(const sorted_sample& reference, const sorted_sample& live,
                                                            std::size_t bins) {
    constexpr std::size_t most = std::size_t{1} << 24U;
    core::require<std::invalid_argument>(bins > 0 && bins <= most, "equal_width_histogram: bins", "1 to 2^24", bins);
    const auto a = reference.values();
    const auto b = live.values();
    double low = a.front() < b.front() ? a.front() : b.front();
    double high = a.back() > b.back() ? a.back() : b.back();
    core::require<std::invalid_argument>(
        !num::is_infinite(low) && !num::is_infinite(high) && high - low - (high - low) == 0.0, "equal_width_histogram",
        "a finite range", high - low);
    if (low == high) {
        low -= 0.5;
        high += 0.5;
    }
    paired_histogram h;
    const double width = (high - low) / static_cast<double>(bins);
    for (std::size_t i = 0; i < bins; ++i) {
        h.edges.push_back(low + num::rounded(static_cast<double>(i) * width));
    }
    h.edges.push_back(high);
    for (std::size_t i = 0; i < bins; ++i) {
        const auto inside = [&](const sorted_sample& sample) {
            const std::size_t to = i + 1 == bins ? sample.size() : sample.count_below(h.edges[i + 1]);
            return static_cast<std::uint64_t>(to - (i == 0 ? 0 : sample.count_below(h.edges[i])));
        };
        h.reference.push_back(inside(reference));
        h.live.push_back(inside(live));
    }
    return h;
}

}  // namespace lastro::inline v0::drift
