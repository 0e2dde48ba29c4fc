// SPDX-License-Identifier: MIT
// tests/num/elementary_functions.hpp
//
// What the tests of the elementary functions share: the list of them, fixed inputs, errors in units of the last place.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/num/dispatch.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/random/stream.hpp>

#include "elementary_golden.hpp"
#include "every_level.hpp"

namespace num = lastro::num;
using lastro_test::on_every_level;

template <class T>
using bits_of = num::detail::bits_of<T>;

template <class T>
bool same_bits(T a, T b) {
    return std::bit_cast<bits_of<T>>(a) == std::bit_cast<bits_of<T>>(b);
}

template <class T>
constexpr T infinity = std::numeric_limits<T>::infinity();
template <class T>
constexpr T quiet = std::numeric_limits<T>::quiet_NaN();

/// One function in its four forms.
template <class T>
struct function {
    const char* name;
    T (*one)(T);
    void (*many)(std::span<const T>, std::span<T>);
};

/// Every function of one argument, and one power.
template <class T>
const std::vector<function<T>>& functions() {
    using in = std::span<const T>;
    using out = std::span<T>;
    static const std::vector<function<T>> all{
        {"exp", [](T x) { return num::exp(x); }, [](in x, out y) { num::exp(x, y); }},
        {"expm1", [](T x) { return num::expm1(x); }, [](in x, out y) { num::expm1(x, y); }},
        {"log", [](T x) { return num::log(x); }, [](in x, out y) { num::log(x, y); }},
        {"log1p", [](T x) { return num::log1p(x); }, [](in x, out y) { num::log1p(x, y); }},
        {"tanh", [](T x) { return num::tanh(x); }, [](in x, out y) { num::tanh(x, y); }},
        {"sigmoid", [](T x) { return num::sigmoid(x); }, [](in x, out y) { num::sigmoid(x, y); }},
        {"softplus", [](T x) { return num::softplus(x); }, [](in x, out y) { num::softplus(x, y); }},
        {"exp2", [](T x) { return num::exp2(x); }, [](in x, out y) { num::exp2(x, y); }},
        {"log2", [](T x) { return num::log2(x); }, [](in x, out y) { num::log2(x, y); }},
        {"pow 0.75", [](T x) { return num::pow(x, T{0.75}); }, [](in x, out y) { num::pow(x, T{0.75}, y); }},
        {"sin", [](T x) { return num::sin(x); }, [](in x, out y) { num::sin(x, y); }},
        {"cos", [](T x) { return num::cos(x); }, [](in x, out y) { num::cos(x, y); }},
        {"sin_2pi", [](T x) { return num::sin_2pi(x); }, [](in x, out y) { num::sin_2pi(x, y); }},
        {"cos_2pi", [](T x) { return num::cos_2pi(x); }, [](in x, out y) { num::cos_2pi(x, y); }},
        {"erf", [](T x) { return num::erf(x); }, [](in x, out y) { num::erf(x, y); }},
        {"erfc", [](T x) { return num::erfc(x); }, [](in x, out y) { num::erfc(x, y); }},
        {"lgamma", [](T x) { return num::lgamma(x); }, [](in x, out y) { num::lgamma(x, y); }},
        {"gelu", [](T x) { return num::gelu(x); }, [](in x, out y) { num::gelu(x, y); }},
        {"gelu_derivative", [](T x) { return num::gelu_derivative(x); },
         [](in x, out y) { num::gelu_derivative(x, y); }},
    };
    return all;
}

/// Both signs, magnitudes from 2^-31 to 2^10, and the special values first.
template <class T>
std::vector<T> fixed_inputs(std::size_t n) {
    using limits = std::numeric_limits<T>;
    const auto draws = lastro::random::stream{2026}["inputs"];
    std::vector<T> x{T{0},
                     -T{0},
                     limits::infinity(),
                     -limits::infinity(),
                     limits::quiet_NaN(),
                     limits::denorm_min(),
                     -limits::denorm_min(),
                     limits::min(),
                     limits::max(),
                     limits::lowest(),
                     T{1},
                     T{-1},
                     limits::min() / 3};
    for (std::size_t i = x.size(); i < n; ++i) {
        const std::uint64_t bits = draws.bits(i);
        const double magnitude =
            std::ldexp(1.0 + static_cast<double>(bits >> 24U) * 0x1p-40, static_cast<int>((bits >> 40U) % 42) - 31);
        x.push_back(static_cast<T>((bits & 1U) != 0 ? magnitude : -magnitude));
    }
    return x;
}

template <class T>
std::uint64_t fnv1a(const std::vector<T>& values) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const T value : values) {
        const auto bits = std::bit_cast<bits_of<T>>(value);
        for (std::size_t shift = 0; shift < 8 * sizeof(T); shift += 8) {
            hash = (hash ^ ((bits >> shift) & 0xFFU)) * 0x100000001B3U;
        }
    }
    return hash;
}

/// |y - (high + low)| in units of the last place of the true value high + low, for normal and subnormal results.
template <class T>
double ulps(T y, double high, double low) {
    const int exponent = std::ilogb(high) - std::numeric_limits<T>::digits + 1;
    const int least = std::numeric_limits<T>::min_exponent - std::numeric_limits<T>::digits;
    return std::abs(std::ldexp((static_cast<double>(y) - high) - low, -std::max(exponent, least)));
}

/// The largest error over a table; never above 2.
template <class T, std::size_t Count>
double worst(T (*one)(T), const golden (&table)[Count]) {
    double most = 0.0;
    for (const golden& g : table) {
        CAPTURE(g.x);
        const double error = ulps(one(static_cast<T>(g.x)), g.high, g.low);
        CHECK(error <= 2.0);
        most = std::max(most, error);
    }
    return most;
}

/// f(x) next to what the standard demands.
template <class T>
struct special_value {
    const char* what;
    T found, expected;
};

template <class T, std::size_t Count>
void check_bits(const special_value<T> (&cases)[Count]) {
    for (const auto& c : cases) {
        CAPTURE(std::string{c.what});
        CAPTURE(c.found);
        CHECK(same_bits(c.found, c.expected));
    }
}

/// How often f falls (or, with `direction` -1, rises) between neighbours, in 80 steps around `at`.
template <class T>
std::size_t steps_against(T (*f)(T), T at, T direction = 1) {
    T x = at;
    for (int i = 0; i < 40; ++i) {
        x = std::nextafter(x, -infinity<T>);
    }
    std::size_t against = 0;
    T before = f(x);
    for (int i = 0; i < 80; ++i) {
        x = std::nextafter(x, infinity<T>);
        const T y = f(x);
        against += direction * y < direction * before;
        before = y;
    }
    return against;
}
