// SPDX-License-Identifier: MIT
// lastro/drift/compat_shares.hpp
//
// What other tools' numbers are made of: bins by numpy's rules, and shares of counts.
//
//   drift::compat::detail::sturges_bins(range, n);          // for compat_evidently.hpp and its neighbours
//
// References
//   [1] H. A. Sturges, The choice of a class interval, J. Amer. Statist. Assoc. 21(153), 1926.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/power.hpp>

namespace lastro::inline v0::drift::compat {

namespace detail {

/// How many bins of about `width` the range holds, as numpy counts; 1 for no width.
[[nodiscard]] inline std::size_t bins_of(double range, double width) {
    constexpr double most = 1e6;
    const double bins = width > 0.0 ? -num::floor(-(range / width)) : 1.0;
    core::require<std::invalid_argument>(bins <= most, "drift::compat", "a range of up to 10^6 bins", bins);
    return bins >= 1.0 ? static_cast<std::size_t>(bins) : 1;
}

/// Sturges' rule [1] for n values. The rule divides the range and the range is divided by the result: rounding may add one.
[[nodiscard]] inline std::size_t sturges_bins(double range, std::size_t n) {
    return bins_of(range, range / (num::log2(static_cast<double>(n)) + 1.0));
}

[[nodiscard]] inline std::vector<double> shares(std::span<const std::uint64_t> of, const char* where) {
    double total = 0.0;
    for (const std::uint64_t count : of) {
        total += static_cast<double>(count);
    }
    core::require<std::invalid_argument>(total > 0.0, where, "at least one count", total);
    std::vector<double> result;
    for (const std::uint64_t count : of) {
        result.push_back(static_cast<double>(count) / total);
    }
    return result;
}

inline void require_paired(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> live,
                           const char* where) {
    core::require<std::invalid_argument>(reference.size() == live.size(), where, "as many counts on both sides",
                                         live.size());
}

/// sum (p - q) ln(p / q)
[[nodiscard]] inline double stability_index(std::span<const double> p, std::span<const double> q) {
    double sum = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        sum = num::fma(p[i] - q[i], num::log(p[i] / q[i]), sum);
    }
    return sum;
}

}  // namespace detail

}  // namespace lastro::inline v0::drift::compat
