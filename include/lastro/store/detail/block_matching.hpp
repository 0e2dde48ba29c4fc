// SPDX-License-Identifier: MIT
// lastro/store/detail/block_matching.hpp
//
// Which rows do two versions of a column share? Blocks that occur in both, in one order: from the two lists alone.
//
// Equal ends first; between them blocks that occur once in each list, as many of them as stand in one order (the longest
// rising sequence), and then the blocks behind these while they are equal.
//
// Reference
//   [1] B. Cohen, the patience diff of Bazaar, 2006; its longest rising sequence: M. L. Fredman, On computing the length
//       of longest increasing subsequences, Discrete Math. 11, 1975.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint64_t
#include <map>      // map
#include <tuple>    // tuple
#include <vector>   // vector

#include <lastro/hash/digest.hpp>
#include <lastro/store/column_blocks.hpp>

namespace lastro::inline v0::store::detail {

/// Rows of the older and of the newer version.
struct row_pair {
    row_range older;
    row_range newer;

    friend bool operator==(const row_pair&, const row_pair&) = default;
};

/// For each block of `b` the block of `a` that is the same one, or a.size(); rising where it is not a.size().
[[nodiscard]] inline std::vector<std::size_t> matched_blocks(const std::vector<block>& a, const std::vector<block>& b) {
    const std::size_t none = a.size();
    std::vector<std::size_t> match(b.size(), none);
    std::size_t front = 0;
    while (front < a.size() && front < b.size() && a[front] == b[front]) {
        match[front] = front;
        ++front;
    }
    std::size_t back = 0;
    while (back < a.size() - front && back < b.size() - front && a[a.size() - 1 - back] == b[b.size() - 1 - back]) {
        match[b.size() - 1 - back] = a.size() - 1 - back;
        ++back;
    }
    using identity = std::tuple<std::uint64_t, std::uint64_t, hash::digest, hash::digest, hash::digest>;
    struct places {
        std::size_t in_a = 0, in_b = 0, at_a = 0, at_b = 0;
    };
    std::map<identity, places> seen;
    const auto known_as = [](const block& x) { return identity{x.rows, x.nulls, x.values, x.texts, x.present}; };
    for (std::size_t i = front; i < a.size() - back; ++i) {
        places& p = seen[known_as(a[i])];
        ++p.in_a;
        p.at_a = i;
    }
    for (std::size_t j = front; j < b.size() - back; ++j) {
        places& p = seen[known_as(b[j])];
        ++p.in_b;
        p.at_b = j;
    }
    std::vector<std::size_t> at_a(b.size());  // of an anchor
    std::vector<std::size_t> ends;            // of the best chain of each length
    std::vector<std::size_t> before(b.size(), b.size());
    for (std::size_t j = front; j < b.size() - back; ++j) {
        const places& p = seen[known_as(b[j])];
        if (p.in_a != 1 || p.in_b != 1) {
            continue;
        }
        at_a[j] = p.at_a;
        std::size_t low = 0;
        for (std::size_t high = ends.size(); low < high;) {
            const std::size_t middle = low + (high - low) / 2;
            (at_a[ends[middle]] < p.at_a ? low : high) = at_a[ends[middle]] < p.at_a ? middle + 1 : middle;
        }
        before[j] = low > 0 ? ends[low - 1] : b.size();
        if (low == ends.size()) {
            ends.push_back(j);
        } else {
            ends[low] = j;
        }
    }
    for (std::size_t j = ends.empty() ? b.size() : ends.back(); j != b.size(); j = before[j]) {
        match[j] = at_a[j];
    }
    std::vector<std::size_t> next(b.size(), a.size() - back);  // the first block of a that is taken behind j
    for (std::size_t j = b.size() - back, limit = a.size() - back; j-- > front;) {
        next[j] = limit;
        limit = match[j] == none ? limit : match[j];
    }
    for (std::size_t j = front; j < b.size() - back; ++j) {
        const std::size_t follower = j == 0 ? 0 : match[j - 1] == none ? none : match[j - 1] + 1;
        if (match[j] == none && follower < next[j] && a[follower] == b[j]) {
            match[j] = follower;
        }
    }
    return match;
}

/// The rows that both versions have, in one order: maximal runs, the older and the newer range equally long.
[[nodiscard]] inline std::vector<row_pair> shared_rows(const std::vector<block>& a, const std::vector<block>& b) {
    std::vector<std::uint64_t> begin_a{0};
    for (const block& x : a) {
        begin_a.push_back(begin_a.back() + x.rows);
    }
    std::vector<row_pair> runs;
    std::uint64_t at = 0;
    const std::vector<std::size_t> match = matched_blocks(a, b);
    for (std::size_t j = 0; j < b.size(); ++j) {
        if (match[j] != a.size()) {
            const std::uint64_t from = begin_a[match[j]];
            if (!runs.empty() && runs.back().older.last == from && runs.back().newer.last == at) {
                runs.back().older.last += b[j].rows;
                runs.back().newer.last += b[j].rows;
            } else {
                runs.push_back({.older = {from, from + b[j].rows}, .newer = {at, at + b[j].rows}});
            }
        }
        at += b[j].rows;
    }
    return runs;
}

/// What lies between runs of shared rows: of `older` and `newer` rows in all.
[[nodiscard]] inline std::vector<row_pair> between(const std::vector<row_pair>& shared, std::uint64_t older,
                                                   std::uint64_t newer) {
    std::vector<row_pair> gaps;
    row_pair gap{.older = {0, 0}, .newer = {0, 0}};
    const auto close = [&](std::uint64_t a, std::uint64_t b) {
        gap.older.last = a;
        gap.newer.last = b;
        if (gap.older.first < a || gap.newer.first < b) {
            gaps.push_back(gap);
        }
    };
    for (const row_pair& run : shared) {
        close(run.older.first, run.newer.first);
        gap = {.older = {run.older.last, 0}, .newer = {run.newer.last, 0}};
    }
    close(older, newer);
    return gaps;
}

/// The rows that two columns' runs have in common, with the same rows in the same places.
[[nodiscard]] inline std::vector<row_pair> common(const std::vector<row_pair>& x, const std::vector<row_pair>& y) {
    std::vector<row_pair> runs;
    for (std::size_t i = 0, j = 0; i < x.size() && j < y.size();) {
        const std::uint64_t first = x[i].older.first > y[j].older.first ? x[i].older.first : y[j].older.first;
        const std::uint64_t last = x[i].older.last < y[j].older.last ? x[i].older.last : y[j].older.last;
        const std::uint64_t shift = x[i].newer.first - x[i].older.first;  // may wrap, as may the other
        if (first < last && shift == y[j].newer.first - y[j].older.first) {
            runs.push_back({.older = {first, last}, .newer = {first + shift, last + shift}});
        }
        x[i].older.last < y[j].older.last ? ++i : ++j;
    }
    return runs;
}

}  // namespace lastro::inline v0::store::detail
