// SPDX-License-Identifier: MIT
// tests/random/draw_source.test.cpp
#include <lastro/random/draw_source.hpp>

#include <cmath>
#include <cstdint>
#include <random>

#include <vector>

#include <doctest/doctest.h>

#include <lastro/random/distribution.hpp>

#include "statistics.hpp"

using lastro::random::draw_source;
using lastro::random::stream;

TEST_SUITE("random/draw_source") {
    static_assert(std::uniform_random_bit_generator<draw_source>);

    TEST_CASE("draw_source: word j of draw i is its half of the Philox block that the specification names") {
        const stream s{0x123456789ABCDEFU};
        for (const std::uint64_t i : {std::uint64_t{0}, std::uint64_t{7}, std::uint64_t{0xFFFFFFFF00000001U}}) {
            draw_source words{s, i};
            for (std::uint32_t j = 0; j < 20; ++j) {
                const auto block = lastro::random::philox4x32_10(
                    {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i >> 32U), j / 2, 0x5EEF},
                    {static_cast<std::uint32_t>(s.key()), static_cast<std::uint32_t>(s.key() >> 32U)});
                const std::size_t at = (j % 2) * 2;
                CHECK(words.position() == j);
                CHECK(words() == (block[at] | std::uint64_t{block[at + 1]} << 32U));
            }
        }
    }

    TEST_CASE("draw_source: words, draws and streams do not repeat each other") {
        // The share of set bits in x ^ y is binomial(64 n, 1/2) if x and y are independent.
        const auto bias = [](auto&& x, auto&& y) {
            double set = 0.0;
            constexpr std::uint64_t n = 20'000;
            for (std::uint64_t i = 0; i < n; ++i) {
                set += __builtin_popcountll(x(i) ^ y(i));
            }
            return std::abs(set - 32.0 * n) / std::sqrt(16.0 * n);
        };
        const auto word = [](const stream& s, int j) {
            return [s, j](std::uint64_t i) {
                draw_source words{s, i};
                for (int k = 0; k < j; ++k) {
                    (void)words();
                }
                return words();
            };
        };
        const auto bits = [](const stream& s) { return [s](std::uint64_t i) { return s.bits(i); }; };
        const stream s{1};
        CHECK(bias(word(s, 0), word(s, 1)) < 4.0);
        CHECK(bias(word(s, 0), word(s, 2)) < 4.0);
        CHECK(bias(word(s, 0), bits(s)) < 4.0);
        CHECK(bias(word(s, 1), bits(s)) < 4.0);
        CHECK(bias(word(s, 0), [&](std::uint64_t i) { return word(s, 0)(i + 1); }) < 4.0);
        CHECK(bias(word(s, 0), word(stream{2}, 0)) < 4.0);
        CHECK(bias(word(s["a"], 0), word(s["b"], 0)) < 4.0);
        CHECK(bias(word(s["a"], 0), word(s, 0)) < 4.0);
        CHECK(bias(word(s[std::uint64_t{0}], 0), word(s[std::uint64_t{1}], 0)) < 4.0);
        CHECK(bias(bits(s), bits(stream{2})) < 4.0);
        CHECK(bias(bits(s["a"]), bits(s["b"])) < 4.0);
        CHECK(bias(bits(s[std::uint64_t{0}]), bits(s[std::uint64_t{1}])) < 4.0);
        CHECK(bias(bits(s), [&](std::uint64_t i) { return s.bits(i + 1); }) < 4.0);
        CHECK(bias(bits(s), [&](std::uint64_t i) { return s.bits(i, 1); }) < 4.0);
        CHECK(bias(bits(s), bits(s)) > 100.0);  // the test can fail
    }

    TEST_CASE("draw_source: pairs of draws of neighbouring streams fill the square evenly") {
        constexpr int side = 16;
        for (const int apart : {0, 1}) {
            std::vector<double> counts(side * side);
            for (std::uint64_t k = 0; k < 200; ++k) {  // 200 streams with the indices 0, 1, ..., 500 draws of each
                const stream a = stream{5}["sample"][k];
                const stream b = apart == 0 ? a : stream{5}["sample"][k + 1];
                for (std::uint64_t i = 0; i < 500; ++i) {
                    const auto x = static_cast<std::size_t>(lastro::random::uniform(a, i) * side);
                    const auto y = static_cast<std::size_t>(lastro::random::uniform(b, apart == 0 ? i + 1 : i) * side);
                    counts[x * side + y] += 1.0;
                }
            }
            CAPTURE(apart);
            CHECK(random_test::chi_squared_p(counts, std::vector<double>(side * side, 1.0 / (side * side))) >
                  random_test::significance);
        }
    }

}  // TEST_SUITE
