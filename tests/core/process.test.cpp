// SPDX-License-Identifier: MIT
// tests/core/process.test.cpp
#include <lastro/core/process.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/core/clock.hpp>

using namespace lastro;

TEST_SUITE("core/process") {
    TEST_CASE("cpu_seconds: grows with work") {
        const double begin = core::cpu_seconds();
        CHECK(begin > 0.0);
        volatile std::uint64_t sum = 0;
        while (core::cpu_seconds() < begin + 0.01) {
            sum = sum + 1;
        }
        CHECK(sum > 0);
    }

    TEST_CASE("peak_memory: counts what was touched, and does not fall") {
        constexpr std::size_t more = 64U << 20U;
        const std::uint64_t before = core::peak_memory();
        CHECK(before > (1U << 20U));
        CHECK(before < (std::uint64_t{1} << 40U));
        {
            std::vector<char> block(before + more, 'x');
            CHECK(block.back() == 'x');
        }
        CHECK(core::peak_memory() >= before + more);
    }
}  // TEST_SUITE
