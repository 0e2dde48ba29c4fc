// SPDX-License-Identifier: MIT
// lastro/stats/detail/kll_levels.hpp
//
// How large are the levels of a KLL sketch, and how is one sorted that consists of a few ascending runs?
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint32_t

#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::stats::detail {

/// What each level has room for, by its depth below the highest: k (2/3)^depth, rounded up, and at least 8.
struct kll_levels {
    static constexpr std::size_t most = 60;  ///< 8 values of level 57 stand for 2^60: it is never left.
    std::uint32_t capacity[most];

    explicit kll_levels(std::size_t k) noexcept {
        auto room = static_cast<double>(k);
        for (std::uint32_t& c : capacity) {
            c = static_cast<std::uint32_t>(room < 8.0 ? 8.0 : num::ceil(room));
            room = room > 8.0 ? room * 2.0 / 3.0 : room;
        }
    }

    /// What the `levels` highest have room for together.
    [[nodiscard]] std::size_t room(std::size_t levels) const noexcept {
        std::size_t sum = 0;
        for (std::size_t depth = 0; depth < levels; ++depth) {
            sum += capacity[depth];
        }
        return sum;
    }
};

/// Sorts values[0, n) ascending by merging neighbouring runs; `buffer` has room for n. Cost: n log(runs).
///
/// Levels are filled by what lower levels let pass, already sorted: they have few runs.
inline void sort_runs(double* values, double* buffer, std::size_t n) noexcept {
    const auto run_end = [](const double* x, std::size_t from, std::size_t end) {
        std::size_t at = from + 1;
        while (at < end && !(x[at] < x[at - 1])) {
            ++at;
        }
        return at < end ? at : end;
    };
    if (n <= 12) {
        for (std::size_t i = 1; i < n; ++i) {
            const double x = values[i];
            std::size_t at = i;
            for (; at > 0 && x < values[at - 1]; --at) {
                values[at] = values[at - 1];
            }
            values[at] = x;
        }
        return;
    }
    double* from = values;
    double* to = buffer;
    while (run_end(from, 0, n) < n) {
        for (std::size_t first = 0; first < n;) {
            const std::size_t middle = run_end(from, first, n);
            const std::size_t last = middle < n ? run_end(from, middle, n) : n;
            std::size_t a = first;
            std::size_t b = middle;
            std::size_t at = first;
            while (a < middle && b < last) {
                const bool second = from[b] < from[a];  // no branch: which is next is a coin's decision
                to[at++] = second ? from[b] : from[a];
                a += second ? 0 : 1;
                b += second ? 1 : 0;
            }
            while (a < middle) {
                to[at++] = from[a++];
            }
            while (b < last) {
                to[at++] = from[b++];
            }
            first = last;
        }
        double* const swapped = from;
        from = to;
        to = swapped;
    }
    if (from != values) {
        for (std::size_t i = 0; i < n; ++i) {
            values[i] = from[i];
        }
    }
}

}  // namespace lastro::inline v0::stats::detail
