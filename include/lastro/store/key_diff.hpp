// SPDX-License-Identifier: MIT
// lastro/store/key_diff.hpp
//
// Which rows came, went and changed, if a column says which row is which?
//
//   for (const store::change& c : store::key_diff(objects, older, newer, "id")) {}    // used through `repository::diff`
//
// Reads the rows that some column's blocks do not show to be the same, and no others: where rows keep their places, that
// is a few blocks; tables committed with a key keep them.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <map>          // map
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/table.hpp>
#include <lastro/store/column_blocks.hpp>
#include <lastro/store/column_reader.hpp>
#include <lastro/store/detail/block_matching.hpp>
#include <lastro/store/detail/column_assembly.hpp>
#include <lastro/store/diff.hpp>
#include <lastro/store/manifest.hpp>
#include <lastro/store/object_store.hpp>

namespace lastro::inline v0::store {

namespace detail {

/// Rows that may differ, of the columns that both versions have.
struct suspects {
    data::table rows;
    std::vector<std::uint64_t> places = {};          ///< Where in the version they are.
    std::map<std::string, std::size_t> by_key = {};  ///< Which of them has the key.
};

[[nodiscard]] inline suspects read_suspects(const object_store& objects, const std::vector<std::string>& names,
                                            const std::vector<column_blocks>& lists,
                                            const std::vector<row_range>& ranges, const std::string& key) {
    suspects found;
    for (std::size_t i = 0; i < names.size(); ++i) {
        column_assembly rows{lists[i].type};
        for (const row_range& range : ranges) {
            assemble(objects, lists[i], range, rows);
        }
        found.rows.add(names[i], column_of(lists[i].type, std::move(rows), data::column_place({}, names[i])));
    }
    for (const row_range& range : ranges) {
        for (std::uint64_t row = range.first; row < range.last; ++row) {
            found.places.push_back(row);
        }
    }
    const data::column& keys = found.rows.column(key);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        core::require<schema_error>(!keys.is_null(i) && found.by_key.emplace(keys.to_text(i), i).second,
                                    data::column_place({}, key), "a key in every row, and each once",
                                    keys.is_null(i) ? "a missing one" : keys.to_text(i) + " twice");
    }
    return found;
}

}  // namespace detail

/// Schema changes; then keys removed, in the order of the older version; then keys added and cells changed, in that of the
/// newer one.
///
/// @throws schema_error unless both versions have the key column, of one type, and no key is missing or there twice among
///         the rows that are read; integrity_error or format_error if something that has to be read is damaged.
[[nodiscard]] inline std::vector<change> key_diff(const object_store& objects, const manifest& older,
                                                  const manifest& newer, const std::string& key) {
    std::vector<change> changes = schema_changes(older, newer);
    std::vector<std::string> names;
    std::vector<column_blocks> before;
    std::vector<column_blocks> after;
    std::vector<detail::row_pair> shared;
    bool has_key = false;
    for (const stored_column& c : newer.columns) {
        const stored_column* was = detail::find_column(older, c.name);
        if (was != nullptr && was->type == c.type) {
            before.push_back(read_blocks(objects, *was, older.rows));
            after.push_back(read_blocks(objects, c, newer.rows));
            const std::vector<detail::row_pair> runs = detail::shared_rows(before.back().blocks, after.back().blocks);
            shared = names.empty() ? runs : detail::common(shared, runs);
            names.push_back(c.name);
            has_key = has_key || c.name == key;
        }
    }
    core::require<schema_error>(has_key, data::column_place({}, key), "a column of one type in both versions", "none");
    std::vector<row_range> old_rows;
    std::vector<row_range> new_rows;
    for (const detail::row_pair& gap : detail::between(shared, older.rows, newer.rows)) {
        old_rows.push_back(gap.older);
        new_rows.push_back(gap.newer);
    }
    const detail::suspects was = detail::read_suspects(objects, names, before, old_rows, key);
    const detail::suspects now = detail::read_suspects(objects, names, after, new_rows, key);
    const auto row = [](std::uint64_t place) { return row_range{place, place + 1}; };
    const data::column& old_keys = was.rows.column(key);
    for (std::size_t i = 0; i < old_keys.size(); ++i) {
        std::string text = old_keys.to_text(i);
        if (!now.by_key.contains(text)) {
            changes.push_back({.kind = change_kind::rows_removed, .rows = row(was.places[i]), .key = std::move(text)});
        }
    }
    const data::column& new_keys = now.rows.column(key);
    for (std::size_t i = 0; i < new_keys.size(); ++i) {
        const std::string text = new_keys.to_text(i);
        const auto known = was.by_key.find(text);
        if (known == was.by_key.end()) {
            changes.push_back({.kind = change_kind::rows_added, .rows = row(now.places[i]), .key = text});
            continue;
        }
        for (const std::string& name : names) {
            if (!detail::same_row(was.rows.column(name), known->second, now.rows.column(name), i)) {
                changes.push_back(
                    {.kind = change_kind::rows_changed, .column = name, .rows = row(now.places[i]), .key = text});
            }
        }
    }
    return changes;
}

}  // namespace lastro::inline v0::store
