// SPDX-License-Identifier: MIT
// lastro/data/detail/column_feed.hpp
//
// What is the digest of a column whose values come one at a time, from wherever they are, and are never a column?
//
//   column_feed names{type::string};
//   names.add("a"), names.add_missing();
//   names.finish();                           // data::fingerprint of such a column
#pragma once

#include <array>        // array
#include <concepts>     // floating_point, same_as
#include <cstddef>      // byte, size_t
#include <cstdint>      // int32_t, int64_t, uint64_t, uint8_t
#include <span>         // as_bytes, span
#include <stdexcept>    // invalid_argument, out_of_range
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <type_traits>  // is_same_v
#include <utility>      // cmp_greater

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/detail/canonical_feed.hpp>
#include <lastro/data/timestamp.hpp>
#include <lastro/data/types.hpp>
#include <lastro/data/validity.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/canonical.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::data::detail {

/// A value that some type of column holds, exactly: integers of up to 64 bits, float and double, bool, dates, timestamps, texts.
template <class T>
concept cell_value = hash::whole_number<T> || std::same_as<T, bool> || std::same_as<T, float> ||
    std::same_as<T, double> || std::same_as<T, date> || std::same_as<T, timestamp> || std::same_as<T, std::string> ||
    std::same_as<T, std::string_view>;

/// The type of column that holds `T`.
template <cell_value T>
[[nodiscard]] constexpr type type_holding() noexcept {
    if constexpr (std::same_as<T, bool>) {
        return type::boolean;
    } else if constexpr (hash::whole_number<T>) {
        return type::int64;
    } else if constexpr (std::floating_point<T>) {
        return type::float64;
    } else if constexpr (std::same_as<T, date>) {
        return type::date;
    } else if constexpr (std::same_as<T, timestamp>) {
        return type::timestamp;
    } else {
        return type::string;
    }
}

/// Hashes the canonical bytes (docs/formats/table.md) of one column.
class column_feed {
public:
    explicit column_feed(data::type t) : type_(t) {}

    /// The next row. Precondition: `type_holding<T>()` is the type of the column.
    ///
    /// @throws std::out_of_range if an integer is beyond int64, std::invalid_argument if a text is not UTF-8.
    template <cell_value T>
    void add(const T& value) {
        if constexpr (std::same_as<T, bool>) {
            put(static_cast<std::uint8_t>(value ? 1 : 0));
        } else if constexpr (hash::whole_number<T>) {
            core::require<std::out_of_range>(!std::cmp_greater(value, INT64_MAX), row(), "an integer below 2^63",
                                             value);
            put(static_cast<std::int64_t>(value));
        } else if constexpr (std::floating_point<T>) {
            put(hash::detail::canonical_bits(static_cast<double>(value)));
        } else if constexpr (std::same_as<T, date>) {
            put(value.days);
        } else if constexpr (std::same_as<T, timestamp>) {
            put(value.microseconds);
        } else {
            const std::string_view text = value;
            core::require<std::invalid_argument>(core::is_utf8(text), row(), "UTF-8", core::quoted(text));
            std::array<std::byte, text_length::longest> length;
            const auto size = static_cast<std::size_t>(text_length::put(text.size(), length.data()) - length.data());
            put_bytes(core::byte_span{length}.first(size));
            put_bytes(core::as_bytes(text));
        }
        present_.push_back(true);
    }

    /// The next row is missing.
    void add_missing() {
        switch (type_) {
            case data::type::boolean:
            case data::type::string:
                put(std::uint8_t{0});
                break;
            case data::type::date:
                put(std::int32_t{0});
                break;
            case data::type::int64:
            case data::type::float64:
            case data::type::timestamp:
                put(std::uint64_t{0});
                break;
        }
        present_.push_back(false);
    }

    [[nodiscard]] data::type type() const noexcept { return type_; }
    [[nodiscard]] std::size_t size() const noexcept { return present_.size(); }
    [[nodiscard]] std::size_t null_count() const noexcept { return present_.null_count(); }

    /// The digest of the column, when everything was added.
    [[nodiscard]] hash::digest finish() {
        put_bytes(std::as_bytes(present_.bits()));
        flush();
        return hasher_.finalize();
    }

private:
    [[nodiscard]] std::string row() const { return "fingerprint: row " + std::to_string(size()); }

    template <class Number>
    void put(Number value) {
        if (buffer_.size() - used_ < sizeof value) {
            flush();
        }
        core::store_le(value, buffer_.data() + used_);
        used_ += sizeof value;
    }

    void put_bytes(core::byte_span bytes) {
        if (bytes.size() > buffer_.size() - used_) {
            flush();
            if (bytes.size() > buffer_.size()) {
                hasher_.update(bytes);
                return;
            }
        }
        for (const std::byte b : bytes) {
            buffer_[used_++] = b;
        }
    }

    void flush() noexcept {
        hasher_.update(core::byte_span{buffer_}.first(used_));
        used_ = 0;
    }

    data::type type_;
    validity present_;
    hash::blake3 hasher_;
    std::size_t used_ = 0;
    std::array<std::byte, 32'768> buffer_;
};

}  // namespace lastro::inline v0::data::detail
