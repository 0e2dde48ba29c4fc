// SPDX-License-Identifier: MIT
// tests/stats/detail/word_bytes.test.cpp
#include <lastro/stats/detail/word_bytes.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include <doctest/doctest.h>

namespace core = lastro::core;
using words = std::array<std::uint64_t, 4>;

namespace {

std::vector<std::byte> written(const words& w) {
    core::byte_writer out;
    lastro::stats::detail::put_words(out, w.data(), w.size());
    return out.take();
}

words read(const std::vector<std::byte>& bytes) {
    core::byte_reader in{bytes, "words"};
    words w{9, 9, 9, 9};
    lastro::stats::detail::get_words(in, w.data(), w.size());
    in.finish();
    return w;
}

}  // namespace

TEST_SUITE("stats/detail/word_bytes") {
    constexpr std::uint64_t ones = ~std::uint64_t{0};

    TEST_CASE("words: give themselves back, in as many bytes as they tell something") {
        const struct {
            words number;
            std::size_t bytes;
        } cases[] = {
            {{0, 0, 0, 0}, 3},  {{ones, ones, ones, ones}, 3},  // -1
            {{5, 0, 0, 0}, 11}, {{0, 7, 0, 0}, 11},
            {{0, 7, 8, 0}, 19}, {{0, 0, ones - 3, ones}, 11},
            {{1, 2, 3, 4}, 35},
        };
        for (const auto& c : cases) {
            CHECK(written(c.number).size() == c.bytes);
            CHECK(read(written(c.number)) == c.number);
        }
    }

    TEST_CASE("words: what no number writes is refused") {
        const auto bytes = [](std::initializer_list<unsigned> from) {
            std::vector<std::byte> to;
            for (const unsigned b : from) {
                to.push_back(static_cast<std::byte>(b));
            }
            return to;
        };
        CHECK_THROWS_WITH_AS(read(bytes({2, 0, 0})), "stats: saved sketch: expected a sign of 0 or 1, found 2",
                             lastro::format_error);
        CHECK_THROWS_WITH_AS(read(bytes({0, 0, 5})), "stats: saved sketch: expected words of a sum, found 5",
                             lastro::format_error);
        CHECK_THROWS_AS(read(bytes({0, 3, 2})), lastro::format_error);
        CHECK_THROWS_AS(read(bytes({0, 0, 1, 7})), lastro::format_error);                         // cut
        CHECK_THROWS_AS(read(bytes({0, 3, 4, 0, 0, 0, 0, 0, 0, 0, 128})), lastro::format_error);  // another sign
    }
}  // TEST_SUITE
