// SPDX-License-Identifier: MIT
// lastro/data/detail/values.hpp
//
// How do the values of a column lie in memory? One piece per type, as docs/formats/table.md writes them.
#pragma once

#include <bit>          // bit_cast
#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint64_t, uint8_t
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <type_traits>  // is_same_v
#include <utility>      // move
#include <variant>      // variant
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/timestamp.hpp>
#include <lastro/data/types.hpp>
#include <lastro/data/validity.hpp>

namespace lastro::inline v0::data::detail {

/// Texts laid end to end: entry k is characters [offsets[k], offsets[k + 1]). The rows are these entries, or, with a
/// dictionary, those that the codes name.
struct text_values {
    std::vector<std::uint64_t> offsets{0};
    std::string characters;
    std::vector<std::uint32_t> codes{};  ///< Row i is entry codes[i]; none: there is no dictionary, row i is entry i.

    /// Adds a row. Precondition: there is no dictionary.
    void push_back(std::string_view text) {
        characters += text;
        offsets.push_back(characters.size());
    }
    [[nodiscard]] bool has_dictionary() const noexcept { return !codes.empty(); }
    [[nodiscard]] std::size_t entries() const noexcept { return offsets.size() - 1; }
    [[nodiscard]] std::string_view entry(std::size_t k) const noexcept {
        return {characters.data() + offsets[k], static_cast<std::size_t>(offsets[k + 1] - offsets[k])};
    }
    [[nodiscard]] std::size_t size() const noexcept { return has_dictionary() ? codes.size() : entries(); }
    [[nodiscard]] std::string_view operator[](std::size_t i) const noexcept {
        return entry(has_dictionary() ? codes[i] : i);
    }

    /// Equal rows, however they are kept.
    friend bool operator==(const text_values& a, const text_values& b) {
        if (a.has_dictionary() == b.has_dictionary() && a.offsets == b.offsets && a.characters == b.characters) {
            return a.codes == b.codes || a.same_rows(b);
        }
        return (a.has_dictionary() || b.has_dictionary()) && a.same_rows(b);
    }

private:
    [[nodiscard]] bool same_rows(const text_values& other) const noexcept {
        bool same = size() == other.size();
        for (std::size_t i = 0; same && i < size(); ++i) {
            same = (*this)[i] == other[i];
        }
        return same;
    }
};

/// True if no byte of the text is above 127.
[[nodiscard]] inline bool is_ascii(std::string_view text) noexcept {
    constexpr std::size_t step = 64;
    std::size_t i = 0;
    unsigned char high = 0;
    for (; text.size() - i >= step && high < 0x80; i += step) {
        for (std::size_t k = 0; k < step; ++k) {
            high = static_cast<unsigned char>(high | static_cast<unsigned char>(text[i + k]));
        }
    }
    for (; i < text.size(); ++i) {
        high = static_cast<unsigned char>(high | static_cast<unsigned char>(text[i]));
    }
    return high < 0x80;
}

/// An entry that is not UTF-8, or the number of entries. The characters of all together may be UTF-8 where texts are not:
/// one that ends within a character, followed by one that begins there.
[[nodiscard]] inline std::size_t find_not_utf8(const text_values& texts) noexcept {
    if (is_ascii(texts.characters)) {
        return texts.entries();
    }
    const bool together = core::is_utf8(texts.characters);
    for (std::size_t i = 0; i < texts.entries(); ++i) {
        const std::string_view text = texts.entry(i);
        const bool begins_inside = !text.empty() && static_cast<unsigned char>(text[0]) >> 6U == 2;
        if (together ? begins_inside : !core::is_utf8(text)) {
            return i;
        }
    }
    return texts.entries();
}

/// Makes the one representation of a column's values: what lies under a missing row is zero ...
template <class T>
void normalise(std::vector<T>& values, const validity& present) {
    for (std::size_t i = 0; present.null_count() > 0 && i < values.size(); ++i) {
        if (!present[i]) {
            values[i] = {};
        }
    }
    if constexpr (std::is_same_v<T, double>) {  // ... there is one NaN ...
        constexpr auto one_nan = std::bit_cast<double>(std::uint64_t{0x7FF8'0000'0000'0000});
        for (double& x : values) {
            x = x == x ? x : one_nan;
        }
    } else if constexpr (std::is_same_v<T, std::uint8_t>) {  // ... a boolean is 0 or 1 ...
        for (std::uint8_t& x : values) {
            x = x != 0 ? 1 : 0;
        }
    }
}

/// ... and a text is UTF-8. @throws std::invalid_argument if one is not.
inline void normalise(text_values& values, const validity& present) {
    const std::size_t bad = find_not_utf8(values);
    if (bad != values.entries()) {
        core::fail<std::invalid_argument>("column: text " + std::to_string(bad), "UTF-8",
                                          core::quoted(values.entry(bad)));
    }
    std::uint32_t largest = 0;
    for (const std::uint32_t code : values.codes) {
        largest = code > largest ? code : largest;
    }
    if (values.has_dictionary() && largest >= values.entries()) {
        core::fail<std::invalid_argument>("column: dictionary", "codes below " + std::to_string(values.entries()),
                                          std::to_string(largest));
    }
    bool hidden = false;  // text under a missing row: only a careless caller leaves it there
    for (std::size_t i = 0; present.null_count() > 0 && i < values.size(); ++i) {
        hidden = hidden || (!present[i] && !values[i].empty());
    }
    if (hidden) {
        text_values clean;
        for (std::size_t i = 0; i < values.size(); ++i) {
            clean.push_back(present[i] ? values[i] : std::string_view{});
        }
        values = std::move(clean);
    }
}

/// One alternative a type, in the order of their numbers.
using column_values = std::variant<std::vector<std::uint8_t>, std::vector<std::int64_t>, std::vector<double>,
                                   std::vector<date>, text_values, std::vector<timestamp>>;

/// The values at rows `row(0) ... row(count - 1)`.
template <class Stored, class Row>
[[nodiscard]] std::vector<Stored> taken(const std::vector<Stored>& from, std::size_t count, const Row& row) {
    std::vector<Stored> to;
    to.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        to.push_back(from[row(i)]);
    }
    return to;
}

template <class Row>
[[nodiscard]] text_values taken(const text_values& from, std::size_t count, const Row& row) {
    text_values to;
    if (from.has_dictionary() && count > 0) {
        to.offsets = from.offsets;
        to.characters = from.characters;
        to.codes.reserve(count);
        for (std::size_t i = 0; i < count; ++i) {
            to.codes.push_back(from.codes[row(i)]);
        }
        return to;
    }
    to.offsets.reserve(count + 1);
    for (std::size_t i = 0; i < count; ++i) {
        to.push_back(from[row(i)]);
    }
    return to;
}

}  // namespace lastro::inline v0::data::detail
