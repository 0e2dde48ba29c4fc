// SPDX-License-Identifier: MIT
// lastro/drift/anderson_darling_sigma.hpp
//
// How much does Anderson-Darling's statistic of k samples vary if nothing drifted?
//
//   const std::uint64_t sizes[] = {50, 70};
//   drift::detail::anderson_darling_sigma(sizes);           // the standard deviation of A2
//
// References
//   [1] F. W. Scholz and M. A. Stephens, K-sample Anderson-Darling tests, J. Amer. Statist. Assoc. 82(399), 1987.
#pragma once

#include <cstddef>           // size_t
#include <cstdint>           // uint64_t
#include <initializer_list>  // initializer_list
#include <span>              // span

#include <lastro/num/ieee.hpp>
#include <lastro/num/run_packed.hpp>

namespace lastro::inline v0::drift::detail {

/// h and g of [1] for N values.
struct harmonic_sums {
    double h = 0.0;  ///< Sum of 1/i for i < N.
    double g = 0.0;  ///< Sum over i of 1/(N - i) sum over j > i of 1/j = sum over i < N - 1 of (h so far) / (i + 1).
};

/// Both, from the smallest terms on; quotients of many i at once, sums one after the other.
struct harmonic_text {
    template <class Pack, class Single>
    [[gnu::always_inline]] static harmonic_sums run(double count) {
        constexpr std::size_t block = 128;
        double ascending[block];
        double terms[block];
        double so_far[block];
        double shares[block] = {};
        for (std::size_t k = 0; k < block; ++k) {
            ascending[k] = static_cast<double>(k);
        }
        harmonic_sums sums;
        double i = count - 1.0;
        for (; i >= 2.0 + static_cast<double>(block); i -= static_cast<double>(block)) {
            for (std::size_t k = 0; k < block; k += Pack::size) {
                (Pack::all(1.0) / (Pack::all(i) - Pack::load(ascending + k))).store(terms + k);
            }
            for (std::size_t k = 0; k < block; ++k) {
                sums.h += terms[k];
                so_far[k] = sums.h;
                sums.g += shares[k];  // of the block before: the two sums do not wait for each other
            }
            for (std::size_t k = 0; k < block; k += Pack::size) {
                (Pack::load(so_far + k) / (Pack::all(count - i + 1.0) + Pack::load(ascending + k))).store(shares + k);
            }
        }
        for (const double share : shares) {
            sums.g += share;
        }
        for (; i >= 2.0; i -= 1.0) {
            sums.h += 1.0 / i;
            sums.g += sums.h / (count - i + 1.0);
        }
        sums.h += 1.0;
        return sums;
    }
};

/// sigma of equation 4 of [1] for samples of these sizes, 4 values or more in all.
///
/// Cost: O(N), a nanosecond each.
[[nodiscard]] inline double anderson_darling_sigma(std::span<const std::uint64_t> sizes) {
    const auto k = static_cast<double>(sizes.size());
    double count = 0.0;
    double big_h = 0.0;
    for (const std::uint64_t size : sizes) {
        count += static_cast<double>(size);
        big_h += 1.0 / static_cast<double>(size);
    }
    const auto [h, g] = num::detail::run_packed<harmonic_text, double>(count);
    const auto sum = [](std::initializer_list<double> terms) {
        double total = 0.0;
        for (const double term : terms) {
            total += num::rounded(term);
        }
        return total;
    };
    const double a = sum({4.0 * g * (k - 1.0), -6.0 * (k - 1.0), 10.0 * big_h, -6.0 * g * big_h});
    const double b = sum({2.0 * g * k * k, -4.0 * k * k, 8.0 * h * k, 2.0 * g * big_h, -14.0 * h * big_h, -4.0 * big_h,
                          -8.0 * h, 4.0 * g, -6.0});
    const double c = sum({6.0 * h * k * k, 2.0 * g * k * k, -2.0 * k * k, 4.0 * h * k, -4.0 * g * k, 6.0 * k,
                          2.0 * h * big_h, -6.0 * big_h, 4.0 * h});
    const double d = sum({2.0 * h * k * k, 6.0 * k * k, -4.0 * h * k});
    const double above = num::fma(num::fma(num::fma(a, count, b), count, c), count, d);
    return num::square_root(above / (count - 1.0) / (count - 2.0) / (count - 3.0));
}

}  // namespace lastro::inline v0::drift::detail
