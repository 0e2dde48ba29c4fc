// SPDX-License-Identifier: MIT
// lastro/data/fingerprint.hpp
//
// Which data is this? One digest for a column or a table, the same in memory, on disk and on every machine.
//
//   data::fingerprint(weather);                       // blake3:...; equal for equal content, whatever the file was
//   data::fingerprint(weather.column("wind"));        // what b3sum prints for the column's canonical bytes
//   data::canonical_bytes(weather.column("wind"));    // ... which are these
//
// The canonical bytes and both digests are specified in docs/formats/table.md, well enough to compute them elsewhere.
// The order of columns and where the table came from do not count; the order of rows does.
#pragma once

#include <cstddef>      // byte, size_t
#include <cstdint>      // int32_t, int64_t, uint8_t, uint64_t
#include <cstring>      // memcmp
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/parallel.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/detail/canonical_feed.hpp>
#include <lastro/data/detail/name_index.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/timestamp.hpp>
#include <lastro/data/types.hpp>
#include <lastro/data/validity.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/canonical.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::data {

/// The bytes that stand for the column on every machine: its values little-endian, then, if a row is missing, one bit
/// per row (docs/formats/table.md). Equal columns of one type have equal bytes.
[[nodiscard]] inline std::vector<std::byte> canonical_bytes(const column& values) {
    std::vector<std::byte> bytes;
    detail::feed_canonical(values,
                           [&bytes](core::byte_span piece) { bytes.insert(bytes.end(), piece.begin(), piece.end()); });
    return bytes;
}

/// BLAKE3 of the column's canonical bytes, by up to `threads` threads (texts by one). Cost: one pass; numbers are not copied
/// on little-endian machines, texts through a buffer.
[[nodiscard]] inline hash::digest fingerprint(const column& values, std::size_t threads = 1) {
    hash::blake3 hasher;
    detail::feed_canonical(values, [&hasher, threads](core::byte_span piece) { hasher.update(piece, threads); });
    return hasher.finalize();
}

namespace detail {

/// What the digest of a table takes from one of its columns.
struct column_summary {
    data::type type;
    std::size_t null_count;
    hash::digest digest;
};

/// The digest of a table (docs/formats/table.md), from its columns in any order.
[[nodiscard]] inline hash::digest table_digest(std::size_t rows, const std::vector<std::string>& names,
                                               std::span<const column_summary> columns) {
    hash::blake3 hasher;
    hash::append(hasher, "lastro.table/1");
    hash::append(hasher, rows);
    hash::append(hasher, names.size());
    const name_index sorted{names};
    for (const std::size_t i : sorted.order()) {
        hash::append(hasher, names[i]);
        hash::append(hasher, name_of(columns[i].type));
        hash::append(hasher, columns[i].null_count);
        hash::append(hasher, columns[i].digest);
    }
    return hasher.finalize();
}

}  // namespace detail

/// The digest of a table whose columns have been digested: names, types, missing counts and `column_digests[i]` of
/// column i, in the order of the names. For whoever keeps column digests; `fingerprint(table)` is this one.
///
/// @throws std::invalid_argument unless there is one digest for each column.
[[nodiscard]] inline hash::digest fingerprint(const table& rows, std::span<const hash::digest> column_digests) {
    core::require<std::invalid_argument>(column_digests.size() == rows.columns(), "fingerprint",
                                         std::to_string(rows.columns()) + " column digests", column_digests.size());
    std::vector<detail::column_summary> columns;
    for (std::size_t i = 0; i < rows.columns(); ++i) {
        const column& values = rows.column(i);
        columns.push_back({.type = values.type(), .null_count = values.null_count(), .digest = column_digests[i]});
    }
    return detail::table_digest(rows.rows(), rows.names(), columns);
}

/// The digest of the whole table: of its names, types and columns, not of their order (docs/formats/table.md). Up to
/// `threads` threads share the columns, or each column where there are fewer of them.
[[nodiscard]] inline hash::digest fingerprint(const table& rows, std::size_t threads = 1) {
    std::vector<hash::digest> digests(rows.columns());
    const bool shared = rows.columns() < threads;
    core::parallel_for(digests.size(), shared ? 1 : threads,
                       [&](std::size_t i) { digests[i] = fingerprint(rows.column(i), shared ? threads : 1); });
    return fingerprint(rows, digests);
}

/// The digest of rows.select(names), without the copy; columns are shared by up to `threads` threads.
///
/// @throws as select() does.
[[nodiscard]] inline hash::digest fingerprint(const table& rows, const std::vector<std::string>& names,
                                              std::size_t threads = 1) {
    static_cast<void>(rows.slice(0, 0).select(names));
    std::vector<detail::column_summary> columns(names.size());
    core::parallel_for(names.size(), threads, [&](std::size_t i) {
        const column& values = rows.column(names[i]);
        columns[i] = {.type = values.type(), .null_count = values.null_count(), .digest = fingerprint(values)};
    });
    return detail::table_digest(names.empty() ? 0 : rows.rows(), names, columns);
}

namespace detail {

/// Takes canonical bytes apart, and trusts none of them.
class canonical_reader {
public:
    canonical_reader(core::byte_span bytes, std::string_view place) : bytes_(bytes), place_(place) {}

    [[nodiscard]] column read(type t, std::uint64_t rows, bool has_nulls) {
        column_values values = read_values(t, rows);
        validity present = read_validity(rows, has_nulls);
        demand(at_ == bytes_.size(), std::to_string(at_) + " bytes", std::to_string(bytes_.size()));
        column result{std::move(values), std::move(present)};
        check_canonical(result);
        return result;
    }

private:
    void demand(bool condition, std::string_view expected, std::string_view found) const {
        core::require<format_error>(condition, place_, expected, found);
    }

    // The next `count` values of `width` bytes; nothing is multiplied before it is known to fit.
    [[nodiscard]] core::byte_span take(std::uint64_t count, std::size_t width) {
        const std::size_t left = bytes_.size() - at_;
        if (count > left / width) {
            demand(false,
                   std::to_string(count) + " values of " + std::to_string(width) + " bytes at offset " +
                       std::to_string(at_),
                   std::to_string(left) + " bytes");
        }
        at_ += static_cast<std::size_t>(count) * width;
        return bytes_.subspan(at_ - static_cast<std::size_t>(count) * width, static_cast<std::size_t>(count) * width);
    }

    template <class Number, class T = Number>
    [[nodiscard]] std::vector<T> numbers(std::uint64_t count) {
        const core::byte_span from = take(count, sizeof(Number));
        std::vector<T> to;
        to.reserve(static_cast<std::size_t>(count));
        for (std::size_t i = 0; i < from.size(); i += sizeof(Number)) {
            to.push_back(T{core::load_le<Number>(from.data() + i)});
        }
        return to;
    }

    [[nodiscard]] column_values read_values(type t, std::uint64_t rows) {
        switch (t) {
            case type::boolean:
                return numbers<std::uint8_t>(rows);
            case type::int64:
                return numbers<std::int64_t>(rows);
            case type::float64:
                return numbers<double>(rows);
            case type::date:
                return numbers<std::int32_t, date>(rows);
            case type::timestamp:
                return numbers<std::int64_t, timestamp>(rows);
            case type::string:
                break;
        }
        demand(rows <= bytes_.size(), std::to_string(rows) + " texts, of one byte or more each",
               std::to_string(bytes_.size()) + " bytes");
        text_values texts;
        texts.offsets.reserve(static_cast<std::size_t>(rows) + 1);
        texts.characters.reserve(bytes_.size());
        for (std::uint64_t i = 0; i < rows; ++i) {
            texts.push_back(core::as_text(take(length(), 1)));
        }
        const std::size_t bad = find_not_utf8(texts);
        demand(bad == texts.size(), "UTF-8 in every text", "other bytes in text " + std::to_string(bad));
        return texts;
    }

    // The length of the next text; that it is spelled in its shortest form is seen later, as everything of that kind.
    [[nodiscard]] std::uint64_t length() {
        std::uint64_t result = 0;
        unsigned next = 0x80;
        for (unsigned shift = 0; next >= 0x80; shift += 7) {
            const bool fits = at_ < bytes_.size() && shift < 7 * text_length::longest;
            if (!fits) {  // the message is made only where it is needed
                demand(false, "the length of a text", "no end of one before offset " + std::to_string(at_));
            }
            next = std::to_integer<unsigned>(bytes_[at_++]);
            result |= static_cast<std::uint64_t>(next & 0x7FU) << shift;
        }
        return result;
    }

    [[nodiscard]] validity read_validity(std::uint64_t rows, bool has_nulls) {
        if (!has_nulls) {
            return validity{static_cast<std::size_t>(rows)};
        }
        const core::byte_span bits = take(rows / 8 + (rows % 8 != 0 ? 1 : 0), 1);
        validity present;
        for (std::size_t i = 0; i < rows; ++i) {
            present.push_back((std::to_integer<unsigned>(bits[i / 8]) >> (i % 8) & 1U) != 0);
        }
        demand(present.null_count() > 0, "a missing row in the validity bits", "none");
        return present;
    }

    // A column has one representation: if these were its canonical bytes, it would give them back.
    void check_canonical(const column& values) const {
        std::size_t at = 0;
        bool same = true;
        feed_canonical(values, [&](core::byte_span piece) {
            const core::byte_span found = bytes_.subspan(at);
            same = same && piece.size() <= found.size();
            if (same && !piece.empty() && std::memcmp(piece.data(), found.data(), piece.size()) != 0) {
                same = false;
                for (; bytes_[at] == piece[at - (bytes_.size() - found.size())]; ++at) {
                }
            }
            at += same ? piece.size() : 0;
        });
        demand(same && at == bytes_.size(), "canonical bytes (docs/formats/table.md)",
               "others at offset " + std::to_string(at));
    }

    core::byte_span bytes_;
    std::string_view place_;
    std::size_t at_ = 0;
};

}  // namespace detail

/// The column of type `t` with `rows` rows that `bytes` stand for; `place` begins every message.
///
/// Inverse of `canonical_bytes`. Sizes are checked before memory is taken; bytes that `canonical_bytes` could not have
/// written (another NaN, a value under a missing row, text that is not UTF-8) are refused.
/// @throws format_error if these are not the canonical bytes of such a column.
[[nodiscard]] inline column column_from_canonical_bytes(type t, std::uint64_t rows, bool has_nulls,
                                                        core::byte_span bytes, std::string_view place = "column") {
    return detail::canonical_reader{bytes, place}.read(t, rows, has_nulls);
}

}  // namespace lastro::inline v0::data
