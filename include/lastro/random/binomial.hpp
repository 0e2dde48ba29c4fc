// SPDX-License-Identifier: MIT
// lastro/random/binomial.hpp
//
// How many of n independent trials succeed? Draw i as a binomial count.
//
//   const random::binomial hits{100, 0.3};               // 30 on average
//   const std::uint64_t k = hits(random::stream{42}["hits"], i);
//
// Below a mean of 10 a search in the table of the cdf; from there on transformed rejection [1], 1.1 to 1.5 attempts
// whatever n. Up to 2^50 trials: the masses are computed in saddle-point form. Bit-equal on every compiler.
//
// References
//   [1] W. Hoermann, The generation of binomial random variates, J. Statist. Comput. Simul. 46, 1993 (algorithm BTRS).
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

/// P(k) = n! / (k! (n - k)!) p^k (1 - p)^(n - k) for k = 0, ..., n; mean n p, variance n p (1 - p).
class binomial {
public:
    using value_type = std::uint64_t;

    /// @throws std::invalid_argument unless trials <= 2^50 and 0 <= p <= 1.
    binomial(std::uint64_t trials, double p) : trials_{trials}, p_{p}, mirrored_{p > 0.5} {
        core::require<std::invalid_argument>(trials <= largest, "random::binomial: trials", "at most 2^50", trials);
        core::require<std::invalid_argument>(p >= 0.0 && p <= 1.0, "random::binomial: p", "a probability from 0 to 1",
                                             p);
        n_ = static_cast<double>(trials);
        rare_ = mirrored_ ? 1.0 - p : p;
        common_ = mirrored_ ? p : 1.0 - p;
        const double mean = num::rounded(n_ * rare_);
        if (mean < detail::table_below) {
            const double odds = rare_ / common_;
            table_ = detail::cumulative(num::exp(num::rounded(n_ * num::log1p(-rare_))), [&](double k) {
                return num::rounded((n_ - k) / (k + 1.0) * odds);  // 0 at k = n: the table ends there
            });
            return;
        }
        const double spread = __builtin_sqrt(num::rounded(mean * common_));
        b_ = __builtin_fma(2.53, spread, 1.15);  // the constants of [1]
        a_ = __builtin_fma(0.01, rare_, __builtin_fma(0.0248, b_, -0.0873));
        c_ = mean + 0.5;
        v_ = 0.92 - 4.2 / b_;
        alpha_ = num::rounded((2.83 + 5.1 / b_) * spread);
        const double mode = __builtin_floor(num::rounded((n_ + 1.0) * rare_));
        log_mode_ = detail::log_binomial_mass(mode, n_, rare_, common_);
    }

    [[nodiscard]] std::uint64_t trials() const noexcept { return trials_; }
    [[nodiscard]] double p() const noexcept { return p_; }

    /// Draw `i` of `draws`.
    [[nodiscard]] std::uint64_t operator()(const stream& draws, std::uint64_t i) const noexcept {
        draw_source source{draws, i};
        return (*this)(source);
    }

    /// The next number from `source`.
    template <bit_source Source>
    [[nodiscard]] std::uint64_t operator()(Source& source) const {
        const std::uint64_t k = rarer(source);
        return mirrored_ ? trials_ - k : k;
    }

    friend bool operator==(const binomial& x, const binomial& y) noexcept {
        return x.trials_ == y.trials_ && x.p_ == y.p_;
    }

private:
    static constexpr std::uint64_t largest = std::uint64_t{1} << 50U;

    /// A count of what happens with probability min(p, 1 - p).
    template <bit_source Source>
    [[nodiscard]] std::uint64_t rarer(Source& source) const {
        if (!table_.empty()) {
            return detail::place_in(table_, detail::unit_interval(source()));
        }
        for (;;) {
            const double u = detail::open_interval(source()) - 0.5;
            const double v = detail::open_interval(source());
            const double edge = 0.5 - (u < 0.0 ? -u : u);
            const double k = __builtin_floor(__builtin_fma(2.0 * a_ / edge + b_, u, c_));
            if (k < 0.0 || k > n_) {
                continue;
            }
            if (edge >= 0.07 && v <= v_) {
                return static_cast<std::uint64_t>(k);
            }
            const double height = num::log(num::rounded(v * alpha_) / (a_ / num::rounded(edge * edge) + b_));
            if (height <= detail::log_binomial_mass(k, n_, rare_, common_) - log_mode_) {
                return static_cast<std::uint64_t>(k);
            }
        }
    }

    std::uint64_t trials_;
    double p_;
    bool mirrored_;
    double n_ = 0.0;
    double rare_ = 0.0;
    double common_ = 1.0;
    double a_ = 0.0;
    double b_ = 0.0;
    double c_ = 0.0;
    double v_ = 0.0;
    double alpha_ = 0.0;
    double log_mode_ = 0.0;
    std::vector<double> table_;
};

}  // namespace lastro::inline v0::random
