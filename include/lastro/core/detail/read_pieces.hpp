// SPDX-License-Identifier: MIT
// lastro/core/detail/read_pieces.hpp
//
// How is a file of any size read with a buffer of one size?
#pragma once

#include <fcntl.h>   // O_RDONLY (POSIX)
#include <unistd.h>  // read (POSIX)

#include <cerrno>   // errno
#include <cstddef>  // byte, size_t
#include <span>     // span
#include <string>   // string

#include <lastro/core/bytes.hpp>
#include <lastro/core/detail/descriptor.hpp>

namespace lastro::inline v0::core::detail {

/// Calls `sink(piece)` for the content of a file from its start to its end, in pieces of up to `buffer.size()` bytes.
///
/// @throws io_error if the file cannot be read.
template <class Sink>
void read_pieces(const std::string& path, std::span<std::byte> buffer, Sink&& sink) {
    const auto file = descriptor::open(path, O_RDONLY);
    if (!file.valid()) {
        refuse(path, "open for reading", errno);
    }
    for (;;) {
        const auto count = uninterrupted([&] { return ::read(file.number(), buffer.data(), buffer.size()); });
        if (count < 0) {
            refuse(path, "read", errno);
        }
        if (count == 0) {
            return;
        }
        sink(byte_span{buffer.first(static_cast<std::size_t>(count))});
    }
}

}  // namespace lastro::inline v0::core::detail
