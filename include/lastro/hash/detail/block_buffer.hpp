// SPDX-License-Identifier: MIT
// lastro/hash/detail/block_buffer.hpp
//
// How does a hash function that eats whole blocks of 64 bytes take input in pieces, and how does the input end?
// What SHA-256 and MD5 share: the buffer, and the padding with the length in bits (Merkle-Damgard strengthening).
#pragma once

#include <array>    // array
#include <bit>      // endian
#include <cstddef>  // byte, size_t
#include <cstdint>  // uint64_t
#include <cstring>  // memcpy

#include <lastro/core/bytes.hpp>

namespace lastro::inline v0::hash::detail {

/// Collects input into blocks of 64 bytes; a regular value.
class block_buffer {
public:
    static constexpr std::size_t block_size = 64;

    /// Calls `compress(first, count)` for the whole blocks that are there now.
    template <class Compress>
    void update(core::byte_span input, Compress&& compress) noexcept {
        total_ += input.size();
        if (filled_ > 0) {
            const std::size_t free = block_size - filled_;
            const std::size_t count = input.size() < free ? input.size() : free;
            append(input.first(count));
            input = input.subspan(count);
            if (filled_ < block_size) {
                return;
            }
            compress(block_.data(), std::size_t{1});
            filled_ = 0;
        }
        if (const std::size_t whole = input.size() / block_size; whole > 0) {
            compress(input.data(), whole);
            input = input.subspan(whole * block_size);
        }
        append(input);
    }

    /// Calls `compress` for the one or two last blocks: a one bit, zeros, the length in bits in the byte order `order`.
    template <class Compress>
    void finish(std::endian order, Compress&& compress) noexcept {
        std::array<std::byte, 2 * block_size> last{};
        std::memcpy(last.data(), block_.data(), filled_);
        last[filled_] = std::byte{0x80};
        const std::size_t blocks = filled_ + 9 > block_size ? 2 : 1;
        for (std::size_t i = 0; i < 8; ++i) {
            const auto shift = 8 * (order == std::endian::little ? i : 7 - i);
            last[blocks * block_size - 8 + i] = static_cast<std::byte>((total_ * 8) >> shift);
        }
        compress(last.data(), blocks);
    }

private:
    void append(core::byte_span input) noexcept {
        if (!input.empty()) {  // memcpy from nullptr is undefined even for no bytes
            std::memcpy(block_.data() + filled_, input.data(), input.size());
            filled_ += input.size();
        }
    }

    std::array<std::byte, block_size> block_{};
    std::size_t filled_ = 0;
    std::uint64_t total_ = 0;  // bytes, modulo 2^61: the length field holds bits modulo 2^64
};

}  // namespace lastro::inline v0::hash::detail
