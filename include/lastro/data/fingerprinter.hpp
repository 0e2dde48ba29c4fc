// SPDX-License-Identifier: MIT
// lastro/data/fingerprinter.hpp
//
// Which data is this, while it still comes in? The digest of a table whose rows are seen a batch at a time.
//
//   data::fingerprinter whole;
//   while (const auto rows = batches.next()) whole.add(*rows);          // csv_batches, a sensor, a network
//   whole.digest();                                                     // data::fingerprint of all rows in one table
//
// Holds some kilobytes for each column, and one bit for each row of columns in which rows are missing.
#pragma once

#include <cstddef>  // byte, size_t
#include <cstdint>  // uint64_t
#include <span>     // as_bytes
#include <string>   // string, to_string
#include <vector>   // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/parallel.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/detail/canonical_feed.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>
#include <lastro/data/validity.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::data {

/// The digest of tables that come one after another: the same for any cut.
class fingerprinter {
public:
    /// The next rows, by up to `threads` threads. Their columns may be in another order than those of the first.
    ///
    /// @throws schema_error if they have other names or types than the first; then nothing was added.
    void add(const table& rows, std::size_t threads = 1) {
        if (names_.empty()) {
            for (const std::string& name : rows.names()) {
                columns_.push_back({.type = rows.column(name).type()});
                names_.push_back(name);
            }
        }
        core::require<schema_error>(rows.columns() == names_.size(), "fingerprint",
                                    "pieces of " + std::to_string(names_.size()) + " columns", rows.columns());
        for (std::size_t i = 0; i < names_.size(); ++i) {
            core::require<schema_error>(rows.column(names_[i]).type() == columns_[i].type, rows.place(names_[i]),
                                        name_of(columns_[i].type), name_of(rows.column(names_[i]).type()));
        }
        core::parallel_for(names_.size(), threads, [&](std::size_t i) { columns_[i].add(rows.column(names_[i])); });
        rows_ += rows.rows();
    }

    /// How many rows there were.
    [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }

    /// `fingerprint` of the table that all rows make, so far; of the table without columns, if nothing was added.
    [[nodiscard]] hash::digest digest() const {
        std::vector<detail::column_summary> summaries;
        for (const state& column : columns_) {
            hash::blake3 whole = column.values;
            whole.update(std::as_bytes(column.present.bits()));
            summaries.push_back(
                {.type = column.type, .null_count = column.present.null_count(), .digest = whole.finalize()});
        }
        return detail::table_digest(static_cast<std::size_t>(rows_), names_, summaries);
    }

private:
    struct state {
        data::type type;
        hash::blake3 values = {};
        validity present = {};

        void add(const column& rows) {
            detail::hash_rows(values, rows);
            const std::size_t first = present.size();
            present.append(rows.size());
            for (std::size_t i = 0; rows.null_count() > 0 && i < rows.size(); ++i) {
                if (rows.is_null(i)) {
                    present.clear(first + i);
                }
            }
        }
    };

    std::vector<std::string> names_;
    std::vector<state> columns_;
    std::uint64_t rows_ = 0;
};

}  // namespace lastro::inline v0::data
