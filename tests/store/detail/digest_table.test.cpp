// SPDX-License-Identifier: MIT
// tests/store/detail/digest_table.test.cpp
#include <lastro/store/detail/digest_table.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>

#include <doctest/doctest.h>

using lastro::hash::blake3;
using lastro::hash::digest;
using lastro::store::detail::digest_table;

TEST_SUITE("store/detail/digest_table") {
    TEST_CASE("table: a map by any other name") {
        digest_table<std::size_t> table;
        CHECK(table.empty());
        CHECK_FALSE(table.contains(digest{}));
        CHECK(table.order().empty());
        std::map<digest, std::size_t> expected;
        for (std::size_t i = 0; i < 5'000; ++i) {
            const std::string text = std::to_string(i);
            std::array<std::byte, 32> bytes = blake3::of(lastro::core::as_bytes(text)).bytes();
            if (i % 2 == 0) {  // what digests do not do: the first 31 bytes are those of few others
                bytes.fill(static_cast<std::byte>(i % 7));
                bytes[31] = static_cast<std::byte>(i / 14);
            }
            const digest name{lastro::hash::algorithm::blake3, bytes};
            REQUIRE(table.contains(name) == expected.contains(name));
            if (!table.contains(name)) {
                table.add(name, i);
                expected.emplace(name, i);
            }
        }
        REQUIRE(table.size() == expected.size());
        CHECK(table.size() > 3'500);
        auto at = expected.begin();
        for (const std::uint32_t i : table.order()) {
            REQUIRE(table.name(i) == at->first);
            REQUIRE(table.value(i) == at->second);
            ++at;
        }
    }
}
