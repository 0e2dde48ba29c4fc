// SPDX-License-Identifier: MIT
// lastro/drift/hierarchical.hpp
//
// Columns within segments, sensors within plants: first which groups moved, then what moved within them.
//
//   const std::vector<double> p{...};                  // one p-value per column and segment
//   const std::vector<std::size_t> segment{0, 0, 1, 1, 2};
//   const auto found = drift::hierarchical_findings(p, segment, 0.05);
//   found.groups[1];        // did anything in segment 1 move?
//   found.members[3];       // did this column of it move?
//
// Groups are judged by Simes' p-value and Benjamini-Hochberg; within the R selected ones of G, members are judged by
// Benjamini-Hochberg at alpha R / G [1]. Then both the share of false groups and the average share of false members over
// the selected groups are at most alpha, for independent and positively dependent p-values. Bit-equal everywhere.
//
// References
//   [1] Y. Benjamini and M. Bogomolov, Selective inference on multiple families of hypotheses, J. R. Statist. Soc. B 76(1),
//   2014.
//   [2] R. J. Simes, An improved Bonferroni procedure for multiple tests of significance, Biometrika 73(3), 1986.
#pragma once

#include <cstddef>    // size_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/drift/multiplicity.hpp>

namespace lastro::inline v0::drift {

/// Simes' p-value [2] that something among these moved: the smallest of n p_(k) / k.
///
/// @throws std::invalid_argument if there is no p-value, or one is not a number from 0 to 1.
[[nodiscard]] inline double simes(std::span<const double> p) {
    core::require<std::invalid_argument>(!p.empty(), "drift::simes", "at least one p-value", 0);
    double smallest = 1.0;
    for (const double adjusted : adjusted_benjamini_hochberg(p)) {
        smallest = adjusted < smallest ? adjusted : smallest;
    }
    return smallest;
}

/// What was found.
struct hierarchical_result {
    std::vector<double> group_p;  ///< Simes' p-value of each group; 1 for one without a member.
    std::vector<bool> groups;     ///< Which groups are findings.
    std::vector<bool> members;    ///< Which p-values are findings, in input order; none outside a group that is one.

    friend bool operator==(const hierarchical_result&, const hierarchical_result&) = default;
};

/// Judges groups and their members; `group[i]` says to which group `p[i]` belongs, from 0.
///
/// Groups without a member do not count.
/// @throws std::invalid_argument if the sizes differ, a group number is not below p.size(), or a p-value or alpha is not a
/// number from 0 to 1.
[[nodiscard]] inline hierarchical_result hierarchical_findings(std::span<const double> p,
                                                               std::span<const std::size_t> group, double alpha) {
    core::require<std::invalid_argument>(p.size() == group.size(), "hierarchical_findings: group",
                                         "as many numbers as p-values", group.size());
    core::require<std::invalid_argument>(alpha >= 0.0 && alpha <= 1.0, "hierarchical_findings: alpha",
                                         "a number from 0 to 1", alpha);
    std::vector<std::vector<std::size_t>> members;
    for (std::size_t i = 0; i < p.size(); ++i) {
        core::require<std::invalid_argument>(group[i] < p.size(), "hierarchical_findings: group",
                                             "numbers below the count of p-values", group[i]);
        if (members.size() <= group[i]) {
            members.resize(group[i] + 1);
        }
        members[group[i]].push_back(i);
    }
    hierarchical_result result{.group_p = std::vector<double>(members.size(), 1.0),
                               .groups = std::vector<bool>(members.size(), false),
                               .members = std::vector<bool>(p.size(), false)};
    std::vector<double> used_p;
    std::vector<std::size_t> used;
    std::vector<std::vector<double>> of_group(members.size());
    for (std::size_t g = 0; g < members.size(); ++g) {
        for (const std::size_t i : members[g]) {
            of_group[g].push_back(p[i]);
        }
        if (!members[g].empty()) {
            result.group_p[g] = simes(of_group[g]);
            used_p.push_back(result.group_p[g]);
            used.push_back(g);
        }
    }
    const std::vector<bool> selected = benjamini_hochberg(used_p, alpha);
    double count = 0.0;
    for (std::size_t k = 0; k < used.size(); ++k) {
        result.groups[used[k]] = selected[k];
        count += selected[k] ? 1.0 : 0.0;
    }
    const double level = used.empty() ? 0.0 : alpha * count / static_cast<double>(used.size());
    for (const std::size_t g : used) {
        if (result.groups[g]) {
            const std::vector<bool> found = benjamini_hochberg(of_group[g], level);
            for (std::size_t k = 0; k < found.size(); ++k) {
                result.members[members[g][k]] = found[k];
            }
        }
    }
    return result;
}

}  // namespace lastro::inline v0::drift
