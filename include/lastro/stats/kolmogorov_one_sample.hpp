// SPDX-License-Identifier: MIT
// lastro/stats/kolmogorov_one_sample.hpp
//
// How far may the empirical distribution function of n values be from the true one by chance?
//
//   stats::ks_one_sample_cdf(10, 0.1374);                 // P(D_n < 0.1374) = 0.0215...
//   stats::ks_one_sample_tail(99, 0.6).log10;             // -36.4...: tails are never 1 - cdf
//   stats::ks_one_sided_tail(10, 0.3).probability;        // P(D_n+ >= 0.3)
//
// Exact where that takes less than about half a second. A path of n uniform values leaves the band of half width d for
// the first time at one of 2 n moments [1]; the probabilities of leaving (tail) or of never leaving (cdf) are sums of
// positive terms, so both keep full relative accuracy. Beyond, twice the exact one-sided tail where both sides together
// are rarer than 1e-10 of it, and Pelz and Good's expansion up to n^(-3/2) [2] elsewhere. Bit-equal on every compiler.
//
// References
//   [1] R. Simard and P. L'Ecuyer, Computing the two-sided Kolmogorov-Smirnov distribution, J. Stat. Softw. 39(11), 2011;
//       the recursion is Pomeranz's there, by its moments.
//   [2] W. Pelz and I. J. Good, Approximating the lower tail-areas of the Kolmogorov-Smirnov one-sample statistic,
//       J. R. Statist. Soc. B 38(2), 1976.
//   [3] Z. W. Birnbaum and F. H. Tingey, One-sided confidence contours for probability distribution functions,
//       Ann. Math. Statist. 22(4), 1951.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // int64_t, uint64_t
#include <numbers>    // ln10, ln2, pi
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/workspace.hpp>
#include <lastro/stats/gamma.hpp>
#include <lastro/stats/hypergeometric.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::stats {

namespace detail {

inline void require_ks(std::uint64_t n, double d, const char* where) {
    constexpr std::uint64_t most = std::uint64_t{1} << 50U;
    core::require<std::invalid_argument>(n > 0 && n <= most, where, "1 to 2^50 values", n);
    core::require<std::invalid_argument>(!num::is_nan(d), where, "a distance", d);
}

/// A Poisson process of rate 1 that has n events up to time n, watched while it stays within `reach` = n d of time.
class band_walk {
public:
    band_walk(double n, double reach)
        : n_{n}, reach_{reach}, size_{static_cast<std::size_t>(n) + 1}, memory_{size_}, state_{memory_.data()} {
        state_[0] = 1.0;
    }

    /// Walks to the end. `left` sums the probabilities of leaving, times `stayed`'s scale.
    void run() {
        double upper = num::floor(reach_) + 1.0;  // the path must stay below `upper` until time upper - reach
        double lower = 0.0;                       // and be above `lower` from time lower + reach on
        double now = 0.0;
        while (true) {
            const double upper_at = upper <= n_ ? upper - reach_ : n_ + 1.0;
            const double lower_at = lower + reach_;
            const bool is_upper = upper_at <= lower_at;
            const double at = is_upper ? upper_at : lower_at;
            if (at > n_) {
                break;
            }
            advance(at - now);
            now = at;
            if (is_upper) {
                const auto bound = static_cast<std::size_t>(upper);
                for (std::size_t j = bound; j <= high_; ++j) {
                    leave(j, now);
                }
                high_ = high_ < bound ? high_ : bound - 1;
                upper += 1.0;
            } else {
                const auto bound = static_cast<std::size_t>(lower);
                if (low_ == bound) {
                    leave(low_, now);
                    ++low_;
                }
                lower += 1.0;
            }
            if (low_ > high_) {
                return;
            }
            rescale();
        }
        advance(n_ - now);
        stayed_ = high_ == size_ - 1 ? state_[high_] : 0.0;
    }

    /// P(it never left), P(it left): natural logarithms.
    [[nodiscard]] double log_stayed() const noexcept {
        return num::fma(exponent_, 512.0 * std::numbers::ln2, num::log(stayed_)) - log_poisson(n_, n_);
    }
    [[nodiscard]] double left() const noexcept { return left_; }

private:
    /// Events during `time` <= 1: at most 40, more are rarer than 1e-48.
    void advance(double time) {
        if (time <= 0.0) {
            return;
        }
        constexpr std::size_t most = 40;
        double weight[most + 1];
        std::size_t events = 0;
        weight[0] = num::exp(-time);
        for (std::size_t k = 1; k <= most; ++k) {
            weight[k] = weight[k - 1] * (time / static_cast<double>(k));
            events = weight[k] > 1e-40 ? k : events;
        }
        const std::size_t high = high_ + events < size_ ? high_ + events : size_ - 1;
        for (std::size_t j = high + 1; j-- > low_;) {  // downwards: what is read lies at or below what is written
            double sum = 0.0;
            const std::size_t from = j > low_ + events ? j - events : low_;
            for (std::size_t i = from; i <= (j < high_ ? j : high_); ++i) {
                sum = num::fma(state_[i], weight[j - i], sum);
            }
            state_[j] = sum;
        }
        high_ = high;
    }

    /// From j events at `now` the end is still reached with n - j events in the time that is left.
    void leave(std::size_t j, double now) {
        const double rest = n_ - static_cast<double>(j);
        const double time = n_ - now;
        if (state_[j] <= 0.0 || (time <= 0.0 && rest > 0.0)) {
            return;
        }
        const double log_rest = rest == 0.0 ? -time : log_poisson(rest, time);
        left_ += num::exp(num::fma(exponent_, 512.0 * std::numbers::ln2, log_rest - log_poisson(n_, n_)) +
                          num::log(state_[j]));
    }

    void rescale() {
        double largest = 0.0;
        for (std::size_t j = low_; j <= high_; ++j) {
            largest = state_[j] > largest ? state_[j] : largest;
        }
        if (largest < 0x1p-512 && largest > 0.0) {
            for (std::size_t j = low_; j <= high_; ++j) {
                state_[j] *= 0x1p512;
            }
            exponent_ -= 1.0;
        }
    }

    double n_;
    double reach_;
    std::size_t size_;
    num::detail::workspace<double> memory_;
    double* state_;  // the probabilities of low_ ... high_ events
    std::size_t low_ = 0;
    std::size_t high_ = 0;
    double exponent_ = 0.0;
    double stayed_ = 0.0;
    double left_ = 0.0;
};

/// P(D_n < z / sqrt(n)) up to terms in n^(-3/2) [2].
[[nodiscard]] inline double pelz_good(double n, double z) noexcept {
    constexpr double pi2 = std::numbers::pi * std::numbers::pi;
    const double z2 = z * z;
    const double z4 = z2 * z2;
    const double z6 = z4 * z2;
    double k0 = 0.0, k1 = 0.0, k2 = 0.0, k3 = 0.0;
    for (int k = 30; k >= 0; --k) {
        const double odd = (k + 0.5) * (k + 0.5) * pi2;
        const double weight = 2.0 * num::exp(-odd / (2.0 * z2));
        k0 += weight;
        k1 = num::fma(odd - num::rounded(z2), weight, k1);
        const double second = num::fma(
            odd * odd, num::fma(-2.0, z2, 1.0),
            num::fma(odd, num::fma(2.0, z4, -num::rounded(5.0 * z2)), num::fma(6.0, z6, num::rounded(2.0 * z4))));
        k2 = num::fma(second, weight, k2);
        const double third = num::fma(odd * odd * odd, num::fma(-30.0, z2, 5.0),
                                      num::fma(odd * odd, num::fma(212.0, z4, -num::rounded(60.0 * z2)),
                                               num::fma(odd, num::fma(-96.0, z6, num::rounded(135.0 * z4)),
                                                        num::fma(-90.0 * z4, z4, -num::rounded(30.0 * z6)))));
        k3 = num::fma(third, weight, k3);
        const double even = static_cast<double>(k) * k * pi2;
        const double even_weight = 2.0 * num::exp(-even / (2.0 * z2));
        k2 = num::fma(-2.0 * z4 * even, even_weight, k2);
        k3 = num::fma(60.0 * z4 * num::fma(3.0 * even, z2, -num::rounded(even * even)), even_weight, k3);
    }
    const double root = num::square_root(n);
    const double scale = num::square_root(std::numbers::pi / 2.0) / z;
    const double corrections =
        num::fma(k1 / (6.0 * z2 * z), 1.0 / root,
                 num::fma(k2 / (72.0 * z6), 1.0 / n, num::rounded(k3 / (6480.0 * z6 * z2 * z) / (n * root))));
    const double p = scale * (k0 + corrections);
    return p < 0.0 ? 0.0 : p > 1.0 ? 1.0 : p;
}

/// May the walk be walked? 2 n moments, 2 n d places, some 20 events.
[[nodiscard]] inline bool worth_walking(double n, double d) noexcept {
    constexpr double most = 4e6;
    return n * n * d <= most;
}

}  // namespace detail

/// P(D_n+ >= d), D_n+ = sup (F_n - F): exact, the sum of [3]. Also P(D_n- >= d).
///
/// @throws std::invalid_argument if n is 0 or above 2^50, or d is NaN.
/// Cost: O(n (1 - d)) terms.
[[nodiscard]] inline tail ks_one_sided_tail(std::uint64_t n, double d) {
    detail::require_ks(n, d, "stats::ks_one_sided_tail");
    if (d <= 0.0 || d >= 1.0) {
        return tail_from_probability(d <= 0.0 ? 1.0 : 0.0);
    }
    const auto count = static_cast<double>(n);
    const double last = num::floor(num::rounded(count * (1.0 - d)));
    const double first_log = count * num::log1p(-d);
    double largest = first_log;
    double sum = 1.0;  // in units of exp(largest)
    for (double j = 1.0; j <= last; j += 1.0) {
        const double p = d + j / count;
        const double q = num::rounded((count - num::rounded(count * d) - j) / count);
        if (q <= 0.0) {
            continue;
        }
        const double log_term = num::log(d / p) + detail::log_binomial(j, count, p, q);
        if (log_term > largest + 30.0) {
            sum *= num::exp(largest - log_term);
            largest = log_term;
        }
        sum += num::exp(log_term - largest);
    }
    return tail_from_log(largest + num::log(sum));
}

/// P(D_n >= d), D_n = sup |F_n - F|, for n values from the continuous distribution F.
///
/// @throws std::invalid_argument if n is 0 or above 2^50, or d is NaN.
/// Cost: O(n^2 d) where that is below 4e6, else O(n).
[[nodiscard]] inline tail ks_one_sample_tail(std::uint64_t n, double d) {
    detail::require_ks(n, d, "stats::ks_one_sample_tail");
    const auto count = static_cast<double>(n);
    if (d * count <= 0.5 || d >= 1.0) {
        return tail_from_probability(d >= 1.0 ? 0.0 : 1.0);
    }
    const double z2 = num::rounded(count * d * d);
    const bool walk = detail::worth_walking(count, d);
    // P(both sides) is about exp(-6 z^2) of P(one side), and 0 from d = 1/2 on
    if (d >= 0.5 || z2 > 9.0 || (!walk && z2 > 4.0)) {
        const tail one = ks_one_sided_tail(n, d);
        constexpr double log10_2 = 0.30102999566398119521;
        return one.probability >= 0.5 ? tail_from_probability(1.0)
                                      : tail{.probability = 2.0 * one.probability, .log10 = one.log10 + log10_2};
    }
    if (walk) {
        detail::band_walk path{count, num::rounded(count * d)};
        path.run();
        return tail_from_probability(path.left());
    }
    return tail_from_probability(1.0 - detail::pelz_good(count, num::square_root(z2)));
}

/// P(D_n < d), directly: small values keep their digits.
///
/// @throws std::invalid_argument if n is 0 or above 2^50, or d is NaN.
/// Cost: O(n^2 d) where that is below 4e6, else O(n).
[[nodiscard]] inline double ks_one_sample_cdf(std::uint64_t n, double d) {
    detail::require_ks(n, d, "stats::ks_one_sample_cdf");
    const auto count = static_cast<double>(n);
    if (d * count <= 0.5 || d >= 1.0) {
        return d >= 1.0 ? 1.0 : 0.0;
    }
    const double z2 = num::rounded(count * d * d);
    if (d >= 0.5 || z2 > 4.0) {
        return 1.0 - ks_one_sample_tail(n, d).probability;
    }
    if (detail::worth_walking(count, d)) {
        detail::band_walk path{count, num::rounded(count * d)};
        path.run();
        const double p = num::exp(path.log_stayed());
        return p < 1.0 ? p : 1.0;
    }
    return detail::pelz_good(count, num::square_root(z2));
}

}  // namespace lastro::inline v0::stats
