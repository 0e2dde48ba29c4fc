// SPDX-License-Identifier: MIT
// tests/artifact/detail/convert.test.cpp
#include <lastro/artifact/detail/convert.hpp>

#include <bit>
#include <cstdint>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

using lastro::artifact::dtype;
using lastro::artifact::detail::converted;
using lastro::artifact::detail::from_half;

TEST_SUITE("artifact/detail/convert") {
    TEST_CASE("half: all 65,536 are what their bits say") {
        std::uint32_t wrong = 0;
        for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
            const float found = from_half(static_cast<std::uint16_t>(bits));
            const std::uint32_t exponent = bits >> 10U & 31U;
            double size = bits & 0x3FFU;  // the definition: fraction and exponent, doubled or halved step by step
            if (exponent == 31) {
                const float infinity = (bits & 0x8000U) != 0 ? -std::numeric_limits<float>::infinity()
                                                             : std::numeric_limits<float>::infinity();
                wrong += (size == 0.0 ? found != infinity : found == found) ? 1U : 0U;
                continue;
            }
            size += exponent > 0 ? 1024.0 : 0.0;
            int power = static_cast<int>(exponent > 0 ? exponent : 1) - 25;
            for (; power > 0; --power) {
                size *= 2.0;
            }
            for (; power < 0; ++power) {
                size /= 2.0;
            }
            const double expected = (bits & 0x8000U) != 0 ? -size : size;
            wrong += std::bit_cast<std::uint64_t>(expected) != std::bit_cast<std::uint64_t>(double{found}) ? 1U : 0U;
        }
        CHECK(wrong == 0);
    }

    TEST_CASE("widths: wider is exact, narrower is nearest with ties to even") {
        const auto from = [](auto number, dtype type) {
            std::vector<std::byte> bytes;
            lastro::core::append_le(bytes, number);
            return converted<float>(type, bytes.data());
        };
        CHECK(from(0.1, dtype::f64) == 0.1F);
        CHECK(from(1.0 + 0x1p-24, dtype::f64) == 1.0F);
        CHECK(from(1.0 + 0x3p-24, dtype::f64) == 1.0F + 0x1p-22F);
        CHECK(from(0.1F, dtype::f32) == 0.1F);
        CHECK(from(std::uint16_t{0x3FC0}, dtype::bf16) == 1.5F);
        CHECK(from(std::uint16_t{0x3E00}, dtype::f16) == 1.5F);
        std::vector<std::byte> bytes;
        lastro::core::append_le(bytes, 0.1F);
        CHECK(converted<double>(dtype::f32, bytes.data()) == double{0.1F});
    }
}
