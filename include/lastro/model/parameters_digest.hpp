// SPDX-License-Identifier: MIT
// lastro/model/parameters_digest.hpp
//
// Are these two models the same, to the last bit? One hash over the names, shapes and numbers of their parameters.
//
//   model::parameters_digest(net.parameters());             // blake3:c2aa03b1...
//   model::parameters_digest(a.parameters()) == model::parameters_digest(b.parameters());
//
// The bytes hashed are specified in docs/formats/parameters.md; they do not depend on the machine.
#pragma once

#include <concepts>     // floating_point
#include <cstddef>      // byte
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/canonical.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/model/parameters.hpp>

namespace lastro::inline v0::model {

/// BLAKE3 over the canonical feed: "lastro.parameters/1", the number of tensors, and for each its name, "F64" or
/// "F32", rows, columns, and its numbers column after column as little-endian bytes.
template <std::floating_point T>
[[nodiscard]] hash::digest parameters_digest(const parameter_list<T>& parameters) {
    hash::blake3 hasher;
    hash::append(hasher, std::string_view{"lastro.parameters/1"});
    hash::append(hasher, parameters.size());
    std::vector<std::byte> bytes;
    for (const tensor<T>& t : parameters) {
        hash::append(hasher, std::string_view{t.name});
        hash::append(hasher, std::string_view{sizeof(T) == 8 ? "F64" : "F32"});
        hash::append(hasher, t.rows);
        hash::append(hasher, t.columns);
        bytes.clear();
        bytes.reserve(t.values.size() * sizeof(T));
        for (const T x : t.values) {
            core::append_le(bytes, x);
        }
        hash::append(hasher, core::byte_span{bytes});
    }
    return hasher.finalize();
}

}  // namespace lastro::inline v0::model
