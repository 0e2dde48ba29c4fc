// SPDX-License-Identifier: MIT
// lastro/store/detail/column_assembly.hpp
//
// How do pieces of a column become one again? Values and validity bits are put end to end, the bits moved to their new
// places; of offsets and characters become texts with their lengths in front.
#pragma once

#include <cstddef>      // byte, size_t
#include <cstdint>      // uint64_t
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/detail/canonical_feed.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::store::detail {

/// Some rows of a column as bytes: values (of texts the offsets, the first being 0), characters, and validity bits or none.
struct column_piece {
    std::uint64_t rows;
    core::byte_span values;
    core::byte_span texts = {};
    core::byte_span present = {};
};

/// Appends `count` bits of `from`, beginning with bit `first`, behind the `size` bits in `to`; without `from`, ones.
inline void append_bits(std::vector<std::byte>& to, std::uint64_t size, core::byte_span from, std::uint64_t first,
                        std::uint64_t count) {
    to.resize(static_cast<std::size_t>((size + count + 7) / 8));
    const auto eight = [&](std::uint64_t at, std::uint64_t left) {  // bits [at, at + 8) of `from`
        unsigned bits = 0xFF;
        if (!from.empty()) {
            const auto byte = static_cast<std::size_t>(at / 8);
            const auto shift = static_cast<unsigned>(at % 8);
            bits = std::to_integer<unsigned>(from[byte]) >> shift;
            if (shift > 0 && byte + 1 < from.size()) {
                bits |= std::to_integer<unsigned>(from[byte + 1]) << (8 - shift);
            }
        }
        return (left < 8 ? bits & ((1U << left) - 1U) : bits) & 0xFFU;
    };
    for (std::uint64_t done = 0; done < count; done += 8) {
        const unsigned bits = eight(first + done, count - done);
        const auto byte = static_cast<std::size_t>((size + done) / 8);
        const auto shift = static_cast<unsigned>((size + done) % 8);
        to[byte] |= static_cast<std::byte>((bits << shift) & 0xFFU);
        if (shift > 0 && bits >> (8 - shift) != 0) {
            to[byte + 1] |= static_cast<std::byte>(bits >> (8 - shift));
        }
    }
}

/// Pieces of one column, end to end.
class column_assembly {
public:
    explicit column_assembly(data::type type) : type_(type) {}

    /// Appends `count` rows of a piece, beginning with its row `first`. Precondition: first + count <= piece.rows.
    ///
    /// @throws format_error, beginning with `place`, if a piece of texts has offsets that are none.
    void add(const column_piece& piece, std::uint64_t first, std::uint64_t count, std::string_view place) {
        if (type_ == data::type::string) {
            add_texts(piece, first, count, place);
        } else {
            const std::uint64_t width = piece.rows == 0 ? 0 : piece.values.size() / piece.rows;
            append(values_, piece.values.subspan(static_cast<std::size_t>(first * width),
                                                 static_cast<std::size_t>(count * width)));
        }
        append_bits(bits_, rows_, piece.present, first, count);
        rows_ += count;
    }

    [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }

    /// How many rows are missing.
    [[nodiscard]] std::uint64_t nulls() const noexcept {
        std::uint64_t present = 0;
        for (const std::byte b : bits_) {
            for (auto bits = std::to_integer<unsigned>(b); bits != 0; bits &= bits - 1) {
                ++present;
            }
        }
        return rows_ - present;
    }

    /// The canonical bytes of the column (docs/formats/table.md), if its pieces were canonical.
    [[nodiscard]] std::vector<std::byte> canonical() && {
        if (nulls() > 0) {
            append(values_, bits_);
        }
        return std::move(values_);
    }

private:
    static void append(std::vector<std::byte>& to, core::byte_span from) {
        to.insert(to.end(), from.begin(), from.end());
    }

    void add_texts(const column_piece& piece, std::uint64_t first, std::uint64_t count, std::string_view place) {
        const auto offset = [&piece](std::uint64_t row) {
            return core::load_le<std::uint64_t>(piece.values.data() + 8 * static_cast<std::size_t>(row));
        };
        const std::uint64_t size = piece.texts.size();
        std::uint64_t begin = offset(first);
        bool rising = begin <= size && (first > 0 || begin == 0) && offset(piece.rows) == size;
        const auto add = [this](core::byte_span bytes) { append(values_, bytes); };
        const char* const characters = core::as_text(piece.texts).data();
        data::detail::text_feed feed{add};
        feed.add(static_cast<std::size_t>(rising ? count : 0), characters + size, [&](std::size_t i) {
            const std::uint64_t end = offset(first + i + 1);
            const bool good = begin <= end && end <= size;
            const std::string_view text{characters + begin, good ? static_cast<std::size_t>(end - begin) : 0};
            rising = rising && good;
            begin = good ? end : begin;
            return text;
        });
        core::require<format_error>(rising, place, "offsets that rise from 0 to " + std::to_string(size), "others");
        feed.flush();
    }

    data::type type_;
    std::uint64_t rows_ = 0;
    std::vector<std::byte> values_;
    std::vector<std::byte> bits_;
};

}  // namespace lastro::inline v0::store::detail
