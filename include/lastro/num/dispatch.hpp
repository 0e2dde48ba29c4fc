// SPDX-License-Identifier: MIT
// lastro/num/dispatch.hpp
//
// Which instructions does the CPU offer, and which ones do the kernels use?
//
//   num::active_level();                        // level::avx2 on most x86-64 machines, whatever -march says
//   num::force_level(num::level::portable);     // for tests: the same bits, slower
//   num::force_level(num::detected_level());    // back to the best
//
// Kernels carry their instruction set as a function attribute and are chosen at run time: neither speed nor bits
// depend on the flags of the program that includes them.
#pragma once

#include <cfloat>       // FLT_EVAL_METHOD
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view

// g++ says which part is on, and of any that it does not compute as IEC 559; clang++ tells of two, and the canary
// (num/profile.hpp) finds the others.
#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) ||      \
    defined(__NO_SIGNED_ZEROS__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ != 0) || \
    (defined(__GCC_IEC_559) && __GCC_IEC_559 == 0)
#error "lastro: -ffast-math (or a part of it) lets the compiler change results; compile without it"
#endif
static_assert(FLT_EVAL_METHOD == 0, "lastro: float and double must be computed in their own precision (no x87)");

namespace lastro::inline v0::num {

/// The instruction sets that kernels are written for, slowest first.
enum class level : unsigned char {
    portable,  ///< C++ and std::fma only; runs everywhere.
    neon,      ///< AArch64, whose baseline has fused multiply-add.
    avx2,      ///< x86-64 with AVX2 and FMA (2013 and later).
    avx512,    ///< x86-64 with AVX-512 F, DQ, BW and VL.
};

/// The level's name, as it is written above.
[[nodiscard]] constexpr std::string_view to_string(level value) noexcept {
    switch (value) {
        case level::neon:
            return "neon";
        case level::avx2:
            return "avx2";
        case level::avx512:
            return "avx512";
        case level::portable:
            break;
    }
    return "portable";
}

namespace detail {

inline constexpr unsigned char undecided = 255;

/// The one global of the library: the level in use, found at the first question. It cannot change any result.
inline unsigned char chosen_level = undecided;

}  // namespace detail

/// True if this machine can run the kernels of `value`.
[[nodiscard]] inline bool is_available(level value) noexcept {
    switch (value) {
        case level::portable:
            return true;
        case level::neon:
#if defined(__aarch64__)
            return true;
#else
            return false;
#endif
        case level::avx2:
#if defined(__x86_64__)
            return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
#else
            return false;
#endif
        case level::avx512:
#if defined(__x86_64__)
            return is_available(level::avx2) && __builtin_cpu_supports("avx512f") != 0 &&
                   __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
                   __builtin_cpu_supports("avx512vl") != 0;
#else
            return false;
#endif
    }
    return false;
}

/// The fastest level that this machine can run.
[[nodiscard]] inline level detected_level() noexcept {
    for (const level value : {level::avx512, level::avx2, level::neon}) {
        if (is_available(value)) {
            return value;
        }
    }
    return level::portable;
}

/// The level that kernels use from now on: the detected one, unless `force_level` said otherwise.
[[nodiscard]] inline level active_level() noexcept {
    const unsigned char chosen = __atomic_load_n(&detail::chosen_level, __ATOMIC_RELAXED);
    if (chosen != detail::undecided) [[likely]] {
        return static_cast<level>(chosen);
    }
    const level detected = detected_level();
    __atomic_store_n(&detail::chosen_level, static_cast<unsigned char>(detected), __ATOMIC_RELAXED);
    return detected;
}

/// Makes every kernel of the process use `value`, on all threads: for tests that compare levels.
///
/// @throws std::invalid_argument if this machine cannot run it.
inline void force_level(level value) {
    if (!is_available(value)) {
        throw std::invalid_argument{"num::force_level: expected a level that this CPU has, found " +
                                    std::string{to_string(value)}};
    }
    __atomic_store_n(&detail::chosen_level, static_cast<unsigned char>(value), __ATOMIC_RELAXED);
}

}  // namespace lastro::inline v0::num
