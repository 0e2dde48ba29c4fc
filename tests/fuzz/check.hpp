// SPDX-License-Identifier: MIT
// tests/fuzz/check.hpp
//
// What may a reader do with bytes of somebody else's making? Accept them and be consistent, or throw lastro::error.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint8_t
#include <cstdio>   // fputs, stderr
#include <cstdlib>  // abort

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>

namespace fuzz {

/// Ends the program where a promise is broken: the fuzzer then keeps the input.
inline void require(bool holds, const char* promise) {
    if (!holds) {
        std::fputs(promise, stderr);
        std::abort();
    }
}

/// `read(bytes)`, which may refuse them in the one allowed way. Any other exception reaches the fuzzer.
template <class Read>
int refused_or_read(const std::uint8_t* data, std::size_t size, Read&& read) {
    try {
        read(lastro::core::byte_span{reinterpret_cast<const std::byte*>(data), size});
    } catch (const lastro::error&) {
        // refused, as it may be
    }
    return 0;
}

}  // namespace fuzz
