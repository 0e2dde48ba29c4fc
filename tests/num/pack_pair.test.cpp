// SPDX-License-Identifier: MIT
// tests/num/pack_pair.test.cpp
#include <lastro/num/pack_pair.hpp>

#include <cstddef>

#include <doctest/doctest.h>

#include <lastro/num/pack.hpp>

namespace detail = lastro::num::detail;

namespace {

template <class T>
using pair = detail::pack_pair<detail::scalar_pack<T>>;

template <class T>
void check(const pair<T>& found, T first, T second) {
    T out[2];
    found.store(out);
    CHECK(out[0] == first);
    CHECK(out[1] == second);
}

}  // namespace

TEST_SUITE("num/pack_pair") {
    TEST_CASE_TEMPLATE("every operation is done on both parts", T, float, double) {
        const T a[] = {T{3}, T{-0.5}};
        const T b[] = {T{0.25}, T{8}};
        const pair<T> x = pair<T>::load(a);
        const pair<T> y = pair<T>::load(b);
        CHECK(pair<T>::size == 2);
        check<T>(pair<T>::all(T{7}), T{7}, T{7});
        check<T>(x + y, T{3.25}, T{7.5});
        check<T>(x - y, T{2.75}, T{-8.5});
        check<T>(x * y, T{0.75}, T{-4});
        check<T>(x / y, T{12}, T{-0.0625});
        check<T>(fma(x, y, y), T{1}, T{4});
        check<T>(select(less(x, y), x, y), T{0.25}, T{-0.5});
        check<T>(select(equal(x, pair<T>::all(T{3})), y, x), T{0.25}, T{-0.5});
        constexpr int sign = 8 * sizeof(T) - 1;
        const auto sign_bit = detail::bits_of<T>{1} << sign;
        check<T>(bits_add(x, sign_bit), T{-3}, T{0.5});
        check<T>(bits_and(x, sign_bit - 1U), T{3}, T{0.5});
        check<T>(bits_or(y, bits_and(x, sign_bit)), T{0.25}, T{-8});
        check<T>(bits_right(bits_left(x, 1), 1), T{3}, T{0.5});
    }

}  // TEST_SUITE
