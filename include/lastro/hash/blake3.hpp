// SPDX-License-Identifier: MIT
// lastro/hash/blake3.hpp
//
// What is the digest of these bytes, quickly? BLAKE3, in one call or as the bytes arrive.
//
//   const hash::digest d = hash::blake3::of(bytes);                        // what b3sum prints
//   hash::blake3 hasher; hasher.update(header).update(body);               // any split gives the same digest
//   hash::blake3::derive_key("example.org 2026 session").update(secret).finalize(key);   // any length of output
//
// Standard library only. Every processor gives the same bytes; on x86-64, 4, 8 or 16 chunks are hashed side by side
// with SSE4.1, AVX2 or AVX-512, chosen when the program runs. Objects are plain values: no heap, no locks.
//
// Reference
//   [1] J. O'Connor, J.-P. Aumasson, S. Neves, Z. Wilcox-O'Hearn, BLAKE3: one function, fast everywhere, 2021.
#pragma once

#include <array>        // array
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint8_t, uint64_t
#include <span>         // span
#include <string_view>  // string_view

#include <lastro/core/bytes.hpp>
#include <lastro/hash/detail/blake3_tree.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::hash {

/// A BLAKE3 computation in progress; copies go their own ways.
class blake3 {
public:
    /// Plain hashing.
    blake3() noexcept : blake3(detail::blake3_core::initial_value, 0) {}

    /// A keyed hash (a message authentication code): only who has the key can make or check it.
    [[nodiscard]] static blake3 keyed(std::span<const std::byte, digest::size> key) noexcept {
        return {key_words(key), detail::blake3_core::flag::keyed_hash};
    }

    /// Derives keys from the material that is fed: independent ones for every `context`, which should be fixed text
    /// of the application that is used for nothing else.
    [[nodiscard]] static blake3 derive_key(std::string_view context) noexcept {
        blake3 names{detail::blake3_core::initial_value, detail::blake3_core::flag::derive_key_context};
        std::array<std::byte, digest::size> key;
        names.update(core::as_bytes(context)).finalize(key);
        return {key_words(key), detail::blake3_core::flag::derive_key_material};
    }

    /// The digest of `bytes`.
    [[nodiscard]] static digest of(core::byte_span bytes) noexcept { return blake3{}.update(bytes).finalize(); }

    /// Feeds more bytes. Cost: fastest in pieces of 16 KiB or more.
    blake3& update(core::byte_span bytes) noexcept {
        tree_.update(bytes);
        return *this;
    }

    /// The digest of what was fed so far; feeding may go on.
    [[nodiscard]] digest finalize() const noexcept {
        std::array<std::byte, digest::size> bytes;
        tree_.finalize(bytes, 0);
        return {algorithm::blake3, bytes};
    }

    /// Fills `out` from byte `offset` of the output, which is 2^64 bytes long and begins with the digest.
    void finalize(std::span<std::byte> out, std::uint64_t offset = 0) const noexcept { tree_.finalize(out, offset); }

private:
    blake3(const detail::blake3_core::words& key, std::uint8_t flags) noexcept : tree_(key, flags, detected_level()) {}

    [[nodiscard]] static detail::blake3_core::words key_words(std::span<const std::byte, digest::size> key) noexcept {
        detail::blake3_core::words result{};
        for (std::size_t i = 0; i < result.size(); ++i) {
            result[i] = core::load_le<std::uint32_t>(key.data() + 4 * i);
        }
        return result;
    }

    detail::blake3_core::tree tree_;
};

}  // namespace lastro::inline v0::hash
