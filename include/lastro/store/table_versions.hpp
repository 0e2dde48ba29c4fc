// SPDX-License-Identifier: MIT
// lastro/store/table_versions.hpp
//
// How does a table become a version, and how far is one version from another? Used through `store::repository`.
//
//   const store::commit v1 = store::commit_table(past, {.name = "seattle", .time = now}, table);
//   const store::commit v2 = store::commit_more(past, {.name = "seattle", .time = now}, more);
//   store::version_drift(past, v1, v2);                     // wind: 0.2133 to 0.2411
#pragma once

#include <cstdint>      // uint64_t
#include <optional>     // nullopt, optional
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file_lock.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/table.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/store/column_blocks.hpp>
#include <lastro/store/column_reader.hpp>
#include <lastro/store/column_summary.hpp>
#include <lastro/store/commit.hpp>
#include <lastro/store/commit_settings.hpp>
#include <lastro/store/diff.hpp>
#include <lastro/store/history.hpp>
#include <lastro/store/key_order.hpp>
#include <lastro/store/manifest.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/stored_table.hpp>
#include <lastro/store/version_drift.hpp>

namespace lastro::inline v0::store {

namespace detail {

/// Bottom up: whoever sees a name finds everything below it. Precondition: it is the writer's turn.
inline commit record_table(const history& past, commit_record fresh, const manifest& table,
                           const std::optional<commit>& newest, object_store::batch group) {
    if (newest && newest->digest() == table.data) {
        const std::string text = manifest_text(table);
        if (hash::blake3::of(core::as_bytes(text)) == newest->record().table) {  // not of other columns' order
            group.put(core::as_bytes(text));
        }
        group.commit();  // nothing, unless an object was missing or damaged
        return *newest;
    }
    fresh.version = newest ? newest->version() + 1 : 1;
    fresh.parent = newest ? std::optional{newest->id()} : std::nullopt;
    fresh.data = table.data;
    fresh.rows = table.rows;
    fresh.columns = table.columns.size();
    fresh.table = write_manifest(group, table);
    const commit result{std::move(fresh)};
    past.append(result, std::move(group));
    return result;
}

[[nodiscard]] inline column_summary summary_of(const object_store& objects, const manifest& table,
                                               const stored_column& column) {
    return read_summary(objects, column, read_blocks(objects, column, table.rows).blocks.size());
}

}  // namespace detail

/// Makes `rows`, ordered by the column `how.key` if one is named, the newest version of `fresh.name`; the newest one, if it
/// holds the same. Of the settings key, patience and progress count here; `begin_record` takes the others.
///
/// @throws schema_error for a key that is none; integrity_error or format_error if the newest version is damaged; io_error;
///         cancelled.
inline commit commit_table(const history& past, commit_record fresh, const data::table& rows,
                           const commit_settings& how = {}) {
    const auto here = past.presence();
    object_store::batch group = begin_table(past.objects());
    const manifest table = write_table(group, how.key.empty() ? rows : sorted_by_key(rows, how.key), how.progress);
    const core::file_lock turn = past.turn(fresh.name, how.patience);
    const std::optional<commit> newest = past.head(fresh.name);
    return detail::record_table(past, std::move(fresh), table, newest, std::move(group));
}

/// Makes the newest version of `fresh.name`, followed by `more` rows, the newest version.
///
/// @throws std::invalid_argument for a key; schema_error if there is no such dataset, or its columns are others; as
///         commit_table().
inline commit commit_more(const history& past, commit_record fresh, const data::table& more,
                          const commit_settings& how = {}) {
    core::require<std::invalid_argument>(how.key.empty(), "store::repository: append",
                                         "no key: what is appended stays at the end", core::quoted(how.key));
    const auto here = past.presence();
    object_store::batch group = begin_table(past.objects());
    const core::file_lock turn = past.turn(fresh.name, how.patience);
    const commit newest = past.resolve(fresh.name);
    const manifest table =
        append_table(past.objects(), group, read_manifest(past.objects(), newest), more, how.progress);
    return detail::record_table(past, std::move(fresh), table, newest, std::move(group));
}

/// Makes the content of `source` the first version of `fresh.name`.
///
/// @throws schema_error if that name has one, or `source` is a directory; as commit_table().
inline commit commit_branch(const history& past, commit_record fresh, const commit& source, double patience = 60.0) {
    const auto here = past.presence();
    const core::file_lock turn = past.turn(fresh.name, patience);
    core::require<schema_error>(!past.head(fresh.name), past.directory(), "a name without commits",
                                core::quoted(fresh.name));
    const manifest table = read_manifest(past.objects(), source);
    return detail::record_table(past, std::move(fresh), table, std::nullopt, begin_table(past.objects()));
}

/// How the values of a column are distributed, from what the commit holds. @throws schema_error if it has none such.
[[nodiscard]] inline column_summary version_summary(const history& past, const commit& version,
                                                    std::string_view column) {
    const auto here = past.presence();
    const manifest table = read_manifest(past.objects(), version);
    const stored_column* found = detail::find_column(table, column);
    core::require<schema_error>(found != nullptr, data::column_place(version.label(), column),
                                "a column of the version", "none of that name");
    return detail::summary_of(past.objects(), table, *found);
}

/// How far apart the values of two versions are, column by column, for those that both have with one type.
[[nodiscard]] inline std::vector<column_drift> version_drift(const history& past, const commit& older,
                                                             const commit& newer) {
    const auto here = past.presence();
    const manifest a = read_manifest(past.objects(), older);
    const manifest b = read_manifest(past.objects(), newer);
    const auto share = [](std::uint64_t nulls, std::uint64_t rows) {
        return rows == 0 ? 0.0 : static_cast<double>(nulls) / static_cast<double>(rows);
    };
    std::vector<column_drift> result;
    for (const stored_column& c : b.columns) {
        const stored_column* before = detail::find_column(a, c.name);
        if (before != nullptr && before->type == c.type) {
            result.push_back({.column = c.name,
                              .distance = gap(detail::summary_of(past.objects(), a, *before),
                                              detail::summary_of(past.objects(), b, c)),
                              .missing_before = share(before->nulls, a.rows),
                              .missing_after = share(c.nulls, b.rows)});
        }
    }
    return result;
}

}  // namespace lastro::inline v0::store
