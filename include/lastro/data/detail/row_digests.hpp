// SPDX-License-Identifier: MIT
// lastro/data/detail/row_digests.hpp
//
// Which rows have been seen before? A digest of each, and a set of them that is filled once.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint64_t
#include <vector>   // vector

#include <lastro/core/bytes.hpp>
#include <lastro/data/detail/row_bytes.hpp>
#include <lastro/data/table.hpp>
#include <lastro/hash/blake3_many.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::data::detail {

/// The first 128 bits of a row's digest: of 2^40 rows, two that differ share them with chance 2^-49.
struct row_digest {
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    friend bool operator==(const row_digest&, const row_digest&) = default;
};

/// A digest of each row: of its cells in the order of the columns' names.
[[nodiscard]] inline std::vector<row_digest> row_digests(const table& rows) {
    std::vector<row_digest> digests;
    digests.reserve(rows.rows());
    std::vector<hash::digest> some;
    row_bytes block{rows};
    while (block.next()) {
        some.resize(block.rows().size());
        hash::blake3_many(block.rows(), some);
        for (const hash::digest& d : some) {
            digests.push_back(
                {core::load_le<std::uint64_t>(d.bytes().data()), core::load_le<std::uint64_t>(d.bytes().data() + 8)});
        }
    }
    return digests;
}

/// A set of digests with room for a given number. They are spread evenly already, so their bits say where.
class digest_set {
public:
    explicit digest_set(std::size_t most) {
        std::size_t size = 16;
        while (size / 2 < most) {
            size *= 2;
        }
        slots_.resize(size);
    }

    /// Adds a digest; false if it was there.
    bool add(const row_digest& d) {
        row_digest& slot = slots_[place(d)];
        const bool fresh = slot != d;
        slot = d;
        return fresh;
    }

    [[nodiscard]] bool has(const row_digest& d) const noexcept { return slots_[place(d)] == d; }

private:
    /// Where `d` is, or would be: an empty slot is zero, which a row's digest is with chance 2^-128.
    [[nodiscard]] std::size_t place(const row_digest& d) const noexcept {
        const std::size_t mask = slots_.size() - 1;
        std::size_t i = static_cast<std::size_t>(d.low) & mask;
        while (slots_[i] != d && slots_[i] != row_digest{}) {
            i = (i + 1) & mask;
        }
        return i;
    }

    std::vector<row_digest> slots_;
};

}  // namespace lastro::inline v0::data::detail
