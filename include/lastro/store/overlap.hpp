// SPDX-License-Identifier: MIT
// lastro/store/overlap.hpp
//
// Do two tables share rows, as a training and a test set must not?
//
//   const store::row_overlap leak = store::overlap(train, test);
//   if (leak.first_rows > 0) complain(leak.rows);           // the rows of `test` that `train` has
//
// Rows are compared by their BLAKE3 digests (docs/formats/table.md), whatever the order of the columns.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint64_t
#include <span>     // span
#include <vector>   // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/order.hpp>
#include <lastro/data/detail/row_bytes.hpp>
#include <lastro/data/table.hpp>
#include <lastro/hash/blake3_many.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::store {

/// Rows that two tables share.
struct row_overlap {
    std::uint64_t first_rows = 0;          ///< How many rows of the first table the second has, too.
    std::uint64_t second_rows = 0;         ///< And the other way round.
    std::vector<std::uint64_t> rows = {};  ///< Those of the second, ascending.
};

namespace detail {

[[nodiscard]] inline std::vector<hash::digest> row_digests(const data::table& rows) {
    std::vector<hash::digest> digests(rows.rows());
    data::detail::row_bytes block{rows};
    for (std::size_t at = 0; block.next(); at += block.rows().size()) {
        hash::blake3_many(block.rows(), std::span{digests}.subspan(at, block.rows().size()));
    }
    return digests;
}

}  // namespace detail

/// Cost: O(n log n) time and 40 bytes of memory for each row.
///
/// @throws schema_error unless both have columns of the same names and types.
[[nodiscard]] inline row_overlap overlap(const data::table& first, const data::table& second) {
    bool same = first.columns() == second.columns();
    for (const std::string& name : first.names()) {
        same = same && second.has(name) && second.column(name).type() == first.column(name).type();
    }
    core::require<schema_error>(same, "store::overlap", "columns of the same names and types", "others");
    std::vector<hash::digest> known = detail::row_digests(first);
    core::stable_sort(std::span{known}, [](const hash::digest& a, const hash::digest& b) { return a < b; });
    std::vector<bool> met(known.size());
    const std::vector<hash::digest> asked = detail::row_digests(second);
    row_overlap result;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        std::size_t low = 0;
        for (std::size_t high = known.size(); low < high;) {
            const std::size_t middle = low + (high - low) / 2;
            (known[middle] < asked[i] ? low : high) = known[middle] < asked[i] ? middle + 1 : middle;
        }
        if (low < known.size() && known[low] == asked[i]) {
            result.rows.push_back(i);
            for (; low < known.size() && known[low] == asked[i] && !met[low]; ++low) {
                met[low] = true;
                ++result.first_rows;
            }
        }
    }
    result.second_rows = result.rows.size();
    return result;
}

}  // namespace lastro::inline v0::store
