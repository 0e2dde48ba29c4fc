// SPDX-License-Identifier: MIT
// lastro/num/pack_pair.hpp
//
// How does a CPU with registers to spare work on two packs at once? As one pack of twice the size, every operation done on
// both: while one of them waits for a result, the other computes.
//
//   exp_function::apply(pack_pair<avx512_pack<double>>::load(x)).store(y);     // sixteen doubles
#pragma once

#include <cstddef>  // size_t

#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::num::detail {

/// Two packs that move together; see num/pack.hpp for the operations.
template <class Pack>
struct pack_pair {
    using value_type = typename Pack::value_type;
    static constexpr std::size_t size = 2 * Pack::size;
    struct mask {
        typename Pack::mask first, second;
    };

    Pack first, second;

    [[gnu::always_inline]] static pack_pair all(value_type x) {
        const Pack one = Pack::all(x);
        return {one, one};
    }
    [[gnu::always_inline]] static pack_pair load(const value_type* from) {
        return {Pack::load(from), Pack::load(from + Pack::size)};
    }
    [[gnu::always_inline]] void store(value_type* to) const {
        first.store(to);
        second.store(to + Pack::size);
    }

    [[gnu::always_inline]] friend pack_pair operator+(const pack_pair& x, const pack_pair& y) {
        return {x.first + y.first, x.second + y.second};
    }
    [[gnu::always_inline]] friend pack_pair operator-(const pack_pair& x, const pack_pair& y) {
        return {x.first - y.first, x.second - y.second};
    }
    [[gnu::always_inline]] friend pack_pair operator*(const pack_pair& x, const pack_pair& y) {
        return {x.first * y.first, x.second * y.second};
    }
    [[gnu::always_inline]] friend pack_pair operator/(const pack_pair& x, const pack_pair& y) {
        return {x.first / y.first, x.second / y.second};
    }
    [[gnu::always_inline]] friend pack_pair fma(const pack_pair& x, const pack_pair& y, const pack_pair& z) {
        return {fma(x.first, y.first, z.first), fma(x.second, y.second, z.second)};
    }
    [[gnu::always_inline]] friend mask less(const pack_pair& x, const pack_pair& y) {
        return {less(x.first, y.first), less(x.second, y.second)};
    }
    [[gnu::always_inline]] friend mask equal(const pack_pair& x, const pack_pair& y) {
        return {equal(x.first, y.first), equal(x.second, y.second)};
    }
    [[gnu::always_inline]] friend pack_pair select(const mask& which, const pack_pair& x, const pack_pair& y) {
        return {select(which.first, x.first, y.first), select(which.second, x.second, y.second)};
    }

    [[gnu::always_inline]] friend pack_pair bits_add(const pack_pair& x, bits_of<value_type> n) {
        return {bits_add(x.first, n), bits_add(x.second, n)};
    }
    [[gnu::always_inline]] friend pack_pair bits_and(const pack_pair& x, bits_of<value_type> n) {
        return {bits_and(x.first, n), bits_and(x.second, n)};
    }
    [[gnu::always_inline]] friend pack_pair bits_left(const pack_pair& x, int n) {
        return {bits_left(x.first, n), bits_left(x.second, n)};
    }
    [[gnu::always_inline]] friend pack_pair bits_right(const pack_pair& x, int n) {
        return {bits_right(x.first, n), bits_right(x.second, n)};
    }
    [[gnu::always_inline]] friend pack_pair bits_or(const pack_pair& x, const pack_pair& y) {
        return {bits_or(x.first, y.first), bits_or(x.second, y.second)};
    }

    // What the widest pack does in one instruction, where the parts do.
    [[gnu::always_inline]] friend pack_pair scale(const pack_pair& x, const pack_pair& y) requires
        requires(const Pack& p) {
        scale(p, p);
    }
    { return {scale(x.first, y.first), scale(x.second, y.second)}; }
    [[gnu::always_inline]] friend pack_pair smaller(const pack_pair& x, const pack_pair& y) requires
        requires(const Pack& p) {
        smaller(p, p);
    }
    { return {smaller(x.first, y.first), smaller(x.second, y.second)}; }
    [[gnu::always_inline]] friend pack_pair larger(const pack_pair& x, const pack_pair& y) requires
        requires(const Pack& p) {
        larger(p, p);
    }
    { return {larger(x.first, y.first), larger(x.second, y.second)}; }
    [[gnu::always_inline]] friend pack_pair exponent(const pack_pair& x) requires requires(const Pack& p) {
        exponent(p);
    }
    { return {exponent(x.first), exponent(x.second)}; }
    [[gnu::always_inline]] friend pack_pair mantissa(const pack_pair& x) requires requires(const Pack& p) {
        mantissa(p);
    }
    { return {mantissa(x.first), mantissa(x.second)}; }
};

}  // namespace lastro::inline v0::num::detail
