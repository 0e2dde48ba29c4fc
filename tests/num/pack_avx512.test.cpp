// SPDX-License-Identifier: MIT
// tests/num/pack_avx512.test.cpp
#include <lastro/num/pack_avx512.hpp>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/num/dispatch.hpp>
#include <lastro/num/elementary_kernels.hpp>
#include <lastro/random/stream.hpp>

namespace num = lastro::num;
using num::detail::bits_of;

namespace {

#if defined(__x86_64__)
/// What the texts make of the pack's own operations: scale, power, exponent, mantissa, smaller and larger.
constexpr std::size_t operations = 6;

template <class Pack, class T>
[[gnu::always_inline]] inline void run_texts(const T* a, const T* b, T* out) {
    constexpr std::size_t n = Pack::size;
    const Pack x = Pack::load(a);
    const Pack whole = Pack::load(b);
    num::detail::scaled(x, whole).store(out);
    num::detail::power_of_two(whole).store(out + n);
    Pack k;
    num::detail::decompose_any(magnitude(x), k).store(out + 2 * n);
    k.store(out + 3 * n);
    num::detail::at_most(x, T{3}).store(out + 4 * n);
    num::detail::at_least(x, T{-3}).store(out + 5 * n);
}

template <class T>
[[gnu::target("avx512f,avx512dq")]] void run_avx512(const T* a, const T* b, T* out) {
    run_texts<num::detail::avx512_pack<T>>(a, b, out);
}
#endif

}  // namespace

TEST_SUITE("num/pack_avx512") {
    TEST_CASE_TEMPLATE("own operations: the same bits as the texts give without them", T, float, double) {
#if defined(__x86_64__)
        if (!num::is_available(num::level::avx512)) {
            return;
        }
        constexpr std::size_t n = num::detail::avx512_pack<T>::size;
        const auto draws = lastro::random::stream{9}["pack"];
        for (std::uint64_t round = 0; round < 4000; ++round) {
            T x[n];
            T whole[n];
            for (std::size_t i = 0; i < n; ++i) {
                const std::uint64_t bits = draws.bits(round * 64 + i);
                // Positive and negative, subnormal too, for decompose and the limits; mantissas around 1 for scaled.
                x[i] = std::bit_cast<T>(static_cast<bits_of<T>>(bits));
                if (std::isnan(x[i]) || std::isinf(x[i]) || x[i] == 0 || round % 2 == 0) {
                    x[i] = T{0.5} + static_cast<T>(bits >> 40U) * static_cast<T>(0x1p-24);
                }
                const int range = std::numeric_limits<T>::max_exponent - 2;
                whole[i] = static_cast<T>(static_cast<int>(bits % (2U * static_cast<unsigned>(range))) - range);
            }
            T wide[operations * n];
            run_avx512(x, whole, wide);
            for (std::size_t i = 0; i < n; ++i) {
                T one[operations];
                run_texts<num::detail::scalar_pack<T>>(x + i, whole + i, one);
                for (std::size_t k = 0; k < operations; ++k) {
                    CAPTURE(k);
                    CAPTURE(x[i]);
                    CAPTURE(whole[i]);
                    if (k > 0 || round % 2 == 0) {  // scaled takes results of exp, between 1/2 and 2
                        REQUIRE(std::bit_cast<bits_of<T>>(wide[k * n + i]) == std::bit_cast<bits_of<T>>(one[k]));
                    }
                }
            }
        }
#endif
    }

}  // TEST_SUITE
