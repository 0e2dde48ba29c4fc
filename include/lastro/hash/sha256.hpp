// SPDX-License-Identifier: MIT
// lastro/hash/sha256.hpp
//
// What is the SHA-256 of these bytes? For exchange with the tools that name content by it.
//
//   hash::sha256::of(bytes).hex();                                // what sha256sum prints
//   hash::sha256 hasher; hasher.update(header).update(body);      // any split gives the same digest
//   const hash::digest d = hasher.finalize();
//
// Standard library only; uses the SHA instructions of x86-64 and ARMv8 where the processor has them. Within Lastro,
// content is named by BLAKE3, which is faster.
//
// Reference
//   [1] FIPS 180-4, Secure Hash Standard.
#pragma once

#include <array>    // array
#include <bit>      // endian
#include <cstddef>  // byte, size_t

#include <lastro/core/bytes.hpp>
#include <lastro/hash/detail/block_buffer.hpp>
#include <lastro/hash/detail/sha256_compress.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/hash/level.hpp>

namespace lastro::inline v0::hash {

/// A SHA-256 computation in progress; copies go their own ways. Input of 2^61 bytes and more is outside the standard.
class sha256 {
public:
    sha256() noexcept : native_(detail::sha256_core::has_native()) {}

    /// With `level::portable`, without the SHA instructions of the processor: for tests. Others are as the default.
    explicit sha256(level use) noexcept : native_(use != level::portable && detail::sha256_core::has_native()) {}

    /// The digest of `bytes`.
    [[nodiscard]] static digest of(core::byte_span bytes) noexcept { return sha256{}.update(bytes).finalize(); }

    /// Feeds more bytes.
    sha256& update(core::byte_span bytes) noexcept {
        buffer_.update(bytes, [this](const std::byte* blocks, std::size_t count) { compress(blocks, count); });
        return *this;
    }

    /// The digest of what was fed so far; feeding may go on.
    [[nodiscard]] digest finalize() const noexcept {
        sha256 end = *this;
        end.buffer_.finish(std::endian::big,
                           [&end](const std::byte* blocks, std::size_t count) { end.compress(blocks, count); });
        std::array<std::byte, digest::size> bytes;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            bytes[i] = static_cast<std::byte>(end.state_[i / 4] >> (8 * (3 - i % 4)));
        }
        return {algorithm::sha256, bytes};
    }

private:
    void compress(const std::byte* blocks, std::size_t count) noexcept {
        if (native_) {
            detail::sha256_core::compress_native(state_, blocks, count);
        } else {
            detail::sha256_core::compress_portable(state_, blocks, count);
        }
    }

    detail::sha256_core::words state_ = detail::sha256_core::initial_value;
    detail::block_buffer buffer_;
    bool native_;
};

}  // namespace lastro::inline v0::hash
