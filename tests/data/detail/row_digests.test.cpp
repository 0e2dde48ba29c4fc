// SPDX-License-Identifier: MIT
// tests/data/detail/row_digests.test.cpp
#include <lastro/data/detail/row_digests.hpp>

#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;

TEST_SUITE("data/detail/row_digests") {
    TEST_CASE("row_digests: one for each row, over all blocks") {
        std::vector<std::int64_t> values;
        for (std::int64_t i = 0; i < 600; ++i) {
            values.push_back(i % 500);
        }
        const auto digests = data::detail::row_digests({{"x"}, {data::column{values}}});
        REQUIRE(digests.size() == 600);
        CHECK(digests[0] == digests[500]);
        CHECK(digests[0] != digests[1]);
        CHECK(data::detail::row_digests({}).empty());
    }

    TEST_CASE("digest_set: holds what was added, and nothing else") {
        std::vector<data::detail::row_digest> digests;
        for (std::uint64_t i = 1; i <= 2000; ++i) {
            digests.push_back({i % 7, i});  // hardly any places of their own
        }
        data::detail::digest_set set{1000};
        for (std::size_t i = 0; i < 1000; ++i) {
            REQUIRE(set.add(digests[i]));
            REQUIRE_FALSE(set.add(digests[i]));
        }
        for (std::size_t i = 0; i < 2000; ++i) {
            REQUIRE(set.has(digests[i]) == (i < 1000));
        }
    }
}
