// SPDX-License-Identifier: MIT
// lastro/core/hardware_threads.hpp
//
// How many threads does this machine run at once?
//
//   train::fit(model, rows, {.threads = core::hardware_threads()});
#pragma once

#include <unistd.h>  // sysconf (POSIX)

#include <cstddef>  // size_t

namespace lastro::inline v0::core {

/// How many threads this machine runs at once; at least 1.
[[nodiscard]] inline std::size_t hardware_threads() noexcept {
    static const long count = ::sysconf(_SC_NPROCESSORS_ONLN);  // asked once: the C library reads a file for it
    return count < 1 ? 1 : static_cast<std::size_t>(count);
}

}  // namespace lastro::inline v0::core
