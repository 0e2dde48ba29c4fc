// SPDX-License-Identifier: MIT
// lastro/random/distribution.hpp
//
// How do random bits become numbers? Draw i of a stream as a uniform, a normal or a bounded integer.
//
//   const random::stream s = random::stream{42}["init"];
//   random::uniform(s, 0);            // in [0, 1), a multiple of 2^-53
//   random::normal(s, 1);             // mean 0, variance 1
//   random::bounded(s, 2, 6);         // 0, 1, ..., 5, exactly uniform
//
// One draw per number: value i does not depend on which others were asked for. The bits of every value are the same on
// every compiler, flag and instruction set (std:: distributions differ between standard libraries).
//
// References
//   [1] D. Lemire, Fast random integer generation in an interval, ACM Trans. Model. Comput. Simul. 29(1), 2019.
//   [2] M. J. Wichura, Algorithm AS 241: the percentage points of the normal distribution, Appl. Statist. 37(3), 1988.
#pragma once

#include <concepts>   // same_as
#include <cstdint>    // uint32_t, uint64_t
#include <stdexcept>  // invalid_argument

#include <lastro/num/elementary.hpp>
#include <lastro/random/philox.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random {

/// A source of 64 random bits per call, such as `generator`.
template <class Source>
concept bit_source = requires(Source& source) {
    { source() } -> std::same_as<std::uint64_t>;
};

namespace detail {

/// (bits >> 11) * 2^-53: the 2^53 multiples of 2^-53 in [0, 1), equally likely. Exact, so nothing can be contracted.
[[nodiscard]] constexpr double unit_interval(std::uint64_t bits) noexcept {
    return static_cast<double>(bits >> 11U) * 0x1p-53;
}
[[nodiscard]] constexpr float unit_interval(std::uint32_t bits) noexcept {
    return static_cast<float>(bits >> 8U) * 0x1p-24F;
}

/// The product decides; its low half tells whether it may be kept [1]. `draw(a)` is the draw's a-th attempt.
template <class Draw>
[[nodiscard]] constexpr std::uint64_t bounded_by(Draw&& draw, std::uint64_t bound) {
    if (bound == 0) {
        throw std::invalid_argument{"random::bounded: bound: expected at least 1, found 0"};
    }
    std::uint32_t attempt = 0;
    wide_product product = multiply(draw(attempt), bound);
    if (product.low < bound) {
        const std::uint64_t threshold = (0 - bound) % bound;  // 2^64 mod bound
        while (product.low < threshold) {
            product = multiply(draw(++attempt), bound);
        }
    }
    return product.high;
}

/// Algorithm AS 241, PPND16 [2]: the p-quantile of the standard normal distribution, relative error about 1e-16.
/// Three rational functions of degree 7: in the middle in q = p - 1/2, outside in sqrt(-log(tail)).
[[nodiscard]] inline double normal_quantile(double p) noexcept {
    const auto horner = [](const double(&c)[8], double x) {
        double sum = c[7];
        for (int k = 6; k >= 0; --k) {
            sum = __builtin_fma(sum, x, c[k]);
        }
        return sum;
    };
    constexpr double a[8] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                             1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                             3.3430575583588128105e4, 2.5090809287301226727e3};
    constexpr double b[8] = {1.0,
                             4.2313330701600911252e1,
                             6.8718700749205790830e2,
                             5.3941960214247511077e3,
                             2.1213794301586595867e4,
                             3.9307895800092710610e4,
                             2.8729085735721942674e4,
                             5.2264952788528545610e3};
    constexpr double c[8] = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                             3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                             2.27238449892691845833e-2, 7.74545014278341407640e-4};
    constexpr double d[8] = {1.0,
                             2.05319162663775882187e0,
                             1.67638483018380384940e0,
                             6.89767334985100004550e-1,
                             1.48103976427480074590e-1,
                             1.51986665636164571966e-2,
                             5.47593808499534494600e-4,
                             1.05075007164441684324e-9};
    constexpr double e[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                             2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                             2.71155556874348757815e-5, 2.01033439929228813265e-7};
    constexpr double f[8] = {1.0,
                             5.99832206555887937690e-1,
                             1.36929880922735805310e-1,
                             1.48753612908506148525e-2,
                             7.86869131145613259100e-4,
                             1.84631831751005468180e-5,
                             1.42151175831644588870e-7,
                             2.04426310338993978564e-15};
    const double q = p - 0.5;
    if (q >= -0.425 && q <= 0.425) {
        const double r = __builtin_fma(-q, q, 0.180625);
        return q * horner(a, r) / horner(b, r);
    }
    const double r = __builtin_sqrt(-num::log(q < 0.0 ? p : 1.0 - p));
    const double tail = r <= 5.0 ? horner(c, r - 1.6) / horner(d, r - 1.6) : horner(e, r - 5.0) / horner(f, r - 5.0);
    return q < 0.0 ? -tail : tail;
}

}  // namespace detail

/// Draw `i` as a number in [0, 1): (bits >> 11) * 2^-53.
[[nodiscard]] constexpr double uniform(const stream& draws, std::uint64_t i) noexcept {
    return detail::unit_interval(draws.bits(i));
}

/// 32-bit draw `i` as a number in [0, 1): (bits32 >> 8) * 2^-24.
[[nodiscard]] constexpr float uniform_float(const stream& draws, std::uint64_t i) noexcept {
    return detail::unit_interval(draws.bits32(i));
}

/// Draw `i` as a number in (0, 1), neither end possible: ((bits >> 12) + 1/2) * 2^-52.
[[nodiscard]] constexpr double uniform_open(const stream& draws, std::uint64_t i) noexcept {
    return (static_cast<double>(draws.bits(i) >> 12U) + 0.5) * 0x1p-52;
}

/// Draw `i` as a standard normal number: the AS 241 quantile [2] of `uniform_open`. |value| < 8.3.
[[nodiscard]] inline double normal(const stream& draws, std::uint64_t i) noexcept {
    return detail::normal_quantile(uniform_open(draws, i));
}

/// Draw `i` as an integer in [0, bound), exactly uniform [1]; a rejected draw is replaced by its own spare bits, so the
/// other draws stay where they are.
///
/// @throws std::invalid_argument if `bound` is 0.
[[nodiscard]] constexpr std::uint64_t bounded(const stream& draws, std::uint64_t i, std::uint64_t bound) {
    return detail::bounded_by([&](std::uint32_t attempt) { return draws.bits(i, attempt); }, bound);
}

/// The next integer in [0, bound) from `source`, exactly uniform [1]; a rejected draw is followed by the next one.
///
/// @throws std::invalid_argument if `bound` is 0.
template <bit_source Source>
[[nodiscard]] constexpr std::uint64_t bounded(Source& source, std::uint64_t bound) {
    return detail::bounded_by([&](std::uint32_t) { return source(); }, bound);
}

}  // namespace lastro::inline v0::random
