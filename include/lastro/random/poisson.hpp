// SPDX-License-Identifier: MIT
// lastro/random/poisson.hpp
//
// How many events happen, if they happen independently? Draw i as a Poisson count.
//
//   const random::poisson calls{3.5};                    // 3.5 on average
//   const std::uint64_t k = calls(random::stream{42}["calls"], i);
//
// Below a mean of 10 a search in the table of the cdf; from there on transformed rejection [1], 1.1 to 1.4 attempts
// whatever the mean. Means up to 1e15: the masses are computed in saddle-point form. Bit-equal on every compiler.
//
// References
//   [1] W. Hoermann, The transformed rejection method for generating Poisson random variables, Insurance: Mathematics
//       and Economics 12(1), 1993 (algorithm PTRS).
#pragma once

#include <cstdint>    // uint64_t
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/num/exponential.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/logarithm.hpp>
#include <lastro/random/detail/cumulative.hpp>
#include <lastro/random/detail/saddle_point.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/draw_source.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random {

/// P(k) = mean^k exp(-mean) / k! for k = 0, 1, 2, ...; variance = mean.
class poisson {
public:
    using value_type = std::uint64_t;

    /// @throws std::invalid_argument unless 0 <= mean <= 1e15.
    explicit poisson(double mean) : mean_{mean} {
        core::require<std::invalid_argument>(mean >= 0.0 && mean <= 1e15, "random::poisson: mean",
                                             "a number from 0 to 1e+15", mean);
        if (mean < detail::table_below) {
            table_ = detail::cumulative(num::exp(-mean), [&](double k) { return mean / (k + 1.0); });
            return;
        }
        b_ = __builtin_fma(2.53, __builtin_sqrt(mean), 0.931);  // the constants of [1]
        a_ = __builtin_fma(0.02483, b_, -0.059);
        v_ = 0.9277 - 3.6224 / (b_ - 2.0);
        log_alpha_ = -num::log(1.1239 + 1.1328 / (b_ - 3.4));
    }

    [[nodiscard]] double mean() const noexcept { return mean_; }

    /// Draw `i` of `draws`.
    [[nodiscard]] std::uint64_t operator()(const stream& draws, std::uint64_t i) const noexcept {
        draw_source source{draws, i};
        return (*this)(source);
    }

    /// The next number from `source`.
    template <bit_source Source>
    [[nodiscard]] std::uint64_t operator()(Source& source) const {
        if (!table_.empty()) {
            return detail::place_in(table_, detail::unit_interval(source()));
        }
        for (;;) {
            const double u = detail::open_interval(source()) - 0.5;
            const double v = detail::open_interval(source());
            const double edge = 0.5 - (u < 0.0 ? -u : u);
            const double k = __builtin_floor(__builtin_fma(2.0 * a_ / edge + b_, u, mean_ + 0.43));
            if (edge >= 0.07 && v <= v_) {
                return static_cast<std::uint64_t>(k);
            }
            if (k < 0.0 || (edge < 0.013 && v > edge)) {
                continue;
            }
            const double height = num::log(v) - log_alpha_ - num::log(a_ / num::rounded(edge * edge) + b_);
            if (height <= detail::log_poisson_mass(k, mean_)) {
                return static_cast<std::uint64_t>(k);
            }
        }
    }

    friend bool operator==(const poisson& x, const poisson& y) noexcept { return x.mean_ == y.mean_; }

private:
    double mean_;
    double a_ = 0.0;
    double b_ = 0.0;
    double v_ = 0.0;
    double log_alpha_ = 0.0;
    std::vector<double> table_;
};

}  // namespace lastro::inline v0::random
