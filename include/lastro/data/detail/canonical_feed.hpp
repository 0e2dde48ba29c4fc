// SPDX-License-Identifier: MIT
// lastro/data/detail/canonical_feed.hpp
//
// Which bytes stand for a column (docs/formats/table.md)? Piece by piece, to whoever hashes or keeps them.
//
// A row's bytes depend on nothing before it: rows that come later are fed later, and a hash goes on where it was.
#pragma once

#include <array>        // array
#include <bit>          // endian
#include <cstddef>      // byte, size_t
#include <cstdint>      // int32_t, int64_t, uint64_t
#include <cstring>      // memcpy, memmove
#include <span>         // as_bytes, span
#include <string_view>  // string_view
#include <type_traits>  // is_same_v, remove_cvref_t
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/detail/values.hpp>
#include <lastro/data/timestamp.hpp>
#include <lastro/data/types.hpp>
#include <lastro/hash/blake3.hpp>

namespace lastro::inline v0::data::detail {

[[nodiscard]] constexpr std::int32_t number_in(date d) noexcept { return d.days; }
[[nodiscard]] constexpr std::int64_t number_in(timestamp t) noexcept { return t.microseconds; }
template <core::number T>
[[nodiscard]] constexpr T number_in(T x) noexcept {
    return x;
}

/// Gives `sink` the values as little-endian bytes, piece by piece: in one piece, where memory holds them like that.
template <class T, class Sink>
void feed_values(std::span<const T> values, const Sink& sink) {
    static_assert(sizeof(T) == sizeof(number_in(T{})), "a value is its number and nothing else");
    if constexpr (std::endian::native == std::endian::little) {
        sink(std::as_bytes(values));
    } else {
        constexpr std::size_t piece = 4096;
        std::array<std::byte, piece * sizeof(T)> bytes;
        for (std::size_t first = 0; first < values.size(); first += piece) {
            const auto part = values.subspan(first, values.size() - first < piece ? values.size() - first : piece);
            for (std::size_t i = 0; i < part.size(); ++i) {
                core::store_le(number_in(part[i]), bytes.data() + i * sizeof(T));
            }
            sink(core::byte_span{bytes.data(), part.size_bytes()});
        }
    }
}

/// The length of a text as bytes of seven bits, the lowest first; all but the last have their highest bit set.
struct text_length {
    static constexpr std::size_t longest = 10;  ///< Bytes.

    /// Writes it and says behind which byte it ends. Precondition: `longest` bytes of room.
    static std::byte* put(std::uint64_t length, std::byte* to) noexcept {
        for (; length >= 0x80; length >>= 7U) {
            *to++ = static_cast<std::byte>((length & 0x7FU) | 0x80U);
        }
        *to++ = static_cast<std::byte>(length);
        return to;
    }
};

/// Gives `sink` texts with their lengths in front, in pieces of 64 KiB: whole subtrees of the hash, which is fastest so.
/// The first piece ends where 64 KiB do behind the `before` bytes that the hash has seen.
template <class Sink>
class text_feed {
public:
    explicit text_feed(const Sink& sink, std::uint64_t before = 0)
        : sink_(&sink), buffer_(piece + room), full_(piece - static_cast<std::size_t>(before % piece)) {}

    /// Adds `text(0)` ... `text(count - 1)`; bytes up to `end`, behind all texts, may be read.
    template <class Text>
    void add(std::size_t count, const char* end, const Text& text) {
        std::byte* to = buffer_.data() + used_;  // here and not in a member: what is written could be the member
        for (std::size_t i = 0; i < count; ++i) {
            const std::string_view one = text(i);
            if (one.size() <= step && static_cast<std::size_t>(end - one.data()) >= step) [[likely]] {
                *to = static_cast<std::byte>(one.size());
                std::memcpy(to + 1, one.data(), step);  // what is too much is overwritten by the next
                to += 1 + one.size();
            } else {
                to = add_long(one, to);
            }
            if (static_cast<std::size_t>(to - buffer_.data()) >= full_) [[unlikely]] {
                used_ = static_cast<std::size_t>(to - buffer_.data()) - full_;
                (*sink_)(core::byte_span{buffer_}.first(full_));
                std::memmove(buffer_.data(), buffer_.data() + full_, used_);
                full_ = piece;
                to = buffer_.data() + used_;
            }
        }
        used_ = static_cast<std::size_t>(to - buffer_.data());
    }

    /// Gives what is left.
    void flush() {
        (*sink_)(core::byte_span{buffer_}.first(used_));
        used_ = 0;
    }

private:
    static constexpr std::size_t piece = std::size_t{1} << 16U;
    static constexpr std::size_t room = 4096;  // for one more text behind a piece
    static constexpr std::size_t step = 16;

    // Writes one text behind `to` and says where it ends; one without room in the buffer goes past it.
    [[nodiscard]] std::byte* add_long(std::string_view text, std::byte* to) {
        to = text_length::put(text.size(), to);
        if (text.size() > room - step - text_length::longest) {
            used_ = static_cast<std::size_t>(to - buffer_.data());
            flush();
            (*sink_)(core::as_bytes(text));
            return buffer_.data();
        }
        if (!text.empty()) {
            std::memcpy(to, text.data(), text.size());
        }
        return to + text.size();
    }

    const Sink* sink_;
    std::vector<std::byte> buffer_;
    std::size_t used_ = 0;
    std::size_t full_;
};

/// Gives `sink` the canonical bytes of rows [first, last), without validity bits; `before`: see text_feed.
template <class T, class Sink>
void feed_rows(const std::vector<T>& values, std::size_t first, std::size_t last, const Sink& sink,
               std::uint64_t /*before*/ = 0) {
    feed_values(std::span{values}.subspan(first, last - first), sink);
}
template <class Sink>
void feed_rows(const text_values& texts, std::size_t first, std::size_t last, const Sink& sink,
               std::uint64_t before = 0) {
    text_feed<Sink> feed{sink, before};
    const char* const characters = texts.characters.data();
    const auto add = [&](const auto& entry) {  // the number of a row's entry
        feed.add(
            last - first, characters + texts.characters.size(), [&, offsets = texts.offsets.data()](std::size_t i) {
                const std::uint64_t begin = offsets[entry(i)];
                return std::string_view{characters + begin, static_cast<std::size_t>(offsets[entry(i) + 1] - begin)};
            });
    };
    if (texts.has_dictionary()) {
        add([codes = texts.codes.data() + first](std::size_t i) { return codes[i]; });
    } else {
        add([first](std::size_t i) { return first + i; });
    }
    feed.flush();
}

/// Goes on hashing the canonical bytes of a column: those of rows [first, last), without validity bits.
template <class Values>
void hash_rows(hash::blake3& hasher, const Values& values, std::size_t first, std::size_t last) {
    feed_rows(
        values, first, last, [&hasher](core::byte_span piece) { hasher.update(piece); }, hasher.size());
}
inline void hash_rows(hash::blake3& hasher, const column& rows) {
    rows.visit([&hasher](const auto& values) { hash_rows(hasher, values, 0, values.size()); });
}

/// Gives `sink` the canonical bytes of `values`, piece by piece.
template <class Sink>
void feed_canonical(const column& values, const Sink& sink) {
    values.visit([&](const auto& v) { feed_rows(v, 0, v.size(), sink); });
    sink(std::as_bytes(values.present().bits()));
}

}  // namespace lastro::inline v0::data::detail
