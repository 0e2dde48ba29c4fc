// SPDX-License-Identifier: MIT
// lastro/store/xet.hpp
//
// How does Xet, the storage behind Hugging Face's Hub, cut a file, and under which name does it know it?
//
//   store::for_each_chunk(store::xet_chunker{}, bytes, [&](core::byte_span c) { nodes.push_back(store::xet_chunk(c)); });
//   store::xet_hex(store::xet_file_hash(nodes));                       // four words in hexadecimal, as xet-core prints
//
// docs/formats/chunking.md specifies the cuts and the tree.
//
// Reference
//   [1] Hugging Face, xet-core: deduplication (chunking), merklehash (aggregated hashes).
#pragma once

#include <array>        // array
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint64_t
#include <span>         // span
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/order.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/detail/gear_scan.hpp>
#include <lastro/store/detail/gear_tables.hpp>

namespace lastro::inline v0::store {

/// Xet's chunks: 8 to 128 KiB, 64 KiB and some on average; cut after the byte that completes the pattern [1].
class xet_chunker {
public:
    static constexpr std::size_t smallest = 8'192;
    static constexpr std::size_t largest = 131'072;

    [[nodiscard]] std::size_t maximum() const noexcept { return largest; }

    /// How long the first chunk of `data` is; see `store::chunker`.
    [[nodiscard]] std::size_t cut(core::byte_span data) const noexcept {
        constexpr std::uint64_t mask = 0xFFFF'0000'0000'0000;
        const std::size_t end = core::smaller(data.size(), largest);
        if (end < smallest) {
            return end;
        }
        // The hash is begun one byte and a window before the first length that is allowed [1]: a whole window.
        const std::uint64_t hash =
            detail::gear_hash(detail::xet_gear, data, smallest - detail::gear_window - 1, smallest - 1, 0);
        const detail::gear_match found = detail::gear_scan(detail::xet_gear, data, smallest - 1, end, mask, hash);
        return found.at == end ? end : found.at + 1;
    }

    friend bool operator==(const xet_chunker&, const xet_chunker&) = default;
};

/// A chunk, or a run of chunks, as a node of the tree.
struct xet_node {
    hash::digest hash = {};
    std::uint64_t size = 0;  ///< Bytes of content.

    friend bool operator==(const xet_node&, const xet_node&) = default;
};

/// A hash as Xet prints it: its four little-endian words of 64 bits, each with 16 hexadecimal digits.
[[nodiscard]] inline std::string xet_hex(const hash::digest& value) {
    std::array<std::byte, hash::digest::size> turned{};
    for (std::size_t i = 0; i < turned.size(); ++i) {
        turned[i] = value.bytes()[i - i % 8 + 7 - i % 8];
    }
    return core::to_hex(turned);
}

/// The hash that `xet_hex` printed. @throws format_error unless `text` is 64 lower-case hexadecimal digits.
[[nodiscard]] inline hash::digest parse_xet_hex(std::string_view text) {
    const auto bytes = core::from_hex(text);
    core::require<format_error>(bytes && bytes->size() == hash::digest::size, "store::parse_xet_hex",
                                "64 lower-case hexadecimal digits", core::quoted(text));
    std::array<std::byte, hash::digest::size> turned{};
    for (std::size_t i = 0; i < turned.size(); ++i) {
        turned[i] = (*bytes)[i - i % 8 + 7 - i % 8];
    }
    return {hash::algorithm::blake3, turned};
}

namespace detail {

[[nodiscard]] inline hash::digest xet_keyed(std::string_view key_in_hex, core::byte_span content) {
    std::array<std::byte, hash::digest::size> key{};
    const auto bytes = core::from_hex(key_in_hex);
    for (std::size_t i = 0; i < key.size(); ++i) {
        key[i] = (*bytes)[i];
    }
    return hash::blake3::keyed(key).update(content).finalize();
}

/// The node above `children`: their hashes and sizes as lines of text, hashed.
[[nodiscard]] inline xet_node xet_parent(std::span<const xet_node> children) {
    xet_node parent;
    std::string lines;
    for (const xet_node& child : children) {
        lines += xet_hex(child.hash) + " : " + std::to_string(child.size) + '\n';
        parent.size += child.size;
    }
    parent.hash = xet_keyed("017ec5c7a5472996fd946666b48a02e65ddd536f37c76dd2f86352e64a53713f", core::as_bytes(lines));
    return parent;
}

/// How many of `nodes` the first group takes: up to the first from the third on whose last word is divisible by 4, at
/// most 9.
[[nodiscard]] inline std::size_t xet_group(std::span<const xet_node> nodes) noexcept {
    constexpr std::size_t most = 9;
    const std::size_t end = core::smaller(nodes.size(), most);
    for (std::size_t i = 2; i < end; ++i) {
        if (core::load_le<std::uint64_t>(nodes[i].hash.bytes().data() + 24) % 4 == 0) {
            return i + 1;
        }
    }
    return end;
}

}  // namespace detail

/// A chunk as a leaf of the tree.
[[nodiscard]] inline xet_node xet_chunk(core::byte_span chunk) {
    return {.hash = detail::xet_keyed("6697f5775b9550de3135cbaca597181c9de421109beb2b58b4d0b04b93adf229", chunk),
            .size = chunk.size()};
}

/// The root over the chunks of some content: groups of 3 to 9 are merged, level by level, until one node is left.
/// 32 zero bytes and size 0 for no chunks.
[[nodiscard]] inline xet_node xet_root(std::vector<xet_node> nodes) {
    while (nodes.size() > 1) {
        std::size_t merged = 0;  // never beyond what has been read
        for (std::span<const xet_node> rest = nodes; !rest.empty();) {
            const std::size_t count = detail::xet_group(rest);
            nodes[merged++] = detail::xet_parent(rest.first(count));
            rest = rest.subspan(count);
        }
        nodes.resize(merged);
    }
    return nodes.empty() ? xet_node{} : nodes[0];
}

/// The name of the file that consists of these chunks; `salt` sets one's own files apart. 32 zero bytes for no chunks.
[[nodiscard]] inline hash::digest xet_file_hash(const std::vector<xet_node>& chunks,
                                                const std::array<std::byte, hash::digest::size>& salt = {}) {
    if (chunks.empty()) {
        return {};
    }
    const hash::digest root = xet_root(chunks).hash;
    return hash::blake3::keyed(salt).update(root.bytes()).finalize();
}

}  // namespace lastro::inline v0::store
