// SPDX-License-Identifier: MIT
// tests/stats/detail/sketch_hash.test.cpp
#include <lastro/stats/detail/sketch_hash.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

namespace detail = lastro::stats::detail;

TEST_SUITE("stats/detail/sketch_hash") {
    TEST_CASE("hashes: those of docs/formats/profile.md") {
        static_assert(detail::sketch_hash(std::uint64_t{0}) ==
                      0xE220'A839'7B1D'CDAF);  // SplitMix64's first, from seed 0
        CHECK(detail::sketch_hash("") == detail::mixed(detail::golden));
        const auto step = [](std::uint64_t x) { return x * detail::golden ^ ((x * detail::golden) >> 32); };
        CHECK(detail::sketch_hash("ab") == detail::mixed(step((detail::golden + 2) ^ 0x6261)));
        CHECK(detail::sketch_hash("abcdefghi") ==
              detail::mixed(step(step((detail::golden + 9) ^ 0x6867'6665'6463'6261) ^ 0x69)));
    }

    TEST_CASE("hashes: every bit of a text changes about half of the bits") {
        std::uint64_t changed = 0;
        const std::string text = "The quick brown fox";
        for (std::size_t bit = 0; bit < 8 * text.size(); ++bit) {
            std::string other = text;
            other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << (bit % 8)));
            const int n = std::popcount(detail::sketch_hash(text) ^ detail::sketch_hash(other));
            CHECK(n > 12);
            changed += static_cast<std::uint64_t>(n);
        }
        CHECK(changed > 30 * 8 * text.size());
        CHECK(changed < 34 * 8 * text.size());
        CHECK(detail::sketch_hash("a") != detail::sketch_hash(std::string_view{"a\0", 2}));
    }
}
