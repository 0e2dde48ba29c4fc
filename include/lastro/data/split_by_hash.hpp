// SPDX-License-Identifier: MIT
// lastro/data/split_by_hash.hpp
//
// Which side does a row belong to, today and after a million more have come? That of its key: a hash decides.
//
//   const auto [fit_rows, held_out] = data::split_by_hash(rows, {"customer"}, {.held_out = 0.2, .seed = 42});
//   const std::vector<std::uint64_t> points = data::hash_points(rows, {"customer"}, 42);     // or cut as you like
//
// Rows of one key are on one side, whatever other rows there are and in whatever order: appended rows change nothing, and
// a key that comes back finds its side. A larger share holds out all that a smaller one did. A side's share of the keys is
// what was asked for in expectation: of n keys its standard deviation is sqrt(share * (1 - share) / n).
//
// The point of a row is the first 8 bytes, little-endian, of the BLAKE3 hash of: the text `lastro.split/1`, the seed
// (integer), and the key's cells in the order of their columns' names, written as docs/formats/canonical.md writes what
// may be missing. A row is held out if its point is below held_out * 2^64. Any language computes the same sides.
#pragma once

#include <cstddef>    // byte, size_t
#include <cstdint>    // uint64_t
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string
#include <utility>    // pair
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/detail/row_bytes.hpp>
#include <lastro/data/fold.hpp>
#include <lastro/data/table.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/blake3_many.hpp>
#include <lastro/hash/canonical.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::data {

/// How to split by the hash of a key.
struct hash_split_settings {
    double held_out = 0.2;   ///< The share of keys on the second side, above 0 and below 1.
    std::uint64_t seed = 0;  ///< Another seed holds out other keys.
};

/// Where each row's key falls on a circle of 2^64 points, evenly.
///
/// @throws std::invalid_argument for no columns; schema_error if one is unknown, or a row has no value in it.
/// Cost: a hash for each row, about 0.1 microseconds.
[[nodiscard]] inline std::vector<std::uint64_t> hash_points(const table& rows, const std::vector<std::string>& key,
                                                            std::uint64_t seed) {
    core::require<std::invalid_argument>(!key.empty(), "data::hash_points: key", "at least one column", "none");
    const table keys = rows.select(key);
    for (const std::string& name : key) {
        const column& values = keys.column(name);
        for (std::size_t i = 0; values.null_count() > 0 && i < values.size(); ++i) {
            core::require<schema_error>(!values.is_null(i), rows.place(name), "a value in every row to split by",
                                        "row " + std::to_string(i) + " missing");
        }
    }
    struct buffer {
        std::vector<std::byte> bytes = {};
        void update(core::byte_span more) { bytes.insert(bytes.end(), more.begin(), more.end()); }
    } messages;
    hash::append(messages, "lastro.split/1");
    hash::append(messages, seed);
    const std::vector<std::byte> prefix = messages.bytes;
    std::vector<std::uint64_t> points;
    points.reserve(rows.rows());
    detail::row_bytes block{keys};
    std::vector<core::byte_span> spans;
    std::vector<hash::digest> digests;
    while (block.next()) {
        messages.bytes.clear();
        std::vector<std::size_t> ends;
        for (const core::byte_span cells : block.rows()) {
            messages.update(prefix);
            messages.update(cells);
            ends.push_back(messages.bytes.size());
        }
        spans.clear();
        for (std::size_t i = 0; i < ends.size(); ++i) {
            const std::size_t begin = i == 0 ? 0 : ends[i - 1];
            spans.push_back(core::byte_span{messages.bytes}.subspan(begin, ends[i] - begin));
        }
        digests.resize(spans.size());
        hash::blake3_many(spans, digests);
        for (const hash::digest& d : digests) {
            points.push_back(core::load_le<std::uint64_t>(d.bytes().data()));
        }
    }
    return points;
}

/// Holds out a share of the keys: the first part is for learning, the second is held out. Rows keep their order.
///
/// @throws std::invalid_argument unless 0 < held_out < 1; schema_error if a side would have no rows, and as
///         `hash_points` does.
[[nodiscard]] inline std::pair<table, table> split_by_hash(const table& rows, const std::vector<std::string>& key,
                                                           const hash_split_settings& settings = {}) {
    detail::require_share("data::split_by_hash: held_out", settings.held_out);
    const auto below = static_cast<std::uint64_t>(settings.held_out * 0x1p64);  // exact: a shift of the exponent
    const std::vector<std::uint64_t> points = hash_points(rows, key, settings.seed);
    fold sides;
    for (std::uint64_t i = 0; i < points.size(); ++i) {
        (points[static_cast<std::size_t>(i)] < below ? sides.test : sides.train).push_back(i);
    }
    core::require<schema_error>(!sides.train.empty() && !sides.test.empty(),
                                rows.source().empty() ? "data::split_by_hash" : rows.source(),
                                "at least one row on each side",
                                std::to_string(sides.test.size()) + " held out of " + std::to_string(points.size()));
    return {rows.gather(sides.train), rows.gather(sides.test)};
}

}  // namespace lastro::inline v0::data
