// SPDX-License-Identifier: MIT
// lastro/core/process.hpp
//
// What has this process used so far? For records and benchmarks; never for anything that is hashed.
//
//   const double begin = core::cpu_seconds(); work(); report(core::cpu_seconds() - begin);
//   core::peak_memory();                                    // bytes
//
// POSIX; no state.
#pragma once

#include <sys/resource.h>  // getrusage (POSIX)
#include <time.h>          // clock_gettime (POSIX)

#include <cstdint>  // uint64_t

namespace lastro::inline v0::core {

/// Processor time of all threads together.
[[nodiscard]] inline double cpu_seconds() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// The most bytes of memory that were resident at a time, since the process began.
[[nodiscard]] inline std::uint64_t peak_memory() noexcept {
    struct ::rusage used {};
    ::getrusage(RUSAGE_SELF, &used);
#ifdef __APPLE__
    constexpr std::uint64_t unit = 1;  // macOS counts bytes,
#else
    constexpr std::uint64_t unit = 1024;  // Linux and the BSDs kilobytes
#endif
    return static_cast<std::uint64_t>(used.ru_maxrss) * unit;
}

}  // namespace lastro::inline v0::core
