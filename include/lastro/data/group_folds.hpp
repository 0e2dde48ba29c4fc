// SPDX-License-Identifier: MIT
// lastro/data/group_folds.hpp
//
// How do all rows of one patient, machine or city stay on one side? Folds of whole groups.
//
//   const std::vector<std::int64_t> city = data::complete_codes(rows, "location");
//   for (const data::fold& f : data::group_k_folds(city, 5)) ...
//   const data::fold f = data::group_hold_out(city, 0.2, random::stream{42}["split"]);
//   for (const data::fold& f : data::stratified_group_k_folds(wet, city, 5)) ...        // and classes shared evenly
//
// References
//   [1] scikit-learn 1.2, GroupKFold and StratifiedGroupKFold: the rules, so that folds without chance are the same.
//       The sums below are in its order: where folds are equally good, rounding decides, and must be the same.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint64_t
#include <limits>       // numeric_limits
#include <optional>     // optional
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/order.hpp>
#include <lastro/data/fold.hpp>
#include <lastro/data/stratified_folds.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/permutation.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::data {

namespace detail {

/// The rows of each group in ascending order; groups by ascending number, or in the order of chance.
[[nodiscard]] inline std::vector<std::vector<std::uint64_t>> rows_by_group(std::span<const std::int64_t> groups,
                                                                           const std::optional<random::stream>& draws) {
    auto rows = rows_by_class(groups);
    core::stable_sort(std::span<std::vector<std::uint64_t>>{rows},
                      [&](const auto& a, const auto& b) { return groups[a.front()] < groups[b.front()]; });
    if (draws) {
        random::shuffle(*draws, std::span<std::vector<std::uint64_t>>{rows});
    }
    return rows;
}

inline void require_groups(std::string_view where, std::uint64_t groups, std::uint64_t k) {
    core::require<std::invalid_argument>(k <= groups, std::string{where} + ": folds",
                                         "at most the " + std::to_string(groups) + " groups", k);
}

/// For every fold, how many rows of each class it would check on, and how even that is.
class class_shares {
public:
    class_shares(std::vector<std::uint64_t> totals, std::uint64_t k)
        : totals_(std::move(totals)),
          counts_(static_cast<std::size_t>(k), std::vector<std::uint64_t>(totals_.size())) {}

    void add(std::size_t fold, const std::vector<std::uint64_t>& group) {
        for (std::size_t c = 0; c < group.size(); ++c) {
            counts_[fold][c] += group[c];
        }
    }

    [[nodiscard]] std::uint64_t rows(std::size_t fold) const noexcept {
        std::uint64_t sum = 0;
        for (const std::uint64_t count : counts_[fold]) {
            sum += count;
        }
        return sum;
    }

    /// The standard deviation over folds of each class' share, in the mean over classes, if `group` went to `fold`.
    [[nodiscard]] double unevenness(std::size_t fold, const std::vector<std::uint64_t>& group) const {
        const auto k = static_cast<double>(counts_.size());
        double sum = 0.0;
        for (std::size_t c = 0; c < totals_.size(); ++c) {
            const auto share = [&](std::size_t f) {
                return static_cast<double>(counts_[f][c] + (f == fold ? group[c] : 0)) /
                       static_cast<double>(totals_[c]);
            };
            double mean = 0.0;
            for (std::size_t f = 0; f < counts_.size(); ++f) {
                mean += share(f);
            }
            mean /= k;
            double squares = 0.0;
            for (std::size_t f = 0; f < counts_.size(); ++f) {
                const double distance = share(f) - mean;
                squares += num::rounded(distance * distance);
            }
            sum += num::square_root(squares / k);
        }
        return sum / static_cast<double>(totals_.size());
    }

private:
    std::vector<std::uint64_t> totals_;               ///< By class.
    std::vector<std::vector<std::uint64_t>> counts_;  ///< By fold and class.
};

}  // namespace detail

/// Folds of whole groups, of sizes as equal as this rule makes them [1]: the largest group goes to the fold that has
/// fewest rows, and so on. Of groups of one size the one with the larger number goes first; with `draws`, chance says
/// which. Of equal folds the first one gets it.
///
/// @throws std::invalid_argument unless 2 <= k <= groups.
[[nodiscard]] inline std::vector<fold> group_k_folds(std::span<const std::int64_t> groups, std::uint64_t k,
                                                     const std::optional<random::stream>& draws = {}) {
    detail::require_folds("data::group_k_folds", groups.size(), k);
    auto rows = detail::rows_by_group(groups, draws);
    detail::require_groups("data::group_k_folds", rows.size(), k);
    core::stable_sort(std::span<std::vector<std::uint64_t>>{rows},
                      [](const auto& a, const auto& b) { return a.size() < b.size(); });
    std::vector<std::uint64_t> size(static_cast<std::size_t>(k));
    std::vector<std::uint64_t> fold_of_row(groups.size());
    for (std::size_t g = rows.size(); g-- > 0;) {
        std::size_t smallest = 0;
        for (std::size_t f = 1; f < size.size(); ++f) {
            smallest = size[f] < size[smallest] ? f : smallest;
        }
        size[smallest] += rows[g].size();
        for (const std::uint64_t row : rows[g]) {
            fold_of_row[static_cast<std::size_t>(row)] = smallest;
        }
    }
    return detail::folds_of(fold_of_row, k);
}

/// Holds out whole groups: share * groups, rounded to the nearest whole number, of which at least one and not all. They
/// are the first of random::permutation(draws, groups), counted by ascending number.
///
/// @throws std::invalid_argument unless 0 < share < 1, and a side would have no groups.
[[nodiscard]] inline fold group_hold_out(std::span<const std::int64_t> groups, double share,
                                         const random::stream& draws) {
    const auto rows = detail::rows_by_group(groups, {});
    const fold chosen = hold_out(rows.size(), share, draws);
    std::vector<std::uint64_t> side(groups.size(), 1);
    for (const std::uint64_t g : chosen.test) {
        for (const std::uint64_t row : rows[static_cast<std::size_t>(g)]) {
            side[static_cast<std::size_t>(row)] = 0;
        }
    }
    return std::move(detail::folds_of(side, 1).front());
}

/// Folds of whole groups whose shares of each class are as equal as this rule makes them [1]: groups with the most
/// uneven classes first, the smaller number of equals, each to the fold that leaves the shares most even; of folds that
/// are alike in that to 1e-5, the one that has fewest rows. With `draws`, chance says which of equal groups goes first.
///
/// @throws std::invalid_argument unless there are as many groups as classes, 2 <= k <= groups, and a class has at least
///         k rows. Cost: O(n log n + groups * k^2 * classes).
[[nodiscard]] inline std::vector<fold> stratified_group_k_folds(std::span<const std::int64_t> classes,
                                                                std::span<const std::int64_t> groups, std::uint64_t k,
                                                                const std::optional<random::stream>& draws = {}) {
    constexpr const char* where = "data::stratified_group_k_folds";
    core::require<std::invalid_argument>(groups.size() == classes.size(), where,
                                         "as many groups as classes (" + std::to_string(classes.size()) + ")",
                                         groups.size());
    detail::require_folds(where, classes.size(), k);
    const auto by_class = detail::rows_by_group(classes, {});  // in the order of their numbers
    detail::require_class_sizes(where, by_class, k);
    const auto rows = detail::rows_by_group(groups, draws);
    detail::require_groups(where, rows.size(), k);

    struct group_counts {
        std::size_t group;
        std::vector<std::uint64_t> by_class;
        std::uint64_t spread;  // classes^2 * variance of the counts
    };
    std::vector<std::size_t> class_of(classes.size());
    std::vector<std::uint64_t> totals;
    for (std::size_t c = 0; c < by_class.size(); ++c) {
        totals.push_back(by_class[c].size());
        for (const std::uint64_t row : by_class[c]) {
            class_of[static_cast<std::size_t>(row)] = c;
        }
    }
    std::vector<group_counts> order;
    for (std::size_t g = 0; g < rows.size(); ++g) {
        group_counts counts{g, std::vector<std::uint64_t>(by_class.size()), 0};
        for (const std::uint64_t row : rows[g]) {
            ++counts.by_class[class_of[static_cast<std::size_t>(row)]];
        }
        std::uint64_t second = 0;
        for (const std::uint64_t count : counts.by_class) {
            second += count * count;
        }
        counts.spread = by_class.size() * second - rows[g].size() * rows[g].size();
        order.push_back(std::move(counts));
    }
    core::stable_sort(std::span<group_counts>{order},
                      [](const group_counts& a, const group_counts& b) { return a.spread > b.spread; });

    detail::class_shares shares{totals, k};
    std::vector<std::uint64_t> fold_of_row(classes.size());
    for (const group_counts& g : order) {
        std::size_t best = 0;
        double least = std::numeric_limits<double>::infinity();
        std::uint64_t fewest = 0;
        for (std::size_t f = 0; f < k; ++f) {
            const double uneven = shares.unevenness(f, g.by_class);
            const bool alike = num::magnitude(uneven - least) <= num::fma(1e-5, least, 1e-8);
            if (uneven < least || (alike && shares.rows(f) < fewest)) {
                best = f;
                least = uneven;
                fewest = shares.rows(f);
            }
        }
        shares.add(best, g.by_class);
        for (const std::uint64_t row : rows[g.group]) {
            fold_of_row[static_cast<std::size_t>(row)] = best;
        }
    }
    return detail::folds_of(fold_of_row, k);
}

}  // namespace lastro::inline v0::data
