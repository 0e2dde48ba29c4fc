// SPDX-License-Identifier: MIT
// lastro/with/zstd.hpp
//
// How does a repository take less space?
//
//   store::repository repository{"data.lastro", with::zstd()};          // what is committed from now on is compressed
//   repository.push(store::directory_remote{"/mnt/backup", with::zstd(19)});
//
// Needs zstd.h and libzstd (https://facebook.github.io/zstd, 1.4 or later): link lastro::with_zstd, or add -lzstd. Nothing
// else of the library needs this header.
#pragma once

#include <zstd.h>

#include <cstddef>    // byte, size_t
#include <span>       // span
#include <stdexcept>  // invalid_argument, runtime_error
#include <string>     // string, to_string
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/store/codec.hpp>

namespace lastro::inline v0::with {

namespace detail {

[[nodiscard]] inline std::vector<std::byte> zstd_frame(core::byte_span content, int level) {
    std::vector<std::byte> frame(::ZSTD_compressBound(content.size()));
    const std::size_t size = ::ZSTD_compress(frame.data(), frame.size(), content.data(), content.size(), level);
    if (::ZSTD_isError(size) != 0U) {
        throw std::runtime_error{std::string{"with::zstd: "} + ::ZSTD_getErrorName(size)};
    }
    frame.resize(size);
    return frame;
}

[[nodiscard]] inline bool zstd_content(core::byte_span frame, std::span<std::byte> content) {
    const std::size_t size = ::ZSTD_decompress(content.data(), content.size(), frame.data(), frame.size());
    return ::ZSTD_isError(size) == 0U && size == content.size();
}

}  // namespace detail

/// The codec "zstd". A higher level takes less space and more time; any level reads what another has written.
///
/// @throws std::invalid_argument for a level that the library does not have.
[[nodiscard]] inline store::codec zstd(int level = 3) {
    core::require<std::invalid_argument>(
        level >= ::ZSTD_minCLevel() && level <= ::ZSTD_maxCLevel(), "with::zstd: level",
        std::to_string(::ZSTD_minCLevel()) + " to " + std::to_string(::ZSTD_maxCLevel()), level);
    return {.name = "zstd", .level = level, .compress = detail::zstd_frame, .decompress = detail::zstd_content};
}

}  // namespace lastro::inline v0::with
