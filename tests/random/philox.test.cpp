// SPDX-License-Identifier: MIT
// tests/random/philox.test.cpp
#include <lastro/random/philox.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include <doctest/doctest.h>

using lastro::random::philox4x32_10;
using lastro::random::philox4x64_10;
namespace detail = lastro::random::detail;

namespace {

using words32 = std::array<std::uint32_t, 4>;
using words64 = std::array<std::uint64_t, 4>;

// Random123's kat_vectors, checked by the compiler.
static_assert(philox4x32_10({0, 0, 0, 0}, {0, 0}) == words32{0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8});
static_assert(philox4x32_10({0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, {0xFFFFFFFF, 0xFFFFFFFF}) ==
              words32{0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD});
static_assert(philox4x32_10({0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344}, {0xA4093822, 0x299F31D0}) ==
              words32{0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1});

}  // namespace

TEST_SUITE("random/philox") {
    TEST_CASE("philox4x32_10: the published vectors, at run time too") {
        words32 counter{0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344};
        CHECK(philox4x32_10(counter, {0xA4093822, 0x299F31D0}) ==
              words32{0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1});
    }

    TEST_CASE("philox4x64_10: the published vector, and NumPy's first block") {
        CHECK(philox4x64_10({0, 0, 0, 0}, {0, 0}) ==
              words64{0x16554D9ECA36314C, 0xDB20FE9D672D0FDC, 0xD7E772CEE186176B, 0x7E68B68AEC7BA23B});
        // np.random.Philox(key=0).random_raw(4): NumPy increments before the first block
        CHECK(philox4x64_10({1, 0, 0, 0}, {0, 0}) ==
              words64{0x02F4BA6408E4D89B, 0x3DD62B0B9CA8C5B2, 0x1C8667A55D902E79, 0x907D7A052FD5B4DC});
    }

    TEST_CASE("philox4x32_10: one bit of counter or key changes about half of the output") {
        const words32 base = philox4x32_10({1, 2, 3, 4}, {5, 6});
        int changed = 0;
        for (std::uint32_t bit = 0; bit < 128; ++bit) {
            words32 counter{1, 2, 3, 4};
            counter[bit / 32] ^= 1U << (bit % 32);
            const words32 other = philox4x32_10(counter, {5, 6});
            for (std::size_t i = 0; i < 4; ++i) {
                changed += std::popcount(base[i] ^ other[i]);
            }
        }
        CHECK(changed > 128 * 62);  // 64 expected of 128 bits; standard deviation of the mean 0.5
        CHECK(changed < 128 * 66);
    }

    TEST_CASE("multiply: 128-bit products at the edges") {
        constexpr std::uint64_t all = 0xFFFFFFFFFFFFFFFFU;
        constexpr struct {
            std::uint64_t a, b, high, low;
        } cases[] = {
            {0, all, 0, 0},
            {all, 1, 0, all},
            {all, all, all - 1, 1},
            {1ULL << 32U, 1ULL << 32U, 1, 0},
            {0xD2E7470EE14C6C93U, 0x0123456789ABCDEFU, 0x00EFF613688A02C1U, 0x3170F39ABA7C143DU},
        };
        for (const auto& c : cases) {
            const detail::wide_product product = detail::multiply(c.a, c.b);
            CHECK(product.high == c.high);
            CHECK(product.low == c.low);
        }
    }

}  // TEST_SUITE
