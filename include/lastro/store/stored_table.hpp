// SPDX-License-Identifier: MIT
// lastro/store/stored_table.hpp
//
// How does a table become objects, and a table again? A manifest, and a list of blocks for each column.
//
//   store::object_store::batch group = store::begin_table(objects);
//   const store::manifest m = store::write_table(group, table);
//   const hash::digest name = store::write_manifest(group, m);
//   group.commit();
//   const data::table same = store::read_table(objects, store::read_manifest(objects, name), "weather");
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t, UINT64_MAX
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/table.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/column_reader.hpp>
#include <lastro/store/column_writer.hpp>
#include <lastro/store/commit.hpp>
#include <lastro/store/manifest.hpp>
#include <lastro/store/object.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/progress.hpp>

namespace lastro::inline v0::store {

/// A batch that puts blocks of any size into one pack, so that those of a column lie side by side.
[[nodiscard]] inline object_store::batch begin_table(const object_store& objects) {
    return objects.begin({.pack_below = UINT64_MAX});
}

/// The fingerprint of the table that a manifest describes, from what it says about the columns.
[[nodiscard]] inline hash::digest fingerprint(const manifest& m) {
    std::vector<std::string> names;
    std::vector<data::detail::column_summary> columns;
    for (const stored_column& c : m.columns) {
        names.push_back(c.name);
        columns.push_back({.type = c.type, .null_count = static_cast<std::size_t>(c.nulls), .digest = c.digest});
    }
    return data::detail::table_digest(static_cast<std::size_t>(m.rows), names, columns);
}

namespace detail {

/// Says that `done` of `all` columns are written, where somebody listens. @throws cancelled
inline void report_columns(const progress_callback& watch, std::size_t done, std::size_t all) {
    if (watch && !watch({.files = done, .all_files = all})) {
        throw cancelled{"store::write_table: stopped after " + std::to_string(done) + " of " + std::to_string(all) +
                        " columns"};
    }
}

}  // namespace detail

/// Stores the columns of a table; `watch` hears of each. @throws io_error if the system refuses; cancelled.
[[nodiscard]] inline manifest write_table(object_store::batch& group, const data::table& rows,
                                          const progress_callback& watch = {}) {
    manifest result{.rows = rows.rows()};
    detail::report_columns(watch, 0, rows.columns());
    for (std::size_t i = 0; i < rows.columns(); ++i) {
        result.columns.push_back(write_column(group, rows.names()[i], rows.column(i)));
        detail::report_columns(watch, i + 1, rows.columns());
    }
    result.data = fingerprint(result);
    return result;
}

/// Stores `more` rows behind those of a stored table: the manifest is the one that writing all of them would give.
///
/// @throws schema_error unless `more` has the same columns, in any order; integrity_error or format_error if what has to be
///         read is damaged; io_error; cancelled.
[[nodiscard]] inline manifest append_table(const object_store& objects, object_store::batch& group,
                                           const manifest& before, const data::table& more,
                                           const progress_callback& watch = {}) {
    manifest result{.rows = before.rows + more.rows()};
    detail::report_columns(watch, 0, before.columns.size());
    for (const stored_column& c : before.columns) {
        result.columns.push_back(append_column(objects, group, c, before.rows, more.column(c.name)));
        detail::report_columns(watch, result.columns.size(), before.columns.size());
    }
    for (const std::string& name : more.names()) {
        bool known = false;
        for (const stored_column& c : before.columns) {
            known = known || c.name == name;
        }
        core::require<schema_error>(known, more.place(name), "a column of the table that is appended to", "a new one");
    }
    result.data = fingerprint(result);
    return result;
}

/// Stores a manifest and returns its name. @throws std::invalid_argument if it is longer than a record may be.
[[nodiscard]] inline hash::digest write_manifest(object_store::batch& group, const manifest& m) {
    const std::string text = manifest_text(m);
    core::require<std::invalid_argument>(text.size() <= largest_record, "store::repository: table",
                                         "fewer or shorter column names",
                                         std::to_string(m.columns.size()) + " columns");
    return group.put(core::as_bytes(text));
}

/// The manifest of that name; its fingerprint is that of its columns.
///
/// @throws integrity_error or format_error if it is damaged or lies.
[[nodiscard]] inline manifest read_manifest(const object_store& objects, const hash::digest& name) {
    const object content = objects.get(name, largest_record);
    manifest found = parse_manifest(core::as_text(content.bytes()), content.place());
    const hash::digest data = fingerprint(found);
    core::require<integrity_error>(data == found.data, content.place(),
                                   "data with fingerprint " + found.data.to_string(), data.to_string());
    return found;
}

/// The manifest of a version, which is the one that its commit describes.
[[nodiscard]] inline manifest read_manifest(const object_store& objects, const commit& version) {
    core::require<schema_error>(!version.is_directory(), version.label(), "a table", "a directory");
    manifest found = read_manifest(objects, version.record().table);
    core::require<format_error>(
        found.data == version.digest() && found.rows == version.rows() && found.columns.size() == version.columns(),
        objects.path(version.record().table), "the table that " + version.label() + " describes", "another one");
    return found;
}

/// The table that a manifest describes, each column compared with its digest; `label` becomes its source.
///
/// @throws integrity_error or format_error if anything is damaged.
[[nodiscard]] inline data::table read_table(const object_store& objects, const manifest& from,
                                            const std::string& label) {
    std::vector<std::string> names;
    std::vector<data::column> columns;
    for (const stored_column& c : from.columns) {
        columns.push_back(read_column(objects, c, from.rows, data::column_place(label, c.name)));
        names.push_back(c.name);
    }
    return data::table{std::move(names), std::move(columns), label};
}

}  // namespace lastro::inline v0::store
