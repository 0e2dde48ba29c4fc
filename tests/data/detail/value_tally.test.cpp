// SPDX-License-Identifier: MIT
// tests/data/detail/value_tally.test.cpp
#include <lastro/data/detail/value_tally.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <random>

#include <doctest/doctest.h>

using lastro::data::detail::value_tally;

TEST_SUITE("data/detail/value_tally") {
    TEST_CASE("counts: what comes out is what went in, for few values, many, and only different ones") {
        std::mt19937_64 engine{3};
        for (const std::uint64_t different : {1U, 3U, 200U, 5000U, 0U}) {
            CAPTURE(different);
            std::map<std::uint64_t, std::uint64_t> truth;
            std::map<std::uint64_t, std::uint64_t> seen;
            std::map<std::uint64_t, std::size_t> rows;
            std::size_t calls = 0;
            const auto sink = [&](std::uint64_t key, std::size_t row, std::uint32_t count) {
                seen[key] += count;
                rows[key] = row;
                ++calls;
            };
            value_tally tally;
            std::map<std::size_t, std::uint64_t> key_of_row;
            for (std::size_t row = 0; row < 30'000; ++row) {
                const std::uint64_t key = different == 0 ? engine() : engine() % different;
                const std::uint32_t count = row % 7 == 0 ? 2 : 1;
                tally.add(key, row, sink, count);
                truth[key] += count;
                key_of_row[row] = key;
            }
            tally.finish(sink);
            CHECK(seen == truth);
            for (const auto& [key, row] : rows) {
                REQUIRE(key_of_row[row] == key);
            }
            CHECK((calls == different || different > 200 || different == 0));
            const std::size_t before = calls;
            tally.finish(sink);
            CHECK(calls == before);
        }
    }
}
