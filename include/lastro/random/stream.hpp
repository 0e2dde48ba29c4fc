// SPDX-License-Identifier: MIT
// lastro/random/stream.hpp
//
// Which random numbers belong to this name? A stream is an address, not a machine: draw i of a stream is a function of
// the seed, the path of names and i, so neither order, nor threads, nor resuming can change it.
//
//   const random::stream shuffle = random::stream{42}["shuffle"][epoch];
//   const std::uint64_t bits = shuffle.bits(7);                          // draw 7; no draw came before it
//   const random::stream noise = random::stream{42}["noise"][sample_id];  // independent of the above
//
// A regular value of 8 bytes. The specification has a version, in docs/formats/random_streams.md; a record of a run
// keeps it beside the seed. The key has 64 bits: n different paths collide with probability about n^2 / 2^65.
#pragma once

#include <array>        // array
#include <cstddef>      // size_t
#include <cstdint>      // uint32_t, uint64_t
#include <string_view>  // string_view

#include <lastro/random/philox.hpp>

namespace lastro::inline v0::random {

namespace detail {

/// FNV-1a, 64 bits (G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake, RFC 9923): spreads a name; secrecy is not asked for.
[[nodiscard]] constexpr std::uint64_t fnv1a(std::string_view text) noexcept {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    }
    return hash;
}

[[nodiscard]] constexpr std::uint32_t low_word(std::uint64_t value) noexcept {
    return static_cast<std::uint32_t>(value);
}
[[nodiscard]] constexpr std::uint32_t high_word(std::uint64_t value) noexcept {
    return static_cast<std::uint32_t>(value >> 32U);
}

/// What a counter's last word says the block is for; different uses of one key can never meet.
enum class purpose : std::uint32_t { draw = 0, name = 0x5EED, index = 0x5EEE, variate = 0x5EEF, order = 0x5EF0 };

}  // namespace detail

/// An addressed sequence of random bits, with children by name and by number.
class stream {
public:
    /// The version of the mapping from (seed, path, i) to bits. Another mapping gets another text.
    static constexpr const char* specification = "lastro.random/1";

    /// The root stream of `seed`.
    constexpr explicit stream(std::uint64_t seed) noexcept : key_{seed} {}

    /// The child called `name`; its draws have nothing in common with this stream's or with other children's.
    [[nodiscard]] constexpr stream operator[](std::string_view name) const noexcept {
        return child(detail::fnv1a(name), static_cast<std::uint32_t>(name.size()), detail::purpose::name);
    }

    /// The child with the number `index` (an epoch, a sample, a shard); never equal to a named child.
    [[nodiscard]] constexpr stream operator[](std::uint64_t index) const noexcept {
        return child(index, 0, detail::purpose::index);
    }

    /// 64 random bits: draw `i`. With `attempt` > 0 the i-th draw's spare bits, for methods that may reject a draw.
    [[nodiscard]] constexpr std::uint64_t bits(std::uint64_t i, std::uint32_t attempt = 0) const noexcept {
        const auto words = block(i / 2, attempt);
        const std::size_t at = (i % 2) * 2;
        return words[at] | std::uint64_t{words[at + 1]} << 32U;
    }

    /// 32 random bits: draw `i` of the same bits cut into 32-bit words, low half first.
    [[nodiscard]] constexpr std::uint32_t bits32(std::uint64_t i) const noexcept { return block(i / 4, 0)[i % 4]; }

    /// The Philox block `number` of this stream's draws: 128 random bits.
    [[nodiscard]] constexpr std::array<std::uint32_t, 4> block(std::uint64_t number,
                                                               std::uint32_t attempt = 0) const noexcept {
        return philox4x32_10({detail::low_word(number), detail::high_word(number), attempt,
                              static_cast<std::uint32_t>(detail::purpose::draw)},
                             {detail::low_word(key_), detail::high_word(key_)});
    }

    /// What identifies the stream: equal keys, equal draws. `stream{s.key()}` is `s` again.
    [[nodiscard]] constexpr std::uint64_t key() const noexcept { return key_; }

    friend constexpr bool operator==(stream, stream) noexcept = default;

private:
    [[nodiscard]] constexpr stream child(std::uint64_t id, std::uint32_t size, detail::purpose use) const noexcept {
        const auto words =
            philox4x32_10({detail::low_word(id), detail::high_word(id), size, static_cast<std::uint32_t>(use)},
                          {detail::low_word(key_), detail::high_word(key_)});
        return stream{words[0] | std::uint64_t{words[1]} << 32U};
    }

    std::uint64_t key_;
};

}  // namespace lastro::inline v0::random
