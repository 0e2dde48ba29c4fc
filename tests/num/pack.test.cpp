// SPDX-License-Identifier: MIT
// tests/num/pack.test.cpp
#include <lastro/num/pack.hpp>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/num/dispatch.hpp>
#include <lastro/random/stream.hpp>

namespace num = lastro::num;
using num::detail::bits_of;
using num::detail::scalar_pack;

namespace {

/// Every operation of a pack once; what each writes is compared bit by bit with plain C++.
constexpr std::size_t operations = 14;

template <class Pack, class T>
[[gnu::always_inline]] inline void run_all(const T* a, const T* b, const T* c, T* out) {
    constexpr std::size_t n = Pack::size;
    const Pack x = Pack::load(a);
    const Pack y = Pack::load(b);
    const Pack z = Pack::load(c);
    (x + y).store(out);
    (x - y).store(out + n);
    (x * y).store(out + 2 * n);
    (x / y).store(out + 3 * n);
    fma(x, y, z).store(out + 4 * n);
    select(less(x, y), x, z).store(out + 5 * n);
    select(equal(x, x), y, z).store(out + 6 * n);
    bits_add(x, 12345).store(out + 7 * n);
    bits_and(x, 0x00FF00FFU).store(out + 8 * n);
    bits_or(x, y).store(out + 9 * n);
    bits_left(x, 7).store(out + 10 * n);
    bits_right(x, 9).store(out + 11 * n);
    Pack::all(a[0]).store(out + 12 * n);
    select(less(Pack::all(T{0}), x), x, y).store(out + 13 * n);
}

template <class T>
T by_definition(std::size_t operation, T x, T y, T z, T first) {
    const auto bits = [](T value) { return std::bit_cast<bits_of<T>>(value); };
    const auto from = [](bits_of<T> value) { return std::bit_cast<T>(value); };
    switch (operation) {
        case 0:
            return x + y;
        case 1:
            return x - y;
        case 2:
            return x * y;
        case 3:
            return x / y;
        case 4:
            return std::fma(x, y, z);
        case 5:
            return x < y ? x : z;
        case 6:
            return x == x ? y : z;
        case 7:
            return from(bits(x) + 12345U);
        case 8:
            return from(bits(x) & 0x00FF00FFU);
        case 9:
            return from(bits(x) | bits(y));
        case 10:
            return from(bits(x) << 7);
        case 11:
            return from(bits(x) >> 9);
        case 12:
            return first;
        default:
            return T{0} < x ? x : y;
    }
}

template <class T>
using runner = void (*)(const T*, const T*, const T*, T*);

/// Bit patterns of all kinds: NaNs count as equal to each other, since their payload is nobody's promise.
template <class T>
void compare_with_definition(runner<T> run, std::size_t size) {
    const auto draws = lastro::random::stream{8}["pack"];
    const T special[] = {T{0}, -T{0}, INFINITY, -INFINITY, NAN, T{1}, static_cast<T>(1e-40), T{-3}};
    for (std::uint64_t round = 0; round < 2000; ++round) {
        std::vector<T> in(3 * size);
        for (std::size_t i = 0; i < in.size(); ++i) {
            const std::uint64_t bits = draws.bits(round * 64 + i);
            in[i] = bits % 5 == 0 ? special[(bits >> 8U) % 8] : std::bit_cast<T>(static_cast<bits_of<T>>(bits >> 3U));
        }
        std::vector<T> out(operations * size);
        run(in.data(), in.data() + size, in.data() + 2 * size, out.data());
        for (std::size_t k = 0; k < out.size(); ++k) {
            const std::size_t lane = k % size;
            const T expected = by_definition(k / size, in[lane], in[size + lane], in[2 * size + lane], in[0]);
            const bool both_nan = std::isnan(expected) && std::isnan(out[k]);
            CAPTURE(k / size);
            REQUIRE((both_nan || std::bit_cast<bits_of<T>>(expected) == std::bit_cast<bits_of<T>>(out[k])));
        }
    }
}

template <class T>
void run_scalar(const T* a, const T* b, const T* c, T* out) {
    run_all<scalar_pack<T>>(a, b, c, out);
}

#if defined(__x86_64__)
template <class T>
[[gnu::target("avx2,fma")]] void run_fused(const T* a, const T* b, const T* c, T* out) {
    run_all<num::detail::fused_pack<T>>(a, b, c, out);
}
template <class T>
[[gnu::target("avx2,fma")]] void run_avx2(const T* a, const T* b, const T* c, T* out) {
    run_all<num::detail::avx2_pack<T>>(a, b, c, out);
}
template <class T>
[[gnu::target("avx512f,avx512dq")]] void run_avx512(const T* a, const T* b, const T* c, T* out) {
    run_all<num::detail::avx512_pack<T>>(a, b, c, out);
}
#endif

}  // namespace

TEST_SUITE("num/pack") {
    TEST_CASE_TEMPLATE("packs: every operation is the IEEE operation of each lane", T, float, double) {
        compare_with_definition<T>(run_scalar<T>, 1);
#if defined(__x86_64__)
        if (num::is_available(num::level::avx2)) {
            compare_with_definition<T>(run_fused<T>, 1);
            compare_with_definition<T>(run_avx2<T>, num::detail::avx2_pack<T>::size);
        }
        if (num::is_available(num::level::avx512)) {
            compare_with_definition<T>(run_avx512<T>, num::detail::avx512_pack<T>::size);
        }
#endif
    }

}  // TEST_SUITE
