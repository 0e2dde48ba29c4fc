// SPDX-License-Identifier: MIT
// tests/num/pack_root.test.cpp
#include <lastro/num/pack_root.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/num/dispatch.hpp>

namespace num = lastro::num;
using namespace lastro::num::detail;

namespace {

template <class Pack, class T>
[[gnu::always_inline]] inline void apply(const T* x, const T* y, T* root, T* larger_one, T* smaller_one,
                                         std::size_t n) {
    for (std::size_t i = 0; i < n; i += Pack::size) {
        square_root(Pack::load(x + i)).store(root + i);
        larger(Pack::load(x + i), Pack::load(y + i)).store(larger_one + i);
        smaller(Pack::load(x + i), Pack::load(y + i)).store(smaller_one + i);
    }
}

#if defined(__x86_64__)
template <class Pack, class T>
[[gnu::target("avx2,fma")]] void apply_avx2(const T* x, const T* y, T* a, T* b, T* c, std::size_t n) {
    apply<Pack>(x, y, a, b, c, n);
}
template <class Pack, class T>
[[gnu::target("avx512f,avx512dq,avx2,fma")]] void apply_avx512(const T* x, const T* y, T* a, T* b, T* c,
                                                               std::size_t n) {
    apply<Pack>(x, y, a, b, c, n);
}
#endif

template <class T, class Apply>
void check(Apply&& run) {
    constexpr std::size_t n = 64;
    std::mt19937_64 engine{3};
    std::vector<T> x(n), y(n), root(n), top(n), bottom(n);
    for (std::size_t i = 0; i < n; ++i) {
        x[i] = static_cast<T>(std::ldexp(static_cast<double>(engine() >> 11), static_cast<int>(i) - 80));
        y[i] = static_cast<T>(std::ldexp(static_cast<double>(engine() >> 11), static_cast<int>(i) - 80));
        x[i] = i % 5 == 0 ? -x[i] : x[i];
    }
    x[1] = std::numeric_limits<T>::infinity();
    x[2] = T{-0.0};
    x[3] = std::numeric_limits<T>::denorm_min();
    run(x.data(), y.data(), root.data(), top.data(), bottom.data(), n);
    for (std::size_t i = 0; i < n; ++i) {
        CAPTURE(i);
        if (x[i] < 0) {
            REQUIRE(std::isnan(root[i]));
        } else {
            REQUIRE(root[i] == std::sqrt(x[i]));
            REQUIRE(std::signbit(root[i]) == std::signbit(x[i]));
        }
        REQUIRE(top[i] == (x[i] < y[i] ? y[i] : x[i]));
        REQUIRE(bottom[i] == (y[i] < x[i] ? y[i] : x[i]));
    }
}

template <class T>
void check_all_packs() {
    check<T>(apply<scalar_pack<T>, T>);
#if defined(__x86_64__)
    if (num::is_available(num::level::avx2)) {
        check<T>(apply_avx2<fused_pack<T>, T>);
        check<T>(apply_avx2<avx2_pack<T>, T>);
    }
    if (num::is_available(num::level::avx512)) {
        check<T>(apply_avx512<avx512_pack<T>, T>);
    }
#endif
}

}  // namespace

TEST_SUITE("num/pack_root") {
    TEST_CASE("square_root, larger, smaller: each pack agrees with the scalar definition to the last bit") {
        check_all_packs<double>();
        check_all_packs<float>();
    }
}
