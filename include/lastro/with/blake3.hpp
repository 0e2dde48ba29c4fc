// SPDX-License-Identifier: MIT
// lastro/with/blake3.hpp
//
// How do I use the official BLAKE3 library where it is linked anyway, or wanted by a rule?
//
//   with::blake3 hasher;                                     // as hash::blake3: the same digests
//   hash::feed_file(hasher, "weather.csv");                  // wherever a hasher is fed
//   const hash::digest d = hasher.finalize();
//
// Needs blake3.h and libblake3 (https://github.com/BLAKE3-team/BLAKE3, 1.0 or later): link lastro::with_blake3, or add
// -lblake3. Nothing else of the library needs this header.
#pragma once

#include <blake3.h>

#include <array>        // array
#include <cstddef>      // byte
#include <cstdint>      // uint8_t, uint64_t
#include <span>         // span
#include <string_view>  // string_view

#include <lastro/core/bytes.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::with {

/// A BLAKE3 computation by the official library; copies go their own ways.
class blake3 {
public:
    /// Plain hashing.
    blake3() noexcept { ::blake3_hasher_init(&state_); }

    /// A keyed hash.
    [[nodiscard]] static blake3 keyed(std::span<const std::byte, hash::digest::size> key) noexcept {
        blake3 result;
        ::blake3_hasher_init_keyed(&result.state_, reinterpret_cast<const std::uint8_t*>(key.data()));
        return result;
    }

    /// Derives keys, independent ones for every `context`.
    [[nodiscard]] static blake3 derive_key(std::string_view context) noexcept {
        blake3 result;
        ::blake3_hasher_init_derive_key_raw(&result.state_, context.data(), context.size());
        return result;
    }

    /// The digest of `bytes`.
    [[nodiscard]] static hash::digest of(core::byte_span bytes) noexcept { return blake3{}.update(bytes).finalize(); }

    /// Feeds more bytes.
    blake3& update(core::byte_span bytes) noexcept {
        ::blake3_hasher_update(&state_, bytes.data(), bytes.size());
        return *this;
    }

    /// The digest of what was fed so far; feeding may go on.
    [[nodiscard]] hash::digest finalize() const noexcept {
        std::array<std::byte, hash::digest::size> bytes;
        finalize(bytes);
        return {hash::algorithm::blake3, bytes};
    }

    /// Fills `out` from byte `offset` of the output.
    void finalize(std::span<std::byte> out, std::uint64_t offset = 0) const noexcept {
        ::blake3_hasher_finalize_seek(&state_, offset, reinterpret_cast<std::uint8_t*>(out.data()), out.size());
    }

private:
    ::blake3_hasher state_;
};

}  // namespace lastro::inline v0::with
