// SPDX-License-Identifier: MIT
// lastro/drift/gap_sum.hpp
//
// How far apart do two empirical distribution functions come, and where?
//
//   drift::detail::gap_sum sum{.n = 50, .m = 70};
//   drift::detail::merge_runs(a.values(), b.values(), [&](const auto& part) { sum.take(part); });
//   sum.scan.above; sum.scan.above_at;
//
// In whole numbers, and therefore exact.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // int64_t
#include <limits>   // numeric_limits

#include <lastro/drift/merge.hpp>
#include <lastro/drift/merged_run.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/run_packed.hpp>

namespace lastro::inline v0::drift::detail {

/// The largest gaps between two step functions, times n m: integers, and therefore exact.
struct gap_scan {
    std::int64_t above = 0;  ///< n m sup (F_a - F_b), at least 0
    std::int64_t below = 0;  ///< n m sup (F_b - F_a), at least 0
    double above_at = 0.0;   ///< where it is reached first
    double below_at = 0.0;
    bool ties = false;  ///< two pooled values are equal
};

/// The least and the largest of (n + m) (first so far) - n (all so far) after each of a run's values: whole numbers below 2^36.
struct run_gaps_text {
    template <class Pack, class Single>
    [[gnu::always_inline]] static void run(const merged_run* run, double total, double minus_n, double* ends) {
        Pack low = Pack::all(std::numeric_limits<double>::infinity());
        Pack high = Pack::all(-std::numeric_limits<double>::infinity());
        for (std::size_t k = 0; k < merged_run::size; k += Pack::size) {
            const run_places<Pack> at{*run, k};
            const Pack so_far = at.first + at.second + Pack::all(1.0);
            const Pack gap = fma(Pack::all(total), at.first + at.mine, Pack::all(minus_n) * so_far);
            low = select(less(gap, low), gap, low);
            high = select(less(high, gap), gap, high);
        }
        double lows[Pack::size];
        double highs[Pack::size];
        low.store(lows);
        high.store(highs);
        ends[0] = lows[0];
        ends[1] = highs[0];
        for (std::size_t lane = 1; lane < Pack::size; ++lane) {
            ends[0] = lows[lane] < ends[0] ? lows[lane] : ends[0];
            ends[1] = ends[1] < highs[lane] ? highs[lane] : ends[1];
        }
    }
};

/// Follows n m (F_a - F_b) over the blocks.
struct gap_sum {
    std::int64_t n;
    std::int64_t m;
    std::int64_t gap = 0;
    gap_scan scan{};

    void take(const merged_block& b) noexcept {
        if (b.before() == 0) {
            scan.above_at = scan.below_at = b.value;
        }
        gap += m * static_cast<std::int64_t>(b.first) - n * static_cast<std::int64_t>(b.second);
        scan.ties = scan.ties || b.size() > 1;
        if (gap > scan.above) {
            scan.above = gap;
            scan.above_at = b.value;
        } else if (-gap > scan.below) {
            scan.below = -gap;
            scan.below_at = b.value;
        }
    }

    void take(const merged_run& run) {
        if (run.before() == 0) {
            scan.above_at = scan.below_at = run.value[1];
        }
        double ends[2];  // the lowest and the highest of the run, less the gap before it
        num::detail::run_packed<run_gaps_text, double>(&run, static_cast<double>(n + m), -static_cast<double>(n),
                                                       &ends[0]);
        const std::int64_t low = gap + static_cast<std::int64_t>(ends[0]);
        const std::int64_t high = gap + static_cast<std::int64_t>(ends[1]);
        if (high > scan.above) {
            scan.above = high;
            scan.above_at = value_at(run, ends[1]);
        }
        if (-low > scan.below) {
            scan.below = -low;
            scan.below_at = value_at(run, ends[0]);
        }
        gap += m * static_cast<std::int64_t>(run.first()) - n * static_cast<std::int64_t>(run.second());
    }

private:
    /// The first value after which the gap has changed that much.
    [[nodiscard]] double value_at(const merged_run& run, double by) const noexcept {
        std::size_t k = 1;
        while (num::fma(static_cast<double>(n + m), run.counted[k] - 0x1p52,
                        -static_cast<double>(n) * static_cast<double>(k)) != by) {
            ++k;
        }
        return run.value[k];
    }
};

}  // namespace lastro::inline v0::drift::detail
