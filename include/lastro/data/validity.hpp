// SPDX-License-Identifier: MIT
// lastro/data/validity.hpp
//
// Which rows hold a value, and which are missing? One bit a row, and no memory at all while nothing is missing.
//
//   data::validity present;
//   present.push_back(true);
//   present.push_back(false);                    // row 1 is missing
//   present.null_count();                        // 1
//
// The bytes are those of the table format (docs/formats/table.md): bit i of the map is bit i % 8 of byte i / 8, set
// where the row holds a value; unused bits of the last byte are zero.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint8_t
#include <span>     // span
#include <vector>   // vector

namespace lastro::inline v0::data {

/// A bit per row: set where the row holds a value. Equal maps are equal bytes.
class validity {
public:
    validity() = default;

    /// `size` rows that all hold a value. Takes no memory.
    explicit validity(std::size_t size) noexcept : size_(size) {}

    /// Adds a row.
    void push_back(bool valid) {
        if (!valid && bits_.empty()) {
            spread();
        }
        if (!bits_.empty() || !valid) {
            if (size_ / 8 == bits_.size()) {
                bits_.push_back(0);
            }
            bits_[size_ / 8] = static_cast<std::uint8_t>(bits_[size_ / 8] | (unsigned{valid} << (size_ % 8)));
        }
        ++size_;
        null_count_ += valid ? 0 : 1;
    }

    /// Adds `count` rows that all hold a value.
    void append(std::size_t count) {
        if (!bits_.empty()) {
            for (; size_ % 8 != 0 && count > 0; --count) {
                push_back(true);
            }
            bits_.insert(bits_.end(), count / 8, 0xFF);
            size_ += count / 8 * 8;
            for (count %= 8; count > 0; --count) {
                push_back(true);
            }
        }
        size_ += count;
    }

    /// Makes row `i`, which holds a value, a missing one. Precondition: i < size().
    void clear(std::size_t i) {
        if (bits_.empty()) {
            spread();
        }
        bits_[i / 8] = static_cast<std::uint8_t>(bits_[i / 8] & ~(1U << (i % 8)));
        ++null_count_;
    }

    /// True where row `i` holds a value. Precondition: i < size().
    [[nodiscard]] bool operator[](std::size_t i) const noexcept {
        return bits_.empty() || ((unsigned{bits_[i / 8]} >> (i % 8)) & 1U) != 0;
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t null_count() const noexcept { return null_count_; }

    /// The bytes of the map: empty if nothing is missing, otherwise (size() + 7) / 8 of them.
    [[nodiscard]] std::span<const std::uint8_t> bits() const noexcept { return bits_; }

    friend bool operator==(const validity&, const validity&) = default;

private:
    // Writes out the rows so far, which all hold a value.
    void spread() {
        bits_.assign((size_ + 7) / 8, 0xFF);
        if (size_ % 8 != 0) {
            bits_.back() = static_cast<std::uint8_t>((1U << (size_ % 8)) - 1U);
        }
    }

    std::vector<std::uint8_t> bits_;
    std::size_t size_ = 0;
    std::size_t null_count_ = 0;
};

}  // namespace lastro::inline v0::data
