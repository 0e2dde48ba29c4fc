// SPDX-License-Identifier: MIT
// tests/core/order.test.cpp
#include <lastro/core/order.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

namespace core = lastro::core;

TEST_SUITE("core/order") {
    TEST_CASE("stable_sort: equal elements keep their order") {
        std::mt19937_64 engine{5};
        for (const std::size_t n : {5U, 16U, 17U, 100U, 1000U}) {
            std::vector<std::pair<std::uint64_t, std::size_t>> values;
            for (std::size_t i = 0; i < n; ++i) {
                values.emplace_back(engine() % 5, i);
            }
            core::stable_sort(std::span{values}, [](const auto& a, const auto& b) { return a.first < b.first; });
            CAPTURE(n);
            CHECK(std::is_sorted(values.begin(), values.end()));  // by value, then by place: stable
        }
    }

    TEST_CASE("stable_sort: moves texts without losing one") {
        std::mt19937_64 engine{6};
        std::vector<std::string> texts;
        for (int i = 0; i < 300; ++i) {
            texts.push_back("a text that is too long to be stored in place " + std::to_string(engine() % 100));
        }
        std::vector<std::string> expected = texts;
        std::sort(expected.begin(), expected.end());
        core::stable_sort(std::span{texts}, [](const std::string& a, const std::string& b) { return a < b; });
        CHECK(texts == expected);
    }

    TEST_CASE("smaller and larger: the first of two equals") {
        static_assert(core::smaller(1, 2) == 1 && core::smaller(2, 1) == 1);
        static_assert(core::larger(1, 2) == 2 && core::larger(2, 1) == 2);
        const double zero = 0.0;
        const double minus_zero = -0.0;
        CHECK(!std::signbit(core::smaller(zero, minus_zero)));
        CHECK(std::signbit(core::larger(minus_zero, zero)));
    }
}
