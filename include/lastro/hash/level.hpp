// SPDX-License-Identifier: MIT
// lastro/hash/level.hpp
//
// Which instructions does the processor offer for hashing?
//
//   hash::blake3 hasher;                                 // the fastest that this machine has
//   hash::blake3 slow{hash::level::portable};            // for tests: the same digest, slower
//
// Kernels carry their instruction set with them and are chosen when the program runs: no compiler flag is needed. All
// levels give the same bytes.
#pragma once

#include <cstdint>      // uint8_t
#include <string_view>  // string_view

namespace lastro::inline v0::hash {

/// The instruction sets that kernels are written for.
enum class level : std::uint8_t {
    portable,  ///< C++ only; runs everywhere.
    neon,      ///< AArch64, little-endian: 4 inputs side by side.
    sse41,     ///< x86-64 with SSE4.1 (2008 and later): 4 inputs side by side.
    avx2,      ///< 8 inputs (2013 and later).
    avx512,    ///< 16 inputs; F, BW and VL.
};

/// Every level, slowest first.
inline constexpr level all_levels[] = {level::portable, level::neon, level::sse41, level::avx2, level::avx512};

/// The level's name, as it is written above.
[[nodiscard]] constexpr std::string_view name(level which) noexcept {
    constexpr std::string_view names[] = {"portable", "neon", "sse41", "avx2", "avx512"};
    return names[static_cast<std::uint8_t>(which)];
}

/// True if this machine can run the kernels of `which`.
[[nodiscard]] inline bool is_available(level which) noexcept {
    switch (which) {
        case level::portable:
            return true;
#if defined(__x86_64__)
        case level::sse41:
            return __builtin_cpu_supports("sse4.1") != 0;
        case level::avx2:
            return __builtin_cpu_supports("avx2") != 0;
        case level::avx512:
            return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
                   __builtin_cpu_supports("avx512vl") != 0;
#elif defined(__aarch64__) && defined(__ARM_NEON) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        case level::neon:
            return true;
#endif
        default:
            return false;
    }
}

/// The fastest level of this machine.
[[nodiscard]] inline level detected_level() noexcept {
    for (const level which : {level::avx512, level::avx2, level::sse41, level::neon}) {
        if (is_available(which)) {
            return which;
        }
    }
    return level::portable;
}

}  // namespace lastro::inline v0::hash
