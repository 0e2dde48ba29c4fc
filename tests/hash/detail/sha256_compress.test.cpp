// SPDX-License-Identifier: MIT
// tests/hash/detail/sha256_compress.test.cpp
#include <lastro/hash/detail/sha256_compress.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include <doctest/doctest.h>

namespace sha256_core = lastro::hash::detail::sha256_core;

TEST_SUITE("hash/detail/sha256_compress") {
    TEST_CASE("constants: what the standard says they are") {
        std::size_t i = 0;
        for (int candidate = 2; i < 64; ++candidate) {
            bool prime = true;
            for (int divisor = 2; divisor * divisor <= candidate; ++divisor) {
                prime = prime && candidate % divisor != 0;
            }
            if (prime) {
                const auto fraction = [](long double root) {
                    return static_cast<std::uint32_t>((root - std::floor(root)) * 4294967296.0L);
                };
                CHECK(sha256_core::constants[i] == fraction(std::cbrt(static_cast<long double>(candidate))));
                if (i < 8) {
                    CHECK(sha256_core::initial_value[i] == fraction(std::sqrt(static_cast<long double>(candidate))));
                }
                ++i;
            }
        }
    }

    TEST_CASE("compress: the processor's instructions give the bits of the portable code") {
        if (!sha256_core::has_native()) {
            MESSAGE("SKIPPED: this processor has no SHA instructions that are used");
            return;
        }
        std::mt19937_64 engine{5};
        std::vector<std::byte> blocks(64 * 50 + 1);
        for (std::byte& b : blocks) {
            b = static_cast<std::byte>(engine());
        }
        for (std::size_t count = 0; count <= 50; ++count) {
            sha256_core::words portable = sha256_core::initial_value;
            sha256_core::words native = portable;
            sha256_core::compress_portable(portable, blocks.data() + 1, count);
            sha256_core::compress_native(native, blocks.data() + 1, count);
            REQUIRE(portable == native);
        }
    }
}
