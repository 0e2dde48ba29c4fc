// SPDX-License-Identifier: MIT
// tests/data/detail/column_parts.test.cpp
#include <lastro/data/detail/column_parts.hpp>

#include <cstdint>
#include <span>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::detail::column_parts;

TEST_SUITE("data/detail/column_parts") {
    TEST_CASE("numbers: counted before, or one by one, they make the same parts") {
        const std::vector<std::uint32_t> counts{2, 0, 1, 3};  // of -1, 0, 1, 2
        const std::vector<double> values{-1.0, -1.0, 1.0, 2.0, 2.0, 2.0};
        column_parts counted{data::type::int64, {.compression = 20}};
        column_parts plain{data::type::int64, {.compression = 20}};
        counted.take_counted(-1, counts);
        plain.moments.add(std::span<const double>{values});
        plain.take(values);
        CHECK(counted.moments == plain.moments);
        CHECK(counted.histogram == plain.histogram);
        CHECK(counted.quantiles == plain.quantiles);
        CHECK(counted.minimum == -1.0);
        CHECK(counted.maximum == 2.0);
        CHECK(counted.tails->rank(1.0) == plain.tails->rank(1.0));
        counted.take_counted(0, std::span<const std::uint32_t>{});
        CHECK(counted.moments == plain.moments);
        CHECK_FALSE(column_parts{data::type::int64, {}}.tails.has_value());
    }
}
