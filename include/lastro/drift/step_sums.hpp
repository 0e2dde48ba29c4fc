// SPDX-License-Identifier: MIT
// lastro/drift/step_sums.hpp
//
// What are the integrals of |F - G| and of (F - G)^2 between two empirical distribution functions?
//
//   drift::detail::step_sums sums{.n = 50.0, .m = 70.0};
//   drift::detail::merge_runs(a.values(), b.values(), [&](const auto& part) { sums.take(part); });
//   sums.absolute(); sums.squared();
//
// Sums run over gaps between neighbours, so values far from zero lose nothing.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint64_t

#include <lastro/drift/merge.hpp>
#include <lastro/drift/merged_run.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift::detail {

/// Adds up integrals over the steps between distinct pooled values.
struct step_sums {
    static constexpr std::size_t chains = 2;

    double n;
    double m;
    double sums[chains] = {0.0, 0.0};
    double previous = 0.0;

    void take(const merged_block& b) noexcept {
        const double gap = static_cast<double>(b.first_before) / n - static_cast<double>(b.second_before) / m;
        if (gap != 0.0) {
            const double length = b.value - previous;
            sums[0] = num::fma(num::magnitude(gap), length, sums[0]);
            sums[1] = num::fma(num::rounded(gap * gap), length, sums[1]);
        }
        previous = b.value;
    }

    void take(const merged_run& run) { add_run(run, *this); }
    void took(const merged_run& run) noexcept { previous = run.value[run.size]; }

    /// The same of values that all differ; where there is no gap, over no length, or infinity would count.
    template <class Pack>
    [[gnu::always_inline]] void terms(const merged_run& run, const run_places<Pack>& at, double (*left)[Pack::size],
                                      double (*right)[Pack::size]) const {
        constexpr std::uint64_t all_but_sign = ~std::uint64_t{0} >> 1U;
        const Pack zero = Pack::all(0.0);
        const Pack f = whole_quotient(at.first + Pack::all(static_cast<double>(run.first_before)), Pack::all(-n),
                                      Pack::all(1.0 / n));
        const Pack g = whole_quotient(at.second + Pack::all(static_cast<double>(run.second_before)), Pack::all(-m),
                                      Pack::all(1.0 / m));
        const Pack gap = f - g;
        const Pack length = select(equal(gap, zero), zero, at.value - at.previous);
        bits_and(gap, all_but_sign).store(left[0]);
        (gap * gap).store(left[1]);
        length.store(right[0]);
        length.store(right[1]);
    }

    [[nodiscard]] double absolute() const noexcept { return sums[0]; }
    [[nodiscard]] double squared() const noexcept { return sums[1]; }
    /// The energy distance.
    [[nodiscard]] double energy() const noexcept { return num::square_root(2.0 * squared()); }
};

}  // namespace lastro::inline v0::drift::detail
