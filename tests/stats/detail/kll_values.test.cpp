// SPDX-License-Identifier: MIT
// tests/stats/detail/kll_values.test.cpp
#include <lastro/stats/detail/kll_values.hpp>

#include <cstddef>
#include <cstdint>

#include <doctest/doctest.h>

using lastro::random::stream;
using lastro::stats::detail::kll_values;

TEST_SUITE("stats/detail/kll_values") {
    TEST_CASE("weights: they add up to what was put in, at whatever level, and the number of values stays bounded") {
        kll_values held{20, stream{1}};
        std::uint64_t put = 0;
        for (int i = 0; i < 20'000; ++i) {
            const auto h = static_cast<std::size_t>(i % 4);
            held.grow(h + 1);
            held.put(h, i);
            put += std::uint64_t{1} << h;
            REQUIRE(held.size() < 200);
        }
        std::uint64_t weight = 0;
        std::size_t values = 0;
        std::size_t level_before = held.levels();
        held.for_each([&](double x, std::size_t h) {
            REQUIRE((x >= 0.0 && x < 20'000.0));
            REQUIRE(h <= level_before);
            level_before = h;
            weight += std::uint64_t{1} << h;
            ++values;
        });
        CHECK(weight == put);
        CHECK(values == held.size());
    }

    TEST_CASE("coins: a draw of none is 0; others stay below, and move on what follows") {
        kll_values a{20, stream{1}}, b{20, stream{1}};
        CHECK(a.draw(0) == 0);
        CHECK(a == b);
        CHECK(a.draw(3) < 8);
        CHECK_FALSE(a == b);
    }
}
