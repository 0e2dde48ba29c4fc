// SPDX-License-Identifier: MIT
// lastro/core/byte_stream.hpp
//
// How are several values written one after another, and read back without trusting any of them?
//
//   core::byte_writer out;
//   out.put(best), out.put(std::uint64_t{waited}), out.put("validation/loss");     // little-endian, lengths first
//   core::byte_reader in{out.bytes(), "train::early_stopping"};
//   best = in.get<double>(), waited = in.get<std::uint64_t>(), name = in.text();
//   in.finish();                                                                   // throws if anything is left
//
// A reader never takes memory for a size that the bytes that are there cannot hold; what is to have room for more than it
// holds spends what `limit_memory` allows.
#pragma once

#include <bit>          // bit_cast
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint64_t, UINT64_MAX
#include <string>       // string
#include <string_view>  // string_view
#include <type_traits>  // is_floating_point_v
#include <utility>      // exchange, move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>

namespace lastro::inline v0::core {

/// Values one after another, in memory.
class byte_writer {
public:
    /// sizeof(T) bytes, low byte first; every NaN as the same one.
    template <number T>
    void put(T value) {
        if constexpr (std::is_floating_point_v<T>) {
            const double quiet_nan = std::bit_cast<double>(std::uint64_t{0x7FF8'0000'0000'0000});
            value = detail::is_nan(static_cast<double>(value)) ? static_cast<T>(quiet_nan) : value;
        }
        append_le(bytes_, value);
    }

    /// The number of bytes (8 bytes), and they.
    void put(byte_span bytes) {
        put(static_cast<std::uint64_t>(bytes.size()));
        put_raw(bytes);
    }
    /// The bytes alone: for what always has the same size.
    void put_raw(byte_span bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
    void put(std::string_view text) { put(as_bytes(text)); }
    void put(const char* text) { put(std::string_view{text}); }

    [[nodiscard]] const std::vector<std::byte>& bytes() const noexcept { return bytes_; }
    [[nodiscard]] std::vector<std::byte> take() noexcept { return std::exchange(bytes_, {}); }

private:
    std::vector<std::byte> bytes_;
};

/// Reads what a `byte_writer` wrote. A view: the bytes must live as long.
class byte_reader {
public:
    /// `where` begins every message.
    byte_reader(byte_span bytes, std::string where) : rest_(bytes), where_(std::move(where)) {}

    /// @throws format_error if the bytes end before.
    template <number T>
    [[nodiscard]] T get() {
        return load_le<T>(raw(sizeof(T)).data());
    }

    /// Bytes with their number before them; the view is one into the reader's bytes. @throws as `get`.
    [[nodiscard]] byte_span bytes() { return raw(get<std::uint64_t>()); }

    /// So many bytes. @throws as `get`.
    [[nodiscard]] byte_span raw(std::uint64_t size) {
        require<format_error>(size <= rest_.size(), where_, std::to_string(size) + " bytes", left_text());
        const byte_span taken = rest_.first(static_cast<std::size_t>(size));
        rest_ = rest_.subspan(taken.size());
        return taken;
    }

    [[nodiscard]] std::string text() { return std::string{as_text(bytes())}; }

    /// A number of elements that take at least `least` bytes each. @throws format_error if they cannot be there.
    [[nodiscard]] std::size_t count(std::size_t least) {
        const auto number = get<std::uint64_t>();
        require<format_error>(
            number <= rest_.size() / least, where_,
            "at most " + std::to_string(rest_.size() / least) + " elements in the bytes that are left", number);
        return static_cast<std::size_t>(number);
    }

    /// So many bytes of memory may be taken for what is read, beside that of the bytes themselves; without it, any number.
    void limit_memory(std::uint64_t bytes) noexcept { memory_ = bytes; }

    /// Before so many bytes are taken. @throws format_error if they are not allowed any more.
    void spend_memory(std::uint64_t bytes) {
        require<format_error>(bytes <= memory_, where_,
                              "no more memory to be asked for (" + std::to_string(memory_) + " bytes)", bytes);
        memory_ -= bytes;
    }

    /// @throws format_error if not everything was read.
    void finish() const { require<format_error>(rest_.empty(), where_, "the end", left_text()); }

private:
    [[nodiscard]] std::string left_text() const { return std::to_string(rest_.size()) + " more bytes"; }

    byte_span rest_;
    std::string where_;
    std::uint64_t memory_ = UINT64_MAX;
};

}  // namespace lastro::inline v0::core
