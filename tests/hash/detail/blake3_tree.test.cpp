// SPDX-License-Identifier: MIT
// tests/hash/detail/blake3_tree.test.cpp
#include <lastro/hash/detail/blake3_tree.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>

#include <doctest/doctest.h>

namespace core = lastro::core;
namespace hash = lastro::hash;
namespace b3 = lastro::hash::detail::blake3_core;

namespace {

using bytes = std::vector<std::byte>;
using words = std::array<std::uint32_t, 16>;

bytes noise(std::size_t size, std::uint64_t seed) {
    std::mt19937_64 engine{seed};
    bytes result(size);
    for (std::byte& b : result) {
        b = static_cast<std::byte>(engine());
    }
    return result;
}

// An oracle from the specification: recursive, one word at a time, sharing no code with the library.
namespace oracle {

constexpr std::uint32_t iv[8] = {0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
                                 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};

void g(words& v, std::size_t a, std::size_t b, std::size_t c, std::size_t d, std::uint32_t x, std::uint32_t y) {
    v[a] += v[b] + x;
    v[d] = std::rotr(v[d] ^ v[a], 16);
    v[c] += v[d];
    v[b] = std::rotr(v[b] ^ v[c], 12);
    v[a] += v[b] + y;
    v[d] = std::rotr(v[d] ^ v[a], 8);
    v[c] += v[d];
    v[b] = std::rotr(v[b] ^ v[c], 7);
}

words compress(const std::vector<std::uint32_t>& value, const bytes& block, std::uint64_t counter, std::size_t flags) {
    bytes padded = block;
    padded.resize(64);
    words m;
    for (std::size_t i = 0; i < 16; ++i) {
        m[i] = 0;
        for (std::size_t j = 0; j < 4; ++j) {
            m[i] |= std::to_integer<std::uint32_t>(padded[4 * i + j]) << (8 * j);
        }
    }
    words v{value[0], value[1], value[2], value[3], value[4], value[5], value[6], value[7], iv[0], iv[1], iv[2], iv[3]};
    v[12] = static_cast<std::uint32_t>(counter);
    v[13] = static_cast<std::uint32_t>(counter >> 32U);
    v[14] = static_cast<std::uint32_t>(block.size());
    v[15] = static_cast<std::uint32_t>(flags);
    for (int round = 0; round < 7; ++round) {
        for (std::size_t i = 0; i < 4; ++i) {
            g(v, i, 4 + i, 8 + i, 12 + i, m[2 * i], m[2 * i + 1]);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            g(v, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, m[8 + 2 * i], m[9 + 2 * i]);
        }
        const std::size_t order[16] = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};
        const words before = m;
        for (std::size_t i = 0; i < 16; ++i) {
            m[i] = before[order[i]];
        }
    }
    words out;
    for (std::size_t i = 0; i < 8; ++i) {
        out[i] = v[i] ^ v[i + 8];
        out[i + 8] = v[i + 8] ^ value[i];
    }
    return out;
}

// The node over `input`, whose first chunk has the number `counter`: 16 words, of which an inner node keeps 8.
words node(const bytes& input, std::uint64_t counter, const std::vector<std::uint32_t>& key, std::size_t flags,
           std::size_t root) {
    if (input.size() <= 1024) {
        std::vector<std::uint32_t> value = key;
        for (std::size_t at = 0;; at += 64) {
            const bool last = at + 64 >= input.size();
            const auto from = input.begin() + static_cast<std::ptrdiff_t>(at);
            const bytes block(from, last ? input.end() : from + 64);
            const words out = compress(value, block, counter, flags | (at == 0 ? 1U : 0U) | (last ? 2U | root : 0U));
            if (last) {
                return out;
            }
            value.assign(out.begin(), out.begin() + 8);
        }
    }
    const std::size_t left_size = std::bit_floor((input.size() - 1) / 1024) * 1024;
    const auto middle = input.begin() + static_cast<std::ptrdiff_t>(left_size);
    const words left = node({input.begin(), middle}, counter, key, flags, 0);
    const words right = node({middle, input.end()}, counter + left_size / 1024, key, flags, 0);
    bytes block;
    for (const words* child : {&left, &right}) {
        for (std::size_t i = 0; i < 32; ++i) {
            block.push_back(static_cast<std::byte>((*child)[i / 4] >> (8 * (i % 4))));
        }
    }
    return compress(key, block, 0, flags | 4U | root);
}

std::string hex(const bytes& input, const std::vector<std::uint32_t>& key, std::size_t flags) {
    const words out = node(input, 0, key, flags, 8);
    bytes result;
    for (std::size_t i = 0; i < 64; ++i) {
        result.push_back(static_cast<std::byte>(out[i / 4] >> (8 * (i % 4))));
    }
    return core::to_hex(result);
}

}  // namespace oracle

std::vector<hash::level> levels_here() {
    std::vector<hash::level> result;
    for (const hash::level l : hash::all_levels) {
        if (hash::is_available(l)) {
            result.push_back(l);
        }
    }
    return result;
}

std::string hex(b3::tree state, const bytes& input) {
    state.update(input);
    bytes out(64);
    state.finalize(out, 0);
    return core::to_hex(out);
}

}  // namespace

TEST_SUITE("hash/detail/blake3_tree") {
    TEST_CASE("tree: every level of this processor agrees with the specification, around every edge") {
        const b3::words key{1, 2, 3, 4, 5, 6, 7, 0xFFFFFFFF};
        for (const std::size_t chunks : {0U,  1U,  2U,  3U,  4U,  5U,   7U,   8U,   9U,   15U,  16U, 17U,
                                         31U, 32U, 33U, 48U, 65U, 127U, 128U, 129U, 255U, 257U, 300U}) {
            for (const int delta : {-1, 0, 1, 500}) {
                if (chunks == 0 && delta < 0) {
                    continue;
                }
                const std::size_t size = chunks * 1024 + static_cast<std::size_t>(delta);
                const bytes input = noise(size, size);
                const std::string plain = oracle::hex(input, {oracle::iv, oracle::iv + 8}, 0);
                const std::string keyed = oracle::hex(input, {key.begin(), key.end()}, 16);
                for (const hash::level level : levels_here()) {
                    CAPTURE(size);
                    CAPTURE(static_cast<int>(level));
                    REQUIRE(hex(b3::tree{b3::initial_value, 0, level}, input) == plain);
                    REQUIRE(hex(b3::tree{key, b3::flag::keyed_hash, level}, input) == keyed);
                }
            }
        }
    }

    TEST_CASE("tree: random splits at every level give one digest") {
        const bytes input = noise(400'000, 1);
        const std::string expected = oracle::hex(input, {oracle::iv, oracle::iv + 8}, 0);
        std::mt19937_64 engine{2};
        for (int round = 0; round < 60; ++round) {
            for (const hash::level level : levels_here()) {
                b3::tree state{b3::initial_value, 0, level};
                core::byte_span rest = input;
                const std::size_t longest = std::size_t{1} << (engine() % 19);
                while (!rest.empty()) {
                    const std::size_t piece = std::min<std::size_t>(engine() % (longest + 1), rest.size());
                    state.update(rest.first(piece));
                    rest = rest.subspan(piece);
                }
                bytes out(64);
                state.finalize(out, 0);
                REQUIRE(core::to_hex(out) == expected);
            }
        }
    }
}
