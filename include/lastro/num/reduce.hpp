// SPDX-License-Identifier: MIT
// lastro/num/reduce.hpp
//
// What is the sum of many numbers, when every order gives another one? The sum in one written-down order.
//
//   const double total = num::sum(values, {.threads = 2});       // the same bits for any number of threads
//   const float product = num::dot(a, b);
//   const auto [mean, variance] = num::mean_variance(values);
//
// The order: blocks of 4,096 elements; in a block L lanes (64 of float, 32 of double), element i in lane i mod L, each
// summed upwards from +0 (a product enters by one fma); lanes folded in halves, the upper onto the lower; blocks added in
// neighbouring pairs, pairs of pairs, and so on, a last odd one waiting. So vector width, alignment and threads cannot
// matter, and errors grow like n / L within a block and log(n) above, slower than in a loop.
#pragma once

#include <bit>        // bit_cast
#include <cstddef>    // size_t
#include <limits>     // numeric_limits
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string

#include <lastro/num/extremes.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/reduce_kernels.hpp>

namespace lastro::inline v0::num {

struct reduce_settings {
    std::size_t threads = 1;  ///< At most so many; one below two million values. Never shows in the result.
};

/// What `mean_variance` found.
template <class T>
struct mean_variance_result {
    T mean;
    T variance;

    friend bool operator==(const mean_variance_result&, const mean_variance_result&) = default;
};

namespace detail {

inline void require_one_length(const char* where, std::size_t x, std::size_t y) {
    if (x != y) {
        throw std::invalid_argument{std::string{where} + ": expected two sequences of one length, found " +
                                    std::to_string(x) + " and " + std::to_string(y) + " values"};
    }
}

template <class Term, class T>
[[nodiscard]] T reduce_one(std::span<const T> x, T center, const reduce_settings& how) {
    return reduce<Term>(x.data(), x.data(), x.size(), center, how.threads);
}

template <class Term, class T>
[[nodiscard]] T reduce_two(const char* where, std::span<const T> x, std::span<const T> y, T center,
                           const reduce_settings& how) {
    require_one_length(where, x.size(), y.size());
    return reduce<Term>(x.data(), y.data(), x.size(), center, how.threads);
}

/// The largest power of two that is at most x, for a finite x from the smallest normal number up.
template <class T>
[[nodiscard]] T binade(T x) noexcept {
    constexpr auto exponent_bits = std::bit_cast<bits_of<T>>(std::numeric_limits<T>::infinity());
    return std::bit_cast<T>(static_cast<bits_of<T>>(std::bit_cast<bits_of<T>>(x) & exponent_bits));
}

/// The root of the sum of squares; where squares overflow or lose digits below the normal numbers, of the sum of
/// squares of x / s, times s, with a power of two s at the largest magnitude.
///
/// A square below the normal numbers enters with an error of at most half the smallest subnormal number; in a sum of
/// smallest / epsilon^2 or more this cannot be seen, for less than 1 / epsilon values.
template <class T>
[[nodiscard]] T norm_of(std::span<const T> x, const reduce_settings& how) {
    using limits = std::numeric_limits<T>;
    constexpr T least = (limits::min)() / limits::epsilon() / limits::epsilon();
    const T squares = reduce_one<square_term>(x, T{0}, how);
    if ((squares >= least && squares <= (limits::max)()) || num::is_nan(squares) || x.empty()) {
        return num::square_root(squares);
    }
    const T high = (num::max)(x);
    const T low = -(num::min)(x);
    const T largest = low < high ? high : low;
    if (largest == T{0} || largest == limits::infinity()) {
        return num::magnitude(largest);
    }
    const T s = largest < (limits::min)() ? (limits::min)() : binade(largest);
    const T inverse = T{1} / s;  // exact: below 1 / s, at worst, are subnormal powers of two
    return s * num::square_root(reduce_one<scaled_square_term>(x, inverse, how));
}

template <class T>
[[nodiscard]] T mean_of(const char* where, std::span<const T> x, const reduce_settings& how) {
    if (x.empty()) {
        throw std::invalid_argument{std::string{where} + ": expected at least one value, found none"};
    }
    return reduce_one<plain_term>(x, T{0}, how) / static_cast<T>(x.size());
}

template <class T>
[[nodiscard]] mean_variance_result<T> mean_variance_of(const char* where, std::span<const T> x,
                                                       std::size_t lost_degrees, const reduce_settings& how) {
    if (x.size() <= lost_degrees) {
        throw std::invalid_argument{std::string{where} + ": expected more than " + std::to_string(lost_degrees) +
                                    " values, found " + std::to_string(x.size())};
    }
    const T mean = mean_of(where, x, how);
    return {mean, reduce_one<squared_deviation_term>(x, mean, how) / static_cast<T>(x.size() - lost_degrees)};
}

/// The sum of the weights, if they are weights.
template <class T>
[[nodiscard]] T total_weight(const char* where, std::span<const T> x, std::span<const T> w,
                             const reduce_settings& how) {
    require_one_length(where, x.size(), w.size());
    const T total = reduce_one<plain_term>(w, T{0}, how);
    if (!(total > T{0} && total <= (std::numeric_limits<T>::max)()) || (num::min)(w) < T{0}) {
        throw std::invalid_argument{std::string{where} +
                                    ": expected weights of at least 0 with a finite sum above 0, found others"};
    }
    return total;
}

template <class T>
[[nodiscard]] mean_variance_result<T> weighted_mean_variance_of(const char* where, std::span<const T> x,
                                                                std::span<const T> w, const reduce_settings& how) {
    const T total = total_weight(where, x, w, how);
    const T mean = reduce_two<product_term>(where, x, w, T{0}, how) / total;
    return {mean, reduce_two<weighted_squared_deviation_term>(where, x, w, mean, how) / total};
}

}  // namespace detail

/// x[0] + x[1] + ..., in the order above; 0 for no values. A NaN, or infinities of both signs, give NaN.
[[nodiscard]] inline double sum(std::span<const double> x, const reduce_settings& how = {}) {
    return detail::reduce_one<detail::plain_term>(x, 0.0, how);
}
[[nodiscard]] inline float sum(std::span<const float> x, const reduce_settings& how = {}) {
    return detail::reduce_one<detail::plain_term>(x, 0.0F, how);
}

/// x[0] y[0] + x[1] y[1] + ..., in the order above.
/// @throws std::invalid_argument if the lengths differ.
[[nodiscard]] inline double dot(std::span<const double> x, std::span<const double> y, const reduce_settings& how = {}) {
    return detail::reduce_two<detail::product_term>("num::dot", x, y, 0.0, how);
}
[[nodiscard]] inline float dot(std::span<const float> x, std::span<const float> y, const reduce_settings& how = {}) {
    return detail::reduce_two<detail::product_term>("num::dot", x, y, 0.0F, how);
}

/// dot(x, x).
[[nodiscard]] inline double squared_norm(std::span<const double> x, const reduce_settings& how = {}) {
    return detail::reduce_one<detail::square_term>(x, 0.0, how);
}
[[nodiscard]] inline float squared_norm(std::span<const float> x, const reduce_settings& how = {}) {
    return detail::reduce_one<detail::square_term>(x, 0.0F, how);
}

/// The Euclidean length, the root of squared_norm(x), computed from scaled numbers where the squares would overflow or
/// vanish; NaN if there is a NaN, else infinity if there is one.
[[nodiscard]] inline double norm(std::span<const double> x, const reduce_settings& how = {}) {
    return detail::norm_of(x, how);
}
[[nodiscard]] inline float norm(std::span<const float> x, const reduce_settings& how = {}) {
    return detail::norm_of(x, how);
}

/// sum(x) / n.
/// @throws std::invalid_argument if there are no values.
[[nodiscard]] inline double mean(std::span<const double> x, const reduce_settings& how = {}) {
    return detail::mean_of("num::mean", x, how);
}
[[nodiscard]] inline float mean(std::span<const float> x, const reduce_settings& how = {}) {
    return detail::mean_of("num::mean", x, how);
}

/// The sum of squared differences from the mean, divided by n - `lost_degrees` (0: of a population, 1: of a sample).
/// @throws std::invalid_argument unless there are more than `lost_degrees` values, and at least one.
[[nodiscard]] inline double variance(std::span<const double> x, std::size_t lost_degrees = 0,
                                     const reduce_settings& how = {}) {
    return detail::mean_variance_of("num::variance", x, lost_degrees, how).variance;
}
[[nodiscard]] inline float variance(std::span<const float> x, std::size_t lost_degrees = 0,
                                    const reduce_settings& how = {}) {
    return detail::mean_variance_of("num::variance", x, lost_degrees, how).variance;
}

/// mean(x) and variance(x, lost_degrees).
/// @throws std::invalid_argument as `variance`.
[[nodiscard]] inline mean_variance_result<double> mean_variance(std::span<const double> x, std::size_t lost_degrees = 0,
                                                                const reduce_settings& how = {}) {
    return detail::mean_variance_of("num::mean_variance", x, lost_degrees, how);
}
[[nodiscard]] inline mean_variance_result<float> mean_variance(std::span<const float> x, std::size_t lost_degrees = 0,
                                                               const reduce_settings& how = {}) {
    return detail::mean_variance_of("num::mean_variance", x, lost_degrees, how);
}

/// m = dot(x, w) / sum(w), and the sum of w (x - m)^2 in the order above, divided by sum(w).
/// @throws std::invalid_argument if the lengths differ, or the weights are not of at least 0 with a finite sum above 0.
[[nodiscard]] inline mean_variance_result<double> weighted_mean_variance(std::span<const double> x,
                                                                         std::span<const double> w,
                                                                         const reduce_settings& how = {}) {
    return detail::weighted_mean_variance_of("num::weighted_mean_variance", x, w, how);
}
[[nodiscard]] inline mean_variance_result<float> weighted_mean_variance(std::span<const float> x,
                                                                        std::span<const float> w,
                                                                        const reduce_settings& how = {}) {
    return detail::weighted_mean_variance_of("num::weighted_mean_variance", x, w, how);
}

}  // namespace lastro::inline v0::num
