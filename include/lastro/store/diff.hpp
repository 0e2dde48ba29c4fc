// SPDX-License-Identifier: MIT
// lastro/store/diff.hpp
//
// What exactly changed between two versions of a table?
//
//   for (const store::change& c : repository.diff(v1, v2)) std::cout << c << '\n';         // rows_added wind rows 0..9329
//   repository.diff(v1, v2, {.exact = true});               // reads the blocks that differ: rows_added wind rows 0..1
//   repository.diff(v1, v2, {.key = "id"});                 // rows added, removed and changed, by key
//
// Without settings, nothing but the manifests and lists of blocks is read. Ranges are then those of blocks: what changed
// lies within them, and rows outside of them are the same.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <iosfwd>       // basic_ostream
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/data/column.hpp>
#include <lastro/store/column_blocks.hpp>
#include <lastro/store/column_reader.hpp>
#include <lastro/store/detail/block_matching.hpp>
#include <lastro/store/manifest.hpp>
#include <lastro/store/object_store.hpp>

namespace lastro::inline v0::store {

/// What happened to a column, or to rows of it.
enum class change_kind { column_added, column_removed, column_retyped, rows_added, rows_removed, rows_changed };

[[nodiscard]] constexpr std::string_view name_of(change_kind kind) noexcept {
    constexpr std::string_view names[] = {"column_added", "column_removed", "column_retyped",
                                          "rows_added",   "rows_removed",   "rows_changed"};
    return names[static_cast<std::size_t>(kind)];
}

/// One difference.
struct change {
    change_kind kind = change_kind::rows_changed;
    std::string column = {};  ///< Empty where a key was added or removed: that is so in all columns.
    row_range rows = {};      ///< In the newer version; what was removed, in the older one.
    std::string key = {};     ///< The row's key, where keys are compared.

    friend bool operator==(const change&, const change&) = default;
};

/// "rows_changed wind rows 10..20", "rows_added key 17 rows 4..5"
[[nodiscard]] inline std::string to_string(const change& c) {
    std::string text{name_of(c.kind)};
    text += c.column.empty() ? "" : ' ' + c.column;
    text += c.key.empty() ? "" : " key " + c.key;
    return text + " rows " + std::to_string(c.rows.first) + ".." + std::to_string(c.rows.last);
}

template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, change_kind kind) {
    return out << name_of(kind);
}
template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const change& c) {
    return out << to_string(c).c_str();
}

struct diff_settings {
    bool exact = false;    ///< Read the blocks that differ, to name the first and last row that do.
    std::string key = {};  ///< Compare rows by this column, which has no value twice.
};

namespace detail {

[[nodiscard]] inline const stored_column* find_column(const manifest& in, std::string_view name) {
    for (const stored_column& c : in.columns) {
        if (c.name == name) {
            return &c;
        }
    }
    return nullptr;
}

/// True if row i of `a` is row j of `b`, to the last bit. Precondition: both hold one type.
[[nodiscard]] inline bool same_row(const data::column& a, std::size_t i, const data::column& b, std::size_t j) {
    return a.is_null(i) == b.is_null(j) && (a.is_null(i) || a.slice(i, 1) == b.slice(j, 1));
}

/// What is added, removed or changed between two ranges.
[[nodiscard]] inline change change_of(const row_pair& gap, const std::string& column) {
    const bool was = gap.older.first < gap.older.last;
    const bool is = gap.newer.first < gap.newer.last;
    return {.kind = was && is ? change_kind::rows_changed
                    : is      ? change_kind::rows_added
                              : change_kind::rows_removed,
            .column = column,
            .rows = is ? gap.newer : gap.older};
}

/// The range without the rows at both ends that are the same.
[[nodiscard]] inline row_pair trimmed(const object_store& objects, const column_blocks& a, const column_blocks& b,
                                      row_pair gap) {
    const data::column older = read_rows(objects, a, gap.older.first, gap.older.last - gap.older.first);
    const data::column newer = read_rows(objects, b, gap.newer.first, gap.newer.last - gap.newer.first);
    std::size_t front = 0;
    while (front < older.size() && front < newer.size() && same_row(older, front, newer, front)) {
        ++front;
    }
    std::size_t back = 0;
    while (back < older.size() - front && back < newer.size() - front &&
           same_row(older, older.size() - 1 - back, newer, newer.size() - 1 - back)) {
        ++back;
    }
    return {.older = {gap.older.first + front, gap.older.last - back},
            .newer = {gap.newer.first + front, gap.newer.last - back}};
}

}  // namespace detail

/// Columns that came, went, or have another type: the first part of every diff.
[[nodiscard]] inline std::vector<change> schema_changes(const manifest& older, const manifest& newer) {
    std::vector<change> changes;
    for (const stored_column& c : older.columns) {
        if (detail::find_column(newer, c.name) == nullptr) {
            changes.push_back({.kind = change_kind::column_removed, .column = c.name, .rows = {0, older.rows}});
        }
    }
    for (const stored_column& c : newer.columns) {
        const stored_column* before = detail::find_column(older, c.name);
        if (before == nullptr || before->type != c.type) {
            changes.push_back({.kind = before == nullptr ? change_kind::column_added : change_kind::column_retyped,
                               .column = c.name,
                               .rows = {0, newer.rows}});
        }
    }
    return changes;
}

/// What changed, column by column in the newer version's order; nothing if both hold the same data.
///
/// @throws integrity_error or format_error if something that has to be read is damaged.
[[nodiscard]] inline std::vector<change> diff(const object_store& objects, const manifest& older, const manifest& newer,
                                              bool exact = false) {
    std::vector<change> changes = schema_changes(older, newer);
    for (const stored_column& c : newer.columns) {
        const stored_column* before = detail::find_column(older, c.name);
        if (before == nullptr || before->type != c.type) {
            continue;
        }
        // Validity bits are the last of the canonical bytes: without their number, they might be one value more.
        if (before->digest == c.digest && before->nulls == c.nulls && older.rows == newer.rows) {
            continue;
        }
        const column_blocks a = read_blocks(objects, *before, older.rows);
        const column_blocks b = read_blocks(objects, c, newer.rows);
        for (const detail::row_pair& gap :
             detail::between(detail::shared_rows(a.blocks, b.blocks), older.rows, newer.rows)) {
            changes.push_back(detail::change_of(exact ? detail::trimmed(objects, a, b, gap) : gap, c.name));
        }
    }
    return changes;
}

}  // namespace lastro::inline v0::store
