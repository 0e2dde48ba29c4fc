// SPDX-License-Identifier: MIT
// tests/stats/detail/heap_array.test.cpp
#include <lastro/stats/detail/heap_array.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

using lastro::stats::detail::heap_array;
using lastro::stats::detail::heap_sort;

TEST_SUITE("stats/detail/heap_array") {
    TEST_CASE("array: begins with zeros; copies are independent") {
        heap_array<double> a{3};
        CHECK(a.size() == 3);
        CHECK((a[0] == 0.0 && a[1] == 0.0 && a[2] == 0.0));
        a[1] = 5.0;
        heap_array<double> b = a;
        b[1] = 7.0;
        CHECK(a[1] == 5.0);
        heap_array<double> c{1};
        c = b;
        CHECK(c.size() == 3);
        CHECK(c[1] == 7.0);
        c[1] = 8.0;
        CHECK(b[1] == 7.0);
        const heap_array<double>& itself = c;
        c = itself;
        CHECK(c[1] == 8.0);
    }

    TEST_CASE("array: what was moved from still has its values") {
        heap_array<int> a{2};
        a[0] = 4;
        const heap_array<int> b = std::move(a);
        CHECK(b[0] == 4);
        CHECK(a.size() == 2);  // NOLINT: moving is copying
        CHECK(a[0] == 4);
    }

    TEST_CASE("sort: agrees with the standard library for every size up to 100, ties and orders included") {
        std::mt19937_64 engine{1};
        for (std::size_t n = 0; n <= 100; ++n) {
            std::vector<std::uint64_t> values(n);
            for (std::uint64_t& v : values) {
                v = engine() % (1 + n / 2);
            }
            if (n % 3 == 1) {
                std::sort(values.begin(), values.end(), std::greater<>{});
            }
            std::vector<std::uint64_t> expected = values;
            std::sort(expected.begin(), expected.end());
            heap_sort(values.data(), n, [](std::uint64_t a, std::uint64_t b) { return a < b; });
            REQUIRE(values == expected);
        }
    }
}
