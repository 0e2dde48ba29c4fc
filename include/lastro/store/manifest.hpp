// SPDX-License-Identifier: MIT
// lastro/store/manifest.hpp
//
// Of which columns does a stored table consist, and where is each of them?
//
//   const store::manifest m = store::parse_manifest(text, "objects/ab/cdef");   // hostile text is a format_error
//   for (const store::stored_column& c : m.columns) fetch(c.blocks);            // which lists the column's blocks
//
// docs/formats/repository.md specifies the record. A column's digest is BLAKE3 of its canonical bytes, whatever the blocks:
// `b3sum` of these bytes agrees with `data::fingerprint` of the column.
#pragma once

#include <cstdint>      // uint64_t
#include <set>          // set
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/types.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/json_fields.hpp>

namespace lastro::inline v0::store {

/// A column as a list of blocks.
struct stored_column {
    std::string name = {};
    data::type type = data::type::float64;
    std::uint64_t nulls = 0;    ///< How many rows are missing.
    std::uint64_t bytes = 0;    ///< How many canonical bytes the column has.
    hash::digest digest = {};   ///< `data::fingerprint` of the column.
    hash::digest blocks = {};   ///< The object that lists its blocks, see column_blocks.hpp.
    hash::digest summary = {};  ///< The object that says how its values are distributed, see column_summary.hpp.

    friend bool operator==(const stored_column&, const stored_column&) = default;
};

/// A table as a list of objects, columns in the table's order.
struct manifest {
    std::uint64_t rows = 0;
    hash::digest data = {};  ///< `data::fingerprint` of the table.
    std::vector<stored_column> columns = {};

    friend bool operator==(const manifest&, const manifest&) = default;
};

/// The bytes of a manifest: canonical JSON. @throws std::invalid_argument for a name that is not UTF-8.
[[nodiscard]] inline std::string manifest_text(const manifest& m) {
    json columns = json::array();
    for (const stored_column& c : m.columns) {
        columns.push_back({{"name", c.name},
                           {"type", data::name_of(c.type)},
                           {"nulls", c.nulls},
                           {"bytes", c.bytes},
                           {"digest", c.digest.to_string()},
                           {"blocks", c.blocks.to_string()},
                           {"summary", c.summary.to_string()}});
    }
    return canonical_json({{"format", "lastro.table/1"},
                           {"rows", m.rows},
                           {"data", m.data.to_string()},
                           {"columns", std::move(columns)}});
}

/// The manifest that `text` spells. @throws format_error for anything that `manifest_text` would not have written for
/// a table.
[[nodiscard]] inline manifest parse_manifest(std::string_view text, const std::string& where) {
    const json value = parse_canonical_json(text, where);
    json_fields fields{value, where};
    const std::string& format = fields.text("format");
    core::require<format_error>(format == "lastro.table/1", where, "a table (\"lastro.table/1\")",
                                core::quoted(format));
    manifest result;
    result.rows = fields.count("rows");
    result.data = fields.digest("data");
    std::set<std::string_view> names;
    for (const json& element : fields.array("columns")) {
        json_fields column{element, where + ": column " + std::to_string(result.columns.size() + 1)};
        stored_column stored;
        stored.name = column.text("name");
        const std::string& type = column.text("type");
        const auto known = data::type_named(type);
        core::require<format_error>(known.has_value(), column.place("type"), "a type of column", core::quoted(type));
        stored.type = known.value_or(stored.type);
        stored.nulls = column.count("nulls");
        core::require<format_error>(stored.nulls <= result.rows, column.place("nulls"),
                                    "at most " + std::to_string(result.rows) + ", the number of rows", stored.nulls);
        stored.bytes = column.count("bytes");
        stored.digest = column.digest("digest");
        stored.blocks = column.digest("blocks");
        stored.summary = column.digest("summary");
        column.finish();
        core::require<format_error>(names.insert(column.text("name")).second, column.place("name"),
                                    "a name that no other column has", core::quoted(stored.name));
        result.columns.push_back(std::move(stored));
    }
    fields.finish();
    core::require<format_error>(!result.columns.empty() || result.rows == 0, fields.place("rows"),
                                "0 rows where there are no columns", result.rows);
    return result;
}

}  // namespace lastro::inline v0::store
