// SPDX-License-Identifier: MIT
// tests/store/detail/block_matching.test.cpp
#include <lastro/store/detail/block_matching.hpp>

#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include <lastro/hash/digest.hpp>

#include <doctest/doctest.h>

using lastro::store::block;
using lastro::store::detail::between;
using lastro::store::detail::common;
using lastro::store::detail::matched_blocks;
using lastro::store::detail::row_pair;
using lastro::store::detail::shared_rows;

namespace {

// A block for each letter, of as many rows as its place in the alphabet.
std::vector<block> blocks(const std::string& letters) {
    std::vector<block> list;
    for (const char c : letters) {
        const std::string digits = {"0123456789abcdef"[c / 16 % 16], "0123456789abcdef"[c % 16]};
        list.push_back({.rows = static_cast<std::uint64_t>(c - 'a' + 1),
                        .values = lastro::hash::digest::parse("blake3:" + digits + std::string(62, '0'))});
    }
    return list;
}

std::size_t matches(const std::string& a, const std::string& b) {
    std::size_t count = 0;
    for (const std::size_t i : matched_blocks(blocks(a), blocks(b))) {
        count += i != a.size() ? 1U : 0U;
    }
    return count;
}

}  // namespace

TEST_SUITE("store/detail/block_matching") {
    TEST_CASE("matches: as many as a person would find") {
        CHECK(matches("abcdef", "abcdef") == 6);
        CHECK(matches("abcdef", "abxdef") == 5);
        CHECK(matches("abcdef", "xabcdef") == 6);
        CHECK(matches("abcdef", "abcdefx") == 6);
        CHECK(matches("abcdef", "xbcydez") == 4);
        CHECK(matches("abcdef", "defabc") == 3);
        CHECK(matches("aaaaaa", "xaaaaaa") == 6);
        CHECK(matches("aaaa", "aaaaaa") == 4);
        CHECK(matches("", "abc") == 0);
        CHECK(matches("abc", "") == 0);
    }

    TEST_CASE("matches: always the same blocks in one order, each once, for random lists") {
        std::mt19937_64 engine{9};
        for (int round = 0; round < 2000; ++round) {
            std::string a(engine() % 12, 'a');
            std::string b(engine() % 12, 'a');
            for (std::string* s : {&a, &b}) {
                for (char& c : *s) {
                    c = static_cast<char>('a' + engine() % 6);
                }
            }
            const std::vector<std::size_t> match = matched_blocks(blocks(a), blocks(b));
            std::size_t least = 0;
            for (std::size_t j = 0; j < b.size(); ++j) {
                if (match[j] != a.size()) {
                    REQUIRE(match[j] >= least);
                    REQUIRE(a[match[j]] == b[j]);
                    least = match[j] + 1;
                }
            }
        }
    }

    TEST_CASE("rows: runs that are shared, what lies between, and what two columns have in common") {
        const std::vector<row_pair> runs = shared_rows(blocks("abcd"), blocks("xabd"));  // 1 2 3 4 rows; x: 24
        CHECK(runs ==
              std::vector<row_pair>{{.older = {0, 3}, .newer = {24, 27}}, {.older = {6, 10}, .newer = {27, 31}}});
        CHECK(between(runs, 10, 31) ==
              std::vector<row_pair>{{.older = {0, 0}, .newer = {0, 24}}, {.older = {3, 6}, .newer = {27, 27}}});
        CHECK(between({}, 0, 0).empty());
        CHECK(common(runs, {{.older = {2, 8}, .newer = {26, 32}}}) ==
              std::vector<row_pair>{{.older = {2, 3}, .newer = {26, 27}}});  // behind it, the places are others
    }
}
