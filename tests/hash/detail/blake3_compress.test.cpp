// SPDX-License-Identifier: MIT
// tests/hash/detail/blake3_compress.test.cpp
#include <lastro/hash/detail/blake3_compress.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <lastro/core/bytes.hpp>

#include <doctest/doctest.h>

namespace core = lastro::core;
namespace b3 = lastro::hash::detail::blake3_core;

namespace {

// Table 2 of the paper is the first step of the schedule; every later row applies it once more.
static_assert(b3::schedule[0][15] == 15 && b3::schedule[1][0] == 2 && b3::schedule[1][15] == 8);
static_assert(b3::schedule[2] == std::array<std::uint8_t, 16>{3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1});

}  // namespace

TEST_SUITE("hash/detail/blake3_compress") {
    TEST_CASE("compressed: the empty input is one compression, and its first words are the known digest") {
        const std::array<std::byte, b3::block_size> block{};
        const auto out = b3::compressed(b3::initial_value, block.data(), 0, 0,
                                        b3::flag::chunk_start | b3::flag::chunk_end | b3::flag::root);
        std::vector<std::byte> bytes;
        for (const auto word : out) {
            core::append_le(bytes, word);
        }
        CHECK(core::to_hex(bytes) ==
              "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"
              "e00f03e7b69af26b7faaf09fcd333050338ddfe085b8cc869ca98b206c08243a");
    }

    TEST_CASE("batch: the first and the last block carry flags of their own") {
        const std::vector<std::byte> inputs(3 * 1024);
        const b3::batch work{.inputs = inputs.data(),
                             .stride = 1024,
                             .blocks = 3,
                             .counter = 5,
                             .increment = 1,
                             .flags = 16,
                             .first = 1,
                             .last = 2};
        CHECK(work.flags_of(0) == 17);
        CHECK(work.flags_of(1) == 16);
        CHECK(work.flags_of(2) == 18);
        CHECK(b3::after(work, 2).counter == 7);
        CHECK(b3::after(work, 2).inputs == inputs.data() + 2 * 1024);
    }
}
