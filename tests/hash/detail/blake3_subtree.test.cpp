// SPDX-License-Identifier: MIT
// tests/hash/detail/blake3_subtree.test.cpp
#include <lastro/hash/detail/blake3_subtree.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include <lastro/core/bytes.hpp>

#include <doctest/doctest.h>

namespace core = lastro::core;
namespace hash = lastro::hash;
namespace b3 = lastro::hash::detail::blake3_core;

namespace {

using bytes = std::vector<std::byte>;
using value = std::array<std::byte, b3::value_size>;

bytes noise(std::size_t size, std::uint64_t seed) {
    std::mt19937_64 engine{seed};
    bytes result(size);
    for (std::byte& b : result) {
        b = static_cast<std::byte>(engine());
    }
    return result;
}

// The definition: one chunk, or the parent of the two halves, of which the left one is as large as a full one can be.
value by_definition(core::byte_span input, std::uint64_t counter) {
    value result;
    if (input.size() <= b3::chunk_size) {
        const b3::job chunk{.input = input.data(),
                            .length = input.size(),
                            .counter = counter,
                            .flags = 0,
                            .first = b3::flag::chunk_start,
                            .last = b3::flag::chunk_end};
        b3::compress_one(&chunk, b3::initial_value, result.data());
        return result;
    }
    const std::size_t left = std::bit_floor((input.size() - 1) / b3::chunk_size);
    const value a = by_definition(input.first(left * b3::chunk_size), counter);
    const value b = by_definition(input.subspan(left * b3::chunk_size), counter + left);
    b3::parent_value(a.data(), b.data(), false, result.data());
    return result;
}

}  // namespace

TEST_SUITE("hash/detail/blake3_subtree") {
    TEST_CASE("subtree_value: the definition, at every level, for full subtrees and others") {
        for (const std::size_t size : {0U, 1U, 1024U, 1025U, 2048U, 3000U, 4096U, 5000U, 16'384U, 65'535U, 65'536U,
                                       65'537U, 131'072U, 262'144U, 300'000U}) {
            CAPTURE(size);
            const bytes input = noise(size, size);
            const value expected = by_definition(input, 1000);
            for (const hash::level l : hash::all_levels) {
                if (hash::is_available(l)) {
                    value found;
                    b3::subtree_value(l, input, 1000, found.data());
                    CHECK(found == expected);
                }
            }
        }
    }

    TEST_CASE("compress_subtree: the number of values is that of the chunks, at most the widest row") {
        const bytes input = noise(512 * 1024, 3);
        std::array<std::byte, b3::widest_row * b3::value_size> out;
        for (const std::size_t chunks : {1U, 2U, 4U, 8U, 16U, 32U, 64U, 128U, 256U, 512U}) {
            CHECK(b3::compress_subtree(hash::detected_level(), input.data(), chunks, 0, b3::initial_value, 0,
                                       out.data()) == std::min<std::size_t>(chunks, 16));
        }
    }
}
