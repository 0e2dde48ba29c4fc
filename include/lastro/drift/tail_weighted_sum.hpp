// SPDX-License-Identifier: MIT
// lastro/drift/tail_weighted_sum.hpp
//
// How far are two empirical distribution functions apart, if the tails count as much as the middle?
//
//   drift::detail::tail_weighted_sum sum{.n = 50.0, .m = 70.0};
//   drift::merge_blocks(a.values(), b.values(), [&](const auto& block) { sum.take(block); });
//   sum.a2();                                            // what drift::anderson_darling(a, b) reports
//
// References
//   [1] F. W. Scholz and M. A. Stephens, K-sample Anderson-Darling tests, J. Amer. Statist. Assoc. 82(399), 1987.
#pragma once

#include <cstdint>  // uint64_t

#include <lastro/drift/merge.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift::detail {

/// A2 of two samples, equation 7 of [1], from each block's counts alone.
struct tail_weighted_sum {
    double n;
    double m;
    double first = 0.0;
    double second = 0.0;
    std::uint64_t blocks = 0;

    void take(const merged_block& b) noexcept {
        const double total = n + m;
        const auto size = static_cast<double>(b.size());
        const double rank = static_cast<double>(b.before()) + size / 2.0;
        const double below = num::fma(-total / 4.0, size, rank * (total - rank));
        ++blocks;
        if (below > 0.0) {
            add(first, b.first_before, b.first, n, rank, size, below);
            add(second, b.second_before, b.second, m, rank, size, below);
        }
    }

    [[nodiscard]] double a2() const noexcept {
        const double total = n + m;
        return blocks < 2 ? 0.0 : (total - 1.0) / total * (0.0 + first / n + second / m);
    }

private:
    void add(double& sum, std::uint64_t before, std::uint64_t here, double mine, double rank, double size,
             double below) const noexcept {
        const double total = n + m;
        const double count = static_cast<double>(before) + static_cast<double>(here) * 0.5;
        const double gap = num::fma(total, count, -num::rounded(mine * rank));
        sum = num::fma(size / total * gap, gap / below, sum);
    }
};

}  // namespace lastro::inline v0::drift::detail
