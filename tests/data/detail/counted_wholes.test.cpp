// SPDX-License-Identifier: MIT
// tests/data/detail/counted_wholes.test.cpp
#include <lastro/data/detail/counted_wholes.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <doctest/doctest.h>

namespace detail = lastro::data::detail;
using lastro::data::date;

TEST_SUITE("data/detail/counted_wholes") {
    TEST_CASE("counts: of each number, for an odd and an even number of values; rows taken off") {
        for (const std::size_t n : {9U, 10U}) {
            std::vector<std::int64_t> values;
            for (std::size_t i = 0; i < n; ++i) {
                values.push_back(static_cast<std::int64_t>(i * i % 7) - 3);
            }
            const std::span<const std::int64_t> x{values};
            const detail::whole_range range = detail::range_of(x);
            CHECK(range.low == -3);
            CHECK(range.size() == 5);  // squares modulo 7: 0, 1, 2, 4
            detail::counted_wholes counted{x, range};
            std::uint32_t truth[5] = {};
            for (const std::int64_t v : values) {
                ++truth[static_cast<std::size_t>(v + 3)];
            }
            for (std::size_t i = 0; i < 5; ++i) {
                CHECK(counted.counts()[i] == truth[i]);
            }
            counted.take_off(-3, 1);
            CHECK(counted.counts()[0] == truth[0] - 1);
        }
    }

    TEST_CASE("ranges: of days and booleans, and of all that an int64 can be") {
        const std::vector<date> days{{-5}, {16071}, {3}};
        CHECK(detail::range_of(std::span<const date>{days}).size() == 16077);
        const std::vector<std::uint8_t> truth{0, 1, 1};
        CHECK(detail::range_of(std::span<const std::uint8_t>{truth}).size() == 2);
        const std::vector<std::int64_t> ends{std::numeric_limits<std::int64_t>::max(),
                                             std::numeric_limits<std::int64_t>::min()};
        CHECK(detail::range_of(std::span<const std::int64_t>{ends}).size() == ~std::uint64_t{0});
    }
}
