// SPDX-License-Identifier: MIT
// lastro/store/selected_objects.hpp
//
// Which objects hold these rows of these columns? Those to get from elsewhere when a part of a table is wanted.
//
//   repository.pull(remote, {.content = false});                             // histories and records, no values
//   repository.fetch(remote, "sensors", {.columns = {"wind"}, .rows = {0, 1'000'000}});
//   repository.checkout("sensors", {.columns = {"wind"}, .rows = {0, 1'000'000}}).map<double>("wind");
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <stdexcept>  // out_of_range
#include <string>     // string, to_string
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/types.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/column_blocks.hpp>
#include <lastro/store/column_reader.hpp>
#include <lastro/store/manifest.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/view.hpp>

namespace lastro::inline v0::store {

/// The values, characters and validity bits of every block that holds a selected row. Reads the lists of blocks only.
///
/// @throws schema_error if there is no such column, std::out_of_range for rows that the table does not have;
///         integrity_error or format_error if a list of blocks is damaged.
[[nodiscard]] inline std::vector<hash::digest> selected_objects(const object_store& objects, const manifest& from,
                                                                const selection& what) {
    const view chosen{objects, from, what, "store::selected_objects"};  // refuses what is not there
    const std::uint64_t end = what.rows.last == row_range{}.last ? from.rows : what.rows.last;
    std::vector<hash::digest> names;
    for (const std::string& name : chosen.names()) {
        for (const stored_column& column : from.columns) {
            if (column.name != name) {
                continue;
            }
            std::uint64_t at = 0;
            for (const block& b : read_blocks(objects, column, from.rows).blocks) {
                if (at < end && at + b.rows > what.rows.first && what.rows.first < end) {
                    names.push_back(b.values);
                    if (column.type == data::type::string) {
                        names.push_back(b.texts);
                    }
                    if (b.nulls > 0) {
                        names.push_back(b.present);
                    }
                }
                at += b.rows;
            }
        }
    }
    return names;
}

}  // namespace lastro::inline v0::store
