// SPDX-License-Identifier: MIT
// lastro/drift/merge.hpp
//
// One pass over two sorted samples, value by value: what every order statistic is computed from.
//
//   drift::merge_blocks(a.values(), b.values(), [&](const drift::merged_block& block) {
//       gap += m * block.first - n * block.second;        // n m (F - G) after this value
//   });
//
// The tests share the pass: `all_of` hands each block to seven of them. Cost: O(n + m), no allocation.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/num/run_fused.hpp>

namespace lastro::inline v0::drift {

/// One distinct value of the pooled sample.
struct merged_block {
    double value = 0.0;
    std::uint64_t first_before = 0;   ///< Values of the first sample below `value` ...
    std::uint64_t second_before = 0;  ///< ... and of the second.
    std::uint64_t first = 0;          ///< Values of the first sample equal to `value` ...
    std::uint64_t second = 0;         ///< ... and of the second.

    [[nodiscard]] constexpr std::uint64_t before() const noexcept { return first_before + second_before; }
    [[nodiscard]] constexpr std::uint64_t size() const noexcept { return first + second; }
};

namespace detail {

/// How far a pass has come: values of both samples that are behind it, and the last of them.
struct merge_place {
    std::size_t first = 0;
    std::size_t second = 0;
    double value = 0.0;
};

/// Goes on from a place, by whole blocks, until `until` values are behind it.
template <class OnBlock>
void merge_pass(std::span<const double> a, std::span<const double> b, merge_place& at, std::size_t until,
                OnBlock& on_block) {
    std::size_t i = at.first;
    std::size_t j = at.second;
    const auto finish = [&](merged_block block) {  // the rest of a block whose first values have been counted
        for (; i < a.size() && a[i] == block.value; ++i) {
            ++block.first;
        }
        for (; j < b.size() && b[j] == block.value; ++j) {
            ++block.second;
        }
        on_block(static_cast<const merged_block&>(block));
    };
    while (i < a.size() && j < b.size() && i + j < until) {
        const double x = a[i];
        const double y = b[j];
        // Which comes next cannot be guessed: computed, not branched on.
        const std::size_t mine = x <= y ? 1 : 0;
        const std::size_t theirs = y <= x ? 1 : 0;
        const merged_block block{y < x ? y : x, i, j, mine, theirs};
        i += mine;
        j += theirs;
        finish(block);
    }
    while (i < a.size() && i + j < until) {
        finish({.value = a[i], .first_before = i, .second_before = j});
    }
    while (j < b.size() && i + j < until) {
        finish({.value = b[j], .first_before = i, .second_before = j});
    }
    const bool first = i > at.first;
    const bool second = j > at.second;
    if (first || second) {
        at.value = !second || (first && b[j - 1] < a[i - 1]) ? a[i - 1] : b[j - 1];
    }
    at.first = i;
    at.second = j;
}

}  // namespace detail

/// Calls `on_block` with each distinct value, ascending. -0.0 and 0.0 are one value.
template <class OnBlock>
void merge_blocks(std::span<const double> a, std::span<const double> b, OnBlock&& on_block) {
    num::detail::run_fused([&] {
        detail::merge_place start{};
        detail::merge_pass(a, b, start, a.size() + b.size(), on_block);
    });
}

/// How often each distinct value of the pooled sample occurs, ascending: what "given the ties" conditions on.
[[nodiscard]] inline std::vector<std::uint64_t> block_sizes(const sorted_sample& a, const sorted_sample& b) {
    std::vector<std::uint64_t> sizes;
    merge_blocks(a.values(), b.values(), [&](const merged_block& block) { sizes.push_back(block.size()); });
    return sizes;
}

namespace detail {

struct merged_run;  // drift/merged_run.hpp

/// Sums of products of counts below 2^30 fit into it.
__extension__ using wide_count = unsigned __int128;
__extension__ using wide_difference = __int128;

/// Do ties move statistics that compare a midrank with each value's place? Those grow by about sum t^3 / (24 N^2); here:
/// by more than 0.004, against a deviation of 0.15 if nothing drifted.
struct tie_sum {
    wide_count cubes = 0;

    void take(const merged_block& b) noexcept {
        const wide_count t = b.size();
        cubes += t * t * t - t;
    }
    void take(const merged_run&) noexcept {}  // its values differ
    [[nodiscard]] bool matter(std::uint64_t total) const noexcept { return 10 * cubes > wide_count{total} * total; }
};

/// Refuses samples whose counts could overflow: n m (n + m) must stay far below 2^127.
inline void require_countable(std::size_t n, std::size_t m, const char* where) {
    constexpr std::size_t longest = std::size_t{1} << 30U;
    const std::size_t larger = n > m ? n : m;
    core::require<std::invalid_argument>(larger < longest, where, "samples of fewer than 2^30 values", larger);
}
inline void require_countable(const sorted_sample& a, const sorted_sample& b, const char* where) {
    require_countable(a.size(), b.size(), where);
}

}  // namespace detail

}  // namespace lastro::inline v0::drift
