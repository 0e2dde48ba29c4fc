// SPDX-License-Identifier: MIT
// tests/num/pack_neon.test.cpp
#include <lastro/num/pack_neon.hpp>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/num/dispatch.hpp>
#include <lastro/num/pack.hpp>
#include <lastro/random/stream.hpp>

namespace num = lastro::num;

namespace {

#if defined(__aarch64__)

using num::detail::bits_of;
using num::detail::scalar_pack;

template <class T>
bool same(T a, T b) {  // whose payload a NaN has is nobody's promise
    return (std::isnan(a) && std::isnan(b)) || std::bit_cast<bits_of<T>>(a) == std::bit_cast<bits_of<T>>(b);
}

/// Arbitrary bit patterns, every fifth a special value.
template <class T>
std::vector<T> patterns(std::uint64_t round, std::size_t n) {
    const auto draws = lastro::random::stream{9}["pack"][round];
    const T special[] = {T{0}, -T{0}, INFINITY, -INFINITY, NAN, T{1}, static_cast<T>(1e-40), T{-3}};
    std::vector<T> x(n);
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint64_t bits = draws.bits(i);
        x[i] = bits % 5 == 0 ? special[(bits >> 8U) % 8] : std::bit_cast<T>(static_cast<bits_of<T>>(bits >> 3U));
    }
    return x;
}

/// `f` of packs must be, lane by lane, `f` of single numbers, which tests/num/pack.test.cpp compares with plain C++.
template <class Pack, class Operation>
void compare_with_single_numbers(const Operation& f) {
    using T = typename Pack::value_type;
    constexpr std::size_t n = Pack::size;
    for (std::uint64_t round = 0; round < 500; ++round) {
        const std::vector<T> in = patterns<T>(round, 3 * n);
        std::vector<T> out(n);
        f(Pack::load(in.data()), Pack::load(in.data() + n), Pack::load(in.data() + 2 * n)).store(out.data());
        for (std::size_t i = 0; i < n; ++i) {
            using one = scalar_pack<T>;
            REQUIRE(same(out[i], f(one{in[i]}, one{in[n + i]}, one{in[2 * n + i]}).v));
        }
    }
}

#endif

}  // namespace

TEST_SUITE("num/pack_neon") {
    TEST_CASE("neon: the level of AArch64, and of nothing else") {
#if defined(__aarch64__)
        CHECK(num::detected_level() == num::level::neon);
#else
        CHECK(!num::is_available(num::level::neon));
#endif
    }

#if defined(__aarch64__)
    TEST_CASE_TEMPLATE("neon_pack: every operation is that of each lane", T, float, double) {
        using pack = num::detail::neon_pack<T>;
        compare_with_single_numbers<pack>([](auto x, auto y, auto) { return x + y; });
        compare_with_single_numbers<pack>([](auto x, auto y, auto) { return x - y; });
        compare_with_single_numbers<pack>([](auto x, auto y, auto) { return x * y; });
        compare_with_single_numbers<pack>([](auto x, auto y, auto) { return x / y; });
        compare_with_single_numbers<pack>([](auto x, auto y, auto z) { return fma(x, y, z); });
        compare_with_single_numbers<pack>([](auto x, auto y, auto z) { return select(less(x, y), x, z); });
        compare_with_single_numbers<pack>([](auto x, auto y, auto z) { return select(equal(x, x), y, z); });
        compare_with_single_numbers<pack>([](auto x, auto, auto) { return bits_add(x, 12345); });
        compare_with_single_numbers<pack>([](auto x, auto, auto) { return bits_and(x, 0x00FF00FFU); });
        compare_with_single_numbers<pack>([](auto x, auto y, auto) { return bits_or(x, y); });
        compare_with_single_numbers<pack>([](auto x, auto, auto) { return bits_left(x, 7); });
        compare_with_single_numbers<pack>([](auto x, auto, auto) { return bits_right(x, 9); });
        compare_with_single_numbers<pack>([](auto x, auto, auto) { return decltype(x)::all(T{-0.0}); });
    }

    TEST_CASE_TEMPLATE("neon_pair: twice as many lanes, the same operations", T, float, double) {
        using pair = num::detail::neon_pair<T>;
        CHECK(pair::size == 32 / sizeof(T));
        compare_with_single_numbers<pair>([](auto x, auto y, auto z) { return fma(x, y, z); });
        compare_with_single_numbers<pair>([](auto x, auto, auto) { return decltype(x)::all(T{-3}); });
    }
#endif

}  // TEST_SUITE
