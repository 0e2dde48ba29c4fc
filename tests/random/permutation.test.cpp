// SPDX-License-Identifier: MIT
// tests/random/permutation.test.cpp
#include <lastro/random/permutation.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/random/distribution.hpp>
#include <lastro/random/generator.hpp>

#include "statistics.hpp"

using lastro::random::generator;
using lastro::random::permutation;
using lastro::random::shuffle;
using lastro::random::stream;

namespace {

using order = std::vector<std::uint64_t>;

/// Fisher and Yates, word for word, on draws 0, 1, 2, ... of the stream.
order by_definition(const stream& s, std::uint64_t n) {
    order values(n);
    std::iota(values.begin(), values.end(), 0U);
    generator next{s};
    for (std::uint64_t i = n; i-- > 1;) {
        std::swap(values[i], values[lastro::random::bounded(next, i + 1)]);
    }
    return values;
}

}  // namespace

TEST_SUITE("random/permutation") {
    TEST_CASE("permutation: as an independent program in Python computes it from the specification") {
        CHECK(permutation(stream{42}["shuffle"], 10) == order{1, 5, 6, 3, 4, 0, 2, 8, 7, 9});
        CHECK(permutation(stream{1}["a"], 6) == order{0, 1, 3, 4, 5, 2});
        CHECK(permutation(stream{1}, 0).empty());
        CHECK(permutation(stream{1}, 1) == order{0});
    }

    TEST_CASE("permutation: equals the definition for every small size and some large ones") {
        for (std::uint64_t n = 0; n < 300; ++n) {
            REQUIRE(permutation(stream{n}, n) == by_definition(stream{n}, n));
        }
        for (const std::uint64_t n : {1000U, 4097U, 100'000U}) {
            REQUIRE(permutation(stream{n}, n) == by_definition(stream{n}, n));
        }
    }

    TEST_CASE("permutation: holds every number once") {
        order values = permutation(stream{5}, 12'345);
        std::sort(values.begin(), values.end());
        for (std::size_t i = 0; i < values.size(); ++i) {
            REQUIRE(values[i] == i);
        }
    }

    TEST_CASE("permutation: the 24 orders of four are equally likely") {
        std::map<order, int, random_test::lexicographic> counts;
        for (std::uint64_t i = 0; i < 24'000; ++i) {
            ++counts[permutation(stream{6}[i], 4)];
        }
        CHECK(counts.size() == 24);
        double chi_squared = 0.0;  // 23 degrees of freedom; above 54 with probability 3e-4, and the draws are fixed
        for (const auto& [values, count] : counts) {
            chi_squared += (count - 1000.0) * (count - 1000.0) / 1000.0;
        }
        CHECK(chi_squared > 6.0);
        CHECK(chi_squared < 54.0);
    }

    TEST_CASE("shuffle: moves any kind of value into the permutation's order") {
        std::vector<std::string> words{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
        shuffle(stream{42}["shuffle"], std::span{words});
        CHECK(words == std::vector<std::string>{"b", "f", "g", "d", "e", "a", "c", "i", "h", "j"});
    }

}  // TEST_SUITE
