// SPDX-License-Identifier: MIT
// tests/num/oracle.hpp
//
// Runs a check with the kernels of every instruction set that this machine has, makes numbers to check with, and says
// what a sum is.
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

#include "every_level.hpp"

namespace lastro_test {

template <class T>
auto bits(T x) {
    return std::bit_cast<std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>>(x);
}

/// The same bits, or both NaN: the sign and payload of a NaN that was computed belong to the CPU.
template <class T>
bool same(T a, T b) {
    return bits(a) == bits(b) || (a != a && b != b);
}

template <class T>
std::vector<T> normals(std::size_t n, std::uint64_t seed = 11) {
    const auto draws = lastro::random::stream{seed}["reduce"];
    std::vector<T> x(n);
    for (std::size_t i = 0; i < n; ++i) {
        x[i] = static_cast<T>(lastro::random::normal(draws, i));
    }
    return x;
}

/// Numbers of every size and sign: rounding, cancellation and subnormal numbers at every step, zeros of both signs.
template <class T>
std::vector<T> adversarial(std::size_t n, std::uint64_t seed = 5) {
    const auto draws = lastro::random::stream{seed}["adversarial"];
    using limits = std::numeric_limits<T>;
    std::vector<T> x(n);
    for (std::size_t i = 0; i < n; ++i) {
        const double u = lastro::random::uniform(draws, 2 * i);
        const auto kind = static_cast<int>(lastro::random::uniform(draws, 2 * i + 1) * 8.0);
        const auto number = static_cast<T>(2.0 * u - 1.0);
        x[i] = kind == 0   ? T{0}
               : kind == 1 ? -T{0}
               : kind == 2 ? number * (limits::min)()
               : kind == 3 ? number / limits::epsilon()
               : kind == 4 ? number * limits::epsilon()
                           : number;
    }
    return x;
}

/// The definition of a sum: lanes, fold, neighbouring pairs of blocks; written as documentation, with no care for speed.
template <class T, class Term>
T by_definition(std::size_t n, Term term) {
    constexpr std::size_t lanes = sizeof(T) == sizeof(float) ? 64 : 32;
    std::vector<T> sums;
    for (std::size_t begin = 0; begin < n; begin += 4096) {
        T lane[lanes] = {};
        for (std::size_t i = begin; i < n && i < begin + 4096; ++i) {
            lane[i % lanes] = term(lane[i % lanes], i);
        }
        for (std::size_t half = lanes / 2; half > 0; half /= 2) {
            for (std::size_t l = 0; l < half; ++l) {
                lane[l] = lane[l] + lane[l + half];
            }
        }
        sums.push_back(lane[0]);
    }
    while (sums.size() > 1) {
        std::vector<T> pairs;
        for (std::size_t i = 0; i + 1 < sums.size(); i += 2) {
            pairs.push_back(sums[i] + sums[i + 1]);
        }
        if (sums.size() % 2 == 1) {
            pairs.push_back(sums.back());
        }
        sums = pairs;
    }
    return sums.empty() ? T{0} : sums[0];
}

template <class T>
T dot_by_definition(std::span<const T> x, std::span<const T> y) {
    return by_definition<T>(x.size(), [&](T acc, std::size_t i) { return std::fma(x[i], y[i], acc); });
}

}  // namespace lastro_test
