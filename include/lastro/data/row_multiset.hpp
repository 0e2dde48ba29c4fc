// SPDX-License-Identifier: MIT
// lastro/data/row_multiset.hpp
//
// Do these tables hold the same rows, in whatever order? A digest that rows can be added to and taken from.
//
//   data::row_multiset rows{january};                 // 32 bytes of sum, whatever the number of rows
//   rows.add(february).remove(withdrawn);             // cost: the rows that came and went
//   rows.fingerprint() == data::row_multiset{table}.fingerprint();   // same rows as often, in any order
//
// Every row is hashed by itself and the digests are added as numbers of 256 bits, modulo 2^256: order cannot matter, a
// row that is there twice counts twice, and removing is subtracting (docs/formats/table.md). Whoever may choose rows
// freely can, with enough of them, make other rows with the same sum (D. Wagner, A Generalized Birthday Problem, 2002):
// where the data comes from an opponent, compare `data::fingerprint` of sorted tables.
#pragma once

#include <array>     // array
#include <cstddef>   // byte, size_t
#include <cstdint>   // uint64_t
#include <optional>  // optional
#include <vector>    // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/detail/name_index.hpp>
#include <lastro/data/detail/row_bytes.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/blake3_many.hpp>
#include <lastro/hash/canonical.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::data {

/// Rows without order, as a number of 256 bits; a regular value.
class row_multiset {
public:
    /// No rows, of whatever columns come first.
    row_multiset() = default;

    /// The rows of a table.
    explicit row_multiset(const table& rows) { add(rows); }

    /// Adds every row of a table. The order of its columns does not matter.
    ///
    /// @throws schema_error if its columns have other names or types than those before.
    row_multiset& add(const table& rows) {
        const number sum = sum_of(rows);
        rows_ += rows.rows();
        increase(sum);
        return *this;
    }

    /// Takes every row of a table away. Whether they were there can only be seen in the end: if not, the result equals
    /// that of no rows at all.
    ///
    /// @throws schema_error if its columns have other names or types than those before.
    row_multiset& remove(const table& rows) {
        const number sum = sum_of(rows);
        rows_ -= rows.rows();
        increase(negative(sum));
        return *this;
    }

    /// The same for all rows of another one: parts may be summed in any order, by many threads or machines.
    row_multiset& add(const row_multiset& other) {
        agree(other);
        rows_ += other.rows_;
        increase(other.sum_);
        return *this;
    }
    row_multiset& remove(const row_multiset& other) {
        agree(other);
        rows_ -= other.rows_;
        increase(negative(other.sum_));
        return *this;
    }

    /// Rows added less rows removed, modulo 2^64.
    [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }

    /// The digest of columns and rows.
    [[nodiscard]] hash::digest fingerprint() const {
        hash::blake3 hasher;
        hash::append(hasher, "lastro.rows/1");
        hash::append(hasher, columns_.value_or(columns_digest(table{})));
        hash::append(hasher, rows_);
        std::array<std::byte, hash::digest::size> bytes;
        for (std::size_t i = 0; i < sum_.size(); ++i) {
            core::store_le(sum_[i], bytes.data() + 8 * i);
        }
        hash::append(hasher, core::byte_span{bytes});
        return hasher.finalize();
    }

    friend bool operator==(const row_multiset&, const row_multiset&) = default;

private:
    using number = std::array<std::uint64_t, 4>;  // low word first

    static void accumulate(number& sum, const number& more) noexcept {
        std::uint64_t carry = 0;
        for (std::size_t i = 0; i < sum.size(); ++i) {
            const std::uint64_t first = sum[i] + carry;
            sum[i] = first + more[i];
            carry = first < carry || sum[i] < first ? 1U : 0U;
        }
    }

    void increase(const number& more) noexcept { accumulate(sum_, more); }

    [[nodiscard]] static number negative(const number& of) noexcept {
        number result{~of[0], ~of[1], ~of[2], ~of[3]};
        accumulate(result, {1, 0, 0, 0});
        return result;
    }

    /// Names and types, in the order of the names.
    [[nodiscard]] static hash::digest columns_digest(const table& rows) {
        hash::blake3 hasher;
        hash::append(hasher, "lastro.columns/1");
        hash::append(hasher, rows.columns());
        const detail::name_index sorted{rows.names()};
        for (const std::size_t i : sorted.order()) {
            hash::append(hasher, rows.names()[i]);
            hash::append(hasher, name_of(rows.column(i).type()));
        }
        return hasher.finalize();
    }

    void agree(const std::optional<hash::digest>& columns) {
        if (columns && !columns_) {
            columns_ = columns;
        }
        core::require<schema_error>(!columns || columns == columns_, "row_multiset",
                                    "columns of the same names and types as before", "others");
    }
    void agree(const row_multiset& other) { agree(other.columns_); }

    [[nodiscard]] number sum_of(const table& rows) {
        agree(columns_digest(rows));
        number sum{};
        detail::row_bytes block{rows};
        std::vector<hash::digest> digests;
        while (block.next()) {
            digests.resize(block.rows().size());
            hash::blake3_many(block.rows(), digests);
            for (const hash::digest& d : digests) {
                number value;
                for (std::size_t i = 0; i < value.size(); ++i) {
                    value[i] = core::load_le<std::uint64_t>(d.bytes().data() + 8 * i);
                }
                accumulate(sum, value);
            }
        }
        return sum;
    }

    std::optional<hash::digest> columns_;
    std::uint64_t rows_ = 0;
    number sum_{};
};

}  // namespace lastro::inline v0::data
