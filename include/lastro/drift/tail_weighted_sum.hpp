// SPDX-License-Identifier: MIT
// lastro/drift/tail_weighted_sum.hpp
//
// How far are two empirical distribution functions apart, if the tails count as much as the middle?
//
//   drift::detail::tail_weighted_sum sum{.n = 50.0, .m = 70.0};
//   drift::detail::merge_runs(a.values(), b.values(), [&](const auto& part) { sum.take(part); });
//   sum.a2();                                            // what drift::anderson_darling(a, b) reports
//
// References
//   [1] F. W. Scholz and M. A. Stephens, K-sample Anderson-Darling tests, J. Amer. Statist. Assoc. 82(399), 1987.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint64_t

#include <lastro/drift/merge.hpp>
#include <lastro/drift/merged_run.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift::detail {

/// A2 of two samples, equation 7 of [1], from each block's counts alone.
///
/// Up to 2^26 values together both samples add up the same: the gaps, of opposite sign, are exact.
struct tail_weighted_sum {
    static constexpr std::size_t chains = 1;

    double n;
    double m;
    double sums[chains] = {0.0};  ///< Of the first sample.
    double second = 0.0;
    std::uint64_t blocks = 0;

    void take(const merged_block& b) noexcept {
        const double total = n + m;
        const auto size = static_cast<double>(b.size());
        const double rank = static_cast<double>(b.before()) + size / 2.0;
        const double below = num::fma(-total / 4.0, size, rank * (total - rank));
        ++blocks;
        if (below > 0.0) {
            add(sums[0], b.first_before, b.first, n, rank, size, below);
            if (total > 0x1p26) {
                add(second, b.second_before, b.second, m, rank, size, below);
            }
        }
    }

    void take(const merged_run& run) { add_run(run, *this); }
    void took(const merged_run& run) noexcept { blocks += run.size; }

    /// The same of values that all differ: `below` is above 0 then.
    template <class Pack>
    [[gnu::always_inline]] void terms(const merged_run& run, const run_places<Pack>& at, double (*left)[Pack::size],
                                      double (*right)[Pack::size]) const {
        const double total = n + m;
        const Pack half = Pack::all(0.5);
        const Pack rank = at.first + at.second + Pack::all(static_cast<double>(run.before()) + 0.5);
        const Pack below = fma(Pack::all(-total / 4.0), Pack::all(1.0), rank * (Pack::all(total) - rank));
        const Pack count = fma(at.mine, half, at.first + Pack::all(static_cast<double>(run.first_before)));
        const Pack gap = fma(Pack::all(total), count, Pack::all(-n) * rank);
        (Pack::all(1.0 / total) * gap).store(left[0]);
        (gap / below).store(right[0]);
    }

    [[nodiscard]] double a2() const noexcept {
        const double total = n + m;
        const double other = total > 0x1p26 ? second : sums[0];
        return blocks < 2 ? 0.0 : (total - 1.0) / total * (0.0 + sums[0] / n + other / m);
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
