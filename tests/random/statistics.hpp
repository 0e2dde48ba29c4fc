// SPDX-License-Identifier: MIT
// tests/random/statistics.hpp
//
// Do these draws follow this distribution? Tests of fit for the tests of the distributions, and the hash that freezes
// their bits. Cumulative distribution functions come from the C library, not from the library under test.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include <lastro/num/dispatch.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/stats/gamma.hpp>
#include <lastro/stats/kolmogorov.hpp>

namespace random_test {

using lastro::random::stream;

/// A right distribution fails a test at this level once in ten thousand seeds; the seeds are fixed.
inline constexpr double significance = 1e-4;

/// The order of sequences, for keys of a map. On big-endian machines <=> of vectors of numbers looks at too few bytes in
/// libstdc++ 12: its lexicographical_compare_three_way gives memcmp the number of elements.
struct lexicographic {
    bool operator()(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) const {
        return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                            [](std::uint64_t x, std::uint64_t y) { return x < y; });
    }
};

template <class Distribution>
std::vector<double> draws(const Distribution& distribution, const stream& from, std::size_t count) {
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = static_cast<double>(distribution(from, i));
    }
    return values;
}

/// Kolmogorov's test of values against a continuous cdf: the p-value.
template <class Cdf>
double kolmogorov_p(std::vector<double> values, Cdf&& cdf) {
    std::sort(values.begin(), values.end());
    const auto n = static_cast<double>(values.size());
    double gap = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double f = cdf(values[i]);
        gap = std::max({gap, f - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - f});
    }
    return lastro::stats::kolmogorov_tail(gap * std::sqrt(n)).probability;
}

/// Pearson's test of counts against probabilities: the p-value. Neighbours with few expected counts are put together.
inline double chi_squared_p(std::span<const double> counts, std::span<const double> probabilities) {
    double n = 0.0;
    for (const double c : counts) {
        n += c;
    }
    double statistic = 0.0;
    double cells = 0.0;
    double found = 0.0;
    double expected = 0.0;
    double rest = n;
    for (std::size_t k = 0; k < counts.size(); ++k) {
        found += counts[k];
        expected += probabilities[k] * n;
        rest -= probabilities[k] * n;
        const bool last = k + 1 == counts.size();
        if (last ? expected > 0.0 : expected >= 10.0 && rest >= 10.0) {
            statistic += (found - expected) * (found - expected) / expected;
            cells += 1.0;
            found = 0.0;
            expected = 0.0;
        }
    }
    return lastro::stats::chi_squared_tail(statistic, cells - 1.0).probability;
}

/// Pearson's test of integer values against a probability mass function: the p-value.
template <class Mass>
double mass_p(const std::vector<double>& values, Mass&& mass) {
    const double low = *std::min_element(values.begin(), values.end());
    const double high = *std::max_element(values.begin(), values.end());
    std::vector<double> counts(static_cast<std::size_t>(high - low) + 3);
    std::vector<double> probabilities(counts.size());
    double sum = 0.0;
    for (std::size_t k = 1; k + 1 < counts.size(); ++k) {
        probabilities[k] = mass(low + static_cast<double>(k) - 1.0);
        sum += probabilities[k];
    }
    probabilities.back() = std::max(0.0, 1.0 - sum);  // what was never drawn
    for (const double x : values) {
        counts[static_cast<std::size_t>(x - low) + 1] += 1.0;
    }
    return chi_squared_p(counts, probabilities);
}

/// How many standard errors the mean of `values` is away from `mean`.
inline double mean_error(const std::vector<double>& values, double mean, double variance) {
    double sum = 0.0;
    for (const double x : values) {
        sum += x - mean;
    }
    const auto n = static_cast<double>(values.size());
    return sum / n / std::sqrt(variance / n);
}

/// How many standard errors the mean square deviation from `mean` is away from `variance`; the fourth moment is
/// estimated.
inline double variance_error(const std::vector<double>& values, double mean, double variance) {
    double sum = 0.0;
    double squares = 0.0;
    for (const double x : values) {
        const double y = (x - mean) * (x - mean) - variance;
        sum += y;
        squares += y * y;
    }
    return squares == 0.0 ? 0.0 : sum / std::sqrt(squares);
}

/// FNV-1a over the little-endian bytes of values: equal on every machine if every bit of every draw is.
class fingerprint {
public:
    void add(std::uint64_t bits) {
        for (int k = 0; k < 8; ++k) {
            hash_ = (hash_ ^ ((bits >> (8 * k)) & 0xFFU)) * 0x100000001B3U;
        }
    }
    void add(double x) { add(std::bit_cast<std::uint64_t>(x)); }
    void add(float x) { add(std::uint64_t{std::bit_cast<std::uint32_t>(x)}); }
    void add(const std::vector<double>& v) {
        for (const double x : v) {
            add(x);
        }
    }
    [[nodiscard]] std::uint64_t value() const { return hash_; }

private:
    std::uint64_t hash_ = 0xCBF29CE484222325U;
};

/// The fingerprint of draws 0 to 4095 of the stream 20261123/"golden"; 0 if two levels of the processor disagree.
template <class Distribution>
std::uint64_t golden(const Distribution& distribution) {
    namespace num = lastro::num;
    const stream from = stream{20261123}["golden"];
    std::uint64_t agreed = 0;
    for (const num::level level : {num::detected_level(), num::level::portable, num::level::avx2}) {
        if (!num::is_available(level)) {
            continue;
        }
        num::force_level(level);
        fingerprint print;
        for (std::uint64_t i = 0; i < 4096; ++i) {
            print.add(distribution(from, i));
        }
        if (level == num::detected_level()) {
            agreed = print.value();
        }
        agreed = print.value() == agreed ? agreed : 0;
    }
    num::force_level(num::detected_level());
    return agreed;
}

/// Draw i does not depend on what else was drawn, and a source at its words gives the same.
template <class Distribution>
bool is_addressed(const Distribution& distribution) {
    const stream from{99};
    std::vector<typename Distribution::value_type> forward;
    for (std::uint64_t i = 0; i < 200; ++i) {
        forward.push_back(distribution(from, i));
    }
    for (std::uint64_t i = 200; i-- > 0;) {
        if (distribution(from, i) != forward[i]) {
            return false;
        }
    }
    return true;
}

/// P(normal <= x).
inline double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

/// P(a, x), the regularised incomplete gamma function: series below a + 1, Lentz's continued fraction above.
inline double gamma_cdf(double a, double x) {
    if (x <= 0.0) {
        return 0.0;
    }
    const double factor = std::exp(a * std::log(x) - x - std::lgamma(a));
    if (x < a + 1.0) {
        double term = 1.0 / a;
        double sum = term;
        for (double k = 1.0; k < 10000.0 && term > 1e-17 * sum; k += 1.0) {
            term *= x / (a + k);
            sum += term;
        }
        return factor * sum;
    }
    double b = x + 1.0 - a;
    double c = 1e300;
    double d = 1.0 / b;
    double h = d;
    for (double k = 1.0; k < 10000.0; k += 1.0) {
        const double top = -k * (k - a);
        b += 2.0;
        d = 1.0 / (top * d + b);
        c = b + top / c;
        h *= d * c;
        if (std::abs(d * c - 1.0) < 1e-16) {
            break;
        }
    }
    return 1.0 - factor * h;
}

/// I_x(a, b), the regularised incomplete beta function, by Lentz's continued fraction.
inline double beta_cdf(double a, double b, double x) {
    if (x <= 0.0 || x >= 1.0) {
        return x <= 0.0 ? 0.0 : 1.0;
    }
    if (x > (a + 1.0) / (a + b + 2.0)) {
        return 1.0 - beta_cdf(b, a, 1.0 - x);
    }
    const double factor =
        std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x)) / a;
    double c = 1.0;
    double d = 1.0 / (1.0 - (a + b) * x / (a + 1.0));
    double h = d;
    for (double m = 1.0; m < 10000.0; m += 1.0) {
        const double even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / (1.0 + even * d);
        c = 1.0 + even / c;
        h *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / (1.0 + odd * d);
        c = 1.0 + odd / c;
        h *= d * c;
        if (std::abs(d * c - 1.0) < 1e-16) {
            break;
        }
    }
    return factor * h;
}

}  // namespace random_test
