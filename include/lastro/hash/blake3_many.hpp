// SPDX-License-Identifier: MIT
// lastro/hash/blake3_many.hpp
//
// What are the digests of these many short inputs: rows, keys, small files?
//
//   std::vector<hash::digest> out(inputs.size());
//   hash::blake3_many(inputs, out);                                   // out[i] == hash::blake3::of(inputs[i])
//   hash::blake3_records(bytes, 64, out);                             // records of one length, end to end
//   hash::blake3_many(inputs, out, hash::blake3::keyed(key));         // in any mode
//
// One short input cannot fill the lanes of a processor; 4, 8 or 16 of them can. Inputs may differ in length: they are
// sorted by it, in portions. No heap, no threads; the same digests at every level.
#pragma once

#include <cstddef>    // byte, size_t
#include <new>        // placement new
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // to_string

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/detail/blake3_portion.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::hash {

namespace detail {

/// `input(i)` gives the bytes of input i, of `out.size()` in all.
template <class Input>
void hash_each(const Input& input, std::span<digest> out, const blake3& fresh) {
    core::require<std::invalid_argument>(fresh.size() == 0, "blake3_many", "a hasher that was fed nothing",
                                         fresh.size());
    const blake3_core::tree_state& start = fresh.tree().state();
    blake3_core::portion portion{start.key, start.flags, fresh.tree().used_level()};
    const auto deliver = [&portion, out](std::size_t end) {
        portion.compress();
        for (std::size_t i = end - portion.size(), k = 0; i < end; ++i, ++k) {
            ::new (&out[i]) digest{algorithm::blake3, portion.value(k)};  // a temporary would be written and read back
        }
        portion.clear();
    };
    for (std::size_t i = 0; i < out.size(); ++i) {
        const core::byte_span bytes = input(i);
        if (portion.takes(bytes.size())) {
            portion.add(bytes);
            continue;
        }
        deliver(i);
        if (portion.takes(bytes.size())) {
            portion.add(bytes);
        } else {  // long enough to fill the lanes alone
            out[i] = blake3{fresh}.update(bytes).finalize();
        }
    }
    deliver(out.size());
}

}  // namespace detail

/// The digest of each input, as `fresh` would give it; its mode, key and level are used.
///
/// @throws std::invalid_argument unless there is one place in `out` for each input, and `fresh` was fed nothing.
/// Cost: one pass; fastest where neighbours are about equally long.
inline void blake3_many(std::span<const core::byte_span> inputs, std::span<digest> out, const blake3& fresh = {}) {
    core::require<std::invalid_argument>(out.size() == inputs.size(), "blake3_many", "a place for each input",
                                         out.size());
    detail::hash_each([inputs](std::size_t i) { return inputs[i]; }, out, fresh);
}

/// The same for records of `size` bytes each that lie end to end.
///
/// @throws std::invalid_argument unless `records` are as many bytes as `out.size()` records have.
inline void blake3_records(core::byte_span records, std::size_t size, std::span<digest> out, const blake3& fresh = {}) {
    core::require<std::invalid_argument>(
        size == 0 ? records.empty() : records.size() % size == 0 && records.size() / size == out.size(),
        "blake3_records", "a place for each record of " + std::to_string(size) + " bytes", out.size());
    detail::hash_each([records, size](std::size_t i) { return records.subspan(i * size, size); }, out, fresh);
}

}  // namespace lastro::inline v0::hash
