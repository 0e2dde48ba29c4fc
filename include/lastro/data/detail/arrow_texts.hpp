// SPDX-License-Identifier: MIT
// lastro/data/detail/arrow_texts.hpp
//
// Which texts are in an array, one after the other or as codes into a dictionary? Where they are, if offsets have 8 bytes and
// codes 4; else offsets or codes are copied, characters never.
#pragma once

#include <cstddef>      // byte, size_t
#include <cstdint>      // int64_t, uint8_t, uint16_t, uint32_t, uint64_t
#include <string>       // to_string
#include <string_view>  // string_view
#include <type_traits>  // is_same_v
#include <utility>      // move

#include <lastro/core/text.hpp>
#include <lastro/data/detail/arrow_array.hpp>
#include <lastro/data/detail/values.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data::detail {

/// Reads an array of texts into `to`, whose `present` is known.
class arrow_texts {
public:
    arrow_texts(const arrow_array& array, arrow_column& to) noexcept : array_(array), to_(to) {}

    /// False if `format` is not one of texts. @throws format_error if offsets fall, or a text is not UTF-8.
    [[nodiscard]] bool read(std::string_view format) const {
        if (format == "u") {
            read_offsets<std::int32_t>();
        } else if (format == "U") {
            read_offsets<std::int64_t>();
        }
        return format == "u" || format == "U";
    }

    /// Rows as codes of this format into `entries`. @throws format_error if a code is of no entry.
    void read(std::string_view format, arrow_column entries) const {
        array_.demand(entries.rows <= UINT32_MAX / 2, "at most 2^31 entries of a dictionary",
                      std::to_string(entries.rows));
        array_.demand(entries.type == type::string && entries.codes.empty() && entries.present.null_count() == 0,
                      "a dictionary of texts, none of them missing",
                      entries.type == type::string ? "another one" : name_of(entries.type));
        array_.require_buffers(2);
        if (format == "i" || format == "I") {
            read_codes<std::uint32_t>(entries.rows);
        } else if (format == "c" || format == "C") {
            read_codes<std::uint8_t>(entries.rows);
        } else if (format == "s" || format == "S") {
            read_codes<std::uint16_t>(entries.rows);
        } else if (format == "l" || format == "L") {
            read_codes<std::uint64_t>(entries.rows);
        } else {
            array_.demand(false, "integers as codes of a dictionary", core::quoted(format));
        }
        if (entries.rows == 0 || array_.rows() == 0) {  // then every row is missing, if there is one
            to_.codes = {};
            no_texts();
            return;
        }
        to_.copied = to_.copied || entries.copied;
        to_.characters = entries.characters;
        to_.offsets = entries.offsets;
        to_.own_offsets = std::move(entries.own_offsets);
    }

    /// As many empty texts as rows.
    void no_texts() const {
        to_.copied = true;
        to_.own_offsets.assign(array_.rows() + 1, 0);
        to_.offsets = to_.own_offsets;
    }

private:
    template <class Offset>
    void read_offsets() const {
        array_.require_buffers(3);
        const std::byte* const from = array_.buffer(1);
        const std::size_t rows = array_.rows();
        if (rows == 0) {
            return no_texts();
        }
        const auto* const in_place = array_.in_place<std::uint64_t>(from);
        to_.copied = sizeof(Offset) != sizeof(std::uint64_t) || in_place == nullptr;
        const auto begin = array_.load<Offset>(from, 0);
        array_.demand(begin >= 0, "an offset of at least 0", std::to_string(begin));
        to_.own_offsets.reserve(to_.copied ? rows + 1 : 0);
        Offset end = begin;
        for (std::size_t i = 0; i <= rows; ++i) {
            const auto next = array_.load<Offset>(from, i);
            if (next < end) {  // the message is made only where it is needed
                array_.demand(false, "offsets that do not fall",
                              std::to_string(next) + " after " + std::to_string(end) + arrow_array::row(i - 1));
            }
            end = next;
            if (to_.copied) {
                to_.own_offsets.push_back(static_cast<std::uint64_t>(next));
            }
        }
        to_.offsets = to_.own_offsets;
        if (!to_.copied) {
            to_.offsets = {in_place, rows + 1};
        }
        if (end == begin) {  // nothing but empty texts, wherever they lie
            return no_texts();
        }
        to_.characters = reinterpret_cast<const char*>(array_.buffer(2));
        require_utf8();
    }

    // What lies under missing rows does not count.
    void require_utf8() const {
        const std::size_t begin = to_.offsets.front();
        if (is_ascii({to_.characters + begin, to_.offsets.back() - begin})) {
            return;
        }
        const column_view<std::string_view> view{to_.offsets, to_.characters, {}, to_.present};
        for (std::size_t i = 0; i < view.size(); ++i) {
            if (!view.is_null(i) && !core::is_utf8(view[i])) {
                array_.demand(false, "UTF-8", core::quoted(view[i]) + arrow_array::row(i));
            }
        }
    }

    // As unsigned numbers: a negative code is larger than every entry.
    template <class Code>
    void read_codes(std::size_t entries) const {
        const std::byte* const from = array_.buffer(1);
        const auto* const in_place = array_.in_place<std::uint32_t>(from);
        to_.copied = !std::is_same_v<Code, std::uint32_t> || to_.present.null_count() > 0 || in_place == nullptr;
        to_.own_codes.reserve(to_.copied ? array_.rows() : 0);
        for (std::size_t i = 0; i < array_.rows(); ++i) {
            const Code code = to_.present[i] ? array_.load<Code>(from, i) : Code{0};
            if (to_.present[i] && code >= entries) {
                array_.demand(false, "codes below " + std::to_string(entries),
                              std::to_string(code) + arrow_array::row(i));
            }
            if (to_.copied) {
                to_.own_codes.push_back(static_cast<std::uint32_t>(code));
            }
        }
        to_.codes = to_.own_codes;
        if (!to_.copied) {
            to_.codes = {in_place, array_.rows()};
        }
    }

    const arrow_array& array_;
    arrow_column& to_;
};

}  // namespace lastro::inline v0::data::detail
