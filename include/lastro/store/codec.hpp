// SPDX-License-Identifier: MIT
// lastro/store/codec.hpp
//
// How are the objects of a repository kept in less space? Whoever opens it brings a way to compress bytes.
//
//   store::repository repository{"data.lastro", with::zstd()};   // lastro/with/zstd.hpp: new packs hold zstd frames
//
// Names, versions and digests are those of the content: they are the same with and without a codec. Packs that are there
// already stay as they are; a pack that was written with a codec needs that codec to be read, and to be checked.
#pragma once

#include <cstddef>  // byte
#include <span>     // span
#include <string>   // string
#include <vector>   // vector

#include <lastro/core/bytes.hpp>

namespace lastro::inline v0::store {

/// A way to compress an object. Without a name: none. What a codec gives may depend on its version and level; what it makes
/// of a frame may not.
struct codec {
    std::string name = {};  ///< At most 16 of `a-z 0-9 -`; stands in every pack.
    int level = 0;          ///< What `compress` is called with.

    /// A frame that `decompress` takes back. @throws what the library throws
    std::vector<std::byte> (*compress)(core::byte_span content, int level) = nullptr;

    /// Fills `content` from a frame; false, and anything in `content`, if the frame is damaged or holds another number of
    /// bytes. Reads and writes nothing else, whatever the frame holds.
    bool (*decompress)(core::byte_span frame, std::span<std::byte> content) = nullptr;
};

}  // namespace lastro::inline v0::store
