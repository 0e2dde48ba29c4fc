// SPDX-License-Identifier: MIT
// lastro/hash/detail/blake3_state.hpp
//
// How is a hash computation written down, to go on another day? docs/formats/blake3_state.md is the specification.
#pragma once

#include <array>        // array
#include <bit>          // popcount
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint32_t, uint64_t
#include <cstring>      // memcmp, memcpy
#include <string>       // to_string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/hash/detail/blake3_tree.hpp>

namespace lastro::inline v0::hash::detail::blake3_core {

inline constexpr std::string_view state_magic = "lastroB3";
inline constexpr std::uint32_t state_version = 1;
inline constexpr std::size_t state_header = 64;  // magic, version, mode, chunks, filled, stacked, key

/// BLAKE3 of `bytes`, as the seal of a state.
[[nodiscard]] inline std::array<std::byte, value_size> state_seal(core::byte_span bytes) noexcept {
    tree sealing{initial_value, 0, level::portable};
    sealing.update(bytes);
    std::array<std::byte, value_size> seal;
    sealing.finalize(seal, 0);
    return seal;
}

[[nodiscard]] inline std::vector<std::byte> encode(const tree_state& state) {
    std::vector<std::byte> bytes;
    bytes.reserve(state_header + state.filled + (state.stacked + 1) * value_size);
    const auto add = [&bytes](core::byte_span more) { bytes.insert(bytes.end(), more.begin(), more.end()); };
    add(core::as_bytes(state_magic));
    core::append_le(bytes, state_version);
    core::append_le(bytes, std::uint32_t{state.flags});
    core::append_le(bytes, state.chunks);
    core::append_le(bytes, static_cast<std::uint32_t>(state.filled));
    core::append_le(bytes, static_cast<std::uint32_t>(state.stacked));
    for (const std::uint32_t word : state.key) {
        core::append_le(bytes, word);
    }
    add(core::byte_span{state.chunk}.first(state.filled));
    add(core::byte_span{state.stack}.first(state.stacked * value_size));
    add(state_seal(bytes));
    return bytes;
}

/// The state that `encode` wrote.
///
/// @throws format_error if the bytes are no such state; integrity_error if they were changed.
[[nodiscard]] inline tree_state decode(core::byte_span bytes) {
    const std::string_view place = "blake3 state";
    const auto demand = [place](bool condition, std::string_view expected, auto found) {
        core::require<format_error>(condition, place, expected, found);
    };
    demand(bytes.size() >= state_header + value_size, "at least 96 bytes", bytes.size());
    demand(core::as_text(bytes.first(8)) == state_magic, "\"lastroB3\" at its beginning", "something else");
    const auto version = core::load_le<std::uint32_t>(bytes.data() + 8);
    demand(version == state_version, "version 1", version);
    const auto mode = core::load_le<std::uint32_t>(bytes.data() + 12);
    const auto chunks = core::load_le<std::uint64_t>(bytes.data() + 16);
    const auto filled = core::load_le<std::uint32_t>(bytes.data() + 24);
    const auto stacked = core::load_le<std::uint32_t>(bytes.data() + 28);
    demand(mode == 0 || mode == flag::keyed_hash || mode == flag::derive_key_material, "a mode of 0, 16 or 64", mode);
    demand(chunks <= std::uint64_t{1} << 54U, "at most 2^54 chunks", chunks);
    demand(filled <= chunk_size, "at most 1024 bytes in the last chunk", filled);
    // Between two calls the last chunk waits; or nothing does, and the values to the right are not merged yet.
    const auto merged = static_cast<std::uint32_t>(std::popcount(chunks));
    constexpr std::uint32_t most = sizeof(tree_state::stack) / value_size;
    const bool whole = filled == 0 && chunks > 0;
    demand(whole ? stacked >= 2 && stacked >= merged && stacked <= most : stacked == merged,
           "as many values as these chunks leave", stacked);
    const std::size_t size = state_header + filled + (stacked + std::size_t{1}) * value_size;
    demand(bytes.size() == size, std::to_string(size) + " bytes", bytes.size());
    const auto seal = state_seal(bytes.first(size - value_size));
    core::require<integrity_error>(std::memcmp(seal.data(), bytes.data() + size - value_size, value_size) == 0, place,
                                   "the bytes that were written", "others");
    tree_state state;
    for (std::size_t i = 0; i < state.key.size(); ++i) {
        state.key[i] = core::load_le<std::uint32_t>(bytes.data() + 32 + 4 * i);
    }
    state.flags = static_cast<std::uint8_t>(mode);
    state.chunks = chunks;
    state.filled = filled;
    state.stacked = stacked;
    std::memcpy(state.chunk.data(), bytes.data() + state_header, filled);
    std::memcpy(state.stack.data(), bytes.data() + state_header + filled, stacked * value_size);
    return state;
}

}  // namespace lastro::inline v0::hash::detail::blake3_core
