// SPDX-License-Identifier: MIT
// lastro/hash/file.hpp
//
// What is the digest of this file, however large it is?
//
//   const hash::digest d = hash::blake3_file("weather.csv");      // what `b3sum weather.csv` prints
//   hash::sha256_file("weather.csv").hex();                       // what `sha256sum weather.csv` prints
//   hash::md5 sum; hash::feed_file(sum, "weather.csv");           // any hasher
//
// Reads in pieces of 256 KiB: large enough for the widest kernel, small enough for the cache. POSIX.
#pragma once

#include <cstddef>  // byte, size_t
#include <string>   // string
#include <vector>   // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/detail/read_pieces.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/hash/sha256.hpp>

namespace lastro::inline v0::hash {

/// Feeds the whole content of a file to `hasher`.
///
/// @throws io_error if the file cannot be read.
template <class Hasher>
void feed_file(Hasher& hasher, const std::string& path) {
    constexpr std::size_t piece_size = 262'144;
    std::vector<std::byte> buffer(piece_size);
    core::detail::read_pieces(path, buffer, [&](core::byte_span piece) { hasher.update(piece); });
}

/// The BLAKE3 of a file. @throws io_error if it cannot be read.
[[nodiscard]] inline digest blake3_file(const std::string& path) {
    blake3 hasher;
    feed_file(hasher, path);
    return hasher.finalize();
}

/// The SHA-256 of a file. @throws io_error if it cannot be read.
[[nodiscard]] inline digest sha256_file(const std::string& path) {
    sha256 hasher;
    feed_file(hasher, path);
    return hasher.finalize();
}

}  // namespace lastro::inline v0::hash
