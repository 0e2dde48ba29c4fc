// SPDX-License-Identifier: MIT
// lastro/data/detail/column_collector.hpp
//
// How do the parts of a column, read piece by piece, become one column of the type that fits them all?
//
// The first piece is looked at twice: once for evidence, once for values of the type that it suggests. A later cell that does
// not fit makes the collector stale: it goes on collecting evidence only, and the reader passes over the file once more with
// the type that is then known. Parts are added in the order of the file, so the result does not depend on who read them.
#pragma once

#include <sys/mman.h>  // madvise (POSIX)

#include <cstddef>      // ptrdiff_t, size_t
#include <cstdint>      // uint32_t, uint64_t, uintptr_t
#include <string>       // string
#include <type_traits>  // is_same_v, remove_cvref_t
#include <utility>      // move
#include <variant>      // get, visit
#include <vector>       // vector

#include <lastro/core/text.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/detail/column_part.hpp>
#include <lastro/data/types.hpp>
#include <lastro/data/validity.hpp>

namespace lastro::inline v0::data::detail {

/// Asks the system to give memory in pages of 2 MiB where it can: touching it first costs a fifth of the reading otherwise.
inline void prefer_large_pages(const void* at, std::size_t size) noexcept {
#ifdef MADV_HUGEPAGE
    constexpr std::uintptr_t page = std::uintptr_t{1} << 21U;
    const auto first = (reinterpret_cast<std::uintptr_t>(at) + page - 1) / page * page;
    const auto last = (reinterpret_cast<std::uintptr_t>(at) + size) / page * page;
    if (first < last) {
        static_cast<void>(::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE));
    }
#else
    static_cast<void>(at);
    static_cast<void>(size);
#endif
}

/// Collects one column of a file.
class column_collector {
public:
    /// A column whose type is to be found.
    column_collector() = default;

    /// A column of a known type.
    column_collector(type known, bool nullable) : plan_{.expected = known, .known = true, .nullable = nullable} {
        begin();
    }

    /// How the next part is to be read.
    [[nodiscard]] const column_plan& plan() const noexcept { return plan_; }

    /// Takes evidence before there are values; `last`: there is no more, and the type is known.
    void learn(unsigned kinds, bool last) {
        kinds_ |= kinds;
        plan_.known = last;
        plan_.expected = type_for(kinds_);
        // A string may yet become a number where there was no cell so far, or only whole numbers beyond int64.
        plan_.values = last || plan_.expected != type::string || is_settled(kinds_);
        begin();
    }

    /// Adds the next part.
    void append(const column_part& part, std::size_t rows) {
        if (!part.complete) {
            kinds_ |= part.kinds;
            stop_unless_fitting();
        }
        if (!plan_.values) {
            rows_ += rows;
            return;
        }
        if (rows_ == 0) {
            reserve();
        }
        std::visit(
            [&](auto& to) {
                using storage = std::remove_cvref_t<decltype(to)>;
                const auto& from = std::get<storage>(part.values);
                if constexpr (std::is_same_v<storage, text_values>) {
                    const std::uint64_t before = to.characters.size();
                    to.characters += from.characters;
                    const std::size_t first = to.offsets.size();
                    to.offsets.resize(first + rows);
                    for (std::size_t i = 0; i < rows; ++i) {
                        to.offsets[first + i] = before + from.offsets[i + 1];
                    }
                } else {
                    to.insert(to.end(), from.begin(), from.begin() + static_cast<std::ptrdiff_t>(rows));
                }
            },
            values_);
        present_.append(rows);
        for (const std::uint32_t row : part.missing) {
            present_.clear(rows_ + row);
        }
        rows_ += rows;
    }

    /// How many rows there will be and how many characters they have, as far as one can guess: memory is taken once.
    void expect(std::size_t rows, std::size_t characters) noexcept {
        expected_rows_ = rows;
        expected_characters_ = characters;
    }

    /// The characters of the part's texts, for a guess of all.
    [[nodiscard]] static std::size_t characters_of(const column_part& part) noexcept {
        const auto* const texts = std::get_if<text_values>(&part.values);
        return texts == nullptr ? 0 : texts->characters.size();
    }

    /// True if the values are not here and have to be read again as `found()`.
    [[nodiscard]] bool is_stale() const noexcept { return !plan_.values; }
    /// True if no further cell can change the type or the note, and values are not collected.
    [[nodiscard]] bool is_finished() const noexcept { return is_stale() && is_settled(kinds_) && !misses_odd(); }

    /// The values so far; none if it is stale.
    [[nodiscard]] const column_values& values() const noexcept { return values_; }

    [[nodiscard]] type found() const noexcept { return plan_.known ? plan_.expected : type_for(kinds_); }
    [[nodiscard]] bool is_known() const noexcept { return plan_.known; }

    /// Whether a cell that is no plain number is still looked for, and there it is.
    [[nodiscard]] bool misses_odd() const noexcept { return odd_.empty(); }
    void odd(std::string note) { odd_ = std::move(note); }

    /// Begins once more, with the type that is known now.
    void again() {
        plan_ = {.expected = found(), .known = true};
        rows_ = 0;
        present_ = {};
        begin();
    }

    /// The column. Precondition: !is_stale().
    [[nodiscard]] column finish() {
        column result{std::move(values_), std::move(present_)};
        if (result.type() == type::string) {
            result.why_not_numeric(std::move(odd_));
        }
        return result;
    }

private:
    // Evidence has come. If it changes the type, what was collected is of no use.
    void stop_unless_fitting() {
        if (plan_.values && type_for(kinds_) != plan_.expected) {
            plan_.values = false;
            values_ = column_values{};
            present_ = {};
        }
    }

    // Begins storing values of the expected type.
    void begin() {
        switch (plan_.expected) {
            case type::boolean:
                values_.emplace<0>();
                break;
            case type::int64:
                values_.emplace<1>();
                break;
            case type::float64:
                values_.emplace<2>();
                break;
            case type::date:
                values_.emplace<3>();
                break;
            case type::string:
                values_.emplace<4>();
                break;
            case type::timestamp:
                values_.emplace<5>();
                break;
        }
    }

    void reserve() {
        std::visit(
            [this](auto& values) {
                if constexpr (std::is_same_v<std::remove_cvref_t<decltype(values)>, text_values>) {
                    values.offsets.reserve(expected_rows_ + 1);
                    values.characters.reserve(expected_characters_);
                    prefer_large_pages(values.offsets.data(), values.offsets.capacity() * sizeof values.offsets[0]);
                    prefer_large_pages(values.characters.data(), values.characters.capacity());
                } else {
                    values.reserve(expected_rows_);
                    prefer_large_pages(values.data(), values.capacity() * sizeof values[0]);
                }
            },
            values_);
    }

    column_plan plan_{.values = false};
    unsigned kinds_ = 0;
    std::size_t rows_ = 0;
    std::size_t expected_rows_ = 0;
    std::size_t expected_characters_ = 0;
    column_values values_;
    validity present_;
    std::string odd_;  // why the column is not one of numbers
};

}  // namespace lastro::inline v0::data::detail
