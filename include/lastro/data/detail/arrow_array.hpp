// SPDX-License-Identifier: MIT
// lastro/data/detail/arrow_array.hpp
//
// What can be believed of an array that another library gave us, and where are its values?
//
// The C data interface tells no sizes of buffers: a producer that lies about lengths cannot be found out. Pointers, counts and
// numbers of buffers are checked before they are used.
#pragma once

#include <cstddef>      // byte, size_t
#include <cstdint>      // int64_t, uint32_t, uint64_t, uintptr_t
#include <cstring>      // memcpy
#include <span>         // span
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <type_traits>  // is_same_v
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/arrow_abi.hpp>
#include <lastro/data/column_view.hpp>
#include <lastro/data/detail/values.hpp>
#include <lastro/data/types.hpp>
#include <lastro/data/validity.hpp>

namespace lastro::inline v0::data::detail {

/// One column of somebody else's: where its values are, or a copy of them where Arrow keeps them in another way.
struct arrow_column {
    data::type type = data::type::string;
    std::size_t rows = 0;
    bool copied = false;  ///< The values are not where the producer has them.
    validity present = {};
    const void* values = nullptr;                 // of all types but string
    std::span<const std::uint64_t> offsets = {};  // of strings
    std::span<const std::uint32_t> codes = {};
    const char* characters = "";
    column_values own_values = {};  // what was copied
    std::vector<std::uint64_t> own_offsets = {};
    std::vector<std::uint32_t> own_codes = {};

    arrow_column() = default;
    arrow_column(arrow_column&&) noexcept = default;  // vectors keep their memory: pointers to it stay good
    arrow_column& operator=(arrow_column&&) noexcept = default;

    /// The rows as `T`. Precondition: type == type_of<T>. Good as long as this object and the array live.
    template <column_value T>
    [[nodiscard]] column_view<T> view(std::string_view source, std::string_view name) const noexcept {
        if constexpr (std::is_same_v<T, std::string_view>) {
            return {offsets, characters, codes, present, source, name};
        } else {
            return {std::span{static_cast<const stored<T>*>(values), rows}, present, source, name};
        }
    }

    /// Takes a copy of the values.
    template <class T>
    void keep(data::type t, std::vector<T> copy) {
        type = t;
        copied = true;
        values = own_values.emplace<std::vector<T>>(std::move(copy)).data();
    }
};

/// @throws format_error for a length, an offset or a count of missing rows that no array has.
inline void require_counts(const ArrowArray& array, const std::string& place) {
    constexpr std::int64_t most = std::int64_t{1} << 48U;  // of values of 8 bytes: no address space holds more
    const bool possible = array.length >= 0 && array.length <= most && array.offset >= 0 && array.offset <= most &&
                          array.null_count >= -1 && array.null_count <= array.length;
    core::require<format_error>(possible, place, "a length, an offset and a count of missing rows that can be",
                                std::to_string(array.length) + ", " + std::to_string(array.offset) + " and " +
                                    std::to_string(array.null_count));
}

/// Some rows of an array.
class arrow_array {
public:
    /// `rows` rows of `array` from row `first` on. All must outlive this object.
    arrow_array(const ArrowArray& array, std::size_t first, std::size_t rows, const std::string& place) noexcept
        : array_(&array), first_(first), rows_(rows), place_(&place) {}

    [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
    [[nodiscard]] std::size_t first() const noexcept { return first_; }
    [[nodiscard]] const std::string& place() const noexcept { return *place_; }

    /// @throws format_error unless `condition` holds.
    void demand(bool condition, std::string_view expected, std::string_view found) const {
        core::require<format_error>(condition, *place_, expected, found);
    }
    [[nodiscard]] static std::string row(std::size_t i) { return " in row " + std::to_string(i); }

    void require_buffers(std::int64_t count) const {
        demand(array_->n_buffers == count && array_->buffers != nullptr, std::to_string(count) + " buffers",
               array_->buffers == nullptr ? "none" : std::to_string(array_->n_buffers));
    }

    /// Buffer `i`, which is there if there are rows. Precondition: require_buffers().
    [[nodiscard]] const std::byte* buffer(std::size_t i) const {
        demand(rows_ == 0 || array_->buffers[i] != nullptr, "buffer " + std::to_string(i), "a null pointer");
        return static_cast<const std::byte*>(array_->buffers[i]);
    }

    /// Value `i` of these rows, at whatever address it is.
    template <class T>
    [[nodiscard]] T load(const std::byte* buffer, std::size_t i) const noexcept {
        T x{};
        std::memcpy(&x, buffer + (first_ + i) * sizeof x, sizeof x);
        return x;
    }
    [[nodiscard]] bool bit(const std::byte* buffer, std::size_t i) const noexcept {
        return (std::to_integer<unsigned>(buffer[(first_ + i) / 8]) >> ((first_ + i) % 8) & 1U) != 0;
    }

    /// The values where they are; nothing if they are not at a multiple of their size.
    template <class T>
    [[nodiscard]] const T* in_place(const std::byte* buffer) const noexcept {
        const bool aligned = reinterpret_cast<std::uintptr_t>(buffer) % alignof(T) == 0;
        return aligned && buffer != nullptr ? reinterpret_cast<const T*>(buffer) + first_ : nullptr;
    }

    /// Which rows hold a value.
    [[nodiscard]] validity present() const {
        demand(array_->n_buffers >= 1 && array_->buffers != nullptr, "buffers", "none");
        const auto* const bits = static_cast<const std::byte*>(array_->buffers[0]);
        if (bits == nullptr) {
            demand(array_->null_count <= 0, "a buffer of validity bits, where rows are missing", "a null pointer");
            return validity{rows_};
        }
        validity result;
        for (std::size_t i = 0; i < rows_; ++i) {
            result.push_back(bit(bits, i));
        }
        // Of a part of an array, less may be missing than of all of it.
        const auto missing = static_cast<std::int64_t>(result.null_count());
        const bool whole = rows_ == static_cast<std::uint64_t>(array_->length);
        demand(array_->null_count == -1 || (whole ? missing == array_->null_count : missing <= array_->null_count),
               std::to_string(array_->null_count) + " missing rows as the array says", std::to_string(missing));
        return result;
    }

private:
    const ArrowArray* array_;
    std::size_t first_;
    std::size_t rows_;
    const std::string* place_;
};

}  // namespace lastro::inline v0::data::detail
