// SPDX-License-Identifier: MIT
// lastro/num/elementary.hpp
//
// What is exp(x), to the last bit, on every machine? The functions that models are made of, for one number or many.
//
//   const double y = num::exp(x);
//   num::tanh(std::span<const double>{inputs}, outputs);    // element by element, the same bits as one by one
//   num::exp(values, values);                               // in place
//
// Within 2 ulp of the true value for every float and double; special values as in C's Annex F, except that every NaN
// result is the one quiet NaN. One definition (num/elementary_kernels.hpp) serves all instruction sets. The functions
// of the C library differ between libraries, their versions and CPUs, and are not used.
#pragma once

#include <cstddef>    // size_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // to_string

#include <lastro/num/dispatch.hpp>
#include <lastro/num/elementary_kernels.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/pack.hpp>
#include <lastro/num/pack_neon.hpp>

namespace lastro::inline v0::num {

namespace detail {

template <class Function, class T>
void map_portable(const T* x, T* y, std::size_t n) noexcept {
    for (std::size_t i = 0; i < n; ++i) {
        Function::apply(scalar_pack<T>::load(x + i)).store(y + i);
    }
}

/// The last few elements go through a padded pack: each lane stands alone, so the padding cannot be seen.
template <class Function, class Pack, class T>
[[gnu::always_inline]] inline void map_packs(const T* x, T* y, std::size_t n) {
    std::size_t i = 0;
    for (; i + Pack::size <= n; i += Pack::size) {
        Function::apply(Pack::load(x + i)).store(y + i);
    }
    if (i < n) {
        T padded[Pack::size] = {};
        std::memcpy(padded, x + i, (n - i) * sizeof(T));
        Function::apply(Pack::load(padded)).store(padded);
        std::memcpy(y + i, padded, (n - i) * sizeof(T));
    }
}

#if defined(__aarch64__)

template <class Function, class T>
void map_neon(const T* x, T* y, std::size_t n) noexcept {
    map_packs<Function, neon_pack<T>>(x, y, n);
}

#endif

#if defined(__x86_64__)

template <class Function, class T>
[[gnu::target("avx2,fma")]] T apply_fused(T x) noexcept {
    return Function::apply(fused_pack<T>::all(x)).v;
}

template <class Function, class T>
[[gnu::target("avx2,fma")]] void map_avx2(const T* x, T* y, std::size_t n) noexcept {
    map_packs<Function, avx2_pack<T>>(x, y, n);
}

template <class Function, class T>
[[gnu::target("avx512f,avx512dq")]] void map_avx512(const T* x, T* y, std::size_t n) noexcept {
    map_packs<Function, avx512_pack<T>>(x, y, n);
}

#endif

/// One value. Where this is inlined, neither the product that made x nor the one that makes the result may be fused
/// with what the caller does.
template <class Function, class T>
[[nodiscard]] T apply(T x) noexcept {
#if defined(__x86_64__) && !defined(__FMA__)
    if (active_level() >= level::avx2) {
        return apply_fused<Function>(x);
    }
#endif
    return rounded(Function::apply(scalar_pack<T>::all(rounded(x))).v);
}

template <class Function, class T>
void map(const char* name, std::span<const T> x, std::span<T> y) {
    if (x.size() != y.size()) {
        throw std::invalid_argument{std::string{"num::"} + name + ": expected as many outputs as inputs (" +
                                    std::to_string(x.size()) + "), found " + std::to_string(y.size())};
    }
#if defined(__x86_64__)
    const level chosen = active_level();
    if (chosen == level::avx512) {
        return map_avx512<Function>(x.data(), y.data(), x.size());
    }
    if (chosen == level::avx2) {
        return map_avx2<Function>(x.data(), y.data(), x.size());
    }
#elif defined(__aarch64__)
    if (active_level() == level::neon) {
        return map_neon<Function>(x.data(), y.data(), x.size());
    }
#endif
    map_portable<Function>(x.data(), y.data(), x.size());
}

}  // namespace detail

/// e to the power of x. exp(-inf) = 0, exp(inf) = inf.
[[nodiscard]] inline double exp(double x) noexcept { return detail::apply<detail::exp_function>(x); }
[[nodiscard]] inline float exp(float x) noexcept { return detail::apply<detail::exp_function>(x); }
/// y[i] = exp(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void exp(std::span<const double> x, std::span<double> y) { detail::map<detail::exp_function>("exp", x, y); }
inline void exp(std::span<const float> x, std::span<float> y) { detail::map<detail::exp_function>("exp", x, y); }

/// exp(x) - 1 without cancellation near 0. expm1(-0.0) = -0.0.
[[nodiscard]] inline double expm1(double x) noexcept { return detail::apply<detail::expm1_function>(x); }
[[nodiscard]] inline float expm1(float x) noexcept { return detail::apply<detail::expm1_function>(x); }
/// y[i] = expm1(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void expm1(std::span<const double> x, std::span<double> y) {
    detail::map<detail::expm1_function>("expm1", x, y);
}
inline void expm1(std::span<const float> x, std::span<float> y) { detail::map<detail::expm1_function>("expm1", x, y); }

/// The natural logarithm. log(0) = -inf, NaN below 0.
[[nodiscard]] inline double log(double x) noexcept { return detail::apply<detail::log_function>(x); }
[[nodiscard]] inline float log(float x) noexcept { return detail::apply<detail::log_function>(x); }
/// y[i] = log(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void log(std::span<const double> x, std::span<double> y) { detail::map<detail::log_function>("log", x, y); }
inline void log(std::span<const float> x, std::span<float> y) { detail::map<detail::log_function>("log", x, y); }

/// log(1 + x) without cancellation near 0. log1p(-1) = -inf, NaN below, log1p(-0.0) = -0.0.
[[nodiscard]] inline double log1p(double x) noexcept { return detail::apply<detail::log1p_function>(x); }
[[nodiscard]] inline float log1p(float x) noexcept { return detail::apply<detail::log1p_function>(x); }
/// y[i] = log1p(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void log1p(std::span<const double> x, std::span<double> y) {
    detail::map<detail::log1p_function>("log1p", x, y);
}
inline void log1p(std::span<const float> x, std::span<float> y) { detail::map<detail::log1p_function>("log1p", x, y); }

/// The hyperbolic tangent, an odd function: tanh(-x) = -tanh(x) to the bit, also for zeros.
[[nodiscard]] inline double tanh(double x) noexcept { return detail::apply<detail::tanh_function>(x); }
[[nodiscard]] inline float tanh(float x) noexcept { return detail::apply<detail::tanh_function>(x); }
/// y[i] = tanh(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void tanh(std::span<const double> x, std::span<double> y) { detail::map<detail::tanh_function>("tanh", x, y); }
inline void tanh(std::span<const float> x, std::span<float> y) { detail::map<detail::tanh_function>("tanh", x, y); }

/// The logistic function 1 / (1 + exp(-x)).
[[nodiscard]] inline double sigmoid(double x) noexcept { return detail::apply<detail::sigmoid_function>(x); }
[[nodiscard]] inline float sigmoid(float x) noexcept { return detail::apply<detail::sigmoid_function>(x); }
/// y[i] = sigmoid(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void sigmoid(std::span<const double> x, std::span<double> y) {
    detail::map<detail::sigmoid_function>("sigmoid", x, y);
}
inline void sigmoid(std::span<const float> x, std::span<float> y) {
    detail::map<detail::sigmoid_function>("sigmoid", x, y);
}

/// log(1 + exp(x)), a smooth max(x, 0).
[[nodiscard]] inline double softplus(double x) noexcept { return detail::apply<detail::softplus_function>(x); }
[[nodiscard]] inline float softplus(float x) noexcept { return detail::apply<detail::softplus_function>(x); }
/// y[i] = softplus(x[i]); y may be x itself.
/// @throws std::invalid_argument if the sizes differ.
inline void softplus(std::span<const double> x, std::span<double> y) {
    detail::map<detail::softplus_function>("softplus", x, y);
}
inline void softplus(std::span<const float> x, std::span<float> y) {
    detail::map<detail::softplus_function>("softplus", x, y);
}

}  // namespace lastro::inline v0::num
