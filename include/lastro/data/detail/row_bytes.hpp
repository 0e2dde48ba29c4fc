// SPDX-License-Identifier: MIT
// lastro/data/detail/row_bytes.hpp
//
// Which bytes stand for one row of a table? Its cells in the order of the names, as docs/formats/canonical.md writes
// them. Columns are read one after the other, some hundred rows at a time: values of one type side by side.
#pragma once

#include <array>        // array
#include <cstddef>      // byte, size_t
#include <cstdint>      // int64_t, uint8_t
#include <cstring>      // memcpy
#include <span>         // span
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/detail/name_index.hpp>
#include <lastro/data/detail/values.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/timestamp.hpp>
#include <lastro/data/types.hpp>
#include <lastro/hash/canonical.hpp>

namespace lastro::inline v0::data::detail {

/// The rows of a table as bytes, in blocks. The table must outlive it.
class row_bytes {
public:
    static constexpr std::size_t block = 256;

    explicit row_bytes(const table& rows) : table_(&rows), order_(rows.names()) {}

    /// The next block of rows; false when there are no more.
    bool next() {
        const std::size_t left = table_->rows() - first_;
        count_ = left < block ? left : block;
        std::array<std::size_t, block> end{};  // sizes, then where each row is written next
        for (const std::size_t i : order_.order()) {
            each(
                table_->column(i), [&end](std::size_t row, const auto& value) { end[row] += size_of(value); },
                [&end](std::size_t row) { end[row] += 1; });
        }
        std::size_t total = 0;
        for (std::size_t row = 0; row < count_; ++row) {
            const std::size_t size = end[row];
            end[row] = total;
            total += size;
        }
        bytes_.resize(total);
        spans_.resize(count_);
        for (std::size_t row = 0; row < count_; ++row) {
            const std::size_t to = row + 1 < count_ ? end[row + 1] : total;
            spans_[row] = core::byte_span{bytes_}.subspan(end[row], to - end[row]);
        }
        for (const std::size_t i : order_.order()) {
            each(
                table_->column(i),
                [&](std::size_t row, const auto& value) { end[row] += write(value, bytes_.data() + end[row]); },
                [&](std::size_t row) {
                    bytes_[end[row]] = static_cast<std::byte>(hash::detail::tag::nothing);
                    ++end[row];
                });
        }
        first_ += count_;
        return count_ > 0;
    }

    /// The bytes of each row of the block.
    [[nodiscard]] std::span<const core::byte_span> rows() const noexcept { return spans_; }

private:
    /// Calls `value(row, x)` or `missing(row)` for each row of the block, counted from its first.
    template <class Value, class Missing>
    void each(const column& cells, const Value& value, const Missing& missing) const {
        cells.visit([&](const auto& values) {
            for (std::size_t row = 0; row < count_; ++row) {
                if (cells.null_count() > 0 && cells.is_null(first_ + row)) {
                    missing(row);
                } else {
                    value(row, values[first_ + row]);
                }
            }
        });
    }

    // Two tags and the payload: a boolean, a number of 8 bytes, a text with its length.
    [[nodiscard]] static std::size_t size_of(std::uint8_t) noexcept { return 3; }
    [[nodiscard]] static std::size_t size_of(std::int64_t) noexcept { return 10; }
    [[nodiscard]] static std::size_t size_of(double) noexcept { return 10; }
    [[nodiscard]] static std::size_t size_of(date) noexcept { return 10; }
    [[nodiscard]] static std::size_t size_of(timestamp) noexcept { return 10; }
    [[nodiscard]] static std::size_t size_of(std::string_view text) noexcept { return 10 + text.size(); }

    static std::size_t write(std::uint8_t value, std::byte* to) noexcept {
        to[0] = static_cast<std::byte>(hash::detail::tag::something);
        to[1] = static_cast<std::byte>(hash::detail::tag::boolean);
        to[2] = static_cast<std::byte>(value);
        return 3;
    }
    static std::size_t write(std::int64_t value, std::byte* to) noexcept {
        return write(hash::detail::tag::integer, static_cast<std::uint64_t>(value), to);
    }
    static std::size_t write(double value, std::byte* to) noexcept {
        return write(hash::detail::tag::real, hash::detail::canonical_bits(value), to);
    }
    static std::size_t write(date value, std::byte* to) noexcept { return write(std::int64_t{value.days}, to); }
    static std::size_t write(timestamp value, std::byte* to) noexcept { return write(value.microseconds, to); }
    static std::size_t write(std::string_view text, std::byte* to) noexcept {
        write(hash::detail::tag::text, text.size(), to);
        if (!text.empty()) {
            std::memcpy(to + 10, text.data(), text.size());
        }
        return 10 + text.size();
    }
    static std::size_t write(char tag, std::uint64_t payload, std::byte* to) noexcept {
        to[0] = static_cast<std::byte>(hash::detail::tag::something);
        to[1] = static_cast<std::byte>(tag);
        core::store_le(payload, to + 2);
        return 10;
    }

    const table* table_;
    name_index order_;
    std::size_t first_ = 0;  // of the next block
    std::size_t count_ = 0;  // in this block
    std::vector<std::byte> bytes_;
    std::vector<core::byte_span> spans_;
};

}  // namespace lastro::inline v0::data::detail
