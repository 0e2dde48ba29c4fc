// SPDX-License-Identifier: MIT
// lastro/num/elementwise_in_double.hpp
//
// How does a text that is written for double serve float too, and arguments that no pack takes?
//
//   detail::apply_in_double<erf_function>(x);                     // one float or double
//   detail::map_in_double<erf_function>("erf", inputs, outputs);  // many
//   detail::map_in_double<pow_function>(outputs, x, 0.5);         // two arguments: pointers, or one number for all
//
// A float result is the double result, rounded once more. Spans are worked on in blocks of doubles. Lanes stand alone,
// so neither padding nor a neighbour can be seen.
#pragma once

#include <cstddef>      // size_t
#include <span>         // span
#include <type_traits>  // conditional_t

#include <lastro/num/dispatch.hpp>
#include <lastro/num/elementwise.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/pack.hpp>
#include <lastro/num/run_packed.hpp>

namespace lastro::inline v0::num::detail {

/// A function with arguments that its pack text does not serve: `rare` takes them one by one.
template <class Function>
concept has_rare_arguments = requires(double x) {
    Function::is_rare(x);
};

/// A function with too many cases for a pack: its text takes one number at a time, whatever the instruction set.
template <class Function>
concept one_by_one = requires {
    requires Function::one_by_one;
};

/// The function of one number; Number is a pack of size 1.
template <class Function, class Number, class... Numbers>
[[nodiscard, gnu::always_inline]] inline double evaluate(const Number& x, const Numbers&... more) {
    if constexpr (has_rare_arguments<Function>) {
        if (Function::is_rare(x.v)) {
            return Function::rare(x).v;
        }
    }
    return Function::apply(x, more...).v;
}

inline constexpr std::size_t block_size = 64;

/// Takes `count` inputs from position `at`; the rest of the block becomes 0.
template <class T>
[[gnu::always_inline]] inline void fill_block(double (&block)[block_size], const T* from, std::size_t at,
                                              std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        block[i] = static_cast<double>(from[at + i]);
    }
    for (std::size_t i = count; i < block_size; ++i) {
        block[i] = 0.0;
    }
}

/// The same argument for all.
[[gnu::always_inline]] inline void fill_block(double (&block)[block_size], double fixed, std::size_t, std::size_t) {
    for (double& value : block) {
        value = fixed;
    }
}

/// y[i] = Function(x[i]...) by way of double, for sources that are pointers or one fixed number. A block of inputs is
/// read before its outputs are written, so y may be one of the sources.
template <class Function, class Pack, class Number, class T, class... Source>
[[gnu::always_inline]] inline void map_blocks(T* y, std::size_t n, const Source&... x) {
    for (std::size_t at = 0; at < n; at += block_size) {
        const std::size_t count = n - at < block_size ? n - at : block_size;
        double in[sizeof...(Source)][block_size];
        double out[block_size];
        std::size_t source = 0;
        (fill_block(in[source++], x, at, count), ...);
        for (std::size_t i = 0; i < count; i += Pack::size) {
            if constexpr (sizeof...(Source) == 1) {
                Function::apply(Pack::load(in[0] + i)).store(out + i);
            } else {
                Function::apply(Pack::load(in[0] + i), Pack::load(in[1] + i)).store(out + i);
            }
        }
        for (std::size_t i = 0; i < count; ++i) {
            if constexpr (has_rare_arguments<Function>) {
                if (Function::is_rare(in[0][i])) {
                    out[i] = Function::rare(Number::all(in[0][i])).v;
                }
            }
            y[at + i] = static_cast<T>(out[i]);
        }
    }
}

template <class Function>
struct map_in_double_text {
    template <class Pack, class Single, class T, class... Source>
    [[gnu::always_inline]] static void run(T* y, std::size_t n, Source... x) {
        map_blocks<Function, std::conditional_t<one_by_one<Function>, Single, Pack>, Single>(y, n, x...);
    }
};

#if defined(__x86_64__)

template <class Function, class... Double>
[[gnu::target("avx2,fma")]] double evaluate_fused(Double... x) noexcept {
    return evaluate<Function>(fused_pack<double>::all(x)...);
}

#endif

/// One value. Where this is inlined, neither the product that made x nor the one that makes the result may be fused
/// with what the caller does.
template <class Function, class T, class... More>
[[nodiscard]] T apply_in_double(T x, More... more) noexcept {
#if defined(__x86_64__) && !defined(__FMA__)
    if (active_level() >= level::avx2) {
        return static_cast<T>(evaluate_fused<Function>(static_cast<double>(x), static_cast<double>(more)...));
    }
#endif
    using number = scalar_pack<double>;
    return static_cast<T>(rounded(evaluate<Function>(number::all(static_cast<double>(rounded(x))),
                                                     number::all(static_cast<double>(rounded(more)))...)));
}

/// For y.size() elements of sources that are pointers or one fixed number.
template <class Function, class T, class... Source>
void map_in_double(std::span<T> y, const Source&... x) noexcept {
    run_packed<map_in_double_text<Function>, double>(y.data(), y.size(), x...);
}

template <class Function, class T>
void map_in_double(const char* name, std::span<const T> x, std::span<T> y) {
    require_same_size(name, x.size(), y.size());
    map_in_double<Function>(y, x.data());
}

}  // namespace lastro::inline v0::num::detail
